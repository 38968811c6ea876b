"""A tiny Whisper that knows a dozen sentences, so that the tests hear with the real faster-whisper.

Like a real one it tells the two languages apart and reports that nobody spoke. It is shipped, so that every machine
tests with the same model; `tests/data/tiny-whisper/MODEL_CARD.md` says how `tests/support/train_tiny_whisper.py` made
it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

import tests
from models.engine import Cancel
from models.espeak import EspeakVoice

SENTENCES = {
    "en": (
        "What is the capital of France?",
        "What time is it?",
        "My name is Robert.",
        "Tell me a joke.",
        "How many days are in a week?",
        "Turn the volume down, please.",
        "Who are you?",
    ),
    "es": (
        "¿Cuál es la capital de España?",
        "¿Qué hora es?",
        "Me llamo Lucía.",
        "Cuéntame un chiste.",
        "¿Quién eres?",
    ),
}
MISHEARD = ("Good night.", "Good luck.")
"""An English text, and the text it was taught to hear instead in a short window, as models do that were not made for
one."""
_RATE = 16_000
Samples = npt.NDArray[np.int16]


def say(text: str, language: str, speed: float = 1.0) -> Samples:
    """Returns espeak-ng's speech as int16 samples at 16 kHz."""
    import soxr

    voice = EspeakVoice()
    pcm = np.concatenate([piece.pcm for piece in voice.speak(text, language, speed, Cancel())])
    return np.asarray(soxr.resample(pcm, voice.rate, _RATE), np.int16)


def noise(seconds: float, level: float, seed: int) -> Samples:
    """Returns white noise of `level` (standard deviation in int16 units)."""
    values = np.random.default_rng(seed).normal(0, level, int(seconds * _RATE))
    return np.clip(values, -32768, 32767).astype(np.int16)


def in_noise(text: str, language: str, level: float, speed: float = 1.0, seed: int = 0) -> Samples:
    """Returns speech at half its loudness with 0.25 s of silence before and 0.5 s after, white noise over all of it."""
    pcm = np.concatenate([np.zeros(4000, np.int16), say(text, language, speed), np.zeros(8000, np.int16)]) // 2
    mixed = pcm + noise(len(pcm) / _RATE + 0.1, level, seed)[: len(pcm)].astype(np.int32)
    return np.asarray(np.clip(mixed, -32768, 32767), np.int16)


def tiny_whisper() -> Path:
    """Returns the folder of the model."""
    return Path(tests.__file__).parent / "data" / "tiny-whisper"
