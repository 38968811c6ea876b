"""Computes how much sound must lie ready before playback begins, so that it never runs dry. Pure: times are handed
in."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")

MARGIN = 1.15
"""Factor by which a pace is assumed to be worse than measured."""
UNKNOWN_LENGTH = 6.0
"""Seconds of speech assumed to follow while the text is not complete."""
FLOOR = 0.2
"""Least seconds of sound that lie ready: playing them must outlast what delays any single piece."""
ALIKE = 0.05
"""Seconds of difference below which pieces count as equally long, so their times tell nothing of the cost of length."""


@dataclass(frozen=True, slots=True)
class Work:
    """The cost of a piece of sound: `each` seconds whatever its length, and `rate` for each of its seconds.

    On a CPU most of it goes with the length. On a GPU a short piece takes as long as a longer one: launching the
    kernels takes the time, and they are as many.
    """

    rate: float
    each: float = 0.0

    def of(self, piece: float) -> float:
        """Returns the seconds of work for a piece of `piece` seconds."""
        return self.each + self.rate * piece

    def times(self, factor: float) -> Work:
        """Returns the cost on a machine slower by `factor`."""
        return replace(self, rate=self.rate * factor, each=self.each * factor)


AT_ONCE = Work(0.0)
"""A prior with which nothing is held back."""


@dataclass(frozen=True, slots=True)
class Chunking:
    """How a voice cuts its sound, in seconds of speech."""

    sizes: tuple[float, ...] = (1.0,)
    """Lengths of the successive pieces; the last repeats."""
    ahead: float = 0.0
    """Length of the codes that must be there beyond a piece."""
    code: float = 0.02
    """Length of a code."""


def fitted(made: Sequence[tuple[float, float]]) -> Work | None:
    """Fits the cost to pieces of (seconds, seconds taken) by least squares. Returns None where it cannot be told: for
    a single piece, or pieces of one length."""
    lengths, took = [length for length, _ in made], [taken for _, taken in made]
    if not made or max(lengths) - min(lengths) < ALIKE:
        return None
    usual, mean = statistics.fmean(lengths), statistics.fmean(took)
    slope = statistics.linear_regression(lengths, took).slope
    rate = min(max(slope, 0.0), mean / usual)  # so that neither part is negative
    return Work(rate, mean - rate * usual)


def lead_needed(work: Work, pieces: Sequence[float], waits: Sequence[float] = ()) -> float:
    """Returns the seconds of sound that must lie ready when playback begins and work on the first of `pieces` may
    begin, too.

    `waits`: seconds until each piece's codes are there (none given: at once). A piece takes work.of(its seconds),
    counted from when its codes and the piece before it are there, and arrives whole. Everything ahead of it must last
    until then.
    """
    need = made = now = 0.0
    for piece, wait in itertools.zip_longest(pieces, waits[: len(pieces)], fillvalue=0.0):
        now = max(now, wait) + work.of(piece)
        need = max(need, now - made)
        made += piece
    return need


def starved(arrivals: Sequence[tuple[float, float]], start: float) -> float:
    """Returns the seconds of silence within a reply whose pieces arrive as (time, seconds), with playback beginning at
    `start`."""
    silence, until = 0.0, start
    for when, seconds in arrivals:
        if when > until:
            silence += when - until
            until = when
        until += seconds
    return silence


class Pacer(Generic[T]):
    """Holds the beginning of one reply back until its lead is enough.

    `prior`: the cost of pieces in earlier replies. With None, two pieces are awaited to measure it.
    """

    def __init__(self, prior: Work | None, cut: Chunking) -> None:
        self._prior = prior
        self._cut = cut
        self._waiting: list[T] = []
        self._ready = 0.0
        """Seconds of sound in `_waiting`."""
        self._released = False
        self._pieces = 0
        self._took: list[tuple[float, float]] = []
        """(seconds, seconds of work) of each piece but the first, which is unlike the others."""
        self._made = 0.0
        self._expected = 0.0
        self._complete = False
        self._codes, self._pace = 0, 0.0
        self.held = 0.0
        """Seconds of sound that lay ready when playback was allowed to begin."""

    def expect(self, seconds: float, *, complete: bool) -> None:
        """Sets the estimated length of the whole reply; `complete` once its text is."""
        self._expected, self._complete = seconds, complete

    def coded(self, codes: int, pace: float) -> None:
        """Sets the number of codes so far and their `pace`, seconds for each code; 0: all are there."""
        self._codes, self._pace = codes, pace

    def feed(self, item: T, seconds: float, took: float, *, last: bool) -> list[T]:
        """Takes a piece of `seconds`, on which work took `took` seconds. Returns the pieces that may be played."""
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
        """Returns the `prior` for the next reply."""
        prior = None if self._prior == AT_ONCE else self._prior
        # The last piece is cheap for its length: no window of its future is computed with it.
        new = fitted(self._took[:-1]) or self._as_now(prior)
        if new is None:
            return self._prior
        if prior is None:
            return new
        return Work((prior.rate + new.rate) / 2, (prior.each + new.each) / 2)

    def _as_now(self, prior: Work | None) -> Work | None:
        """Returns the cost in this reply so far, in the proportions of `prior`; None with only one piece."""
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
        """Returns the seconds until each piece's codes are there, if they go on to come as they do now."""
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
