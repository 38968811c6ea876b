"""CPU time and memory of a set of processes, by the kernel's count."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: Sequence[int]) -> float:
    """Returns the user and system time of the processes together, in seconds.

    Threads that have ended are included; processes that have ended count nothing. The pid 0 stands for this process.
    """
    return sum(_cpu(pid or os.getpid()) for pid in pids)


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resources(pids: Sequence[int]) -> dict[str, int]:
    """Returns the private memory in bytes, the open files and the threads of the processes together.

    The pid 0 stands for this process.
    """
    from daemon.workers.process_memory import read_memory

    found = {"private": 0, "files": 0, "threads": 0}
    for pid in (pid or os.getpid() for pid in pids):
        memory = read_memory(pid)
        if memory is None:
            continue
        found["private"] += memory.private
        found["files"] += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        found["threads"] += len(list(Path(f"/proc/{pid}/task").iterdir()))
    return found
