"""A recogniser, LLM or voice that is killed or hangs in a turn: the same turn is answered, whole, and the user is told."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest

from config.settings import Settings
from daemon.conversation.reply_events import Audio, Clause, Finished, Heard, Item, Said
from daemon.tiers import specs
from daemon.tiers.cascade import Cascade
from daemon.tiers.clause_pipeline import ToSpeak
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.workers import liveness
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet, ModelHandle
from models.engine import Message
from models.starter import STARTER_PATH
from tests.support.spoken import flite

SPEAKING = Settings.model_validate({"speaking": {"temperature": 0, "max_tokens": 60}}).speaking
QUESTION = "what is the capital of france"


@dataclass
class House:
    """The embedded tier in real workers, and what the user was told."""

    cascade: Cascade
    problems: list[str]
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, problem: str) -> None:
        self.problems.append(problem)
        self.told.set()


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        fleet = Fleet(group, Budget(4_000_000_000), problem=lambda text: here.tell(text))
        recogniser, mind, voice = (
            fleet.handle(spec)
            for spec in (specs.pocketsphinx(), specs.llama("starter", STARTER_PATH, 1, 1024), specs.espeak())
        )
        cascade = Cascade(
            "embedded", RecogniserSession(recogniser, "en"), mind, {"*": voice}, SPEAKING, ready_made=True
        )
        here = House(cascade, [])
        fleet.keep([model.name for model in cascade.models])
        for model in cascade.models:
            await model.ready()
        try:
            yield here
        finally:
            await fleet.close()


async def turn(cascade: Cascade, spoil: Callable[[Item | None], None]) -> list[Item]:
    """One turn. `spoil` is called when everything has been heard (with None), and with each event of the reply."""
    items: list[Item] = []

    def emit(item: Item) -> None:
        items.append(item)
        spoil(item)

    utterance = Utterance(1, bytearray(flite(QUESTION).tobytes()))
    cascade.open(utterance)
    cascade.feed(utterance, bytes(utterance.pcm))
    spoil(None)
    await cascade.respond(utterance, lambda words: [Message("user", words)], None, emit)
    cascade.close(utterance)
    return items


def reply(items: list[Item]) -> tuple[str, list[str], int]:
    """The text, the clauses, and how many samples of sound."""
    samples = sum(len(item.pcm) // 2 for item in items if isinstance(item, Audio))
    text = "".join(item.text for item in items if isinstance(item, Said))
    return text, [item.text for item in items if isinstance(item, Clause)], samples


MOMENTS: list[tuple[str, type[Item] | None]] = [
    ("recogniser", None),
    ("mind", Heard),
    ("mind", Said),
    ("voice", Heard),
    ("voice", Clause),
    ("voice", Audio),
]
"""Which worker, and after which event of the reply; None: before there is any."""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=lambda each: each.name)
def test_the_same_turn_is_answered_whole(monkeypatch: pytest.MonkeyPatch, how: signal.Signals) -> None:
    for name in ("STEP", "STEP_COUNTS", "IDLE_STEP", "STOPPED"):
        monkeypatch.setattr(liveness, name, getattr(liveness, name) / 10)

    async def spoilt(here: House, which: str, when: type[Item] | None) -> list[Item]:
        recogniser, mind, voice = here.cascade.models
        victim: ModelHandle = {"recogniser": recogniser, "mind": mind, "voice": voice}[which]
        struck: list[int] = []

        def strike(item: Item | None) -> None:
            if not struck and (item is None if when is None else isinstance(item, when)):
                assert victim.pid is not None
                struck.append(victim.pid)
                os.kill(victim.pid, how)

        items = await turn(here.cascade, strike)
        await here.told.wait()  # what it had to say may all have been on its way already
        await victim.ready()
        assert len(struck) == 1
        assert victim.pid not in struck
        (problem,) = here.problems
        assert victim.name in problem
        assert ("hung" in problem) is (how is signal.SIGSTOP)
        return items

    async def scenario() -> None:
        async with house() as here:
            text, clauses, samples = reply(await turn(here.cascade, lambda item: None))
            for which, when in MOMENTS:
                here.problems.clear()
                here.told.clear()
                items = await spoilt(here, which, when)
                assert isinstance(items[-1], Finished), (which, when)
                assert reply(items)[:2] == (text, clauses), (which, when)
                assert reply(items)[2] == pytest.approx(samples, rel=0.02), (which, when)

    asyncio.run(scenario())


def test_a_clause_that_is_spoken_anew_goes_on_where_it_was() -> None:
    """espeak-ng speaks the same twice, but for its hiss and a sample or two: two halves make the whole."""

    async def scenario() -> None:
        async with house() as here:
            cascade = here.cascade

            async def clause(strike_after: int) -> bytes:
                pcm = b""

                def emit(item: Item) -> None:
                    nonlocal pcm, strike_after
                    assert isinstance(item, Audio)
                    pcm += item.pcm
                    strike_after -= 1
                    if strike_after == 0:
                        pid = cascade.voices["*"].pid
                        assert pid is not None
                        os.kill(pid, signal.SIGKILL)

                text = "The capital of France is Paris, which is a large and old town"
                await cascade._speak_clause(ToSpeak(text), "en", emit)
                return pcm

            whole = await clause(0)
            halves = await clause(1)
            assert abs(len(halves) - len(whole)) < 200  # it rounds the length of a pause by its state
            common = min(len(halves), len(whole))
            first, second = (np.frombuffer(pcm[:common], "<i2") for pcm in (halves, whole))
            assert np.corrcoef(first, second)[0, 1] > 0.7  # another half would be as good as unrelated

    asyncio.run(scenario())
