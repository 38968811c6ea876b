"""Two minds: the small one opens, the large one goes on from that very text; without the small one the large one does it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from config.settings import Settings, Speaking
from daemon.conversation.reply_events import Clause
from daemon.routing.facts import TierFacts
from daemon.tiers.build import cascade
from daemon.tiers.cascade import Cascade
from daemon.tiers.first_clause import FirstClauseGate
from daemon.tiers.kit import CannotBuild, EngineHandles
from daemon.tiers.opener import OpenerCascade
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.workers.request import WorkerError
from daemon.workers.wire import Frame
from models.engine import Message, Transcript
from models.store.places import Located, Missing

QUESTION = [Message("system", "be brief"), Message("user", "what is it")]


class Mind:
    """A handle on a model that says a text in pieces of three characters, or fails."""

    def __init__(self, name: str, text: Callable[[list[dict[str, Any]]], str] | None) -> None:
        self.name = name
        self._text = text
        self.asked: list[dict[str, Any]] = []
        self.given = 0
        """Pieces that were taken before whoever asked had enough."""
        self.free = asyncio.Event()
        self.free.set()

    @asynccontextmanager
    async def ask(self, op: str, payload: bytes = b"", **head: Any) -> AsyncIterator[Request]:
        self.asked.append({"op": op, **head})
        if self._text is None:
            raise WorkerError(f"{self.name} is not running")
        yield Request(self, self._text(head["messages"]))

    def send(self, op: str, **head: Any) -> None:
        self.asked.append({"op": op, **head})
        if head["on"]:
            self.free.clear()
        else:
            self.free.set()

    async def ask_one(self, op: str, payload: bytes = b"", **head: Any) -> Frame:
        self.asked.append({"op": op, **head})
        if self._text is None:
            raise WorkerError(f"{self.name} is not running")
        return Frame({})


class Request:
    """One answer of a Mind."""

    number = 1

    def __init__(self, mind: Mind, text: str) -> None:
        self._mind = mind
        self._text = text

    async def __aiter__(self) -> AsyncIterator[Frame]:
        for at in range(0, len(self._text), 3):
            await self._mind.free.wait()
            self._mind.given += 1
            yield Frame({"text": self._text[at : at + 3], "tokens": 1})
        yield Frame({"usage": {"generated_tokens": 9}})


class Voice:
    """A handle on a voice that speaks at once, and whole clauses."""

    name = "voice"
    facts: Mapping[str, Any] = MappingProxyType({})

    @asynccontextmanager
    async def ask(self, op: str, payload: bytes = b"", **head: Any) -> AsyncIterator[AsyncIterator[Frame]]:
        async def sound() -> AsyncIterator[Frame]:
            yield Frame({"rate": 16000, "marks": []}, b"\x00\x40" * 1600)

        yield sound()


def opening(small: Mind, large: Mind) -> OpenerCascade:
    ears, minds = RecogniserSession(Mind("ears", None)), {"opener": small, "mind": large}  # type: ignore[arg-type]  # a stand-in
    return OpenerCascade("fast", ears, voices={}, speaking=Speaking(), **minds)  # type: ignore[arg-type]  # the same


def thoughts(responder: OpenerCascade, messages: Sequence[Message]) -> str:
    async def collect() -> str:
        return "".join([each async for each in responder._think(messages, FirstClauseGate()) if isinstance(each, str)])

    return asyncio.run(collect())


def test_the_small_mind_opens_and_the_large_one_goes_on() -> None:
    small = Mind("small", lambda messages: "It is a kind of bird, and it will never be heard that it sings at night.")
    large = Mind("large", lambda messages: " larger than a sparrow.")
    assert thoughts(opening(small, large), QUESTION) == "It is a kind of bird, larger than a sparrow."
    assert small.given < 12  # it was stopped after its clause
    assert large.asked[0]["messages"][-1] == {"role": "assistant", "content": "It is a kind of bird,"}
    assert small.asked[0]["messages"][-1]["role"] == "user"


def clauses(responder: OpenerCascade, question: str) -> list[str]:
    """The clauses that the voice gets of the answer to a question."""
    found = list[str]()
    responder.voices["*"] = Voice()  # type: ignore[assignment]  # a stand-in

    def emit(item: Any) -> None:
        if isinstance(item, Clause):
            found.append(item.text)

    async def answer() -> None:
        known = Transcript(question, "en")
        await responder.respond(Utterance(1), lambda text: [Message("user", text)], known, emit)

    asyncio.run(asyncio.wait_for(answer(), 10))
    return found


def paced(responder: OpenerCascade, seconds: float) -> OpenerCascade:
    for number in range(30):
        responder.mind_pace.piece(number * seconds)
    return responder


def test_a_quick_small_mind_begins_with_a_word_and_says_the_next_clause_too() -> None:
    small = Mind("small", lambda messages: "Sure, it is a kind of bird. It is said that it sings at night, too.")
    large = Mind("large", lambda messages: " It is larger than a sparrow.")
    assert clauses(paced(opening(small, large), 0.02), "what is it") == [
        "Sure,",
        "it is a kind of bird.",
        "It is larger than a sparrow.",
    ]
    assert large.asked[0]["messages"][-1] == {"role": "assistant", "content": "Sure, it is a kind of bird."}
    assert [each["on"] for each in small.asked if each["op"] == "hold"] == [True, False]  # the voice had the cores


def test_a_small_mind_that_is_slow_or_is_asked_to_act_says_a_whole_clause_at_once() -> None:
    said = "Sure, it is a kind of bird. It is said that it sings at night, too."
    for seconds, question in ((0.2, "what is it"), (0.02, "turn on the light")):
        small, large = Mind("small", lambda messages: said), Mind("large", lambda messages: " It sings.")
        assert clauses(paced(opening(small, large), seconds), question)[0] == "Sure, it is a kind of bird."


def test_a_short_answer_of_the_small_mind_is_gone_on_from_as_well() -> None:
    small, large = Mind("small", lambda messages: "A bird. "), Mind("large", lambda messages: " It sings.")
    assert thoughts(opening(small, large), QUESTION) == "A bird. It sings."


def test_without_the_small_mind_the_large_one_says_it_all(caplog: pytest.LogCaptureFixture) -> None:
    large = Mind("large", lambda messages: "It is a bird.")
    with caplog.at_level(logging.WARNING):
        assert thoughts(opening(Mind("small", None), large), QUESTION) == "It is a bird."
    assert "the opening clause is left to the large mind: small is not running" in caplog.text
    caplog.clear()
    assert large.asked[0]["messages"][-1]["role"] == "user"


def test_both_are_made_ready_while_the_user_speaks_the_small_one_first() -> None:
    small, large = Mind("small", lambda messages: ""), Mind("large", lambda messages: "")
    asyncio.run(opening(small, large).prefill(QUESTION))
    assert [small.asked[0]["op"], large.asked[0]["op"]] == ["prefill", "prefill"]


def test_the_large_one_stops_reading_when_the_small_one_begins_to_answer() -> None:
    small, large = (
        Mind("small", lambda messages: "A bird, said he, and more."),
        Mind("large", lambda messages: " It sings."),
    )
    large.free.clear()

    async def scenario() -> None:
        both = opening(small, large)
        reading = asyncio.create_task(both.prefill(QUESTION))
        await settled()
        assert [each["op"] for each in large.asked] == ["prefill"]
        large.free.set()  # for the answer; the reading has not been told
        async for _ in both._think(QUESTION, FirstClauseGate()):
            pass
        await asyncio.gather(reading, return_exceptions=True)
        assert reading.cancelled()

    asyncio.run(asyncio.wait_for(scenario(), 5))


async def settled() -> None:
    """Whatever can go on has done so."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_the_large_one_does_not_read_while_somebody_is_heard() -> None:
    small, large = Mind("small", lambda messages: ""), Mind("large", lambda messages: "a piece")
    words = asyncio.Event()

    class Ears:
        async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
            await words.wait()
            return Transcript("what is it", "en")

    async def scenario() -> None:
        both = opening(small, large)
        both.ears = Ears()  # type: ignore[assignment]  # a stand-in
        large.free.clear()  # it takes its time
        reading = asyncio.create_task(both.prefill(QUESTION))
        await settled()
        guess, last = (asyncio.create_task(both.recognise(Utterance(1), final)) for final in (False, True))
        await settled()
        assert [each["op"] for each in large.asked] == ["prefill", "hold", "hold"]
        words.set()
        await asyncio.gather(guess, last, reading)
        assert [each["on"] for each in large.asked if each["op"] == "hold"] == [True, True, False]

    asyncio.run(asyncio.wait_for(scenario(), 5))


def test_without_the_small_mind_the_large_one_is_made_ready_all_the_same() -> None:
    large = Mind("large", lambda messages: "")
    asyncio.run(opening(Mind("small", None), large).prefill(QUESTION))
    assert [each["op"] for each in large.asked] == ["prefill"]


def test_an_opener_that_is_not_here_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Fleet:
        def handle(self, spec: Any) -> str:
            return str(spec.name)

    def locate(wanted: str) -> Located | Missing:
        if wanted == "small":
            return Missing("small", "small is not here: sarai models pull small")
        return Located(wanted, tmp_path / wanted, "yours", 1)

    settings = Settings.model_validate({"fast": {"opener": "small"}})
    nothing: Any = None
    fleet: Any = Fleet()
    kit = EngineHandles(settings, fleet, locate, lambda: 1.0, nothing)
    with pytest.raises(CannotBuild):
        kit.mind("small")
    way = TierFacts("pocketsphinx-en", "large.gguf", {"en": "espeak"}, frozenset({"en"}))
    with caplog.at_level(logging.WARNING):
        made = cascade("fast", way, kit)
    assert type(made) is Cascade
    assert "fast.opener is left out: small is not here" in caplog.text
    caplog.clear()
