"""Given texts: no more is synthesised than is soon heard, in one voice after the other, and none of it holds others up."""

from __future__ import annotations

import asyncio
import itertools
from array import array
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest

from daemon.app.texts.recitation import FULL, LOW, Lead, Say, at_rate, recite
from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Item, Said
from daemon.skills.actions.recital import RecitedText, given
from daemon.tiers.clause_pipeline import ClausePipeline, ToSpeak
from daemon.tiers.responder import Emit
from daemon.workers.request import WorkerError
from models.engine import Mark

RATE = 16_000
WORD_S = 0.3


class Voice:
    """A responder that speaks through the clause pipeline of all tiers; a word lasts WORD_S."""

    def __init__(self, language: str, rate: int = RATE) -> None:
        self.language = language
        self.rate = rate
        self.clauses: list[str] = []

    async def say(self, text: AsyncGenerator[str, None], language: str, emit: Emit) -> None:
        assert language == self.language

        async def speak(asked: ToSpeak, emit: Emit) -> None:
            self.clauses.append(asked.text)
            samples = int(len(asked.text.split()) * WORD_S * self.rate)
            emit(Audio(array("h", [3000]).tobytes() * samples, self.rate, (), 0.0))

        await ClausePipeline(speak, language, emit, answers=False).run(text)


def speakers(*voices: Voice) -> Callable[[str], Say]:
    by_language = {voice.language: voice.say for voice in voices}
    return by_language.__getitem__


def seconds(items: list[Item]) -> float:
    return sum(len(item.pcm) / 2 / item.rate for item in items if isinstance(item, Audio))


def test_a_long_text_is_made_as_it_is_heard_and_all_of_it() -> None:
    text = " ".join(f"This is sentence number {number} of a long text." for number in range(300))
    voice = Voice("en")
    items: list[Item] = []
    full = 0

    def noted() -> None:
        nonlocal full
        full += 1

    async def scene() -> None:
        lead = Lead(noted)
        heard = 0.0

        def take(item: Item) -> None:
            items.append(item)
            lead.ahead(seconds(items) - heard)

        reading = asyncio.create_task(recite((given("en", text),), speakers(voice), lead, take))
        most = 0.0
        while not reading.done():
            for _ in range(50):  # everything that can be done without a further sound being heard
                await asyncio.sleep(0)
            most = max(most, seconds(items) - heard)
            heard = min(seconds(items), heard + 2.0)
            lead.ahead(seconds(items) - heard)
        await reading
        assert FULL < most < 5 * FULL, "some clauses and a piece of text lie in between"

    asyncio.run(scene())
    assert seconds(items) > 600, "more than the sound worker's queue would take at once"
    assert "".join(item.text for item in items if isinstance(item, Said)) == text
    assert " ".join(voice.clauses).split()[-1] == "text."
    assert isinstance(items[-1], Finished)
    assert full > 10
    assert LOW < FULL


def test_two_languages_are_one_reply() -> None:
    spanish, english = Voice("es", 22_050), Voice("en", 16_000)
    items: list[Item] = []
    parts = (given("es", "Buenos días, vecino."), given("en", "Shall I put it there?"))
    asyncio.run(recite(parts, speakers(spanish, english), Lead(), items.append))
    text = "".join(item.text for item in items if isinstance(item, Said))
    assert text == "Buenos días, vecino. Shall I put it there?"
    assert {item.rate for item in items if isinstance(item, Audio)} == {22_050}
    assert [text[item.start : item.end].strip() for item in items if isinstance(item, Clause)] == [
        "Buenos días, vecino.",
        "Shall I put it there?",
    ]
    assert sum(isinstance(item, Finished) for item in items) == 1
    assert seconds(items) == pytest.approx(8 * WORD_S, abs=0.01)


def test_what_cannot_go_on_fails_once_and_nothing_is_asked() -> None:
    async def broken() -> AsyncGenerator[str, None]:
        yield "Buenos días, vecino. "
        raise WorkerError("the mind ended")

    items: list[Item] = []
    english = Voice("en")
    parts = (RecitedText("es", broken), given("en", "Shall I put it there?"))
    asyncio.run(recite(parts, speakers(Voice("es"), english), Lead(), items.append))
    assert [item for item in items if isinstance(item, Failed | Finished)] == [items[-1]]
    assert isinstance(items[-1], Failed)
    assert english.clauses == []


@pytest.mark.parametrize(("rate", "other"), [(16_000, 22_050), (22_050, 16_000), (44_100, 16_000)])
def test_another_rate_keeps_length_pitch_and_marks(rate: int, other: int) -> None:
    period = rate // 100
    tone = array("h", [3000 if at % period < period // 2 else -3000 for at in range(rate)])
    made = at_rate(Audio(tone.tobytes(), rate, (Mark(0, 1, rate // 2, True),), 0.0), other)
    samples = array("h", made.pcm)
    crossings = sum(one < 0 <= two for one, two in itertools.pairwise(samples))
    assert (len(samples), made.rate, made.marks[0].at) == (other, other, other // 2)
    assert abs(crossings - 99) <= 1


def test_a_reading_that_ends_leaves_no_text_open() -> None:
    closed: list[Any] = []

    async def text() -> AsyncGenerator[str, None]:
        try:
            while True:
                yield "And so it goes on and on. "
        finally:
            closed.append(True)

    async def scene() -> None:
        lead = Lead()
        lead.ahead(FULL)
        reading = asyncio.create_task(
            recite((RecitedText("en", text),), speakers(Voice("en")), lead, lambda item: None)
        )
        await asyncio.sleep(0.05)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await asyncio.sleep(0)

    asyncio.run(scene())
    assert closed == [True]
