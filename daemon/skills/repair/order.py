"""Puts what was said first where most people say it last: "For the pasta, set a timer of nine minutes." Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from daemon.skills.numbers import duration
from daemon.skills.times import WHEN, time_of_day

_LONGEST: Final = 9
"""Words of the longest time that is said first."""
_FOR: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"for (?:the|my|some) "),
    "es": re.compile(r"para (?:el|la|los|las|mi|mis) "),
}
_IN: Final[Mapping[str, re.Pattern[str]]] = {"en": re.compile(r"in (.+)"), "es": re.compile(r"(?:en|dentro de) (.+)")}


def reordered(text: str, language: str, normalise: Callable[[str], str]) -> Iterator[str]:
    """Yields the text with a purpose, a time or a span from its beginning at its end."""
    tokens = text.split()
    plain = [normalise(token) for token in tokens]
    words = " ".join(plain)
    lengths: Iterable[int] = ()
    if _FOR[language].match(words) is not None:
        lengths = range(3, min(5, len(tokens) - 1))
    elif re.match(WHEN[language], words) is not None or _IN[language].match(words) is not None:
        longest = range(min(_LONGEST, len(tokens) - 1), 0, -1)
        found = (length for length in longest if is_moment(" ".join(plain[:length]), language))
        lengths = [length for length in (next(found, 0),) if length]
    for length in lengths:
        yield " ".join([*tokens[length:], *tokens[:length]]).rstrip(",.;: ").replace(". ", " ")


def is_moment(words: str, language: str) -> bool:
    """Whether the words are a time with its "at" or its day, or a span with its "in"."""
    if (span := _IN[language].fullmatch(words)) is not None and duration(span[1], language) is not None:
        return True
    return re.match(WHEN[language], f"{words} ") is not None and time_of_day(words, language) is not None
