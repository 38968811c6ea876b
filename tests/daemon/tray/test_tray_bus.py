"""The tray on a real session bus, asked as a desktop asks: org.kde.StatusNotifierItem and com.canonical.dbusmenu."""
# No deferred annotations here: dbus-fast reads D-Bus signatures from them, and cannot read a deferred `None`.

import asyncio
import os
import shutil
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import pytest

pytest.importorskip("dbus_fast", reason="the extra `tray` is not installed")

from dbus_fast import Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusInt32, DBusSignature, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from config.load import load
from daemon.control.connection import Method
from daemon.control.events import Snapshot, TierChanged
from daemon.tray import entry, icons, xembed
from daemon.tray.menu import view
from daemon.tray.model import Face, TrayModel
from daemon.tray.notifications import Notifications
from daemon.tray.status_item import ITEM, ITEM_PATH, MENU_PATH, WATCHER, WATCHER_PATH, StatusItem, host_is_there
from daemon.tray.texts import Texts
from daemon.tray.tray import Tray
from daemon.tray.view import Action, MenuEntry, NoTray, View
from tests.support.notification_server import NotificationServer
from tests.support.served import Served

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed")

MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"


@pytest.fixture
def bus_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus of the test's own."""
    read, write = os.pipe()
    command = ["dbus-daemon", "--session", "--nofork", f"--print-address={write}"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        address = answer.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    process.terminate()
    process.wait(10)


class Watcher(ServiceInterface):
    """A desktop's StatusNotifierWatcher."""

    def __init__(self) -> None:
        super().__init__(WATCHER)
        self.items: asyncio.Queue[str] = asyncio.Queue()

    @dbus_method()
    def RegisterStatusNotifierItem(self, service: DBusStr) -> None:
        self.items.put_nowait(service)

    @dbus_property(access=PropertyAccess.READ)
    def RegisteredStatusNotifierItems(self) -> Annotated[list[str], DBusSignature("as")]:
        return []

    @dbus_property(access=PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> DBusBool:
        return True

    @dbus_property(access=PropertyAccess.READ)
    def ProtocolVersion(self) -> DBusInt32:
        return 0


class Host:
    """A panel: registers as the watcher, asks, and keeps the signals that come."""

    def __init__(self, bus: MessageBus, watcher: Watcher) -> None:
        self.bus = bus
        self.watcher = watcher
        self.item = ""
        self.signals: list[tuple[str, list[Any]]] = []
        self.came = asyncio.Event()
        bus.add_message_handler(self._received)

    def _received(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL and message.interface in (ITEM, MENU):
            self.signals.append((message.member or "", message.body))
            self.came.set()

    async def registered(self) -> None:
        self.item = await asyncio.wait_for(self.watcher.items.get(), 20)
        for interface in (ITEM, MENU):
            await self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", "s",
                            f"type='signal',interface='{interface}'")  # fmt: skip

    async def call(
        self, name: str, path: str, interface: str, member: str, signature: str = "", *body: Any
    ) -> list[Any]:
        message = Message(name, path, interface, member, signature=signature, body=list(body))
        reply = await asyncio.wait_for(self.bus.call(message), 20)
        assert reply is not None
        if reply.message_type is MessageType.ERROR:
            raise LookupError(reply.body[0])
        return list(reply.body)

    async def menu(self, member: str, signature: str = "", *body: Any) -> list[Any]:
        return await self.call(self.item, MENU_PATH, MENU, member, signature, *body)

    async def property(self, name: str) -> Any:
        return (await self.call(self.item, ITEM_PATH, PROPERTIES, "Get", "ss", ITEM, name))[0].value

    async def layout(self, parent: int = 0, depth: int = -1) -> Any:
        return list((await self.menu("GetLayout", "iias", parent, depth, []))[1])

    async def number(self, label: str) -> int:
        """The number of the entry with that label, wherever it is."""
        found = [each for each in flat(await self.layout()) if each[1].get("label") == Variant("s", label)]
        assert len(found) == 1, label
        return int(found[0][0])

    async def signal(self, name: str) -> list[Any]:
        """The first signal of that name that has not been asked for yet."""
        async with asyncio.timeout(20):
            while True:
                for at, (member, body) in enumerate(self.signals):
                    if member == name:
                        del self.signals[at]
                        return body
                self.came.clear()
                await self.came.wait()


def flat(layout: Any) -> list[Any]:
    """Every [number, properties, children] of a layout."""
    return [layout, *(each for child in layout[2] for each in flat(child.value))]


def running(state: str = "listening") -> TrayModel:
    model = TrayModel()
    model.update(Snapshot.of({"state": state, "microphone": "Yeti", "tier": "auto", "models": []}))
    return model


def shown(model: TrayModel, language: str = "en") -> View:
    return view(model, Texts(language))


def with_host(test: Callable[[Host, StatusItem, list[Action]], Awaitable[None]]) -> None:
    """Run `test` with an item that a host has registered."""

    async def main() -> None:
        bus = await MessageBus().connect()
        watcher = Watcher()
        bus.export(WATCHER_PATH, watcher)
        await bus.request_name(WATCHER)
        host, item = Host(bus, watcher), StatusItem()
        clicked: list[Action] = []
        item.show(shown(running()))
        running_item = asyncio.ensure_future(item.run(clicked.append))
        try:
            await host.registered()
            await test(host, item, clicked)
        finally:
            running_item.cancel()
            with suppress(asyncio.CancelledError):
                await running_item
            bus.disconnect()

    asyncio.run(main())


def test_the_icon_is_there_with_pixels_title_and_menu_and_follows(bus_address: str) -> None:
    async def test(host: Host, item: StatusItem, clicked: list[Action]) -> None:
        assert await host.property("Id") == "sarai"
        assert await host.property("Title") == "SARAi is listening"
        assert (await host.property("Menu"), await host.property("ItemIsMenu")) == (MENU_PATH, False)
        pixmaps = await host.property("IconPixmap")
        assert [(width, height, bytes(pixels)) for width, height, pixels in pixmaps] == [
            (size, size, icons.argb(Face.LISTENING, size)) for size in icons.SIZES
        ]
        item.show(shown(running("speaking"), "es"))
        await host.signal("NewIcon")
        await host.signal("NewToolTip")
        assert await host.property("Title") == (await host.property("ToolTip"))[2] == "SARAi habla"
        assert bytes((await host.property("IconPixmap"))[0][2]) == icons.argb(Face.SPEAKING, icons.SIZES[0])

    with_host(test)


def test_clicks_come_back_as_what_they_ask_for(bus_address: str) -> None:
    async def test(host: Host, item: StatusItem, clicked: list[Action]) -> None:
        await host.call(host.item, ITEM_PATH, ITEM, "Activate", "ii", 0, 0)
        await host.call(host.item, ITEM_PATH, ITEM, "SecondaryActivate", "ii", 0, 0)
        assert clicked == [Action("toggle"), Action("stop")]
        clicked.clear()
        await host.menu("Event", "isvu", await host.number("Stop listening"), "clicked", Variant("s", ""), 0)
        await host.menu("Event", "isvu", await host.number("Fast"), "hovered", Variant("s", ""), 0)
        await host.menu("Event", "isvu", await host.number("Stop speaking"), "clicked", Variant("s", ""), 0)  # disabled
        fast, gone = await host.number("Fast"), 9999
        events = [[fast, "clicked", Variant("s", ""), 0], [gone, "clicked", Variant("s", ""), 0]]
        assert await host.menu("EventGroup", "a(isvu)", events) == [[gone]]
        assert clicked == [Action("mute"), Action("tier", "fast")]

    with_host(test)


def test_layouts_to_every_depth_and_single_properties(bus_address: str) -> None:
    async def test(host: Host, item: StatusItem, clicked: list[Action]) -> None:
        assert await host.layout(depth=0) == [0, {"children-display": Variant("s", "submenu")}, []]
        top = await host.layout(depth=1)
        assert all(child.value[2] == [] for child in top[2])
        tier = await host.number("Way of answering")
        radios = [child.value[1] for child in (await host.layout(tier))[2]]
        assert [radio["toggle-type"].value for radio in radios] == ["radio"] * 5
        assert [radio["toggle-state"].value for radio in radios] == [1, 0, 0, 0, 0]
        numbers = [tier, 9999]
        ((only, properties),) = (await host.menu("GetGroupProperties", "aias", numbers, ["label"]))[0]
        assert (only, properties) == (tier, {"label": Variant("s", "Way of answering")})
        assert (await host.menu("GetProperty", "is", tier, "children-display"))[0] == Variant("s", "submenu")
        assert await host.menu("AboutToShow", "i", 0) == [False]
        assert await host.menu("AboutToShowGroup", "ai", numbers) == [[], [9999]]
        with pytest.raises(LookupError, match="no menu entry 9999"):
            await host.layout(9999)
        with pytest.raises(LookupError, match="no property colour"):
            await host.menu("GetProperty", "is", tier, "colour")

    with_host(test)


def test_hosts_are_told_just_what_changed(bus_address: str) -> None:
    async def test(host: Host, item: StatusItem, clicked: list[Action]) -> None:
        model = running()
        mute = await host.number("Stop listening")
        model.update(TierChanged(name="fast", chosen="fast", note="", notice=""))
        item.show(shown(model))
        updated, removed = await host.signal("ItemsPropertiesUpdated")
        assert sorted(properties["toggle-state"].value for _, properties in updated) == [0, 1]
        assert removed == []
        assert await host.number("Stop listening") == mute
        # Other entries: hosts are to ask again, and those that stayed have kept their numbers.
        quit_number = await host.number("Remove this icon")
        model.gone()
        item.show(shown(model))
        revision = (await host.menu("GetLayout", "iias", 0, 0, []))[0]
        assert await host.signal("LayoutUpdated") == [revision, 0]
        assert await host.number("Remove this icon") == quit_number
        # A click that was on its way to an entry that has just gone does nothing.
        await host.menu("Event", "isvu", mute, "clicked", Variant("s", ""), 0)
        assert clicked == []

    with_host(test)


def test_underscores_are_no_keys_to_press(bus_address: str) -> None:
    async def test(host: Host, item: StatusItem, clicked: list[Action]) -> None:
        item.show(View(Face.OFF, "x", (MenuEntry("a", "snake_case"),), Action("toggle")))
        await host.signal("LayoutUpdated")
        assert flat(await host.layout())[1][1]["label"].value == "snake__case"

    with_host(test)


def test_it_registers_with_a_successor_and_ends_with_the_session(bus_address: str) -> None:
    async def main() -> None:
        item = StatusItem()
        item.show(shown(running()))
        running_item = asyncio.ensure_future(item.run(lambda action: None))
        for _ in range(2):
            assert not await host_is_there()
            bus = await MessageBus().connect()
            watcher = Watcher()
            bus.export(WATCHER_PATH, watcher)
            await bus.request_name(WATCHER)
            assert await host_is_there()
            assert await asyncio.wait_for(watcher.items.get(), 20) == f"{ITEM}-{os.getpid()}-1"
            bus.disconnect()
        pid = await _bus_pid()
        os.kill(pid, 9)
        with pytest.raises(NoTray, match="session has ended"):
            await asyncio.wait_for(running_item, 20)

    asyncio.run(main())


@pytest.mark.parametrize("newer", [True, False], ids=["both kinds", "older kind only"])
def test_a_panel_that_begins_with_the_older_kind_of_icons_is_given_time(
    bus_address: str, monkeypatch: pytest.MonkeyPatch, newer: bool
) -> None:
    async def main() -> None:
        finding = asyncio.ensure_future(entry.find_surface(20))
        await asyncio.sleep(0.1)
        assert not finding.done()
        bus = await MessageBus().connect()
        if newer:
            await bus.request_name(WATCHER)
        assert isinstance(await asyncio.wait_for(finding, 20), StatusItem if newer else xembed.PystrayIcon)
        bus.disconnect()

    monkeypatch.setattr(entry, "has_xembed_tray", lambda: True)
    asyncio.run(main())


async def _bus_pid() -> int:
    """The process of the session bus."""
    bus = await MessageBus().connect()
    try:
        name = "org.freedesktop.DBus"
        message = Message(name, "/org/freedesktop/DBus", name, "GetConnectionUnixProcessID", signature="s", body=[name])
        reply = await bus.call(message)
        assert reply is not None
        return int(reply.body[0])
    finally:
        bus.disconnect()


def test_notices_are_shown_and_their_text_is_no_markup(bus_address: str) -> None:
    async def main() -> list[str]:
        said: list[str] = []
        notices = Notifications(said.append)
        await asyncio.gather(notices.show("<b>one</b> & two", Face.ERROR), notices.show("three", Face.ERROR))
        await notices.close()
        return said

    with NotificationServer(bus_address) as server:
        assert asyncio.run(main()) == []
        assert server.texts == ["&lt;b&gt;one&lt;/b&gt; &amp; two", "three"]


def test_a_notice_that_nobody_shows_is_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")

    async def main() -> list[str]:
        said: list[str] = []
        notices = Notifications(said.append)
        await notices.show("one", Face.ERROR)
        await notices.show("two", Face.ERROR)
        return said

    assert asyncio.run(main()) == ["one", "two"]
    assert not asyncio.run(host_is_there())


class Shown:
    """A surface that keeps what it was to show."""

    def __init__(self) -> None:
        self.views: list[View] = []

    def show(self, view: View) -> None:
        self.views.append(view)

    async def run(self, clicked: Callable[[Action], None]) -> None:
        await asyncio.Event().wait()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of a user whose files all lie in tmp_path / "sarai"."""
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path / "sarai" / "sarai.yaml"


def test_clicks_that_cannot_do_their_work_say_why(bus_address: str, settings: Path) -> None:
    settings.parent.mkdir()
    settings.write_text("tier: fats\n")
    with NotificationServer(bus_address) as server:

        async def main() -> None:
            surface = Shown()
            tray = Tray(surface)
            running_tray = asyncio.ensure_future(tray.run())
            await asyncio.sleep(0)
            tray.clicked(Action("listen"))
            await asyncio.to_thread(server.until, "That did not work: sarai is not running")
            # There is no systemd here, and the program that is started ends at once: its last words are shown.
            tray.clicked(Action("start"))
            await asyncio.to_thread(server.until, "tier must be one of")
            assert server.texts[-1].startswith("SARAi could not be started: ")
            assert Face.LOADING in [view.face for view in surface.views]
            async with asyncio.timeout(20):
                while surface.views[-1].face is not Face.STOPPED:  # noqa: ASYNC110 - a surface is only shown things
                    await asyncio.sleep(0.01)
            tray.clicked(Action("quit"))
            await asyncio.wait_for(running_tray, 20)

        asyncio.run(main())


class Languages(Served):
    """A daemon that takes every language, and keeps them in order."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, {"state": "listening"})
        self.taken: list[str] = []

    def methods(self) -> dict[str, Method]:
        return {"language": self.language}

    async def language(self, params: dict[str, Any]) -> object:
        self.taken.append(params["name"])
        return {"language": params["name"]}


def test_of_two_languages_chosen_on_a_slow_disk_the_last_one_is_remembered(
    bus_address: str, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, real = threading.Event(), threading.Event(), os.fsync
    synced = threading.Semaphore(0)

    def slow(handle: int) -> None:
        if not begun.is_set():
            begun.set()
            go_on.wait(20)
        real(handle)
        synced.release()

    monkeypatch.setattr(os, "fsync", slow)
    with Languages(settings.with_name("control.sock")) as daemon:

        async def main() -> None:
            tray = Tray(Shown())
            running_tray = asyncio.ensure_future(tray.run())
            await asyncio.sleep(0)
            tray.clicked(Action("language", "es"))
            await asyncio.to_thread(begun.wait, 20)
            tray.clicked(Action("language", "en"))
            await asyncio.sleep(0.5)  # would be long enough for it to be written in the meantime
            go_on.set()
            for _ in range(4):  # two files and their folder's new names
                assert await asyncio.to_thread(synced.acquire, timeout=20)
            tray.clicked(Action("quit"))
            await asyncio.wait_for(running_tray, 20)

        asyncio.run(main())
    assert daemon.taken == ["es", "en"]
    assert load(settings).speaking.language == "en"
