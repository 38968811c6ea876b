"""What the actor asks of a doer, which knows how one kind of action is done, and what a doer gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from daemon.skills.actions.intents import ActionIntent
from daemon.skills.actions.questions import ActionQuestion
from daemon.skills.actions.recital import Recital

TakeBack = Callable[[], Awaitable[None]]
"""Takes an action back. Raises CannotDo."""


class CannotDo(Exception):
    """An action could not be done, or not be taken back. The message is one sentence for the user, in their language."""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The end of an action that was done."""

    said: str
    """What the user is told."""
    changed: bool = False
    """Something is different now: the history keeps `said`."""
    take_back: TakeBack | None = None
    """None where it cannot be taken back."""
    question: ActionQuestion | None = None
    """Asked back, with `said`, instead of doing it."""
    recital: Recital | None = None
    """Read aloud instead of `said`."""


class Doer(Protocol):
    """Carries out the intents of `does`."""

    @property
    def does(self) -> tuple[type[ActionIntent], ...]: ...

    def known(self, action: ActionIntent) -> bool:
        """Whether what the action names is there. Never waits for long."""
        ...

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        """Carry it out. Raises CannotDo."""
        ...
