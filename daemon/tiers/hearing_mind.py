"""One model hears and thinks, another speaks: the tier `quality` on a CPU.

While the user speaks, the mind is told what has been said so far and deals with it, in its own process: at the end of
speech only the last moments are left. A recogniser listens beside it, as with any Omni, and off the way from speech to
speech: for displays, skills, the history. Should it fail, the mind writes down what it heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from config.constants import HEARING_RATE
from daemon.conversation.reply_events import Finished, Heard, Item, Said
from daemon.tiers.cascade import Cascade
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
"""Bytes: half a second. What the mind finds too short yet costs nothing to ask."""


@dataclass(slots=True)
class HearingMindResponder(OmniResponder):
    """Implements daemon.tiers.responder.Responder. `omni` is a worker that serves a models.engine.HearingMind."""

    _now: Utterance | None = field(default=None, init=False)
    """What is being heard."""
    _before: list[Message] = field(default_factory=list, init=False)
    """What the next question will be asked after, as far as it is known: the last message is an empty one, the user's."""
    _told: dict[int, tuple[int | None, int]] = field(default_factory=dict, init=False)
    """Utterance -> the process that knows it, and how many of its bytes."""
    _attended: int = field(default=0, init=False)
    _attending: asyncio.Task[None] | None = field(default=None, init=False)
    _answering: int = field(default=0, init=False)
    """Answers under way: one that was cancelled ends a moment after the next has begun."""

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

    async def prefill(self, messages: Sequence[Message]) -> None:
        """The words are no use to a mind that hears, but what was said before them is."""
        self._before = [*messages[:-1], Message("user", "")]
        if self._now is None:
            await self.omni.ready()
        else:
            self._attend()

    def _attend(self) -> None:
        """Have the mind deal with what it can deal with already, unless it is at it."""
        idle = not self._answering and (self._attending is None or self._attending.done())
        if idle and self._now is not None:
            self._attending = asyncio.get_running_loop().create_task(self._attend_to(self._now))

    async def _attend_to(self, utterance: Utterance) -> None:
        with suppress(WorkerError):  # only lost time: the answer itself will say what is wrong
            async with self.omni.use() as worker:
                self._attended = len(utterance.pcm)
                self._tell(worker, utterance)
                messages = [asdict(message) for message in self._before]
                await worker.ask_one("attend", utterance=utterance.number, messages=messages)

    def _tell(self, worker: Worker, utterance: Utterance) -> None:
        """Give the mind's process what it does not know yet of the sound."""
        number, pid = utterance.number, worker.pid
        known, told = self._told.get(number, (None, 0))
        if known != pid:
            told = 0
            worker.send("open", utterance=number, conversation=VOICE)
        worker.send("feed", bytes(utterance.pcm[told:]), utterance=number)
        self._told[number] = (pid, len(utterance.pcm))

    # ---------------------------------------------------------------------------------------------------- the answer

    async def respond(self, utterance: Utterance, messages: Messages, known: Transcript | None, emit: Emit) -> None:
        heard, said, finished = "", "", False

        def listen(item: Item) -> None:
            nonlocal heard, said, finished
            match item:
                case Heard():
                    heard = item.transcript.text
                case Said():
                    said += item.text
                case Finished():
                    finished = True
            emit(item)

        self._answering += 1
        try:
            await OmniResponder.respond(self, utterance, messages, known, listen)
        finally:
            self._answering -= 1
        if heard and said and finished:
            await self._settle([*messages(heard), Message("assistant", said)])

    async def _settle(self, messages: list[Message]) -> None:
        """While the reply is heard: the turn's sound makes way for its words in the mind's cache. The next question then
        finds the conversation there as it will be given."""
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
            number = utterance.number
            async with worker.ask("answer", utterance=number, messages=asked, sampling=sampling) as request:
                await self._voiced(worker, request, language, emit)

    async def written_down(self, utterance: Utterance) -> Transcript:
        """What the mind itself heard. Raises WorkerError."""
        async with self.omni.use() as worker:
            self._tell(worker, utterance)
            text = str((await worker.ask_one("transcript", utterance=utterance.number)).head["text"])
        return Transcript(text, self.language or guess_language(text))


class RecogniserOrMind(RecogniserSession):
    """A recogniser; where it fails in the end, the mind says what it heard."""

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
    """A GGUF that hears."""
    language = language_below(kit, below)
    ears = below.ears = RecogniserOrMind(below.ears.model, language or None)
    ears.mind = HearingMindResponder("quality", kit.hearing_mind(way.mind), below, language)
    return ears.mind
