"""When the recogniser is asked while the user speaks."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from audio.events import Heard
from config.constants import samples
from daemon.conversation.partials import BREATH, OVER_REPLY_EVERY, PARTIAL_EVERY, SHARE, PartialTranscripts
from daemon.conversation.turn import Turn

STEP = samples(20)
DUE = PARTIAL_EVERY // STEP
"""Steps of speech after which a partial transcript is due."""


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
    def __init__(self, over_reply: bool = False) -> None:
        self.ports = Asked()
        ports: Any = self.ports
        self.words = PartialTranscripts(ports)
        self.turn = Turn(1, 0, over_reply=over_reply)
        self.words.open(self.turn)

    def speak(self, steps: int, level: int, takes: int | None = 0, *, ending: bool = False) -> None:
        """`takes`: steps until a partial transcript is there; None: it never comes. `ending`: the key has been let go."""
        pending = None
        for _ in range(steps):
            asked = len(self.ports.at)
            at = self.turn.heard_until
            self.words.feed(self.turn, Heard(at, array("h", [level, -level] * (STEP // 2)).tobytes()))
            self.words.ask_now_and_then(self.turn, ending=ending)
            if len(self.ports.at) > asked:
                pending = takes
            if pending == 0:
                self.words.answered()
                pending = None
            elif pending is not None:
                pending -= 1


@pytest.mark.parametrize(("over_reply", "every"), [(False, PARTIAL_EVERY), (True, OVER_REPLY_EVERY)])
def test_partials_come_at_a_steady_rate_from_a_quick_recogniser(over_reply: bool, every: int) -> None:
    speaker = Speaker(over_reply)
    speaker.speak(100, 8000)
    gaps = {second - first for first, second in zip(speaker.ports.at, speaker.ports.at[1:], strict=False)}
    assert gaps == {every}


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
    speaker.speak(DUE - late, 8000)
    speaker.speak(12, 20)
    assert speaker.ports.at == [PARTIAL_EVERY]


def test_a_guess_made_before_the_last_sounds_is_no_answer_to_the_breath() -> None:
    speaker = Speaker()
    speaker.speak(DUE + 3, 8000)
    end = speaker.turn.heard_until
    speaker.speak(8, 20)
    assert speaker.ports.at == [PARTIAL_EVERY, end + BREATH]
    speaker = Speaker()
    speaker.speak(DUE - 1, 8000)
    speaker.speak(4, 300)  # a soft last consonant: it begins before the guess is asked for, and ends behind it
    speaker.speak(4, 20)
    assert speaker.ports.at == [PARTIAL_EVERY, PARTIAL_EVERY + 2 * STEP]


def test_after_the_release_only_the_end_of_the_speech_is_asked_about() -> None:
    speaker = Speaker()
    speaker.speak(DUE - 2, 8000)
    speaker.speak(6, 8000, ending=True)
    assert not speaker.ports.at, "a guess for the display would be in the way"
    assert speaker.words.asked_until == speaker.turn.heard_until
    end = speaker.turn.heard_until
    speaker.speak(5, 20, ending=True)
    assert speaker.ports.at == [end + BREATH]
    assert speaker.words.asked_until == end + BREATH, "the answer to that is one about all of the speech"
    speaker.speak(1, 8000, ending=True)
    assert speaker.words.asked_until == speaker.turn.heard_until, "and not when more of it comes"


def test_soft_speech_is_no_breath() -> None:
    speaker = Speaker()
    speaker.speak(6, 8000)
    speaker.speak(8, 1000)
    assert not speaker.ports.at  # the first is due after 25 steps


def test_no_guess_is_begun_where_it_would_be_in_the_way_of_the_last_one() -> None:
    speaker = Speaker()
    speaker.speak(DUE - 2, 8000)
    speaker.speak(2, 20)  # one is due, and the speech may be about to end
    assert not speaker.ports.at
    speaker.speak(1, 20)
    assert speaker.ports.at == [(DUE - 2) * STEP + BREATH]


def test_all_words_of_a_breath_are_worth_a_prefill_and_otherwise_those_that_two_guesses_agree_on() -> None:
    speaker = Speaker()
    speaker.speak(DUE, 8000)
    assert not speaker.words.settled("turn on the")
    speaker.speak(2 * DUE + 3, 8000)
    assert speaker.words.settled("turn on the living") == "turn on the"
    speaker.speak(4, 20)
    assert speaker.words.settled("turn on the living room") == "turn on the living room"


def test_words_that_sound_complete_are_worth_a_prefill_at_once_and_only_once() -> None:
    speaker = Speaker()
    speaker.speak(DUE, 8000)
    assert speaker.words.settled("what is the capital of france?", True) == "what is the capital of france?"
    assert not speaker.words.settled("what is the capital of france?", True)
