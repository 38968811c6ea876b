"""The memory ledger: how much each model holds, by the kernel's count. `residency` decides by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daemon.workers.eviction import Budget, Resident, Terms
from daemon.workers.process_memory import gpu_memory, private_memory, read_memory


@dataclass(slots=True)
class LedgerEntry:
    """A model in memory, or on its way in or out. Bytes, and seconds of the clock."""

    terms: Terms
    last_used: float
    private: int = 0
    gpu: int = 0
    peak: int = 0
    """The most it held, loading included: the room it needs next time."""
    used_peak: int = 0
    """The most it held since it was loaded: it may grow to that again at any moment."""
    granted: int = 0
    """Bytes that it may grow by for now."""
    users: int = 0
    """How many use it or wait for it."""
    state: str = "loading"
    """loading, in, leaving"""
    load: asyncio.Future[None] | None = None
    given_up: bool = False
    """Its load is being cancelled, because nobody waits for it any more."""


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
    """The entries of all models in memory."""

    def __init__(
        self, pid: Callable[[str], int | None], clock: Callable[[], float], learned: Mapping[str, int]
    ) -> None:
        """`pid` returns the process of a model's worker, None without one. `learned`: peaks of earlier runs in bytes, by
        model id."""
        self._pid = pid
        self._clock = clock
        self.entries: dict[str, LedgerEntry] = {}
        self.learned = dict(learned)
        """The most private memory that each model held the last time."""

    def states(self) -> dict[str, str]:
        """Returns "loaded" or "loading" for every model."""
        return {
            model_id: "loading" if entry.state == "loading" else "loaded" for model_id, entry in self.entries.items()
        }

    def holdings(self) -> list[Holding]:
        """Returns everything in memory, by the kernel's count of this moment."""
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
        """Reads from the kernel how much each holds now."""
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
        """Reads from the GPU's driver how much each holds there."""
        pids = {model_id: self._pid(model_id) for model_id in self.entries}
        held = await asyncio.to_thread(gpu_memory, [pid for pid in pids.values() if pid is not None])
        for model_id, pid in pids.items():
            if pid is not None and model_id in self.entries:
                self.entries[model_id].gpu = held.get(pid, 0)

    def over(self, budget: Budget) -> bool:
        """Returns whether all together hold more than the budget."""
        private = sum(entry.private for entry in self.entries.values())
        gpu = sum(entry.gpu for entry in self.entries.values())
        return private > budget.private or gpu > budget.gpu > 0

    def residents(self) -> list[Resident]:
        """Returns the models with what each holds or may hold again without asking: its most since it was loaded."""
        residents = []
        for model_id, entry in self.entries.items():
            private = max(entry.private, entry.used_peak + entry.granted) or entry.terms.private
            if entry.state == "loading":
                private = max(private, entry.terms.private)
            gpu = entry.gpu or entry.terms.gpu
            residents.append(Resident(model_id, private, gpu, entry.last_used, entry.users, entry.terms.pinned))
        return residents
