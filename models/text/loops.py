"""A mind that repeats itself: the third time is the last. Pure."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 60
"""Words of the longest phrase that is looked for."""
_TIMES: Final = {1: 12, 2: 8, 3: 5}
"""How often short phrases may be said in a row, by their words: people do say "no, no, no, no". Longer ones thrice."""
_WORD: Final = re.compile(r"\S+")
_NUMBERING: Final = re.compile(r"\W*\d{1,3}[.):]\W*")
_MOST_WORD: Final = 200
"""Characters without a space in which the repeating itself may lie."""


class LoopGuard:
    """Watches a reply go by, in time in proportion to its length."""

    def __init__(self) -> None:
        self.looping = False
        self._words: list[str] = []
        self._same = [0] * (LONGEST + 1)
        """For each length of a phrase: how many words in a row were the ones that stood that far before them."""
        self._word = ""

    def feed(self, text: str) -> str:
        """The text, up to where a phrase has been said for the last time; then `looping` is true."""
        if self.looping:
            return ""
        for at, character in enumerate(text):
            if not character.isspace():
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
        """Take a word; whether it ends a phrase that has now been said too often."""
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
        """A "word" like hahahahaha."""
        word = self._word[-_MOST_WORD:]
        return any(word[length:] == word[:-length] for length in range(1, 21)) and not word.isdecimal()
