"""Speech over a reply: who makes it pause, who ends it, and who does neither."""

from __future__ import annotations

import pytest

from audio.events import Pause
from daemon.conversation.overlap import ASSENT
from daemon.conversation.partials import OVER_REPLY_EVERY
from daemon.conversation.turn import Phase
from tests.support.timeline import STEP, Delays, Said, Timeline

QUESTION = Said(1000, 2000, "tell me the numbers please now")
BEGAN = 4500
REPLY = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen."
EARLY = BEGAN + OVER_REPLY_EVERY // 16
"""When the first words over the reply are asked for."""


def spoken_over(*said: Said, stt: int = 50) -> Timeline:
    return Timeline([QUESTION, *said], lambda question: [REPLY], delays=Delays(stt=stt))


def pauses(line: Timeline) -> list[int]:
    return [when for when, command in line.commands if isinstance(command, Pause)]


@pytest.mark.parametrize("words", ["mhm", "yeah okay", "mm hmm"])
def test_an_assent_does_not_even_pause_the_reply(words: str) -> None:
    line = spoken_over(Said(BEGAN, BEGAN + 1200, words)).run(20_000)
    assert pauses(line) == []
    assert [record.said for record in line.records] == [REPLY]


def test_words_that_interrupt_pause_the_reply_as_soon_as_they_are_known() -> None:
    line = spoken_over(Said(BEGAN, BEGAN + 900, "wait what about letters")).run(20_000)
    (paused,) = pauses(line)
    assert EARLY + 50 - STEP <= paused <= EARLY + 50 + 2 * STEP < BEGAN + line.settings.turn.barge_in_ms
    assert line.records[0].interrupted


def test_a_slow_recogniser_has_the_reply_pause_until_the_words_are_known() -> None:
    line = spoken_over(Said(BEGAN, BEGAN + 700, "mhm"), stt=400).run(20_000)
    (paused,) = pauses(line)
    assert paused == pytest.approx(BEGAN + line.settings.turn.barge_in_ms, abs=2 * STEP)
    assert not line.records[0].interrupted  # and it went on


def test_an_assent_that_goes_on_as_an_interruption_is_one() -> None:
    line = spoken_over(Said(BEGAN, 5200, "yeah"), Said(5200, 7000, "but what about letters")).run(20_000)
    assert [record.heard for record in line.records[1:]] == ["yeah but what about letters"]
    assert line.silent_between(5200 + OVER_REPLY_EVERY // 16 + 50 + 5 * STEP, 7000)


def test_words_that_interrupt_nobody_are_believed_only_until_newer_ones_are_due() -> None:
    line = spoken_over(Said(BEGAN, 8000, "yeah"))
    line.run(EARLY + 50 + 2 * STEP)
    line.delays.stt = 5000
    line.run(7000)
    (paused,) = pauses(line)
    assert paused == pytest.approx(EARLY + 50 + ASSENT // 16, abs=3 * STEP)


def test_a_short_speech_misheard_at_first_costs_the_reply_nothing_but_a_pause() -> None:
    """Of a beginning a recogniser makes words that were not said; the final ones undo it."""
    script = [QUESTION, Said(BEGAN, BEGAN + 340, "bye bye")]
    line = Timeline(script, lambda question: [REPLY])
    line.run(BEGAN + 400)
    assert line.phase() is Phase.HELD
    script[1] = Said(BEGAN, BEGAN + 340, "right")
    line.run(20_000)
    assert [record.said for record in line.records] == [REPLY]
    assert not line.records[0].interrupted


@pytest.mark.parametrize("first", ["", "eh"])
def test_first_words_that_are_none_do_not_keep_a_reply_from_pausing(first: str) -> None:
    """A recogniser makes nothing of the first quarter of a second of some voices."""
    script = [QUESTION, Said(BEGAN, BEGAN + 1500, first)]
    line = Timeline(script, lambda question: [REPLY])
    line.run(EARLY + 50 + STEP)
    script[1] = Said(BEGAN, BEGAN + 1500, "stop talking about numbers")
    line.run(20_000)
    (paused,) = pauses(line)
    assert paused == pytest.approx(BEGAN + line.settings.turn.barge_in_ms, abs=2 * STEP)
    assert line.records[0].interrupted


@pytest.mark.parametrize(("words", "answered"), [("Um...", False), ("uh, hmm", False), ("Eh?", True), ("hum", True)])
def test_a_filler_alone_asks_for_nothing(words: str, answered: bool) -> None:
    line = Timeline([Said(1000, 1400, words)]).run(10_000)
    assert bool(line.records) is answered
    assert bool(line.heard_replies()) is answered
    assert line.phase() is Phase.LISTENING
