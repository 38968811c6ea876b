"""Actions in a conversation: when they are begun, what asks first, what a yes is, and what the history keeps of them."""

from __future__ import annotations

from typing import Any

import pytest

from config.settings import Settings
from daemon.conversation.turn import Phase
from daemon.skills.actions.effects import EFFECTS, effect_of
from daemon.skills.actions.intents import ActionIntent, ListAdd, NotesDelete
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.questions import NO, YES, ActionQuestion
from daemon.skills.actions.wording import consent
from daemon.skills.intent import Intent, Stop, TimerSet
from tests.support.timeline import Delays, Said, Timeline

ADD = Said(1000, 2000, "add milk to my list")
DELETE = Said(1000, 2000, "delete all my notes")
ASKED = consent(NotesDelete(), "en").text
"""Six words: it is heard within two seconds."""


def begun(line: Timeline) -> list[ActionIntent]:
    return [action for _, _, action in line.acted]


def said(line: Timeline) -> list[str]:
    return [record.said for record in line.records]


def test_an_action_waits_for_the_end_of_the_turn_and_tells_how_it_ended() -> None:
    line = Timeline([ADD], delays=Delays(action=400)).run(10_000)
    ((when, _, action),) = line.acted
    assert action == ListAdd("milk")
    assert when >= 2000 + line.settings.turn.complete_ms
    assert line.first_sound() >= when + 400
    assert [(record.said, record.done) for record in line.records] == [("list_add it is.", "list_add it is.")]


def test_a_dangerous_action_is_asked_about_and_done_after_a_yes() -> None:
    line = Timeline([DELETE, Said(4500, 5000, "Yes.")]).run(12_000)
    assert begun(line) == [NotesDelete()]
    assert line.acted[0][0] > 5000
    assert said(line) == [ASKED, "notes_delete it is."]
    assert line.records[0].done == ""
    assert line.records[1].done == "notes_delete it is."


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        (Said(4500, 5000, "no"), "All right, I have done nothing."),
        (Said(4500, 5000, "yes but only the last"), "you asked yes but only the last."),
        (Said(4500, 5000, "yeah"), "you asked yeah."),
        (Said(4500, 5000, "sí"), "you asked sí."),
        (Said(16_000, 16_500, "yes"), "That was some time ago, so I have done nothing. Tell me again what you want."),
        (Said(3500, 4200, "yes do it"), "I have done nothing. Please answer when I have finished asking."),
    ],
    ids=["no", "more words", "assent", "another language", "late", "over the question"],
)
def test_anything_but_an_exact_yes_in_time_is_a_no(answer: Said, reply: str) -> None:
    line = Timeline([DELETE, answer]).run(25_000)
    assert begun(line) == []
    assert said(line)[-1] == reply


def test_a_yes_after_something_else_was_said_is_a_no() -> None:
    line = Timeline([DELETE, Said(4500, 5000, "what is the time in rome"), Said(8000, 8500, "yes")]).run(15_000)
    assert begun(line) == []
    line = Timeline([DELETE, Said(7000, 7500, "yes")])
    line.at(4200, lambda: line.conversation.announce("tea", "en", rings=True))
    line.run(15_000)
    assert begun(line) == []
    assert said(line)[-1].startswith("That was some time ago")


@pytest.mark.parametrize("words", [ASKED, "yes", "shall I delete"])
def test_the_assistants_own_voice_agrees_to_nothing(words: str) -> None:
    """What the loudspeaker says comes back through the microphone, and is heard as speech over the reply."""
    line = Timeline([DELETE, Said(2600, 3900, words)]).run(15_000)
    assert begun(line) == []
    assert line.phase() is Phase.LISTENING


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_question_holds_a_word_of_consent(language: str) -> None:
    for action in (NotesDelete(), ListAdd("milk")):
        question = consent(action, language)
        assert question.text.endswith("?")
        for words in question.text.split():
            assert question.answer(words, language) is None
    assert not set(YES[language]) & set(NO[language])


def test_the_settings_decide_and_what_nobody_knows_is_dangerous() -> None:
    assert effect_of("launch_rocket", {}) == "dangerous"
    assert EFFECTS["notes_delete"] == "dangerous"
    for chosen, acted, reply in (
        ("off", [], "That is switched off in my settings."),
        ("dangerous", [], "You want to be asked first: shall I go on with that?"),
        ("reversible", [ListAdd("milk")], "list_add it is."),
    ):
        settings = Settings.model_validate({"actions": {"effects": {"list_add": chosen}}})
        line = Timeline([ADD], settings=settings).run(10_000)
        assert begun(line) == acted
        assert said(line) == [reply]


def test_what_was_done_is_known_though_its_reply_was_not_heard() -> None:
    """The user goes on speaking before the action has ended."""
    line = Timeline(
        [ADD, Said(2500, 3200, "what is the weather"), Said(9000, 9500, "really?")], delays=Delays(action=500)
    )
    line.run(15_000)
    assert begun(line) == [ListAdd("milk")]
    done = [record for record in line.records if record.done]
    assert [(record.heard, record.said, record.done) for record in done] == [
        ("add milk to my list", "", "list_add it is.")
    ]
    told = [(message.role, message.content) for message in line.asked[-1][1]]
    assert ("assistant", "list_add it is.") in told


def test_stop_before_the_outcome_keeps_what_was_done() -> None:
    line = Timeline([ADD], delays=Delays(action=1000))
    line.at(2700, line.conversation.stop)
    line.run(10_000)
    assert [(record.said, record.done) for record in line.records] == [("", "list_add it is.")]


class Failing(Timeline):
    def outcome(self, action: ActionIntent) -> Outcome:
        return Outcome("I cannot use your notes.", "en", failed=True)


def test_a_failure_is_told_even_to_who_has_gone_on_speaking() -> None:
    line = Failing([ADD, Said(2500, 3200, "what is the weather")], delays=Delays(action=600)).run(15_000)
    spoken = [facts["text"] for _, kind, facts in line.published if kind == "reply_done"]
    assert "I cannot use your notes." in spoken
    assert not any(record.done for record in line.records)


class Choosing(Timeline):
    def outcome(self, action: ActionIntent) -> Outcome:
        if action == ListAdd("milk"):
            question = ActionQuestion(
                "Which milk?", choices=(("Oat milk", ListAdd("oats")), ("Soy milk", ListAdd("soy")))
            )
            return Outcome(question.text, "en", question=question)
        return super().outcome(action)


@pytest.mark.parametrize("words", ["The second one.", "soy milk", "the last"])
def test_a_question_back_is_answered_by_name_or_place(words: str) -> None:
    line = Choosing([ADD, Said(4500, 5000, words)]).run(10_000)
    assert begun(line) == [ListAdd("milk"), ListAdd("soy")]


def test_the_question_is_shown_though_no_answer_was_prepared() -> None:
    settings: dict[str, Any] = {"turn": {"max_speculations": 0}}
    line = Timeline([ADD], settings=Settings.model_validate(settings)).run(10_000)
    assert [facts["text"] for _, kind, facts in line.published if kind == "heard"] == [ADD.text]


def test_an_action_whose_sound_was_lost_is_told_when_there_is_sound_again() -> None:
    """Asked again, it would be done twice."""
    line = Timeline([ADD], delays=Delays(action=1500))
    line.at(2900, line.lose_sound)
    line.run(12_000)
    assert begun(line) == [ListAdd("milk")]
    spoken = [facts["text"] for _, kind, facts in line.published if kind == "reply_done"]
    assert spoken == ["list_add it is."]
    assert [record.done for record in line.records] == ["list_add it is."]


def test_a_yes_to_a_question_whose_sound_was_lost_is_a_no() -> None:
    line = Timeline([DELETE, Said(9000, 9500, "yes")])
    line.at(3000, line.lose_sound)
    line.run(15_000)
    assert begun(line) == []
    assert said(line)[-1].startswith("That was some time ago")


def questions(line: Timeline) -> list[str]:
    return [facts["text"] for _, kind, facts in line.published if kind == "question"]


def spoken(line: Timeline) -> list[str]:
    return [facts["text"] for _, kind, facts in line.published if kind == "reply_done"]


@pytest.mark.parametrize("when", [3200, 6000], ids=["over the question", "after it"])
def test_a_click_agrees_and_what_was_done_is_told_and_kept(when: int) -> None:
    line = Timeline([DELETE])
    clicked: list[bool] = []
    for _ in range(2):  # twice
        line.at(when, lambda: clicked.append(line.conversation.answer(True)))
    line.run(15_000)
    assert clicked == [True, False]
    assert begun(line) == [NotesDelete()]
    assert spoken(line)[-1] == "notes_delete it is."
    assert [done for _, _, done in line.extended if done] == ["notes_delete it is."]
    assert [record.heard for record in line.records] == [DELETE.text]
    assert questions(line) == [ASKED, ""]


def test_a_clicked_no_does_nothing_and_a_yes_after_it_neither() -> None:
    line = Timeline([DELETE, Said(9000, 9500, "yes")])
    line.at(6000, lambda: line.conversation.answer(False))
    line.run(15_000)
    assert begun(line) == []
    assert spoken(line)[1] == "All right, I have done nothing."
    assert line.phase() is Phase.LISTENING


def test_a_click_finds_no_question_where_none_is_open() -> None:
    line = Timeline([DELETE, Said(5000, 5500, "what is the weather")])
    clicked: list[bool] = []
    line.at(500, lambda: clicked.append(line.conversation.answer(True)))  # before it
    line.at(9000, lambda: clicked.append(line.conversation.answer(True)))  # something else was said
    line.run(15_000)
    assert clicked == [False, False]
    line = Timeline([DELETE])
    line.at(6000, line.conversation.lapse)  # nobody has answered for long
    line.at(6100, lambda: clicked.append(line.conversation.answer(True)))
    line.run(15_000)
    assert clicked[2:] == [False]
    assert begun(line) == []
    assert questions(line) == [ASKED, ""]


@pytest.mark.parametrize(
    ("answer", "done"),
    [
        (Said(4500, 5200, "ten minutes"), [TimerSet(600, "pasta")]),
        (Said(4500, 5200, "let's say fifteen please"), [TimerSet(900, "pasta")]),
        (Said(4500, 5200, "never mind"), [Stop()]),
        (Said(4500, 5200, "my sister was here"), []),
        (Said(20_000, 20_700, "ten minutes"), []),
    ],
    ids=["a length", "a number", "called off", "talk", "late"],
)
def test_a_missing_part_is_asked_for_once_and_its_answer_completes_the_command(
    answer: Said, done: list[Intent]
) -> None:
    line = Timeline([Said(1000, 2000, "set a timer for the pasta"), answer]).run(30_000)
    assert said(line)[0] == "For how long?"
    assert line.carried_out == done


def test_after_something_else_the_answer_is_talk() -> None:
    script = [Said(1000, 2000, "set a timer"), Said(4500, 5000, "hello there"), Said(8000, 8700, "ten minutes")]
    line = Timeline(script).run(15_000)
    assert line.carried_out == []
