"""Binds a key for push to talk through the desktop's portal for global shortcuts, for desktops (Wayland) on which programs
may not watch the keyboard.

The desktop shows the key in its settings, where the user can change it, and signals when it is pressed and released.
Interface: org.freedesktop.portal.GlobalShortcuts, as documented by xdg-desktop-portal. Since 1.21 the portal refuses
programs that have no installed .desktop file.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from config.constants import APP_ID
from config.paths import data_home
from config.texts import _
from daemon.desktop.bus import Bus, BusError, Signal
from daemon.desktop.portal import PORTAL, Portal

log = logging.getLogger(__name__)

SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
SHORTCUT = "push-to-talk"


class PushKey:
    """Binds the key, and calls `pressed` and `released`. When the portal's session ends, the key counts as released."""

    def __init__(
        self,
        bus: Bus,
        pressed: Callable[[], object],
        released: Callable[[], object],
        *,
        description: str,
        preferred: str = "",
        shortcut: str = SHORTCUT,
    ) -> None:
        """`preferred`: a key to propose, in the notation of the XDG shortcuts specification ("LOGO+space"). Without one the
        user chooses the key in the desktop's dialog or settings. `description`: the desktop's line for the key.
        `shortcut`: the name by which the desktop remembers it."""
        self._portal = Portal(bus)
        self._pressed = pressed
        self._released = released
        self._description = description
        self._preferred = preferred
        self._shortcut = shortcut
        self._session = ""
        self._down = False
        self._over = asyncio.Event()
        self.bound = asyncio.Event()
        """Set when the key is bound."""
        self.trigger = ""
        """The desktop's name for the key; empty until it is bound."""

    async def run(self) -> None:
        """Runs until the session ends. Raises BusError when there is no such portal or the key is not granted."""
        await self._find()
        await self._portal.bus.watch(f"sender='{PORTAL}',interface='{SHORTCUTS}'", self._received)
        await self._introduce()
        try:
            await self._bind()
            log.info("push to talk: the desktop has given it the key %s", self.trigger or "that its settings show")
            self.bound.set()
            await self._over.wait()
        finally:
            self._let_go()
            await self._portal.close_session(self._session)
        log.info("push to talk: the desktop has taken the key back")

    async def _find(self) -> None:
        """Starts the portal where it does not run. Raises BusError where it has no global shortcuts."""
        try:
            await self._portal.open()
        except BusError as err:
            raise BusError(_("push to talk: this desktop has no portal for shortcuts; see docs/hotkeys.md")) from err
        try:
            await self._portal.version(SHORTCUTS)
        except BusError as err:
            raise BusError(
                _("push to talk: this desktop's portal has no global shortcuts; see docs/hotkeys.md")
            ) from err

    async def _introduce(self) -> None:
        try:
            await asyncio.to_thread(install_desktop_file)
        except OSError as err:
            log.debug("the portal will not find our name: %s", err)
        await self._portal.register()

    async def _bind(self) -> None:
        from dbus_fast import Variant

        shortcut = {"description": Variant("s", self._description)}
        if self._preferred:
            shortcut["preferred_trigger"] = Variant("s", self._preferred)
        try:
            self._session = await self._portal.create_session(SHORTCUTS, self._end)
            # The desktop may ask the user now.
            body = [self._session, [[self._shortcut, shortcut]], "", {}]
            bound = await self._portal.request(SHORTCUTS, "BindShortcuts", "oa(sa{sv})sa{sv}", body)
        except BusError as err:
            raise BusError(_("push to talk: {why}; see docs/hotkeys.md for other ways", why=err)) from err
        given = dict(bound.get("shortcuts", []))
        if self._shortcut not in given:
            raise BusError(_("push to talk: the desktop has not given it a key; choose one in its keyboard settings"))
        trigger = given[self._shortcut].get("trigger_description")
        self.trigger = str(trigger.value) if trigger is not None else ""

    def _received(self, signal: Signal) -> None:
        if signal.interface == SHORTCUTS and signal.body[:2] == [self._session, self._shortcut]:
            if signal.member == "Activated":
                self._press()
            elif signal.member == "Deactivated":
                self._let_go()

    def _press(self) -> None:
        if not self._down:  # a key that repeats is one press
            self._down = True
            self._pressed()

    def _let_go(self) -> None:
        if self._down:
            self._down = False
            self._released()

    def _end(self) -> None:
        self._let_go()
        self._over.set()


def install_desktop_file(folder: Path | None = None) -> None:
    """Writes the .desktop file that names this program among the desktop's applications, unless it is there: `sarai service
    install` writes a better one, with a launcher. This one shows in no menu. Raises OSError."""
    file = (folder or _applications()) / f"{APP_ID}.desktop"
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        "[Desktop Entry]\nType=Application\nName=SARAi voice\nComment=Push to talk\n"
        f'Exec="{sys.executable}" -m daemon.cli.main toggle\nIcon=audio-input-microphone\nNoDisplay=true\n',
        encoding="utf-8",
    )


def _applications() -> Path:
    return data_home() / "applications"
