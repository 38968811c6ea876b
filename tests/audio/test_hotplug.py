"""Devices that come and go, servers that freeze: the sound worker follows, on PulseAudio and on PipeWire."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from audio.events import DeviceChanged, Heard, Listen, Play, PlaybackEnded, PlaybackStarted, SpeechPaused, SpeechStarted
from audio.wavefile import write_wav
from config.constants import HEARING_RATE
from tests.audio.conftest import Speak, silence
from tests.audio.test_virtual_card import StationProcess, listening
from tests.support import pipewire_card, virtual_card
from tests.support.pipewire_card import PipeWireCard
from tests.support.plugs import Plugs
from tests.support.virtual_card import VirtualCard

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(not virtual_card.available(), reason="PulseAudio is not installed"),
]

WITHIN = 40.0
"""Seconds, generous: the machine may be busy."""


@pytest.fixture(params=["pulseaudio", "pipewire"])
def card(request: pytest.FixtureRequest) -> Iterator[VirtualCard]:
    if request.param == "pipewire" and not pipewire_card.available():
        pytest.skip("PipeWire, its PulseAudio and WirePlumber are not installed")
    with PipeWireCard() if request.param == "pipewire" else VirtualCard() as card:
        yield card


@pytest.fixture
def pulse() -> Iterator[VirtualCard]:
    with VirtualCard() as card:
        yield card


@pytest.fixture
def question(speak: Speak, tmp_path: Path) -> Path:
    pcm = np.concatenate([speak("rms", "Turn on the living room lamps."), silence(500)])
    write_wav(tmp_path / "question.wav", pcm, HEARING_RATE)
    return tmp_path / "question.wav"


def on(station: StationProcess, microphone: str, since: int) -> DeviceChanged:
    """Wait until it listens to that one, and nothing is wrong."""
    return station.wait(DeviceChanged, lambda event: event.capture == microphone and not event.problem, since, WITHIN)


def hears(station: StationProcess, plugs: Plugs, question: Path) -> None:
    since = station.count()
    for player in plugs.say(question):
        player.wait(60)
    station.wait(SpeechPaused, since=since)


def test_it_follows_the_system_and_comes_back_to_the_headset(card: VirtualCard, question: Path) -> None:
    plugs = Plugs(card)
    with StationProcess(card) as station:
        assert listening(station).capture == "VirtualMicrophone"
        for act, microphone in (
            (plugs.plug_headset, "HeadsetMicrophone"),
            (plugs.switch_profile, "VirtualMicrophone"),  # the headset stays as a loudspeaker
            (plugs.switch_profile, "HeadsetMicrophone"),
            (lambda: plugs.choose("mic"), "VirtualMicrophone"),
            (lambda: plugs.choose("headset_mic"), "HeadsetMicrophone"),
            (plugs.pull_headset, "VirtualMicrophone"),
        ):
            since = station.count()
            act()
            on(station, microphone, since)
        hears(station, plugs, question)
        assert not any(name.endswith(".monitor") for name in card.source_of(station.process.pid))


def test_a_preferred_microphone_is_taken_whenever_it_is_there(pulse: VirtualCard, question: Path) -> None:
    plugs = Plugs(pulse)
    with StationProcess(pulse, microphone=["Yeti", "headset"]) as station:
        assert listening(station).capture == "VirtualMicrophone"
        since = station.count()
        plugs.plug_headset()
        on(station, "HeadsetMicrophone", since)
        plugs.choose("mic")  # the system's choice is not the user's
        time.sleep(2)
        assert pulse.source_of(station.process.pid) == ["headset_mic"]
        since = station.count()
        plugs.pull_headset()
        on(station, "VirtualMicrophone", since)
        since = station.count()
        plugs.plug_headset()
        on(station, "HeadsetMicrophone", since)
        hears(station, plugs, question)


def test_a_reply_goes_on_where_the_loudspeaker_went(card: VirtualCard, speak: Speak) -> None:
    plugs = Plugs(card)
    said = np.tile(speak("slt", "The weather in Madrid is sunny today, with a light breeze from the west."), 2)
    with StationProcess(card, echo_cancellation=False) as station:
        plugs.plug_headset(with_microphone=False)
        station.tell(Play(1, HEARING_RATE, said.tobytes(), True))
        station.wait(PlaybackStarted, seconds=WITHIN)
        station.wait(DeviceChanged, lambda event: event.playback == "Headset", seconds=WITHIN)
        since = station.count()
        plugs.pull_headset()
        station.wait(DeviceChanged, lambda event: event.playback == "VirtualSpeaker", since, WITHIN)
        ended = station.wait(PlaybackEnded, seconds=WITHIN)
        assert (ended.complete, ended.played) == (True, len(said))


def test_without_any_microphone_it_hears_nothing_not_even_itself(card: VirtualCard, speak: Speak) -> None:
    said = speak("slt", "The weather in Madrid is sunny today.")
    with StationProcess(card, echo_cancellation=False) as station:
        listening(station)
        since = station.count()
        plugs = Plugs(card)
        plugs.pull_microphone()
        station.wait(DeviceChanged, lambda event: event.capture == "" and bool(event.problem), since, WITHIN)
        station.tell(Play(1, HEARING_RATE, said.tobytes(), True))
        assert station.wait(PlaybackEnded, seconds=WITHIN).complete
        assert [event for event in station.events[since:] if isinstance(event, (SpeechStarted, Heard))] == []
        since = station.count()
        plugs.plug_microphone()
        on(station, "VirtualMicrophone", since)


def test_a_frozen_sound_server_is_outlived(pulse: VirtualCard, speak: Speak, question: Path) -> None:
    """Callbacks stop, and every call of PortAudio would hang: the worker waits, and goes on when the server does."""
    said = np.tile(speak("slt", "The weather in Madrid is sunny today, with a light breeze from the west."), 2)
    with StationProcess(pulse, echo_cancellation=False) as station:
        listening(station)
        station.tell(Play(1, HEARING_RATE, said.tobytes(), True))
        station.wait(PlaybackStarted, seconds=WITHIN)
        since = station.count()
        assert pulse._server is not None
        os.kill(pulse._server.pid, signal.SIGSTOP)
        try:
            frozen = station.wait(DeviceChanged, lambda event: "does not answer" in event.problem, since, WITHIN)
            assert (frozen.capture, frozen.playback) == ("", "")
            time.sleep(7)  # longer than PortAudio may take for one call
        finally:
            since = station.count()
            os.kill(pulse._server.pid, signal.SIGCONT)
        thawed = time.monotonic()
        on(station, "VirtualMicrophone", since)
        assert time.monotonic() - thawed < 10
        assert station.wait(PlaybackEnded, seconds=WITHIN).complete
        assert station.process.poll() is None
        hears(station, Plugs(pulse), question)


def test_suspended_devices_are_taken_up_again(pulse: VirtualCard, question: Path) -> None:
    with StationProcess(pulse, echo_cancellation=False) as station:
        listening(station)
        since = station.count()
        for what in (("suspend-source", "mic"), ("suspend-sink", "micfeed")):
            pulse._pactl(*what, "1")
        station.wait(DeviceChanged, lambda event: event.problem == "the microphone stopped", since, WITHIN)
        time.sleep(3)
        since = station.count()
        for what in (("suspend-sink", "micfeed"), ("suspend-source", "mic")):
            pulse._pactl(*what, "0")
        on(station, "VirtualMicrophone", since)
        hears(station, Plugs(pulse), question)


def test_the_microphone_is_let_go_while_the_server_is_frozen(pulse: VirtualCard) -> None:
    """Muting in the middle of it must not hang either."""
    with StationProcess(pulse) as station:
        listening(station)
        assert pulse._server is not None
        os.kill(pulse._server.pid, signal.SIGSTOP)
        try:
            station.wait(DeviceChanged, lambda event: bool(event.problem), seconds=WITHIN)
            station.tell(Listen(False))
            time.sleep(2)
        finally:
            os.kill(pulse._server.pid, signal.SIGCONT)
        deadline = time.monotonic() + WITHIN
        while pulse.source_of(station.process.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert pulse.source_of(station.process.pid) == []
