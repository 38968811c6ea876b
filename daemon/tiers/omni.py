"""One model hears, thinks and speaks: the tiers `quality` and `max`.

It gets the sound of the question itself. A recogniser runs beside it for what needs words: the display, skills, the
history, interruptions. In languages that the model cannot speak (Qwen2.5-Omni: all but English and Chinese) it only
thinks, and another voice speaks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from config.texts import _
from daemon.conversation.announcements import APOLOGY, BROKEN_OFF
from daemon.conversation.reply_events import Audio, Clause, Failed, Finished, Heard, Said
from daemon.tiers.cascade import Cascade
from daemon.tiers.clause_pipeline import Thoughts
from daemon.tiers.filters import Behind, ReleaseGate
from daemon.tiers.first_clause import FirstClauseGate
from daemon.tiers.recognition import RecogniserSession, Utterance
from daemon.tiers.responder import Emit
from daemon.workers.fleet import ModelHandle
from daemon.workers.request import Request, WorkerError
from daemon.workers.wire import Frame
from daemon.workers.worker import Worker
from models.engine import Mark, Message, Sampling, Transcript
from models.text.claims.guard import ClaimGuard
from models.text.loops import LoopGuard

if TYPE_CHECKING:
    from daemon.routing.facts import TierFacts
    from daemon.tiers.kit import EngineHandles

Messages = Callable[[str], list[Message]]
"""Makes the mind's input from the question's words."""


@dataclass(slots=True)
class OmniResponder:
    """Implements daemon.tiers.responder.Responder."""

    name: str
    omni: ModelHandle
    below: Cascade
    """Its recogniser gives the words; its voices speak given texts, and answers in languages that the model cannot speak."""
    language: str = ""
    """The language spoken to it; empty: to be found out."""
    words_first: bool = False
    """The sound itself is answered."""
    voice: str = ""
    """The model's speaker; empty: the one it was loaded with."""
    _last: str = field(default="", init=False)
    """The language of the last partial transcript."""

    @property
    def ears(self) -> RecogniserSession:
        return self.below.ears

    @property
    def models(self) -> tuple[ModelHandle, ...]:
        """The models that it needs in memory, in the order of loading."""
        return tuple(dict.fromkeys([self.below.ears.model, self.omni, *self.below.voices.values()]))

    # ----------------------------------------------------------------------------------------------------- the words

    def open(self, utterance: Utterance) -> None:
        self._last = ""
        self.below.ears.open(utterance)

    def feed(self, utterance: Utterance, pcm: bytes) -> None:
        self.below.ears.feed(utterance, pcm)

    def close(self, utterance: Utterance) -> None:
        self.below.ears.close(utterance)

    async def recognise(self, utterance: Utterance, final: bool) -> Transcript:
        transcript = await self.below.ears.recognise(utterance, final)
        self._last = transcript.language if transcript.text else self._last
        return transcript

    async def prefill(self, messages: Sequence[Message], asked: bool = False) -> None:
        """Loads the model. Words are no use to it before the sound is complete."""
        await self.omni.ready()

    async def say(self, text: str | AsyncGenerator[str, None], language: str, emit: Emit) -> None:
        await self.below.say(text, language, emit)  # the model speaks only what it thinks

    # ---------------------------------------------------------------------------------------------------- the answer

    async def respond(self, utterance: Utterance, messages: Messages, known: Transcript | None, emit: Emit) -> None:
        """Begins at once where the language is known: the model needs nothing else of the words. Holds its answer back until
        the words are there, because a turn without words is not answered."""
        expected = known.language if known else self.language or self._last
        held = ReleaseGate(emit)
        answer = asyncio.create_task(self._answer(utterance, messages, expected, held)) if expected else None
        try:
            heard = known or await self.below.ears.recognise(utterance, final=True)
            emit(Heard(heard, time.monotonic()))
            if not heard.text:
                emit(Finished(time.monotonic()))
                return
            if answer is None or heard.language != expected:
                await _end(answer)
                held = ReleaseGate(emit)
                answer = asyncio.create_task(self._answer(utterance, messages, heard.language, held))
            held.release()
            await answer
        except WorkerError as err:
            emit(Failed(str(err), time.monotonic()))
        finally:
            await _end(answer)

    async def _answer(self, utterance: Utterance, messages: Messages, language: str, emit: Emit) -> None:
        # Asked without its words, the last message holds what goes before the sound: an earlier half of the question.
        asked = [asdict(message) for message in messages("")]
        speaking = self.below.speaking
        sampling = asdict(Sampling(speaking.max_tokens, speaking.temperature, seed=speaking.seed))
        async with self.omni.use() as worker:
            spoken = worker.facts.get("languages", ())
            speak = language in spoken or "*" in spoken
            head = {"messages": asked, "sampling": sampling, "speak": speak, "voice": self.voice}
            async with worker.ask("respond", bytes(utterance.pcm), **head) as request:
                if not speak:
                    await self._voiced(worker, request, language, emit)
                    return
                relay = _Relay(emit, ClaimGuard(language), self.omni.name)
                await relay.run(aiter(request))
        if relay.true:  # another voice says it: the model speaks only what it thinks
            emit(Said(" ", time.monotonic()))
            await self.below.say(relay.true, language, Behind(f"{relay.said} ", emit))
        elif relay.silent:  # thoughts, an emoji: whoever has asked is not left in silence
            await self.below.say("\n" + APOLOGY.get(language, APOLOGY["en"]), language, Behind(relay.said, emit))

    async def _voiced(self, worker: Worker, request: Request, language: str, emit: Emit) -> None:
        """Has another voice speak what the model thinks; the model waits for the first clause's sound."""
        first = FirstClauseGate()
        with first.working(lambda on: worker.send("hold", id=request.number, on=on)):
            await self.below.speak_as_it_comes(_thoughts(aiter(request), language), language, emit, first)


def build(way: TierFacts, kit: EngineHandles, below: Cascade) -> OmniResponder:
    """Builds the responder of an Omni on this machine."""
    return replace(_over("quality", way, kit, below), voice=kit.settings.quality.voice)


def build_max(way: TierFacts, kit: EngineHandles, below: Cascade) -> OmniResponder:
    """Builds the responder of an Omni on a server."""
    return _over("max", way, kit, below)


def _over(tier: str, way: TierFacts, kit: EngineHandles, below: Cascade) -> OmniResponder:
    return OmniResponder(tier, kit.mind(way.mind), below, language_below(below))


def language_below(below: Cascade) -> str:
    """Returns the language spoken: the only one that the recogniser knows, or as set; empty: to be found out."""
    return below.ears.language or ""


async def _end(task: asyncio.Task[None] | None) -> None:
    """Cancels a task and waits for it: the answer's request must be withdrawn before another is made."""
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Relay:
    """Emits the model's text and sound. Its one long sound comes in pieces; each piece becomes a clause with the words that
    begin in it, so that a reply which is cut knows what was heard. It ends before the words that claim an effect.

    A model that repeats itself is heard up to its third time, and fails."""

    def __init__(self, emit: Emit, guard: ClaimGuard, name: str) -> None:
        self._emit = emit
        self._guard = guard
        self._name = name
        self.said = ""
        """The text that has been told: that of the sound so far."""
        self.true = ""
        """What is to be said in place of a claim; empty where there was none."""
        self.silent = False
        """The reply has no sound, and no last event yet."""

    async def run(self, frames: AsyncIterator[Frame]) -> None:
        text, loops = "", LoopGuard()
        samples = 0
        since = 0.0  # when the first text came
        async for frame in frames:
            now = time.monotonic()
            if "text" in frame.head:
                since = since or now
                written = loops.feed(frame.head["text"])
                text += written
                self.true = self.true or self._guard.check(written) or ""
                continue
            if self.true:
                return
            first = now if self.said else since or now
            if "usage" in frame.head:
                self._tell(text, first)
                self.silent = not samples
                if samples:
                    self._emit(Failed(_repeats(self._name), now) if loops.looping else _finished(frame.head["usage"]))
            elif frame.payload:
                if loops.looping and len(self.said) == len(text):
                    self._emit(Failed(_repeats(self._name), now))
                    return
                marks = [mark for mark in (Mark(*mark) for mark in frame.head["marks"]) if mark.start < len(text)]
                marked = len(self.said)
                end = min(max((mark.end for mark in marks), default=marked), len(text))
                if (
                    not samples and end == marked
                ):  # it begins with silence: the text is there, and no word of it sounds yet
                    self._emit(Said("", first))
                self._tell(text[:end], first)
                self._emit(Clause(text[marked:end], marked, end, now))
                shifted = tuple(Mark(m.start - marked, m.end - marked, m.at - samples, m.exact) for m in marks)
                self._emit(Audio(frame.payload, frame.head["rate"], shifted, now))
                samples += len(frame.payload) // 2

    def _tell(self, text: str, time: float) -> None:
        if len(text) > len(self.said):
            self._emit(Said(text[len(self.said) :], time))
            self.said = text


def _repeats(name: str) -> str:
    return _("{name} repeated itself: its answer was ended", name=name)


def _finished(usage: dict[str, Any]) -> Finished:
    return Finished(time.monotonic(), **{key: value for key, value in usage.items() if key.endswith("_tokens")})


async def _thoughts(frames: AsyncIterator[Frame], language: str) -> Thoughts:
    """Yields the model's text, then its usage. One that repeats itself is ended after the third time, with an apology."""
    guard = LoopGuard()
    async for frame in frames:
        if "usage" in frame.head:
            yield frame.head["usage"]
            continue
        yield guard.feed(frame.head["text"])
        if guard.looping:
            yield "\n" + BROKEN_OFF.get(language, BROKEN_OFF["en"])
            return
