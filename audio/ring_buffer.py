"""The recent past of the hearing timeline, for pre-rolls and for refining where speech began and ended."""

from __future__ import annotations

import numpy as np

from audio.frames import Pcm


class History:
    """A ring of the latest `capacity` samples, addressed by position on the timeline. Older ones are dropped."""

    def __init__(self, capacity: int) -> None:
        self._ring = np.zeros(capacity, np.int16)
        self.end = 0
        """Position one past the newest sample."""
        self.start = 0
        """Position of the oldest sample kept."""

    def append(self, pcm: Pcm) -> None:
        """Adds samples, at most the capacity."""
        size = len(self._ring)
        at = self.end % size
        head = min(len(pcm), size - at)
        self._ring[at : at + head] = pcm[:head]
        self._ring[: len(pcm) - head] = pcm[head:]
        self.end += len(pcm)
        self.start = max(self.start, self.end - size)

    def rewrite(self, pcm: Pcm) -> None:
        """Replaces the newest samples."""
        self._ring[np.arange(self.end - len(pcm), self.end) % len(self._ring)] = pcm

    def slice(self, start: int, end: int) -> Pcm:
        """Returns a copy of [start, end), clipped to the kept range."""
        start, end = max(start, self.start), min(end, self.end)
        if start >= end:
            return np.empty(0, np.int16)
        size = len(self._ring)
        at = start % size
        head = min(end - start, size - at)
        out = np.empty(end - start, np.int16)
        out[:head] = self._ring[at : at + head]
        out[head:] = self._ring[: end - start - head]
        return out

    def restart(self, position: int) -> None:
        """Drops everything; the next sample is at `position`."""
        self.start = self.end = position
