"""Whether the kernel has killed processes because memory ran out: its own counters, before and after."""

from __future__ import annotations

from pathlib import Path


def oom_kills(root: Path = Path("/")) -> int | None:
    """How many processes the kernel has killed for want of memory so far: in our control group where it counts them,
    else on the whole machine. None where neither can be read."""
    counts = [_count(path) for path in (_group(root), root / "proc/vmstat") if path is not None]
    return next((count for count in counts if count is not None), None)


def _group(root: Path) -> Path | None:
    """Our control group's counters (version 2)."""
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
