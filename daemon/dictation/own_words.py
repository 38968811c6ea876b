"""The user's own words: names and terms that a recogniser writes as other words of the same sound. Pure.

One or a few words of the text that sound like one of them are replaced by it. The bound is tight, and tighter for short
words, of which every other word is a neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from daemon.skills.misheard import apart, sound

BOUND = 0.2
"""Greatest distance in sound, as a share of the word's weight."""
SHORT_BOUND = 0.05
"""The same for words of fewer than `LONG` phonemes: they have to sound the same."""
LONG = 6
_SHORTEST = 3
MOST_WORDS = 4
"""Words of the text that may have been one."""
_LONGEST = 20
"""Characters of a word that is looked at: it is a recogniser's, and is pronounced by a library in C."""


class _OwnWord(NamedTuple):
    text: str
    sound: str
    bound: float


class OwnWords:
    """Corrects text by the user's list."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [word.strip() for word in words if word.strip()]
        self._own: dict[str, list[_OwnWord]] = {}

    def correct(self, text: str, language: str) -> str:
        """Returns the text with these words as the user writes them."""
        if not self._words:
            return text
        words = text.split(" ")
        windows = [
            (at, at + count) for at in range(len(words)) for count in range(1, min(MOST_WORDS, len(words) - at) + 1)
        ]
        found = [(*self._meant(words[at:end], language), at, end) for at, end in windows]
        taken: set[int] = set()
        for distance, meant, at, end in sorted(found, key=lambda each: (each[0], each[2] - each[3])):
            if distance < 1 and not taken & {*range(at, end)}:
                taken |= {*range(at, end)}
                words[at:end] = [meant, *[""] * (end - at - 1)]
        return " ".join(word for at, word in enumerate(words) if word or at not in taken)

    def _meant(self, words: Sequence[str], language: str) -> tuple[float, str]:
        """Returns the distance of the own word that these words may be meant as, and that with the marks around it; 1 for
        none."""
        found = re.fullmatch(r"(\W*)(.*?)(\W*)", " ".join(words), re.S)
        assert found is not None  # it fits anything
        before, said, after = found.groups()
        if any(not re.fullmatch(rf"[^\W_][\w'’-]{{0,{_LONGEST}}}", word) for word in said.split(" ")):
            return 1.0, ""
        same = next((word for word in self._words if word.casefold() == said.casefold()), None)
        if same is not None:
            return -1.0, f"{before}{same}{after}"
        heard = sound(said.lower().replace("’", "'").replace("-", " "), language)
        near = min(
            ((apart(heard, own.sound, own.bound), own.text) for own in self._sounds(language)), default=(1.0, "")
        )
        return near[0], f"{before}{near[1]}{after}"

    def _sounds(self, language: str) -> list[_OwnWord]:
        if language not in self._own:
            told = [(word, sound(_spoken(word), language)) for word in self._words]
            self._own[language] = [
                _OwnWord(word, heard, BOUND if len(heard) >= LONG else SHORT_BOUND)
                for word, heard in told
                if len(heard) >= _SHORTEST
            ]
        return self._own[language]


def _spoken(word: str) -> str:
    return " ".join(re.findall(r"[\w']+", word.lower().replace("_", " ")))[:60]
