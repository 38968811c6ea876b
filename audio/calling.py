"""Detects calls of PortAudio that hang: some never return when a device or its server disappears."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import NamedTuple

HANGING = 5.0
"""Seconds without any work after which a call is taken to hang. Opening a Bluetooth headset takes 2-3 s."""
LONGEST = 30.0
"""Seconds after which it is, whatever its thread does: it may look again and again for what never comes."""
_LOOK = 0.5
"""Seconds from which on a call is watched; nearly all are over by then."""


class _Call(NamedTuple):
    number: int
    began: float
    thread: int


class Calling:
    """Context manager for every call of PortAudio. Only the keeper enters it; the station checks whether a call
    hangs. A nested use has no effect.

    A busy machine is no hang: what counts is what the kernel says of the calling thread's work."""

    def __init__(self, tasks: Path = Path("/proc/self/task")) -> None:
        self._tasks = tasks
        self._depth = 0
        self._number = 0
        self._call: _Call | None = None
        self._seen = (0, "")  # the station's last look: at which call, and what its thread had done
        self._looked = self._idle = self._lasts = 0.0

    def __enter__(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._number += 1
            self._call = _Call(self._number, time.monotonic(), threading.get_native_id())

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._call = None

    def hangs(self, now: float) -> bool:
        """Whether a call hangs at `now` (monotonic). To be asked several times a second."""
        call = self._call  # read once: the keeper sets it
        if call is None or now - call.began < _LOOK:
            return False
        work = self._work(call.thread)
        if call.number != self._seen[0]:
            self._idle = self._lasts = 0.0
        else:
            passed = min(now - self._looked, _LOOK)  # all of us may have been stopped, or suspended
            self._lasts += passed
            self._idle = self._idle + passed if work and work == self._seen[1] else 0.0
        self._seen, self._looked = (call.number, work), now
        return self._idle > HANGING or self._lasts > LONGEST

    def _work(self, thread: int) -> str:
        """What a thread has done so far: it changes with every tick of CPU time and with every page fault. Empty while it
        waits for a core or a disk."""
        try:
            fields = (self._tasks / str(thread) / "stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return "unknown"
        state, *rest = fields.rpartition(")")[2].split()  # proc_pid_stat(5), from its third field on
        return "" if state in ("R", "D") else f"{rest[10]} {rest[11]} {rest[8]}"
