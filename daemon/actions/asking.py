"""Whether a sentence could ask for one of the connected tools at all. Pure, and cheap.

Talk is told from requests by its first words, and by whether it speaks of what a tool is about
(`daemon/skills/sentences/asking`), so that most talk never costs a look by a mind. The rule errs towards asking: what it
lets through, a mind judges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import yaml

from daemon.skills.match import normalise
from daemon.skills.table import LANGUAGES, table
from models.engine import Tool

LONGEST: Final = 300
"""Characters of the longest request; what is longer is a story."""
_FOLDER: Final = Path(__file__).parents[1] / "skills" / "sentences" / "asking"
_STEM: Final = 6
"""Letters by which words are compared."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language tells requests by."""

    asks: re.Pattern[str]
    """Beginnings of requests that are no orders."""
    answers: re.Pattern[str]
    """Beginnings of requests for words, which need no tool unless they speak of what one is about."""
    second: frozenset[str]
    """Second words of what has its subject first, and so is no order."""
    tells: frozenset[str]
    """First words of statements and questions; any other first word may be a verb that orders."""
    idle: frozenset[str]
    """Words of descriptions that tell nothing of what a tool is about."""
    means: Mapping[str, str]
    """Word -> what descriptions call it."""


def may_ask(text: str, language: str, tools: Sequence[Tool]) -> bool:
    """Whether `text` could ask for one of the tools. `language` "" tries every language."""
    if not tools or len(text) > LONGEST:
        return False
    words = normalise(text)
    about = _subjects(tuple((tool.name, tool.description) for tool in tools))
    return any(_asks(words, each, about) for each in ([language] if language in LANGUAGES else LANGUAGES))


def _asks(words: str, language: str, about: frozenset[str]) -> bool:
    known = _words(language)
    if not words:
        return False
    if _stems(words, language) & about:
        return True
    first, *rest = _without_openers(words, language).split() or [""]
    if any(known.answers.match(each) for each in (words, " ".join([first, *rest]))):
        return False
    if known.asks.match(words):
        return True
    return first != "" and first not in known.tells and not (rest and rest[0] in known.second)


def _without_openers(words: str, language: str) -> str:
    """Returns the words without "please", "okay", "could you" before them."""
    while (shorter := table(language).before.sub("", words)) != words:
        words = shorter
    return words


@lru_cache(maxsize=4)
def _subjects(texts: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """Returns the stems of what the tools are about, by their names and descriptions."""
    words = normalise(re.sub(r"[._/-]+", " ", " ".join(f"{name} {description}" for name, description in texts)))
    idle = _words("en").idle
    return _stems(" ".join(each for each in words.split() if len(each) > 3 and each not in idle), "en")


def _stems(words: str, language: str) -> frozenset[str]:
    means, idle = _words(language).means, _words("en").idle
    meant = (means.get(each, each) for each in words.split())
    return frozenset(each.rstrip("s")[:_STEM] for each in meant if len(each) > 2 and each not in idle)


@cache
def _words(language: str) -> _Words:
    read = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return _Words(
        re.compile(rf"(?:{'|'.join(read['asks'])})\b"),
        re.compile(rf"(?:{'|'.join(read['answers'])})\b"),
        frozenset(read["second"].split()),
        frozenset(read["tells"].split()),
        frozenset(read.get("idle", "").split()),
        {word: meaning for meaning, words in read["means"].items() for word in words.split()},
    )
