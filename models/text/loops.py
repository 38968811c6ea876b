"""Stops an LLM that loops: a long phrase ends the reply at its third time in a row. Pure."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 60
"""Words of the longest phrase that is checked."""
_TIMES: Final = {1: 12, 2: 8, 3: 5}
"""Words of a phrase -> times in a row that make it a loop: people do say "no, no, no, no". Longer phrases have
three."""
_WORD: Final = re.compile(r"\S+")
_NUMBERING: Final = re.compile(r"\W*\d{1,3}[.):]\W*")
_MOST_WORD: Final = 200
"""Most characters without a space in which repetition is checked."""
_MOST_BLANK: Final = 200
"""Characters of white space in a row that make a loop: no table and no code has so many."""


class LoopGuard:
    """Watches a reply for loops, in time proportional to its length."""

    def __init__(self) -> None:
        self.looping = False
        self._words: list[str] = []
        self._same = [0] * (LONGEST + 1)
        """For each length of a phrase: number of words in a row that equal the word that many words before."""
        self._word = ""
        self._blank = 0

    def feed(self, text: str) -> str:
        """Returns the text up to the last time that a phrase may be said; `looping` is true then."""
        if self.looping:
            return ""
        for at, character in enumerate(text):
            self._blank = self._blank + 1 if character.isspace() else 0
            if self._blank > _MOST_BLANK:
                self.looping = True
                return text[:at]
            if not self._blank:
                self._word += character
                if len(self._word) > _MOST_WORD and self._stuck():
                    self.looping = True
                    return text[: at + 1]
                self._word = self._word[-_MOST_WORD - 1 :]
                continue
            if self._word and self._ends(self._word):
                self.looping = True
                return text[:at]
            self._word = ""
        return text

    def _ends(self, word: str) -> bool:
        """Takes a word and returns whether it completes a loop."""
        if _NUMBERING.fullmatch(word):
            return False  # the numbers of a list go on where its lines do not
        plain = re.sub(r"\W+", "", word).casefold() or word
        words = self._words
        words.append(plain)
        looping = False
        for length in range(1, min(LONGEST, len(words) - 1) + 1):
            if words[-1 - length] != plain:
                self._same[length] = 0
                continue
            self._same[length] += 1
            times = _TIMES.get(length, 3)
            if self._same[length] >= (times - 1) * length and not looping:
                looping = not all(one.isdecimal() for one in words[-length:])  # counting, digits of pi
        if len(words) > 4 * LONGEST:
            del words[: -2 * LONGEST]
        return looping

    def _stuck(self) -> bool:
        """Whether the current "word" repeats itself, like hahahahaha."""
        word = self._word[-_MOST_WORD:]
        return any(word[length:] == word[:-length] for length in range(1, LONGEST + 1)) and not word.isdecimal()
