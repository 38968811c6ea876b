"""Speech for recognisers, by other synthesisers than the assistant's own."""

from __future__ import annotations

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 16_000
Samples = npt.NDArray[np.int16]


def flite(text: str, voice: str = "slt") -> Samples:
    """Returns Flite's speech at 16 kHz with 0.3 s of soft noise on either side; the same samples at each call."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True, capture_output=True)
        return in_room(read(path))


def festival(text: str) -> Samples:
    """Returns the speech of Festival's default voice, with the same rate and noise."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(["text2wave", "-o", str(path)], input=text.encode(), check=True, capture_output=True)
        return in_room(read(path))


def read(path: Path) -> Samples:
    import soxr

    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        rate = file.getframerate()
    return pcm if rate == RATE else np.asarray(soxr.resample(pcm, rate, RATE), np.int16)


def in_room(speech: Samples) -> Samples:
    """Returns `speech` amid the faint noise of a microphone: digital silence is no fair test of a recogniser."""
    pcm = np.random.default_rng(0).normal(0, 6, len(speech) + 2 * 4800)
    pcm[4800:-4800] += speech
    return np.clip(pcm, -32768, 32767).astype(np.int16)
