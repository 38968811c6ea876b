"""Entries of the playback queue and of its logs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from audio.frames import Pcm
from audio.resample import StreamResampler


@dataclass(slots=True)
class QueuedReply:
    """One reply. Positions are samples at the device's rate, except those named `source`."""

    number: int
    source_rate: int
    resampler: StreamResampler
    parts: deque[Pcm] = field(default_factory=deque)
    received_source: int = 0
    """Samples that came with Play."""
    played: int = 0
    offset_source: float = 0.0
    """Source samples played before the device's rate last changed; `played` counts from there."""
    head: int = 0
    """Samples of parts[0] already taken."""
    last: bool = False
    dry: bool = False
    underruns: int = 0
    heard: bool = False
    """An audible sample of it has left."""

    def played_source(self, device_rate: int) -> int:
        if self.last and not self.parts:
            return self.received_source
        exact = self.offset_source + self.played * self.source_rate / device_rate
        return min(self.received_source, int(exact))


@dataclass(frozen=True, slots=True)
class Block:
    """Samples that one call of `fill` handed to the device; only calls with reply or earcon sound are logged."""

    time: float
    """Time at which the first sample is heard."""
    pcm: Pcm
    """Samples after gain, at the device's rate."""
    reply: bool = True
    """It contains samples of a reply, not only of an earcon."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Progress of a reply at a moment."""

    time: float
    """Time at which the sample at `played` is (or was) heard."""
    reply: int
    played: int
    """Samples at the rate of the reply's Play commands."""
    underruns: int
    kind: str
    """'began' (first audible sample), 'progress', 'paused', 'complete' or 'flushed'."""
