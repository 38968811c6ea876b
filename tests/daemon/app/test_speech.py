"""The speech service sends turns where the table says: before and after the words are known, and on when that fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.settings import Settings
from daemon.app.choices import Choices
from daemon.app.fallback import LONGEST_JOINED
from daemon.app.router import Router
from daemon.app.speech import SpeechService
from daemon.control.events import Event, RouteTaken
from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Heard, Item, Said
from daemon.conversation.rules.heard_words import PlayedAudio
from daemon.conversation.turn import Turn
from daemon.routing.facts import Facts, Mind, TierFacts
from daemon.tiers.recognition import Utterance
from daemon.tiers.responder import Emit, Responder
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.preemption import Preemption
from daemon.workers.request import WorkerError
from models.engine import Message, Transcript
from models.store.places import Places

LONG = "please tell me in a few words what you can see out there today my friend"


@dataclass
class Fake:
    """A responder that answers with its name, or fails."""

    name: str
    words: str = ""
    """What it hears, if it recognises before it answers."""
    language: str = "en"
    fails: bool = False
    heard: dict[int, bytes] = field(default_factory=dict)
    models: tuple[ModelHandle, ...] = ()
    ears: Any = None
    """Asked only for what was heard of a reply."""

    @property
    def words_first(self) -> bool:
        return bool(self.words)

    def open(self, utterance: Utterance) -> None:
        self.heard[utterance.number] = b""

    def feed(self, utterance: Utterance, pcm: bytes) -> None:
        self.heard[utterance.number] += pcm

    def close(self, utterance: Utterance) -> None:
        self.heard.pop(utterance.number, None)

    async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
        return Transcript(self.words, self.language)

    async def prefill(self, messages: Sequence[Message], asked: bool = False) -> None: ...

    async def respond(
        self, utterance: Utterance, messages: Callable[[str], list[Message]], known: Transcript | None, emit: Emit
    ) -> None:
        emit(Heard(known or Transcript("heard by itself", "en"), 0.0))
        if self.fails:
            emit(Failed(f"{self.name} is down", 0.0))
            return
        await self.say(f"{self.name} answers", "en", emit)

    async def say(self, text: str | AsyncGenerator[str, None], language: str, emit: Emit) -> None:
        if not isinstance(text, str):
            text = "".join([piece async for piece in text])
        emit(Said(text, 0.0))
        emit(Clause(text, 0, len(text), 0.0))
        emit(Audio(b"\1\0", 16_000, (), 0.0))
        emit(Finished(0.0))


class Reports:
    """Keeps what the conversation would be told."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.melodies: list[tuple[int, int, float | None]] = []
        self.ended = asyncio.Event()

    def on_item(self, number: int, revision: int, item: Item) -> None:
        self.items.append(item)
        if isinstance(item, Finished | Failed):
            self.ended.set()

    def on_words(self, number: int, revision: int, transcript: Transcript, final: bool) -> None: ...
    def on_words_failed(self, number: int, message: str) -> None: ...
    def on_melody(self, number: int, revision: int, finished: float | None) -> None:
        self.melodies.append((number, revision, finished))

    def on_played(self, number: int, said: str) -> None: ...

    @property
    def said(self) -> str:
        return "".join(item.text for item in self.items if isinstance(item, Said))


class Listening:
    """The ears of a Fake: they tell how finished a voice sounds once they may, or fail."""

    def __init__(self, finished: float | None) -> None:
        self._finished = finished
        self.may = asyncio.Event()

    async def melody(self, utterance: Utterance) -> float | None:
        await self.may.wait()
        if self._finished is None:
            raise WorkerError("the recogniser is gone")
        return self._finished


@pytest.mark.parametrize("finished", [0.7, None])
def test_the_answer_begins_before_the_voice_has_been_judged(finished: float | None) -> None:
    async def scenario() -> None:
        words = Transcript("what time is it", "en", melody_follows=True)
        fake = Fake("fast", words.text, ears=(ears := Listening(finished)))
        fake.recognise = lambda utterance, final: asyncio.sleep(0, words)  # type: ignore[method-assign]
        route = SimpleNamespace(tier="fast", row="speech", reason="", fallback_note=None)
        router: Any = SimpleNamespace(spoken=lambda *_: (route, fake), tier="fast", rest=None)
        reports = Reports()
        async with asyncio.TaskGroup() as group:
            speech = SpeechService(group, router, Preemption(), lambda event: None, lambda: reports)
            turn = Turn(1, 0)
            speech.open_utterance(turn)
            speech.respond(turn, lambda words: [Message("user", words)])
            await asyncio.wait_for(reports.ended.wait(), 20)
            assert reports.melodies == []
            ears.may.set()
        assert reports.melodies == [(1, 0, finished)]

    asyncio.run(scenario())


def service(group: asyncio.TaskGroup, router: Any, preemption: Preemption) -> SpeechService:
    return SpeechService(group, router, preemption, lambda event: None, Reports)


def facts(quality_ms: float | None) -> Facts:
    def way(name: str, languages: str, first_audio: float | None = None) -> TierFacts:
        return TierFacts(name, name, {"*": name}, frozenset(languages.split()), first_audio_ms=first_audio)

    tiers = {
        "embedded": way("embedded", "en"),
        "fast": way("fast", "*"),
        "quality": way("quality", "en zh", quality_ms),
    }
    return Facts(tiers, {"m": Mind("m", "loaded")}, "m")


async def run(
    tmp_path: Path,
    responders: dict[str, Fake],
    *,
    tier: Any = "auto",
    quality_ms: float | None = 300.0,
    turns: int = 1,
    reads: str = "",
) -> tuple[Reports, SpeechService, list[Event]]:
    published: list[Event] = []
    settings = Settings.model_validate({"tier": tier})
    async with asyncio.TaskGroup() as group:
        fleet = Fleet(group, Budget(10**9))
        router = Router(Choices(settings), fleet, Places(tmp_path, tmp_path), measured=dict)
        now = facts(quality_ms)
        plain = router.facts

        def told() -> Facts:
            down = {name for name, (until, _) in router._resting.items() if until > router._clock()}
            tiers = {
                name: way
                if name not in down
                else TierFacts(way.ears, way.mind, way.voices, way.hears, False, "it is down")
                for name, way in now.tiers.items()
            }
            return Facts(tiers, now.minds, now.resident)

        assert plain is not None
        router.facts = told  # type: ignore[method-assign]  # what is on this machine is not the matter here
        router.responder = lambda name, facts=None: responders[name]  # type: ignore[method-assign,assignment]  # the same
        reports = Reports()
        speech = SpeechService(group, router, Preemption(), published.append, lambda: reports)
        for number in range(1, turns + 1):
            reports = Reports()
            turn = Turn(number, 0)
            speech.open_utterance(turn)
            speech.feed_utterance(turn, b"\1\0\2\0")
            if reads:
                speech.prefill([Message("user", reads)])
                await asyncio.sleep(0.01)
            speech.respond(turn, lambda words: [Message("user", words)])
            await asyncio.wait_for(reports.ended.wait(), 20)
        await fleet.close()
    return reports, speech, published


def test_a_short_turn_stays_fast_and_a_long_one_goes_to_quality_with_all_its_sound(tmp_path: Path) -> None:
    async def scenario() -> None:
        for words, expected in (("what time is it", "fast"), (LONG, "quality")):
            responders = {"fast": Fake("fast", words), "quality": Fake("quality")}
            reports, speech, published = await run(tmp_path, responders)
            assert reports.said == f"{expected} answers"
            assert responders[expected].heard[1] == b"\1\0\2\0"
            assert (speech.routes[1].tier, speech.routes[1].row) == (expected, "speech-middling")
            assert [each.tier for each in published if isinstance(each, RouteTaken)] == [expected]
            assert len(published) == 1

    asyncio.run(scenario())


@pytest.mark.parametrize(("reads", "to_its_end"), [("what time", True), ("what dime", False)])
def test_what_the_mind_has_read_of_the_question_is_not_read_again(tmp_path: Path, reads: str, to_its_end: bool) -> None:
    read: list[bool] = []

    class Reads(Fake):
        async def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
            read.append(False)
            await asyncio.sleep(0.1)
            read[-1] = True

    async def scenario() -> None:
        await run(tmp_path, {"fast": Reads("fast", "what time is it")}, tier="fast", reads=reads)
        assert read == [to_its_end]

    asyncio.run(scenario())


def test_what_hears_by_itself_is_not_made_to_wait_for_words(tmp_path: Path) -> None:
    async def scenario() -> None:
        responders = {"fast": Fake("fast", "never asked"), "quality": Fake("quality")}
        reports, _, _ = await run(tmp_path, responders, quality_ms=100.0)
        assert reports.said == "quality answers"
        assert responders["fast"].heard == {}

    asyncio.run(scenario())


def test_a_language_that_the_tier_cannot_hear_goes_to_the_one_that_can(tmp_path: Path) -> None:
    async def scenario() -> None:
        responders = {"fast": Fake("fast", "qué hora es", "es"), "embedded": Fake("embedded", "k or s", "es")}
        reports, speech, _ = await run(tmp_path, responders, tier="embedded")
        assert reports.said.endswith("fast answers")
        assert speech.routes[1].fallback_note is not None

    asyncio.run(scenario())


@pytest.mark.parametrize("tier", ["quality", "auto"])
def test_when_it_fails_the_next_best_answers_and_says_so_once(tmp_path: Path, tier: str) -> None:
    async def scenario() -> None:
        responders = {"fast": Fake("fast", LONG), "quality": Fake("quality", fails=True)}
        reports, speech, _ = await run(tmp_path, responders, tier=tier)
        note = "The quality tier is not available just now, so the fast tier answers. " if tier == "quality" else ""
        assert reports.said == f"{note}fast answers"
        assert [type(item).__name__ for item in reports.items].count("Heard") == 1
        assert not [item for item in reports.items if isinstance(item, Failed)]
        clauses = [item for item in reports.items if isinstance(item, Clause)]
        assert [reports.said[each.start : each.end] for each in clauses] == [each.text for each in clauses]
        assert speech.routes[1].tier == "fast"
        again, _, _ = await run(tmp_path, responders, tier=tier, turns=2)
        assert again.said == "fast answers"

    asyncio.run(scenario())


def test_whichever_tiers_fail_the_next_best_answers(tmp_path: Path) -> None:
    async def scenario() -> None:
        words = "what time is it"
        responders = {name: Fake(name, words, fails=name != "embedded") for name in ("fast", "quality", "embedded")}
        reports, speech, _ = await run(tmp_path, responders, quality_ms=None)
        assert reports.said == "embedded answers"
        assert speech.routes[1].tier == "embedded"

    asyncio.run(scenario())


def test_a_failure_of_all_tiers_is_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        words = "what time is it"
        responders = {name: Fake(name, words, fails=True) for name in ("fast", "quality", "embedded")}
        reports, _, _ = await run(tmp_path, responders, quality_ms=None)
        assert isinstance(reports.items[-1], Failed)
        assert reports.items[-1].message == "embedded is down"

    asyncio.run(scenario())


def test_a_daemon_that_ends_does_not_wait_to_listen_to_what_it_said() -> None:
    """Somebody is speaking, so that the right of way will not be given back."""
    way, asked = Preemption(), []

    class Patient:
        async def listen_to(self, pcm: bytes, rate: int, language: str, given: Preemption) -> Transcript:
            asked.append(rate)
            await given.free()
            raise AssertionError("nobody has given it back")

    class Sole:
        def spoken(self, text: str, language: str | None) -> tuple[None, Any]:
            return None, SimpleNamespace(ears=Patient())

    async def scenario() -> None:
        way.take("turn")
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            speech = service(group, Sole(), way)
            played = PlayedAudio("It is a bird.", 5, b"\1\0", 24_000, "en", whole=True)
            speech.listen_back(1, played)
            await asyncio.sleep(0.05)
            speech.close()
            speech.listen_back(2, played)  # the sound worker goes last, and tells what it had cut

    asyncio.run(scenario())
    assert asked == [24_000]


def test_of_the_recognitions_of_a_turn_only_the_last_is_waited_for() -> None:
    """One that somebody else's long talk has made stale would hold up the next ones, ever more of them."""
    waiting: list[int] = []

    class Slow(Fake):
        async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
            waiting.append(len(utterance.pcm))
            try:
                await asyncio.Event().wait()
            finally:
                waiting.remove(len(utterance.pcm))
            raise AssertionError("nobody sets it")

    class Sole:
        def spoken(self, text: str, language: str | None) -> tuple[None, Any]:
            return None, Slow("slow")

    async def scenario() -> None:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            speech = service(group, Sole(), Preemption())
            turns = [Turn(1, 0), Turn(2, 0)]
            for turn in turns:
                speech.open_utterance(turn)
            for turn in turns * 3:
                speech.recognise(turn, final=True)
                await asyncio.sleep(0.01)
            assert len(waiting) == 2
            for turn in turns:
                speech.close_utterance(turn)
            await asyncio.sleep(0.01)
            assert waiting == []

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("first", "second", "length", "joined"),
    [
        ("one", "one", 4, True),
        ("one", "two", 4, False),  # another tier hears the second
        ("itself", "itself", 4, False),  # hears the sound itself, and has had it
        ("one", "one", LONGEST_JOINED, False),
    ],
)
def test_two_turns_are_heard_as_one_where_the_same_tier_can(first: str, second: str, length: int, joined: bool) -> None:
    put: list[tuple[int, bytes]] = []
    ears = SimpleNamespace(put_before=lambda utterance, pcm: put.append((utterance.number, pcm)))
    fakes = {name: Fake(name, "" if name == "itself" else "words", ears=ears) for name in ("one", "two", "itself")}
    names = iter((first, second))

    class Table:
        def spoken(self, text: str, language: str | None) -> tuple[None, Any]:
            return None, fakes[next(names)]

    async def scenario() -> None:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            speech = service(group, Table(), Preemption())
            before, turn = Turn(1, 0), Turn(2, 0)
            for each in (before, turn):
                speech.open_utterance(each)
                speech.feed_utterance(each, bytes([each.number]) * length)
            assert speech.join_utterances(before, turn) is joined
            assert put == ([(2, b"\1" * length)] if joined else [])
            assert (1 in fakes[first].heard) is not joined  # the first utterance is closed
            assert not speech.join_utterances(Turn(8, 0), turn)  # nobody has heard that one

    asyncio.run(scenario())


def test_the_fakes_are_responders() -> None:
    found: Responder = Fake("x")
    assert found.name == "x"
