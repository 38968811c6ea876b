"""The naive pipeline, as everybody begins: wait for a silence, recognise it all, think it all, speak it all, then play.

It runs the daemon's engines in the daemon's processes, one after the other. It does not hear the question again in real
time: nothing is computed while the speaker talks, so only the work after the question's end has to be measured.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import asdict, dataclass

from audio.wavefile import read_wav
from daemon.bench.harness.processes import cpu_seconds
from daemon.bench.turn.questions import Question
from daemon.bench.turn.session import Session
from daemon.conversation.dialogue import SPOKEN_STYLE, Dialogue, Exchange
from models.engine import Sampling

SILENCE_MS = 800.0
"""The fixed pause that ends a turn, as in most voice assistants."""
LOUDSPEAKER_MS = 30.0
"""Average time from the first sample given to the sound card until it is audible. The WAV backend has the same."""
_utterances = itertools.count(1_000_000)


@dataclass(frozen=True, slots=True)
class Naive:
    """Times of one turn: the stages in ms, CPU time in seconds."""

    stt: float
    llm: float
    tts: float
    cpu_s: float

    @property
    def voice_to_voice(self) -> float:
        return SILENCE_MS + self.stt + self.llm + self.tts + LOUDSPEAKER_MS


async def ask(session: Session, question: Question, dialogue: Dialogue) -> Naive:
    """Answers the question. `dialogue`: the conversation before it, which has a KV sequence of its own."""
    cascade = session.cascade
    ears, mind = cascade.ears.model, cascade.mind
    await session.script(question)
    cpu = cpu_seconds(session.pids())
    number = next(_utterances)
    began = time.perf_counter()
    ears.send("open", utterance=number, language=question.language)
    ears.send("feed", read_wav(question.wav).tobytes(), utterance=number)
    heard = (await ears.ask_one("result", utterance=number)).head["text"] or question.text
    ears.send("close", utterance=number)
    recognised = time.perf_counter()
    messages = dialogue.messages("" if cascade.ready_made else SPOKEN_STYLE, heard)
    speaking = cascade.speaking
    sampling = Sampling(max_tokens=speaking.max_tokens, temperature=speaking.temperature, seed=speaking.seed)
    plain = [asdict(message) for message in messages]
    reply = ""
    async with mind.ask("generate", b"", conversation="naive", messages=plain, sampling=asdict(sampling)) as request:
        async for frame in request:
            reply += frame.head.get("text", "")
    thought = time.perf_counter()
    voice = cascade.voices.get(question.language) or next(iter(cascade.voices.values()))
    async with voice.ask("speak", text=reply, language=question.language, speed=1.0) as request:
        async for _ in request:
            pass
    spoken = time.perf_counter()
    dialogue.add(Exchange(number, heard, reply.strip(), question.language))
    dialogue.trim()
    used = cpu_seconds(session.pids()) - cpu
    return Naive((recognised - began) * 1000, (thought - recognised) * 1000, (spoken - thought) * 1000, used)
