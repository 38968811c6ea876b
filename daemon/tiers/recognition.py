"""Speech on its way to a recogniser, which may come into memory, or crash, in the middle of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from daemon.workers.fleet import ModelHandle
from daemon.workers.preemption import Preempted, Preemption
from daemon.workers.request import Request, WorkerError
from daemon.workers.worker import Worker
from models.engine import Transcript


@dataclass(slots=True)
class Utterance:
    """What the user has said of a turn so far. Bounded by the longest turn (settings `turn.max_seconds`)."""

    number: int
    """The turn's."""
    pcm: bytearray = field(default_factory=bytearray)
    """int16 little-endian, mono, HEARING_RATE: all of it."""
    speech: int = 0
    """How many samples there are before the pause that is under way; 0: all, there is none."""


class RecogniserSession:
    """A recogniser. What its process has not heard, because it was not there yet, it is told before it is asked."""

    def __init__(self, model: ModelHandle, language: str | None = None) -> None:
        """`language`: what to listen for; None lets the recogniser find out."""
        self.model = model
        self._language = language
        self._told: dict[int, int | None] = {}  # utterance -> the process that has heard all of it

    def open(self, utterance: Utterance) -> None:
        self._told[utterance.number] = self._worker_pid()
        self.model.send("open", utterance=utterance.number, language=self._language)

    def feed(self, utterance: Utterance, pcm: bytes) -> None:
        """`pcm` is already part of the utterance's own."""
        if self._told.get(utterance.number) == self._worker_pid():
            self.model.send("feed", pcm, utterance=utterance.number)

    def close(self, utterance: Utterance) -> None:
        self._told.pop(utterance.number, None)
        self.model.send("close", utterance=utterance.number)

    async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
        """The words so far: a cheap guess, or the best there is. Raises WorkerError."""
        async with self.model.use() as worker:
            if self._told.get(utterance.number) != worker.pid:
                self._tell(worker, utterance)
            op = "result" if final else "partial"
            head = (await worker.ask_one(op, utterance=utterance.number, speech=utterance.speech)).head
        return _transcript(head)

    async def listen_to(self, pcm: bytes, rate: int, language: str, way: Preemption) -> Transcript:
        """The words of a recording (int16 little-endian, mono), whenever nobody speaks. Raises WorkerError."""
        while True:
            await way.free()
            try:
                async with self._listening(pcm, rate, language, way) as request:
                    async for frame in request:
                        return _transcript(frame.head)
            except Preempted:
                continue
            raise WorkerError(f"{self.model.name} did not say what it heard")

    @asynccontextmanager
    async def _listening(self, pcm: bytes, rate: int, language: str, way: Preemption) -> AsyncIterator[Request]:
        async with self.model.use() as worker, worker.ask("recognise", pcm, rate=rate, language=language) as request:
            with way.working(lambda: request.interrupt(Preempted())):
                yield request

    def _tell(self, worker: Worker, utterance: Utterance) -> None:
        number = utterance.number
        worker.send("open", utterance=number, language=self._language)
        worker.send("feed", bytes(utterance.pcm), utterance=number)
        if number in self._told:
            self._told[number] = worker.pid

    def _worker_pid(self) -> int | None:
        """None while it cannot be told anything."""
        return self.model.pid if self.model.fleet.worker(self.model.name) is not None else None


def _transcript(head: dict[str, Any]) -> Transcript:
    return Transcript(
        head["text"], head["language"], head.get("confidence"), head.get("no_speech"), head.get("finished")
    )
