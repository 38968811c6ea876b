"""Timers and alarms that ring: a soft tone and a name, again and again and louder, until somebody ends it.

What a ring sounds like and who hears it is the business of a `Bell`; the pauses between two rings belong to the user, who
can say "stop", "five more minutes" or anything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from daemon.skills import wording
from daemon.skills.clocks import Moment, read_clocks
from daemon.skills.schedule import TimerEntry

EVERY = 7.0
"""Seconds from the beginning of one ring to that of the next: a tone, a name, and time for a word."""
SOFTEST, LOUDEST = 1.0, 4.0
"""Loudness of the first tone and of the loudest one: the gain of its earcon."""
LOUDER = 0.5
"""Gain that each further tone adds."""


@dataclass(eq=False, slots=True)
class Ring:
    """One timer or alarm that rings."""

    entry: TimerEntry
    text: str
    """What is said."""
    heard_at: float | None = None
    """Seconds of CLOCK_BOOTTIME at which its text was first heard; None until then."""
    toned: bool = False
    """Its tone has sounded while nothing else did."""


class Bell(Protocol):
    """Makes a ring heard."""

    def tone(self, gain: float) -> bool:
        """Sounds the tone, unless somebody is speaking. Returns whether nothing else sounds."""
        ...

    def say(self, text: str, language: str, heard: Callable[[], None]) -> None:
        """Says the text as soon as nobody speaks, once, however often it is asked meanwhile. Calls `heard` when it becomes
        audible."""
        ...

    def hush(self) -> None:
        """Says no more of it, now."""
        ...


class Ringer:
    """Everything that rings now. `changed` is told after each change."""

    def __init__(
        self,
        bell: Bell,
        longest: float,
        changed: Callable[[Sequence[Ring]], None] = lambda rings: None,
        clock: Callable[[], Moment] = read_clocks,
    ) -> None:
        """`longest`: seconds for which a ring that has been heard goes on; 0 has it heard once."""
        self.rings: list[Ring] = []
        """The longest overdue first."""
        self._bell = bell
        self._longest = longest
        self._changed = changed
        self._clock = clock
        self._gain = SOFTEST
        self._begun = asyncio.Event()

    async def run(self) -> None:
        """Ring. Never returns."""
        while True:
            self._begun.clear()
            self.ring()
            try:
                async with asyncio.timeout(EVERY if self.rings else None):
                    await self._begun.wait()
            except TimeoutError:
                pass

    def begin(self, entries: Collection[TimerEntry]) -> None:
        """These are due."""
        for entry in entries:
            at = datetime.fromtimestamp(entry.due)
            said = wording.due(entry.kind, entry.seconds, entry.label, at, entry.language)
            self.rings.append(Ring(entry, said))
        self._gain = SOFTEST
        self._changed(self.rings)
        self._begun.set()

    def ring(self) -> None:
        """Ring once. What has rung for long enough ends here."""
        now = self._clock().uptime
        over = [ring for ring in self.rings if ring.heard_at is not None and now - ring.heard_at >= self._longest]
        self.end(over, hush=False)
        if not self.rings:
            return
        toned = self._bell.tone(self._gain)
        self._gain = min(LOUDEST, self._gain + LOUDER)
        for ring in tuple(self.rings):
            ring.toned = ring.toned or toned
            self._bell.say(ring.text, ring.entry.language, partial(self._heard, ring))

    def _heard(self, ring: Ring) -> None:
        if ring.heard_at is None:
            ring.heard_at = self._clock().uptime
        if not self._longest:
            self.end([ring], hush=False)

    def end(self, rings: Collection[Ring], hush: bool = True) -> list[Ring]:
        """End those of them that still ring. Returns them. With `hush`, what is being said of it is cut."""
        ended = [ring for ring in self.rings if ring in rings]
        if ended:
            self.rings = [ring for ring in self.rings if ring not in ended]
            if hush:
                self._bell.hush()
            self._changed(self.rings)
        return ended

    @property
    def heard(self) -> list[Ring]:
        """Those that have been heard: only they can be meant by "stop"."""
        return [ring for ring in self.rings if ring.toned or ring.heard_at is not None]
