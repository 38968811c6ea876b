"""A tier of three engines: a recogniser hears, a mind thinks, a voice speaks, each in its own worker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from typing import Any

from config.settings import Speaking
from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Heard, Item, Said
from daemon.tiers.first_clause import FirstClauseGate, LeadingSilence
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.tiers.responder import VOICE, Emit
from daemon.workers.fleet import ModelHandle
from daemon.workers.request import WorkerError
from models.engine import Mark, Message, Sampling, Transcript
from models.text.clauses import Clause as Piece
from models.text.clauses import ClauseSplitter

CLAUSES_AHEAD = 4
"""Clauses that may wait for the voice; the mind waits when the voice is that far behind."""


@dataclass(slots=True)
class Cascade:
    """Recogniser, mind and voice in three workers: the tiers `fast` and `embedded`."""

    name: str
    ears: RecogniserSession
    mind: ModelHandle
    voices: dict[str, ModelHandle]
    """By language; "*", else the first one, speaks what has no voice of its own."""
    speaking: Speaking
    pace: Callable[[], float] = lambda: 1.0
    """How fast to speak; asked for every clause, since the user may change it at any time."""
    ready_made: bool = False
    """The mind was trained for this very use and takes no system prompt."""

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
        return await self.ears.recognise(utterance, final)

    async def prefill(self, messages: Sequence[Message]) -> None:
        await self.mind.ask_one("prefill", conversation=VOICE, messages=self._plain(messages))

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
            first = FirstClauseGate()
            await self.speak_as_it_comes(self._think(messages(heard.text), first), heard.language, emit, first)
        else:
            emit(Finished(time.monotonic()))

    async def say(self, text: str, language: str, emit: Emit) -> None:
        async def given() -> AsyncGenerator[str | dict[str, int]]:
            yield text

        await self.speak_as_it_comes(given(), language, emit)

    async def _think(self, messages: Sequence[Message], first: FirstClauseGate) -> AsyncGenerator[str | dict[str, int]]:
        """The mind's text as it comes, then its usage."""
        await first.free()
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
        thoughts: AsyncGenerator[str | dict[str, int]],
        language: str,
        emit: Emit,
        first: FirstClauseGate | None = None,
    ) -> None:
        """Mind and voice at the same time: while a clause is spoken, the next one is thought. `first`: who of them waits
        for whom in the beginning."""
        first = first or FirstClauseGate()
        clauses: asyncio.Queue[Piece | None] = asyncio.Queue(maxsize=CLAUSES_AHEAD)
        usage: dict[str, int] = {}
        beginning = LeadingSilence()

        def sounds(item: Item) -> None:
            emit(item)
            first.over()

        def begins(item: Item) -> None:
            sounds(beginning.take(item) if isinstance(item, Audio) else item)

        async def think() -> None:
            splitter = ClauseSplitter(language)
            async with aclosing(thoughts) as stream:
                async for thought in stream:
                    if isinstance(thought, dict):
                        usage.update({key: value for key, value in thought.items() if key.endswith("_tokens")})
                        continue
                    emit(Said(thought, time.monotonic()))
                    for piece in splitter.feed(thought):
                        first.to_the_voice()
                        await clauses.put(piece)
            for piece in splitter.finish():
                await clauses.put(piece)
            await clauses.put(None)

        async def speak() -> None:
            heard = begins
            while (piece := await clauses.get()) is not None:
                emit(Clause(piece.text, piece.source_start, piece.source_end, time.monotonic(), piece.places))
                await self._speak_clause(piece.text, language, heard)
                heard = sounds
                first.over()  # a clause may have no sound

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(think())
                group.create_task(speak())
        except* WorkerError as errors:
            emit(Failed(str(errors.exceptions[0]), time.monotonic()))
        else:
            emit(Finished(time.monotonic(), **usage))
        finally:
            first.over()

    async def _speak_clause(self, text: str, language: str, emit: Emit) -> None:
        voice = self._voice(language)
        async with voice.ask("speak", text=text, language=language, speed=self.pace()) as request:
            async for frame in request:
                marks = tuple(Mark(*mark) for mark in frame.head["marks"])
                emit(Audio(frame.payload, frame.head["rate"], marks, time.monotonic()))

    def _voice(self, language: str) -> ModelHandle:
        return self.voices.get(language) or self.voices.get("*") or next(iter(self.voices.values()))

    def _plain(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        return [asdict(message) for message in messages if not (self.ready_made and message.role == "system")]
