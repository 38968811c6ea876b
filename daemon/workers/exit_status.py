"""Puts a worker's exit status into words, and tells by the kernel's counters whether memory ran out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from config.texts import _

_SOURCE = re.compile(r"^\S*/(?=[\w.-]+:\d+: )")
"""Where the source of a failed assertion lay when it was compiled."""


def oom_kills(root: Path = Path("/")) -> int | None:
    """Returns how many processes the kernel has killed for want of memory: in our control group, else on the whole machine.
    None where neither can be read."""
    counts = [_count(path) for path in (_group(root), root / "proc/vmstat") if path is not None]
    return next((count for count in counts if count is not None), None)


def _group(root: Path) -> Path | None:
    """Returns the file of our control group's counters (version 2)."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return None
    own = next((line[3:] for line in lines if line.startswith("0::")), None)
    return root / "sys/fs/cgroup" / own.lstrip("/") / "memory.events" if own is not None else None


def _count(path: Path) -> int | None:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), None)


def describe_end(name: str, status: int, last_lines: Sequence[str], before: int | None, now: int | None) -> str:
    """Describes a worker's end in one line. Pure. `before` and `now`: `oom_kills` at its start and after its end."""
    if status == -9:
        if now is None or before is None:
            return _("{name} was killed (signal 9), most likely because memory ran out", name=name)
        if now > before:
            return _(
                "{name} was killed by the kernel because memory ran out; a smaller model or budget avoids that",
                name=name,
            )
        return _("{name} was killed (signal 9), and not by the kernel for want of memory: somebody ended it", name=name)
    if status < 0:
        crashed = _("{name} crashed (signal {signal})", name=name, signal=-status)
        return f"{crashed}: {_SOURCE.sub('', last_lines[-1])}" if last_lines else crashed
    ended = _("{name} ended with status {status}", name=name, status=status)
    return f"{ended}: {last_lines[-1]}" if status and last_lines else ended
