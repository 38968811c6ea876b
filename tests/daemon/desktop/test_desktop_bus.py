"""Other players, notifications, lock and suspend over real private buses, with a real player (mpv speaks MPRIS)."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from dbus_fast import PropertyAccess
from dbus_fast.annotations import DBusDouble, DBusStr
from dbus_fast.service import ServiceInterface, dbus_property, method

from config.constants import APP_ID
from daemon.desktop.bus import Bus, BusError
from daemon.desktop.notifications import Notification, Notifier, Stays
from daemon.desktop.players import PATH, PLAYER, Players
from daemon.desktop.screen import Logind, ScreenSaver
from daemon.desktop.undo import Change, Guard, UndoNote
from tests.support import desktop
from tests.support.desktop import Client, Mpv, NotificationService, PrivateBus, ScreenSaverService, until

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(not desktop.available(), reason="dbus-daemon, mpv and mpv-mpris are not installed"),
]


@pytest.fixture
def bus() -> Iterator[PrivateBus]:
    with PrivateBus() as running:
        yield running


@pytest.fixture
def mpv(bus: PrivateBus, tmp_path: Path) -> Iterator[Mpv]:
    player = Mpv(bus.address, tmp_path)
    yield player
    player.close()


class Browser(ServiceInterface):
    """A player that takes no volume, as browsers are."""

    def __init__(self) -> None:
        super().__init__(PLAYER)
        self.playing = True

    @dbus_property(access=PropertyAccess.READ)
    def PlaybackStatus(self) -> DBusStr:
        return "Playing" if self.playing else "Paused"

    @dbus_property()
    def Volume(self) -> DBusDouble:
        return 1.0

    @Volume.setter  # type: ignore[no-redef]  # mypy knows only the standard library's setters
    def Volume(self, volume: DBusDouble):  # type: ignore[no-untyped-def]  # as below
        pass

    @method()
    def Pause(self):  # type: ignore[no-untyped-def]  # dbus-fast reads the annotations, and None is no type of D-Bus
        self.playing = False

    @method()
    def Play(self):  # type: ignore[no-untyped-def]  # the same
        self.playing = True


async def soon(condition: Callable[[], bool], what: str, seconds: float = 20) -> None:
    await asyncio.to_thread(until, condition, what, seconds)


def with_players(address: str, folder: Path, test: Callable[[Players], Awaitable[None]], how: str = "duck") -> None:
    """Run `test` beside a running Players, and end that as the daemon does."""

    async def main() -> None:
        bus = await Bus.connect(address)
        note = UndoNote(folder / "players.json")
        guard = Guard(note.path, address)
        players = Players(bus, how, 0.25, note, guard)  # type: ignore[arg-type]  # parametrised
        running = asyncio.create_task(players.run())
        try:
            await test(players)
        finally:
            running.cancel()
            await players.restore()
            await guard.stop()
            await bus.close()
        assert not note.path.exists()

    asyncio.run(main())


def test_a_player_is_made_softer_and_as_it_was_again(bus: PrivateBus, mpv: Mpv, tmp_path: Path) -> None:
    async def test(players: Players) -> None:
        players.quiet(True)
        await soon(lambda: mpv.volume == 0.2, "a soft player")
        assert mpv.status == "Playing"
        players.quiet(False)
        await soon(lambda: mpv.volume == 0.8, "the player as before")

    with_players(bus.address, tmp_path, test)


def test_what_the_user_turned_meanwhile_stays(bus: PrivateBus, mpv: Mpv, tmp_path: Path) -> None:
    async def test(players: Players) -> None:
        players.quiet(True)
        await soon(lambda: mpv.volume == 0.2, "a soft player")
        await asyncio.sleep(0.5)
        await asyncio.to_thread(setattr, mpv, "volume", 0.5)
        await soon(lambda: mpv.volume == 0.5, "the user's volume")
        players.quiet(False)
        await soon(lambda: not (tmp_path / "players.json").exists(), "the end of it")
        assert mpv.volume == 0.5

    with_players(bus.address, tmp_path, test)


def test_a_player_is_paused_and_plays_on(bus: PrivateBus, mpv: Mpv, tmp_path: Path) -> None:
    async def test(players: Players) -> None:
        players.quiet(True)
        await soon(lambda: mpv.status == "Paused", "a paused player")
        assert mpv.volume == 0.8
        players.quiet(False)
        await soon(lambda: mpv.status == "Playing", "the player playing on")
        await asyncio.to_thread(mpv.tell, "Pause")
        await soon(lambda: mpv.status == "Paused", "the user's pause")
        players.quiet(True)
        await asyncio.sleep(0.5)
        players.quiet(False)
        await asyncio.sleep(0.5)
        assert mpv.status == "Paused"  # it was not we who paused it

    with_players(bus.address, tmp_path, test, "pause")


def test_a_player_without_a_volume_is_paused(bus: PrivateBus, tmp_path: Path) -> None:
    browser, client = Browser(), Client(bus.address)
    client.offer("org.mpris.MediaPlayer2.browser", (PATH, browser))

    async def test(players: Players) -> None:
        players.quiet(True)
        await soon(lambda: not browser.playing, "a paused browser")
        players.quiet(False)
        await soon(lambda: browser.playing, "the browser playing on")

    with_players(bus.address, tmp_path, test)
    client.close()


def test_a_player_that_hangs_holds_up_nothing(
    bus: PrivateBus, mpv: Mpv, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    browser, client = Browser(), Client(bus.address)
    client.offer("org.mpris.MediaPlayer2.browser", (PATH, browser))

    async def test(players: Players) -> None:
        for _ in range(2):
            players.quiet(True)
            await soon(lambda: not browser.playing, "a paused browser")
            players.quiet(False)
            await soon(lambda: browser.playing, "the browser playing on")

    os.kill(mpv.process.pid, signal.SIGSTOP)
    with caplog.at_level(logging.INFO):
        with_players(bus.address, tmp_path, test)
    os.kill(mpv.process.pid, signal.SIGCONT)
    client.close()
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "org.mpris.MediaPlayer2.mpv" in caplog.text


def test_a_player_that_the_user_has_paused_stays_paused(bus: PrivateBus, mpv: Mpv, tmp_path: Path) -> None:
    async def test(players: Players) -> None:
        players.quiet(True)
        await soon(lambda: mpv.status == "Paused", "the pause")
        await soon(lambda: players.held() == ["org.mpris.MediaPlayer2.mpv"], "the pause to be noted")
        players.leave("org.mpris.MediaPlayer2.other")
        assert players.held()
        players.leave("org.mpris.MediaPlayer2.mpv")
        assert not players.held()
        players.quiet(False)
        await players.restore()
        assert mpv.status == "Paused"

    with_players(bus.address, tmp_path, test, "pause")
    mpv.tell("Play")
    until(lambda: mpv.status == "Playing", "the music")


DUCK_AND_WAIT = """
import asyncio, sys
from functools import partial
from pathlib import Path
from daemon.desktop.bus import Bus
from daemon.desktop.undo import Guard
from daemon.desktop.undo import UndoNote
from daemon.desktop.players import Players

async def main():
    bus = await Bus.connect(sys.argv[1])
    note = UndoNote(Path(sys.argv[2]))
    players = Players(bus, sys.argv[3], 0.25, note, Guard(note.path, sys.argv[1]))
    players.quiet(True)
    await players.run()

asyncio.run(main())
"""


@pytest.mark.parametrize("how", ["duck", "pause"])
def test_killed_with_9_the_player_is_as_before(bus: PrivateBus, mpv: Mpv, tmp_path: Path, how: str) -> None:
    note = tmp_path / "players.json"
    command = [sys.executable, "-c", DUCK_AND_WAIT, bus.address, str(note), how]
    daemon = subprocess.Popen(command)
    until(lambda: (mpv.volume, mpv.status) != (0.8, "Playing"), "a quiet player", 60)
    daemon.kill()
    daemon.wait(5)
    until(lambda: (mpv.volume, mpv.status) == (0.8, "Playing"), "the player as before")
    until(lambda: not list(tmp_path.glob("players*")), "the note to be gone")


def test_the_next_start_undoes_what_a_lost_guard_left(bus: PrivateBus, mpv: Mpv, tmp_path: Path) -> None:
    async def owner() -> str:
        connection = await Bus.connect(bus.address)
        found = await connection.owner("org.mpris.MediaPlayer2.mpv")
        await connection.close()
        return found

    mpv.volume = 0.2
    until(lambda: mpv.volume == 0.2, "a soft player")
    left = Change("org.mpris.MediaPlayer2.mpv", asyncio.run(owner()), 0.8, 0.2)
    UndoNote(tmp_path / "players.json").write([left, Change("org.mpris.MediaPlayer2.gone", ":1.99", 1.0, 0.2)])

    async def test(players: Players) -> None:
        await soon(lambda: mpv.volume == 0.8, "the player as before")

    with_players(bus.address, tmp_path, test)


def test_a_note_that_cannot_be_written_costs_no_more_than_that(
    bus: PrivateBus, mpv: Mpv, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The players are left alone then: who shall make them as they were after a kill -9? Everything else goes on."""
    (tmp_path / "players.json").mkdir()

    async def test(players: Players) -> None:
        await soon((tmp_path / f"players.{os.getpid()}").exists, "the folder out of the way")
        (tmp_path / "players.json").mkdir()
        players.quiet(True)
        await soon(lambda: "players.json" in caplog.text, "a line about the note")
        assert mpv.volume == 0.8
        (tmp_path / "players.json").rmdir()
        players.quiet(False)
        await asyncio.sleep(0.2)
        players.quiet(True)
        await soon(lambda: mpv.volume == 0.2, "a soft player")
        players.quiet(False)
        await soon(lambda: mpv.volume == 0.8, "the player as before")

    with caplog.at_level(logging.INFO, "daemon.desktop"):
        with_players(bus.address, tmp_path, test)


def test_notifications_replace_one_another(bus: PrivateBus) -> None:
    service, client = NotificationService(), Client(bus.address)
    client.offer("org.freedesktop.Notifications", ("/org/freedesktop/Notifications", service))

    async def main() -> None:
        connection = await Bus.connect(bus.address)
        notifier = Notifier(connection)
        running = asyncio.create_task(notifier.run())
        notifier.show(Notification("talk", "is 1 < 2", "Yes & <b>no</b>."))
        notifier.show(Notification("device", "Sound devices", "Headset"))
        notifier.show(Notification("talk", "and 3", "No."))
        await soon(lambda: len(service.sent) == 3, "three notifications")
        running.cancel()
        await connection.close()

    asyncio.run(main())
    client.close()
    assert service.sent == [
        (0, "is 1 < 2", "Yes &amp; &lt;b&gt;no&lt;/b&gt;."),
        (0, "Sound devices", "Headset"),
        (1, "and 3", "No."),
    ]
    assert service.shown[1][2]["transient"] is True
    assert {hints["urgency"] for _, _, hints in service.shown.values()} == {1}  # GNOME shows nobody what is LOW
    assert {hints["desktop-entry"] for _, _, hints in service.shown.values()} == {APP_ID}


def test_a_button_tells_which_notification_it_belongs_to(bus: PrivateBus) -> None:
    service, client = NotificationService(), Client(bus.address)
    client.offer("org.freedesktop.Notifications", ("/org/freedesktop/Notifications", service))
    chosen: list[tuple[str, str]] = []

    async def main() -> None:
        connection = await Bus.connect(bus.address)
        notifier = Notifier(connection, lambda subject, key: chosen.append((subject, key)))
        running = asyncio.create_task(notifier.run())
        notifier.show(Notification("talk", "hello", "there"))
        notifier.show(Notification("ring", "Time's up: egg.", "", actions=(("default", ""), ("stop", "Stop"))))
        await soon(lambda: len(service.sent) == 2, "both notifications")
        for number, key in ((7, "stop"), (2, "stop"), (2, "default")):  # the first is another program's
            await asyncio.to_thread(client.do, partial(service.ActionInvoked, number, key))
        await soon(lambda: len(chosen) == 2, "the clicks")
        running.cancel()
        await connection.close()

    asyncio.run(main())
    client.close()
    assert chosen == [("ring", "stop"), ("ring", "default")]
    assert service.actions == [[], ["default", "", "stop", "Stop"]]


def test_what_is_still_wrong_stays_until_it_is_over(bus: PrivateBus) -> None:
    service, client = NotificationService(), Client(bus.address)
    client.offer("org.freedesktop.Notifications", ("/org/freedesktop/Notifications", service))

    async def main() -> None:
        connection = await Bus.connect(bus.address)
        notifier = Notifier(connection)
        running = asyncio.create_task(notifier.run())
        for subject in ("device", "tier"):
            notifier.show(Notification(subject, subject, "is missing", stays=Stays.UNTIL_WITHDRAWN))
        notifier.show(Notification("problem", "it", "has passed", stays=Stays.IN_LIST))
        for subject in ("device", "device", "problem", "talk"):  # one that has gone, or does not stay, is let alone
            notifier.withdraw(subject)
        await soon(lambda: service.closed == [1], "the end of the first")
        running.cancel()
        await asyncio.wait([running])
        assert service.closed == [1, 2]  # the other one's, with its sender
        await connection.close()

    asyncio.run(main())
    client.close()
    assert service.timeouts == [0, 0, -1]
    assert [hints["transient"] for _, _, hints in service.shown.values()] == [False, False, False]


def test_a_notification_service_that_errs_is_told_once(bus: PrivateBus, caplog: pytest.LogCaptureFixture) -> None:
    broken, client = NotificationService(broken=True), Client(bus.address)

    async def main() -> None:
        connection = await Bus.connect(bus.address)
        notifier = Notifier(connection)
        running = asyncio.create_task(notifier.run())
        notifier.show(Notification("talk", "nobody", "is there"))
        await asyncio.sleep(0.3)
        client.offer("org.freedesktop.Notifications", ("/org/freedesktop/Notifications", broken))
        for number in range(20):
            notifier.show(Notification("talk", str(number), "to a service that errs"))
        await asyncio.sleep(0.5)
        assert not running.done()
        running.cancel()
        await connection.close()

    with caplog.at_level(logging.INFO, "daemon.desktop"):
        asyncio.run(main())
    client.close()
    told = [record for record in caplog.records if record.name.startswith("daemon.desktop")]
    assert [record.levelname for record in told] == ["INFO"]


def test_the_screen_savers_lock(bus: PrivateBus) -> None:
    saver, client = ScreenSaverService(active=True), Client(bus.address)
    client.offer("org.freedesktop.ScreenSaver", ("/org/freedesktop/ScreenSaver", saver))
    seen: list[bool] = []

    async def main() -> None:
        connection = await Bus.connect(bus.address)
        await ScreenSaver(connection, seen.append).begin()
        assert seen == [True]  # it was locked before we came
        client.do(lambda: saver.lock(False))
        await soon(lambda: seen[-1] is False, "the unlocking")
        client.do(lambda: saver.lock(True))
        await soon(lambda: seen[-1] is True, "the locking")
        client.close()
        await soon(lambda: seen[-1] is False, "the saver's end")  # a saver that crashed locks nothing
        await connection.close()

    asyncio.run(main())


def test_a_bus_without_screen_savers_locks_nothing(bus: PrivateBus) -> None:
    """What an earlier bus said of a lock has ended with it."""
    seen: list[bool] = []

    async def main() -> None:
        connection = await Bus.connect(bus.address)
        await ScreenSaver(connection, seen.append).begin()
        await connection.close()

    asyncio.run(main())
    assert seen == [False]


def test_logind_locks_and_suspends(bus: PrivateBus) -> None:
    logind = desktop.Logind(bus.address)
    locked: list[bool] = []
    suspending: list[bool] = []

    async def main() -> None:
        connection = await Bus.connect(bus.address)
        running = asyncio.create_task(Logind(connection, locked.append, suspending.append).run())
        await soon(logind.manager.held, "a hold on suspends")
        await soon(lambda: locked == [False], "the first look")
        logind.lock(True)
        await soon(lambda: locked[-1] is True, "the locking")
        logind.lock(False)
        await soon(lambda: locked[-1] is False, "the unlocking")
        logind.sleep(True)
        await soon(lambda: suspending == [True], "the suspend")
        await soon(lambda: not logind.manager.held(), "the hold to be let go")
        logind.sleep(False)
        await soon(lambda: suspending == [True, False], "the resume")
        await soon(logind.manager.held, "a new hold")
        await asyncio.sleep(0.5)  # until it has arrived
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await soon(lambda: not logind.manager.held(), "the end of the hold")
        await connection.close()

    asyncio.run(main())
    logind.client.close()


def test_a_bus_without_logind_and_no_bus_at_all(bus: PrivateBus) -> None:
    async def main() -> None:
        connection = await Bus.connect(bus.address)
        with pytest.raises(BusError, match="no logind"):
            await Logind(connection, print, print).run()
        await connection.close()
        for address in ("unix:path=/nowhere/bus", "nonsense"):
            with pytest.raises(BusError, match="no connection to the bus"):
                await Bus.connect(address)

    asyncio.run(main())
