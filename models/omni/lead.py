"""How much sound must lie ready before playback begins, so that it never runs dry. Pure: times are handed in."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")

MARGIN = 1.15
"""A pace is taken to be this much worse than measured."""
UNKNOWN_LENGTH = 6.0
"""Seconds of speech expected to follow while the text is not complete."""
FLOOR = 0.2
"""Seconds that lie ready at least: playing them must outlast what delays any single piece."""
ALIKE = 0.05
"""Seconds by which pieces may differ and still tell nothing of what their length costs."""


@dataclass(frozen=True, slots=True)
class Work:
    """What pieces of sound take to make: `each` seconds whatever their length, and `rate` for each of their seconds.

    On a CPU most of it goes with the length; on a GPU a short piece takes as long as a longer one, for what takes the time
    is launching the kernels, and they are as many.
    """

    rate: float
    each: float = 0.0

    def of(self, piece: float) -> float:
        """Seconds of work for a piece of that many."""
        return self.each + self.rate * piece

    def times(self, factor: float) -> Work:
        """The same on a machine slower by this."""
        return replace(self, rate=self.rate * factor, each=self.each * factor)


AT_ONCE = Work(0.0)
"""As a prior: nothing is held back."""


@dataclass(frozen=True, slots=True)
class Chunking:
    """How a voice cuts its sound. All in seconds of speech."""

    sizes: tuple[float, ...] = (1.0,)
    """Of the successive pieces; the last repeats."""
    ahead: float = 0.0
    """Of the codes that must be there beyond a piece."""
    code: float = 0.02
    """Of a code."""


def fitted(made: Sequence[tuple[float, float]]) -> Work | None:
    """The work that explains pieces of (seconds, seconds taken) best, by least squares; None where that cannot be told,
    of a single piece or of pieces of one length."""
    lengths, took = [length for length, _ in made], [taken for _, taken in made]
    if not made or max(lengths) - min(lengths) < ALIKE:
        return None
    usual, mean = statistics.fmean(lengths), statistics.fmean(took)
    slope = statistics.linear_regression(lengths, took).slope
    rate = min(max(slope, 0.0), mean / usual)  # so that neither part is negative
    return Work(rate, mean - rate * usual)


def lead_needed(work: Work, pieces: Sequence[float], waits: Sequence[float] = ()) -> float:
    """Seconds that must lie ready when playback begins and work on the first of `pieces` may, too; those codes are there
    after `waits` seconds (none given: at once).

    A piece takes work.of(its seconds), after its codes and the piece before it are there, and arrives whole; before it does,
    everything ahead of it must last.
    """
    need = made = now = 0.0
    for piece, wait in itertools.zip_longest(pieces, waits[: len(pieces)], fillvalue=0.0):
        now = max(now, wait) + work.of(piece)
        need = max(need, now - made)
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

    `prior`: what pieces took in earlier replies; None when there were none: then two pieces are awaited to measure it.
    """

    def __init__(self, prior: Work | None, cut: Chunking) -> None:
        self._prior = prior
        self._cut = cut
        self._waiting: list[T] = []
        self._ready = 0.0
        """Seconds in `_waiting`."""
        self._released = False
        self._pieces = 0
        self._took: list[tuple[float, float]] = []
        """Of each piece but the first, which is unlike the others: its seconds, and those that work on it took."""
        self._made = 0.0
        self._expected = 0.0
        self._complete = False
        self._codes, self._pace = 0, 0.0
        self.held = 0.0
        """Seconds that lay ready when playback was let begin."""

    def expect(self, seconds: float, *, complete: bool) -> None:
        """The whole reply will take about so long; `complete` once its text is."""
        self._expected, self._complete = seconds, complete

    def coded(self, codes: int, pace: float) -> None:
        """So many codes are there, and one comes every `pace` seconds now; 0: all are there."""
        self._codes, self._pace = codes, pace

    def feed(self, item: T, seconds: float, took: float, *, last: bool) -> list[T]:
        """A piece of `seconds` is ready, and work on it took so long; returns the pieces that may be played."""
        if self._pieces:
            self._took.append((seconds, took))
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

    def learned(self) -> Work | None:
        """What to take as `prior` next time."""
        prior = None if self._prior == AT_ONCE else self._prior
        # The last piece is cheap for its length: no window of its future is computed with it.
        new = fitted(self._took[:-1]) or self._as_now(prior)
        if new is None:
            return self._prior
        if prior is None:
            return new
        return Work((prior.rate + new.rate) / 2, (prior.each + new.each) / 2)

    def _as_now(self, prior: Work | None) -> Work | None:
        """The work of this reply so far, in the proportions of `prior`; None with only one piece."""
        made = sum(length for length, _ in self._took)
        if not made:
            return None
        took = sum(taken for _, taken in self._took)
        foreseen = 0.0 if prior is None else sum(prior.of(length) for length, _ in self._took)
        return prior.times(took / foreseen) if prior is not None and foreseen else Work(took / made)

    def _enough(self) -> bool:
        if self._prior == AT_ONCE:
            return True
        if self._ready < FLOOR:
            return False
        known = [work for work in (self._prior, self._as_now(self._prior)) if work is not None]
        if not known:
            return False
        slower = max(known, key=lambda work: work.of(1.0))
        pieces = self._to_come()
        return self._ready >= lead_needed(slower.times(MARGIN), pieces, self._waits(pieces))

    def _waits(self, pieces: Sequence[float]) -> list[float]:
        """Seconds until the codes of each are there, if they go on to come as they do now."""
        made, waits = self._made, []
        for piece in pieces:
            made += piece
            lacking = min(made + self._cut.ahead, max(made, self._expected)) / self._cut.code - self._codes
            waits.append(max(0.0, lacking) * self._pace * MARGIN)
        return waits

    def _to_come(self) -> list[float]:
        left = self._expected - self._made
        if not self._complete:
            left = max(left, UNKNOWN_LENGTH)
        pieces: list[float] = []
        while left > 0:
            sizes = self._cut.sizes
            size = sizes[min(self._pieces + len(pieces), len(sizes) - 1)]
            pieces.append(size)
            left -= size
        return pieces
