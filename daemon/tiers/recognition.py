"""A session with a recogniser that may be loaded, crash or hang in the middle of an utterance."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from config.texts import _
from daemon.workers.fleet import ModelHandle
from daemon.workers.preemption import Preempted, Preemption
from daemon.workers.request import Request, WorkerDied, WorkerError
from daemon.workers.worker import Worker
from models.engine import TimedWord, Transcript

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Utterance:
    """The sound of a turn so far. Bounded by the longest turn (settings `turn.max_seconds`)."""

    number: int
    """The turn's."""
    pcm: bytearray = field(default_factory=bytearray)
    """int16 little-endian, mono, HEARING_RATE: all of it."""
    speech: int = 0
    """Samples before the pause that is under way; 0: there is none, all are speech."""
    expected: tuple[str, ...] = ()
    """Words that are likely in it."""

    @property
    def bias(self) -> dict[str, Any]:
        """What the recogniser is told of them."""
        return {"expected": [*self.expected]} if self.expected else {}


class RecogniserSession:
    """Feeds a recogniser. A process that was not there from the beginning gets the whole utterance before it is asked."""

    def __init__(self, model: ModelHandle, language: str | None = None) -> None:
        """`language` None lets the recogniser find out."""
        self.model = model
        self.language = language
        self._told: dict[int, int | None] = {}  # utterance -> the process that has heard all of it

    def open(self, utterance: Utterance) -> None:
        self._told[utterance.number] = self._worker_pid()
        self.model.send("open", utterance=utterance.number, language=self.language, **utterance.bias)

    def feed(self, utterance: Utterance, pcm: bytes) -> None:
        """`pcm` is already part of the utterance's own."""
        if self._told.get(utterance.number) == self._worker_pid():
            self.model.send("feed", pcm, utterance=utterance.number)

    def put_before(self, utterance: Utterance, pcm: bytes) -> None:
        """The utterance began earlier, with this sound: the recogniser is told all of it when it is asked next."""
        utterance.pcm[:0] = pcm
        self._told[utterance.number] = None

    def close(self, utterance: Utterance) -> None:
        self._told.pop(utterance.number, None)
        self.model.send("close", utterance=utterance.number)

    async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
        """Returns the words so far: a cheap guess, or with `final` the best there is. Raises WorkerError.

        Where its process ends, the next one is told everything and asked once more."""
        try:
            return await self._ask(utterance, final)
        except WorkerDied as err:
            log.warning("%s; the words are recognised once more", err)
        return await self._ask(utterance, final)

    async def _ask(self, utterance: Utterance, final: bool) -> Transcript:
        async with self.model.use() as worker:
            if self._told.get(utterance.number) != worker.pid:
                self._tell(worker, utterance)
            op = "result" if final else "partial"
            samples = len(utterance.pcm) // 2
            answer = await worker.ask_one(op, utterance=utterance.number, speech=utterance.speech, samples=samples)
            return _transcript(answer.head)

    async def melody(self, utterance: Utterance) -> float | None:
        """Returns how finished the voice sounds whose words came last (Transcript.finished). Raises WorkerError."""
        worker = self.model.fleet.worker(self.model.name)
        if worker is None or self._told.get(utterance.number) != worker.pid:
            return None
        return cast("float | None", (await worker.ask_one("melody", utterance=utterance.number)).head["finished"])

    async def listen_to(self, pcm: bytes, rate: int, language: str, way: Preemption) -> Transcript:
        """Recognises a recording (int16 little-endian, mono) while nobody speaks. Raises WorkerError."""
        while True:
            await way.free()
            try:
                async with self._listening(pcm, rate, language, way) as request:
                    async for frame in request:
                        return _transcript(frame.head)
            except Preempted:
                continue
            raise WorkerError(_("{name} did not say what it heard", name=self.model.name))

    @asynccontextmanager
    async def _listening(self, pcm: bytes, rate: int, language: str, way: Preemption) -> AsyncIterator[Request]:
        async with self.model.use() as worker, worker.ask("recognise", pcm, rate=rate, language=language) as request:
            with way.working(lambda: request.interrupt(Preempted())):
                yield request

    def _tell(self, worker: Worker, utterance: Utterance) -> None:
        number = utterance.number
        worker.send("open", utterance=number, language=self.language, **utterance.bias)
        worker.send("feed", bytes(utterance.pcm), utterance=number)
        if number in self._told:
            self._told[number] = worker.pid

    def _worker_pid(self) -> int | None:
        """Process id of its worker; None while that cannot be asked."""
        return self.model.pid if self.model.fleet.worker(self.model.name) is not None else None


def _transcript(head: dict[str, Any]) -> Transcript:
    words = tuple(TimedWord(**word) for word in head.get("words", ()))
    return Transcript(
        head["text"],
        head["language"],
        head.get("confidence"),
        head.get("no_speech"),
        melody_follows=bool(head.get("melody_follows")),
        words=words,
    )
