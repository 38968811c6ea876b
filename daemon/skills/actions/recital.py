"""Recitals: texts that are read aloud as they come, and that are not the assistant's own words. Pure."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import NamedTuple


class RecitedText(NamedTuple):
    """A text in one language."""

    language: str
    text: Callable[[], AsyncGenerator[str, None]]
    """Gives the text piece by piece, from its beginning. Raises WorkerError where it cannot go on."""


@dataclass(frozen=True, slots=True, eq=False)
class Recital:
    """What is read aloud, one part after the other.

    It is what others have written, or what the user wants to have written: nobody is asked by it, and nothing in it is
    carried out.
    """

    parts: tuple[RecitedText, ...]
    told: Callable[[int], str] | None = None
    """Tells, from the number of words heard, what the history and the mind know of it; None: all that was heard."""
    stopped: Callable[[int], None] = lambda at: None
    """Told, when it is over, where it would go on: the beginning of the clause that was being heard, in characters
    from the first part's beginning, or its length when all was heard."""
    aloud: bool = False
    """Whether it is only of use aloud: who has asked in writing hears it, too."""


def given(language: str, text: str) -> RecitedText:
    """Returns a text that is there."""

    async def whole() -> AsyncGenerator[str, None]:
        yield text

    return RecitedText(language, whole)
