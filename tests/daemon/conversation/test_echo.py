"""What is taken for the assistant's own voice coming back, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audio import events as sound
from tests.support.timeline import Delays, Said, Timeline


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


def test_what_has_just_been_heard_is_one() -> None:
    script = [Said(1000, 1800, "what do you say"), Said(4000, 4800, "good morning")]
    line = InTheEcho(script, replies=lambda question: ["Good morning!"]).run(10_000)
    assert [record.heard for record in line.records] == ["what do you say"]
