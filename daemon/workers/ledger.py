"""What each model in memory holds, by the kernel's count: the books that `residency` decides by."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daemon.workers.eviction import Budget, Resident, Terms
from daemon.workers.process_memory import gpu_memory, private_memory, read_memory


@dataclass(slots=True)
class LedgerEntry:
    """A model in memory, or on its way in or out. Bytes and seconds of the clock."""

    terms: Terms
    last_used: float
    private: int = 0
    gpu: int = 0
    peak: int = 0
    """Loading included: what room must be made next time."""
    used_peak: int = 0
    """Since it is in: what it may grow to again at any moment."""
    granted: int = 0
    """What it may grow by for now."""
    users: int = 0
    """Who wait for it included."""
    state: str = "loading"
    """loading, in, leaving"""
    load: asyncio.Future[None] | None = None
    given_up: bool = False
    """Nobody waits for the load any more, and it is being stopped."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A model in memory, for `sarai status`. Bytes; see daemon.workers.process_memory for what counts as what."""

    model_id: str
    private: int
    mapped: int
    gpu: int
    peak: int
    """The most private memory it was seen to hold, loading included."""
    idle: float
    """Seconds since it was last used; 0 while it is."""
    users: int
    pinned: bool
    loading: bool


class Ledger:
    """Of all models in memory."""

    def __init__(
        self, pid: Callable[[str], int | None], clock: Callable[[], float], learned: Mapping[str, int]
    ) -> None:
        """`pid` tells a model's worker, None for no worker; `learned` are peaks of earlier runs, by model id."""
        self._pid = pid
        self._clock = clock
        self.entries: dict[str, LedgerEntry] = {}
        self.learned = dict(learned)
        """The most private memory that each model held the last time."""

    def states(self) -> dict[str, str]:
        """Of every model: "loaded" or "loading"."""
        return {
            model_id: "loading" if entry.state == "loading" else "loaded" for model_id, entry in self.entries.items()
        }

    def holdings(self) -> list[Holding]:
        """Everything in memory, by the kernel's count of this moment."""
        now = self._clock()
        holdings = []
        for model_id, entry in self.entries.items():
            pid = self._pid(model_id)
            memory = read_memory(pid) if pid is not None else None
            private, mapped = (memory.private, memory.mapped) if memory is not None else (entry.private, 0)
            busy = bool(entry.users) or entry.state == "loading"
            idle = 0.0 if busy else now - entry.last_used
            peak = max(entry.peak, private)
            loading = entry.state == "loading"
            holdings.append(
                Holding(model_id, private, mapped, entry.gpu, peak, idle, entry.users, entry.terms.pinned, loading)
            )
        return holdings

    def observe(self) -> None:
        """Ask the kernel what each holds now."""
        for model_id, entry in self.entries.items():
            pid = self._pid(model_id)
            if pid is None:
                continue
            entry.private = private_memory(pid)
            entry.peak = max(entry.peak, entry.private)
            if entry.state == "in":
                entry.used_peak = max(entry.used_peak, entry.private)
                self.learned[model_id] = entry.peak

    async def look_at_gpu(self) -> None:
        """Ask the GPU's driver what each holds there."""
        pids = {model_id: self._pid(model_id) for model_id in self.entries}
        held = await asyncio.to_thread(gpu_memory, [pid for pid in pids.values() if pid is not None])
        for model_id, pid in pids.items():
            if pid is not None and model_id in self.entries:
                self.entries[model_id].gpu = held.get(pid, 0)

    def over(self, budget: Budget) -> bool:
        """Whether they hold more than the budget."""
        private = sum(entry.private for entry in self.entries.values())
        gpu = sum(entry.gpu for entry in self.entries.values())
        return private > budget.private or gpu > budget.gpu > 0

    def residents(self) -> list[Resident]:
        """What each holds, or may hold again without asking: what it has once held since it is in."""
        residents = []
        for model_id, entry in self.entries.items():
            private = max(entry.private, entry.used_peak + entry.granted) or entry.terms.private
            if entry.state == "loading":
                private = max(private, entry.terms.private)
            gpu = entry.gpu or entry.terms.gpu
            residents.append(Resident(model_id, private, gpu, entry.last_used, entry.users, entry.terms.pinned))
        return residents
