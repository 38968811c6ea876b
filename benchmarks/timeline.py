"""Who has the cores, and when: samples the CPU time of a daemon's processes and draws it, one line each.

`benchmarks.real --timeline` prints it for every turn:

    speech ends        |
    small      .12..3..d#e##f9.......................
    mind       .............4####e###f####.5f#ff##f

A column is 50 ms; a digit is the share of all cores in tenths, `#` all of them. Marks below tell when what was
reported.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from daemon.bench.harness.processes import cpu_seconds

STEP = 0.05
"""Seconds of a column. The kernel counts in hundredths, so that a column of two cores has ten steps."""
_END = "speech ends"
BEFORE, AFTER = 1.5, 0.3
"""Seconds that are drawn before the end of the speech and after the first sound."""


@dataclass(slots=True)
class Sampler:
    """Notes the processes' CPU time every `STEP` in a thread of its own: `with Sampler({"mind": 4711}) as sampler:`.

    It costs some 1 % of a core.
    """

    pids: Mapping[str, int]
    times: list[float] = field(default_factory=list)
    """CLOCK_MONOTONIC seconds of the samples."""
    used: dict[str, list[float]] = field(default_factory=dict)
    """Name -> CPU seconds at each of `times`."""
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Sampler:
        self.used = {name: [] for name in self.pids}
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._over.is_set():
            self.times.append(time.monotonic())
            for name, pid in self.pids.items():
                self.used[name].append(cpu_seconds([pid]))
            due += STEP
            self._over.wait(max(0.0, due - time.monotonic()))


def draw(sampler: Sampler, end: float, marks: Sequence[tuple[float, str]]) -> str:
    """Returns the picture of one turn.

    `end`: when the speech ended, `marks`: when something was reported, and what; both in CLOCK_MONOTONIC seconds.
    """
    last = max([end, *(at for at, _ in marks)]) + AFTER
    first = min([end - BEFORE, *(at for at, _ in marks)])
    shown = [
        index
        for index, (at, until) in enumerate(zip(sampler.times, sampler.times[1:], strict=False))
        if until > first and at < last
    ]
    if not shown:
        return "no samples of this turn"
    origin, width = sampler.times[shown[0]], max(map(len, [_END, *sampler.used])) + 2
    lines = [f"{_END:<{width}}{' ' * _column(end, origin)}|"]
    for name, used in sampler.used.items():
        line = "".join(
            _share((used[index + 1] - used[index]) / (sampler.times[index + 1] - sampler.times[index]))
            for index in shown
        )
        lines.append(f"{name:<{width}}{line}")
    for at, what in sorted(marks):
        lines.append(f"{'':<{width}}{' ' * max(0, _column(at, origin))}^ {(at - end) * 1000:+.0f} ms: {what}")
    return "\n".join(lines)


def _column(at: float, origin: float) -> int:
    return int((at - origin) / STEP)


def _share(cores: float) -> str:
    """Returns a character for that many busy cores."""
    tenths = round(10 * cores / len(os.sched_getaffinity(0)))
    return "." if tenths <= 0 else "#" if tenths >= 10 else str(tenths)
