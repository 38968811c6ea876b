"""The keys of an X server's first layout: which key, with Shift or without, writes a character."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

BACKSPACE, RETURN, INSERT, SHIFT, CONTROL = 0xFF08, 0xFF0D, 0xFF63, 0xFFE1, 0xFFE3
"""Keysyms, as in keysymdef.h. The keysym of a printable ASCII character is its code."""
_LEVELS = 2
"""Columns of a row that are written without and with Shift in the first layout."""


class Stroke(NamedTuple):
    """One character's key."""

    keycode: int
    shift: bool


class Keyboard:
    """Made of the answer to GetKeyboardMapping: a row of keysyms for each keycode from `first` on."""

    def __init__(self, first: int, rows: Sequence[Sequence[int]]) -> None:
        self._strokes: dict[int, Stroke] = {}
        for keycode, row in enumerate(rows, first):
            for level, keysym in enumerate(row[:_LEVELS]):
                if keysym:
                    self._strokes.setdefault(keysym, Stroke(keycode, level == 1))

    def key(self, keysym: int) -> int:
        """Returns the keycode that has the keysym without Shift; 0 where none has."""
        stroke = self._strokes.get(keysym)
        return stroke.keycode if stroke is not None and not stroke.shift else 0

    def strokes(self, text: str) -> list[Stroke] | None:
        """Returns the keys that write the text; None where it cannot be written by them alone: beyond ASCII, or a layout
        on which a character has a dead key or none."""
        if not all(each == "\n" or " " <= each <= "~" for each in text) or not self.key(SHIFT):
            return None
        found = [self._strokes.get(RETURN if each == "\n" else ord(each)) for each in text]
        return None if None in found else [each for each in found if each is not None]
