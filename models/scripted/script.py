"""Tells which words of a given text have been spoken so far: the output of a recogniser with random weights. Pure.

Partial transcripts are as unsteady as a real recogniser's: the current word is cut short, the newest words are
sometimes misheard and corrected later, full stops come and go. All of it is derived from the text and the time alone,
so that a run is repeatable.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

LETTER_SECONDS = 0.065
"""Seconds for a letter, or the space after a word, when a question is read at an ordinary pace."""
_SLOW = 1.6
"""Factor by which a reader may be faster, for final transcripts where the pace is not known."""
_NEWEST = 2
"""Words at the end of a partial transcript that may be misheard."""
_MISHEARD = 0.25
_STOPPED = 0.3
"""Probability that a partial transcript ends with a wrong full stop."""


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
    """The times were measured; otherwise they are estimated from the letters."""
    language: str = "en"

    @classmethod
    def guessed(cls, text: str, language: str = "en") -> Script:
        """Estimates the times at an ordinary reader's pace."""
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
        """Returns how many words have begun at that time; `first` words are already there."""
        return max(first, sum(word.start + 0.03 < seconds for word in self.words))

    def final(self, seconds: float, first: int = 0) -> int:
        """Returns how many words the final transcript holds when the speaker falls silent at that time."""
        return self.begun(seconds if self.exact else seconds * _SLOW, first)

    def partial(self, seconds: float, first: int = 0) -> list[str]:
        """Returns the words after the `first` as a recogniser would guess them during the speech."""
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
    """Returns a similar-sounding word."""
    vowels = "aeiou"
    places = [index for index, letter in enumerate(word) if letter in vowels]
    if not places:
        return word + "e"
    index = drawn.choice(places)
    return word[:index] + drawn.choice([v for v in vowels if v != word[index]]) + word[index + 1 :]


def scripts_of(texts: Sequence[tuple[str, str]]) -> list[Script]:
    """Makes scripts from (text, language) of each question, with estimated times."""
    return [Script.guessed(text, language) for text, language in texts if text.split()]


def likest(heard: str, questions: Sequence[str]) -> int:
    """Returns the index of the question that shares most words with the end of what was heard: with as many of its last
    words as the question has. The first one of several that share as many."""
    words = _words(heard)

    def shared(question: str) -> float:
        asked = _words(question)
        end, whole = set(words[-len(asked) :]), set(asked)
        return len(end & whole) / max(1, len(end | whole))

    return max(range(len(questions)), key=lambda index: shared(questions[index]))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())
