"""A dictation from the key to the window: what is typed, kept, taken back, told, and where nothing of it goes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from config.settings import Dictation as Wanted
from config.settings import Settings
from daemon.control.events import Dictated, DictationChanged, Event, ProblemOccurred
from daemon.conversation.conversation import Conversation
from daemon.conversation.turn import Phase
from daemon.dictation.dictation import Dictation
from daemon.typing.typist import Typist
from daemon.typing.way import Fate, Insertion
from models.engine import Transcript
from tests.support.awaiting import awaited
from tests.support.scripted_way import Kept, ScriptedWay


class Listening:
    """The side of the conversation that a dictation sees."""

    def __init__(self) -> None:
        self.dictates = False
        self.phase = Phase.LISTENING
        self.over: Callable[[], None] = lambda: None

    def dictate(self) -> None:
        self.dictates = True

    def end_dictation(self, drop: bool = False) -> bool:
        was, self.dictates = self.dictates, False
        if was:
            self.over()
        return was


class Desk:
    """A dictation with its window, and everything that it tells."""

    def __init__(self, group: asyncio.TaskGroup, way: ScriptedWay, settings: Settings) -> None:
        self.way = way
        self.kept = Kept()
        self.listening = Listening()
        self.events: list[Event] = []
        self.announced: list[str] = []
        self.recorded: list[str] = []
        self.tidied: list[str] = []
        self.tidy_to = ""
        self.deaf = ""
        self.dictation = Dictation(
            settings,
            Typist([way], self.kept),
            lambda: cast("Conversation", self.listening),
            group,
            self.events.append,
            lambda text, language: self.announced.append(text),
            lambda turn, text, language: self.recorded.append(text),
            self.tidy,
            lambda: self.deaf,
        )
        self.listening.over = self.dictation.over
        self._turns = 0

    async def tidy(self, text: str) -> str:
        self.tidied.append(text)
        return self.tidy_to

    def say(self, *pieces: str, language: str = "en") -> None:
        for text in pieces:
            self._turns += 1
            self.dictation.heard(self._turns, Transcript(text, language))

    async def ended(self) -> None:
        """Waits until all is typed and the window let go."""
        await soon(lambda: not self.way.begun and any(not each.on for each in self.of(DictationChanged)))

    def of(self, kind: type[Any]) -> list[Any]:
        return [each for each in self.events if isinstance(each, kind)]


@asynccontextmanager
async def desk(way: ScriptedWay | None = None, **wanted: Any) -> AsyncIterator[Desk]:
    settings = Settings(dictation=Wanted(**wanted))
    async with asyncio.TaskGroup() as group:
        here = Desk(group, way or ScriptedWay(), settings)
        yield here
        await here.dictation.close()


async def soon(condition: Callable[[], object]) -> None:
    """Waits until that is so."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for knows nothing of tests
            await asyncio.sleep(0.001)


@awaited
async def test_pieces_are_typed_as_they_come() -> None:
    async with desk() as here:
        assert here.dictation.toggle()
        here.say("Dear John, comma, new line.", "I am here.")
        await soon(lambda: here.way.window == "Dear John,\nI am here.")
        assert not here.dictation.toggle()
        await here.ended()
        assert [(each.text, each.fate) for each in here.of(Dictated)] == [
            ("Dear John,\n", "typed"),
            ("I am here.", "typed"),
        ]
        assert [(each.on, each.way, each.application) for each in here.of(DictationChanged)] == [
            (True, "here", "editor"),
            (False, "", ""),
        ]
        assert here.announced == []
        assert here.recorded == []
        assert here.tidied == []


@awaited
async def test_while_the_key_is_held_nothing_is_typed() -> None:
    async with desk() as here:
        here.dictation.begin(hold=True)
        here.say("One.", "Two.", "Scratch that.", "Three.")
        await asyncio.sleep(0.05)
        assert here.way.window == ""
        here.listening.dictates = False  # the key is let go; the last piece is still being recognised
        here.say("Four.")
        here.dictation.over()
        await here.ended()
        assert here.way.window == "One. Three. Four."


@awaited
async def test_the_last_piece_is_taken_back() -> None:
    async with desk() as here:
        here.dictation.begin()
        here.say("One.", "Too.", "Scratch that.", "Two.", "No, scratch that.", "Borra eso", "Three.")
        here.say("Stop dictation.")
        await here.ended()
        assert here.way.window == "One. Three."
        assert not here.listening.dictates


@awaited
async def test_where_the_window_has_gone_it_is_kept_told_and_shown() -> None:
    async with desk() as here:
        here.dictation.begin()
        here.say("One.")
        await soon(lambda: here.way.window)
        here.way.gone = True
        here.say("Two.", "Three.")
        here.dictation.end()
        await here.ended()
        assert here.way.window == "One."
        assert here.kept.texts[-1] == " Two. Three."
        assert [each.fate for each in here.of(Dictated)] == ["typed", "kept", "kept"]
        assert ["clipboard" in each for each in here.announced] == [True]


@awaited
async def test_where_nothing_can_be_typed_it_is_said_and_nothing_more_is_heard() -> None:
    async with desk(ScriptedWay(why="no desktop here")) as here:
        here.dictation.begin()
        here.say("One.")
        await soon(lambda: here.announced)
        assert not here.listening.dictates
        assert any("no desktop here" in each.text for each in here.of(ProblemOccurred))
        assert here.of(DictationChanged) == []
        here.dictation.begin()  # and the next one begins anew
        await soon(lambda: len(here.announced) == 2)


@awaited
async def test_cancelling_types_nothing_more() -> None:
    async with desk() as here:
        here.dictation.begin(hold=True)
        here.say("One.")
        await asyncio.sleep(0.02)
        here.dictation.end(drop=True)
        await here.ended()
        assert here.way.window == ""


@awaited
async def test_a_dictation_that_begins_while_the_last_lets_its_window_go_has_its_own() -> None:
    async with desk() as here:
        for number in range(5):
            here.dictation.begin()
            here.say(f"Number {number}.")
            here.dictation.end()
            await asyncio.sleep(0.002 * number)
        await soon(lambda: here.way.window.count("Number") == 5)
        await here.ended()


@awaited
async def test_silence_ends_it_but_not_while_somebody_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(silence_seconds=5) as here:
        quick = here.dictation._settings.model_copy(update={"silence_seconds": 0.03})
        monkeypatch.setattr(here.dictation, "_settings", quick)
        here.listening.phase = Phase.HEARING
        here.dictation.begin()
        await asyncio.sleep(0.1)
        assert here.listening.dictates
        here.listening.phase = Phase.LISTENING
        await here.ended()
        assert not here.listening.dictates


@awaited
async def test_tidying_counts_where_it_invents_nothing() -> None:
    async with desk(tidy=True) as here:
        here.tidy_to = "I think we should meet."
        here.dictation.begin()
        here.say("Um, I think we, we should meet.")
        await soon(lambda: here.way.window == "I think we should meet.")
        here.tidy_to = "I think we should marry."
        here.say("Uh, hello there.")
        await soon(lambda: here.way.window.endswith(" Uh, hello there."))
        here.dictation.end()
        await here.ended()
        assert [each.said for each in here.of(Dictated)] == ["Um, I think we, we should meet.", ""]


@awaited
async def test_own_words_and_the_history_where_they_are_wanted() -> None:
    async with desk(words=["SARAi"], history=True) as here:
        here.dictation.begin()
        here.say("I talk to sarai.")
        here.dictation.end()
        await here.ended()
        assert here.way.window == "I talk to SARAi."
        assert here.recorded == ["I talk to SARAi."]


@awaited
async def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with desk() as here:
        here.dictation.begin()
        here.say("My secret is marmalade.")
        await soon(lambda: here.way.window)
        here.way.gone = True
        here.say("Marmalade again.")
        here.dictation.end()
        await here.ended()
    assert "armalade" not in caplog.text


@pytest.mark.parametrize(("number", "another", "typed"), [(1, 1, "One. Two."), (1, 2, "One.Two."), (0, 0, "One.Two.")])
@awaited
async def test_the_next_dictation_into_the_same_window_goes_on_with_the_text(
    number: int, another: int, typed: str
) -> None:
    async with desk(ScriptedWay(number=number)) as here:
        for said, window in (("One.", number), ("Two.", another)):
            here.way.number = window
            here.events.clear()
            here.dictation.begin(hold=True)
            here.say(said)
            here.dictation.end()
            await here.ended()
        assert here.way.window == typed


@awaited
async def test_after_a_while_it_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.dictation.dictation.GOES_ON", 0.0)
    async with desk(ScriptedWay(number=1)) as here:
        for said in ("One.", "Two."):
            here.events.clear()
            here.dictation.begin(hold=True)
            here.say(said)
            here.dictation.end()
            await here.ended()
        assert here.way.window == "One.Two."


@awaited
async def test_without_a_microphone_it_ends_says_so_and_types_what_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.dictation.dictation.OPENS", 0.02)
    async with desk() as here:
        here.dictation.begin(hold=True)
        here.say("Half of it")
        await asyncio.sleep(0.05)
        assert here.dictation.on
        here.deaf = "no microphone is connected"
        here.dictation.microphone_lost()
        here.dictation.microphone_lost()
        await here.ended()
        assert here.way.window == "Half of it"
        assert [each.text for each in here.of(ProblemOccurred)] == [
            "nothing can be dictated: no microphone is connected"
        ]
        await soon(lambda: here.announced == ["There is no microphone, so nothing can be dictated."])


@awaited
async def test_a_microphone_that_is_back_in_a_moment_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.dictation.dictation.OPENS", 0.02)
    async with desk() as here:
        here.dictation.begin()
        here.deaf = "the microphone stopped"
        here.dictation.microphone_lost()
        here.deaf = ""
        await asyncio.sleep(0.05)
        assert here.dictation.on
        here.dictation.end()
        await here.ended()
        assert here.announced == []


@awaited
async def test_why_a_better_way_could_not_begin_is_told() -> None:
    async with asyncio.TaskGroup():
        typist = Typist([ScriptedWay("best", fails="no window has the focus"), Nowhere()], Kept())
        await typist.begin()
        done = await typist.insert("text")
        assert (done.fate, done.why) == (Fate.KEPT, "no window has the focus")
        await typist.close()


class Nowhere(ScriptedWay):
    """A window that lets nothing be typed."""

    async def insert(self, text: str) -> Insertion:
        return Insertion(Fate.GONE, "this desktop lets no program type")


@awaited
async def test_two_that_have_ended_before_the_window_is_known_are_both_typed() -> None:
    async with desk() as here:
        for said in ("One.", "Two."):
            here.dictation.begin(hold=True)
            here.say(said)
            here.dictation.end()
        await here.ended()
        assert here.way.window == "One. Two."


@awaited
async def test_one_that_begins_while_the_last_is_being_typed_is_typed_behind_it() -> None:
    way = SlowWindow()
    async with desk(way) as here:
        for said in ("One.", "Two.", "Three."):
            here.dictation.begin(hold=True)
            here.say(said)
            await asyncio.sleep(0.01)  # the text waits for the key
            here.dictation.end()
            await asyncio.sleep(0.005)
        await here.ended()
        assert way.window == "One. Two. Three."
        assert not way.begun


class SlowWindow(ScriptedWay):
    """A window that takes its time."""

    async def insert(self, text: str) -> Insertion:
        await asyncio.sleep(0.03)
        return await super().insert(text)
