"""A way of typing: what every one of them can do, and how it tells what became of a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Fate(Enum):
    """What became of a text."""

    TYPED = "typed"
    """It is in the window."""
    GONE = "gone"
    """The rest was not typed: the focus is not where it was. The typist keeps such a text in the clipboard."""
    REFUSED = "refused"
    """Nothing was typed: the desktop, the user or the field did not let us."""
    KEPT = "kept"
    """It is in the clipboard, for the user to paste."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """What became of a text, and why where it was not typed."""

    fate: Fate
    why: str = ""
    """One line for the log and the displays; without any of the text."""
    typed: int = 0
    """Characters that are in the window all the same: the focus went in the middle of the text."""


TYPED = Insertion(Fate.TYPED)


@dataclass(frozen=True, slots=True)
class Target:
    """The window that had the focus, as far as the desktop tells."""

    application: str = ""
    """Its program's name, for displays; empty where nobody tells."""
    window: int = 0
    """Its number in the desktop; 0 where nobody tells."""


class TypingError(Exception):
    """Nothing can be typed. The message is one line for the user: what, and what to do."""


class Way(Protocol):
    """Types into the focused window. One caller at a time (`typist.Typist`); `begin`, any number of `insert` and
    `take_back`, `end`.

    A text is NFC, and has no control character but a line feed, which the user has asked for: a new line. No way makes
    another key of it, and none holds a key down beyond one call.
    """

    @property
    def name(self) -> str:
        """Its name for the user and the log: "portal", "wlroots", "xtest" or "clipboard"."""
        ...

    async def missing(self) -> str:
        """Tells why it cannot be used here, and what would mend that, in one line; "" where it can. Asks nobody."""
        ...

    async def begin(self) -> Target:
        """A key was pressed: remember which window has the focus. Raises TypingError."""
        ...

    async def insert(self, text: str) -> Insertion:
        """Type the text, if the focus is where it was at `begin`. Leaves the clipboard as it was. Raises TypingError."""
        ...

    async def take_back(self, characters: int) -> Insertion:
        """Delete so many characters before the caret, likewise. Raises TypingError."""
        ...

    async def end(self) -> None:
        """Forget the window."""
        ...

    async def close(self) -> None:
        """The daemon ends."""
        ...
