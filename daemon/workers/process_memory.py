"""Reads the memory of processes from the kernel: private, mapped file pages, peak; and GPU memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.store.machine import nvidia_smi

_KB = 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """One process, in bytes."""

    private: int
    """Anonymous memory, swapped out or not, which only ending the process gives back. Counts against the budget."""
    mapped: int
    """File pages in memory, such as mapped weights: the kernel drops them when it needs room."""
    peak: int
    """The most that was ever resident at once, private and mapped together."""
    gpu: int = 0


def read_memory(pid: int, proc: Path = Path("/proc")) -> Memory | None:
    """Returns the memory of a process now; None when there is no such process (any more)."""
    folder = proc / str(pid)
    try:
        status = _fields(folder / "status")
    except (FileNotFoundError, ProcessLookupError):
        return None
    if "VmRSS" not in status:  # a zombie has given everything back
        return None
    # The process's own books. The kernel's roll-up of its pages is hardly more exact, and takes milliseconds a gigabyte.
    private = status.get("RssAnon", 0) + status.get("VmSwap", 0)
    mapped = status.get("RssFile", 0) + status.get("RssShmem", 0)
    return Memory(private, mapped, max(status.get("VmHWM", 0), status["VmRSS"]))


def private_memory(pid: int, proc: Path = Path("/proc")) -> int:
    """Returns the private bytes alone, 0 for no process."""
    try:
        status = _fields(proc / str(pid) / "status")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return status.get("RssAnon", 0) + status.get("VmSwap", 0)


def gpu_memory(pids: Iterable[int]) -> dict[int, int]:
    """Returns bytes of GPU memory by process, for those that hold any. Empty without an NVIDIA driver; takes tens of
    milliseconds."""
    wanted = set(pids)
    held: dict[int, int] = {}
    for pid, used in nvidia_smi("--query-compute-apps=pid,used_memory") if wanted else ():
        if pid.isdigit() and used.isdigit() and int(pid) in wanted:
            held[int(pid)] = held.get(int(pid), 0) + int(used) * _KB * _KB
    return held


def _fields(path: Path) -> dict[str, int]:
    """Parses the lines "Name:  123 kB" of a kernel file, into bytes."""
    fields = {}
    for line in path.read_text().splitlines():
        name, _, rest = line.partition(":")
        number, _, unit = rest.strip().partition(" ")
        if unit == "kB" and number.isdigit():
            fields[name] = int(number) * _KB
    return fields
