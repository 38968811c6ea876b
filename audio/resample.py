"""Sample rate conversion with libsoxr.

A soxr stream's output is aligned with its input (output sample k lies at input time k / rate); only its availability
lags. Measured in 20 ms steps: LQ 6-20 ms, MQ and HQ 15-40 ms. So urgent sound (microphone, echo reference) takes LQ,
and sound known well ahead (replies, files) takes HQ.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import soxr

from audio.frames import Pcm

Quality = Literal["LQ", "HQ"]


class StreamResampler:
    """Converts a stream piece by piece. Equal rates pass through untouched."""

    def __init__(self, source: int, target: int, quality: Quality) -> None:
        self.source, self.target = source, target
        self._stream = None if source == target else soxr.ResampleStream(source, target, 1, "int16", quality)
        self._ended = False

    def process(self, pcm: Pcm, last: bool = False) -> Pcm:
        """Returns the output that `pcm` (shape (n,), int16) makes available; `last` also flushes samples held back."""
        if self._stream is None:
            return pcm
        if self._ended or not (len(pcm) or last):
            return np.empty(0, np.int16)
        self._ended = last
        return np.asarray(self._stream.resample_chunk(pcm, last=last), np.int16)


def resample(pcm: Pcm, source: int, target: int) -> Pcm:
    """Converts a whole signal: shape (n,) -> about (n * target / source,)."""
    if source == target or not len(pcm):
        return pcm
    return np.asarray(soxr.resample(pcm, source, target, "HQ"), np.int16)
