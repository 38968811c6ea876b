"""Speech for the tests, made by the synthesisers that the project installs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audio.frames import Pcm
from audio.wavefile import read_wav
from config.constants import AUDIBLE

Speak = Callable[[str, str], Pcm]
"""(voice, text) -> int16 mono at 16 kHz. Voices of flite (slt, rms, awb, kal16) and of espeak-ng (en-us, es, ...)."""

FLITE = ("slt", "rms", "awb", "kal16", "kal")


@pytest.fixture(scope="session")
def speak(tmp_path_factory: pytest.TempPathFactory) -> Speak:
    folder = tmp_path_factory.mktemp("speech")
    made: dict[tuple[str, str], Pcm] = {}

    def synthesise(voice: str, text: str) -> Pcm:
        if (voice, text) not in made:
            path = folder / f"{len(made)}.wav"
            _run(voice, text, path)
            made[voice, text] = read_wav(path)
        return made[voice, text]

    return synthesise


def _run(voice: str, text: str, path: Path) -> None:
    program = "flite" if voice in FLITE else "espeak-ng"
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    flite = ["flite", "-voice", voice, "-t", text, "-o", str(path)]
    espeak = ["espeak-ng", "-v", voice, "-w", str(path), text]
    subprocess.run(flite if program == "flite" else espeak, check=True, capture_output=True)


def silence(milliseconds: int) -> Pcm:
    return np.zeros(16 * milliseconds, np.int16)


def audible_span(pcm: Pcm) -> tuple[int, int]:
    """[first, last + 1) of the samples above -50 dBFS."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > AUDIBLE)
    return int(loud[0]), int(loud[-1]) + 1
