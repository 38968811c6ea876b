"""Everyday facts of a closed list, found by the words that a question holds, in whatever order they come. Pure.

A question that a fact answers holds a word of each group that one of the fact's keys names, and few words, best none,
that neither the key nor the language's little words explain: what is hardly understood is left to a mind.
What somebody tells of how they feel, or of the day, is met in the same way.
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
_STRANGE = 2
"""Words that nothing explains, at most, of a question; always fewer than the groups that it holds a word of."""
_PARTS = re.compile(r"\[([^\]]*)\]|(\S+)")


def fact(words: str, language: str) -> str | None:
    """Returns the sentence that answers the question; None for what is none, or none of these. `words`: normalised."""
    if language not in LANGUAGES:
        return None
    book = _book(language)
    return _found(words, book) or _chosen(words, book) or _found(words, book, _STRANGE)


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


def _found(words: str, book: _Book, strange: int = 0) -> str | None:
    """The answer of the key that leaves the fewest words unexplained, `strange` at most; then, that names the most."""
    opened = frozenset(name for name, pattern in book.openings.items() if pattern.match(words))
    if not opened:
        return None
    for pattern, joined in book.joined:
        words = pattern.sub(joined, words)
    held = frozenset(_stem(word) for word in words.split())
    said = held - book.little
    if strange and not held.isdisjoint(book.own):
        return None  # "What did I eat for breakfast?"
    near = {number for word in held for number in book.near(word)}
    best: tuple[int, int] | None = None
    answer = None
    for key in (book.keys[number] for number in sorted(near)):
        if key.opening not in opened or not key.met(held):
            continue
        left = key.unexplained(said)
        allowed = min(strange, len(key.groups) - 1) if key.opening == "question" else 0
        if len(left) > allowed or not left.isdisjoint(book.firm):
            continue
        rank = (len(left), -len(key.groups))
        if best is None or rank < best:
            best, answer = rank, key.answer
    return answer


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
    """What it may hold, too; a star is any word."""
    answer: str
    opening: str
    """How a question that it answers begins: a name in the file."""

    def met(self, held: frozenset[str]) -> bool:
        """`held`: all words of a question."""
        return all(group.met(held) for group in self.groups)

    def unexplained(self, said: frozenset[str]) -> frozenset[str]:
        """`said`: the words of a question that are no little words."""
        return frozenset(
            word for word in said if not self.beside.holds(word) and not any(group.holds(word) for group in self.groups)
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
    firm: frozenset[str]
    """Words that change what is asked: a key has to name them."""
    own: frozenset[str]
    """Words of a question about the user: of such a one, no word is strange."""
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
        frozenset(_stem(word) for word in read["firm"].split()),
        frozenset(read["own"].split()),
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
    for optional, group in _PARTS.findall(without_accents(key.lower())):
        if optional:
            free += optional.split()
        else:
            groups.append(_words(group))
    return _Key(tuple(groups), _words("|".join(free)), answer, opening)


def _stem(word: str) -> str:
    """Returns the word without a last "s": one of many."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
