"""Push to talk through the desktop's portal: a stand-in on a private bus that speaks the documented interface."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from dbus_fast import Message, MessageType, PropertyAccess, Variant
from dbus_fast.annotations import DBusDict, DBusObjectPath, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_property, method

from config.constants import APP_ID
from daemon.desktop.bus import Bus, BusError
from daemon.desktop.portal import PATH, PORTAL
from daemon.desktop.push_key import SHORTCUT, SHORTCUTS, PushKey, install_desktop_file
from tests.support.desktop import Client, PrivateBus

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed"),
]
Asked = Annotated[list[tuple[str, dict[str, Variant]]], DBusSignature("a(sa{sv})")]


class Portal:
    """xdg-desktop-portal, what is used of it: requests are answered by a signal, possibly before their handle is known."""

    def __init__(self, address: str, *, code: int = 0, early: bool = False, grants: bool = True) -> None:
        self.client = Client(address)
        self.code = code
        self.early = early
        self.grants = grants
        self.registered: list[str] = []
        self.asked: list[Any] = []
        self.closed: list[str] = []
        self.session = ""
        self.client.offer(PORTAL, (PATH, Registry(self)), (PATH, Shortcuts(self)))

    def respond(self, token: str, results: dict[str, Variant]) -> str:
        path = f"/org/freedesktop/portal/desktop/request/1_1/{token}"
        answer = (path, "org.freedesktop.portal.Request", "Response", "ua{sv}", [self.code, results])
        if self.early:
            self._emit(*answer)
        else:
            asyncio.get_running_loop().call_later(0.05, self._emit, *answer)
        return path

    def press(self, down: bool, session: str | None = None, name: str = SHORTCUT) -> None:
        member = "Activated" if down else "Deactivated"
        body = [session or self.session, name, 12345, {}]
        self.client.do(lambda: self._emit(PATH, SHORTCUTS, member, "osta{sv}", body))

    def close_session(self) -> None:
        self.client.do(lambda: self._emit(self.session, "org.freedesktop.portal.Session", "Closed", "a{sv}", [{}]))

    def _emit(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
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


class Registry(ServiceInterface):
    def __init__(self, portal: Portal) -> None:
        super().__init__("org.freedesktop.host.portal.Registry")
        self._portal = portal

    @method()
    def Register(self, app_id: DBusStr, options: DBusDict):  # type: ignore[no-untyped-def]  # dbus-fast reads it as the signature
        assert not self._portal.asked, "must come before any other call"
        self._portal.registered.append(app_id)


class Session(ServiceInterface):
    def __init__(self, portal: Portal) -> None:
        super().__init__("org.freedesktop.portal.Session")
        self._portal = portal

    @method()
    def Close(self):  # type: ignore[no-untyped-def]  # the same
        self._portal.closed.append(self._portal.session)


class Shortcuts(ServiceInterface):
    def __init__(self, portal: Portal) -> None:
        super().__init__(SHORTCUTS)
        self._portal = portal

    @dbus_property(access=PropertyAccess.READ)
    def version(self) -> DBusUInt32:
        return 1

    @method()
    def CreateSession(self, options: DBusDict) -> DBusObjectPath:
        portal = self._portal
        portal.asked.append("CreateSession")
        portal.session = f"/org/freedesktop/portal/desktop/session/1_1/{options['session_handle_token'].value}"
        portal.client.bus.export(portal.session, Session(portal))
        return portal.respond(options["handle_token"].value, {"session_handle": Variant("s", portal.session)})

    @method()
    def BindShortcuts(
        self, session: DBusObjectPath, shortcuts: Asked, parent: DBusStr, options: DBusDict
    ) -> DBusObjectPath:
        portal = self._portal
        assert session == portal.session
        portal.asked.append([(name, {key: value.value for key, value in more.items()}) for name, more in shortcuts])
        told = {"description": Variant("s", "Talk"), "trigger_description": Variant("s", "Super+Space")}
        given = [[name, told] for name, _ in shortcuts] if portal.grants else []
        return portal.respond(options["handle_token"].value, {"shortcuts": Variant("a(sa{sv})", given)})


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with PrivateBus() as running:
        yield running


class Key:
    """A PushKey that runs, and what it has reported."""

    def __init__(self, connection: Bus, preferred: str = "LOGO+space") -> None:
        self.seen: list[str] = []
        self._news = asyncio.Event()
        self.key = PushKey(
            connection,
            lambda: self._note("pressed"),
            lambda: self._note("released"),
            description="Talk to SARAi",
            preferred=preferred,
        )

    def _note(self, what: str) -> None:
        self.seen.append(what)
        self._news.set()

    async def until(self, *seen: str) -> None:
        async with asyncio.timeout(30):
            while self.seen != list(seen):
                self._news.clear()
                await self._news.wait()


async def _bound(key: Key) -> None:
    async with asyncio.timeout(30):
        await key.key.bound.wait()


@pytest.mark.parametrize("early", [False, True])
def test_the_key_is_bound_and_its_presses_and_releases_arrive(bus: PrivateBus, early: bool, tmp_path: Path) -> None:
    portal = Portal(bus.address, early=early)

    async def scene() -> None:
        connection = await Bus.connect(bus.address)
        key = Key(connection)
        running = asyncio.create_task(key.key.run())
        await _bound(key)
        assert key.key.trigger == "Super+Space"
        await asyncio.to_thread(portal.press, True)
        await key.until("pressed")
        await asyncio.to_thread(portal.press, True)  # the key repeats
        await asyncio.to_thread(portal.press, False)
        await key.until("pressed", "released")
        await asyncio.to_thread(portal.press, True, "/another/session")
        await asyncio.to_thread(portal.press, True, None, "another-shortcut")
        await asyncio.to_thread(portal.press, True)
        await key.until("pressed", "released", "pressed")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await connection.close()
        assert key.seen[-1] == "released"  # what is held down when it ends is let go

    asyncio.run(scene())
    assert portal.registered == [APP_ID]
    assert portal.asked[1] == [(SHORTCUT, {"description": "Talk to SARAi", "preferred_trigger": "LOGO+space"})]
    assert portal.closed == [portal.session]
    assert (tmp_path / "data" / "applications" / f"{APP_ID}.desktop").is_file()
    portal.client.close()


def test_without_a_preferred_key_the_desktop_chooses(bus: PrivateBus) -> None:
    portal = Portal(bus.address)

    async def scene() -> None:
        connection = await Bus.connect(bus.address)
        key = Key(connection, preferred="")
        running = asyncio.create_task(key.key.run())
        await _bound(key)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await connection.close()

    asyncio.run(scene())
    assert portal.asked[1] == [(SHORTCUT, {"description": "Talk to SARAi"})]
    portal.client.close()


@pytest.mark.parametrize("end", ["session", "portal"])
def test_when_the_session_or_the_portal_ends_the_key_is_let_go(bus: PrivateBus, end: str) -> None:
    portal = Portal(bus.address)

    async def scene() -> None:
        connection = await Bus.connect(bus.address)
        key = Key(connection)
        running = asyncio.create_task(key.key.run())
        await _bound(key)
        await asyncio.to_thread(portal.press, True)
        await key.until("pressed")
        await asyncio.to_thread(portal.close_session if end == "session" else portal.client.close)
        async with asyncio.timeout(30):
            await running
        assert key.seen == ["pressed", "released"]
        await connection.close()

    asyncio.run(scene())
    if end == "session":
        portal.client.close()


@pytest.mark.parametrize(
    ("planted", "complaint"),
    [
        ({"code": 1}, "refused by the user"),
        ({"code": 2}, "failed"),
        ({"grants": False}, "not given it a key"),
    ],
)
def test_a_key_that_is_not_given_is_one_line(bus: PrivateBus, planted: dict[str, Any], complaint: str) -> None:
    portal = Portal(bus.address, **planted)

    async def scene() -> None:
        connection = await Bus.connect(bus.address)
        with pytest.raises(BusError, match=complaint):
            await Key(connection).key.run()
        await connection.close()

    asyncio.run(scene())
    portal.client.close()


def test_without_a_portal_it_says_so(bus: PrivateBus, caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        connection = await Bus.connect(bus.address)
        with pytest.raises(BusError, match=r"no portal for shortcuts; see docs/hotkeys\.md"):
            await Key(connection).key.run()
        await connection.close()

    with caplog.at_level(logging.WARNING):
        asyncio.run(scene())
    assert not caplog.records


def test_a_desktop_file_of_the_users_own_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / f"{APP_ID}.desktop"
    file.write_text("mine")
    install_desktop_file(tmp_path)
    assert file.read_text() == "mine"
