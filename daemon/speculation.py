"""Work ahead of need: which part of a partial transcript can be trusted, and how often an answer is tried. Pure."""

from __future__ import annotations


class StablePrefix:
    """LocalAgreement-2 (Liu et al. 2020, "Low-Latency Sequence-to-Sequence Speech Recognition and Translation by Partial
    Hypothesis Selection"): words on which two successive partial transcripts agree are taken as settled."""

    def __init__(self) -> None:
        self._previous: list[str] = []
        self._stable: list[str] = []

    def update(self, partial: str) -> str:
        """Take the next partial transcript; return the settled words so far (never fewer than before)."""
        now = partial.split()
        agreed = 0
        for old, new in zip(self._previous, now, strict=False):
            if old.casefold().strip(".,;:!?…") != new.casefold().strip(".,;:!?…"):
                break
            agreed += 1
        if agreed > len(self._stable):
            self._stable = now[:agreed]
        self._previous = now
        return " ".join(self._stable)


class Thrift:
    """How many answers may be prepared ahead in one turn. With a speaker who pauses in every sentence most of them are in
    vain: then there is one try, as long as it is so."""

    WEIGHT = 0.2
    MOST = 2.0
    """Tries a turn, on average, beyond which they are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tries = 1.0

    @property
    def limit(self) -> int:
        return min(1, self._most) if self._tries > self.MOST else self._most

    def learn(self, pauses: int) -> None:
        """A turn is over that had so many pauses inside it: as many tries there would have been in vain."""
        self._tries += self.WEIGHT * (1 + pauses - self._tries)
