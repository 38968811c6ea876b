"""Spoken turns go first: whoever writes waits, or makes way in the middle of an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from daemon.workers.request import WorkerError


class Preempted(WorkerError):
    """A request was interrupted for somebody who speaks; it may be made again."""

    def __init__(self) -> None:
        super().__init__("somebody speaks")


class Preemption:
    """Who speaks takes it; it is free when all have given it back."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._free = asyncio.Event()
        self._free.set()
        self._working: list[Callable[[], None]] = []

    def take(self, who: str) -> None:
        """Spoken words are being heard or answered: everybody else makes way. Harmless when repeated."""
        self._taken.add(who)
        self._free.clear()
        for make_way in list(self._working):
            make_way()

    def give(self, who: str) -> None:
        self._taken.discard(who)
        if not self._taken:
            self._free.set()

    async def free(self) -> None:
        """Wait until nobody has it."""
        await self._free.wait()

    @contextmanager
    def working(self, make_way: Callable[[], None]) -> Iterator[None]:
        """Work that can be interrupted: `make_way` is called when the right of way is taken, at once if it is already."""
        self._working.append(make_way)
        try:
            if self._taken:
                make_way()
            yield
        finally:
            self._working.remove(make_way)
