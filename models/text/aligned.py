"""A text under transformation that keeps the original position of each of its characters. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

Part = str | int | tuple[str, int]
Replace = Callable[[re.Match[str]], Sequence[Part]]


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    """Compiles a rule once. There are more rules for two languages than the 512 patterns that `re` keeps."""
    return re.compile(pattern, flags)


def instead(text: str) -> Replace:
    """Replaces each match by its first group, followed by `text`."""
    return lambda m: [1, text] if m.re.groups else [text]


def just_before(m: re.Match[str]) -> str:
    """Returns at most 40 characters before a match. To search all of them for each match would take the square."""
    return m.string[max(0, m.start() - 40) : m.start()]


@dataclass(slots=True)
class Aligned:
    """A text under transformation, with the original position of each of its characters."""

    text: str
    places: list[int]

    def sub(self, pattern: str, replace: Replace, flags: int = 0) -> None:
        """Replaces each match by parts. A number is a group of the match and keeps its positions. A text stands at
        the position of the part before it. A pair of both puts the text in the place of the group: until the text
        has been spoken to its end, nothing of the group counts as spoken."""
        out: list[str] = []
        places: list[int] = []
        end = 0
        for match in _compiled(pattern, flags).finditer(self.text):
            self._copy(end, match.start(), out, places)
            last = self.places[min(match.start(), len(self.places) - 1)]
            for part in replace(match):
                if isinstance(part, tuple):
                    text, group = part
                    start, stop = match.span(group)
                    if text and start < stop:
                        out.append(text)
                        first, final = self.places[start], self.places[stop - 1]
                        unsaid = max(first - 1, places[-1]) if places else first
                        # Parts may come in another order than what they stand for: places only grow.
                        last = max(final, unsaid)
                        places += [min(unsaid, last)] * (len(text) - 1) + [last]
                elif isinstance(part, int):
                    if match.group(part):
                        self._copy(*match.span(part), out, places)
                        last = places[-1]
                else:
                    out.append(part)
                    places += [last] * len(part)
            end = match.end()
        if end:
            self._copy(end, len(self.text), out, places)
            self.text, self.places = "".join(out), places

    def strip(self, characters: str) -> None:
        left = len(self.text) - len(self.text.lstrip(characters))
        right = len(self.text.rstrip())
        self.text, self.places = self.text[left:right], self.places[left:right]

    def _copy(self, start: int, end: int, out: list[str], places: list[int]) -> None:
        out.append(self.text[start:end])
        places += self.places[start:end]
