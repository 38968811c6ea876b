"""The whole daemon on a desktop: a real player, a locked screen, another program in a call, a suspend, a kill -9."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from audio.earcon import KINDS
from audio.wavefile import read_wav
from config.constants import HEARING_RATE
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support import desktop, virtual_card
from tests.support.desktop import Client, Logind, Mpv, NotificationService, PrivateBus, ScreenSaverService, until
from tests.support.plugs import Plugs
from tests.support.virtual_card import VirtualCard

pytestmark = [
    pytest.mark.sound,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not virtual_card.available(), reason="PulseAudio is not installed: no virtual sound card"),
    pytest.mark.skipif(not desktop.available(), reason="dbus-daemon, mpv and mpv-mpris are not installed"),
]


@dataclass
class Desk:
    house: House
    mpv: Mpv
    logind: Logind
    saver: ScreenSaverService
    notifications: NotificationService
    client: Client

    @property
    def sources(self) -> list[str]:
        """What the daemon's sound worker captures from."""
        pid = next(model["pid"] for model in self.house.call("status")["models"] if model["name"] == "sound")
        return self.house.card.source_of(pid)


@pytest.fixture(scope="module")
def at_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with PrivateBus() as session, PrivateBus() as system, VirtualCard() as card:
        client, logind = Client(session.address), Logind(system.address)
        saver, notifications = ScreenSaverService(), NotificationService()
        client.offer("org.freedesktop.Notifications", ("/org/freedesktop/Notifications", notifications))
        client.offer("org.freedesktop.ScreenSaver", ("/org/freedesktop/ScreenSaver", saver))
        mpv = Mpv(session.address, folder)
        house = House(folder, card)
        house.env |= {"DBUS_SESSION_BUS_ADDRESS": session.address, "DBUS_SYSTEM_BUS_ADDRESS": system.address}
        try:
            with house:
                until(logind.manager.held, "the daemon to meet logind", 60)
                yield Desk(house, mpv, logind, saver, notifications, client)
        finally:
            mpv.close()
            client.close()
            logind.client.close()


def test_the_music_is_soft_while_it_is_spoken_to(at_desk: Desk, tmp_path: Path) -> None:
    house, mpv = at_desk.house, at_desk.mpv
    assert mpv.volume == 0.8
    house.card.play(say("what is the capital of france", tmp_path), wait=False)
    until(lambda: mpv.volume == 0.2, "soft music")
    house.wait_for("reply_done", within=60)
    until(lambda: mpv.volume == 0.8, "the music as before")
    assert mpv.status == "Playing"


def test_question_and_reply_are_shown(at_desk: Desk, tmp_path: Path) -> None:
    def shown(reply: str) -> bool:
        return at_desk.notifications.sent[-1][2] == reply

    for text in ("what is the capital of france", "what is the largest country in the world"):
        done = at_desk.house.ask(say(text, tmp_path), within=60)
        until(partial(shown, done["text"]), "the notification")
    replaced, summary, body = at_desk.notifications.sent[-1]
    assert replaced > 0
    assert "country" in summary
    assert "Russia" in body


def test_a_language_that_the_tier_does_not_understand_is_told_and_stands_until_it_is_changed(at_desk: Desk) -> None:
    house = at_desk.house
    house.call("language", name="es")
    told = house.wait_for("tier", lambda event: event["notice"])["notice"]
    assert house.call("status")["notice"] == told
    until(lambda: told in [body for _, _, body in at_desk.notifications.sent], "a notification")
    assert at_desk.notifications.closed == []
    house.call("language", name="auto")
    house.wait_for("tier", lambda event: not event["notice"])
    until(lambda: len(at_desk.notifications.closed) == 1, "its end")
    assert house.call("status")["notice"] == ""


@pytest.mark.parametrize("who", ["logind", "screen saver"])
def test_nobody_listens_behind_a_locked_screen(at_desk: Desk, tmp_path: Path, who: str) -> None:
    def lock(on: bool) -> None:
        if who == "logind":
            at_desk.logind.lock(on)
        else:
            at_desk.client.do(lambda: at_desk.saver.lock(on))

    until(lambda: at_desk.sources == ["mic"], "an open microphone")
    lock(True)
    assert at_desk.house.wait_for("muted", lambda event: event["on"])["reason"] == "locked"
    assert at_desk.house.call("status")["muted_by"] == "locked"
    until(lambda: at_desk.sources == [], "a closed microphone")
    lock(False)
    at_desk.house.wait_for("muted", lambda event: not event["on"])
    until(lambda: at_desk.sources == ["mic"], "an open microphone")
    assert at_desk.house.ask(say("what is the capital of france", tmp_path), within=60)["text"]


def test_a_closed_microphone_stays_closed_though_the_screen_is_locked_while_something_is_announced(
    at_desk: Desk,
) -> None:
    house = at_desk.house
    house.call("mute")
    until(lambda: at_desk.sources == [], "a closed microphone")
    house.call("say", text="This is a long announcement, which goes on for a while, and then for a little while more.")
    house.wait_for("state", lambda event: event["state"] == "speaking")
    at_desk.logind.lock(True)
    until(lambda: house.call("status")["state"] == "off", "the end of the announcement", 60)
    assert house.call("status")["muted_by"] == ""
    at_desk.logind.lock(False)
    time.sleep(1.0)
    assert house.call("status")["state"] == "off"
    assert at_desk.sources == []
    house.call("listen")
    until(lambda: at_desk.sources == ["mic"], "an open microphone")


def test_it_stays_out_of_calls(at_desk: Desk) -> None:
    caller = subprocess.Popen(
        ["parec", "--device=mic", "--client-name=Telephone"], env=at_desk.house.card.env, stdout=subprocess.DEVNULL
    )
    try:
        assert at_desk.house.wait_for("muted", lambda event: event["on"], within=60)["reason"] == "call"
        until(lambda: at_desk.sources == [], "a closed microphone")
        until(lambda: "Telephone" in at_desk.notifications.sent[-1][1], "a word about it")
        at_desk.house.call("listen", hold=True)  # the user asks something in the call
        at_desk.house.call("listen", release=True)
        assert at_desk.house.call("status")["muted_by"] == "call"
    finally:
        caller.terminate()
        caller.wait(5)
    at_desk.house.wait_for("muted", lambda event: not event["on"], within=60)
    until(lambda: at_desk.sources == ["mic"], "an open microphone")


def test_a_call_that_outlasts_the_lock_is_the_reason_from_then_on(at_desk: Desk) -> None:
    at_desk.logind.lock(True)
    assert at_desk.house.wait_for("muted", lambda event: event["on"])["reason"] == "locked"
    caller = subprocess.Popen(
        ["parec", "--device=mic", "--client-name=Telephone"], env=at_desk.house.card.env, stdout=subprocess.DEVNULL
    )
    try:
        time.sleep(4)
        at_desk.logind.lock(False)
        assert at_desk.house.wait_for("muted", lambda event: event["on"])["reason"] == "call"
        assert at_desk.house.call("status")["muted_by"] == "call"
        until(lambda: "Telephone" in at_desk.notifications.sent[-1][1], "a word about it")
    finally:
        caller.terminate()
        caller.wait(5)
    at_desk.house.wait_for("muted", lambda event: not event["on"], within=60)
    until(lambda: at_desk.sources == ["mic"], "an open microphone")


def test_who_records_the_music_is_in_no_call(at_desk: Desk, tmp_path: Path) -> None:
    recording = at_desk.house.card.record(tmp_path / "music.wav")
    time.sleep(4)
    assert at_desk.house.call("status")["listening"]
    recording.stop()


def test_muted_in_a_call_means_muted_after_it(at_desk: Desk) -> None:
    at_desk.logind.lock(True)
    at_desk.house.wait_for("muted", lambda event: event["on"])
    at_desk.house.call("mute")
    at_desk.logind.lock(False)
    time.sleep(1)
    assert not at_desk.house.call("status")["listening"]
    at_desk.house.call("listen")
    until(lambda: at_desk.sources == ["mic"], "an open microphone")


def test_a_suspend_finds_the_devices_closed(at_desk: Desk, tmp_path: Path) -> None:
    at_desk.logind.sleep(True)
    until(lambda: not at_desk.logind.manager.held(), "leave to sleep")
    until(lambda: at_desk.sources == [], "a closed microphone")
    at_desk.logind.sleep(False)
    until(at_desk.logind.manager.held, "a new hold on suspends")
    until(lambda: at_desk.sources == ["mic"], "an open microphone")
    assert at_desk.house.ask(say("what is the capital of france", tmp_path), within=60)["text"]


def test_the_player_hangs_and_the_conversation_goes_on(at_desk: Desk, tmp_path: Path) -> None:
    at_desk.mpv.process.send_signal(signal.SIGSTOP)
    try:
        assert at_desk.house.ask(say("what is the capital of france", tmp_path), within=60)["text"]
    finally:
        at_desk.mpv.process.send_signal(signal.SIGCONT)
    until(lambda: at_desk.mpv.volume == 0.8, "the music as before")


def test_the_user_learns_which_device_took_over(at_desk: Desk) -> None:
    plugs = Plugs(at_desk.house.card)
    plugs.plug_headset()
    until(lambda: "HeadsetMicrophone" in at_desk.notifications.sent[-1][2], "a word about the headset", 40)
    plugs.pull_headset()
    until(lambda: "VirtualMicrophone" in at_desk.notifications.sent[-1][2], "a word about the microphone", 40)


def test_a_soft_sound_says_that_it_listens(at_desk: Desk, tmp_path: Path) -> None:
    at_desk.house.call("mute")
    until(lambda: at_desk.sources == [], "a closed microphone")
    recording = at_desk.house.card.record(tmp_path / "earcon.wav")
    replies = sum(event["kind"] == "reply_done" for event in at_desk.house.events)
    at_desk.house.call("listen")
    until(lambda: at_desk.sources == ["mic"], "an open microphone")
    time.sleep(2)
    heard = read_wav(recording.stop()).astype(float)
    spectrum = np.abs(np.fft.rfft(heard, HEARING_RATE * 30))
    loudest = int(spectrum.argmax()) / 30
    assert min(abs(loudest - hertz) for hertz, _ in KINDS["listening"]) < 20
    assert sum(event["kind"] == "reply_done" for event in at_desk.house.events) == replies


def test_killed_while_it_speaks_the_music_comes_back(at_desk: Desk, tmp_path: Path) -> None:
    """The last test at this desk: it ends the daemon."""
    house, mpv = at_desk.house, at_desk.mpv
    house.card.play(say("what is the capital of france", tmp_path), wait=False)
    until(lambda: mpv.volume == 0.2, "soft music")
    house.process.kill()
    house.process.wait(5)
    until(lambda: mpv.volume == 0.8, "the music as before")
    assert not [line for line in house.log.read_text().splitlines() if line.startswith(("WARNING", "ERROR"))]


def test_it_falls_asleep(tmp_path: Path) -> None:
    """And it has no bus at all here, which costs it nothing."""
    settings = "tier: embedded\nlistening: {sleep_minutes: 0.05}\n"
    with VirtualCard() as card, House(tmp_path, card, settings) as house:
        assert house.wait_for("muted", within=60)["reason"] == "asleep"
        assert house.call("status")["muted_by"] == "asleep"
        house.until_true(lambda: not house.call("status")["microphone"], "a closed microphone")
        assert not house.call("status")["listening"]
        house.call("listen")
        house.until_true(lambda: house.call("status")["microphone"], "an open microphone")
        assert not [line for line in house.tail().splitlines() if line.startswith(("WARNING", "ERROR"))]
