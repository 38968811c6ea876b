"""How much sound must lie ready before playback begins, so that it never runs dry. Pure: times are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

MARGIN = 1.15
"""A pace is taken to be this much worse than measured."""
UNKNOWN_LENGTH = 6.0
"""Seconds of speech expected to follow while the text is not complete."""


def lead_needed(real_time_factor: float, pieces: Sequence[float]) -> float:
    """Seconds that must lie ready when playback begins and work on the first of `pieces` does too.

    A piece of c seconds takes real_time_factor * c and arrives whole; before it does, everything ahead of it must last:
    lead >= rtf * (c1 + ... + ck) - (c1 + ... + c(k-1)) for every k.
    """
    need = made = 0.0
    for piece in pieces:
        need = max(need, real_time_factor * (made + piece) - made)
        made += piece
    return need


def starved(arrivals: Sequence[tuple[float, float]], start: float) -> float:
    """Seconds of silence that a listener hears within a reply whose pieces (time, seconds) arrive so, playback beginning
    at `start`."""
    silence, until = 0.0, start
    for when, seconds in arrivals:
        if when > until:
            silence += when - until
            until = when
        until += seconds
    return silence


class Pacer(Generic[T]):
    """Holds the beginning of one reply back until its lead is enough.

    `prior`: the real-time factor of earlier replies; None when there were none: then two pieces are awaited to measure
    one; 0 holds nothing back. `sizes`: seconds of the successive pieces, the last repeats.
    """

    def __init__(self, prior: float | None, sizes: Sequence[float]) -> None:
        self._prior = prior
        self._sizes = tuple(sizes)
        self._waiting: list[T] = []
        self._ready = 0.0
        """Seconds in `_waiting`."""
        self._released = False
        self._pieces = 0
        self._first: float | None = None
        self._latest = 0.0
        self._after_first = 0.0
        """Seconds of speech after the first piece."""
        self._made = 0.0
        self._expected = 0.0
        self._complete = False
        self.held = 0.0
        """Seconds that lay ready when playback was let begin."""

    def expect(self, seconds: float, *, complete: bool) -> None:
        """The whole reply will take about so long; `complete` once its text is."""
        self._expected, self._complete = seconds, complete

    def feed(self, now: float, item: T, seconds: float, *, last: bool) -> list[T]:
        """A piece of `seconds` was ready at time `now`; returns the pieces that may be played."""
        if self._first is None:
            self._first = now
        else:
            self._after_first += seconds
        self._latest = now
        self._pieces += 1
        self._made += seconds
        if self._released:
            return [item]
        self._waiting.append(item)
        self._ready += seconds
        if not last and not self._enough():
            return []
        self._released = True
        self.held = self._ready
        ready, self._waiting = self._waiting, []
        return ready

    def measured(self) -> float | None:
        """Real-time factor of this reply so far, counted from its first piece; None with only one piece."""
        if self._first is None or not self._after_first:
            return None
        return (self._latest - self._first) / self._after_first

    def learned(self) -> float | None:
        """What to take as `prior` next time."""
        new = self.measured()
        if new is None or not self._prior:
            return self._prior if new is None else new
        return (self._prior + new) / 2

    def _enough(self) -> bool:
        if self._prior == 0.0:
            return True
        known = [factor for factor in (self._prior, self.measured()) if factor is not None]
        if not known:
            return False
        return self._ready >= lead_needed(max(known) * MARGIN, self._to_come())

    def _to_come(self) -> list[float]:
        left = self._expected - self._made
        if not self._complete:
            left = max(left, UNKNOWN_LENGTH)
        pieces: list[float] = []
        while left > 0:
            size = self._sizes[min(self._pieces + len(pieces), len(self._sizes) - 1)]
            pieces.append(size)
            left -= size
        return pieces
