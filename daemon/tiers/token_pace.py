"""How fast a mind's text comes while it has the cores to itself."""

from __future__ import annotations

from collections import deque
from statistics import median

QUICK = 0.05
"""Seconds a token up to which a first clause of a word or two leaves no gap: "Sure," sounds for 0.35 s, the next clause has
at most 8 words, some 11 tokens, and its voice takes 0.1 s; 0.3 s of silence at a comma are a natural pause."""
SLOW = 0.012
"""Seconds a token from which on it is worth while to speak a clause's beginning while the rest is written: its voice takes
some 40 ms more in two parts than in one."""
_KEPT = 15
"""Tokens that are remembered."""


class TokenPace:
    """The times between the last pieces of text, over several replies."""

    def __init__(self) -> None:
        self._gaps: deque[float] = deque(maxlen=_KEPT)
        self._last: float | None = None

    def begin(self) -> None:
        """A reply begins: its first piece follows no other."""
        self._last = None

    def piece(self, time: float) -> None:
        """A piece of text has come at `time`, in seconds of any clock."""
        if self._last is not None:
            self._gaps.append(time - self._last)
        self._last = time

    @property
    def quick(self) -> bool:
        """Whether the next clause will be there before a very short first one has been heard. False while nothing is
        known."""
        return bool(self._gaps) and median(self._gaps) <= QUICK

    @property
    def slower_than_voice(self) -> bool:
        """Whether a clause of a few words takes longer to write than to begin to speak. False while nothing is known."""
        return bool(self._gaps) and median(self._gaps) >= SLOW
