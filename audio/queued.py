"""What the playback queue holds, and what its logs tell."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from audio.frames import Pcm
from audio.resample import StreamResampler


@dataclass(slots=True)
class QueuedReply:
    """One reply; positions in samples at the device's rate unless they say `source`."""

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
    """An audible sample has left."""

    def played_source(self, device_rate: int) -> int:
        if self.last and not self.parts:
            return self.received_source
        exact = self.offset_source + self.played * self.source_rate / device_rate
        return min(self.received_source, int(exact))


@dataclass(frozen=True, slots=True)
class Block:
    """What one call of `fill` handed to the device, if any of it was of a reply."""

    time: float
    """When its first sample is heard."""
    pcm: Pcm
    """Its samples after gain, at the device's rate."""
    reply: bool = True
    """There are samples of a reply in it, not only of an earcon."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a reply is at a moment."""

    time: float
    """When the sample at `played` is heard, or was."""
    reply: int
    played: int
    """Samples at the rate of the reply's Play commands."""
    underruns: int
    kind: str
    """'began' (first audible sample), 'progress', 'paused', 'complete' or 'flushed'."""
