"""Requests to a worker that are under way, and the ways in which they fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from daemon.workers.wire import Frame


class WorkerError(Exception):
    """A request failed; the text is one line for the user."""


class WorkerDied(WorkerError):
    """The worker's process ended or hung while the request was under way, or is not there to be asked."""


class Refused(WorkerError):
    """The engine is well, and cannot do what was asked."""


class Request:
    """One request under way: iterate over its items; leaving `Worker.ask` early cancels it."""

    def __init__(self, number: int, limit: float = float("inf")) -> None:
        self.number = number
        self.limit = limit
        """Seconds from one item to the next after which the worker is taken to hang."""
        # Bounded by what one turn makes: an answer's tokens, or a clause's audio in pieces.
        self.items: asyncio.Queue[Frame | WorkerError | None] = asyncio.Queue()
        self.ended = False

    def settle(self, end: WorkerError | None) -> None:
        if not self.ended:
            self.ended = True
            self.items.put_nowait(end)

    def interrupt(self, why: WorkerError) -> None:
        """Raises `why` in the iteration; the worker is told to stop when `Worker.ask` is left."""
        self.items.put_nowait(why)

    async def __aiter__(self) -> AsyncIterator[Frame]:
        while (item := await self.items.get()) is not None:
            if isinstance(item, WorkerError):
                raise item
            yield item
