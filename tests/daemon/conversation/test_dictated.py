"""Dictation in scripted time: pieces in their order, and nothing of them to a mind, a reply or a command."""

from __future__ import annotations

import random

import pytest

from audio import events as sound
from config.settings import Listening, Settings
from daemon.conversation.turn import Phase
from tests.support.timeline import Delays, Said, Timeline

WAKE = Settings(listening=Listening(mode="wake"))


def dictate(
    *script: Said, settings: Settings | None = None, listening: bool = False, delays: Delays | None = None
) -> Timeline:
    """A dictation that begins at once."""
    line = Timeline(script, settings=settings, listening=listening, delays=delays)
    line.at(0, line.conversation.dictate)
    return line


def is_open(line: Timeline) -> bool:
    return line.microphone_open


def words(line: Timeline) -> list[str]:
    return [text for _, text in line.dictated]


def test_each_piece_is_told_in_its_order_and_nobody_answers() -> None:
    line = dictate(Said(200, 1400, "Dear John."), Said(3000, 4200, "I am writing to you."))
    line.at(8000, line.conversation.end_dictation)
    line.run(9000)
    assert words(line) == ["Dear John.", "I am writing to you.", ""]
    assert line.asked == []
    assert line.prefilled == []
    assert line.records == []
    assert not is_open(line)
    assert not any(kind in ("heard", "reply", "route") for _, kind, _ in line.published)


def test_the_words_so_far_are_shown() -> None:
    line = dictate(Said(200, 3400, "a long sentence that goes on."))
    line.run(6000)
    assert any(kind == "partial" and facts["text"] for _, kind, facts in line.published)


def test_the_microphone_stays_open_between_pieces_and_closes_with_the_dictation() -> None:
    line = dictate(Said(200, 900, "One."))
    line.run(5000)
    assert is_open(line)
    assert line.phase() is Phase.LISTENING
    line.conversation.end_dictation()
    line.run(5100)
    assert not is_open(line)
    assert line.phase() is Phase.OFF


def test_who_listened_before_goes_on_listening() -> None:
    line = dictate(Said(200, 900, "One."), Said(8000, 9000, "What time is it in Lima?"), listening=True)
    line.at(4000, line.conversation.end_dictation)
    line.run(12_000)
    assert words(line) == ["One.", ""]
    assert [messages[-1].content for _, messages in line.asked] == ["What time is it in Lima?"]


def test_what_is_said_before_the_release_is_the_last_piece() -> None:
    line = dictate(Said(200, 2000, "Send it on Monday"), Said(6000, 7000, "not to be written"))
    line.at(1980, line.conversation.end_dictation)
    line.run(8000)
    assert words(line) == ["Send it on Monday", ""]


def test_words_are_there_soon_after_the_release() -> None:
    line = dictate(Said(200, 3000, "This is the end."))
    line.at(3300, line.conversation.end_dictation)  # the speaker has fallen silent before
    line.run(5000)
    assert line.dictated == [(3300, "This is the end."), (3300, "")]


def test_the_next_piece_begins_while_the_recogniser_is_at_work_on_the_last() -> None:
    slow = Delays(stt=3000)
    line = dictate(Said(200, 1000, "First."), Said(2600, 3400, "Second."), Said(5200, 6000, "Third."), delays=slow)
    line.at(9000, line.conversation.end_dictation)
    line.run(30_000)
    assert " ".join(words(line)).split() == ["First.", "Second.", "Third."]
    assert words(line)[-1] == ""


def test_a_pause_within_a_sentence_ends_no_piece() -> None:
    line = dictate(Said(200, 1000, "I would like to"), Said(1500, 2400, "go home."))
    line.run(6000)
    assert words(line) == ["I would like to go home."]


def test_commands_and_questions_are_written_down_like_everything_else() -> None:
    line = dictate(Said(200, 1500, "Set a timer for ten minutes."), Said(4000, 5000, "Stop."), settings=WAKE)
    line.run(9000)
    assert words(line) == ["Set a timer for ten minutes.", "Stop."]
    assert line.carried_out == []
    assert line.acted == []


def test_the_wake_phrase_is_neither_needed_nor_left_out() -> None:
    line = dictate(Said(200, 1500, "Sarai is a name."), settings=WAKE)
    line.run(5000)
    assert words(line) == ["Sarai is a name."]


def test_a_timer_that_rings_can_be_stopped() -> None:
    line = dictate(Said(200, 1000, "Hello there."), Said(4000, 5000, "Stop."))
    line.conversation.rings(on=True)
    line.run(9000)
    assert words(line) == ["Hello there."]
    assert [skill.name for skill in line.carried_out] == ["stop"]


def test_it_ends_a_reply_and_lets_announcements_wait() -> None:
    line = Timeline([Said(200, 1500, "Tell me a story.")], lambda question: ["once upon a time there was a king."] * 4)
    line.at(3000, line.conversation.dictate)
    line.at(3500, lambda: line.conversation.announce("The eggs are ready.", "en"))
    line.at(6000, line.conversation.end_dictation)
    line.run(3000)
    assert line.phase() is Phase.LISTENING
    line.run(5990)
    assert line.silent_between(3040, 5990)
    line.run(9000)
    assert not line.silent_between(6000, 9000)


def test_mute_ends_it_and_what_was_over_is_still_told() -> None:
    line = dictate(Said(200, 1000, "This is over."), Said(4000, 6000, "This is not"))
    line.at(5000, lambda: line.conversation.listen(False))
    line.run(9000)
    assert words(line) == ["This is over.", ""]
    assert line.phase() is Phase.OFF


def test_cancelling_loses_what_has_not_been_told() -> None:
    line = dictate(Said(200, 3000, "This is nothing"))
    line.at(2000, lambda: line.conversation.end_dictation(drop=True))
    line.run(6000)
    assert words(line) == [""]


def test_a_push_to_talk_ends_it_and_is_answered() -> None:
    line = dictate(Said(200, 1500, "A letter."), Said(5000, 6500, "How high is Mont Blanc?"))
    line.at(4000, lambda: line.conversation.push())
    line.run(12_000)
    assert words(line) == ["A letter.", ""]
    assert [messages[-1].content for _, messages in line.asked] == ["How high is Mont Blanc?"]


def test_a_key_that_is_pressed_again_goes_on_with_the_same_dictation() -> None:
    line = dictate(Said(200, 1500, "The first part"), Said(2000, 3500, "and the second."), delays=Delays(stt=1200))
    line.at(1500, line.conversation.end_dictation)
    line.at(1700, line.conversation.dictate)
    line.at(3500, line.conversation.end_dictation)
    line.run(9000)
    assert " ".join(words(line)) == "The first part and the second. "


def test_a_recogniser_that_fails_costs_one_piece_and_is_told() -> None:
    line = dictate(Said(200, 1000, "Lost."), Said(5000, 6000, "Kept."))
    line.recognition_fails = True
    line.at(4000, lambda: setattr(line, "recognition_fails", False))
    line.at(9000, line.conversation.end_dictation)
    line.run(12_000)
    assert words(line) == ["Kept.", ""]
    assert any(kind == "problem" and "lost" in facts["text"] for _, kind, facts in line.published)


def test_sound_that_fails_costs_the_piece_under_way_and_is_told() -> None:
    line = dictate(Said(200, 3000, "This is lost"), Said(6000, 7000, "This is not."))
    line.at(2000, line.lose_sound)
    line.at(10_000, line.conversation.end_dictation)
    line.run(12_000)
    assert words(line)[-2:] == ["This is not.", ""]
    assert any(kind == "problem" and "dictated" in facts["text"] for _, kind, facts in line.published)
    assert line.speaker.audible == []


def test_a_cough_is_no_piece() -> None:
    line = dictate(Said(200, 260, "ugh"), Said(2000, 3000, "Hello."))
    line.run(6000)
    assert words(line) == ["Hello."]
    assert [command for _, command in line.commands if isinstance(command, sound.Play)] == []


@pytest.mark.parametrize("seed", range(40))
def test_no_order_of_events_loses_a_word_or_leaves_it_open(seed: int) -> None:
    draw = random.Random(seed)
    at, script = 300, []
    for number in range(draw.randint(2, 6)):
        end = at + draw.randint(300, 2500)
        script.append(Said(at, end, f"word{number}."))
        at = end + draw.randint(200, 2500)
    line = dictate(*script, listening=draw.random() < 0.5, delays=Delays(stt=draw.randint(10, 2500)))
    for _ in range(draw.randint(0, 3)):
        line.at(draw.randint(0, at), draw.choice([line.conversation.stop, line.conversation.dictate]))
    line.at(at + 3000, line.conversation.end_dictation)
    line.run(at + 20_000)
    told = " ".join(words(line)).split()
    assert told == [said.text for said in script]
    assert line.dictated[-1][1] == ""
    assert words(line).count("") == 1
    assert line.asked == []
    assert not line.conversation.dictates
