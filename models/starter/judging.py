"""Judges whether a reply is right: the matching rules of tests/data/README.md, and the forms of "I don't know"."""

import random
import string
import unicodedata
from collections.abc import Sequence

# Said in both languages by every honest "I don't know" of the starter, and by nothing else that it says.
_DONT_KNOW = ("don't know", "no lo se")
_COMMAND = "sarai models pull"
_WORD = "abcdefghijklmnopqrstuvwxyz0123456789"


def fold(text: str) -> str:
    """Returns the text in lower case, without accents, with plain apostrophes and single spaces."""
    plain = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def holds(reply: str, wanted: str) -> bool:
    """Whether `wanted` stands in `reply` as whole words, both folded."""
    reply, wanted = fold(reply), fold(wanted)
    start = reply.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        before, after = reply[start - 1 : start], reply[end : end + 1]
        if not (before and before in _WORD) and not (after and after in _WORD):
            return True
        start = reply.find(wanted, start + 1)
    return False


def satisfies(reply: str, expect: Sequence[Sequence[str]]) -> bool:
    """Whether each group is met by one of its alternatives."""
    return all(any(holds(reply, wanted) for wanted in group) for group in expect)


def is_dont_know(reply: str) -> bool:
    return _COMMAND in fold(reply) and any(words in fold(reply) for words in _DONT_KNOW)


def made_up_name(rng: random.Random) -> str:
    """Returns a name of consonants and vowels in turn. The rule is its own, apart from the corpus's generator."""
    vowels = "aeiou"
    consonants = [letter for letter in string.ascii_lowercase if letter not in vowels + "q"]
    start = rng.random() < 0.8
    length = rng.randint(4, 8)
    return "".join(rng.choice(consonants if (i % 2 == 0) == start else vowels) for i in range(length))
