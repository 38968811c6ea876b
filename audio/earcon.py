"""Earcons: short soft sounds that mean "I am listening" and "something went wrong". They are synthesised."""

from __future__ import annotations

import numpy as np

from audio.frames import Pcm, to_int16

KINDS = {
    "listening": ((587.3, 0.07), (880.0, 0.11)),
    "error": ((329.6, 0.12), (246.9, 0.18)),
    "ring": ((784.0, 0.14), (988.0, 0.14), (784.0, 0.14)),
}
"""Notes of each kind as (Hz, seconds). Rising notes ask, falling ones regret; a timer's go up and down."""
_LEVEL = 0.09
"""Peak amplitude, full scale = 1; soft compared with speech."""
_RATE = 48_000


def earcon(kind: str, gain: float = 1.0) -> tuple[int, Pcm]:
    """Returns (rate, samples) of a kind. An unknown kind has no samples. `gain` is limited to what clips nothing."""
    gain = min(max(gain, 0.0), 1 / _LEVEL)
    notes = [gain * _note(hertz, seconds) for hertz, seconds in KINDS.get(kind, ())]
    return _RATE, to_int16(np.concatenate([*notes, np.zeros(0)]))


def _note(hertz: float, seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A sine with a little of its octave that fades in and out, so that it neither clicks nor resembles a voice."""
    time = np.arange(int(_RATE * seconds)) / _RATE
    tone = np.sin(2 * np.pi * hertz * time) + 0.15 * np.sin(4 * np.pi * hertz * time)
    envelope = np.sin(np.pi * time / seconds) ** 2
    return np.asarray(_LEVEL * tone * envelope / 1.15)
