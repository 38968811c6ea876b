"""The first clause's sound is made before the mind thinks on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from config.settings import Speaking
from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Heard, Item
from daemon.tiers.cascade import Cascade
from daemon.tiers.opener import OpenerCascade
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.workers.request import WorkerError
from daemon.workers.wire import Frame
from models.engine import Message, Transcript

QUESTION = Transcript("what is it", "en")


class Engine:
    """A handle on a model that gives its frames one after the other, and writes down in `story` what it does."""

    def __init__(self, name: str, frames: list[Frame], story: list[str], fails: bool = False) -> None:
        self.name = name
        self.facts: dict[str, Any] = {}
        self._frames = frames
        self._story = story
        self._fails = fails
        self.number = 7

    @asynccontextmanager
    async def ask(self, op: str, payload: bytes = b"", **head: Any) -> AsyncIterator[Engine]:
        self._story.append(f"{self.name} is asked")
        yield self

    async def __aiter__(self) -> AsyncIterator[Frame]:
        for frame in self._frames:
            await asyncio.sleep(0.01)
            if self._fails:
                raise WorkerError("out of breath")
            self._story.append(f"{self.name} gives")
            yield frame

    def send(self, op: str, **head: Any) -> None:
        self._story.append(f"{self.name} {op} {head['on']}")


def texts(*pieces: str) -> list[Frame]:
    return [*(Frame({"text": piece, "tokens": 1}) for piece in pieces), Frame({"usage": {"generated_tokens": 3}})]


def sound(count: int) -> list[Frame]:
    return [Frame({"rate": 16_000, "marks": []}, b"\1\0" * 160) for _ in range(count)]


def respond(responder: Cascade, story: list[str]) -> list[Item]:
    items: list[Item] = []

    def emit(item: Item) -> None:
        items.append(item)
        if isinstance(item, Audio):
            story.append("sound")

    async def scenario() -> None:
        asked = [Message("user", "what is it")]
        await asyncio.wait_for(responder.respond(Utterance(1), lambda words: asked, QUESTION, emit), 5)

    asyncio.run(scenario())
    return items


def test_the_mind_is_held_up_until_its_first_clause_sounds() -> None:
    story: list[str] = []
    mind: Any = Engine("mind", texts("It is a kind", " of bird, and", " it sings."), story)
    voice: Any = Engine("voice", sound(2), story)
    items = respond(Cascade("fast", RecogniserSession(mind), mind, {"*": voice}, Speaking()), story)
    assert isinstance(items[0], Heard)
    assert isinstance(items[-1], Finished)
    held, freed = story.index("mind hold True"), story.index("mind hold False")
    assert story.index("mind gives") < held < story.index("sound")
    assert story[freed - 1] == "sound"  # the very first one
    assert story.count("mind hold True") == story.count("mind hold False") == 1


def test_a_large_mind_is_not_asked_before_the_opening_sounds() -> None:
    story: list[str] = []
    small: Any = Engine("small", texts("It is a kind", " of bird, and"), story)
    large: Any = Engine("large", texts(" and it", " sings."), story)
    voice: Any = Engine("voice", sound(1), story)
    respond(OpenerCascade("fast", RecogniserSession(large), large, {"*": voice}, Speaking(), opener=small), story)
    assert story.index("sound") < story.index("large is asked")
    assert story.index("voice is asked") < story.index("large is asked")


def test_an_opening_that_ends_in_a_full_stop_sounds_before_the_large_mind_is_asked_too() -> None:
    story: list[str] = []
    small: Any = Engine("small", texts("It is on", " the table", ". And"), story)
    large: Any = Engine("large", texts(" It is", " red."), story)
    voice: Any = Engine("voice", sound(1), story)
    items = respond(
        OpenerCascade("fast", RecogniserSession(large), large, {"*": voice}, Speaking(), opener=small), story
    )
    assert [item.text for item in items if isinstance(item, Clause)] == ["It is on the table.", "It is red."]
    assert story.index("sound") < story.index("large is asked")


@pytest.mark.parametrize("frames", [[], sound(1)], ids=["without a sound", "that fails"])
def test_a_voice_without_sound_does_not_keep_the_mind_waiting(frames: list[Frame]) -> None:
    story: list[str] = []
    mind: Any = Engine("mind", texts("It is a kind", " of bird, and", " it sings."), story)
    voice: Any = Engine("voice", frames, story, fails=bool(frames))
    items = respond(Cascade("fast", RecogniserSession(mind), mind, {"*": voice}, Speaking()), story)
    assert isinstance(items[-1], Failed if frames else Finished)
    assert "sound" not in story
    if not frames:
        assert story.count("mind hold False") == 1
