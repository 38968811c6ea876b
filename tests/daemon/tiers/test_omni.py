"""A tiny Omni in a worker process answers sound with sound: what the conversation is told, and in which order."""

from __future__ import annotations

import asyncio
import os
import queue
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from config.settings import Settings
from daemon.conversation.announcements import APOLOGY, BROKEN_OFF
from daemon.conversation.reply import Reply
from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Heard, Item, Said
from daemon.routing.omni_modes import as_set, needs_of
from daemon.tiers import specs
from daemon.tiers.cascade import Cascade
from daemon.tiers.omni import OmniResponder
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.wire import Frame
from models.engine import Message, Transcript
from models.starter import STARTER_PATH
from tests.support.spoken import flite
from tests.support.tiny_omni import build_tiny_omni

SETTINGS = Settings.model_validate(
    {
        "speaking": {"temperature": 0, "max_tokens": 16, "seed": 1},
        "quality": {"solver": "euler", "solver_steps": 2, "weights": "full"},
        "compute": {"threads": 1},
    }
)
T = TypeVar("T")
KNOWN = Transcript("what is the weather like", "en")


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_omni(tmp_path_factory.mktemp("omni"))


@asynccontextmanager
async def house(checkpoint: Path, *, speaks: bool = True, language: str = "") -> AsyncIterator[OmniResponder]:
    """A responder over the tiny model, pocketsphinx and espeak; nothing is loaded yet."""
    async with asyncio.TaskGroup() as group:
        fleet = Fleet(group, Budget(4_000_000_000))
        ears = RecogniserSession(fleet.handle(specs.pocketsphinx()), "en")
        mind = fleet.handle(specs.llama("starter", STARTER_PATH, 1, 1024))
        below = Cascade("embedded", ears, mind, {"*": fleet.handle(specs.espeak())}, SETTINGS.speaking)
        mode = as_set(needs_of("tiny-omni", 0), SETTINGS.quality, gpu=False, speaks=speaks)
        omni = fleet.handle(specs.omni("tiny-omni", checkpoint, SETTINGS, mode))
        try:
            yield OmniResponder("quality", omni, below, language)
        finally:
            await fleet.close()


Shared = Callable[[Callable[[OmniResponder], Coroutine[Any, Any, T]]], T]


@pytest.fixture(scope="module")
def shared(checkpoint: Path) -> Iterator[Shared[Any]]:
    """Runs scenarios one after the other in one house: starting a worker takes long."""
    found: queue.Queue[tuple[OmniResponder, asyncio.AbstractEventLoop, asyncio.Event]] = queue.Queue()

    async def live() -> None:
        async with house(checkpoint) as responder:
            leave = asyncio.Event()
            found.put((responder, asyncio.get_running_loop(), leave))
            await leave.wait()

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    responder, loop, leave = found.get(timeout=60)

    def run(scenario: Callable[[OmniResponder], Coroutine[Any, Any, T]]) -> T:
        return asyncio.run_coroutine_threadsafe(scenario(responder), loop).result(280)

    yield run
    loop.call_soon_threadsafe(leave.set)
    thread.join()


def question(text: str = "") -> Utterance:
    return Utterance(7, bytearray(flite(text).tobytes()) if text else bytearray(32_000))


def history(words: str) -> list[Message]:
    return [
        Message("system", "Be brief."),
        Message("user", "Hi."),
        Message("assistant", "Hello."),
        Message("user", words),
    ]


async def answered(
    responder: OmniResponder,
    known: Transcript | None = KNOWN,
    utterance: Utterance | None = None,
    then: Callable[[Item], None] = lambda item: None,
) -> list[Item]:
    items: list[Item] = []

    def emit(item: Item) -> None:
        items.append(item)
        then(item)

    utterance = utterance or question()
    responder.open(utterance)
    await responder.respond(utterance, history, known, emit)
    responder.close(utterance)
    return items


def kinds(items: list[Item]) -> list[type]:
    """Which kinds of items came, repetitions left out."""
    found = [type(item) for item in items]
    return [kind for index, kind in enumerate(found) if index == 0 or kind is not found[index - 1]]


def reply_of(items: list[Item]) -> Reply:
    """What the conversation makes of them."""
    reply = Reply(7, 7, 0, "en")
    for item in items:
        match item:
            case Said():
                reply.text += item.text
            case Clause():
                reply.add_clause(item.text, item.start, item.end, item.places)
            case Audio():
                reply.add_audio(item.pcm, item.rate, item.marks)
            case Finished():
                reply.complete = True
    return reply


def test_a_turn_is_words_then_text_and_sound_together(shared: Shared[Any]) -> None:
    async def scenario(responder: OmniResponder) -> None:
        asked = time.monotonic()
        items = await answered(responder)
        assert kinds(items)[:2] == [Heard, Said]
        assert isinstance(items[-1], Finished)
        assert items[-1].generated_tokens > 1
        assert items[-1].prompt_tokens > 40  # the sound's, too
        sounds = [item for item in items if isinstance(item, Audio)]
        assert {sound.rate for sound in sounds} == {24_000}
        assert len(sounds) > 1
        assert sum(isinstance(item, Clause) for item in items) == len(sounds)
        times = [item.time for item in items]
        assert asked < times[0]
        assert times == sorted(times)

    shared(scenario)


def test_a_reply_that_is_cut_knows_what_was_heard(shared: Shared[Any]) -> None:
    async def scenario(responder: OmniResponder) -> Reply:
        return reply_of(await answered(responder))

    reply = shared(scenario)
    assert all(not mark.exact for segment in reply.segments for mark in segment.marks)
    lengths = []
    for part in range(11):
        reply.played = reply.samples * part // 10
        heard = reply.heard()
        assert reply.text.strip().startswith(heard)
        lengths.append(len(heard))
    assert lengths[0] == 0
    assert lengths == sorted(lengths)
    assert lengths[-1] == len(reply.text.strip())


def test_the_speaker_can_be_changed_while_the_model_is_in_memory(shared: Shared[Any]) -> None:
    async def scenario(responder: OmniResponder) -> list[bytes]:
        said = []
        for voice in ("Chelsie", "Ethan", "Chelsie"):
            responder.voice = voice
            items = await answered(responder)
            said.append(b"".join(item.pcm for item in items if isinstance(item, Audio)))
        responder.voice = "Bob"
        failed = (await answered(responder))[-1]
        assert isinstance(failed, Failed)
        assert "no voice 'Bob': choose Chelsie or Ethan" in failed.message
        responder.voice = ""
        return said

    hers, his, hers_again = shared(scenario)
    assert hers == hers_again != his


def test_another_sound_is_another_question(shared: Shared[Any]) -> None:
    """The model is given the sound and not its words."""

    async def scenario(responder: OmniResponder) -> tuple[str, ...]:
        texts = []
        for asked in ("what is the weather like", "good morning to you", "what is the weather like"):
            items = await answered(responder, KNOWN, question(asked))
            texts.append("".join(item.text for item in items if isinstance(item, Said)))
        return tuple(texts)

    weather, morning, again = shared(scenario)
    assert weather == again
    assert weather != morning


def test_where_the_language_is_known_it_begins_before_the_words_are(shared: Shared[Any]) -> None:
    async def scenario(responder: OmniResponder) -> None:
        responder = replace(responder, language="en")
        await responder.omni.ready()
        utterance = question("what is the weather like")
        made: list[float] = []
        items = await answered(responder, None, utterance, lambda item: made.append(time.monotonic()))
        assert isinstance(items[0], Heard)
        assert "weather" in items[0].transcript.text
        assert isinstance(items[-1], Finished)
        assert any(isinstance(item, Audio) for item in items)

    shared(scenario)


@pytest.mark.parametrize("language", ["", "en"])
def test_without_words_nothing_is_answered(shared: Shared[Any], language: str) -> None:
    async def scenario(responder: OmniResponder) -> None:
        responder = replace(responder, language=language)
        assert kinds(await answered(responder, None, question())) == [Heard, Finished]
        assert isinstance((await answered(responder))[-1], Finished)  # the withdrawn answer is in nobody's way

    shared(scenario)


def test_what_it_cannot_speak_another_voice_speaks(shared: Shared[Any]) -> None:
    async def scenario(responder: OmniResponder) -> None:
        spanish = await answered(responder, Transcript("qué hora es", "es"))
        assert {item.rate for item in spanish if isinstance(item, Audio)} == {22_050}
        assert isinstance(spanish[-1], Finished)
        said: list[Item] = []
        await responder.say("It is noon.", "en", said.append)
        assert {item.rate for item in said if isinstance(item, Audio)} == {22_050}

    shared(scenario)


def test_without_its_voice_it_thinks_and_espeak_speaks(checkpoint: Path) -> None:
    async def scenario() -> None:
        async with house(checkpoint, speaks=False) as responder:
            items = await answered(responder)
            assert {item.rate for item in items if isinstance(item, Audio)} == {22_050}
            assert kinds(items)[:2] == [Heard, Said]

    asyncio.run(scenario())


class Scripted:
    """An Omni whose process sends these frames: text, or sound whose one word ends at that place of the text (0: has no
    word)."""

    name = "omni-3b"
    number = 1

    def __init__(self, *script: str | int, speaks: bool = True) -> None:
        self.facts = {"languages": ("en",) if speaks else ()}
        self.script = script

    def use(self) -> AbstractAsyncContextManager[Scripted]:
        return nullcontext(self)

    def ask(self, *_: object, **head: object) -> AbstractAsyncContextManager[Scripted]:
        return nullcontext(self)

    def send(self, *_: object, **head: object) -> None:
        pass

    async def __aiter__(self) -> AsyncIterator[Frame]:
        at = 0
        for each in self.script:
            if isinstance(each, str):
                yield Frame({"text": each})
            else:
                yield Frame({"rate": 16_000, "marks": [[at, each, 0, True]] if each else []}, bytes(3200))
                at = each
        yield Frame({"usage": {"generated_tokens": 3}})


def scripted(shared: Shared[Any], *script: str | int, speaks: bool = True) -> list[Item]:
    async def scenario(responder: OmniResponder) -> list[Item]:
        return await answered(replace(responder, omni=cast(ModelHandle, Scripted(*script, speaks=speaks))))

    items: list[Item] = shared(scenario)
    return items


SORRY = "I'm sorry, I do. "


def test_a_model_that_repeats_itself_is_ended_after_the_third_time(shared: Shared[Any]) -> None:
    items = scripted(shared, "Well. ", *[SORRY] * 9, *range(4, 160, 12))
    reply = reply_of(items)
    assert reply.text.strip() == f"Well. {SORRY * 3}".strip()
    assert items[-1] == Failed("omni-3b repeated itself: its answer was ended", items[-1].time)
    clauses = [item for item in items if isinstance(item, Clause)]
    assert clauses[-1].end == len(reply.text)
    assert sum(isinstance(item, Audio) for item in items) == len(clauses) < 8
    assert all(
        mark.end <= clause.end for clause, item in zip(clauses, _audio(items), strict=True) for mark in item.marks
    )


def test_one_that_repeats_itself_through_another_voice_ends_with_an_apology(shared: Shared[Any]) -> None:
    items = scripted(shared, "Well. ", *[SORRY] * 9, speaks=False)
    assert reply_of(items).text == f"Well. {SORRY * 3}".rstrip() + f"\n{BROKEN_OFF['en']}"
    assert isinstance(items[-1], Finished)


def test_the_text_begins_before_its_sound_though_the_sound_begins_with_silence(shared: Shared[Any]) -> None:
    items = scripted(shared, "It rains.", 0, 2, 8)
    kinds = [type(item) for item in items if isinstance(item, Said | Audio)]
    assert kinds[:2] == [Said, Audio]
    assert reply_of(items).text == "It rains."


@pytest.mark.parametrize("script", [("🎉",), ()])
def test_an_answer_without_any_sound_ends_in_an_apology(shared: Shared[Any], script: tuple[str, ...]) -> None:
    items = scripted(shared, *script)
    assert reply_of(items).text == "".join(script) + f"\n{APOLOGY['en']}"
    assert isinstance(items[-1], Finished)
    (clause,) = (item for item in items if isinstance(item, Clause))
    assert reply_of(items).text[clause.start : clause.end].strip() == APOLOGY["en"]
    assert any(_audio(items))


def _audio(items: list[Item]) -> list[Audio]:
    return [item for item in items if isinstance(item, Audio)]


def test_a_cancelled_answer_says_no_more_and_the_next_one_is_the_same_as_ever(shared: Shared[Any]) -> None:
    async def scenario(responder: OmniResponder) -> None:
        whole = [item for item in await answered(responder) if isinstance(item, Audio)]
        for stop_at in (Said, Audio):
            items: list[Item] = []
            reached = asyncio.Event()

            def emit(
                item: Item, stop_at: type = stop_at, items: list[Item] = items, it: asyncio.Event = reached
            ) -> None:
                items.append(item)
                if isinstance(item, stop_at):
                    it.set()

            task = asyncio.create_task(responder.respond(question(), history, KNOWN, emit))
            await reached.wait()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            count = len(items)
            again = [item for item in await answered(responder) if isinstance(item, Audio)]
            assert len(items) == count
            assert b"".join(item.pcm for item in again) == b"".join(item.pcm for item in whole)

    shared(scenario)


def test_a_crash_fails_the_answer_in_one_line_and_the_next_turn_is_answered(shared: Shared[Any]) -> None:
    async def scenario(responder: OmniResponder) -> None:
        await responder.omni.ready()

        def crash(item: Item) -> None:
            pid = responder.omni.pid
            if isinstance(item, Said) and pid is not None:
                os.kill(pid, signal.SIGSEGV)

        items = await answered(responder, then=crash)
        assert isinstance(items[-1], Failed)
        assert "tiny-omni crashed (signal 11)" in items[-1].message
        assert isinstance((await answered(responder))[-1], Finished)

    shared(scenario)


def test_a_model_that_cannot_be_loaded_fails_in_one_line(checkpoint: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path) as responder:
            (failed,) = [item for item in await answered(responder) if isinstance(item, Failed)]
            assert failed.message == f"{tmp_path} holds no model (no config.json): pull it first"

    asyncio.run(scenario())


def test_it_comes_into_memory_with_the_first_turn_and_unloading_ends_its_process(shared: Shared[Any]) -> None:
    async def scenario(responder: OmniResponder) -> None:
        def process() -> int | None:
            return responder.omni.pid

        residency = responder.omni.fleet.residency
        await residency.unload_all()
        assert process() is None
        await responder.prefill(history("what is"))
        pid = process()
        assert pid is not None
        await answered(responder)
        assert process() == pid
        entry = residency._books.entries["tiny-omni"]
        entry.terms = replace(entry.terms, auto_unload=0.0)  # as if the time had passed
        await residency.unload_idle()
        assert process() is None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert isinstance((await answered(responder))[-1], Finished)

    shared(scenario)


@pytest.mark.parametrize("allowed", [False, True])
def test_a_server_is_given_what_lies_on_the_network_only_where_that_is_allowed(allowed: bool) -> None:
    settings = Settings.model_validate(
        {"quality": {"allow_urls": allowed}, "max": {"url": "http://127.0.0.1:1/v1", "voice": "Ethan"}}
    )
    asked = specs.omni_server("max", settings).arguments
    assert asked["allow_urls"] is allowed
    assert (asked["url"], asked["voice"]) == ("http://127.0.0.1:1/v1", "Ethan")
