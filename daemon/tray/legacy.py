"""The icon in a tray of the older kind (XEmbed: trayer, i3bar, tint2, stalonetray ...), by pystray in a thread of its own.

With GTK for Python it has the whole menu. Without, X alone shows the icon and takes the plain click.
"""

from __future__ import annotations

import asyncio
import importlib.machinery
import importlib.util
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daemon.doctor.desktop import has_session_bus
from daemon.tray import icons
from daemon.tray.model import Face
from daemon.tray.view import Action, Entry, NoTray, View

log = logging.getLogger(__name__)

SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")
_ICON = 64
"""Pixels; scaled to the tray's size."""


class PystrayIcon:
    """A Surface."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._icon: Any = None

    def show(self, view: View) -> None:
        before, self._view = self._view, view
        if self._icon is None:
            return
        if before is None or view.face is not before.face:
            self._icon.icon = icons.draw(view.face, _ICON)
        if before is None or view.title != before.title:
            self._icon.title = view.title
        if before is None or (view.menu, view.click) != (before.menu, before.click):
            self._icon.update_menu()

    async def run(self, clicked: Callable[[Action], None]) -> None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        pystray = _pystray()

        def click(action: Action) -> None:
            loop.call_soon_threadsafe(clicked, action)

        def entries() -> list[Any]:
            return [_item(pystray, entry, click) for entry in self._menu()]

        why: list[str] = []

        def work() -> None:
            try:
                self._icon.run()
            except Exception as err:  # noqa: BLE001 - whatever X, GTK or D-Bus had to say; pystray also complains at its end
                log.debug("the tray icon ended: %s", err)
                why.append(" ".join(str(err).split()))
            finally:
                loop.call_soon_threadsafe(ended.set)

        face = self._view.face if self._view is not None else Face.STOPPED
        title = self._view.title if self._view is not None else "SARAi"
        self._icon = pystray.Icon("sarai", icons.draw(face, _ICON), title, pystray.Menu(entries))
        if not self._icon.HAS_MENU:
            _take_clicks(self._icon, click)
        thread = threading.Thread(target=work, name="tray", daemon=True)
        thread.start()
        try:
            await ended.wait()
            raise NoTray(f"no icon can be shown in this tray: {why[0]}" if why else "the desktop session has ended")
        finally:
            self._icon.stop()
            await asyncio.to_thread(thread.join, 5.0)
            self._icon = None

    def _menu(self) -> list[Entry]:
        """The entries, before them what a plain click does: pystray clicks the menu's default entry."""
        if self._view is None:
            return []
        return [Entry("click", self._view.title, self._view.click), *self._view.menu[1:]]


def _item(pystray: Any, entry: Entry, click: Callable[[Action], None]) -> Any:
    """An entry as pystray has them."""
    if not entry.label:
        return pystray.Menu.SEPARATOR
    if entry.children:
        return pystray.MenuItem(entry.label, pystray.Menu(*(_item(pystray, each, click) for each in entry.children)))
    action, chosen = entry.action, entry.chosen

    def do() -> None:
        if action is not None:
            click(action)

    return pystray.MenuItem(
        entry.label,
        lambda icon, item: do(),
        checked=None if chosen is None else lambda item: chosen,
        radio=chosen is not None,
        default=entry.key == "click",
        enabled=action is not None,
    )


def _take_clicks(icon: Any, click: Callable[[Action], None]) -> None:
    """pystray 0.19's plain X icon never asks X for button presses, so that no click arrives. This asks, and tells who
    wants the menu what it takes."""
    from Xlib import X

    def pressed(event: Any) -> None:
        if event.detail == X.Button1:
            icon()
        elif event.detail == X.Button3:
            click(Action("no_menu"))

    icon._window.change_attributes(event_mask=X.ExposureMask | X.StructureNotifyMask | X.ButtonPressMask)
    icon._message_handlers[X.ButtonPress] = pressed


def _pystray() -> Any:
    """pystray with the best backend there is. Raises NoTray."""
    # pystray's GTK icon cannot do without a session bus.
    backend = "gtk" if has_session_bus() and _borrow_gi() else "xorg"
    os.environ["PYSTRAY_BACKEND"] = backend
    try:
        import pystray
    except ImportError as err:
        raise NoTray(f"no icon can be shown in this tray: {err}") from err
    return pystray


def _borrow_gi() -> bool:
    """Whether GTK for Python can be used. A virtual environment doesn't see the system's; it is borrowed by itself, if it
    was built for this very Python."""
    if importlib.util.find_spec("gi") is None:
        folder, suffixes = SYSTEM_PACKAGES, importlib.machinery.EXTENSION_SUFFIXES
        if not any((folder / "gi" / f"_gi{suffix}").exists() for suffix in suffixes):
            return False
        spec = importlib.util.spec_from_file_location(
            "gi", folder / "gi" / "__init__.py", submodule_search_locations=[str(folder / "gi")]
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["gi"] = module
        spec.loader.exec_module(module)
    try:
        import gi

        gi.require_version("Gtk", "3.0")
    except (ImportError, ValueError) as err:
        log.debug("no GTK: %s", err)
        return False
    return True
