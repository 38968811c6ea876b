"""The user's own words: names and terms that a recogniser writes as other words of the same sound. Pure.

One or a few words of the text that sound like one of them are replaced by it. The bound is tight, and tighter for short
words, of which every other word is a neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from daemon.skills.misheard import apart, sound, weights

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


_ROUGH = 1.25
"""How much farther a word may seem where its sound is pieced together from those of the words alone."""
_LEAST = 0.4
"""The least that a consonant costs which is missing or too many."""
_CONSONANTS = "pbβvf tdθðsz ʃʒCJ kɡg xh mnŋɲ lɹrɾ".split()
"""Those of one group may be taken for each other."""
_NAMES = {
    "en": {"+": "plus", "#": "sharp", "&": "and", "@": "at", "/": "slash", "$": "dollar", ".": "dot"},
    "es": {"+": "más", "#": "sharp", "&": "y", "@": "arroba", "/": "barra", "$": "dólar", ".": "punto"},
}
"""How signs within a word are called: "C++" is said as "C plus plus"."""
_SPELT = 5
"""Capitals that may be said one by one: "AT&T"."""


class _OwnWord(NamedTuple):
    text: str
    sound: str
    bound: float
    most: float
    """The greatest distance, in weight."""
    groups: tuple[int, ...]


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
        if (same := self._same(" ".join(words))) is not None:
            return -1.0, same
        found = re.fullmatch(r"(\W*)(.*?)(\W*)", " ".join(words), re.S)
        assert found is not None  # it fits anything
        before, said, after = found.groups()
        if any(not re.fullmatch(rf"[^\W_][\w'’-]{{0,{_LONGEST}}}", word) for word in said.split(" ")):
            return 1.0, ""
        spoken = said.lower().replace("’", "'").replace("-", " ")
        # Word by word first, which is known from the last time: few words sound nearly like one of the list.
        roughly = "".join(_sound_of(word, language) for word in spoken.split(" "))
        groups = _groups(roughly)
        near = [
            own
            for own in self._sounds(language)
            if _LEAST * sum(map(_gap, groups, own.groups)) <= own.most
            and apart(roughly, own.sound, _ROUGH * own.bound) < 1
        ]
        if not near:
            return 1.0, ""
        heard = sound(spoken, language)
        distance, meant = min((apart(heard, own.sound, own.bound), own.text) for own in near)
        return distance, f"{before}{meant}{after}"

    def _same(self, said: str) -> str | None:
        """Returns the words with the own word that they are, whatever its capitals; None where they are none."""
        for word in self._words:
            at = said.casefold().find(word.casefold())
            before, after = said[: max(at, 0)], said[at + len(word) :]
            if at >= 0 and not re.search(r"\w", before + after):
                return f"{before}{word}{after}"
        return None

    def _sounds(self, language: str) -> list[_OwnWord]:
        if language not in self._own:
            told = [(word, sound(said, language)) for word in self._words for said in _spoken(word, language)]
            self._own[language] = [_own(word, heard) for word, heard in dict.fromkeys(told) if len(heard) >= _SHORTEST]
        return self._own[language]


def _own(word: str, heard: str) -> _OwnWord:
    bound = BOUND if len(heard) >= LONG else SHORT_BOUND
    return _OwnWord(word, heard, bound, _ROUGH * bound * sum(weights(heard)), _groups(heard))


def _groups(heard: str) -> tuple[int, ...]:
    """Returns how many consonants of each group there are: words of other consonants need no closer look."""
    return tuple(sum(map(heard.count, group)) for group in _CONSONANTS)


def _gap(one: int, other: int) -> int:
    return abs(one - other)


@lru_cache(4096)
def _sound_of(word: str, language: str) -> str:
    return sound(word, language)


def _spoken(word: str, language: str) -> list[str]:
    """Returns how the word may be said: its signs by their names, those within it left out, too, and capitals spelt."""
    names = _NAMES.get(language, _NAMES["en"])
    parts = re.findall(r"[\w']+|[^\w'\s]", word.replace("_", " "))
    spelt = [" ".join(part) if part.isupper() and len(part) <= _SPELT else part for part in parts]
    inside = re.fullmatch(r"\w.*\w|\w", word) is not None  # else a sign must be said, lest every "home" be "$HOME"
    said = []
    for each in (parts, spelt):
        if all(part in names or part[0].isalnum() or part in "-'" for part in each):
            said.append(" ".join(names.get(part, part) for part in each if part != "-"))
        if inside:
            said.append(" ".join(part for part in each if part[0].isalnum()))
    return [each.lower()[:60] for each in dict.fromkeys(said) if each]
