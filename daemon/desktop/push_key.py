"""Binds a key for push to talk through the desktop's portal for global shortcuts, for desktops (Wayland) on which programs
may not watch the keyboard.

The desktop shows the key in its settings, where the user can change it, and signals when it is pressed and released.
Interface: org.freedesktop.portal.GlobalShortcuts, with org.freedesktop.portal.Request and Session, as documented by
xdg-desktop-portal. Since 1.21 the portal refuses programs that have no installed .desktop file.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.constants import APP_ID
from config.paths import data_home
from daemon.desktop.bus import DBUS, Bus, BusError, Signal

log = logging.getLogger(__name__)

PORTAL = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST = "org.freedesktop.portal.Request"
_SESSION = "org.freedesktop.portal.Session"
_REGISTRY = "org.freedesktop.host.portal.Registry"
SHORTCUT = "push-to-talk"
_START = 20.0
"""Seconds that the portal may take to start, or to answer what needs no user."""
_DBUS_PATH = "/org/freedesktop/DBus"


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
        self._bus = bus
        self._pressed = pressed
        self._released = released
        self._description = description
        self._preferred = preferred
        self._shortcut = shortcut
        self._session = ""
        self._down = False
        self._over = asyncio.Event()
        self._tokens = itertools.count(1)
        self._responses: dict[str, asyncio.Future[tuple[int, dict[str, Any]]]] = {}
        self.bound = asyncio.Event()
        """Set when the key is bound."""
        self.trigger = ""
        """The desktop's name for the key; empty until it is bound."""

    async def run(self) -> None:
        """Runs until the session ends. Raises BusError when there is no such portal or the key is not granted."""
        await self._find()
        for interface in (SHORTCUTS, _REQUEST, _SESSION):
            await self._bus.watch(f"sender='{PORTAL}',interface='{interface}'", self._received)
        await self._bus.watch(f"sender='{DBUS}',member='NameOwnerChanged',arg0='{PORTAL}'", self._received)
        await self._introduce()
        try:
            await self._bind()
            log.info("push to talk: the desktop has given it the key %s", self.trigger or "that its settings show")
            self.bound.set()
            await self._over.wait()
        finally:
            self._let_go()
            await self._close()
        log.info("push to talk: the desktop has taken the key back")

    async def _find(self) -> None:
        """Starts the portal where it does not run. Raises BusError where it has no global shortcuts."""
        if not await self._bus.owner(PORTAL):
            try:
                await self._bus.call(DBUS, _DBUS_PATH, DBUS, "StartServiceByName", "su", [PORTAL, 0], timeout=_START)
            except BusError as err:
                raise BusError("push to talk: this desktop has no portal for shortcuts; see docs/hotkeys.md") from err
        try:
            await self._bus.get(PORTAL, PATH, SHORTCUTS, "version")
        except BusError as err:
            raise BusError("push to talk: this desktop's portal has no global shortcuts; see docs/hotkeys.md") from err

    async def _introduce(self) -> None:
        """Registers our name with the portal. Older portals do not ask for it."""
        try:
            await asyncio.to_thread(install_desktop_file)
            await self._bus.call(PORTAL, PATH, _REGISTRY, "Register", "sa{sv}", [APP_ID, {}])
        except (BusError, OSError) as err:
            log.debug("the portal was not told our name: %s", err)

    async def _bind(self) -> None:
        from dbus_fast import Variant

        token = Variant("s", f"sarai{next(self._tokens)}")
        try:
            async with asyncio.timeout(_START):
                created = await self._ask("CreateSession", "a{sv}", [{"session_handle_token": token}])
        except TimeoutError as err:
            raise BusError("push to talk: the desktop's portal does not answer; see docs/hotkeys.md") from err
        handle = created.get("session_handle", "")
        if not isinstance(handle, str) or not handle.startswith("/"):
            raise BusError("push to talk: the portal gave no session")
        self._session = handle
        shortcut = {"description": Variant("s", self._description)}
        if self._preferred:
            shortcut["preferred_trigger"] = Variant("s", self._preferred)
        # The desktop may ask the user now: that takes as long as it takes.
        bound = await self._ask("BindShortcuts", "oa(sa{sv})sa{sv}", [handle, [[self._shortcut, shortcut]], "", {}])
        given = dict(bound.get("shortcuts", []))
        if self._shortcut not in given:
            raise BusError("push to talk: the desktop has not given it a key; choose one in its keyboard settings")
        trigger = given[self._shortcut].get("trigger_description")
        self.trigger = str(trigger.value) if trigger is not None else ""

    async def _ask(self, member: str, signature: str, body: list[Any]) -> dict[str, Any]:
        """Call a method that answers through a Request; its results."""
        from dbus_fast import Variant

        body[-1] = {**body[-1], "handle_token": Variant("s", f"sarai{next(self._tokens)}")}
        (handle,) = await self._bus.call(PORTAL, PATH, SHORTCUTS, member, signature, body, timeout=_START)
        try:
            code, results = await self._response(handle)
        finally:
            self._responses.pop(handle, None)
        if code != 0:
            why = "was refused by the user" if code == 1 else "failed"
            raise BusError(f"push to talk: {member} {why}; see docs/hotkeys.md for other ways")
        return {name: value.value for name, value in results.items()}

    def _response(self, handle: str) -> asyncio.Future[tuple[int, dict[str, Any]]]:
        """Returns the future answer to a request. The answer may come before the handle is known."""
        if handle not in self._responses:
            self._responses[handle] = asyncio.get_running_loop().create_future()
        return self._responses[handle]

    def _received(self, signal: Signal) -> None:
        if signal.interface == _REQUEST and signal.member == "Response":
            answer = self._response(signal.path)
            if not answer.done():
                answer.set_result((signal.body[0], signal.body[1]))
        elif signal.interface == SHORTCUTS and signal.body[:2] == [self._session, self._shortcut]:
            if signal.member == "Activated":
                self._press()
            elif signal.member == "Deactivated":
                self._let_go()
        elif (signal.interface == _SESSION and signal.member == "Closed" and signal.path == self._session) or (
            signal.interface == DBUS and signal.member == "NameOwnerChanged" and signal.body[::2] == [PORTAL, ""]
        ):
            self._end()

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
        for answer in self._responses.values():
            if not answer.done():
                answer.set_result((2, {}))
        self._over.set()

    async def _close(self) -> None:
        session, self._session = self._session, ""
        if session and not self._over.is_set():
            try:
                await self._bus.call(PORTAL, session, _SESSION, "Close")
            except BusError as err:
                log.debug("the portal's session was not closed: %s", err)


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
