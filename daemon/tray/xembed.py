"""Shows the icon in a tray of the older kind (XEmbed: trayer, i3bar, tint2, stalonetray ...), by pystray in its own thread.

With GTK for Python the icon has the whole menu. Without it, the icon only takes the plain click.
"""

from __future__ import annotations

import asyncio
import importlib.machinery
import importlib.util
import logging
import math
import os
import queue
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from config.texts import _
from daemon.doctor.desktop import has_session_bus
from daemon.tray import icons
from daemon.tray.model import Face
from daemon.tray.view import Action, MenuEntry, NoTray, View

log = logging.getLogger(__name__)

SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")
_ASK_AGAIN = 1.0
"""Seconds until the request is repeated to a tray that has not taken the icon in."""
_IN_VAIN = 3
"""Requests that a tray leaves unheeded until the icon gets a new window."""
_ICON = 64
"""Size in pixels; pystray scales it to the tray's."""


class PystrayIcon:
    """A Surface on pystray."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._icon: Any = None
        self._visible = False

    def show(self, view: View) -> None:
        before, self._view = self._view, view
        if not self._visible:
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

        def visible(icon: Any) -> None:
            icon.visible = True
            loop.call_soon_threadsafe(self._catch_up)

        why: list[str] = []

        def work() -> None:
            try:
                self._icon.run(visible)
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
            _in_one_thread(self._icon)
        thread = threading.Thread(target=work, name="tray", daemon=True)
        thread.start()
        try:
            await ended.wait()
            raise NoTray(
                _("no icon can be shown in this tray: {why}", why=why[0]) if why else _("the desktop session has ended")
            )
        finally:
            self._icon.stop()
            await asyncio.to_thread(thread.join, 5.0)
            self._icon, self._visible = None, False

    def _catch_up(self) -> None:
        """Shows the changes from before the icon was visible: pystray 0.19 loses what it is told meanwhile."""
        if self._icon is not None and self._view is not None:
            view, self._view, self._visible = self._view, None, True
            self.show(view)

    def _menu(self) -> list[MenuEntry]:
        """Returns the entries, with a plain click's action as the first: pystray clicks the menu's default entry."""
        if self._view is None:
            return []
        return [MenuEntry("click", self._view.title, self._view.click), *self._view.menu[1:]]


def _item(pystray: Any, entry: MenuEntry, click: Callable[[Action], None]) -> Any:
    """Makes a pystray item of an entry."""
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
    """Makes the plain X icon take clicks: pystray 0.19 never asks X for button presses. A right click tells what the menu
    needs."""
    from Xlib import X

    def pressed(event: Any) -> None:
        if event.detail == X.Button1:
            icon()
        elif event.detail == X.Button3:
            click(Action("no_menu"))

    _watch_buttons(icon)
    icon._message_handlers[X.ButtonPress] = pressed


def _watch_buttons(icon: Any) -> None:
    """Has X tell the icon of button presses."""
    from Xlib import X

    icon._window.change_attributes(event_mask=X.ExposureMask | X.StructureNotifyMask | X.ButtonPressMask)


def _in_one_thread(icon: Any) -> None:
    """Has only the icon's own thread speak to X.

    Other threads of pystray's plain X icon use the connection that its thread waits on, and now and then python-xlib never
    returns from that.
    """
    from Xlib import X

    calls: queue.SimpleQueue[Callable[[Any], None]] = queue.SimpleQueue()
    wake, waker = socket.socketpair()
    wake.setblocking(False)

    def later(call: Callable[[Any], None]) -> Callable[[], None]:
        def ask() -> None:
            calls.put(call)
            with suppress(OSError):  # the thread has ended, and its end of the pair with it
                waker.send(b".")

        return ask

    dock = icon._dock_window
    asked, in_vain = -math.inf, 0

    def ask() -> None:
        """Asks the tray to take the icon in unless it has, at most once in _ASK_AGAIN: pystray asks anew with every change,
        and trayer loses an icon whose request comes twice while it starts."""
        nonlocal asked
        now = time.monotonic()
        if not icon._systray_manager or (now - asked >= _ASK_AGAIN and _on_its_own(icon)):
            asked = now
            dock()

    def ask_again() -> None:
        """Asks for the icon that no tray has taken in. A tray that believes it has it pays no heed: a new window is new."""
        nonlocal in_vain
        in_vain += 1
        if in_vain % _IN_VAIN == 0:
            icon._gc.free()
            icon._window.destroy()
            icon._window = icon._create_window()
            icon._gc = icon._window.create_gc()
            _watch_buttons(icon)
        icon._dock_window()

    def destroyed(event: Any) -> None:
        """Hears of the end of the tray's window, and of a window of ours that a new one has replaced: pystray asks for the
        latter, too, whether it was the tray's, which there may not be."""
        if icon._systray_manager is not None:
            icon._on_destroy_notify(event)

    icon._dock_window = ask
    icon._message_handlers[X.DestroyNotify] = destroyed

    def events() -> Iterator[Any]:
        with wake:
            while True:
                alone = icon.visible and _on_its_own(icon)  # before the events, since an answer may bring some along
                while icon._display.pending_events():
                    yield icon._display.next_event()
                news, _, _ = select.select([icon._display.fileno(), wake], [], [], _ASK_AGAIN if alone else None)
                if not news and _on_its_own(icon):
                    ask_again()
                with suppress(BlockingIOError):
                    wake.recv(4096)
                while not calls.empty():
                    calls.get()(icon)
                icon._display.flush()

    for name in ("_show", "_hide", "_update_icon", "_update_title", "_stop"):
        setattr(icon, name, later(getattr(type(icon), name)))
    icon._events = events


def _on_its_own(icon: Any) -> bool:
    """Returns whether no tray has taken the icon in. A tray that has just started may miss the request."""
    from Xlib.error import BadWindow

    try:
        return bool(icon._window.query_tree().parent == icon._display.screen().root)
    except BadWindow:
        return False  # it has been stopped


def _pystray() -> Any:
    """Imports pystray with the best backend that works here. Raises NoTray."""
    # pystray's GTK icon cannot do without a session bus.
    backend = "gtk" if has_session_bus() and _borrow_gi() else "xorg"
    os.environ["PYSTRAY_BACKEND"] = backend
    try:
        import pystray
    except ImportError as err:
        raise NoTray(_("no icon can be shown in this tray: {why}", why=err)) from err
    return pystray


def _borrow_gi() -> bool:
    """Returns whether GTK for Python can be used. In a virtual environment, loads the system's `gi` alone, if it was built
    for this very Python."""
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
