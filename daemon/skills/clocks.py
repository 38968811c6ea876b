"""The two clocks: the wall clock for times of day, and CLOCK_BOOTTIME for durations.

CLOCK_BOOTTIME counts while the machine is suspended, and nobody can set it. It is read from /proc, because a library that
shifts the clocks of a process (libfaketime) shifts this one, too.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_UPTIME = Path("/proc/uptime")


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
    return Moment(time.time(), _uptime(), _boot_id())


def _uptime() -> float:
    """Seconds of CLOCK_BOOTTIME, to 10 ms."""
    try:
        return float(_UPTIME.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return time.clock_gettime(time.CLOCK_BOOTTIME)


@cache
def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""
