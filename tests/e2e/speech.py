"""Sounds for the microphone: synthesised speech and noise."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np

from audio.wavefile import write_wav


def say(text: str, folder: Path, voice: str = "rms") -> Path:
    """A WAV of `text`, spoken by one of flite's voices, with half a second of quiet around it."""
    spoken = folder / f"{abs(hash((text, voice)))}.wav"
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(spoken)], check=True)
    return spoken


def white(folder: Path, seconds: float, level: float = 0.2) -> Path:
    """A burst of noise, as a cough is for a recogniser."""
    rng = np.random.default_rng(1)
    burst = rng.normal(0, level * 32767, round(seconds * 16_000)) * np.hanning(round(seconds * 16_000))
    path = folder / "noise.wav"
    write_wav(path, np.clip(burst, -32768, 32767).astype(np.int16), 16_000)
    return path
