"""A tiny phrase grammar and the sampler that draws from it.

A pattern such as ``"(what is|what's) the capital of {country}"`` stands for all its expansions: each group in
brackets is one choice, groups may nest, and ``{slot}`` is filled in afterwards. Questions are drawn in one of three
splits, so that the model card can measure what was learnt instead of what was memorised:

* ``train``: what the model is trained on;
* ``paraphrase``: expansions that never occur in training, with any fact;
* ``combo``: a known expansion and a known fact that never met in training.
"""

import random
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from models.starter.corpus.noise import without_accents

Split = Literal["train", "paraphrase", "combo"]
Texts = Mapping[str, Sequence[str]]
T = TypeVar("T")

_GROUP = re.compile(r"\(([^()]*)\)")
_HELD_OUT_ONE_IN = 20
_TRIES = 40


def expand(pattern: str, rng: random.Random) -> str:
    """Chooses one alternative in every group, innermost first; slots are left alone."""
    pattern = f"({pattern})"
    while match := _GROUP.search(pattern):
        pattern = pattern[: match.start()] + rng.choice(match[1].split("|")) + pattern[match.end() :]
    return " ".join(pattern.split())


def _bucket(text: str) -> int:
    # crc32 and not hash(): Python salts the latter anew in every process.
    return zlib.crc32(text.encode()) % _HELD_OUT_ONE_IN


@dataclass(frozen=True)
class Turn:
    """A user's turn and its reply. `copied`: the user's words come back later, so noise must not touch them."""

    user: str
    reply: str
    family: str
    copied: bool = False
    held_out: bool = False


class Sampler:
    """Draws phrases of one language in one split; `held_out` tells whether the last question is of that split."""

    def __init__(self, rng: random.Random, lang: str, split: Split = "train") -> None:
        self.rng = rng
        self.lang = lang
        self.split = split
        self.held_out = False
        self.accents = lang == "en" or rng.random() < 0.55

    @property
    def column(self) -> int:
        """The column of this language in a table that pairs English and Spanish."""
        return 0 if self.lang == "en" else 1

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def choice(self, items: Sequence[T]) -> T:
        return items[self.rng.randrange(len(items))]

    def reply(self, patterns: Texts | Sequence[str], **slots: str) -> str:
        """Draws an assistant's sentence; no part of it is ever held out."""
        options = patterns[self.lang] if isinstance(patterns, Mapping) else patterns
        return sentence(expand(self.choice(options), self.rng).format(**slots))

    def ask(self, patterns: Texts | Sequence[str], **slots: str) -> str:
        """Draws a user's question of the sampler's split, or of any split where the patterns hold none of it."""
        options = patterns[self.lang] if isinstance(patterns, Mapping) else patterns
        for _ in range(_TRIES):
            template = expand(self.choice(options), self.rng)
            text = template.format(**slots)
            paraphrase = _bucket(f"{self.lang} {template}") == 0
            combo = not paraphrase and bool(slots) and _bucket(f"{self.lang} {text}") == 1
            found: Split = "paraphrase" if paraphrase else "combo" if combo else "train"
            self.held_out = found == self.split and self.split != "train"
            if found == self.split:
                break
        return text if self.accents else without_accents(text)

    def turn(self, family: str, patterns: Texts | Sequence[str], reply: str, **slots: str) -> Turn:
        """Draws a question as `ask` does, and pairs it with a reply drawn before."""
        user = self.ask(patterns, **slots)
        return Turn(user, reply, family, held_out=self.held_out)

    def told(self, value: str) -> str:
        """Returns a value that the user tells, spelt as this dialogue's recogniser spells: it must come back just
        so."""
        value = value.lower()
        return value if self.accents else without_accents(value)


def sentence(text: str) -> str:
    """Returns the text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def mid_sentence(text: str) -> str:
    """Returns the text with its first letter in lower case."""
    return text[:1].lower() + text[1:]
