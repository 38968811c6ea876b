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


class _Own(NamedTuple):
    text: str
    sound: str
    bound: float


class OwnWords:
    """Corrects text by the user's list."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [word.strip() for word in words if word.strip()]
        self._own: dict[str, list[_Own]] = {}

    def correct(self, text: str, language: str) -> str:
        """Returns the text with these words as the user writes them."""
        if not self._words:
            return text
        words = text.split(" ")
        at = 0
        while at < len(words):
            for count in range(min(MOST_WORDS, len(words) - at), 0, -1):
                found = self._meant(words[at : at + count], language)
                if found is not None:
                    words[at : at + count] = [found]
                    break
            at += 1
        return " ".join(words)

    def _meant(self, words: Sequence[str], language: str) -> str | None:
        """Returns what these words are meant as, with the marks around them; None where they are what they are."""
        found = re.fullmatch(r"(\W*)(.*?)(\W*)", " ".join(words), re.S)
        assert found is not None  # it fits anything
        before, said, after = found.groups()
        if any(not re.fullmatch(rf"[^\W_][\w'’-]{{0,{_LONGEST}}}", word) for word in said.split(" ")):
            return None
        same = next((word for word in self._words if word.casefold() == said.casefold()), None)
        if same is not None:
            return f"{before}{same}{after}"
        heard = sound(said.lower().replace("’", "'").replace("-", " "), language)
        near = [
            (distance, own.text)
            for own in self._sounds(language)
            if (distance := apart(heard, own.sound, own.bound)) < 1
        ]
        return f"{before}{min(near)[1]}{after}" if near else None

    def _sounds(self, language: str) -> list[_Own]:
        if language not in self._own:
            told = [(word, sound(_spoken(word), language)) for word in self._words]
            self._own[language] = [
                _Own(word, heard, BOUND if len(heard) >= LONG else SHORT_BOUND)
                for word, heard in told
                if len(heard) >= _SHORTEST
            ]
        return self._own[language]


def _spoken(word: str) -> str:
    return " ".join(re.findall(r"[\w']+", word.lower().replace("_", " ")))[:60]
