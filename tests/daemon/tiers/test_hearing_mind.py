"""A tiny Omni GGUF in a worker process hears while somebody speaks, and espeak-ng says what it thinks."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Heard, Item, Said
from daemon.tiers import build, specs
from daemon.tiers.cascade import Cascade
from daemon.tiers.hearing_mind import ATTEND_EVERY, HearingMindResponder, RecogniserOrMind
from daemon.tiers.recognition import Utterance
from daemon.tiers.responder import VOICE
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from daemon.workers.spec import Spec
from models.engine import Message, Transcript
from models.starter import STARTER_PATH
from tests.support.spoken import flite
from tests.support.tiny_projector_omni import write_tiny_omni

SETTINGS = Settings.model_validate({"speaking": {"temperature": 0, "max_tokens": 16}, "compute": {"threads": 1}})
SCRIPT = "Sure, Bob!"
KNOWN = Transcript("what is the weather like", "en")
PIECE = 3200
"""Bytes: 100 ms."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_tiny_omni(tmp_path_factory.mktemp("omni"), context=4096, script=SCRIPT)


@pytest.fixture(scope="module")
def question() -> bytes:
    return flite("what is the weather like in the old town by the sea tomorrow").tobytes()


@asynccontextmanager
async def house(files: tuple[Path, Path], *, deaf: bool = False) -> AsyncIterator[HearingMindResponder]:
    """A responder over the tiny model, pocketsphinx and espeak; `deaf`: the recogniser cannot be loaded."""
    async with asyncio.TaskGroup() as group:
        fleet = Fleet(group, Budget(4_000_000_000))
        recogniser = specs.whisper("nobody", Path("/nowhere"), 1) if deaf else specs.pocketsphinx()
        ears = RecogniserOrMind(fleet.handle(recogniser), "en")
        mind = fleet.handle(specs.llama("starter", STARTER_PATH, 1, 1024))
        below = Cascade("embedded", ears, mind, {"*": fleet.handle(specs.espeak())}, SETTINGS.speaking)
        arguments = {"path": str(files[0]), "projector": str(files[1]), "context": 2048, "threads": 1}
        omni = Spec("omni", "daemon.workers.servers_omni:hearing_mind", "models.llama_media.engine:OmniGguf", arguments)
        ears.mind = HearingMindResponder("quality", fleet.handle(omni), below, "en")
        try:
            yield ears.mind
        finally:
            await fleet.close()


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, 180))


def history(words: str) -> list[Message]:
    return [
        Message("system", "Be brief."),
        Message("user", "Hi."),
        Message("assistant", "Hello."),
        Message("user", words),
    ]


async def speak(responder: HearingMindResponder, pcm: bytes, number: int = 7) -> Utterance:
    """Say it as the desk hands it on, the mind being given time to keep up."""
    utterance = Utterance(number)
    responder.open(utterance)
    for start in range(0, len(pcm), PIECE):
        utterance.pcm += pcm[start : start + PIECE]
        responder.feed(utterance, pcm[start : start + PIECE])
        if responder._attending is not None:
            await responder._attending
    return utterance


async def answered(
    responder: HearingMindResponder,
    utterance: Utterance,
    known: Transcript | None = KNOWN,
    messages: Callable[[str], list[Message]] = history,
) -> list[Item]:
    items: list[Item] = []
    await responder.respond(utterance, messages, known, items.append)
    return items


def finished(items: list[Item]) -> Finished:
    assert isinstance(items[-1], Finished), items[-1]
    return items[-1]


def test_a_turn_is_words_then_text_and_sound(files: tuple[Path, Path], question: bytes) -> None:
    async def scenario() -> None:
        async with house(files) as responder:
            utterance = await speak(responder, question)
            items = await answered(responder, utterance, known=None)
            heard = items[0]
            assert isinstance(heard, Heard)
            assert "weather" in heard.transcript.text
            assert "".join(item.text for item in items if isinstance(item, Said)) == SCRIPT
            assert [item.text for item in items if isinstance(item, Clause)]
            assert sum(len(item.pcm) for item in items if isinstance(item, Audio)) > 10_000
            assert finished(items).generated_tokens == len(SCRIPT)
            responder.close(utterance)

    run(scenario())


def test_heard_while_it_is_spoken_only_the_tail_is_left(files: tuple[Path, Path], question: bytes) -> None:
    async def scenario() -> None:
        async with house(files) as responder:
            await responder.omni.ready()
            at_once = await answered(responder, await speak(responder, question))
            responder._before = []  # as if nothing were known of the conversation
            await responder.omni.ask_one("prefill", conversation="other", messages=[{"role": "user", "content": "x"}])
            responder.omni.send("forget", conversation=VOICE)
            late = finished(await answered(responder, Utterance(8, bytearray(question))))
            responder.omni.send("forget", conversation=VOICE)
            utterance = Utterance(9)
            responder.open(utterance)
            await responder.prefill(history("what is"))
            utterance.pcm += question
            responder.feed(utterance, question)
            await responder.prefill(history("what is the weather"))
            assert responder._attending is not None
            await responder._attending
            ahead = finished(await answered(responder, utterance))
            assert ahead.prompt_tokens == late.prompt_tokens == finished(at_once).prompt_tokens
            assert late.cached_tokens == 0
            assert ahead.prompt_tokens - ahead.cached_tokens < 50 + 20

    run(scenario())


def test_the_next_turn_finds_the_conversation_in_the_cache_as_text(files: tuple[Path, Path], question: bytes) -> None:
    async def scenario() -> None:
        async with house(files) as responder:
            first = await speak(responder, question, 1)
            await answered(responder, first)
            responder.close(first)

            def later(words: str) -> list[Message]:
                return [*history(KNOWN.text), Message("assistant", SCRIPT), Message("user", words)]

            second = Utterance(2, bytearray(question[:32_000]))
            responder.open(second)
            usage = finished(await answered(responder, second, messages=later))
            sound = 25 + 2
            assert usage.prompt_tokens - usage.cached_tokens <= sound + 20
            assert usage.prompt_tokens < finished(await answered(responder, first)).prompt_tokens + 60
            responder.close(second)

    run(scenario())


def test_a_cancelled_answer_can_be_asked_for_again(files: tuple[Path, Path], question: bytes) -> None:
    async def scenario() -> None:
        async with house(files) as responder:
            utterance = await speak(responder, question)
            for _ in range(5):
                begun: asyncio.Queue[Item] = asyncio.Queue()
                task = asyncio.create_task(responder.respond(utterance, history, KNOWN, begun.put_nowait))
                await begun.get()
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            items = await answered(responder, utterance)
            assert "".join(item.text for item in items if isinstance(item, Said)) == SCRIPT

    run(scenario())


def test_while_an_answer_is_thought_about_nothing_else_is_attended_to(
    files: tuple[Path, Path], question: bytes
) -> None:
    """Not even when it has followed upon a cancelled one, which ends a moment later."""

    async def scenario() -> None:
        async with house(files) as responder:
            utterance = await speak(responder, question)
            begun: asyncio.Queue[Item] = asyncio.Queue()
            first = asyncio.create_task(responder.respond(utterance, history, KNOWN, begun.put_nowait))
            await begun.get()
            first.cancel()
            second = asyncio.create_task(responder.respond(utterance, history, KNOWN, begun.put_nowait))
            await asyncio.gather(first, return_exceptions=True)
            assert not second.done()
            before = responder._attending
            utterance.pcm += bytes(ATTEND_EVERY)
            responder.feed(utterance, bytes(ATTEND_EVERY))
            assert responder._attending is before
            await second

    run(scenario())


def test_a_mind_that_crashes_in_between_is_told_all_again(files: tuple[Path, Path], question: bytes) -> None:
    async def scenario() -> None:
        async with house(files) as responder:
            await responder.prefill(history("what"))
            utterance = await speak(responder, question)
            pid = responder.omni.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            async with asyncio.timeout(60):
                while responder.omni.pid == pid:  # noqa: ASYNC110 - the fleet has no event for it
                    await asyncio.sleep(0.01)
            items = await answered(responder, utterance)
            assert "".join(item.text for item in items if isinstance(item, Said)) == SCRIPT

    run(scenario())


def test_without_a_recogniser_the_mind_writes_down_what_it_heard(files: tuple[Path, Path], question: bytes) -> None:
    async def scenario() -> None:
        async with house(files, deaf=True) as responder:
            utterance = Utterance(7, bytearray(question))
            responder.open(utterance)
            items = await answered(responder, utterance, known=None)
            heard = items[0]
            assert isinstance(heard, Heard)
            assert heard.transcript.text == SCRIPT  # it says nothing else
            finished(items)
            assert not any(isinstance(item, Failed) for item in items)

    run(scenario())


def test_sound_without_words_is_not_answered(files: tuple[Path, Path]) -> None:
    async def scenario() -> None:
        async with house(files) as responder:
            utterance = Utterance(7, bytearray(64_000))
            responder.open(utterance)
            items = await answered(responder, utterance, known=Transcript("", "en"))
            assert [type(item) for item in items] == [Heard, Finished]

    run(scenario())


def test_a_projector_that_is_not_there_fails_the_answer_in_one_line(
    files: tuple[Path, Path], tmp_path: Path, question: bytes
) -> None:
    async def scenario() -> None:
        async with house((files[0], tmp_path / "nowhere.gguf")) as responder:
            utterance = Utterance(7, bytearray(question))
            responder.open(utterance)
            items = await answered(responder, utterance)
            assert isinstance(items[-1], Failed)
            assert "nowhere.gguf does not exist" in items[-1].message
            assert "\n" not in items[-1].message

    run(scenario())


def test_the_tier_is_built_from_the_catalogue_and_typed_turns_share_its_process(
    files: tuple[Path, Path],
) -> None:
    from config.catalogue import catalogue
    from daemon.routing.facts import TierFacts
    from daemon.routing.survey import Survey, facts_here
    from daemon.tiers.kit import CannotBuild, EngineHandles
    from models.store.places import Located, Missing

    here = {"omni-7b-gguf": files[0], "omni-3b-gguf": files[0], "omni-3b-mmproj": files[1], "starter": STARTER_PATH}

    def locate(wanted: str) -> Located | Missing:
        known = catalogue()
        if wanted in here or (wanted in known and known[wanted].builtin):
            return Located(wanted, here.get(wanted, Path("/builtin")), "yours", 1)
        return Missing(wanted, f"{wanted} is not here: run `sarai models pull {wanted}`")

    async def scenario() -> None:
        async with asyncio.TaskGroup() as group:
            fleet = Fleet(group, Budget(8_000_000_000))
            present = Survey(locate, 8000)
            kit = EngineHandles(SETTINGS, fleet, locate, lambda: 1.0, lambda: facts_here(SETTINGS, present))
            way = kit.facts().tiers["quality"]
            assert (way.mind, way.usable) == ("omni-3b-gguf", True)
            responder = build.build("quality", way, kit)
            assert isinstance(responder, HearingMindResponder)
            assert responder.below.name == "embedded"
            assert kit.mind("omni-3b-gguf") == responder.omni
            messages = [{"role": "user", "content": "hello"}]
            said = ""
            async with responder.omni.ask("generate", conversation="text", messages=messages, sampling={}) as request:
                async for frame in request:
                    said += frame.head.get("text", "")
            assert said == SCRIPT
            assert isinstance((await answered(responder, Utterance(1, bytearray(32_000))))[-1], Finished)
            with pytest.raises(CannotBuild, match="omni-7b-gguf has no ears here"):
                build.build("quality", TierFacts("x", "omni-7b-gguf", {"*": "espeak"}, frozenset("*"), True), kit)
            await fleet.close()

    run(scenario())
