"""A tier of three engines: a recogniser, an LLM and a voice, each in a worker of its own."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from config.settings import Speaking
from daemon.conversation.reply_events import Audio, CallChosen, Failed, Finished, Heard, NoCall
from daemon.skills.actions.intents import ToolCall
from daemon.skills.actions.tool_calls import Choose
from daemon.skills.match import looked_up
from daemon.tiers.clause_pipeline import ClausePipeline, Thoughts, ToSpeak
from daemon.tiers.first_clause import FirstClauseGate
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.tiers.responder import VOICE, Emit
from daemon.tiers.token_pace import TokenPace
from daemon.workers.fleet import ModelHandle
from daemon.workers.request import Request, WorkerDied, WorkerError
from models.engine import Mark, Message, Sampling, Transcript
from models.text.clauses import PIECE
from models.text.language import guess_language

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Cascade:
    """Answers with recogniser, LLM and voice: the tiers `fast` and `embedded`. Implements responder.Responder."""

    name: str
    ears: RecogniserSession
    mind: ModelHandle
    voices: dict[str, ModelHandle]
    """Voices by language; "*", else the first one, speaks languages without a voice of their own."""
    speaking: Speaking
    pace: Callable[[], float] = lambda: 1.0
    """Returns the pace of speech (1.0 normal). Called for every clause, since the user may change it at any time."""
    stand_in: ModelHandle | None = None
    """Speaks what the language's own voice cannot."""
    ready_made: bool = False
    """The LLM was trained for this very use and takes no system prompt."""
    choose: Choose | None = None
    """Has the LLM choose an action that the words ask for; None: it only talks."""
    _ahead: tuple[str, str, asyncio.Task[ToolCall | None]] | None = field(default=None, init=False)
    """Words that sounded complete, their language, and the look at them."""
    mind_pace: TokenPace = field(default_factory=TokenPace)
    """How fast the text of the first clause comes, and that of the next one after a very short one."""
    _hold: Callable[[bool], None] | None = field(default=None, init=False)
    """Holds the LLM that reads ahead, while one does."""
    _hearing: int = field(default=0, init=False)
    """Recognitions under way."""

    @property
    def words_first(self) -> bool:
        return True

    @property
    def models(self) -> tuple[ModelHandle, ...]:
        return tuple(dict.fromkeys([self.ears.model, self.mind, *self.voices.values()]))

    def open(self, utterance: Utterance) -> None:
        self.ears.open(utterance)

    def feed(self, utterance: Utterance, pcm: bytes) -> None:
        self.ears.feed(utterance, pcm)

    def close(self, utterance: Utterance) -> None:
        self.ears.close(utterance)

    async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
        """As Responder.recognise. Whoever reads ahead waits meanwhile: the words are needed first."""
        self._hearing += 1
        if self._hold is not None:
            self._hold(True)
        try:
            return await self.ears.recognise(utterance, final)
        finally:
            self._hearing -= 1
            if self._hold is not None and not self._hearing:
                self._hold(False)

    async def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
        if asked and await self.look_ahead(messages[-1].content):
            return
        await self._read(self.mind, messages, asked)

    async def _read(self, mind: ModelHandle, messages: Sequence[Message], asked: bool) -> None:
        """Has an LLM read ahead, while nothing is being recognised."""
        head: dict[str, Any] = {"conversation": VOICE, "messages": self._plain(messages), "asked": asked}
        async with mind.ask("prefill", b"", **head) as request:
            self._hold = hold = partial(self._hold_request, mind, request)
            try:
                if self._hearing:
                    hold(True)
                async for _ in request:
                    pass
            finally:
                if self._hold is hold:  # else another one reads by now
                    self._hold = None

    def _hold_request(self, mind: ModelHandle, request: Request, on: bool) -> None:
        mind.send("hold", id=request.number, on=on)

    async def look_ahead(self, words: str) -> bool:
        """Has the LLM choose for words that sound complete, before anybody knows that they are. Returns whether it has
        chosen an action."""
        if self.choose is None:
            return False
        language = guess_language(words)
        looking = asyncio.create_task(self.choose(words, language))
        self._ahead = (words, language, looking)
        return await looking is not None

    async def _chosen(self, choose: Choose, words: str, language: str) -> ToolCall | None:
        """Returns the action that the words ask for: by the look that was begun ahead, where that was at the same."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[:2] == (words, language):
            await asyncio.wait([ahead[2]])
            if not ahead[2].cancelled():  # it is where reading ahead was stopped, perhaps at this very moment
                return ahead[2].result()
        return await choose(words, language)

    async def respond(
        self, utterance: Utterance, messages: Callable[[str], list[Message]], known: Transcript | None, emit: Emit
    ) -> None:
        try:
            heard = known or await self.recognise(utterance, final=True)
        except WorkerError as err:
            emit(Failed(str(err), time.monotonic()))
            return
        emit(Heard(heard, time.monotonic()))
        if heard.text:
            if self.choose is not None:
                if (action := await self._chosen(self.choose, heard.text, heard.language)) is not None:
                    emit(CallChosen(action, time.monotonic()))
                    return
                emit(NoCall(time.monotonic()))
            first = FirstClauseGate()
            asked = messages(heard.text)
            thoughts, question = self._think(asked, first), asked[-1].content
            await self.speak_as_it_comes(thoughts, heard.language, emit, first, question=question, pace=self.mind_pace)
        else:
            emit(Finished(time.monotonic()))

    async def say(self, text: str | AsyncGenerator[str, None], language: str, emit: Emit) -> None:
        async def given() -> Thoughts:
            if isinstance(text, str):
                for piece in _pieces(text):
                    yield piece
                    await asyncio.sleep(0)
                return
            async with aclosing(text) as parts:
                async for part in parts:
                    for piece in _pieces(part):
                        yield piece
                        await asyncio.sleep(0)

        await self.speak_as_it_comes(given(), language, emit, answers=False)

    async def _think(self, messages: Sequence[Message], first: FirstClauseGate) -> Thoughts:
        """Yields the LLM's text as it comes, then its usage. The next process goes on should one end, once."""
        await first.free()
        said = ""
        try:
            async with aclosing(self._generate(messages, first)) as thoughts:
                async for thought in thoughts:
                    said += thought if isinstance(thought, str) else ""
                    yield thought
        except WorkerDied as err:
            log.warning("%s; the answer goes on from %d characters", err, len(said))
        else:
            return
        async with aclosing(self._generate(_continued(messages, said), first)) as thoughts:
            async for thought in thoughts:
                yield thought

    async def _generate(self, messages: Sequence[Message], first: FirstClauseGate) -> Thoughts:
        asked = messages[-1]
        if self.ready_made and asked.role == "user" and (known := looked_up(asked.content)) is not None:
            yield known  # the mind that SARAi brings along knows hardly more, and words it worse
            return
        sampling = Sampling(
            max_tokens=self.speaking.max_tokens, temperature=self.speaking.temperature, seed=self.speaking.seed
        )
        head: dict[str, Any] = {"conversation": VOICE, "messages": self._plain(messages), "sampling": asdict(sampling)}
        async with self.mind.ask("generate", b"", **head) as request:
            with first.working(lambda on: self.mind.send("hold", id=request.number, on=on)):
                async for frame in request:
                    yield frame.head["usage"] if "usage" in frame.head else frame.head["text"]

    async def speak_as_it_comes(
        self,
        thoughts: Thoughts,
        language: str,
        emit: Emit,
        gate: FirstClauseGate | None = None,
        *,
        answers: bool = True,
        question: str = "",
        pace: TokenPace | None = None,
    ) -> None:
        """Generates and speaks at the same time; `gate` holds the LLM until the first clause has sound.

        `answers`, `question`, `pace`: see ClausePipeline."""

        async def synthesise(asked: ToSpeak, emit: Emit) -> None:
            await self._speak_clause(asked, language, emit)

        in_parts = pace is not None and bool(self._voice(language).facts.get("incremental"))
        pipeline = ClausePipeline(
            synthesise, language, emit, gate, answers=answers, question=question, pace=pace, in_parts=in_parts
        )
        await pipeline.run(thoughts)

    async def _speak_clause(self, asked: ToSpeak, language: str, emit: Emit) -> None:
        """Speaks one clause. Should the voice's process end, the next one goes on from the last sample given, once. What it
        cannot begin at all `stand_in` says."""
        spoken = 0  # samples
        speed = self.pace()
        voice = self._voice(language)

        async def speak(skip: int, voice: ModelHandle = voice) -> None:
            nonlocal spoken
            at = 0
            async with voice.ask("speak", **asdict(asked), language=language, speed=speed) as request:
                async for frame in request:
                    pcm = frame.payload[2 * max(0, skip - at) :]
                    at += len(frame.payload) // 2
                    if pcm:
                        marks = tuple(mark for mark in (Mark(*mark) for mark in frame.head["marks"]) if mark.at >= skip)
                        emit(Audio(pcm, frame.head["rate"], marks, time.monotonic()))
                    spoken = max(spoken, at)

        try:
            await speak(0)
        except WorkerDied as err:
            log.warning("%s; the clause goes on from sample %d", err, spoken)
            await speak(spoken)
        except WorkerError as err:
            if spoken or self.stand_in is None or voice == self.stand_in:
                raise
            log.warning("%s; %s speaks in its place", err, self.stand_in.name)
            await speak(0, self.stand_in)

    def _voice(self, language: str) -> ModelHandle:
        return self.voices.get(language) or self.voices.get("*") or next(iter(self.voices.values()))

    def _plain(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        return [asdict(message) for message in messages if not (self.ready_made and message.role == "system")]


def _continued(messages: Sequence[Message], said: str) -> list[Message]:
    """Returns the conversation with the beginning of an answer, which the LLM then continues."""
    if not said:
        return list(messages)
    if messages and messages[-1].role == "assistant":
        return [*messages[:-1], Message("assistant", messages[-1].content + said)]
    return [*messages, Message("assistant", said)]


def _pieces(text: str) -> Iterator[str]:
    """Cuts a text that is given as a whole: a book, or a megabyte without an end of a sentence, must not hold up the event
    loop."""
    for at in range(0, len(text), PIECE):
        yield text[at : at + PIECE]
