"""Watches whether the screen is locked (logind, and the desktops' screen savers) and whether the machine is about to sleep.

GNOME, KDE and others set logind's `LockedHint`; logind's signals Lock and Unlock are only requests. Screen savers that do
not tell logind signal on the session bus.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable

from daemon.desktop.bus import DBUS, Bus, BusError, Signal

log = logging.getLogger(__name__)

LOGIND = "org.freedesktop.login1"
MANAGER = "org.freedesktop.login1.Manager"
SESSION = "org.freedesktop.login1.Session"
_LOGIND_PATH = "/org/freedesktop/login1"

_CLOSING = 0.5
"""Seconds for the sound worker to close its streams before the machine sleeps; logind grants five."""

SAVERS = {
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.xfce.ScreenSaver": "/org/xfce/ScreenSaver",
}


class ScreenSaver:
    """Follows the screen savers on the session bus; calls `changed` with True while any of them is active."""

    def __init__(self, bus: Bus, changed: Callable[[bool], None]) -> None:
        self._bus = bus
        self._changed = changed
        self._active: dict[str, bool] = {}

    async def begin(self) -> None:
        """Follows them from now on. Raises BusError."""
        for name in SAVERS:
            await self._bus.watch(f"interface='{name}',member='ActiveChanged'", self._received)
            await self._bus.watch(
                f"sender='{DBUS}',interface='{DBUS}',member='NameOwnerChanged',arg0='{name}'", self._received
            )
        for name in set(await self._bus.names()) & set(SAVERS):
            try:
                answer = await self._bus.call(name, SAVERS[name], name, "GetActive")
                self._tell(name, bool(answer[0]))
            except (BusError, IndexError) as err:
                log.info("%s: %s", name, err)  # some own the name only to inhibit the blanking
        if not self._active:
            self._changed(False)  # whatever the savers of an earlier bus said

    def _received(self, signal: Signal) -> None:
        if signal.interface in SAVERS and signal.member == "ActiveChanged" and signal.body:
            self._tell(signal.interface, bool(signal.body[0]))
        elif signal.interface == DBUS and signal.member == "NameOwnerChanged" and not signal.body[2]:
            self._active.pop(signal.body[0], None)
            self._changed(any(self._active.values()))

    def _tell(self, name: str, active: bool) -> None:
        self._active[name] = active
        self._changed(any(self._active.values()))


class Logind:
    """Follows lock and suspend through logind, on the system bus."""

    def __init__(self, bus: Bus, locked: Callable[[bool], None], suspending: Callable[[bool], None]) -> None:
        self._bus = bus
        self._locked = locked
        self._suspending = suspending
        self._news = asyncio.Event()
        self._delay: int | None = None  # the descriptor that holds up a suspend
        self._asleep = False

    async def run(self) -> None:
        """Follows until cancelled. Raises BusError when there is no logind."""
        watch = self._bus.watch
        of_logind = f"sender='{LOGIND}'"
        await watch(f"{of_logind},interface='{MANAGER}',member='PrepareForSleep'", self._received)
        await watch(f"{of_logind},interface='{MANAGER}',member='SessionNew'", self._received)
        await watch(
            f"{of_logind},interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='{SESSION}'",
            self._received,
        )
        if not await self._bus.owner(LOGIND):
            raise BusError("no logind on the system bus")
        try:
            await self._look(self._hold)
            while True:
                await self._look(self._ask_lock)
                await self._news.wait()
                self._news.clear()
                if self._asleep:
                    await asyncio.sleep(_CLOSING)
                    self._let_go()
                elif self._delay is None:
                    await self._look(self._hold)
        finally:
            self._let_go()

    async def _look(self, ask: Callable[[], Awaitable[None]]) -> None:
        try:
            await ask()
        except (BusError, IndexError, TypeError) as err:
            log.debug("logind: %s", err)  # no session of ours (yet), or no inhibitor for us

    def _received(self, signal: Signal) -> None:
        if signal.interface == MANAGER and signal.member == "PrepareForSleep" and signal.body:
            self._asleep = bool(signal.body[0])
            self._suspending(self._asleep)
        elif signal.member not in ("PropertiesChanged", "SessionNew"):
            return
        self._news.set()

    async def _hold(self) -> None:
        """Takes a delay inhibitor: time to close the sound devices before the machine sleeps."""
        answer = await self._bus.call(
            *(LOGIND, _LOGIND_PATH, MANAGER, "Inhibit", "ssss"),
            body=["sleep", "SARAi voice", "closes the sound devices", "delay"],
        )
        self._delay = int(answer[0])

    def _let_go(self) -> None:
        if self._delay is not None:
            os.close(self._delay)
            self._delay = None

    async def _ask_lock(self) -> None:
        session = await graphical_session(self._bus)
        self._locked(bool(await self._bus.get(LOGIND, session, SESSION, "LockedHint")))


async def graphical_session(bus: Bus) -> str:
    """Returns the path of the user's graphical session: a user service itself is in no session. Raises BusError."""
    user = (await bus.call(LOGIND, _LOGIND_PATH, MANAGER, "GetUser", "u", [os.getuid()]))[0]
    session, path = await bus.get(LOGIND, user, "org.freedesktop.login1.User", "Display")
    if not session:
        raise BusError("the user has no graphical session")
    return str(path)
