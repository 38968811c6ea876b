"""Which words of a cut reply were heard: aligns its text with what a recogniser hears in the played audio. Pure.

Needed for voices that tell no positions of their words (Qwen2.5-Omni's talker); those are estimates until then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"([一-鿿]|[^\W_一-鿿]+(?:'[^\W_一-鿿]+)?)[^\w\s]*")
"""A word and the punctuation right behind it. A Chinese character is a word of its own."""
_FAR = 0.03
"""Edits that each word of distance from the estimate costs: decides between places that sound alike."""
_TOO_DIFFERENT = 0.5
"""Edits per recognised word above which the recogniser is not believed."""


@dataclass(frozen=True, slots=True)
class PlayedAudio:
    """The last stretch of a cut reply that left the loudspeaker."""

    text: str
    """The whole reply."""
    estimate: int
    """Position in `text` at which the last heard word ends, by the marks."""
    pcm: bytes
    """int16 little-endian, mono."""
    rate: int
    language: str
    whole: bool
    """Whether the stretch begins at the reply's beginning."""

    def heard(self, words: str) -> str | None:
        """The reply up to the last of the recognised `words`; None where they don't fit."""
        end = last_word(self.text, words, self.estimate, anywhere=not self.whole)
        return None if end is None else self.text[:end].strip()


def last_word(text: str, words: str, estimate: int, *, anywhere: bool) -> int | None:
    """Position in `text` at which the last of the recognised `words` ends; None if they fit nowhere.

    The words are placed with the fewest edits, each weighted by how alike the letters are. With `anywhere` they may begin in
    the middle of the text. Sellers' alignment of a pattern within a text (J. Algorithms 1, 1980), over words.
    """
    spoken = [match[1] for match in _WORD.finditer(words.lower())]
    written = [(match[1], match.end()) for match in _WORD.finditer(text.lower())]
    if not spoken or not written:
        return None
    row = [0.0 if anywhere else float(place) for place in range(len(written) + 1)]
    for count, word in enumerate(spoken, 1):
        above, row = row, [float(count)]
        for place, (other, _) in enumerate(written):
            row.append(min(above[place] + _unlike(word, other), above[place + 1] + 1, row[place] + 1))
    expected = sum(end <= estimate for _, end in written)
    best = min(range(1, len(row)), key=lambda place: row[place] + _FAR * abs(place - expected))
    return written[best - 1][1] if row[best] <= _TOO_DIFFERENT * len(spoken) else None


def _unlike(one: str, other: str) -> float:
    return 0.0 if one == other else 1 - SequenceMatcher(None, one, other, autojunk=False).ratio()
