"""A clause spoken while it is written, through a real Piper in a worker of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from benchmarks.shapes_piper import PIPERS, write_piper
from config.settings import Speaking
from daemon.conversation.reply_events import Audio, Clause, Finished, Item, Said
from daemon.tiers import specs
from daemon.tiers.cascade import Cascade
from daemon.tiers.clause_pipeline import Thoughts
from daemon.tiers.recognition import RecogniserSession
from daemon.tiers.token_pace import TokenPace
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet

TOKENS = "The capital of a large country in the north is a small town. It is old.".split()
GAP = 0.02


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in-parts") / "toy.onnx"
    write_piper(PIPERS["toy"], path)
    return path


async def written(begun: asyncio.Event) -> Thoughts:
    """The reply, a token at a time; the fourth when the beginning sounds."""
    for number, token in enumerate(TOKENS):
        if number == 3:
            await begun.wait()
        yield f" {token}"


def spoken(toy: Path, kill: bool) -> list[Item]:
    items: list[Item] = []
    pace = TokenPace()
    for number in range(20):
        pace.piece(number * GAP)

    async def scenario() -> None:
        begun = asyncio.Event()
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            fleet = Fleet(group, Budget(4_000_000_000))
            voice = fleet.handle(specs.piper("toy", toy, 1))
            await voice.ready()
            cascade = Cascade("fast", RecogniserSession(voice), voice, {"*": voice}, Speaking())

            def emit(item: Item) -> None:
                items.append(item)
                if isinstance(item, Audio) and not begun.is_set():
                    begun.set()
                    if kill:
                        assert voice.pid is not None
                        os.kill(voice.pid, signal.SIGKILL)

            await cascade.speak_as_it_comes(written(begun), "en", emit, pace=pace)
            await fleet.close()

    asyncio.run(scenario())
    return items


@pytest.mark.parametrize("kill", [False, True], ids=["", "the voice dies after the beginning"])
def test_all_words_are_spoken_once_and_in_order(toy: Path, kill: bool) -> None:
    items = spoken(toy, kill)
    assert isinstance(items[-1], Finished)
    said = "".join(item.text for item in items if isinstance(item, Said))
    clauses = [item for item in items if isinstance(item, Clause)]
    assert clauses[0].text == "The capital"
    assert " ".join(clause.text for clause in clauses) == said.strip() == " ".join(TOKENS)
    words = [
        clause.text[mark.start : mark.end]
        for clause, sounds in zip(clauses, sounds_of(items), strict=True)
        for sound in sounds
        for mark in sound.marks
    ]
    assert words == [token.strip(".") for token in TOKENS]
    assert all(any(sound.pcm for sound in sounds) for sounds in sounds_of(items))


def sounds_of(items: list[Item]) -> list[list[Audio]]:
    """The sounds of each clause."""
    sounds: list[list[Audio]] = []
    for item in items:
        if isinstance(item, Clause):
            sounds.append([])
        elif isinstance(item, Audio):
            sounds[-1].append(item)
    return sounds
