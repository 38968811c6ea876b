"""A session with a recogniser: what its process is told, and when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from daemon.tiers.recognition import RecogniserSession, Utterance


class Ears:
    """A model whose process hears how many samples it has been told."""

    name, pid = "ears", 7

    def __init__(self) -> None:
        self.fleet = SimpleNamespace(worker=lambda name: self)
        self.told: dict[int, bytes] = {}

    def send(self, op: str, payload: bytes = b"", *, utterance: int, language: str | None = None) -> None:
        if op == "open":
            self.told[utterance] = b""
        elif op == "feed":
            self.told[utterance] += payload

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Ears]:
        yield self

    async def ask_one(self, op: str, *, utterance: int, speech: int, samples: int) -> Any:
        assert samples == len(self.told[utterance]) // 2
        return SimpleNamespace(head={"text": self.told[utterance].decode(), "language": "en"})


def test_an_utterance_that_began_earlier_is_told_as_a_whole_and_goes_on() -> None:
    ears, utterance = Ears(), Utterance(2)
    session = RecogniserSession(ears)  # type: ignore[arg-type]  # a stand-in

    def feed(pcm: bytes) -> None:
        utterance.pcm += pcm
        session.feed(utterance, pcm)

    async def heard() -> str:
        return (await session.recognise(utterance, final=True)).text

    session.open(utterance)
    feed(b"not ")
    assert asyncio.run(heard()) == "not "
    session.put_before(utterance, b"ask ")
    feed(b"what")  # before it is told the whole
    assert asyncio.run(heard()) == "ask not what"
    feed(b"!!")
    assert asyncio.run(heard()) == "ask not what!!"
