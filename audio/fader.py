"""Gain without jumps: ramps of 5 ms to and from silence, of 20 ms between two levels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audio.frames import Pcm

FADE_MS = 5
DUCK_MS = 20
_LONGEST_BLOCK = 1.0
"""Longest block in seconds that a device may request at once."""


class Fader:
    """Applies the gain. It runs in the sound callback, so its buffers are allocated beforehand."""

    def __init__(self, full: float, rate: int) -> None:
        """`full`: the gain that defines the length of a ramp."""
        self.full = full
        self.gain = full
        self.at_rate(rate)

    def at_rate(self, rate: int) -> None:
        """Sets the sample rate from now on."""
        self._rate = rate
        longest = int(rate * _LONGEST_BLOCK)
        self._ramp: NDArray[np.float32] = np.arange(1, longest + 1, dtype=np.float32)
        self._scratch: NDArray[np.float32] = np.zeros(longest, np.float32)

    def copy(self, part: Pcm, out: Pcm, target: float) -> int:
        """Copies the beginning of `part`, shape (n,), into `out`, shape (m,), at one gain, or along one ramp towards
        `target`. Returns the number of samples."""
        take = min(len(out), len(part), len(self._scratch))
        if self.gain != target:
            return self._ramp_to(target, part[:take], out)
        if self.gain == 1.0:
            out[:take] = part[:take]
        else:
            scaled = np.multiply(part[:take], np.float32(self.gain), out=self._scratch[:take])
            out[:take] = np.rint(scaled, out=scaled)
        return take

    def _ramp_to(self, target: float, part: Pcm, out: Pcm) -> int:
        ms = FADE_MS if 0.0 in (target, self.gain) else DUCK_MS
        reach = self.full if self.full > 0 else 1.0
        step = reach / max(1, ms * self._rate // 1000)
        take = min(len(part), max(1, int(np.ceil(abs(target - self.gain) / step))))
        sign = 1.0 if target > self.gain else -1.0
        ramp = np.multiply(self._ramp[:take], sign * step, out=self._scratch[:take])
        ramp += self.gain
        np.clip(ramp, min(self.gain, target), max(self.gain, target), out=ramp)
        self.gain = float(ramp[-1])
        if abs(self.gain - target) < step / 2:
            self.gain = target
        ramp *= part[:take]
        out[:take] = ramp
        return take
