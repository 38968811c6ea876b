"""Speech pre-empts typed turns: a typed request waits for speech, or is interrupted and retried."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from daemon.workers.request import WorkerError


class Preempted(WorkerError):
    """A request was interrupted by speech; it may be made again."""

    def __init__(self) -> None:
        super().__init__("somebody speaks")


class Preemption:
    """A right of way with several holders: free when all have given it back."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._free = asyncio.Event()
        self._free.set()
        self._working: list[Callable[[], None]] = []

    def take(self, who: str) -> None:
        """Takes the right of way for `who`, and interrupts the work registered. Harmless when repeated."""
        self._taken.add(who)
        self._free.clear()
        for make_way in list(self._working):
            make_way()

    def give(self, who: str) -> None:
        self._taken.discard(who)
        if not self._taken:
            self._free.set()

    async def free(self) -> None:
        """Waits until nobody holds it."""
        await self._free.wait()

    @contextmanager
    def working(self, make_way: Callable[[], None]) -> Iterator[None]:
        """Registers work that can be interrupted: calls `make_way` once the right of way is taken, or at once."""
        self._working.append(make_way)
        try:
            if self._taken:
                make_way()
            yield
        finally:
            self._working.remove(make_way)
