"""Which words of a given text have been spoken by now: what a recogniser with random weights is made to say. Pure.

The partial transcripts are as unsteady as a real recogniser's: the word being spoken is cut short, the newest ones are
sometimes misheard and put right later, full stops come and go. All of it is drawn from the text and the time alone, so
that a run can be repeated.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

LETTER_SECONDS = 0.065
"""What a letter, or the space after a word, takes when a question is read at an ordinary pace."""
_SLOW = 1.6
"""Where the pace is not known, a final transcript allows for a reader who is so much quicker."""
_NEWEST = 2
"""Words at the end of a partial transcript that may be misheard."""
_MISHEARD = 0.25
_STOPPED = 0.3
"""How often a partial transcript ends with a full stop that does not belong there."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: float
    """Seconds since the first sound of the question; pauses count."""
    end: float


@dataclass(frozen=True, slots=True)
class Script:
    """One question, word by word."""

    words: tuple[Word, ...]
    exact: bool
    """The times were measured; otherwise they are guessed from the letters."""
    language: str = "en"

    @classmethod
    def guessed(cls, text: str, language: str = "en") -> Script:
        """At an ordinary reader's pace."""
        words, at = [], 0.0
        for word in text.split():
            end = at + LETTER_SECONDS * (len(word) + 1)
            words.append(Word(word, at, end))
            at = end
        return cls(tuple(words), False, language)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def begun(self, seconds: float, first: int = 0) -> int:
        """How many words have begun at that time; `first` words are there already."""
        return max(first, sum(word.start + 0.03 < seconds for word in self.words))

    def final(self, seconds: float, first: int = 0) -> int:
        """How many words the best transcript holds of a speaker who has fallen silent at that time."""
        return self.begun(seconds if self.exact else seconds * _SLOW, first)

    def partial(self, seconds: float, first: int = 0) -> list[str]:
        """The words after the `first` as a recogniser would guess them in the midst of the speech."""
        count = self.begun(seconds, first)
        heard = [word.text for word in self.words[first:count]]
        if not heard:
            return []
        drawn = random.Random(f"{self.text} {round(seconds * 1000)}")
        for index in range(max(0, len(heard) - _NEWEST), len(heard)):
            if drawn.random() < _MISHEARD:
                heard[index] = _misheard(heard[index], drawn)
        last = self.words[count - 1]
        if last.end > seconds and len(heard[-1]) > 3:
            share = max(0.3, (seconds - last.start) / (last.end - last.start))
            heard[-1] = heard[-1][: max(2, round(share * len(heard[-1])))]
        if drawn.random() < _STOPPED:
            heard[-1] = heard[-1].rstrip(".,?!") + drawn.choice([".", "...", ","])
        return heard


def _misheard(word: str, drawn: random.Random) -> str:
    """Another word of much the same sound."""
    vowels = "aeiou"
    places = [index for index, letter in enumerate(word) if letter in vowels]
    if not places:
        return word + "e"
    index = drawn.choice(places)
    return word[:index] + drawn.choice([v for v in vowels if v != word[index]]) + word[index + 1 :]


def scripts_of(texts: Sequence[tuple[str, str]]) -> list[Script]:
    """(text, language) of each question, timed by guess."""
    return [Script.guessed(text, language) for text, language in texts if text.split()]
