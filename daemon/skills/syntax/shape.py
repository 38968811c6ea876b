"""What a sentence of the tables begins with, and which words it cannot do without, before its pattern is compiled. Pure.

Two thousand patterns take half a second to compile. Nearly all of them can be told by a word that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

TOKEN: Final = re.compile(r"[\[\]()|]|\{\w+\}|<\w+>|[^\s\[\]{}()|<>]+")
ANY: Final = ""
"""Stands for any word at a sentence's beginning."""


@dataclass(frozen=True, slots=True)
class Shape:
    begins: frozenset[str]
    """Words that may come first; `ANY` among them where a slot may."""
    needs: tuple[frozenset[str], ...]
    """Of each of these one word must be there."""
    lacks: bool
    """Whether there may be no words at all."""

    def fits(self, words: frozenset[str]) -> bool:
        for need in self.needs:  # noqa: SIM110 - asked of hundreds of sentences a turn: a generator takes twice as long
            if need.isdisjoint(words):
                return False
        return True


class Shapes:
    """The shapes of a file's sentences. Each expansion rule is looked at once."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = rules
        self._known: dict[str, Shape] = {}

    def of(self, sentence: str) -> Shape:
        return self._alternatives(iter(TOKEN.findall(sentence)))

    def _rule(self, name: str) -> Shape:
        if name not in self._known:
            self._known[name] = self.of(self._rules[name])
        return self._known[name]

    def _alternatives(self, tokens: Iterator[str]) -> Shape:
        """Reads up to the bracket that closes, or to the end."""
        found: list[Shape] = []
        parts: list[Shape] = []
        for token in tokens:
            if token in (")", "]"):
                break
            if token == "|":
                found.append(_row(parts))
                parts = []
            elif token == "(":
                parts.append(self._alternatives(tokens))
            elif token == "[":
                parts.append(Shape(self._alternatives(tokens).begins, (), True))
            elif token.startswith("<"):
                parts.append(self._rule(token[1:-1]))
            elif token.startswith("{"):
                parts.append(Shape(frozenset((ANY,)), (), False))
            else:
                parts.append(Shape(frozenset((token,)), (frozenset((token,)),), False))
        return _either([*found, _row(parts)])


def _row(parts: list[Shape]) -> Shape:
    begins: frozenset[str] = frozenset()
    for part in parts:
        begins |= part.begins
        if not part.lacks:
            break
    needs = tuple(need for part in parts for need in part.needs)
    return Shape(begins, needs, all(part.lacks for part in parts))


def _either(found: list[Shape]) -> Shape:
    if len(found) == 1:
        return found[0]
    begins = frozenset[str]().union(*(each.begins for each in found))
    needs = [min(each.needs, key=len) for each in found if each.needs]
    one_of = (frozenset[str]().union(*needs),) if len(needs) == len(found) else ()
    return Shape(begins, one_of, any(each.lacks for each in found))
