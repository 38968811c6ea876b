"""A cancellation in the midst of an engine's work."""

from __future__ import annotations

from models.engine import Cancel, Cancelled


class After(Cancel):
    """A cancel switch that is set at the n-th look at it."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def __bool__(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def check(self) -> None:
        if self:
            raise Cancelled
