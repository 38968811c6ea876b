"""What became of an action."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.skills.actions.questions import ActionQuestion
from daemon.skills.actions.recital import Recital


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an action that was begun."""

    said: str
    """What the user is told."""
    language: str
    """That of `said`."""
    done: str = ""
    """What has changed in the world, as the history keeps it; empty where nothing has."""
    failed: bool = False
    """It could not be done. The user is told even if they have gone on speaking."""
    question: ActionQuestion | None = None
    """Asked back with `said`: the next turn answers it."""
    written: str = ""
    """What a typed turn is told, where that is more than `said`."""
    source: str = ""
    """Who wrote `said`, where that was neither we nor the user: the mind takes it for data."""
    recital: Recital | None = None
    """Read aloud instead of `said`, which then tells in a word what is done."""
