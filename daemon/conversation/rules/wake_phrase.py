"""The wake phrase in a transcript: is the assistant called, and what is it asked? Pure.

Recognisers don't know the name and write words they know: "sarah", "sa rye", "saray". So the phrase is compared by its
sound: letters that sound alike become one, vowels may differ, consonants hardly. At the beginning of an utterance (after
"hey" or "oye") a similar sound is enough; further on it must be the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

TOLERANCE = 0.3
"""Greatest distance of a call from the phrase, as a share of the phrase's weight: two wrong vowels in "sarai"."""
MOST = 0.75
"""Greatest distance for long phrases, where a share would let other words pass: less than one wrong consonant."""
EXTRA_WORDS = 2
"""Words that a recogniser may split the phrase into beyond its own number: "sa rye", "so right"."""
LEAD_IN = 3
"""Number of calling words, like "hey", that may precede the phrase."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CALLING = frozenset(
    "a ah ahem and alright but eh er ey hello hey hi hm hmm no now oh ok okay please right so sorry the um uh well yes "
    "yo ahora ay bueno disculpa este hola mira oiga oye perdon perdona pero por favor pues que si vale venga y".split()
)
# Common words that sound like the default phrase. The user may choose one of them as the phrase.
_ORDINARY = frozenset(
    "sorry sure sir siri sore soar sour sorrow sahara zero series serious syria sera seran serie seria ser seras cera "
    "cero cerro sur sor zorro zorra zurra sierra saria sarao".split()
)

# Spelling -> sound, in order, for both languages at once: coarse, but the same coarseness on both sides.
_SPELLING = [
    (r"ph", "f"), (r"sch|sh", "S"), (r"ch|tj", "C"), (r"igh|eigh", "I"), (r"gh", ""), (r"ck|qu|q", "k"), (r"wh", "w"),
    (r"\bwr", "r"), (r"\bkn", "n"), (r"th", "t"), (r"x", "ks"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"z", "s"),
    (r"v", "b"), (r"h", ""), (r"ll|j", "y"), (r"[aeo][iy]e?|uy|(?<=[^aeiou\W])ye\b", "I"),
    (r"au|aw|ou|ow", "o"), (r"ee|ea|ie", "i"), (r"oo|eu|ew", "u"), (r"(?<=[^aeiou\W])y", "i"), (r"(.)\1+", r"\1"),
]  # fmt: skip
_VOWELS = frozenset("aeiouI")
_ALIKE = [frozenset(group) for group in ("sSC", "td", "pbf", "kg", "mn", "lr", "wb", "yC")]


def sound(text: str) -> str:
    """A coarse rendering of the sound of `text`, without spaces: the same for "Saray" and "sa rye"."""
    words = re.sub(r"[^a-z0-9 ]", "", _plain(text))
    for pattern, by in _SPELLING:
        words = re.sub(pattern, by, words)
    return re.sub(r"(.)\1+", r"\1", words.replace(" ", ""))


def _plain(text: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(each for each in parts if not unicodedata.combining(each))


def distance(one: str, other: str) -> float:
    """Edit distance of two sounds. Vowels are cheap, except for an extra one at the beginning."""
    row = [0.0]
    for each in other:
        row.append(row[-1] + (_weight(each) if len(row) > 1 else 0.8))
    for letter in one:
        above, row = row, [row[0] + _weight(letter)]
        for index, each in enumerate(other):
            row.append(
                min(above[index] + _swap(letter, each), above[index + 1] + _weight(letter), row[index] + _weight(each))
            )
    # A plosive after the last vowel is hardly heard, and as often heard where there is none.
    return row[-1] - (0.5 if other[-1:] in ("t", "d") and one[-1:] in _VOWELS else 0.0)


def _weight(letter: str) -> float:
    return 0.4 if letter in _VOWELS else 0.8


def _swap(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return 0.35
    return 0.5 if any(one in group and other in group for group in _ALIKE) else 1.2


@dataclass(frozen=True, slots=True)
class _Found:
    first: int
    """Index of its first word."""
    after: int
    """One past its last word."""
    distance: float


class WakePhrase:
    """Finds the phrase in what was said."""

    def __init__(self, phrase: str) -> None:
        """`phrase`: one word or several."""
        words = _WORD.findall(phrase.lower())
        self._words = [_plain(word) for word in words]
        self._sound = sound(" ".join(words))
        self._limit = min(MOST, TOLERANCE * sum(map(_weight, self._sound)))

    def question(self, text: str) -> str | None:
        """The question in `text`, without the phrase; "" when there is only the phrase; None when the phrase is missing."""
        spans = [found.span() for found in _WORD.finditer(text)]
        words = [_plain(text[start:end]) for start, end in spans]
        found = self._at_the_beginning(words) or self._within(words)
        if found is None:
            return None
        after = text[spans[found.after - 1][1] :].lstrip(" ,.;:!?…-–—")
        if after or found.first == 0 or all(word in _CALLING for word in words[: found.first]):
            return after
        return text[: spans[found.first][0]].rstrip(" ,;:-–—¡¿")  # "what time is it, sarai?"

    def _at_the_beginning(self, words: list[str]) -> _Found | None:
        best: _Found | None = None
        for first in range(min(LEAD_IN + 1, len(words))):
            if first and words[first - 1] not in _CALLING:
                break
            for found in self._spans(words, first):
                if found.distance <= self._limit and (best is None or found.distance < best.distance):
                    best = found
        return best

    def _within(self, words: list[str]) -> _Found | None:
        """The last call that is followed by something; else the last one."""
        exact = [each for first in range(len(words)) for each in self._spans(words, first) if each.distance == 0]
        asked = [each for each in exact if each.after < len(words)]
        return asked[-1] if asked else exact[-1] if exact else None

    def _spans(self, words: list[str], first: int) -> list[_Found]:
        """Spans of words that may be the phrase and begin with that word."""
        found = []
        for after in range(first + 1, min(first + len(self._words) + EXTRA_WORDS, len(words)) + 1):
            span = words[first:after]
            if span == self._words:
                return [_Found(first, after, 0.0)]
            if _ORDINARY.isdisjoint(span):
                found.append(_Found(first, after, distance(self._sound, sound(" ".join(span)))))
        return found
