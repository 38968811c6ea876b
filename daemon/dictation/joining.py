"""How a piece of a dictation joins the text before it: the blank, and the letter it begins with. Pure.

A recogniser takes each piece for a whole text. Where the speaker has only paused within a sentence, its dots at the end are
no dots, and the capital at the next beginning is none either.
"""

from __future__ import annotations

from daemon.dictation.marks import SMALL

_NO_BLANK_BEFORE = ",.;:?!…)]\n"
_NO_BLANK_AFTER = "\n([¿¡"


class Joiner:
    """Knows the end of what was written so far."""

    def __init__(self) -> None:
        self._end = ""
        self._quotes = 0
        self._before: list[tuple[str, int]] = []

    def join(self, text: str, language: str) -> str:
        """Returns the piece as it is to be typed behind the others."""
        text = _without_dots(text)
        if not text:
            return ""
        self._before.append((self._end, self._quotes))
        if self._end:
            goes_on = self._end[-1] not in '.?!…\n"»”'
            first = text.split(" ", maxsplit=1)[0].strip(",.;:?!\n")
            if goes_on and first.lower() in SMALL.get(language, ()):
                text = text[0].lower() + text[1:]
            opened = self._end[-1] == '"' and self._quotes % 2 == 1
            if text[0] not in _NO_BLANK_BEFORE and self._end[-1] not in _NO_BLANK_AFTER and not opened:
                closes = text[0] == '"' and self._quotes % 2 == 1
                text = text if closes else f" {text}"
        self._quotes += text.count('"')
        self._end = text[-1]
        return text

    def take_back(self) -> None:
        """The last piece is gone."""
        if self._before:
            self._end, self._quotes = self._before.pop()


def _without_dots(text: str) -> str:
    """Without the dots that a recogniser writes where a sentence breaks off."""
    text = text.strip(" \t")
    for dots in ("...", "…"):
        text = text.removesuffix(dots).rstrip(" ") if text.endswith(dots) else text
    return text
