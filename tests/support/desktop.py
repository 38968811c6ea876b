"""A desktop for tests: private D-Bus buses, a real media player, and the services that a desktop has, as stand-ins.

The stand-ins speak the wire format of the real ones; everything between them and the code under test is real.
Needs Debian's dbus, mpv and mpv-mpris.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import wave
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, TypeVar

from dbus_fast import Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import (
    DBusBool,
    DBusDict,
    DBusInt32,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
    DBusUInt32,
    DBusUnixFd,
)
from dbus_fast.service import ServiceInterface, dbus_property, method, signal

from daemon.desktop.players import PATH, PLAYER

MPV_PLUGIN = Path("/usr/lib/mpv-mpris/mpris.so")
_MPV = ("mpv", "--no-config", "--no-video", "--ao=null", "--loop=inf", "--really-quiet", "--no-terminal")
Done = TypeVar("Done")
Nothing = Annotated[None, DBusSignature("")]
Strings = Annotated[list[str], DBusSignature("as")]
Named = Annotated[list[str], DBusSignature("(so)")]

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


def available() -> bool:
    """Whether dbus-daemon, mpv and its MPRIS plugin are installed."""
    return shutil.which("dbus-daemon") is not None and shutil.which("mpv") is not None and MPV_PLUGIN.exists()


class PrivateBus:
    """A bus daemon of its own: `with PrivateBus() as bus: ... bus.address`."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sarai-bus-"))
        self.address = f"unix:path={self._folder}/bus"

    def __enter__(self) -> PrivateBus:
        config = self._folder / "bus.conf"
        config.write_text(_CONFIG.format(socket=self._folder / "bus"))
        self._process = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"], stderr=subprocess.DEVNULL
        )
        until(partial(_accepts, self._folder / "bus"), "the bus")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(5)
        shutil.rmtree(self._folder, ignore_errors=True)


def _accepts(path: Path) -> bool:
    """Whether somebody listens: the socket is there a moment before."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return True


class Mpv:
    """mpv playing a silent loop, seen through MPRIS."""

    def __init__(self, address: str, folder: Path, volume: int = 80, more: Sequence[str] = ()) -> None:
        """`more`: names of pieces that follow the first in its list."""
        sounds = [folder / f"{name}.wav" for name in ("music", *more)]
        for sound in sounds:
            with wave.open(str(sound), "wb") as file:
                file.setparams((1, 2, 16_000, 0, "NONE", ""))
                file.writeframes(bytes(32_000 * 20))
        self.process = subprocess.Popen(
            [*_MPV, f"--volume={volume}", f"--script={MPV_PLUGIN}", *map(str, sounds)],
            env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": address, "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._client = Client(address)
            until(lambda: self._get("PlaybackStatus") == "Playing", "mpv on the bus", 60)
        except BaseException:
            self.process.kill()
            self.process.wait(5)
            raise

    @property
    def volume(self) -> float:
        """The volume it is set to; changes show with a short delay."""
        return round(float(self._get("Volume") or 0), 2)

    @volume.setter
    def volume(self, volume: float) -> None:
        body = [PLAYER, "Volume", Variant("d", volume)]
        self._client.call("org.mpris.MediaPlayer2.mpv", PATH, "org.freedesktop.DBus.Properties", "Set", "ssv", body)

    @property
    def status(self) -> str:
        return str(self._get("PlaybackStatus"))

    def tell(self, member: str) -> None:
        self._client.call("org.mpris.MediaPlayer2.mpv", PATH, PLAYER, member)

    def _get(self, name: str) -> Any:
        body = [PLAYER, name]
        answer = self._client.call(
            "org.mpris.MediaPlayer2.mpv", PATH, "org.freedesktop.DBus.Properties", "Get", "ss", body
        )
        return answer[0].value if answer else None

    def close(self) -> None:
        self._client.close()
        self.process.kill()
        self.process.wait(5)


class Client:
    """A connection in a thread of its own, for tests that are not asynchronous; it may offer services too."""

    def __init__(self, address: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.bus = self.run(_connect(address))

    def run(self, work: Coroutine[Any, Any, Done]) -> Done:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def call(
        self, destination: str, path: str, interface: str, member: str, signature: str = "", body: Any = None
    ) -> list[Any]:
        """Returns the answer's body; empty when the answer is an error."""
        message = Message(destination, path, interface, member, signature=signature, body=body or [])
        reply = self.run(self.bus.call(message))
        return [] if reply is None or reply.message_type is MessageType.ERROR else list(reply.body)

    def offer(self, name: str, *services: tuple[str, ServiceInterface]) -> None:
        async def export() -> None:
            for path, service in services:
                self.bus.export(path, service)
            await self.bus.request_name(name)

        self.run(export())

    def do(self, what: Callable[[], Any]) -> None:
        """Calls `what` in the connection's thread."""

        async def doing() -> None:
            what()

        self.run(doing())

    def close(self) -> None:
        self.run(_disconnect(self.bus))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


async def _connect(address: str) -> MessageBus:
    return await MessageBus(bus_address=address, negotiate_unix_fd=True).connect()


async def _disconnect(bus: MessageBus) -> None:
    bus.disconnect()
    with suppress(OSError, EOFError):
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast leaves it bare


class NotificationService(ServiceInterface):
    """Implements org.freedesktop.Notifications after the specification."""

    def __init__(self, broken: bool = False) -> None:
        super().__init__("org.freedesktop.Notifications")
        self.shown: dict[int, tuple[str, str, dict[str, Any]]] = {}
        self.sent: list[tuple[int, str, str]] = []
        self.timeouts: list[int] = []
        self.closed: list[int] = []
        self.actions: list[list[str]] = []
        self._broken = broken

    @method()
    def GetCapabilities(self) -> Strings:
        return ["body", "body-markup"]

    @method()
    def Notify(
        self,
        app: DBusStr,
        replaces: DBusUInt32,
        icon: DBusStr,
        summary: DBusStr,
        body: DBusStr,
        actions: Strings,
        hints: DBusDict,
        timeout: DBusInt32,
    ) -> DBusUInt32:
        if self._broken:
            raise RuntimeError("planted")
        number = replaces or len(self.sent) + 1
        self.shown[number] = (summary, body, {key: value.value for key, value in hints.items()})
        self.sent.append((replaces, summary, body))
        self.timeouts.append(timeout)
        self.actions.append(actions)
        return number

    @method()
    def CloseNotification(self, number: DBusUInt32) -> Nothing:
        self.closed.append(number)

    @signal()
    def ActionInvoked(self, number: DBusUInt32, key: DBusStr) -> Annotated[list[Any], DBusSignature("us")]:
        return [number, key]


class ScreenSaverService(ServiceInterface):
    """Implements org.freedesktop.ScreenSaver."""

    def __init__(self, active: bool = False) -> None:
        super().__init__("org.freedesktop.ScreenSaver")
        self.active = active

    @method()
    def GetActive(self) -> DBusBool:
        return self.active

    @signal()
    def ActiveChanged(self) -> DBusBool:
        return self.active

    def lock(self, on: bool) -> None:
        self.active = on
        self.ActiveChanged()


class LogindManager(ServiceInterface):
    """Implements the methods of org.freedesktop.login1.Manager that the daemon uses."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.login1.Manager")
        self.inhibitors: list[int] = []
        self._asleep = False

    @method()
    def GetUser(self, uid: DBusUInt32) -> DBusObjectPath:
        return f"/org/freedesktop/login1/user/_{uid}"

    @method()
    def Inhibit(self, what: DBusStr, who: DBusStr, why: DBusStr, mode: DBusStr) -> DBusUnixFd:
        assert (what, mode) == ("sleep", "delay")
        ours, theirs = os.pipe()
        self.inhibitors.append(ours)
        os.set_blocking(ours, False)
        asyncio.get_running_loop().call_later(1, os.close, theirs)  # once it has been sent
        return theirs

    @signal()
    def PrepareForSleep(self) -> DBusBool:
        return self._asleep

    def sleep(self, on: bool) -> None:
        self._asleep = on
        self.PrepareForSleep()

    def held(self) -> bool:
        """Whether an inhibitor delays the suspend now: a pipe whose other end is open has nothing to be read."""
        for inhibitor in self.inhibitors:
            try:
                os.read(inhibitor, 1)  # its end: let go
            except BlockingIOError:
                return True
        return False


class LogindUser(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.login1.User")

    @dbus_property(access=PropertyAccess.READ)
    def Display(self) -> Named:
        return ["2", "/org/freedesktop/login1/session/_32"]


class LogindSession(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.login1.Session")
        self._locked = False

    @dbus_property(access=PropertyAccess.READ)
    def LockedHint(self) -> DBusBool:
        return self._locked

    def lock(self, on: bool) -> None:
        self._locked = on
        self.emit_properties_changed({"LockedHint": on})


class OpenURIPortal(ServiceInterface):
    """Implements org.freedesktop.portal.OpenURI. Opens nothing, and remembers what it should have opened."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.portal.OpenURI")
        self.opened: list[str] = []

    @method()
    def OpenURI(self, parent: DBusStr, uri: DBusStr, options: DBusDict) -> DBusObjectPath:
        self.opened.append(uri)
        return "/org/freedesktop/portal/desktop/request/1"


class Logind:
    """logind as a stand-in on a private bus."""

    def __init__(self, address: str) -> None:
        self.client = Client(address)
        self.manager, self.session = LogindManager(), LogindSession()
        self.client.offer(
            "org.freedesktop.login1",
            ("/org/freedesktop/login1", self.manager),
            (f"/org/freedesktop/login1/user/_{os.getuid()}", LogindUser()),
            ("/org/freedesktop/login1/session/_32", self.session),
        )

    def lock(self, on: bool) -> None:
        self.client.do(lambda: self.session.lock(on))

    def sleep(self, on: bool) -> None:
        self.client.do(lambda: self.manager.sleep(on))


def until(condition: Callable[[], bool], what: str = "it", seconds: float = 20.0) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.05)
