"""Requests to the desktop's portal (xdg-desktop-portal), whose answers come as signals.

Interfaces: org.freedesktop.portal.Request and Session, and org.freedesktop.host.portal.Registry, as documented by
xdg-desktop-portal.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from config.constants import APP_ID
from config.texts import _
from daemon.desktop.bus import DBUS, Bus, BusError, Signal

log = logging.getLogger(__name__)

PORTAL = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SESSION = "org.freedesktop.portal.Session"
_REQUEST = "org.freedesktop.portal.Request"
_REGISTRY = "org.freedesktop.host.portal.Registry"
_DBUS_PATH = "/org/freedesktop/DBus"
START = 20.0
"""Seconds that the portal may take to start, or to answer what needs no user."""
_CANCELLED = 1
_TOKENS = itertools.count(1)
"""Several of us may share a connection, whose requests and sessions are named by them."""


class PortalRefused(BusError):
    """The user has said no in the portal's dialog."""


class Portal:
    """The portal on one connection to the bus. Its methods raise BusError."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self._responses: dict[str, asyncio.Future[tuple[int, dict[str, Any]]]] = {}
        self._pending = 0
        self._sessions: dict[str, Callable[[], None]] = {}

    async def open(self) -> None:
        """Starts the portal where it does not run, and listens to it."""
        if not await self.bus.owner(PORTAL):
            await self.bus.call(DBUS, _DBUS_PATH, DBUS, "StartServiceByName", "su", [PORTAL, 0], timeout=START)
        for interface in (_REQUEST, SESSION):
            await self.bus.watch(f"sender='{PORTAL}',interface='{interface}'", self._received)
        await self.bus.watch(f"sender='{DBUS}',member='NameOwnerChanged',arg0='{PORTAL}'", self._received)

    async def version(self, interface: str) -> int:
        """Returns the version of a portal interface. Raises BusError where the portal lacks it."""
        return int(await self.bus.get(PORTAL, PATH, interface, "version"))

    async def register(self) -> None:
        """Tells the portal our name. Older portals do not ask for it."""
        try:
            await self.bus.call(PORTAL, PATH, _REGISTRY, "Register", "sa{sv}", [APP_ID, {}])
        except BusError as err:
            log.debug("the portal was not told our name: %s", err)

    async def create_session(self, interface: str, ended: Callable[[], None]) -> str:
        """Creates a session; returns its object path. `ended` is called when the desktop ends it, or the portal is gone."""
        from dbus_fast import Variant

        options = {"session_handle_token": Variant("s", self._token())}
        created = await self.request(interface, "CreateSession", "a{sv}", [options], patience=START)
        handle = created.get("session_handle", "")
        if not isinstance(handle, str) or not handle.startswith("/"):
            raise BusError(_("the portal gave no session"))
        self._sessions[handle] = ended
        return handle

    async def close_session(self, handle: str) -> None:
        """Ends a session that we have created."""
        if self._sessions.pop(handle, None) is None:
            return  # the desktop was first
        try:
            await self.bus.call(PORTAL, handle, SESSION, "Close")
        except BusError as err:
            log.debug("the portal's session was not closed: %s", err)

    async def request(
        self, interface: str, member: str, signature: str, body: list[Any], patience: float | None = None
    ) -> dict[str, Any]:
        """Calls a method that answers through a Request; returns its results.

        The last of `body` are its options. `patience`: seconds to wait; None where the desktop may ask the user, which takes
        as long as it takes. Raises PortalRefused when the user says no.
        """
        from dbus_fast import Variant

        body = [*body[:-1], {**body[-1], "handle_token": Variant("s", self._token())}]
        self._pending += 1
        handle = ""
        try:
            async with asyncio.timeout(patience):
                (handle,) = await self.bus.call(PORTAL, PATH, interface, member, signature, body, timeout=START)
                code, results = await self._response(handle)
        except TimeoutError as err:
            await self._give_up(handle)
            raise BusError(
                _("the portal did not answer {member} within {patience:g} s", member=member, patience=patience)
            ) from err
        except asyncio.CancelledError:
            await asyncio.shield(self._give_up(handle))
            raise
        finally:
            self._pending -= 1
            self._responses.pop(handle, None)
            if not self._pending:
                self._responses.clear()  # answers to nobody
        if code == _CANCELLED:
            raise PortalRefused(_("{member} was refused by the user", member=member))
        if code:
            raise BusError(_("{member} failed", member=member))
        return {name: value.value for name, value in results.items()}

    async def _give_up(self, handle: str) -> None:
        """Nobody waits for the answer any more: the desktop shall not ask on, and do nothing later."""
        if handle:
            with suppress(BusError):
                await self.bus.call(PORTAL, handle, _REQUEST, "Close")

    def _token(self) -> str:
        return f"sarai{next(_TOKENS)}"

    def _response(self, handle: str) -> asyncio.Future[tuple[int, dict[str, Any]]]:
        """Returns the future answer to a request. The answer may come before the handle is known."""
        if handle not in self._responses:
            self._responses[handle] = asyncio.get_running_loop().create_future()
        return self._responses[handle]

    def _received(self, signal: Signal) -> None:
        if signal.interface == _REQUEST and signal.member == "Response":
            if self._pending and not (answer := self._response(signal.path)).done():
                answer.set_result((signal.body[0], signal.body[1]))
        elif signal.interface == SESSION and signal.member == "Closed":
            self._end(signal.path)
        elif signal.interface == DBUS and signal.member == "NameOwnerChanged" and signal.body[::2] == [PORTAL, ""]:
            for answer in self._responses.values():
                if not answer.done():
                    answer.set_result((2, {}))
            for handle in list(self._sessions):
                self._end(handle)

    def _end(self, handle: str) -> None:
        if (ended := self._sessions.pop(handle, None)) is not None:
            ended()
