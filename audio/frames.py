"""Small helpers for int16 mono PCM, the one sample format inside this package."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from config.constants import AUDIBLE

Pcm = NDArray[np.int16]
"""Mono samples, shape (n,)."""

SILENT_DBFS = -100.0
"""Level of digital silence: below the quantisation noise of 16 bits."""

QUIETEST = -68.0
"""Level in dBFS below which nothing is taken for a voice: converter noise."""

_FULL_SCALE = 32768.0


def power(pcm: Pcm) -> float:
    """Mean square of `pcm`, full scale = 1; 0 for an empty array."""
    if not len(pcm):
        return 0.0
    wide = pcm.astype(np.float32)
    return float(np.dot(wide, wide)) / (len(pcm) * _FULL_SCALE**2)


def decibels(mean_square: float) -> float:
    """dBFS of a mean square, never below SILENT_DBFS."""
    return 10 * float(np.log10(mean_square)) if mean_square > 1e-10 else SILENT_DBFS


def dbfs(pcm: Pcm) -> float:
    """Root mean square level of `pcm` in dBFS."""
    return decibels(power(pcm))


def levels(pcm: Pcm, frame: int) -> NDArray[np.float64]:
    """Level in dBFS of each whole frame of `frame` samples: shape (len(pcm) // frame,)."""
    count = len(pcm) // frame
    framed = pcm[: count * frame].reshape(count, frame).astype(np.float64) / _FULL_SCALE
    return np.asarray(10 * np.log10(np.maximum((framed**2).mean(axis=1), 1e-10)), np.float64)


def to_int16(signal: NDArray[np.floating]) -> Pcm:
    """Float samples (full scale 1.0) as int16, clipped, NaN as 0."""
    clipped = np.clip(np.nan_to_num(np.asarray(signal, np.float32), nan=0.0), -1.0, 1.0)
    return np.asarray(np.clip(np.rint(clipped * np.float32(_FULL_SCALE)), -32768, 32767), np.int16)


def downmix(interleaved: Pcm, channels: int) -> Pcm:
    """The mean of all channels; `interleaved` has shape (n * channels,)."""
    if channels == 1:
        return interleaved
    return np.asarray(interleaved.reshape(-1, channels).mean(axis=1, dtype=np.float32), np.int16)


def first_audible(pcm: Pcm) -> int | None:
    """Index of the first sample above AUDIBLE, None if there is none."""
    loud = np.abs(pcm.astype(np.int32)) > AUDIBLE
    index = int(np.argmax(loud)) if len(loud) else 0
    return index if len(loud) and loud[index] else None
