"""A stand-in for xdg-desktop-portal's RemoteDesktop and Clipboard, from their documented interfaces: a desktop with one
window, which pastes on Ctrl+V, and a clipboard that another program owns."""

from __future__ import annotations

import asyncio
import itertools
import os
from typing import Annotated, Any

from dbus_fast import Message, MessageType, PropertyAccess, Variant
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
from dbus_fast.errors import DBusError
from dbus_fast.service import ServiceInterface, dbus_property, method

from daemon.desktop.portal import PATH, PORTAL, SESSION
from daemon.desktop.remote_keyboard import BACKSPACE, CLIPBOARD, CONTROL, REMOTE_DESKTOP, V
from tests.support.desktop import Client

Nothing = Annotated[None, DBusSignature("")]
TEXT = "text/plain;charset=utf-8"


class RemotePortal:
    """The portal, the desktop behind it, and the user in front of it."""

    def __init__(self, address: str) -> None:
        self.client = Client(address)
        self.allows = True
        """The user's answer in the dialog."""
        self.gives_clipboard = True
        self.tells_first = True
        """It tells at the session's beginning what is in the clipboard, and not of changes only."""
        self.pastes = True
        """The window has a field that takes a paste."""
        self.breaks = False
        """It fails on a permission that does not hold, instead of asking."""
        self.refuses_key = 0
        """A keysym that is answered by an error."""
        self.tokens: set[str] = set()
        """Permissions that hold: with one of them nobody is asked."""
        self.asked = 0
        """Dialogs that the user has seen."""
        self.selected: list[dict[str, Any]] = []
        """The options of each SelectDevices."""
        self.sessions: list[str] = []
        self.session = ""
        """The one that is open."""
        self.down: list[int] = []
        """Keys that are pressed now."""
        self.window = ""
        """The text in the window."""
        self.others: dict[str, bytes] = {TEXT: b"before", "image/png": b"\x89PNG\0\1"}
        """The clipboard, where another program owns it."""
        self.ours: list[str] | None = None
        """Types of the clipboard that the session owns."""
        self._serials = itertools.count(1)
        self._tokens = itertools.count(1)
        self._taking: dict[int, tuple[int, asyncio.Future[bytes]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.client.offer(PORTAL, (PATH, RemoteDesktop(self)), (PATH, Clipboard(self)))

    # ------------------------------------------------------------------------------------------- what a test looks at

    def clipboard(self) -> dict[str, bytes]:
        """What a program finds in the clipboard that fetches all of it."""

        async def fetch() -> dict[str, bytes]:
            return {kind: await self.fetch(kind) for kind in self.ours or ()}

        return dict(self.others) if self.ours is None else self.client.run(fetch())

    def close_session(self) -> None:
        """The desktop ends the session: its keys are released."""

        def close() -> None:
            self.down.clear()
            self.emit(self.session, SESSION, "Closed", "a{sv}", [{}])
            self.session = ""

        self.client.do(close)

    # --------------------------------------------------------------------------------------------------- the desktop

    def respond(self, options: dict[str, Variant], code: int, results: dict[str, Variant]) -> str:
        path = f"{PATH}/request/1_1/{options['handle_token'].value}"
        answer = (path, "org.freedesktop.portal.Request", "Response", "ua{sv}", [code, results])
        asyncio.get_running_loop().call_later(0.01, self.emit, *answer)
        return path

    def begin(self, token: str) -> tuple[int, dict[str, Variant]]:
        if token not in self.tokens:
            if token and self.breaks:
                return 2, {}
            self.asked += 1
            if not self.allows:
                return 1, {}
        self.tokens.discard(token)
        token = f"permission-{next(self._tokens)}"
        self.tokens.add(token)
        results = {
            "devices": Variant("u", 1),
            "clipboard_enabled": Variant("b", self.gives_clipboard),
            "restore_token": Variant("s", token),
        }
        if self.tells_first:
            asyncio.get_running_loop().call_later(0, self.tell_owner)  # before the answer, as the session has begun
        return 0, results

    def tell_owner(self) -> None:
        owned = self.ours is not None
        kinds = self.ours if self.ours is not None else list(self.others)
        told = {"mime_types": Variant("as", kinds), "session_is_owner": Variant("b", owned)}
        self.emit(PATH, CLIPBOARD, "SelectionOwnerChanged", "oa{sv}", [self.session, told])

    def key(self, keysym: int, down: bool) -> None:
        if keysym == self.refuses_key and down:
            raise DBusError("org.freedesktop.portal.Error.Failed", "planted")
        (self.down.append if down else self.down.remove)(keysym)
        if down and self.down == [BACKSPACE]:
            self.window = self.window[:-1]
        if down and self.down == [CONTROL, V] and self.pastes:
            task = asyncio.get_running_loop().create_task(self._paste())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _paste(self) -> None:
        if self.ours is None:
            self.window += self.others.get(TEXT, b"").decode()
        elif TEXT in self.ours:
            self.window += (await self.fetch(TEXT)).decode()

    async def fetch(self, kind: str) -> bytes:
        """Fetches the session's clipboard, as another program does."""
        serial = next(self._serials)
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._taking[serial] = (-1, future)
        self.emit(PATH, CLIPBOARD, "SelectionTransfer", "osu", [self.session, kind, serial])
        return await asyncio.wait_for(future, 10)

    def write_end(self, serial: int) -> int:
        read, write = os.pipe()
        self._taking[serial] = (read, self._taking[serial][1])
        asyncio.get_running_loop().call_later(1, os.close, write)  # once it has been sent
        return write

    async def taken(self, serial: int, success: bool) -> None:
        read, future = self._taking.pop(serial)
        data = b""
        if success:
            os.set_blocking(read, False)
            data = os.read(read, 1 << 20)
        if read >= 0:
            os.close(read)
        if not future.done():
            future.set_result(data)

    def emit(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        self.client.bus.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=body,
            )
        )

    def mine(self, session: str) -> None:
        if session != self.session:
            raise DBusError("org.freedesktop.DBus.Error.AccessDenied", "Invalid session")


class Session(ServiceInterface):
    def __init__(self, portal: RemotePortal) -> None:
        super().__init__(SESSION)
        self._portal = portal

    @method()
    def Close(self) -> Nothing:
        self._portal.down.clear()
        self._portal.session = ""


class RemoteDesktop(ServiceInterface):
    """Version 2."""

    def __init__(self, portal: RemotePortal) -> None:
        super().__init__(REMOTE_DESKTOP)
        self._portal = portal

    @dbus_property(access=PropertyAccess.READ)
    def version(self) -> DBusUInt32:
        return 2

    @dbus_property(access=PropertyAccess.READ)
    def AvailableDeviceTypes(self) -> DBusUInt32:
        return 3

    @method()
    def CreateSession(self, options: DBusDict) -> DBusObjectPath:
        portal = self._portal
        portal.session = f"{PATH}/session/1_{len(portal.sessions)}/{options['session_handle_token'].value}"
        portal.sessions.append(portal.session)
        portal.ours = None
        portal.client.bus.export(portal.session, Session(portal))
        return portal.respond(options, 0, {"session_handle": Variant("s", portal.session)})

    @method()
    def SelectDevices(self, session: DBusObjectPath, options: DBusDict) -> DBusObjectPath:
        self._portal.mine(session)
        self._portal.selected.append({name: value.value for name, value in options.items()})
        return self._portal.respond(options, 0, {})

    @method()
    def Start(self, session: DBusObjectPath, parent: DBusStr, options: DBusDict) -> DBusObjectPath:
        self._portal.mine(session)
        code, results = self._portal.begin(self._portal.selected[-1].get("restore_token", ""))
        return self._portal.respond(options, code, results)

    @method()
    def NotifyKeyboardKeysym(
        self, session: DBusObjectPath, options: DBusDict, keysym: DBusInt32, state: DBusUInt32
    ) -> Nothing:
        self._portal.mine(session)
        self._portal.key(keysym, bool(state))


class Clipboard(ServiceInterface):
    def __init__(self, portal: RemotePortal) -> None:
        super().__init__(CLIPBOARD)
        self._portal = portal

    @dbus_property(access=PropertyAccess.READ)
    def version(self) -> DBusUInt32:
        return 1

    @method()
    def RequestClipboard(self, session: DBusObjectPath, options: DBusDict) -> Nothing:
        self._portal.mine(session)

    @method()
    def SetSelection(self, session: DBusObjectPath, options: DBusDict) -> Nothing:
        self._portal.mine(session)
        self._portal.ours = list(options["mime_types"].value)
        self._portal.tell_owner()

    @method()
    def SelectionRead(self, session: DBusObjectPath, kind: DBusStr) -> DBusUnixFd:
        self._portal.mine(session)
        if kind not in self._portal.others:
            raise DBusError("org.freedesktop.portal.Error.Failed", "no such type")
        read, write = os.pipe()
        os.write(write, self._portal.others[kind])
        os.close(write)
        asyncio.get_running_loop().call_later(1, os.close, read)  # once it has been sent
        return read

    @method()
    def SelectionWrite(self, session: DBusObjectPath, serial: DBusUInt32) -> DBusUnixFd:
        self._portal.mine(session)
        return self._portal.write_end(serial)

    @method()
    async def SelectionWriteDone(self, session: DBusObjectPath, serial: DBusUInt32, success: DBusBool) -> Nothing:
        self._portal.mine(session)
        await self._portal.taken(serial, success)
