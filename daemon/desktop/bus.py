"""A D-Bus connection for the desktop's services. Every call has a time-out; every failure is a `BusError` with one line.

Only `Bus.connect` imports dbus-fast, so that a machine without a bus never pays for it.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.paths import runtime_dir
from config.texts import _

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus


DBUS = "org.freedesktop.DBus"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_TIMEOUT = 1.0
"""Seconds to wait for an answer. Services answer in milliseconds; one that hangs must hold up nothing."""


class BusError(Exception):
    """A call failed, or there is no bus. The message is one line."""


class BusTimeout(BusError):
    """No answer came in time: what was asked for may be done, or be done yet."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal from the bus."""

    sender: str
    path: str
    interface: str
    member: str
    body: list[Any]


def session_address(environ: Mapping[str, str] = os.environ) -> str:
    """Returns the address of the session bus; empty when there is none."""
    return environ.get("DBUS_SESSION_BUS_ADDRESS") or _socket(runtime_dir(environ).parent / "bus")


def system_address(environ: Mapping[str, str] = os.environ) -> str:
    """Returns the address of the system bus; empty when there is none."""
    return environ.get("DBUS_SYSTEM_BUS_ADDRESS") or _socket(Path("/run/dbus/system_bus_socket"))


def _socket(path: Path) -> str:
    return f"unix:path={path}" if path.is_socket() else ""


class Bus:
    """An open connection. Its methods raise BusError."""

    def __init__(self, connection: MessageBus) -> None:
        self._connection = connection
        self._handlers: list[Callable[[Signal], None]] = []
        connection.add_message_handler(self._received)

    @classmethod
    async def connect(cls, address: str) -> Bus:
        """Connects. The first call imports dbus-fast, in a thread because that takes a while."""
        await asyncio.to_thread(importlib.import_module, "dbus_fast.aio")
        from dbus_fast.aio import MessageBus
        from dbus_fast.errors import DBusError

        try:
            async with asyncio.timeout(5 * _TIMEOUT):
                return cls(await MessageBus(bus_address=address, negotiate_unix_fd=True).connect())
        except (OSError, EOFError, TimeoutError, ValueError, DBusError) as err:
            raise BusError(
                _("no connection to the bus at {address}: {why}", address=address, why=err or type(err).__name__)
            ) from err
        except Exception as err:  # its own AuthError and InvalidAddressError share no base
            if not type(err).__module__.startswith("dbus_fast"):
                raise
            raise BusError(_("no connection to the bus at {address}: {why}", address=address, why=err)) from err

    @property
    def connected(self) -> bool:
        """Whether the bus is still there."""
        return bool(self._connection.connected)

    async def lost(self) -> None:
        """Waits until the connection is gone."""
        try:
            await self._connection.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast leaves it bare
        except (OSError, EOFError):
            return

    async def close(self) -> None:
        self._connection.disconnect()
        with suppress(TimeoutError):
            async with asyncio.timeout(_TIMEOUT):
                await self.lost()

    async def call(
        self,
        destination: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: list[Any] | None = None,
        timeout: float = _TIMEOUT,
        starts: bool = False,
    ) -> list[Any]:
        """Calls a method; returns the body of the answer, with a file descriptor in the place of its index.

        A service that isn't there is only started by our asking where `starts` says so.
        """
        from dbus_fast import Message, MessageFlag, MessageType

        message = Message(
            destination=destination,
            path=path,
            interface=interface,
            member=member,
            signature=signature,
            body=body or [],
            flags=MessageFlag.NONE if starts else MessageFlag.NO_AUTOSTART,
        )
        what = f"{destination} {member}"
        try:
            async with asyncio.timeout(timeout):
                reply = await self._connection.call(message)
        except TimeoutError as err:
            raise BusTimeout(_("{what}: no answer within {seconds:g} s", what=what, seconds=timeout)) from err
        except (OSError, EOFError, ValueError) as err:
            raise BusError(_("{what}: the bus is gone: {why}", what=what, why=err)) from err
        if reply is None:
            raise BusError(_("{what}: no answer", what=what))
        if reply.message_type is MessageType.ERROR:
            raise BusError(f"{what}: {reply.body[0] if reply.body else reply.error_name}")
        if reply.signature == "h":
            return list(reply.unix_fds)
        return list(reply.body)

    async def get(self, destination: str, path: str, interface: str, name: str) -> Any:
        """Returns the value of a property."""
        answer = await self.call(destination, path, _PROPERTIES, "Get", "ss", [interface, name])
        return answer[0].value

    async def set(self, destination: str, path: str, interface: str, name: str, signature: str, value: Any) -> None:
        """Sets a property of the D-Bus type `signature`."""
        from dbus_fast import Variant

        body = [interface, name, Variant(signature, value)]
        await self.call(destination, path, _PROPERTIES, "Set", "ssv", body)

    async def names(self) -> list[str]:
        """Returns all names on the bus."""
        return list((await self.call(DBUS, "/org/freedesktop/DBus", DBUS, "ListNames"))[0])

    async def owner(self, name: str) -> str:
        """Returns the unique name of a name's owner; empty when nobody owns it."""
        try:
            return str((await self.call(DBUS, "/org/freedesktop/DBus", DBUS, "GetNameOwner", "s", [name]))[0])
        except BusError:
            return ""

    async def watch(self, rule: str, handler: Callable[[Signal], None]) -> None:
        """Asks the bus for the signals that match `rule`, and calls `handler` with every signal from then on.

        The signals of other watchers come, too: the handler picks its own.
        """
        await self.call(DBUS, "/org/freedesktop/DBus", DBUS, "AddMatch", "s", [f"type='signal',{rule}"])
        if handler not in self._handlers:
            self._handlers.append(handler)

    def _received(self, message: Message) -> None:
        from dbus_fast import MessageType

        if message.message_type is MessageType.SIGNAL:
            signal = Signal(
                message.sender or "", message.path or "", message.interface or "", message.member or "", message.body
            )
            for handler in self._handlers:
                handler(signal)


log = logging.getLogger(__name__)

_RECONNECT = 10.0
"""Seconds between two attempts to reach a bus that is not there."""


async def stay_connected(address: Callable[[], str], serve: Callable[[Bus, str], Awaitable[None]]) -> None:
    """Runs `serve` whenever there is a bus at `address`, until cancelled. Logs once that there is none."""
    said = False
    while True:
        try:
            where = address()
            if where:
                bus = await Bus.connect(where)
                said = False
                try:
                    async with asyncio.TaskGroup() as group:
                        serving = group.create_task(quietly(serve(bus, where)))
                        await bus.lost()
                        serving.cancel()
                finally:
                    await bus.close()
        except (BusError, ImportError) as err:
            if not said:
                log.info("%s", err)
            said = True
        await asyncio.sleep(_RECONNECT)


async def quietly(work: Awaitable[None]) -> None:
    """Awaits `work`; logs a BusError in one line, so that the other services go on."""
    try:
        await work
    except BusError as err:
        log.info("%s", err)


class Once:
    """Logs each subject only once."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said: set[str] = set()  # bounded by the services of a desktop

    def info(self, subject: str, text: str, *arguments: object) -> None:
        """Logs `subject: text` at INFO the first time this subject comes."""
        if subject not in self._said and len(self._said) < 100:
            self._said.add(subject)
            self._log.info(f"%s: {text}", subject, *arguments)
