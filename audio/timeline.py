"""Converts between sample positions and CLOCK_MONOTONIC."""

from __future__ import annotations

from config.constants import HEARING_RATE

_SMOOTHING = 0.05
"""Weight of a new block's time stamp: devices stamp with a jitter of milliseconds, and drift by far less a second."""

_JUMP = 0.1
"""Deviation in seconds from which a time stamp is trusted at once."""


class Timeline:
    """The hearing timeline: HEARING_RATE samples a second since its begin; it never jumps back."""

    def __init__(self) -> None:
        self._zero: float | None = None
        self._offset = 0.0  # time of position 0 by the latest stamps

    @property
    def begun(self) -> bool:
        return self._zero is not None

    def begin(self, now: float) -> None:
        """Sets position 0 at `now`; only the first call counts."""
        if self._zero is None:
            self._zero = self._offset = now

    def due(self, time: float) -> int:
        """Returns the position for `time` by the clock alone, not less than 0: a new stream joins there."""
        assert self._zero is not None
        return max(0, round((time - self._zero) * HEARING_RATE))

    def stamp(self, position: int, time: float) -> None:
        """Records that the sample at `position` reached the microphone at `time`."""
        error = time - position / HEARING_RATE - self._offset
        self._offset += error if abs(error) > _JUMP else error * _SMOOTHING

    def set_stamp(self, position: int, time: float) -> None:
        """Like `stamp`, trusted at once: for the first block of a stream."""
        self._offset = time - position / HEARING_RATE

    def time_of(self, position: int) -> float:
        """Returns the time at which the sample at `position` reached (or will reach) the microphone."""
        return self._offset + position / HEARING_RATE

    def position_of(self, time: float) -> int:
        """The inverse of time_of."""
        return round((time - self._offset) * HEARING_RATE)
