"""Nothing is lost on the way, on the scripted timeline: no question to a click, no alarm to a switch or to a worker that
ends, no answer to a guess."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import pytest

from audio import events as sound
from config.constants import samples
from config.settings import Settings
from daemon.conversation import reply_events
from daemon.conversation.announcements import BROKEN_OFF, LOST
from daemon.conversation.turn import Phase, Turn
from daemon.skills.actions.recital import Recital, given
from daemon.skills.intent import Intent
from tests.support.timeline import STEP, WORD_MS, Delays, Loudspeaker, Said, Timeline

QUESTION = "what is the capital of france"
NUMBERS = "tell me the numbers please now"
LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."
TEA = "your tea is ready"
CLICK = 60
"""Milliseconds: the sound worker notices it, and takes it back, because speech is longer."""


def push(*script: Said, **more: Any) -> Timeline:
    settings = Settings.model_validate({"listening": {"mode": "push"}})
    return Timeline(script, settings=settings, listening=False, **more)


def first_sound(line: Timeline) -> int:
    """Runs it until something is heard."""
    while not line.speaker.audible:
        line.run(line.now + STEP)
    return line.now


def microphone(line: Timeline) -> list[bool]:
    """Every switching of the capture stream."""
    return [command.on for _, command in line.commands if isinstance(command, sound.Listen)]


# ------------------------------------------------------------------------------------------------------------- clicks


@pytest.mark.parametrize("when", range(2400, 4000, 100))
@pytest.mark.parametrize("command", [0, 40])
def test_a_click_while_the_answer_is_thought_about_takes_no_question_away(when: int, command: int) -> None:
    slow = Delays(first_token=1500, command=command)
    line = Timeline([Said(1000, 2000, QUESTION), Said(when, when + CLICK, "")], delays=slow).run(15_000)
    assert [(record.heard, record.said) for record in line.records] == [(QUESTION, f"you asked {QUESTION}.")]
    assert len(line.heard_replies()) == 1
    assert line.phase() is Phase.LISTENING
    assert line.conversation.habits.count == 0  # nobody has stopped in the middle


def test_clicks_one_after_the_other_take_none_away_either() -> None:
    clicks = [Said(when, when + CLICK, "") for when in (2500, 2800, 3100, 5500)]
    line = Timeline([Said(1000, 2000, QUESTION), *clicks], delays=Delays(first_token=1500)).run(15_000)
    assert [record.heard for record in line.records] == [QUESTION]


def test_who_clicks_and_then_goes_on_asks_one_question() -> None:
    line = Timeline(
        [Said(1000, 2000, QUESTION), Said(2500, 2500 + CLICK, ""), Said(3000, 3800, "and of spain")],
        delays=Delays(first_token=1500),
    ).run(15_000)
    assert [record.heard.split() for record in line.records] == [f"{QUESTION} and of spain".split()]


@pytest.mark.parametrize("hold", [False, True])
def test_a_click_is_not_the_question_that_a_push_waits_for(hold: bool) -> None:
    line = push(Said(1000, 1000 + CLICK, ""), Said(2000, 3500, QUESTION))
    line.run(500)
    line.conversation.push(hold=hold)
    line.run(3600)
    if hold:
        line.conversation.release()
    line.run(15_000)
    assert [record.heard for record in line.records] == [QUESTION]
    assert microphone(line) == [True, False]
    assert line.phase() is Phase.OFF


@pytest.mark.parametrize("hold", [False, True])
def test_a_push_that_ends_during_a_click_closes_the_microphone(hold: bool) -> None:
    """Its key is let go, or its time is up."""
    line = push(Said(1000, 1000 + CLICK, ""))
    line.run(500)
    pressed = line.conversation.push(hold=hold)
    line.run(1040)
    assert line.phase() is Phase.HEARING
    if hold:
        line.conversation.release()
    else:
        line.conversation.give_up(pressed)
    line.run(3000)
    assert microphone(line) == [True, False]
    assert line.phase() is Phase.OFF


def test_who_thinks_for_long_with_the_key_held_is_heard_to_the_end() -> None:
    """The sound worker takes what is said after so long a pause for a new utterance."""
    line = push(Said(1000, 2000, "tell me"), Said(20_000, 21_000, "the numbers please now"))
    line.run(800)
    line.conversation.push(hold=True)
    line.run(21_100)
    line.conversation.release()
    line.run(30_000)
    assert [record.heard for record in line.records] == [NUMBERS]


# ------------------------------------------------------------------------------------------------------ announcements


@pytest.mark.parametrize("when", range(0, 1200, 130))
@pytest.mark.parametrize("listening", [False, True])
def test_what_was_to_be_announced_is_when_the_microphone_closes(when: int, listening: bool) -> None:
    line = Timeline([Said(200, 1500, QUESTION)], listening=listening, delays=Delays(voice=300))
    line.run(700)
    line.conversation.announce(TEA, "en")
    line.run(700 + when)
    line.conversation.listen(False)
    line.run(10_000)
    assert len(line.heard_replies()) == 1  # what can be heard already is cut off, as the user wants it
    assert line.phase() is Phase.OFF


def test_an_alarm_that_waited_for_the_word_to_mute_rings() -> None:
    class Muting(Timeline):
        def carry_out(self, skill: Intent, language: str) -> str:
            super().carry_out(skill, language)
            self.conversation.listen(False)
            return ""

    line = Muting([Said(1000, 1700, "mute yourself")])
    line.run(1400)
    line.conversation.announce(TEA, "en")
    line.run(10_000)
    assert [skill.name for skill in line.carried_out] == ["mute"]
    assert len(line.heard_replies()) == 1
    assert line.phase() is Phase.OFF


@pytest.mark.parametrize("when", range(0, 1200, 130))
@pytest.mark.parametrize("rings", [False, True])
def test_stop_silences_what_was_about_to_be_said_but_no_alarm(when: int, rings: bool) -> None:
    line = Timeline([], delays=Delays(voice=300))
    line.conversation.announce(TEA, "en", rings=rings)
    line.run(when)
    heard = bool(line.speaker.audible)
    line.conversation.stop()
    line.run(10_000)
    assert len(line.heard_replies()) == (1 if rings or heard else 0)  # what was heard already has done its work
    assert line.phase() is Phase.LISTENING


@pytest.mark.parametrize("rings", [False, True])
def test_an_alarm_that_waited_for_the_end_of_a_reply_rings_when_that_is_stopped(rings: bool) -> None:
    line = Timeline([Said(1000, 2000, NUMBERS)], lambda question: [LONG])
    line.run(first_sound(line) + 500)
    line.conversation.announce(TEA, "en", rings=rings)
    line.conversation.stop()
    line.run(20_000)
    assert 0 < len(line.records[0].said.split()) < len(LONG.split())
    assert len(line.heard_replies()) == (2 if rings else 1)


def test_an_alarm_is_not_dropped_for_all_else_that_is_to_be_said() -> None:
    said: list[str] = []

    class Telling(Timeline):
        def speak(self, turn: Turn, text: str | Recital, language: str) -> None:
            said.append(str(text))
            super().speak(turn, text, language)

    line = Telling([Said(200, 3000, QUESTION)])
    line.run(700)
    line.conversation.announce(TEA, "en", rings=True)
    for number in range(20):
        line.conversation.announce(f"number {number}", "en")
    line.run(60_000)
    assert said == [TEA, *(f"number {number}" for number in range(12, 20))]
    assert len(line.heard_replies()) == 10


@pytest.mark.parametrize("listening", [False, True])
def test_what_is_to_be_announced_waits_for_the_sound_worker(listening: bool) -> None:
    line = Timeline([], listening=listening, delays=Delays(voice=300))
    rest = Phase.LISTENING if listening else Phase.OFF
    line.conversation.announce(TEA, "en")
    line.run(100)
    line.speaker, line.microphone_open = Loudspeaker(), False
    line.conversation.sound_lost()
    assert line.phase() is rest
    line.run(500)
    line.conversation.announce("and so is the cake", "en")
    line.run(3000)
    assert not line.speaker.audible
    assert line.phase() is rest
    line.conversation.sound_back()
    line.run(10_000)
    assert len(line.heard_replies()) == 2
    assert line.phase() is rest


class Speaking(Timeline):
    """Keeps the given texts that are spoken."""

    def __init__(self, *script: Said, **more: Any) -> None:
        self.spoken: list[str] = []
        super().__init__(script, **more)

    def speak(self, turn: Turn, text: str | Recital, language: str) -> None:
        self.spoken.append(str(text))
        super().speak(turn, text, language)


def breaking_off(*script: Said, language: str = "en") -> Speaking:
    """The first answer fails while its first clause is heard."""
    slow = Delays(between_clauses=900)
    line = Speaking(*script, replies=lambda _: ["one two three.", "four."], language=language, delays=slow)
    line.run(first_sound(line) + 20)
    line.cancel()
    line.conversation.on_item(1, 0, reply_events.Failed("the mind ended", 3.1))
    return line


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_answer_that_breaks_off_ends_with_an_apology(language: str) -> None:
    line = breaking_off(Said(1000, 2000, QUESTION), language=language).run(15_000)
    assert [record.said for record in line.records] == ["one two three."]
    assert line.spoken == [BROKEN_OFF[language]]
    assert [facts["text"] for _, kind, facts in line.published if kind == "problem"] == ["the mind ended"]
    assert line.phase() is Phase.LISTENING


def test_an_answer_that_broke_off_and_was_interrupted_needs_no_apology() -> None:
    line = breaking_off(Said(1000, 2000, QUESTION), Said(2700, 3900, "and that of spain")).run(15_000)
    assert [record.heard for record in line.records][-1].endswith("and that of spain")
    assert line.spoken == []


def asks_again(line: Speaking) -> list[str]:
    said = [text for text in line.spoken if text in LOST.values()]
    told = [facts["text"] for _, kind, facts in line.published if kind == "problem"]
    assert len(told) == 1
    assert told[0].startswith("sound failed in the middle of a turn")
    return said


@pytest.mark.parametrize("when", range(1100, 6000, 150))
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_turn_lost_with_the_sound_worker_is_told_by_voice_once_it_is_back(when: int, language: str) -> None:
    settings = Settings.model_validate({"speaking": {"language": language}})  # counts while no words are known
    asked = Said(1000, 2000, NUMBERS)
    line = Speaking(asked, replies=lambda question: [LONG], settings=settings, language=language).run(when)
    line.script = []
    line.speaker, line.microphone_open = Loudspeaker(), False
    line.conversation.sound_lost()
    line.run(when + 500)
    assert not line.spoken
    line.conversation.sound_back()
    line.run(when + 10_000)
    assert asks_again(line) == [LOST[language]]
    assert line.phase() is Phase.LISTENING


def test_the_answer_to_a_command_that_was_carried_out_is_said_once_more() -> None:
    line = Speaking(Said(1000, 1500, "set a timer for five minutes"))
    line.skill_answer = "five minutes starting now"
    line.run(2200)
    assert line.carried_out
    line.lose_sound()
    line.run(10_000)
    assert line.spoken == ["five minutes starting now"] * 2
    assert len(line.carried_out) == 1
    assert asks_again(line) == []


def test_sound_that_fails_while_nobody_asks_is_no_lost_turn() -> None:
    line = Speaking(Said(1000, 2000, NUMBERS)).run(20_000)
    line.conversation.announce(TEA, "en")
    line.run(20_400)
    line.lose_sound()
    line.run(30_000)
    line.lose_sound()
    line.run(40_000)
    assert not [kind for _, kind, _ in line.published if kind == "problem"]
    assert line.spoken == [TEA, TEA]  # what was cut short is said anew
    wake = Settings.model_validate({"listening": {"mode": "wake"}})
    talk = Speaking(Said(1000, 3000, "somebody else talks"), settings=wake).run(2500)
    talk.lose_sound()
    talk.script = []
    talk.run(10_000)
    assert not talk.spoken


@pytest.mark.parametrize("rings", [False, True])
def test_what_is_cut_short_with_the_sound_worker_is_said_to_its_end_by_a_later_one(rings: bool) -> None:
    line = Speaking()
    told: list[int] = []
    line.conversation.announce(TEA, "en", rings=rings, told=lambda: told.append(line.now))
    for _ in range(3):
        line.run(line.now + 500)
        line.lose_sound(2000)
        line.run(line.now + 2000)
    line.run(line.now + 5000)
    assert line.spoken == [TEA] * 4
    assert len(told) == 1
    assert line.speaker.played[line.heard_replies()[-1]] == samples(WORD_MS) * len(TEA.split())


def test_a_text_read_aloud_that_is_cut_short_with_the_sound_worker_is_not_begun_anew() -> None:
    line = Speaking()
    line.conversation.announce(Recital((given("en", LONG),)), "en")
    line.run(1500)
    line.lose_sound()
    line.run(10_000)
    assert line.spoken[1:] == [LOST["en"]]


@pytest.mark.parametrize(("missed", "told"), [(0.3, False), (4.2, True)])
def test_a_time_without_a_sound_worker_is_told_though_nobody_had_begun_to_speak(missed: float, told: bool) -> None:
    line = Timeline([])
    line.conversation.sound_lost()
    line.conversation.sound_back(missed)
    problems = [facts["text"] for _, kind, facts in line.published if kind == "problem"]
    expected = "sound failed, and for 4 s nothing was heard: say again what you said meanwhile"
    assert problems == ([expected] if told else [])
    line.conversation.listen(False)
    line.conversation.sound_lost()
    line.conversation.sound_back(9.0)
    assert [kind for _, kind, _ in line.published].count("problem") == len(problems)


@pytest.mark.parametrize("seed", range(60))
def test_no_question_ends_in_silence_however_often_sound_fails(seed: int) -> None:
    """One to three questions, and sound workers that end at random, for 20 ms to 5 s."""
    lot = random.Random(seed)
    script, now = [], 600
    for number in range(lot.randint(1, 3)):
        script.append(Said(now, now + lot.choice((600, 1500, 3000)), f"question number {number} of these please now"))
        now = script[-1].end + lot.choice((800, 1500, 3000, 6000))
    delays = Delays(
        lot.choice((0, 100, 600)),
        lot.choice((0, 100, 900)),
        lot.choice((0, 50, 300)),
        lot.choice((0, 30, 900)),
        lot.choice((0, 40)),
        device=lot.choice((0, 60)),
    )
    replies = (["one two three four five six seven eight nine ten."], ["Yes.", "And that was it."])
    line = Speaking(*script, replies=lambda question: lot.choice(replies), delays=delays)
    deaf: list[tuple[int, int]] = []
    for _ in range(lot.choice((1, 1, 2, 3))):
        when = lot.randrange(600, now + 3000, STEP)
        if all(until + STEP < when or when + 6000 < since for since, until in deaf):
            deaf.append((when, when + lot.choice((20, 300, 2000, 5000))))
            line.at(when, partial(line.lose_sound, deaf[-1][1] - when))
    line.run(now + 40_000)
    assert line.phase() is Phase.LISTENING
    for question, others in ((each, script[index + 1 :]) for index, each in enumerate(script)):
        if any(since - 100 <= question.start < until + 200 for since, until in deaf):
            continue  # nobody has heard that it began
        kept = [record for record in line.records if question.text in record.heard]
        if any(record.said and not record.interrupted for record in kept) or (kept and others):
            continue  # answered to the end, or taken up by the next one
        assert any(kind == "problem" and when >= question.start for when, kind, _ in line.published)
        if not others:
            assert line.spoken[-1] == LOST["en"]
            assert line.speaker.played[line.heard_replies()[-1]] == samples(WORD_MS) * len(LOST["en"].split())


def test_a_push_whose_question_was_lost_with_the_sound_worker_waits_on_or_is_over() -> None:
    for late in (False, True):
        line = push(Said(1000, 3000, QUESTION), Said(4000, 5000, QUESTION))
        pressed = line.conversation.push()
        line.run(2000)
        if late:
            line.conversation.give_up(pressed)
        line.lose_sound()
        line.script = line.script[1:]
        line.run(15_000)
        assert [record.heard for record in line.records] == ([] if late else [QUESTION])
        assert line.phase() is Phase.OFF
        assert not line.conversation.hears


@pytest.mark.parametrize("failures", [1, 9])
def test_an_announcement_whose_voice_crashed_is_tried_once_more(failures: int) -> None:
    class Crashing(Timeline):
        tried = 0

        def speak(self, turn: Turn, text: str | Recital, language: str) -> None:
            self.tried += 1
            if self.tried > failures:
                super().speak(turn, text, language)
                return
            self.generation += 1
            self._later(self.now + 50, turn, lambda time: reply_events.Failed("the voice crashed", time))

    line = Crashing([], listening=False)
    line.conversation.announce(TEA, "en")
    line.run(5000)
    assert line.tried == 2
    assert len(line.heard_replies()) == (1 if failures == 1 else 0)
    assert [facts["text"] for _, kind, facts in line.published if kind == "problem"] == ["the voice crashed"] * min(
        failures, 2
    )
    assert line.phase() is Phase.OFF


def test_the_late_report_of_an_older_reply_is_not_taken_for_the_announcement_s() -> None:
    line = Timeline([Said(1000, 2000, NUMBERS)], lambda question: [LONG], delays=Delays(voice=600, device=400))
    line.run(1500)
    line.conversation.announce(TEA, "en")
    begun = first_sound(line)
    line.conversation.push(hold=True)
    line.conversation.release()  # the reply has ended, the announcement is being made
    assert line.phase() is Phase.THINKING
    line.script = [*line.script, Said(begun + 450, begun + 1500, QUESTION)]
    line.run(20_000)
    assert len(line.heard_replies()) == 3  # a stub, the answer to the question, and the announcement after it


def test_the_end_keeps_what_was_heard_and_says_nothing_more() -> None:
    line = Timeline([Said(1000, 2000, NUMBERS)], lambda question: [LONG]).run(4000)
    line.conversation.announce(TEA, "en")
    line.conversation.end()
    assert line.phase() is Phase.OFF
    assert 0 < len(line.records[0].said.split()) < len(LONG.split())
    line.conversation.sound_lost()
    line.conversation.announce(TEA, "en")
    line.run(10_000)
    assert len(line.records) == len(line.heard_replies()) == 1


# ------------------------------------------------------------------------------------------------------------ answers


def test_what_is_said_over_the_answer_to_a_command_is_no_part_of_the_command() -> None:
    line = Timeline([Said(1000, 1500, "set a timer for five minutes"), Said(2600, 3600, QUESTION)])
    line.skill_answer = "five minutes starting now and you will hear of it then"
    line.run(20_000)
    assert [record.heard for record in line.records] == ["set a timer for five minutes", QUESTION]
    assert line.records[0].interrupted
    assert line.asked[-1][1][-1].content == QUESTION


def test_of_a_reply_that_breaks_off_only_what_was_spoken_was_said() -> None:
    line = Timeline(
        [Said(1000, 2000, NUMBERS)], lambda question: ["one two three."], delays=Delays(between_clauses=900)
    )
    line.run(first_sound(line) + 20)
    line.cancel()  # the voice ends before the second clause is spoken
    for item in (
        reply_events.Said("four five six.", 3.0),
        reply_events.Clause("four five six.", 15, 29, 3.0),
        reply_events.Failed("the voice ended", 3.1),
    ):
        line.conversation.on_item(1, 0, item)
    line.run(15_000)
    (record,) = line.records
    assert record.said == "one two three."
    assert record.said_full == "one two three. four five six."
    assert line.conversation.dialogue.exchanges[0].said == "one two three."


@pytest.mark.parametrize("asks", [False, True])
@pytest.mark.parametrize("early", [0, 60, 200])
def test_yes_right_after_a_question_is_an_answer_and_mm_after_a_statement_none(asks: bool, early: int) -> None:
    def reply(question: str) -> list[str]:
        return ["shall i go on with it?" if asks else "that is all of it."]

    end = Timeline([Said(1000, 2000, NUMBERS)], reply).run(8000).speaker.audible[-1][0]
    line = Timeline([Said(1000, 2000, NUMBERS), Said(end - early, end - early + 400, "yes")], reply).run(15_000)
    assert [record.heard for record in line.records] == ([NUMBERS, "yes"] if asks else [NUMBERS])
