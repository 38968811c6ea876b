"""Estimates where the words of a reply lie in its sound: the talker gives no durations.

Words are placed by their share of characters at the voice's pace, which every finished reply refines.
"""

from __future__ import annotations

import re

from models.engine import Mark

_WORD = re.compile(r"[一-鿿]|[^\s一-鿿]+")
"""A run of non-blanks; a Chinese character is a word of its own."""

ENGLISH_PACE = 14.5
"""Pace of a voice that has not been heard yet, in characters per second, blanks included."""
CHINESE_PACE = 4.5


def weight(text: str) -> float:
    """Returns the length in English characters: a Chinese character takes about as long as three."""
    chinese = sum("一" <= c <= "鿿" for c in text)
    return len(text) + chinese * (ENGLISH_PACE / CHINESE_PACE - 1)


class MarkEstimator:
    """Estimates marks for one reply whose text and sound both arrive piecemeal.

    `pace`: English characters per second, from earlier replies (see `learned`).
    """

    def __init__(self, rate: int, pace: float = ENGLISH_PACE) -> None:
        self._rate = rate
        self._pace = pace
        self._text = ""
        self._next = 0
        """Index of the first character of the words that still need a mark."""

    @property
    def written(self) -> str:
        """The text so far."""
        return self._text

    def text(self, piece: str) -> None:
        """Appends a piece of the reply's text."""
        self._text += piece

    def sound(self, start: int, end: int, *, last: bool = False) -> tuple[Mark, ...]:
        """Returns the marks of the words that begin in samples start..end; the last stretch takes all that remain.

        A word is held back while its text may still be growing, unless this is the last stretch.
        """
        words = [m for m in _WORD.finditer(self._text) if m.start() >= self._next]
        if not last:
            words = [m for m in words if m.end() < len(self._text)]
        due = [(m, round(weight(self._text[: m.start()]) / self._pace * self._rate)) for m in words]
        if not last:
            due = [(m, max(at, start)) for m, at in due if at < end]
        elif due:
            # Slower text than the pace said is squeezed into what is left, in order and in proportion.
            first = max(start, min(due[0][1], max(end - 1, start)))
            begin = weight(self._text[: due[0][0].start()])
            rest = max(weight(self._text) - begin, 1.0)
            room = min((end - first) / rest, self._rate / self._pace) if end > first else 0.0
            due = [(m, first + int((weight(self._text[: m.start()]) - begin) * room)) for m, _ in due]
        if due:
            self._next = due[-1][0].end()
        return tuple(Mark(m.start(), m.end(), at, exact=False) for m, at in due)

    def learned(self, samples: int) -> float:
        """Returns the pace after a reply of `samples`: half old, half new. Replies under a second leave it
        unchanged."""
        seconds = samples / self._rate
        return self._pace if seconds < 1 or not self._text else (self._pace + weight(self._text) / seconds) / 2
