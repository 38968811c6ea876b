"""Listening modes on the scripted timeline: the wake phrase, the windows in which none is needed, push to talk."""

from __future__ import annotations

from typing import Any

import pytest

from audio import events as sound
from config.settings import Settings
from daemon.conversation.turn import Phase
from tests.support.timeline import Delays, Said, Timeline

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."


def wake(*script: Said, follow_up: float = 8, **more: Any) -> Timeline:
    settings = Settings.model_validate({"listening": {"mode": "wake", "follow_up_seconds": follow_up}})
    return Timeline(script, settings=settings, **more)


def kinds(line: Timeline, kind: str) -> list[dict[str, Any]]:
    return [facts for _, each, facts in line.published if each == kind]


def microphone(line: Timeline) -> list[bool]:
    """Every switching of the capture stream."""
    return [command.on for _, command in line.commands if isinstance(command, sound.Listen)]


# ------------------------------------------------------------------------------------------------------- wake phrase


def test_the_question_may_follow_in_the_same_breath() -> None:
    line = wake(Said(1000, 2500, "sarah what is the capital of france")).run(10_000)
    assert [record.heard for record in line.records] == ["what is the capital of france"]
    assert line.asked[-1][1][-1].content == "what is the capital of france"


@pytest.mark.parametrize("stt", [20, 300, 1500])
def test_talk_without_the_phrase_leaves_no_trace(stt: int) -> None:
    line = wake(Said(1000, 2500, "what is the capital of france"), delays=Delays(stt=stt)).run(10_000)
    assert not line.asked  # the mind never saw it, not even ahead of time
    assert not any(messages[-1].content for messages in line.prefilled)  # what was said before may be read ahead
    assert not line.records
    assert not line.speaker.audible
    assert not kinds(line, "heard")
    assert not kinds(line, "partial")
    assert line.phase() is Phase.LISTENING
    assert not line.conversation.dialogue.exchanges


def test_a_called_turn_is_answered_as_quickly_as_any_other() -> None:
    called = wake(Said(1000, 2500, "sarai what is the capital of france")).run(10_000)
    always = Timeline([Said(1000, 2500, "what is the capital of france")]).run(10_000)
    assert abs(called.first_sound() - always.first_sound()) <= 20


def test_after_the_phrase_alone_the_question_may_follow() -> None:
    line = wake(Said(1000, 1500, "sarai"), Said(4000, 5500, "what is the capital of france")).run(15_000)
    assert kinds(line, "wake") == [{"reason": "phrase", "seconds": 6.0}]
    assert [facts["text"] for facts in kinds(line, "heard")] == ["what is the capital of france"]
    assert [record.heard for record in line.records] == ["what is the capital of france"]
    assert len(line.asked) == 1


def test_the_phrase_alone_is_answered_with_a_sign_at_once() -> None:
    line = wake(Said(1000, 1500, "sarai")).run(5000)
    (when,) = [when for when, kind, _ in line.published if kind == "wake"]
    assert when <= 1500 + line.settings.turn.complete_ms + 100
    assert line.phase() is Phase.LISTENING


def test_the_window_after_the_phrase_closes() -> None:
    line = wake(Said(1000, 1500, "sarai"), Said(9000, 10_500, "what is the capital of france")).run(20_000)
    assert not line.records


def test_inside_a_conversation_no_phrase_is_needed() -> None:
    line = wake(
        Said(1000, 2500, "sarai what is the capital of france"),
        Said(9000, 10_000, "and what is the capital of spain"),
        Said(29_000, 30_000, "and what is the capital of italy"),
    ).run(50_000)
    assert [record.heard for record in line.records] == [
        "what is the capital of france",
        "and what is the capital of spain",
    ]


def test_the_conversation_lasts_from_the_end_of_a_long_reply() -> None:
    """The window begins when the reply has been heard, not when the question was asked."""
    line = wake(
        Said(1000, 2500, "sarai what are the numbers now"),
        Said(13_000, 14_000, "and what is the capital of spain"),
        replies=lambda question: [LONG, LONG, LONG],
    )
    line.run(40_000)
    assert line.records[0].said.count("sixteen") == 3
    assert line.speaker.audible[0][0] + 48 * 200 > 12_000  # the reply was over just before
    assert len(line.records) == 2


def test_a_follow_up_of_zero_needs_the_phrase_every_time() -> None:
    line = wake(
        Said(1000, 2500, "sarai what is the capital of france"),
        Said(9000, 10_000, "and what is the capital of spain"),
        follow_up=0,
    ).run(30_000)
    assert len(line.records) == 1


def test_the_name_alone_interrupts_the_reply_and_is_waited_upon() -> None:
    line = wake(
        Said(1000, 2500, "sarai what are the numbers now"),
        Said(5000, 5500, "sarai"),
        Said(7500, 8500, "what is the capital of spain"),
        replies=lambda question: [LONG],
    ).run(30_000)
    assert line.records[0].interrupted
    assert kinds(line, "wake")
    assert line.records[1].heard == "what is the capital of spain"


def test_a_skill_works_with_the_phrase_before_it() -> None:
    line = wake(Said(1000, 2000, "Sara, what time is it?")).run(10_000)
    assert [skill.name for skill in line.carried_out] == ["time"]
    assert not line.asked


def test_a_failed_recognition_of_other_peoples_talk_is_no_failed_turn() -> None:
    line = wake(Said(1000, 2500, "what is the capital of france"))
    line.recognition_fails = True
    line.run(10_000)
    assert line.phase() is Phase.LISTENING
    assert not line.speaker.audible


def test_endless_talk_without_the_phrase_is_dropped_now_and_then() -> None:
    line = wake(Said(1000, 60_000, "and on and on we go")).run(62_000)
    assert not line.asked
    started = [when for when, kind, facts in line.published if kind == "state" and facts["state"] == "hearing"]
    assert len(started) >= 4


def test_a_new_sound_worker_ends_the_window() -> None:
    line = wake(
        Said(1000, 2500, "sarai what is the capital of france"), Said(9000, 10_000, "what is the capital of spain")
    )
    line.run(7000)
    line.conversation.sound_lost()
    line.conversation.sound_back()
    line.run(30_000)
    assert len(line.records) == 1


# ------------------------------------------------------------------------------------------------------ push to talk


def push(*script: Said, **more: Any) -> Timeline:
    settings = Settings.model_validate({"listening": {"mode": "push"}})
    return Timeline(script, settings=settings, listening=False, **more)


def test_without_a_push_the_microphone_is_closed() -> None:
    line = push(Said(1000, 2500, "what is the capital of france")).run(10_000)
    assert not line.asked
    assert microphone(line) == []


def test_one_push_one_question() -> None:
    line = push(Said(1000, 2500, "what is the capital of france"), Said(9000, 10_000, "what is the capital of spain"))
    line.run(800)
    line.conversation.push()
    line.run(30_000)
    assert [record.heard for record in line.records] == ["what is the capital of france"]
    assert microphone(line) == [True, False]
    assert line.phase() is Phase.OFF


def test_while_the_key_is_held_no_pause_ends_the_question() -> None:
    line = push(Said(1000, 2500, "what is the capital of france"), Said(6000, 7000, "and that of spain"))
    line.run(800)
    line.conversation.push(hold=True)
    line.run(7100)
    assert not line.speaker.audible
    line.conversation.release()
    line.run(20_000)
    assert [record.heard for record in line.records] == ["what is the capital of france and that of spain"]
    assert line.first_sound() > 7100


def test_the_release_ends_the_question_at_once_and_closes_the_microphone() -> None:
    line = push(Said(1000, 2500, "what is the weather in"))  # a pause would wait for more
    line.run(800)
    line.conversation.push(hold=True)
    line.run(2600)
    line.conversation.release()
    line.run(2760)
    assert line.phase() is Phase.THINKING
    assert microphone(line) == [True, False]
    line.run(20_000)
    assert [record.heard for record in line.records] == ["what is the weather in"]
    assert line.first_sound() < 2500 + line.settings.turn.incomplete_ms
    assert line.phase() is Phase.OFF


def test_a_release_in_a_pause_plays_what_has_been_prepared() -> None:
    line = push(Said(1000, 2500, "what is the weather in"))
    line.run(800)
    line.conversation.push(hold=True)
    line.run(3300)
    line.conversation.release()
    line.run(3400)
    assert line.first_sound() < 3400
    assert len(line.asked) == 1


def test_a_release_without_a_word_closes_the_microphone() -> None:
    line = push()
    line.run(500)
    line.conversation.push(hold=True)
    line.run(1500)
    line.conversation.release()
    assert microphone(line) == [True, False]
    assert line.phase() is Phase.OFF


def test_a_release_without_a_push_does_nothing() -> None:
    line = Timeline([Said(1000, 2500, "what is the weather in")])
    line.run(2000)
    line.conversation.release()
    line.run(10_000)
    assert line.first_sound() >= 2500 + line.settings.turn.incomplete_ms - 20


def test_a_push_ends_the_reply_and_is_listened_to() -> None:
    line = push(
        Said(1000, 2500, "tell me the numbers please now"),
        Said(6000, 7000, "what is the capital of spain"),
        replies=lambda question: [LONG],
    )
    line.run(800)
    line.conversation.push(hold=True)
    line.run(2600)
    line.conversation.release()
    line.run(5500)
    assert line.phase() is Phase.SPEAKING
    line.conversation.push(hold=True)
    assert line.phase() is Phase.LISTENING
    line.run(7200)
    line.conversation.release()
    line.run(20_000)
    assert [record.interrupted for record in line.records] == [True, False]
    assert line.records[1].heard == "what is the capital of spain"
    assert microphone(line) == [True, False, True, False]


def test_a_push_needs_no_wake_phrase_and_leaves_the_microphone_as_it_was() -> None:
    line = wake(Said(1000, 2500, "what is the capital of france"), follow_up=0)
    line.run(800)
    line.conversation.push()
    line.run(15_000)
    assert [record.heard for record in line.records] == ["what is the capital of france"]
    assert microphone(line) == [True]
    assert line.phase() is Phase.LISTENING


def test_a_push_in_the_middle_of_a_sentence_claims_it() -> None:
    line = wake(Said(1000, 2500, "what is the capital of france"))
    line.run(1800)
    line.conversation.push(hold=True)
    line.run(2600)
    line.conversation.release()
    line.run(15_000)
    assert [record.heard for record in line.records] == ["what is the capital of france"]


def test_a_push_that_nobody_follows_is_given_up() -> None:
    line = push()
    pressed = line.conversation.push()
    line.run(6000)
    line.conversation.give_up(pressed)
    assert line.phase() is Phase.OFF
    assert microphone(line) == [True, False]


def test_a_question_under_way_is_not_given_up() -> None:
    line = push(Said(1000, 9000, "what is the capital of france"))
    pressed = line.conversation.push()
    line.run(6000)
    line.conversation.give_up(pressed)
    line.run(20_000)
    assert len(line.records) == 1


def test_an_announcement_waits_for_the_end_of_a_push() -> None:
    line = push(Said(3000, 4000, "what is the capital of france"))
    line.run(800)
    line.conversation.push(hold=True)
    line.run(1500)
    line.conversation.announce("your tea is ready", "en")
    line.run(4100)
    assert not line.speaker.audible
    line.conversation.release()
    line.run(20_000)
    assert len(line.heard_replies()) == 2
    assert line.phase() is Phase.OFF


@pytest.mark.parametrize("when", range(0, 6000, 170))
def test_a_push_and_its_release_at_any_moment_of_a_conversation(when: int) -> None:
    line = Timeline(
        [Said(1000, 2000, "tell me the numbers please now"), Said(4500, 5100, "mhm")], lambda question: [LONG]
    )
    line.run(500 + when)
    line.conversation.push(hold=True)
    line.run(800 + when)
    line.conversation.release()
    line.script = [*line.script, Said(16_000, 17_000, "are you still there now")]
    line.run(30_000)
    assert line.records[-1].heard == "are you still there now"
    assert line.phase() is Phase.LISTENING
    assert microphone(line) == [True]


def test_a_key_that_repeats_is_one_push() -> None:
    line = push(Said(1000, 2500, "what is the capital of france"))
    line.run(800)
    pressed = line.conversation.push(hold=True)
    line.run(1500)
    assert line.conversation.push(hold=True) is pressed
    line.run(2700)
    assert line.conversation.push(hold=True) is pressed
    line.conversation.release()
    line.run(20_000)
    assert len(line.records) == 1
    assert microphone(line) == [True, False]


def test_a_key_that_is_held_in_silence_for_ever_is_given_up() -> None:
    line = push()
    pressed = line.conversation.push(hold=True)
    line.run(60_000)
    line.conversation.give_up(pressed)
    assert line.phase() is Phase.OFF
    assert not line.conversation.release()
