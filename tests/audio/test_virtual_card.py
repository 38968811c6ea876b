"""The station on a (virtual) sound card: real PortAudio, real PulseAudio, devices that come and go."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import numpy as np
import pytest

from audio.events import (
    Command,
    DeviceChanged,
    Event,
    Flush,
    Heard,
    Listen,
    Play,
    PlaybackEnded,
    PlaybackStarted,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from audio.frames import Pcm
from audio.wavefile import read_wav, write_wav
from config.constants import HEARING_RATE
from config.settings import Turn
from tests.audio.conftest import Speak, audible_span, silence
from tests.audio.station_process import decode, encode
from tests.support import virtual_card
from tests.support.virtual_card import VirtualCard

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(not virtual_card.available(), reason="PulseAudio is not installed"),
]

E = TypeVar("E", bound=Event)
ROOT = Path(__file__).parents[2]


class StationProcess:
    """A station in a process of its own that uses the card."""

    def __init__(self, card: VirtualCard, **settings: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.audio.station_process", json.dumps(settings)],
            env=card.env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.events: list[Event] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> StationProcess:
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(5)
        finally:
            self.process.kill()
            self.process.wait(5)
            self._reader.join(5)
            self.process.stdout.close()

    def tell(self, *commands: Command) -> None:
        assert self.process.stdin is not None
        for command in commands:
            self.process.stdin.write(encode(command) + "\n")
        self.process.stdin.flush()

    def lose_loudspeaker(self) -> None:
        """Has the stream of the loudspeaker count as lost; it is opened anew."""
        assert self.process.stdin is not None
        self.process.stdin.write("lose\n")
        self.process.stdin.flush()

    def wait(
        self, kind: type[E], which: Callable[[E], bool] = lambda event: True, since: int = 0, seconds: float = 40
    ) -> E:
        """The first event of a kind, after `since` events; waits for it."""
        limit = time.monotonic() + seconds
        with self._changed:
            while True:
                for event in self.events[since:]:
                    if isinstance(event, kind) and which(event):
                        return event
                left = limit - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"no {kind.__name__} in {seconds} s; there were {self.told(since)}")
                self._changed.wait(left)

    def told(self, since: int = 0) -> list[Event]:
        return [
            event for event in self.events[since:] if isinstance(event, (DeviceChanged, SpeechStarted, SpeechPaused))
        ]

    def count(self) -> int:
        return len(self.events)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.events.append(decode(line))
                self._changed.notify_all()


@pytest.fixture
def card() -> Iterator[VirtualCard]:
    with VirtualCard() as card:
        yield card


@pytest.fixture
def question(speak: Speak, tmp_path: Path) -> Path:
    pcm = np.concatenate([speak("rms", "Turn on the living room lamps."), silence(500)])
    write_wav(tmp_path / "question.wav", pcm, HEARING_RATE)
    return tmp_path / "question.wav"


def reply(speak: Speak) -> Pcm:
    return speak("slt", "The weather in Madrid is sunny today, with a light breeze from the west.")


def listening(station: StationProcess) -> DeviceChanged:
    station.tell(Listen(True))
    return station.wait(DeviceChanged, lambda event: event.capture != "")


def likeness(recording: Pcm, said: Pcm) -> float:
    """How well half-second pieces of `said` are found in the recording, both at HEARING_RATE: the median of their greatest
    correlations. By pieces, because players and recorders stutter on a busy machine."""
    found = []
    half = HEARING_RATE // 2
    for begin in range(0, len(said) - half + 1, half):
        piece = said[begin : begin + half].astype(float)
        size = len(recording) + half
        product = np.fft.irfft(np.fft.rfft(recording, size) * np.conj(np.fft.rfft(piece, size)), size)
        at = int(np.argmax(product[: len(recording) - half]))
        found.append(float(np.corrcoef(recording[at : at + half], piece)[0, 1]))
    return float(np.median(found))


def test_round_trip(card: VirtualCard, speak: Speak, question: Path, tmp_path: Path) -> None:
    """A question is heard whole, a reply is played whole, and the microphone is let go when nobody listens."""
    with StationProcess(card, echo_cancellation=False, noise_suppression=False) as station:
        device = listening(station)
        assert device.capture == "VirtualMicrophone"
        assert card.source_of(station.process.pid) == ["mic"]
        card.play(question)
        paused = station.wait(SpeechPaused)
        started = station.wait(SpeechStarted)
        first, last = audible_span(read_wav(question))
        assert (paused.end - started.at) / 16 > (last - first) / 16 - 80
        heard = [event for event in station.events if isinstance(event, Heard)]
        pcm = np.frombuffer(b"".join(event.pcm for event in heard), np.int16)
        assert likeness(pcm, read_wav(question)[first:last]) > 0.8
        said = reply(speak)
        recording = card.record(tmp_path / "out.wav")
        station.tell(Play(1, HEARING_RATE, said.tobytes(), True))
        ended = station.wait(PlaybackEnded)
        assert (ended.complete, ended.underruns, ended.played) == (True, 0, len(said))
        assert likeness(read_wav(recording.stop()), said) > 0.95
        since = station.count()
        station.tell(Listen(False))
        station.wait(DeviceChanged, lambda event: event.capture == "", since)
        # It is told when the stream begins to close; the sound server has it a little longer.
        virtual_card._until(lambda: not card.source_of(station.process.pid), "the microphone to be let go", 20)


def test_the_loudspeaker_in_the_microphone(card: VirtualCard, speak: Speak) -> None:
    """The reply's own echo starts nothing, though the canceller has to find the way through two devices by itself."""
    with StationProcess(card) as station:
        listening(station)
        card.loop_speaker_into_microphone()
        said = reply(speak).tobytes()
        for number in (1, 2):
            station.tell(Play(number, HEARING_RATE, said, True))
        station.wait(PlaybackEnded, lambda event: event.reply == 2)
        time.sleep(0.5)
        assert [event for event in station.events if isinstance(event, SpeechStarted)] == []


def longest_speech(events: list[Event]) -> int:
    """Milliseconds of the longest speech that was reported, to its acoustic end."""
    longest = began = 0
    for event in events:
        if isinstance(event, SpeechStarted | SpeechResumed):
            began = event.at
        elif isinstance(event, SpeechPaused):
            longest = max(longest, event.end - began)
    return longest * 1000 // HEARING_RATE


def test_a_loudspeaker_that_is_opened_anew_in_a_reply_interrupts_nothing(card: VirtualCard, speak: Speak) -> None:
    rng = random.Random(4)
    with StationProcess(card) as station:
        listening(station)
        card.loop_speaker_into_microphone()
        station.tell(Play(1, HEARING_RATE, np.tile(reply(speak), 5).tobytes(), True))
        station.wait(PlaybackStarted)
        time.sleep(3)
        for _ in range(3):
            time.sleep(rng.uniform(0.3, 1.0))
            since = station.count()
            station.lose_loudspeaker()
            station.wait(DeviceChanged, lambda event: event.playback == "", since)
            station.wait(DeviceChanged, lambda event: event.playback != "", since)
        time.sleep(1)
        station.tell(Flush(None))
        station.wait(PlaybackEnded)
        time.sleep(0.5)
        assert longest_speech(station.events) < Turn().barge_in_ms


def test_times_agree_through_the_devices(card: VirtualCard, speak: Speak) -> None:
    """With the canceller off, the station hears its own reply a little after the time it gave for it."""
    with StationProcess(card, echo_cancellation=False, noise_suppression=False) as station:
        listening(station)
        card.loop_speaker_into_microphone()
        time.sleep(0.5)
        said = reply(speak)
        # Cut in mid-vowel: where a fading sound ends is a matter of definition.
        said = said[: np.flatnonzero(np.abs(said.astype(int)) > np.abs(said.astype(int)).max() / 4)[-1]]
        first, last = audible_span(said)
        delays = []
        for number in range(1, 7):
            since = station.count()
            station.tell(Play(number, HEARING_RATE, said.tobytes(), True))
            audible = station.wait(PlaybackStarted, since=since).audible_time
            station.wait(PlaybackEnded, since=since)
            time.sleep(0.8)
            paused = [event for event in station.events[since:] if isinstance(event, SpeechPaused)][-1]
            delays.append(paused.end_time - (audible + (last - first) / HEARING_RATE))
            if delays[-1] < 0.25:
                break
        # The loop itself takes 30 ms, on a busy machine more; what matters is that cause and effect are in order and near.
        # The end of speech is known to one step of 5 ms.
        assert -0.01 < min(delays) < 0.25


def test_flush_silences_the_loudspeaker_at_once(card: VirtualCard, speak: Speak, tmp_path: Path) -> None:
    with StationProcess(card) as station:
        recording = card.record(tmp_path / "out.wav")
        station.tell(Play(1, HEARING_RATE, reply(speak).tobytes(), True))
        station.wait(PlaybackStarted)
        time.sleep(1.0)
        station.tell(Flush(None))
        ended = station.wait(PlaybackEnded)
        assert not ended.complete
        recorded = read_wav(recording.stop())
        first, last = audible_span(recorded)
        assert (last - first) / 16 <= (ended.played / 16) + 20


def test_the_sound_server_dies_and_comes_back(card: VirtualCard, speak: Speak, question: Path, tmp_path: Path) -> None:
    with StationProcess(card) as station:
        listening(station)
        station.tell(Play(1, HEARING_RATE, reply(speak)[:8000].tobytes(), True))
        station.wait(PlaybackEnded)
        since = station.count()
        card.kill_server()
        gone = station.wait(DeviceChanged, lambda event: event.capture == "", since)
        assert gone.problem
        time.sleep(1.0)
        since = station.count()
        card.start_server()
        station.wait(DeviceChanged, lambda event: event.capture != "" and not event.problem, since)
        recording = card.record(tmp_path / "out.wav")
        said = reply(speak)
        station.tell(Play(2, HEARING_RATE, said.tobytes(), True))
        assert station.wait(PlaybackEnded, lambda event: event.reply == 2, since).complete
        assert likeness(read_wav(recording.stop()), said) > 0.9
        since = station.count()
        card.play(question)
        station.wait(SpeechPaused, since=since)


def test_without_its_microphone_it_never_hears_the_monitor(card: VirtualCard, speak: Speak, question: Path) -> None:
    with StationProcess(card, echo_cancellation=False) as station:
        listening(station)
        since = station.count()
        card.remove_microphone()
        gone = station.wait(DeviceChanged, lambda event: event.capture == "", since)
        assert "microphone" in gone.problem
        station.tell(Play(1, HEARING_RATE, reply(speak).tobytes(), True))  # it would hear itself now
        station.wait(PlaybackEnded)
        assert card.source_of(station.process.pid) == []
        assert [event for event in station.events[since:] if isinstance(event, (SpeechStarted, Heard))] == []
        since = station.count()
        card.restore_microphone()
        station.wait(DeviceChanged, lambda event: event.capture == "VirtualMicrophone" and not event.problem, since)
        card.play(question)
        station.wait(SpeechPaused, since=since)
        assert card.source_of(station.process.pid) == ["mic"]


def test_what_is_said_before_there_is_a_loudspeaker_is_said_later(card: VirtualCard, speak: Speak) -> None:
    with StationProcess(card) as station:
        card.kill_server()
        station.tell(Play(1, HEARING_RATE, reply(speak)[:16_000].tobytes(), True))
        station.wait(DeviceChanged, lambda event: bool(event.problem))
        assert not any(isinstance(event, PlaybackStarted) for event in station.events)
        card.start_server()
        assert station.wait(PlaybackEnded).complete
