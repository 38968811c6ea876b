"""The two clocks of timers: the wall clock for times of day, and CLOCK_BOOTTIME for durations.

CLOCK_BOOTTIME counts while the machine is suspended, and nobody can set it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Moment:
    """Both clocks, read at once."""

    wall: float
    """Seconds since the epoch."""
    uptime: float = 0.0
    """Seconds of CLOCK_BOOTTIME."""
    boot: str = ""
    """The kernel's id of this boot, which `uptime` belongs to. "": unknown, then durations follow the wall clock."""


def read_clocks() -> Moment:
    return Moment(time.time(), time.clock_gettime(time.CLOCK_BOOTTIME), _boot_id())


@cache
def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""
