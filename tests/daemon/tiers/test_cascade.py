"""A cascade's answer as text: one of which nothing can be said is an apology, a book does not stop the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from config.settings import Speaking
from daemon.conversation.announcements import APOLOGY
from daemon.conversation.reply_events import CallChosen, Clause, Finished, Item, Said
from daemon.skills.actions.intents import ToolCall
from daemon.tiers.cascade import Cascade
from daemon.tiers.recognition import RecogniserSession
from daemon.workers.wire import Frame
from models.engine import Message, Transcript
from models.text.clauses import PIECE


class LookingMind:
    """A handle on a mind that reads in no time, and its choice among tools, which takes a moment."""

    def __init__(self, call: ToolCall | None = None) -> None:
        self.call = call
        self.read: list[str] = []
        self.looked_at: list[tuple[str, str]] = []

    @asynccontextmanager
    async def ask(self, op: str, payload: bytes = b"", **head: Any) -> AsyncIterator[AsyncIterator[Frame]]:
        self.read.append(head["messages"][-1]["content"])

        async def nothing() -> AsyncIterator[Frame]:
            frames: tuple[Frame, ...] = ()
            for frame in frames:
                yield frame

        yield nothing()

    def may(self, text: str, language: str) -> bool:
        return True

    async def __call__(self, text: str, language: str) -> ToolCall | None:
        self.looked_at.append((text, language))
        await asyncio.sleep(0.01)
        return self.call


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("heard", ["Turn on the lamp.", "Turn on the lamp, please."])
def test_words_that_sound_complete_are_looked_at_once_and_before_the_turn_is_over(heard: str, waits: bool) -> None:
    async def turn() -> None:
        handle: Any = mind
        tier = Cascade("fast", RecogniserSession(handle), handle, {"*": handle}, Speaking(), choose=mind)
        reading = asyncio.create_task(tier.prefill([Message("user", "Turn on the lamp.")], asked=True))
        await (reading if waits else asyncio.sleep(0.001))
        utterance: Any = None
        for _ in range(2):  # the next time it is looked at anew
            await tier.respond(utterance, lambda text: [Message("user", text)], Transcript(heard, "en"), items.append)
        await reading

    mind, items = LookingMind(ToolCall("home", "light", {})), list[Item]()
    asyncio.run(turn())
    assert [item.action for item in items if isinstance(item, CallChosen)] == [mind.call] * 2
    ahead = ("Turn on the lamp.", "en")
    assert mind.looked_at == ([ahead, ahead] if heard == ahead[0] else [ahead, (heard, "en"), (heard, "en")])
    assert mind.read == []


def test_a_look_that_was_just_called_off_is_made_anew() -> None:
    """Reading ahead is stopped, and the answer begins before the event loop goes on."""

    async def turn() -> None:
        handle: Any = mind
        tier = Cascade("fast", RecogniserSession(handle), handle, {"*": handle}, Speaking(), choose=mind)
        reading = asyncio.create_task(tier.prefill([Message("user", "Turn on the lamp.")], asked=True))
        await asyncio.sleep(0.001)
        reading.cancel()
        utterance: Any = None
        known = Transcript("Turn on the lamp.", "en")
        await tier.respond(utterance, lambda text: [Message("user", text)], known, items.append)

    mind, items = LookingMind(ToolCall("home", "light", {})), list[Item]()
    asyncio.run(turn())
    assert [item.action for item in items if isinstance(item, CallChosen)] == [mind.call]
    assert len(mind.looked_at) == 2


def test_only_words_that_sound_complete_are_looked_at_ahead() -> None:
    mind = LookingMind()
    handle: Any = mind
    tier = Cascade("fast", RecogniserSession(handle), handle, {"*": handle}, Speaking(), choose=mind)
    for words, asked in (("Turn on", False), ("Turn on the lamp.", True)):
        asyncio.run(tier.prefill([Message("user", words)], asked))
    assert mind.looked_at == [("Turn on the lamp.", "en")]
    assert mind.read == ["Turn on", "Turn on the lamp."]


class Voice:
    """A handle on a voice that says what it is given in no time."""

    def __init__(self) -> None:
        self.said: list[str] = []

    @asynccontextmanager
    async def ask(self, op: str, payload: bytes = b"", **head: Any) -> AsyncIterator[AsyncIterator[Frame]]:
        self.said.append(head["text"])

        async def sound() -> AsyncIterator[Frame]:
            yield Frame({"marks": [], "rate": 16_000}, b"\0\0" * 160)

        yield sound()


def cascade(voice: Voice) -> Cascade:
    handle: Any = voice
    return Cascade("fast", RecogniserSession(handle), mind=handle, voices={"*": handle}, speaking=Speaking())


async def pieces(*texts: str) -> AsyncGenerator[str | dict[str, int]]:
    for text in texts:
        yield text


@pytest.mark.parametrize("texts", [(), ("😀",), ("👍", "\n", "---"), ("...",)])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_reply_of_which_nothing_can_be_said_ends_in_an_apology(texts: tuple[str, ...], language: str) -> None:
    items: list[Item] = []
    voice = Voice()
    asyncio.run(cascade(voice).speak_as_it_comes(pieces(*texts), language, items.append))
    assert voice.said == [APOLOGY[language]]
    assert isinstance(items[-1], Finished)
    whole = "".join(item.text for item in items if isinstance(item, Said))
    (clause,) = (item for item in items if isinstance(item, Clause))
    assert whole.startswith("".join(texts))
    assert whole[clause.start : clause.end].strip().endswith(APOLOGY[language])


def test_what_is_to_be_said_needs_no_apology() -> None:
    voice = Voice()
    asyncio.run(cascade(voice).say("😀", "en", lambda item: None))
    assert voice.said == []


@pytest.mark.parametrize("recited", [False, True])
@pytest.mark.parametrize(("unit", "clauses"), [("The rain in Spain stays on the plain. ", 200), ("(((", 0)])
def test_a_long_text_is_taken_piece_by_piece(unit: str, clauses: int, recited: bool) -> None:
    """Others have their turn while it is read: between two pieces of it the event loop goes round."""
    text = unit * (clauses or 2000)
    rounds = 0

    async def others() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    async def parts() -> AsyncGenerator[str, None]:
        yield text

    async def read() -> None:
        waiting = asyncio.create_task(others())
        await cascade(voice).say(parts() if recited else text, "en", lambda item: None)
        waiting.cancel()

    voice = Voice()
    asyncio.run(read())
    assert len(voice.said) == clauses
    assert rounds >= len(text) // PIECE
