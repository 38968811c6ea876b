"""The voice before the mind, for one clause: until the first sound of an answer is made, its mind waits.

On few cores the two slow each other down by half, and nobody needs the second clause yet: it is not heard before the first
one has been spoken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Precedence:
    """Of one answer's first clause."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()
        self._given = False
        self._working: list[Callable[[bool], None]] = []

    def to_the_voice(self) -> None:
        """The first clause goes to the voice. Once for each answer; later clauses change nothing."""
        if not self._given:
            self._given = True
            self._free.clear()
            for hold in self._working:
                hold(True)

    def over(self) -> None:
        """There is sound, or there will be none."""
        if not self._free.is_set():
            self._free.set()
            for hold in self._working:
                hold(False)

    async def free(self) -> None:
        """Wait until the mind may begin."""
        await self._free.wait()

    @contextmanager
    def working(self, hold: Callable[[bool], None]) -> Iterator[None]:
        """Work that can be held up: `hold` is called with True when it shall wait, with False when it shall go on."""
        self._working.append(hold)
        try:
            yield
        finally:
            self._working.remove(hold)
