"""Which models are in memory: one budget for all, asked before every load; the least recently used idle model goes first.

The decision is `residency_plan.plan`. This keeps the books for it: it asks the kernel what each worker really holds,
watches a load while it goes on, and unloads what has been idle for long.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Protocol

from config.errors import UserError
from daemon.memory import gigabytes, gpu_memory, private_memory, read_memory
from daemon.residency_plan import Budget, Plan, Refusal, Resident, Terms, plan, terms_of

__all__ = [
    "Budget",
    "DoesNotFit",
    "Holding",
    "Loader",
    "Plan",
    "Refusal",
    "Residency",
    "Resident",
    "Terms",
    "plan",
    "terms_of",
]

log = logging.getLogger(__name__)

WATCH_EVERY = 0.02
"""Seconds between two looks at a model that is loading."""


class DoesNotFit(UserError):
    """A model cannot be loaded within the budget. The text is one line with the figures."""


class Loader(Protocol):
    """How models get in and out; the daemon's workers stand behind it."""

    async def load(self, model_id: str) -> None:
        """Start the model's worker and wait until it can be asked, warmed up. Raises its error in one line."""
        ...

    async def unload(self, model_id: str) -> None:
        """End the worker and wait until it is gone. Harmless for one that is not there."""
        ...

    def pid(self, model_id: str) -> int | None:
        """The worker's process, also while it loads; None for no worker."""
        ...


@dataclass(slots=True)
class _Entry:
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


@dataclass(frozen=True, slots=True)
class Holding:
    """A model in memory, for `sarai status`. Bytes; see daemon.memory for what counts as what."""

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


class Residency:
    """The models in memory. Decisions are made one at a time; what is loading counts with what it is expected to take, so
    that two at once cannot each fit and not both."""

    def __init__(
        self,
        loader: Loader,
        terms: Callable[[str], Terms],
        budget: Budget,
        *,
        learned: Mapping[str, int] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`terms` looks a model's terms up; `learned` are peaks in bytes seen in earlier runs, by model id."""
        self._loader = loader
        self._terms = terms
        self.budget = budget
        self.learned = dict(learned or {})
        """The most private memory that each model held the last time: better than any estimate. Worth saving."""
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._deciding = asyncio.Lock()
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def use(self, model_id: str, *, swap: bool = False) -> AsyncIterator[None]:
        """Have the model in memory while the block runs. Raises DoesNotFit, or what loading it raises.

        `swap`: the user allows that pinned models go if it cannot fit beside them.
        """
        entry = self._entries.get(model_id)
        if entry is None or entry.state == "leaving":
            async with self._deciding:
                entry = self._entries.get(model_id) or await self._begin(model_id, swap=swap)
                entry.users += 1  # before the next decision, which must not evict it
        else:
            entry.users += 1
        try:
            await self._loaded(entry)
            yield
        finally:
            entry.users -= 1
            entry.last_used = self._clock()
            if entry.terms.auto_unload == 0:
                self._wake.set()

    @asynccontextmanager
    async def room(self, model_id: str, extra: int) -> AsyncIterator[bool]:
        """Let a model that is in use grow by `extra` bytes while the block runs, room having been made for it. Gives
        whether it may keep them: whether as much again would still be free. Raises DoesNotFit."""
        async with self._deciding:
            self._observe()
            decision = plan(Terms(f"the projector of {model_id}", extra), self._residents(), self.budget)
            if isinstance(decision, Refusal):
                raise DoesNotFit(decision.message)
            for victim in decision.evict:
                await self._evict(victim, f"{model_id} needs the room")
            free = self.budget.private - sum(each.private for each in self._residents())
            entry = self._entries.get(model_id)
            if entry is not None:
                entry.granted += extra
        try:
            yield free >= 2 * extra
        finally:
            if entry is not None:
                entry.granted -= extra
                entry.private = private_memory(self._loader.pid(model_id) or 0)
                entry.used_peak = entry.private

    async def preload(self, model_id: str) -> None:
        """Have it in memory before it is needed."""
        async with self.use(model_id):
            pass

    def reconsider(self) -> None:
        """Ask anew on which terms everything in memory may stay: another tier is in use."""
        for model_id, entry in self._entries.items():
            entry.terms = replace(self._terms(model_id), private=entry.terms.private)

    def forget(self, model_id: str) -> None:
        """Its worker has ended by itself: it holds nothing any more, and the next use loads it anew."""
        self._entries.pop(model_id, None)

    def states(self) -> dict[str, str]:
        """For every model in memory, or on its way there: "loaded" or "loading". Asked before every turn."""
        return {
            model_id: "loading" if entry.state == "loading" else "loaded" for model_id, entry in self._entries.items()
        }

    def holdings(self) -> list[Holding]:
        """Everything in memory, by the kernel's count of this moment."""
        now = self._clock()
        holdings = []
        for model_id, entry in self._entries.items():
            pid = self._loader.pid(model_id)
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

    async def unload_idle(self) -> None:
        """Unload what has been idle for its time, and what no longer fits because others have grown."""
        async with self._deciding:
            await self._look_at_gpu()
            now = self._clock()
            for model_id, entry in list(self._entries.items()):
                limit = entry.terms.auto_unload
                if limit is not None and not entry.users and now - entry.last_used >= limit:
                    await self._evict(model_id, f"idle for {(now - entry.last_used) / 60:.0f} minutes")
            self._observe()
            await self._shrink("the models have outgrown the budget")

    async def run(self, every: float = 5.0) -> None:
        """Keep the books until cancelled."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), every)
            self._wake.clear()
            await self.unload_idle()

    async def unload_all(self) -> None:
        """Empty the memory, whoever is using it: the daemon ends, or the machine is about to sleep."""
        async with self._deciding:
            for model_id in list(self._entries):
                await self._evict(model_id, "everything is unloaded")

    # ------------------------------------------------------------------------------------------------------- inside

    async def _begin(self, model_id: str, *, swap: bool) -> _Entry:
        """Decide, make room, and begin to load."""
        self._observe()
        terms = self._terms(model_id)
        terms = replace(terms, private=self.learned.get(model_id, terms.private))
        decision = plan(terms, self._residents(), self.budget, swap=swap)
        if isinstance(decision, Refusal):
            raise DoesNotFit(decision.message)
        for victim in decision.evict:
            await self._evict(victim, f"{model_id} needs the room")
        entry = self._entries[model_id] = _Entry(terms, self._clock())
        entry.load = asyncio.ensure_future(self._load(entry))
        return entry

    async def _loaded(self, entry: _Entry) -> None:
        """Wait until it is in. When all who wait for it have gone, it does not come in."""
        assert entry.load is not None
        try:
            await asyncio.shield(entry.load)
        except asyncio.CancelledError:
            if entry.users == 1 and not entry.load.done():
                entry.load.cancel()
                await asyncio.gather(entry.load, return_exceptions=True)
            raise

    async def _load(self, entry: _Entry) -> None:
        """Load it and watch it grow."""
        model_id = entry.terms.model_id
        loading = asyncio.ensure_future(self._loader.load(model_id))
        try:
            while not loading.done():
                await asyncio.wait([loading], timeout=WATCH_EVERY)
                self._observe()
                if self._over():
                    await self._make_room_for_growth(entry)
            await loading
            await self._look_at_gpu()
        except BaseException:
            # Cancelled, refused or failed: either way nothing of it stays in memory.
            loading.cancel()
            await asyncio.gather(loading, return_exceptions=True)
            async with self._deciding:
                if self._entries.get(model_id) is entry:
                    await self._evict(model_id, "it did not come in")
            raise
        entry.state = "in"
        entry.last_used = self._clock()
        self.learned[model_id] = entry.peak

    async def _make_room_for_growth(self, entry: _Entry) -> None:
        """Something takes more than it was thought to. Raises DoesNotFit when this one has to stop for it."""
        async with self._deciding:
            self._observe()
            if await self._shrink(f"{entry.terms.model_id} takes more than it was thought to"):
                return
            loading = [each for each in self._entries.values() if each.state == "loading"]
            outgrown = [each for each in loading if each.private > each.terms.private]
            if entry in outgrown or not outgrown:
                raise DoesNotFit(self._outgrown(entry))

    def _outgrown(self, entry: _Entry) -> str:
        self.learned[entry.terms.model_id] = entry.peak
        return (
            f"{entry.terms.model_id} took {gigabytes(entry.peak)} while it loaded ({gigabytes(entry.terms.private)} were "
            f"expected), more than the budget of {gigabytes(self.budget.private)} has left; it was stopped"
        )

    async def _shrink(self, why: str) -> bool:
        """Evict idle models until the budget holds; whether it does now."""
        while self._over():
            idle = [
                (entry.last_used, model_id)
                for model_id, entry in self._entries.items()
                if entry.state == "in" and not entry.users and not entry.terms.pinned
            ]
            if not idle:
                return False
            await self._evict(min(idle)[1], why)
        return True

    async def _evict(self, model_id: str, why: str) -> None:
        entry = self._entries.get(model_id)
        if entry is None:
            return
        log.info("%s is unloaded: %s", model_id, why)
        entry.state = "leaving"  # whoever asks for it now waits for the lock, and loads it anew
        leaving = asyncio.ensure_future(self._loader.unload(model_id))
        try:
            await asyncio.shield(leaving)
        except asyncio.CancelledError:
            # Half an unload would leave a process that nobody counts: whoever cancels waits for the rest of it.
            await asyncio.gather(leaving, return_exceptions=True)
            raise
        finally:
            # Only now: until the process is gone, the kernel still counts it.
            self._entries.pop(model_id, None)

    def _observe(self) -> None:
        for model_id, entry in self._entries.items():
            pid = self._loader.pid(model_id)
            if pid is None:
                continue
            entry.private = private_memory(pid)
            entry.peak = max(entry.peak, entry.private)
            if entry.state == "in":
                entry.used_peak = max(entry.used_peak, entry.private)
                self.learned[model_id] = entry.peak

    async def _look_at_gpu(self) -> None:
        if not self.budget.gpu:
            return
        pids = {model_id: self._loader.pid(model_id) for model_id in self._entries}
        held = await asyncio.to_thread(gpu_memory, [pid for pid in pids.values() if pid is not None])
        for model_id, pid in pids.items():
            if pid is not None and model_id in self._entries:
                self._entries[model_id].gpu = held.get(pid, 0)

    def _over(self) -> bool:
        private = sum(entry.private for entry in self._entries.values())
        gpu = sum(entry.gpu for entry in self._entries.values())
        return private > self.budget.private or gpu > self.budget.gpu > 0

    def _residents(self) -> list[Resident]:
        """What each holds, or may hold again without asking: what it has once held since it is in."""
        residents = []
        for model_id, entry in self._entries.items():
            private = max(entry.private, entry.used_peak + entry.granted) or entry.terms.private
            if entry.state == "loading":
                private = max(private, entry.terms.private)
            gpu = entry.gpu or entry.terms.gpu
            residents.append(Resident(model_id, private, gpu, entry.last_used, entry.users, entry.terms.pinned))
        return residents
