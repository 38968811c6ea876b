"""Finds the words of a text, and estimates their positions in its speech when the engine reports none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from models.engine import Mark

_RUN = re.compile(r"\S+")


def _spoken(character: str) -> bool:
    """Whether a character is spoken: letters, digits, their accents, and signs with a name ($, %, +, an emoji).
    Other punctuation is silent."""
    return unicodedata.category(character)[0] in "LNMS" or character in "%&@#*/"


def word_spans(text: str) -> list[tuple[int, int]]:
    """Returns (start, end) in characters of each word of `text`: the text between spaces, less the punctuation
    around it."""
    spans = []
    for run in _RUN.finditer(text):
        spoken = [place for place in range(*run.span()) if _spoken(text[place])]
        if spoken:
            spans.append((spoken[0], spoken[-1] + 1))
    return spans


def estimated_marks(text: str, samples: int, weights: Sequence[float] | None = None) -> tuple[Mark, ...]:
    """Returns marks of the words of `text`, spread over `samples` in proportion to `weights`, one for each character
    (by default all equal)."""
    weight = [1.0] * len(text) if weights is None else weights
    total = sum(weight)
    marks, before, place = [], 0.0, 0
    for start, end in word_spans(text):
        before += sum(weight[place:start])
        place = start
        marks.append(Mark(start, end, int(samples * before / total) if total else 0, exact=False))
    return tuple(marks)
