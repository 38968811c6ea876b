"""Which parts of a text are words, and where they fall in its speech when the engine does not say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from models.engine import Mark

_RUN = re.compile(r"\S+")


def _spoken(character: str) -> bool:
    """Letters, digits, their accents, and signs that have a name ($, %, +, an emoji); other punctuation is silent."""
    return unicodedata.category(character)[0] in "LNMS" or character in "%&@#*/"


def word_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) in characters of each word of `text`: what stands between spaces, less the punctuation around it."""
    spans = []
    for run in _RUN.finditer(text):
        spoken = [place for place in range(*run.span()) if _spoken(text[place])]
        if spoken:
            spans.append((spoken[0], spoken[-1] + 1))
    return spans


def estimated_marks(text: str, samples: int, weights: Sequence[float] | None = None) -> tuple[Mark, ...]:
    """Marks of the words of `text`, spread over `samples` in proportion to `weights`, one for each character (by
    default each counts the same)."""
    weight = [1.0] * len(text) if weights is None else weights
    total = sum(weight)
    marks, before, place = [], 0.0, 0
    for start, end in word_spans(text):
        before += sum(weight[place:start])
        place = start
        marks.append(Mark(start, end, int(samples * before / total) if total else 0, exact=False))
    return tuple(marks)
