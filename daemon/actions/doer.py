"""What the actor asks of a doer, which knows how one kind of action is done, and what a doer gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from daemon.skills.actions.intents import ActionIntent
from daemon.skills.actions.questions import ActionQuestion
from daemon.skills.actions.recital import Recital

TakeBack = Callable[[], Awaitable[None]]
"""Takes an action back. Raises CannotDo."""


class CannotDo(Exception):
    """An action could not be done, or not be taken back. The message is one sentence for the user, in their language."""

    def __init__(self, said: str, done: str = "") -> None:
        """`done`: what may have changed nevertheless, as the history keeps it."""
        super().__init__(said)
        self.done = done


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
    written: str = ""
    """What a typed turn is told, where that is more than `said`."""
    done: str = ""
    """What the history keeps of it, where that is not `said`."""
    source: str = ""
    """Who wrote what is told, where that was neither we nor the user: the mind takes it for data."""
    recital: Recital | None = None
    """Read aloud instead of `said`."""


class Doer(Protocol):
    """Carries out the intents of `does`."""

    @property
    def does(self) -> tuple[type[ActionIntent], ...]: ...

    def known(self, action: ActionIntent) -> bool:
        """Whether what the action names is there. Waits for nothing; one that has to read for its answer `Looks` before."""
        ...

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        """Carry it out. Raises CannotDo."""
        ...


@runtime_checkable
class Looks(Protocol):
    """A doer that looks around before it is asked what is known."""

    async def look(self) -> None:
        """Take note of what is there. Raises OSError."""
        ...


@dataclass(frozen=True, slots=True)
class Stopped:
    """An action under way was given up."""

    said: str
    """What the user is told: whether it could be stopped."""
    done: str = ""
    """What may have changed, as the history keeps it."""


@runtime_checkable
class SlowDoer(Doer, Protocol):
    """A doer whose actions may take long: others are not kept waiting for them, and "stop" gives them up."""

    def patience(self, action: ActionIntent) -> float:
        """Returns the seconds after which an action is given up."""
        ...

    def filler(self, action: ActionIntent, language: str) -> str:
        """Returns what is said at once because it will take long; "" where it will not."""
        ...

    def stopped(self, action: ActionIntent, language: str) -> Stopped:
        """Returns what is told of an action that was cancelled."""
        ...
