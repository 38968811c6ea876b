"""Turns of a GGUF with ears, and of the fast tier, in this process, for benchmarks.omni_gguf.

Speech is fed at the speed of time, as from a microphone.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from daemon.tiers.specs import threads_for
from daemon.workers.process_memory import read_memory
from models.engine import Cancel, HearingMind, Listening, Message, Mind, Sampling, TextDelta, Usage, Voice

if TYPE_CHECKING:
    from models.engine import Pcm

Figures = dict[str, Any]
RATE: Final = 16000
PIECE: Final = RATE // 10
ATTEND_EVERY: Final = RATE // 2
"""Samples between two calls of `attend`, the same as in daemon.tiers.hearing_mind."""
CLAUSE: Final = "That would be lovely,"
CLAUSE_TOKENS: Final = 5
GENERATED: Final = 48
BEFORE: Final = (
    Message("system", "You are a voice assistant. Answer in one or two short sentences, as one speaks. " * 4),
    Message("user", "what can one do in the old town on a day like this"),
    Message("assistant", "You could walk along the harbour and have a coffee by the church."),
)
QUESTION: Final = "and is there a train that goes there in the evening"


def sound(seconds: float, seed: int = 0) -> Pcm:
    """Returns syllables of a changing pitch: to an encoder as good as speech, as far as its time is concerned."""
    import numpy as np

    chance = np.random.default_rng(seed)
    at = np.arange(int(seconds * RATE)) / RATE
    pitch = np.cumsum(120 + 40 * np.sin(2 * np.pi * 0.7 * at)) / RATE
    tone = sum(np.sin(2 * np.pi * pitch * k + k) / k for k in range(1, 16))
    envelope = 0.1 + np.clip(np.sin(2 * np.pi * 3.3 * at), 0, 1)
    return np.asarray(6000 * envelope * (0.4 * tone + 0.05 * chance.normal(size=at.size)), np.int16)


def timed(work: Callable[[], object]) -> float:
    """Returns the seconds that `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def memory() -> dict[str, int]:
    """Returns the megabytes of this process: private, and pages of files."""
    found = read_memory(os.getpid())
    assert found is not None
    return {"private_mb": round(found.private / 1e6), "mapped_mb": round(found.mapped / 1e6)}


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def omni(model: Path, projector: Path, voice: Path, threads: int, seconds: Sequence[float], rounds: int) -> Figures:
    """Measures the cost of hearing, with the projector and without."""
    from models.llama_media.engine import OmniGguf
    from models.piper.voice import PiperVoice

    figures: Figures = {}
    began = time.perf_counter()
    mind = OmniGguf(model, projector, context=4096, threads=threads, low_memory=True)
    figures["load_s"] = time.perf_counter() - began
    list(mind.generate("text", [Message("user", "hello")], Sampling(max_tokens=2), Cancel()))
    figures["memory_without_projector"] = memory()
    mind.low_memory = False
    figures |= encoding(mind, rounds)
    figures["memory_with_ears"] = memory()
    figures["tokens_per_s"] = generation(mind, rounds)
    figures["turns"] = {}
    speaks = PiperVoice(voice, threads=threads_for("voice", threads))
    voice_ms = 1e3 * first_sound(speaks)
    for length in seconds:
        pcm = sound(length)
        while_spoken, at_once = zip(*(turn(mind, pcm, number) for number in range(rounds)), strict=True)
        figures["turns"][f"{length:g}"] = {
            "first_token_ms_encoded_while_spoken": 1e3 * median([each[0] for each in while_spoken]),
            "first_token_ms_encoded_at_once": 1e3 * median([each[0] for each in at_once]),
            "engine_first_audio_ms": 1e3 * median([each[1] for each in while_spoken]) + voice_ms,
            "left_tokens": while_spoken[0][2],
        }
    figures["voice_ms"] = voice_ms
    figures["difference"] = difference(mind, sound(max(seconds)))
    mind.close_ears()
    figures["memory_ears_closed"] = memory()
    mind.close()
    return figures


def encoding(mind: Any, rounds: int) -> Figures:
    """Returns the encoder's seconds of work for a second of sound."""
    from models.llama_media.audio_encoder import WINDOW
    from models.mel import MelStream

    ears = mind.ears()
    mel = MelStream(ears.bands)
    mel.feed(sound(8))
    features = median([timed(lambda: mel.frames(200, 400)) for _ in range(rounds)])
    window = mel.frames(200, 400)
    ears.encode(window, Cancel())
    whole = [timed(lambda: ears.encode(window, Cancel())) for _ in range(max(3, rounds))]
    half = [timed(lambda: ears.encode(window[:, : WINDOW // 2], Cancel())) for _ in range(max(3, rounds))]
    numbers = mind._native.add_sound(ears.encode(window, Cancel()))

    def take_in() -> None:
        mind.forget("text")
        mind.bring("text", [Message("user", "")], numbers, Cancel())

    decoded = median([timed(take_in) for _ in range(rounds)])
    mind.drop(numbers)
    return {
        "encode_s_per_s": median(whole) / 2,
        "encode_half_window_ms": 1e3 * median(half),
        "features_ms_per_s": 1e3 * features / 2,
        "prefill_s_per_s": decoded / 2,
    }


def generation(mind: Mind, rounds: int) -> float:
    """Returns the tokens a second, behind a prompt of the usual length."""
    asked = [*BEFORE, Message("user", QUESTION)]
    rates = []
    for _ in range(rounds):
        stamps: list[float] = []
        for item in mind.generate("voice", asked, Sampling(max_tokens=GENERATED, temperature=0), Cancel()):
            if isinstance(item, Usage):
                rates.append((item.generated_tokens - 1) / (time.perf_counter() - stamps[0]))
            else:
                stamps.append(time.perf_counter())
    return median(rates)


def turn(mind: HearingMind, pcm: Pcm, number: int) -> tuple[tuple[float, float, int], tuple[float, float, int]]:
    """Measures one turn twice: heard while it was spoken, and heard all at once. Each gives the seconds from the end
    of speech to the first token and to the end of the first clause, and the tokens left to prefill. The conversation
    before it is in the cache both times."""
    asked = [*BEFORE, Message("user", "")]
    out = []
    for live in (True, False):
        mind.forget("voice")
        mind.prefill("voice", BEFORE, Cancel())
        listening = mind.open("voice")
        end = speak(listening, pcm, asked) if live else _feed(listening, pcm)
        out.append((*answer(listening, asked, end, number),))
        listening.close()
    return out[0], out[1]


def speak(listening: Listening, pcm: Pcm, asked: Sequence[Message]) -> float:
    """Feeds the sound at the speed of time, attending between the pieces. Returns when it ended, whether or not all of
    it was processed by then."""
    began = time.perf_counter()
    attended = 0
    for start in range(0, len(pcm), PIECE):
        end = min(len(pcm), start + PIECE)
        time.sleep(max(0.0, began + end / RATE - time.perf_counter()))
        listening.feed(pcm[start:end])
        if end - attended >= ATTEND_EVERY and time.perf_counter() < began + len(pcm) / RATE:
            attended = end
            listening.attend(asked, Cancel())
    return began + len(pcm) / RATE


def _feed(listening: Listening, pcm: Pcm) -> float:
    listening.feed(pcm)
    return time.perf_counter()


def answer(listening: Listening, asked: Sequence[Message], end: float, seed: int) -> tuple[float, float, int]:
    """Returns the seconds from `end` to the first token and to the end of the first clause, and the tokens left to
    prefill."""
    stamps, left = [], 0
    for item in listening.answer(asked, Sampling(max_tokens=4 * CLAUSE_TOKENS, seed=seed), Cancel()):
        if isinstance(item, TextDelta):
            stamps += [time.perf_counter()] * item.tokens
        else:
            left = item.prompt_tokens - item.cached_tokens
    return stamps[0] - end, stamps[min(CLAUSE_TOKENS, len(stamps)) - 1] - end, left


def first_sound(voice: Voice) -> float:
    """Returns the seconds until the first clause can be heard."""
    next(iter(voice.speak("Hello there.", "en", 1.0, Cancel())))
    return median([timed(lambda: next(iter(voice.speak(CLAUSE, "en", 1.0, Cancel())))) for _ in range(5)])


def difference(mind: Any, pcm: Pcm) -> Figures:
    """Returns the distance between the embeddings of a stream and those of the whole: mean and largest, in parts of
    their deviation. Both are measured for the sound as it is and for the worst case: a last second ten times as loud
    as all before."""
    import numpy as np

    out: Figures = {}
    loud = pcm.copy()
    loud[:-RATE] = loud[:-RATE] // 10
    for name, each in (("as it is", pcm), ("loud at the end", loud)):
        whole, stream = mind.open("text"), mind.open("text")
        whole.feed(each)
        whole._mel.frames(0, whole._mel.all_frames)  # so that it knows the loudest moment from the beginning
        for start in range(0, len(each), PIECE):
            stream.feed(each[start : start + PIECE])
            while stream._mel.whole_frames >= (stream._windows + 1) * 200:
                stream._encode_window(Cancel())
        rows = [
            np.concatenate([mind._native._media[number].rows for number in listening._all(Cancel())])
            for listening in (whole, stream)
        ]
        off = np.abs(rows[0] - rows[1]) / rows[0].std()
        out[name] = {"mean": float(off.mean()), "largest": float(off.max())}
        whole.close()
        stream.close()
    return out


def fast(whisper: Path, model: Path, voice: Path, threads: int, seconds: Sequence[float], rounds: int) -> Figures:
    """Measures recogniser, mind and voice one after the other, with the question's first words prefilled as in the
    daemon."""
    from models.llama.mind import LlamaMind
    from models.piper.voice import PiperVoice
    from models.scripted.engines import ScriptedRecogniser

    ears = ScriptedRecogniser(whisper, threads=threads, transcripts=[(QUESTION, "en")])
    mind = LlamaMind(model, context=4096, threads=threads)
    speaks = PiperVoice(voice, threads=threads_for("voice", threads))
    voice_ms = 1e3 * first_sound(speaks)
    figures: Figures = {"voice_ms": voice_ms, "tokens_per_s": generation(mind, rounds), "turns": {}}
    asked = [*BEFORE, Message("user", QUESTION)]
    settled = [*BEFORE, Message("user", QUESTION.rsplit(" ", 3)[0])]
    for length in seconds:
        found = []
        for number in range(rounds):
            mind.forget("voice")
            mind.prefill("voice", settled, Cancel())
            heard = ears.open("en")
            heard.feed(sound(length))
            began = time.perf_counter()
            heard.result(Cancel())
            recognised = time.perf_counter() - began
            stamps = [
                time.perf_counter() - began
                for item in mind.generate("voice", asked, Sampling(max_tokens=CLAUSE_TOKENS, seed=number), Cancel())
                for _ in range(item.tokens if isinstance(item, TextDelta) else 0)
            ]
            found.append((recognised, stamps[0], stamps[-1]))
            heard.close()
        recognised, first, clause = (1e3 * median(column) for column in zip(*found, strict=True))
        figures["turns"][f"{length:g}"] = {
            "recognised_ms": recognised,
            "first_token_ms": first,
            "engine_first_audio_ms": clause + voice_ms,
        }
    figures["memory"] = memory()
    ears.close()
    mind.close()
    return figures
