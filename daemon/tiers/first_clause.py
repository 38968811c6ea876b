"""The first clause of a reply: the LLM waits until it has sound, so that the voice has the cores to itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class FirstClauseGate:
    """Holds the LLM until the first clause of one reply has sound."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()
        self._given = False
        self._working: list[Callable[[bool], None]] = []

    def to_the_voice(self) -> None:
        """The first clause goes to the voice: the LLM is held. Later clauses of the same reply change nothing."""
        if not self._given:
            self._given = True
            self._free.clear()
            for hold in self._working:
                hold(True)

    def over(self) -> None:
        """The clause has sound, or will have none: the LLM goes on. Harmless when repeated."""
        if not self._free.is_set():
            self._free.set()
            for hold in self._working:
                hold(False)

    async def free(self) -> None:
        """Wait until the LLM may begin."""
        await self._free.wait()

    @contextmanager
    def working(self, hold: Callable[[bool], None]) -> Iterator[None]:
        """Register work that can be held: `hold(True)` has it wait, `hold(False)` has it go on."""
        self._working.append(hold)
        try:
            yield
        finally:
            self._working.remove(hold)
