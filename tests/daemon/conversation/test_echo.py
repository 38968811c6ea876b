"""What is taken for the assistant's own voice coming back, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audio import events as sound
from daemon.conversation.turn import Phase
from tests.support.timeline import STEP, Delays, Said, Timeline


class InTheEcho(Timeline):
    """Whoever speaks begins while the last reply may still echo in the room."""

    def _emit(self, event: sound.Event) -> None:
        super()._emit(replace(event, while_playing=True) if isinstance(event, sound.SpeechStarted) else event)


@pytest.mark.parametrize("greeting", ["good morning", "good morning to you"])
def test_a_greeting_that_is_returned_word_for_word_is_no_echo_of_its_answer(greeting: str) -> None:
    ready_before_the_turn_is_over = Delays(stt=20, first_token=40, voice=20)
    script = [Said(1000, 1800, greeting)]
    line = InTheEcho(script, lambda question: [f"{greeting}!"], delays=ready_before_the_turn_is_over).run(8_000)
    assert [record.said for record in line.records] == [f"{greeting}!"]


def said_back(after: int, lasting: int) -> list[str]:
    """Speech of that length (ms), so long after the reply's end, of the reply's own words. Returns what was answered."""
    line = InTheEcho([Said(1000, 1800, "what do you say")], replies=lambda question: ["Good morning!"]).run(2000)
    while line.phase() is not Phase.LISTENING:
        line.run(line.now + STEP)
    began = line.now + after
    line.script = [*line.script, Said(began, began + lasting, "good morning")]
    line.run(began + 5000)
    return [record.heard for record in line.records]


@pytest.mark.parametrize(("after", "lasting"), [(20, 200), (100, 400), (300, 200)])
def test_what_has_just_been_heard_is_one(after: int, lasting: int) -> None:
    assert said_back(after, lasting) == ["what do you say"]


@pytest.mark.parametrize(("after", "lasting"), [(20, 900), (200, 700), (300, 500)])
def test_words_that_go_on_after_the_reply_are_none(after: int, lasting: int) -> None:
    """The sound worker takes speech for one over the reply that begins 300 ms after its end."""
    assert said_back(after, lasting) == ["what do you say", "good morning"]
