"""A notification server on a session bus that records the notifications."""
# No deferred annotations here: dbus-fast reads D-Bus signatures from them, and cannot read a deferred `None`.

import asyncio
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Annotated, Any

from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusInt32, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method

NAME = "org.freedesktop.Notifications"


class _Notifications(ServiceInterface):
    def __init__(self, texts: list[str]) -> None:
        super().__init__(NAME)
        self._texts = texts

    @dbus_method()
    def Notify(
        self,
        app_name: DBusStr,
        replaces_id: DBusUInt32,
        app_icon: DBusStr,
        summary: DBusStr,
        body: DBusStr,
        actions: Annotated[list[str], DBusSignature("as")],
        hints: Annotated[dict[str, Any], DBusSignature("a{sv}")],
        expire_timeout: DBusInt32,
    ) -> DBusUInt32:
        self._texts.append(body)
        return replaces_id or 1

    @dbus_method()
    def CloseNotification(self, id: DBusUInt32) -> None:
        """Does nothing: no notification is on a screen."""

    @dbus_method()
    def GetCapabilities(self) -> Annotated[list[str], DBusSignature("as")]:
        return ["body", "body-markup"]

    @dbus_method()
    def GetServerInformation(self) -> Annotated[list[str], DBusSignature("ssss")]:
        return ["tests", "sarai", "1", "1.2"]


class NotificationServer:
    """Runs in a thread of its own, as a context manager. `texts` are the bodies, as they came."""

    def __init__(self, address: str) -> None:
        self.texts: list[str] = []
        self._address = address
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._seen = 0

    def __enter__(self) -> "NotificationServer":
        self._thread.start()
        if not self._ready.wait(30):
            raise RuntimeError("no notification server")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        bus = await MessageBus(bus_address=self._address).connect()
        bus.export("/org/freedesktop/Notifications", _Notifications(self.texts))
        await bus.request_name(NAME)
        self._ready.set()
        lost = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]  # dbus-fast leaves it bare
        await self._stop.wait()
        bus.disconnect()
        with suppress(EOFError, OSError):  # the bus may have ended first
            await lost

    def until(self, part: str, seconds: float = 60.0) -> str:
        """Waits for the next notification that has `part` in its text, and returns that text."""
        limit = time.monotonic() + seconds
        while True:
            for at in range(self._seen, len(self.texts)):
                if part in self.texts[at]:
                    self._seen = at + 1
                    return self.texts[at]
            if time.monotonic() > limit:
                raise AssertionError(f"no notification with {part!r}; there were {self.texts}")
            time.sleep(0.1)
