"""When the recogniser is asked while the user speaks."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from audio.events import Heard
from config.constants import samples
from daemon.conversation.partials import BREATH, PARTIAL_EVERY, SHARE, PartialTranscripts
from daemon.conversation.turn import Turn

STEP = samples(20)


class Asked:
    """The speech port that PartialTranscripts uses: counts what is asked for."""

    def __init__(self) -> None:
        self.at: list[int] = []

    def open_utterance(self, turn: Turn) -> None: ...

    def feed_utterance(self, turn: Turn, pcm: bytes) -> None: ...

    def recognise(self, turn: Turn, final: bool) -> None:
        assert not final
        self.at.append(turn.heard_until)


class Speaker:
    def __init__(self) -> None:
        self.ports = Asked()
        ports: Any = self.ports
        self.words = PartialTranscripts(ports)
        self.turn = Turn(1, 0)
        self.words.open(self.turn)

    def speak(self, steps: int, level: int, takes: int | None = 0) -> None:
        """`takes`: steps until a partial transcript is there; None: it never comes."""
        pending = None
        for _ in range(steps):
            asked = len(self.ports.at)
            at = self.turn.heard_until
            self.words.feed(self.turn, Heard(at, array("h", [level, -level] * (STEP // 2)).tobytes()))
            self.words.ask_now_and_then(self.turn)
            if len(self.ports.at) > asked:
                pending = takes
            if pending == 0:
                self.words.answered()
                pending = None
            elif pending is not None:
                pending -= 1


def test_partials_come_at_a_steady_rate_from_a_quick_recogniser() -> None:
    speaker = Speaker()
    speaker.speak(100, 8000)
    gaps = {second - first for first, second in zip(speaker.ports.at, speaker.ports.at[1:], strict=False)}
    assert gaps == {PARTIAL_EVERY}


def test_a_slow_recogniser_is_asked_more_seldom() -> None:
    speaker = Speaker()
    speaker.speak(400, 8000, takes=25)  # half a second
    gaps = [second - first for first, second in zip(speaker.ports.at, speaker.ports.at[1:], strict=False)]
    assert min(gaps) >= SHARE * 25 * STEP


def test_one_that_is_busy_is_not_asked() -> None:
    speaker = Speaker()
    speaker.speak(100, 8000, takes=None)
    assert len(speaker.ports.at) == 1


def test_a_breath_is_asked_about_at_once_and_once() -> None:
    speaker = Speaker()
    speaker.speak(20, 8000)
    before, end = len(speaker.ports.at), speaker.turn.heard_until
    speaker.speak(8, 100)
    assert speaker.ports.at[before:] == [end + BREATH]
    speaker.speak(4, 8000)
    before, end = len(speaker.ports.at), speaker.turn.heard_until
    speaker.speak(8, 100)
    assert speaker.ports.at[before:] == [end + BREATH]


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_nobody_is_asked_twice_about_the_same_words(late: int) -> None:
    """A guess asked for in the last 20 ms of speech, or after it, is one about all of it."""
    speaker = Speaker()
    speaker.speak(15 - late, 8000)
    speaker.speak(12, 20)
    assert speaker.ports.at == [PARTIAL_EVERY]


def test_a_guess_made_before_the_last_sounds_is_no_answer_to_the_breath() -> None:
    speaker = Speaker()
    speaker.speak(18, 8000)
    end = speaker.turn.heard_until
    speaker.speak(8, 20)
    assert speaker.ports.at == [PARTIAL_EVERY, end + BREATH]
    speaker = Speaker()
    speaker.speak(14, 8000)
    speaker.speak(4, 300)  # a soft last consonant: it begins before the guess is asked for, and ends behind it
    speaker.speak(4, 20)
    assert speaker.ports.at == [PARTIAL_EVERY, PARTIAL_EVERY + 3 * STEP]


def test_soft_speech_is_no_breath() -> None:
    speaker = Speaker()
    speaker.speak(6, 8000)
    speaker.speak(8, 1000)
    assert not speaker.ports.at  # the first is due after 15 steps
