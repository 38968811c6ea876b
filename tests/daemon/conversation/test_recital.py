"""Reading aloud, in scripted time: it begins with its first clause, stops at once, and goes on where it was stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from audio import events as sound
from config.settings import Settings
from daemon.actions.doer import CannotDo
from daemon.actions.selection.reading import Reading
from daemon.actions.selection.selected import Selected
from daemon.conversation.dialogue import Exchange
from daemon.conversation.turn import Phase
from daemon.skills.actions.intents import ActionIntent, ListAdd, SelectionReplace
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.recital import Recital, given
from daemon.skills.actions.wording import consent
from tests.daemon.conversation.test_effects_fuzz import THINGS, Commands
from tests.support.timeline import STEP, WORD_MS, Delays, Said, Timeline

WORDS = 2000
CLAUSE = 8
ARTICLE = " ".join(f"Here begins line number {number} of it all." for number in range(1, WORDS // CLAUSE + 1))
"""Clauses of eight words, 1.6 s each for the simulated voice."""
READ = Said(1000, 1600, "read this")


class Reader(Timeline):
    """A conversation with the doer of reading, and what was given to the voice."""

    text = ARTICLE

    def __init__(self, script: list[Said], language: str = "en", settings: Settings | None = None) -> None:
        self.reading = Reading(self.select)
        self.spoken: list[str] = []
        super().__init__(script, language=language, settings=settings, delays=Delays(voice=20))
        self.skill_answer = ""

    async def select(self, language: str) -> Selected:
        return Selected(self.text, "selection")

    def outcome(self, action: ActionIntent) -> Outcome:
        try:
            result = asyncio.run(self.reading.do(action, self.language))
        except CannotDo as err:
            return Outcome(str(err), self.language, failed=True)
        if result.recital is not None:
            self.spoken.append(whole(result.recital))
        return Outcome(result.said, self.language, recital=result.recital)


def whole(recital: Recital) -> str:
    async def joined() -> str:
        return "".join([piece for part in recital.parts async for piece in part.text()])

    return asyncio.run(joined())


def kept(line: Timeline) -> list[tuple[str, str, str]]:
    def short(record: Exchange) -> tuple[str, str, str]:
        return record.heard, record.said, record.done

    return list(map(short, line.records))


def test_a_long_article_begins_with_its_first_clause_and_is_not_kept() -> None:
    line = Reader([READ]).run(10_000)
    ((over, _, _),) = line.acted
    assert line.first_sound() <= over + line.delays.action + line.delays.voice + 2 * STEP
    line.run(WORDS * WORD_MS + 20_000)
    assert kept(line) == [("read this", "", f"Read aloud {WORDS} words.")]
    told = [message.content for message in line.conversation.dialogue.messages("", "what next")]
    assert told == ["read this", f"Read aloud {WORDS} words.", "what next"]
    done = [facts["text"] for _, kind, facts in line.published if kind == "reply_done"]
    assert done == [f"Read aloud {WORDS} words."]


@pytest.mark.parametrize(
    ("language", "read", "stop", "go_on"),
    [
        ("en", "read this", "stop reading", "go on reading"),
        ("en", "Read the selection to me, please.", "Stop.", "Continue reading."),
        ("es", "lee esto", "deja de leer", "sigue leyendo"),
    ],
)
def test_it_stops_at_once_and_goes_on_with_the_clause_that_was_being_heard(
    language: str, read: str, stop: str, go_on: str
) -> None:
    script = [Said(1000, 1600, read), Said(20_000, 20_800, stop), Said(30_000, 31_000, go_on)]
    line = Reader(script, language).run(26_000)
    begun = line.first_sound()
    assert line.silent_between(20_000 + line.settings.turn.barge_in_ms + 100, 26_000), (
        "silent while one speaks, and after"
    )
    line.run(60_000)
    heard = next(int(done.split()[2 if language == "en" else 5]) for _, _, done in kept(line) if done)
    assert 0 <= heard - (20_000 - begun) // WORD_MS <= 3, "to the word"
    assert line.spoken == [ARTICLE, ARTICLE[ARTICLE.index(f"Here begins line number {(heard - 1) // CLAUSE + 1} ") :]]
    assert [said for _, said, _ in kept(line)].count("") == len(kept(line))


def test_a_reading_can_be_ended_alone_and_what_waits_is_said() -> None:
    line = Reader([READ]).run(10_000)
    line.conversation.announce("Dinner is ready.", "en")
    line.conversation.stop_reciting()
    line.run(15_000)
    told = [facts["text"] for _, kind, facts in line.published if kind == "reply_done"]
    assert told[0].startswith("Read aloud ")
    assert told[1:] == ["Dinner is ready."]
    line.conversation.announce("And the tea.", "en")
    line.conversation.stop_reciting()  # nothing is read: nothing is ended
    line.run(20_000)
    assert [facts["text"] for _, kind, facts in line.published if kind == "reply_done"][2:] == ["And the tea."]


def test_another_question_in_between_does_not_lose_the_place() -> None:
    script = [READ, Said(10_000, 11_500, "what is a heron"), Said(20_000, 21_000, "go on reading")]
    line = Reader(script).run(30_000)
    assert kept(line)[1][1] == "you asked what is a heron."
    assert len(line.spoken) == 2
    assert line.spoken[1] in ARTICLE
    assert 0 < len(line.spoken[1]) < len(ARTICLE)


def test_a_cough_or_assent_over_it_stops_nothing() -> None:
    line = Reader([READ, Said(10_000, 10_500, "mhm"), Said(15_000, 15_900, "okay")]).run(30_000)
    assert len(line.spoken) == 1
    assert not line.silent_between(29_000, 30_000)


@pytest.mark.parametrize("words", ["what is the name of it", "does it all begin", "where does it begin"])
def test_a_question_whose_words_are_all_somewhere_in_a_long_text_is_no_echo(words: str) -> None:
    class Long(Reader):
        text = ARTICLE + " So is what the name of where it does. " * 3 + ARTICLE

    line = Long([READ, Said(15_000, 16_400, words)]).run(25_000)
    assert [heard for heard, _, _ in kept(line)][-1] == words


def test_its_own_echo_stops_nothing() -> None:
    """The clause that is being played comes back through the microphone."""
    line = Reader([READ])
    line.run(10_000)
    now = (10_000 - line.first_sound()) // WORD_MS // CLAUSE + 1
    line.script = [*line.script, Said(10_000, 11_500, f"here begins line number {now} of it all")]
    line.run(25_000)
    assert not line.silent_between(24_000, 25_000)


@pytest.mark.parametrize(
    ("asked", "reply"),
    [("go on reading", "I wasn't reading anything."), ("read this", "Nothing is selected.")],
)
def test_where_there_is_nothing_to_read_one_line_says_so(asked: str, reply: str) -> None:
    class Nothing(Reader):
        async def select(self, language: str) -> Selected:
            raise CannotDo("Nothing is selected.")

    line = Nothing([Said(1000, 1900, asked)]).run(8000)
    assert kept(line) == [(asked, reply, "")]


def test_all_of_it_was_read() -> None:
    class Short(Reader):
        text = "One short line is all there is."

    line = Short([READ, Said(8000, 9000, "go on reading")]).run(15_000)
    assert kept(line) == [
        ("read this", "", "Read aloud 7 words."),
        ("go on reading", "That was all of it.", ""),
    ]


class Asking(Reader):
    """A recital that ends in a question, as a translation does."""

    def outcome(self, action: ActionIntent) -> Outcome:
        if isinstance(action, SelectionReplace):
            return Outcome("It is in its place.", "en", "It is in its place.")
        question = consent(SelectionReplace(), "en")
        parts = (given("es", "Buenos días, vecino."), given("en", question.text))
        return Outcome("", "en", question=question, recital=Recital(parts, lambda words: "Translated 3 words."))


def test_the_answer_to_the_question_after_a_recital_is_taken() -> None:
    line = Asking([Said(1000, 2000, "translate this to spanish"), Said(6000, 6500, "yes")]).run(12_000)
    assert [action for _, _, action in line.acted][1:] == [SelectionReplace()]
    assert kept(line) == [
        ("translate this to spanish", "", "Translated 3 words."),
        ("yes", "It is in its place.", "It is in its place."),
    ]


@pytest.mark.parametrize("over", [2600, 3200])
def test_a_yes_over_the_recital_or_the_question_is_none(over: int) -> None:
    line = Asking([Said(1000, 2000, "translate this to spanish"), Said(over, over + 700, "yes please")]).run(12_000)
    assert [action for _, _, action in line.acted][1:] == []


def test_a_yes_right_behind_the_question_is_an_answer_and_no_assent() -> None:
    """The sound worker still counts the loudspeaker's last samples, so it began over the reply."""
    line = Asking([Said(1000, 2000, "translate this to spanish")]).run(2500)
    while line.phase() is not Phase.LISTENING:
        line.run(line.now + STEP)
    began = line.now + 200
    line.script = [*line.script, Said(began, began + 500, "yes")]
    emit = line.conversation.on_sound

    def over_reply(event: sound.Event) -> None:
        if isinstance(event, sound.SpeechStarted):
            event = replace(event, while_playing=True)
        emit(event)

    line.conversation.on_sound = over_reply  # type: ignore[method-assign]  # as a slower loudspeaker would tell it
    line.run(began + 4000)
    assert [action for _, _, action in line.acted][1:] == [SelectionReplace()]


def test_a_lost_sound_worker_loses_no_place() -> None:
    line = Reader([READ, Said(20_000, 21_000, "go on reading")])
    line.at(10_000, line.lose_sound)
    line.run(30_000)
    assert len(line.spoken) == 2
    assert line.spoken[1] in ARTICLE
    assert len(line.spoken[1]) < len(ARTICLE)


class Readings(Commands):
    """A timeline drawn by lot, in which every "add" is answered by a recital."""

    def __init__(self, seed: int) -> None:
        self.begun = 0
        self.stops: list[tuple[int, int]] = []
        self.outcomes: dict[str, Outcome] = {}
        super().__init__(seed)

    def accidents(self) -> list[Callable[[], object]]:
        talk = self.conversation
        read = partial(talk.announce, self.reading_of("unasked"), "en")
        return [*super().accidents(), talk.stop_reciting, read]

    def reading_of(self, thing: str) -> Recital:
        self.begun += 1
        number = self.begun
        text = " ".join(f"The secret of {thing} has number {each} of many." for each in range(1, 12))
        told = "Read aloud {} words.".format
        return Recital((given("en", text),), told, lambda at: self.stops.append((number, at)))

    def outcome(self, action: ActionIntent) -> Outcome:
        if not isinstance(action, ListAdd) or action.item == "dates":
            return super().outcome(action)
        if action.item not in self.outcomes:  # it may be told twice
            reading = self.reading_of(action.item)
            self.outcomes[action.item] = Outcome(f"reading {action.item}", "en", recital=reading)
        return self.outcomes[action.item]


@pytest.mark.parametrize("seed", range(60))
def test_whatever_happens_a_reading_ends_once_and_its_text_is_kept_nowhere(seed: int) -> None:
    line = Readings(seed)
    line.run(line.end + 60_000)
    line.recognition_fails = False
    line.voice_breaks = 0.0
    last = line.now + 500
    line.script = [*line.script, Said(last, last + 900, f"add {THINGS[-1]} to my list")]
    line.run(last + 60_000)
    assert line.acted[-1][2] == ListAdd(THINGS[-1]), "it acts again"
    assert line.phase() is Phase.LISTENING
    assert not line.conversation.reciting
    ended = [number for number, _ in line.stops]
    assert sorted(set(ended)) == sorted(ended)
    assert line.begun in ended, "the last one was read to its end"
    kept_words = " ".join(f"{record.said} {record.done}" for record in line.records)
    assert "secret" not in kept_words
    assert "secret" not in str(line.conversation.dialogue.messages("", ""))
    assert "Read aloud" in kept_words
