"""What the loudspeaker played, laid out on the hearing timeline: the echo canceller's reference."""

from __future__ import annotations

import numpy as np

from audio.frames import Pcm
from audio.playback import Block
from audio.resample import StreamResampler
from audio.timeline import Timeline
from config.constants import HEARING_RATE, samples

_CAPACITY = 4 * HEARING_RATE
_JITTER = samples(10)
"""Blocks follow one another without a seam unless their time stamps are further off than this."""


class Reference:
    """The latest four seconds of played sound at HEARING_RATE, by position. Where nothing was played it is silent."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._ring = np.zeros(_CAPACITY, np.int16)
        self._end = 0  # one past the newest sample written
        self._resampler: StreamResampler | None = None
        self._sounding_from = self._sounding_to = -_CAPACITY  # the latest stretch of played sound
        self._sounding_before = -_CAPACITY  # end of the stretch before

    def add(self, block: Block, rate: int) -> None:
        """Something was handed to the loudspeaker at `rate`."""
        position = self._timeline.position_of(block.time)
        length = len(block.pcm) * HEARING_RATE // rate
        resampler = self._resampler
        if resampler is None or resampler.source != rate or abs(position - self._sounding_to) > _JITTER:
            self._settle()
            resampler = self._resampler = StreamResampler(rate, HEARING_RATE, "LQ")
            self._end = position
            if position - self._sounding_to > _JITTER:
                self._sounding_before = self._sounding_to
                self._sounding_from = position
            self._sounding_to = position
        self._write(resampler.process(block.pcm))
        self._sounding_to += length

    def read(self, position: int, count: int) -> Pcm:
        """[position, position + count), shape (count,)."""
        if self._resampler is not None and position + count > self._end:
            self._settle()
        out = np.zeros(count, np.int16)
        start = max(position, self._sounding_from if self._sounding_to > position else position)
        end = min(position + count, self._end)
        if start < end and end - start <= _CAPACITY and start > self._end - _CAPACITY:
            at = np.arange(start, end) % _CAPACITY
            out[start - position : end - position] = self._ring[at]
        return out

    def sounding(self, position: int, tail: int) -> bool:
        """Whether a reply was audible at `position` or up to `tail` samples before."""
        return self._sounding_from <= position < self._sounding_to + tail or position < self._sounding_before + tail

    def silent_since(self, position: int) -> int:
        """Samples since something was played, as of `position`."""
        return max(0, position - self._sounding_to)

    def _write(self, pcm: Pcm) -> None:
        if len(pcm):
            self._ring[np.arange(self._end, self._end + len(pcm)) % _CAPACITY] = pcm
            self._end += len(pcm)

    def _settle(self) -> None:
        """The stretch is over: get what the resampler held back."""
        if self._resampler is not None:
            self._write(self._resampler.process(np.empty(0, np.int16), last=True))
            self._resampler = None
