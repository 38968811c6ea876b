"""Work ahead of need: which part of a partial transcript can be trusted. Pure."""

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
