"""Everyday facts of a closed list, found by the words that a question holds, in whatever order they come. Pure.

A question that a fact answers holds a word of each group that one of the fact's keys names, and no word that neither the
key nor the language's little words explain: so what is not understood to its last word is left to a mind.
The keys are in `sentences/facts`; their syntax is told there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from daemon.skills.numbers import without_accents
from daemon.skills.table import LANGUAGES, LOADER

_FOLDER = Path(__file__).parents[1] / "sentences" / "facts"
_LONGEST_CHOICE = 3
"""Words of one of two things to choose from."""
_PARTS = re.compile(r"\[([^\]]*)\]|(\S+)")


def fact(words: str, language: str) -> str | None:
    """Returns the sentence that answers the question; None for what is none, or none of these. `words`: normalised."""
    if language not in LANGUAGES:
        return None
    book = _book(language)
    return _found(words, book) or _chosen(words, book)


def _chosen(words: str, book: _Book) -> str | None:
    """The answer to a choice: "Which animal lays eggs, a hen or a cow?"; the question without it names one of both."""
    asked, joint, other = words.partition(f" {book.joint} ")
    if not joint or len(other.split()) > _LONGEST_CHOICE:
        return None
    for length in range(1, min(_LONGEST_CHOICE, len(asked.split()) - 2) + 1):
        one = asked.split()[-length:]
        answer = _found(" ".join(asked.split()[:-length]), book)
        if answer is not None:
            held = frozenset(_stem(word) for word in re.findall(r"[a-z]+", without_accents(answer.lower())))
            ways = [frozenset(map(_stem, way)) - book.little for way in (one, other.split())]
            if (held >= ways[0] > frozenset()) != (held >= ways[1] > frozenset()):
                return answer
    return None


def _found(words: str, book: _Book) -> str | None:
    opened = frozenset(name for name, pattern in book.openings.items() if pattern.match(words))
    if not opened:
        return None
    for pattern, joined in book.joined:
        words = pattern.sub(joined, words)
    held = frozenset(_stem(word) for word in words.split())
    said = held - book.little
    near = {number for word in held for number in book.near(word)}
    found = (key for number in sorted(near) if (key := book.keys[number]).opening in opened and key.fits(held, said))
    best = max(found, key=lambda key: len(key.groups), default=None)
    return None if best is None else best.answer


@dataclass(frozen=True, slots=True)
class _Group:
    """Words, and beginnings of words, any of which will do."""

    whole: frozenset[str]
    begun: tuple[str, ...]

    def holds(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.begun)

    def met(self, words: frozenset[str]) -> bool:
        return not self.whole.isdisjoint(words) or any(word.startswith(self.begun) for word in words if self.begun)


@cache
def _words(alternatives: str) -> _Group:
    """Reads "a|b|c*"; what many keys share is held once."""
    each = alternatives.split("|")
    return _Group(
        frozenset(sys.intern(_stem(word)) for word in each if not word.endswith("*")),
        tuple(word[:-1] for word in each if word.endswith("*")),
    )


@dataclass(frozen=True, slots=True)
class _Key:
    """One way to ask for a fact."""

    groups: tuple[_Group, ...]
    """Of each, a question holds a word."""
    beside: _Group
    """What it may hold, too."""
    answer: str
    opening: str
    """How a question that it answers begins: a name in the file."""

    def fits(self, held: frozenset[str], said: frozenset[str]) -> bool:
        """`held`: all words of a question; `said`: those that are no little words."""
        return all(group.met(held) for group in self.groups) and all(
            self.beside.holds(word) or any(group.holds(word) for group in self.groups) for word in said
        )


@dataclass(frozen=True, slots=True)
class _Book:
    """The facts of a language."""

    openings: Mapping[str, re.Pattern[str]]
    """Kind of question -> what it begins with."""
    joined: tuple[tuple[re.Pattern[str], str], ...]
    """Words that are one: "how many"."""
    joint: str
    """The word between two things to choose from."""
    little: frozenset[str]
    keys: tuple[_Key, ...]
    begun: Mapping[str, tuple[int, ...]]
    """Word, or beginning of words with a star -> places of the keys that name it last."""

    def near(self, word: str) -> Iterator[int]:
        yield from self.begun.get(word, ())
        for length in range(1, len(word) + 1):
            yield from self.begun.get(f"{word[:length]}*", ())


@cache
def _book(language: str) -> _Book:
    read = yaml.load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"), LOADER)
    keys = tuple(key for section in read["facts"] for key in _section(section, read["rules"]))
    begun: dict[str, tuple[int, ...]] = {}
    for place, key in enumerate(keys):
        for word in (*key.groups[-1].whole, *(f"{begin}*" for begin in key.groups[-1].begun)):
            begun[word] = (*begun.get(word, ()), place)
    return _Book(
        {name: re.compile(rf"(?:{words})\b") for name, words in read["openings"].items()},
        tuple((re.compile(rf"\b(?:{said})\b"), one) for one, said in read["joined"].items()),
        read["joint"],
        frozenset(_stem(word) for word in read["little"].split()),
        keys,
        begun,
    )


def _section(section: Mapping[str, Any], rules: Mapping[str, str]) -> Iterator[_Key]:
    beside, opening = section.get("beside", ""), section.get("opening", "question")
    if "rows" not in section:
        for answer, keys in section["answers"].items():
            for key in keys:
                yield _key(key, beside, answer, opening, rules)
        return
    columns = section["columns"].split()
    for row in section["rows"].strip().splitlines():
        given = dict(zip(columns, (cell.strip() for cell in row.split(";")), strict=True))
        for answer, keys in section["answers"].items():
            for key in keys:
                if all(given[name] for name in re.findall(r"\{(\w+)\}", key + answer)):
                    said = answer.format(**given)
                    yield _key(key.format(**given), beside, said[:1].upper() + said[1:], opening, rules)


def _key(key: str, beside: str, answer: str, opening: str, rules: Mapping[str, str]) -> _Key:
    for name, words in rules.items():
        key, beside = key.replace(f"<{name}>", words), beside.replace(f"<{name}>", words)
    groups, free = list[_Group](), without_accents(beside).replace("|", " ").split()
    for optional, group in _PARTS.findall(without_accents(key)):
        if optional:
            free += optional.split()
        else:
            groups.append(_words(group))
    return _Key(tuple(groups), _words("|".join(free)), answer, opening)


def _stem(word: str) -> str:
    """Returns the word without a last "s": one of many."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
