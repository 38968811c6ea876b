"""The naive pipeline, as everybody begins: wait for a silence, recognise it all, think it all, speak it all, then play.

It runs the daemon's engines in the daemon's processes, one after the other. It does not hear the question again in real
time: nothing is computed while the speaker talks, so only the work after the question's end has to be measured.
"""

from __future__ import annotations

import itertools
import re
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
_SENTENCE = re.compile(r"[.!?…](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Naive:
    """Times of one turn: the stages in ms, CPU time in seconds."""

    stt: float
    llm: float
    tts: float
    cpu_s: float
    first_sentence: float
    """The LLM's time to the end of its first sentence, its first token included."""
    first_token: float
    first_sound: float
    """The voice's time to its first piece of sound, which is a sentence's."""

    def chain(self, pause_ms: float) -> float:
        """Returns the ms of what no assistant of these engines can leave out if it speaks in sentences and does nothing
        ahead: a pause, the words, the first sentence, its sound."""
        return pause_ms + self.stt + self.first_sentence + self.first_sound

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
    reply, first_token, first_sentence = "", 0.0, 0.0
    async with mind.ask("generate", b"", conversation="naive", messages=plain, sampling=asdict(sampling)) as request:
        async for frame in request:
            reply += frame.head.get("text", "")
            first_token = first_token or time.perf_counter()
            if not first_sentence and _SENTENCE.search(reply):
                first_sentence = time.perf_counter()
    thought = time.perf_counter()
    first_sound = 0.0
    voice = cascade.voices.get(question.language) or next(iter(cascade.voices.values()))
    async with voice.ask("speak", text=reply, language=question.language, speed=1.0) as request:
        async for _ in request:
            first_sound = first_sound or time.perf_counter()
    spoken = time.perf_counter()
    dialogue.add(Exchange(number, heard, reply.strip(), question.language))
    dialogue.trim()
    used = cpu_seconds(session.pids()) - cpu
    return Naive(
        stt=(recognised - began) * 1000,
        llm=(thought - recognised) * 1000,
        tts=(spoken - thought) * 1000,
        cpu_s=used,
        first_token=((first_token or thought) - recognised) * 1000,
        first_sentence=((first_sentence or thought) - recognised) * 1000,
        first_sound=((first_sound or spoken) - thought) * 1000,
    )
