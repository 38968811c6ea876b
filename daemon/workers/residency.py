"""Keeps models in memory within one budget, asked before every load; evicts the least recently used idle model first.

`eviction.plan` decides, by the figures of `ledger`. This module carries the decision out, watches a model's memory while
it loads, and unloads what has been idle for long.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Protocol

from config.errors import UserError
from config.texts import _
from config.units import size
from daemon.workers.eviction import Budget, Refusal, Terms, plan
from daemon.workers.ledger import Holding, Ledger, LedgerEntry
from daemon.workers.process_memory import private_memory

log = logging.getLogger(__name__)

WATCH_EVERY = 0.02
"""Seconds between two looks at a model that is loading."""


class DoesNotFit(UserError):
    """A model cannot be loaded within the budget. The text is one line with the figures."""


class Loader(Protocol):
    """Loads and unloads models; implemented by `fleet.Fleet`."""

    async def load(self, model_id: str) -> None:
        """Starts the model's worker and waits until it can be asked, warmed up. Raises its error in one line."""
        ...

    async def unload(self, model_id: str) -> None:
        """Ends the worker and waits until it is gone. Harmless for one that is not there."""
        ...

    def pid(self, model_id: str) -> int | None:
        """Returns the worker's process, also while it loads; None without a worker."""
        ...


class Residency:
    """The models in memory. Decides one load at a time. A model that is loading counts with its expected memory, so that two
    at once cannot each fit and not both."""

    def __init__(
        self,
        loader: Loader,
        terms: Callable[[str], Terms],
        budget: Budget,
        *,
        learned: Mapping[str, int] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`terms` returns a model's terms. `learned`: peaks of earlier runs in bytes, by model id."""
        self._loader = loader
        self._terms = terms
        self.budget = budget
        self._clock = clock
        self._books = Ledger(loader.pid, clock, learned or {})
        self.learned = self._books.learned
        """The most private memory that each model held the last time, in bytes: better than any estimate. Worth saving."""
        self._deciding = asyncio.Lock()
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def use(self, model_id: str, *, swap: bool = False) -> AsyncIterator[None]:
        """Keeps the model in memory while the block runs. Raises DoesNotFit, or the error of loading it.

        `swap`: the user allows pinned models to be evicted if it cannot fit beside them.
        """
        entry = await self._enter(model_id, swap=swap)
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
        """Makes room for a model in use to grow by `extra` bytes while the block runs. Yields whether it may keep them:
        whether as much again would still be free. Raises DoesNotFit."""
        async with self._deciding:
            self._books.observe()
            decision = plan(Terms(f"the projector of {model_id}", extra), self._books.residents(), self.budget)
            if isinstance(decision, Refusal):
                raise DoesNotFit(decision.message)
            for victim in decision.evict:
                await self._evict(victim, f"{model_id} needs the room")
            free = self.budget.private - sum(each.private for each in self._books.residents())
            entry = self._books.entries.get(model_id)
            if entry is not None:
                entry.granted += extra
        try:
            yield free >= 2 * extra
        finally:
            if entry is not None:
                entry.granted -= extra
                entry.private = private_memory(self._loader.pid(model_id) or 0)
                entry.used_peak = entry.private

    def reconsider(self) -> None:
        """Looks up anew on which terms everything in memory may stay, after a change of tier."""
        for model_id, entry in self._books.entries.items():
            entry.terms = replace(self._terms(model_id), private=entry.terms.private)

    def forget(self, model_id: str) -> None:
        """Drops a model whose worker has ended by itself; its next use loads it anew."""
        self._books.entries.pop(model_id, None)

    def states(self) -> dict[str, str]:
        """Returns "loaded" or "loading" for every model in memory or on its way there. Asked before every turn."""
        return self._books.states()

    def holdings(self) -> list[Holding]:
        """Returns everything in memory, by the kernel's count of this moment."""
        return self._books.holdings()

    async def unload_idle(self) -> None:
        """Unloads models that have been idle for their time, and those that no longer fit because others have grown."""
        async with self._deciding:
            await self._look_at_gpu()
            now = self._clock()
            for model_id, entry in list(self._books.entries.items()):
                limit = entry.terms.auto_unload
                if limit is not None and not entry.users and now - entry.last_used >= limit:
                    await self._evict(model_id, f"idle for {(now - entry.last_used) / 60:.0f} minutes")
            self._books.observe()
            await self._shrink("the models have outgrown the budget")

    async def run(self, every: float = 5.0) -> None:
        """Calls `unload_idle` every so many seconds until cancelled."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), every)
            self._wake.clear()
            await self.unload_idle()

    async def unload_all(self) -> None:
        """Unloads everything, even models in use: a measurement begins with nothing loaded."""
        async with self._deciding:
            for model_id in list(self._books.entries):
                await self._evict(model_id, "everything is unloaded")

    # ------------------------------------------------------------------------------------------------------- inside

    async def _enter(self, model_id: str, *, swap: bool) -> LedgerEntry:
        """Registers a user. Waits out a load that is being cancelled, because joining it would be cancelled with it."""
        while True:
            entry = self._books.entries.get(model_id)
            if entry is None or entry.state == "leaving":
                async with self._deciding:
                    entry = self._books.entries.get(model_id) or await self._begin(model_id, swap=swap)
                    if not entry.given_up:
                        entry.users += 1  # before the next decision, which must not evict it
                        return entry
            elif not entry.given_up:
                entry.users += 1
                return entry
            assert entry.load is not None
            await asyncio.wait([entry.load])

    async def _begin(self, model_id: str, *, swap: bool) -> LedgerEntry:
        """Decides, makes room, and begins to load."""
        self._books.observe()
        terms = self._terms(model_id)
        terms = replace(terms, private=self.learned.get(model_id, terms.private))
        decision = plan(terms, self._books.residents(), self.budget, swap=swap)
        if isinstance(decision, Refusal):
            raise DoesNotFit(decision.message)
        for victim in decision.evict:
            await self._evict(victim, f"{model_id} needs the room")
        entry = self._books.entries[model_id] = LedgerEntry(terms, self._clock())
        entry.load = asyncio.ensure_future(self._load(entry))
        return entry

    async def _loaded(self, entry: LedgerEntry) -> None:
        """Waits until the model is loaded. Cancels the load when its last waiting user is cancelled."""
        assert entry.load is not None
        try:
            await asyncio.shield(entry.load)
        except asyncio.CancelledError:
            if entry.users == 1 and not entry.load.done():
                entry.given_up = True
                entry.load.cancel()
                await asyncio.gather(entry.load, return_exceptions=True)
            raise

    async def _load(self, entry: LedgerEntry) -> None:
        """Loads the model and watches its memory meanwhile."""
        model_id = entry.terms.model_id
        loading = asyncio.ensure_future(self._loader.load(model_id))
        try:
            while not loading.done():
                await asyncio.wait([loading], timeout=WATCH_EVERY)
                self._books.observe()
                if self._books.over(self.budget):
                    await self._make_room_for_growth(entry)
            await loading
            await self._look_at_gpu()
        except BaseException:
            # Cancelled, refused or failed: either way nothing of it stays in memory.
            loading.cancel()
            await asyncio.gather(loading, return_exceptions=True)
            async with self._deciding:
                if self._books.entries.get(model_id) is entry:
                    await self._evict(model_id, "it did not come in")
            raise
        entry.state = "in"
        entry.last_used = self._clock()
        self._books.observe()  # it may have grown to its end while room was made for it

    async def _make_room_for_growth(self, entry: LedgerEntry) -> None:
        """Evicts idle models because one takes more than expected. Raises DoesNotFit when this load has to stop for it."""
        async with self._deciding:
            self._books.observe()
            if await self._shrink(f"{entry.terms.model_id} takes more than it was thought to"):
                return
            loading = [each for each in self._books.entries.values() if each.state == "loading"]
            outgrown = [each for each in loading if each.private > each.terms.private]
            if entry in outgrown or not outgrown:
                raise DoesNotFit(self._outgrown(entry))

    def _outgrown(self, entry: LedgerEntry) -> str:
        self.learned[entry.terms.model_id] = entry.peak
        return _(
            "{model_id} took {size} while it loaded ({size2} were expected), more than the "
            "budget of {size3} has left; it was stopped",
            model_id=entry.terms.model_id,
            size=size(entry.peak),
            size2=size(entry.terms.private),
            size3=size(self.budget.private),
        )

    async def _shrink(self, why: str) -> bool:
        """Evicts idle models until the budget holds; returns whether it does."""
        while self._books.over(self.budget):
            idle = [
                (entry.last_used, model_id)
                for model_id, entry in self._books.entries.items()
                if entry.state == "in" and not entry.users and not entry.terms.pinned
            ]
            if not idle:
                return False
            await self._evict(min(idle)[1], why)
        return True

    async def _evict(self, model_id: str, why: str) -> None:
        entry = self._books.entries.get(model_id)
        if entry is None:
            return
        # Of what never came in, whoever wanted it is told.
        log.log(logging.INFO if entry.state == "in" else logging.DEBUG, "%s is unloaded: %s", model_id, why)
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
            self._books.entries.pop(model_id, None)

    async def _look_at_gpu(self) -> None:
        if self.budget.gpu:
            await self._books.look_at_gpu()
