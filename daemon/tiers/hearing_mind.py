"""The tier `quality` on a CPU: an LLM with an audio encoder hears and thinks, another engine speaks.

While the user speaks, the LLM encodes and reads the speech so far; at the end of speech only the last moments are left. A
recogniser runs beside it, off the critical path, for displays, skills and the history. Should that fail, the LLM
transcribes the speech.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from config.constants import HEARING_RATE
from daemon.tiers.cascade import Cascade
from daemon.tiers.filters import NotesExchange
from daemon.tiers.omni import Messages, OmniResponder, language_below
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.tiers.responder import VOICE, Emit
from daemon.workers.fleet import ModelHandle
from daemon.workers.request import WorkerError
from daemon.workers.worker import Worker
from models.engine import Message, Sampling, Transcript
from models.text.language import guess_language

if TYPE_CHECKING:
    from daemon.routing.facts import TierFacts
    from daemon.tiers.kit import EngineHandles

ATTEND_EVERY: Final = HEARING_RATE
"""Bytes of new speech (half a second) after which the LLM is asked to attend. Asking too early costs nothing."""


@dataclass(slots=True)
class HearingMindResponder(OmniResponder):
    """Implements daemon.tiers.responder.Responder. `omni` is a worker that serves a models.engine.HearingMind."""

    _now: Utterance | None = field(default=None, init=False)
    """The utterance being spoken."""
    _before: list[Message] = field(default_factory=list, init=False)
    """The conversation before the next question, as far as it is known; the last message is the user's, empty."""
    _told: dict[int, tuple[int | None, int]] = field(default_factory=dict, init=False)
    """Utterance -> the process that was told of it, and how many bytes."""
    _attended: int = field(default=0, init=False)
    _attending: asyncio.Task[None] | None = field(default=None, init=False)
    _answering: int = field(default=0, init=False)
    """Answers under way. A cancelled one ends a moment after the next has begun."""

    # ----------------------------------------------------------------------------------------------- while it is spoken

    def open(self, utterance: Utterance) -> None:
        OmniResponder.open(self, utterance)
        self._now, self._attended = utterance, 0
        self._attend()

    def feed(self, utterance: Utterance, pcm: bytes) -> None:
        OmniResponder.feed(self, utterance, pcm)
        if len(utterance.pcm) - self._attended >= ATTEND_EVERY:
            self._attend()

    def close(self, utterance: Utterance) -> None:
        OmniResponder.close(self, utterance)
        if self._now is utterance:
            self._now = None
            if self._attending is not None:
                self._attending.cancel()
        if self._told.pop(utterance.number, None) is not None:
            self.omni.send("close", utterance=utterance.number)

    async def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
        """Makes use of the earlier conversation only: the words come to this LLM as sound."""
        self._before = [*messages[:-1], Message("user", "")]
        if self._now is None:
            await self.omni.ready()
        else:
            self._attend()

    def _attend(self) -> None:
        """Has the LLM read the speech so far, unless it is doing so already."""
        idle = not self._answering and (self._attending is None or self._attending.done())
        if idle and self._now is not None:
            self._attending = asyncio.get_running_loop().create_task(self._attend_to(self._now))

    async def _attend_to(self, utterance: Utterance) -> None:
        with suppress(WorkerError):  # only lost time: the answer itself will say what is wrong
            async with self.omni.use() as worker:
                self._attended = len(utterance.pcm)
                self._tell(worker, utterance)
                messages = [asdict(message) for message in self._before]
                number, heard = utterance.number, len(utterance.pcm) // 2
                await worker.ask_one("attend", utterance=number, messages=messages, samples=heard)

    def _tell(self, worker: Worker, utterance: Utterance) -> None:
        """Sends the sound that the LLM's process does not have yet."""
        number, pid = utterance.number, worker.pid
        known, told = self._told.get(number, (None, 0))
        if known != pid:
            told = 0
            worker.send("open", utterance=number, conversation=VOICE)
        worker.send("feed", bytes(utterance.pcm[told:]), utterance=number)
        self._told[number] = (pid, len(utterance.pcm))

    # ---------------------------------------------------------------------------------------------------- the answer

    async def respond(self, utterance: Utterance, messages: Messages, known: Transcript | None, emit: Emit) -> None:
        noted = NotesExchange(emit)
        self._answering += 1
        try:
            await OmniResponder.respond(self, utterance, messages, known, noted)
        finally:
            self._answering -= 1
        if noted.complete:
            await self._settle([*messages(noted.heard), Message("assistant", noted.said)])

    async def _settle(self, messages: list[Message]) -> None:
        """Replaces the turn's sound by its words in the KV cache, while the reply is played. The next question then finds
        the conversation there as it will be given."""
        self._before = [*messages, Message("user", "")]
        with suppress(WorkerError):
            plain = [asdict(message) for message in messages]
            await self.omni.ask_one("prefill", conversation=VOICE, messages=plain)

    async def _answer(self, utterance: Utterance, messages: Messages, language: str, emit: Emit) -> None:
        # Asked without its words, the last message holds what goes before the sound: an earlier half of the question.
        asked = [asdict(message) for message in messages("")]
        speaking = self.below.speaking
        sampling = asdict(Sampling(speaking.max_tokens, speaking.temperature, seed=speaking.seed))
        async with self.omni.use() as worker:
            self._tell(worker, utterance)
            head: dict[str, Any] = {"utterance": utterance.number, "samples": len(utterance.pcm) // 2}
            async with worker.ask("answer", messages=asked, sampling=sampling, **head) as request:
                await self._voiced(worker, request, language, emit)

    async def written_down(self, utterance: Utterance) -> Transcript:
        """Returns the words that the LLM itself heard. Raises WorkerError."""
        async with self.omni.use() as worker:
            self._tell(worker, utterance)
            samples = len(utterance.pcm) // 2
            answer = await worker.ask_one("transcript", utterance=utterance.number, samples=samples)
            text = str(answer.head["text"])
        return Transcript(text, self.language or guess_language(text))


class RecogniserOrMind(RecogniserSession):
    """A recogniser session; should it fail at the end of a turn, the LLM transcribes the speech."""

    def __init__(self, model: ModelHandle, language: str | None = None) -> None:
        super().__init__(model, language)
        self.mind: HearingMindResponder | None = None

    async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
        try:
            return await super().recognise(utterance, final)
        except WorkerError:
            if not final or self.mind is None:
                raise
        return await self.mind.written_down(utterance)


def build(way: TierFacts, kit: EngineHandles, below: Cascade) -> HearingMindResponder:
    """Builds the responder of a GGUF that hears."""
    language = language_below(below)
    ears = below.ears = RecogniserOrMind(below.ears.model, language or None)
    ears.mind = HearingMindResponder("quality", kit.hearing_mind(way.mind), below, language)
    return ears.mind
