"""Played sound on the hearing timeline: the echo canceller's reference."""

from __future__ import annotations

import numpy as np

from audio.frames import Pcm
from audio.queued import Block
from audio.resample import StreamResampler
from audio.timeline import Timeline
from config.constants import HEARING_RATE, samples

_CAPACITY = 4 * HEARING_RATE
_JITTER = samples(10)
"""Blocks are joined without a seam unless their time stamps differ by more than this."""


class _Stretches:
    """Positions of sound: the latest stretch, and the end of the one before."""

    def __init__(self) -> None:
        self.begin = self.end = self.before = -_CAPACITY

    def add(self, position: int, length: int, seam: bool) -> None:
        """Extends the stretch. `seam`: this part does not follow the last one exactly (gap or overlap)."""
        if seam:
            if position - self.end > _JITTER:
                self.before = self.end
                self.begin = position
            self.end = position
        self.end += length

    def near(self, position: int, tail: int) -> bool:
        """Whether there was sound at `position` or up to `tail` samples earlier."""
        return self.begin <= position < self.end + tail or position < self.before + tail


class Reference:
    """The latest four seconds of played sound at HEARING_RATE, by position. Positions without playback are silent."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._ring = np.zeros(_CAPACITY, np.int16)
        self._end = 0  # one past the newest sample written
        self._resampler: StreamResampler | None = None
        self._played = _Stretches()  # replies and earcons
        self._replies = _Stretches()

    def add(self, block: Block, rate: int) -> None:
        """Adds a block that was handed to the loudspeaker at `rate`."""
        position = self._timeline.position_of(block.time)
        length = len(block.pcm) * HEARING_RATE // rate
        resampler = self._resampler
        seam = resampler is None or resampler.source != rate or abs(position - self._played.end) > _JITTER
        if seam or resampler is None:
            self._settle()
            resampler = self._resampler = StreamResampler(rate, HEARING_RATE, "LQ")
            self._end = position
        self._write(resampler.process(block.pcm))
        self._played.add(position, length, seam)
        if block.reply:
            self._replies.add(position, length, seam or abs(position - self._replies.end) > _JITTER)

    def read(self, position: int, count: int) -> Pcm:
        """Returns [position, position + count), shape (count,)."""
        if self._resampler is not None and position + count > self._end:
            self._settle()
        return self.peek(position, count)

    def peek(self, position: int, count: int) -> Pcm:
        """As `read`, without what the resampler still holds back: for who may ask for sound that is yet to be added, where
        the stretch goes on."""
        out = np.zeros(count, np.int16)
        start = max(position, self._played.begin if self._played.end > position else position)
        end = min(position + count, self._end)
        if start < end and end - start <= _CAPACITY and start > self._end - _CAPACITY:
            at = np.arange(start, end) % _CAPACITY
            out[start - position : end - position] = self._ring[at]
        return out

    def sounding(self, position: int, tail: int) -> bool:
        """Whether a reply (not an earcon) was audible at `position` or up to `tail` samples earlier."""
        return self._replies.near(position, tail)

    def silent_since(self, position: int) -> int:
        """Samples from the last played sound to `position`."""
        return max(0, position - self._played.end)

    def _write(self, pcm: Pcm) -> None:
        if len(pcm):
            self._ring[np.arange(self._end, self._end + len(pcm)) % _CAPACITY] = pcm
            self._end += len(pcm)

    def _settle(self) -> None:
        """Ends the stretch: fetches the samples that the resampler held back."""
        if self._resampler is not None:
            self._write(self._resampler.process(np.empty(0, np.int16), last=True))
            self._resampler = None
