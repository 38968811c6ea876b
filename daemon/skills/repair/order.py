"""Where a time, a span or a purpose stands in a request: "For the pasta, set a timer of nine minutes." Pure."""

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


_RECURRING: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r" (?:every|each) (?:single )?(?:other )?(?:\d+ |two |three |few )?(?:day|morning|afternoon|evening|night|week"
        r"|weekday|weekend|month|year|hour|minutes?|hours|days|weeks|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b"
        r"| on (?:weekdays|weekends|week days|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b| (?:daily|weekly|monthly)\b"
        r"| (?:from )?monday (?:to|through|till) friday\b"
    ),
    "es": re.compile(
        r" (?:cada|todos los|todas las) (?:\d+ |dos |tres |pocos )?(?:dias?|mananas?|tardes?|noches?|semanas?|mes|meses"
        r"|anos?|horas?|minutos|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|fines? de semana)\b"
        r"| (?:a diario|diariamente)\b"
        r"| (?:los|entre) (?:lunes|martes|miercoles|jueves|viernes|sabados|domingos|fines de semana|semana)\b"
        r"| de lunes a (?:viernes|sabado|domingo)\b"
    ),
}
"""That something shall happen again and again."""


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


def without_moment(words: str, language: str) -> Iterator[str]:
    """Yields what is left of normalised words that end, or begin, with a time or a span."""
    parts = words.split()
    for cut in range(1, len(parts)):
        before, after = " ".join(parts[:cut]), " ".join(parts[cut:])
        if is_moment(after, language):
            yield before
        if is_moment(before, language):
            yield after


def once(words: str, language: str) -> str:
    """Returns normalised words without what has them mean again and again: "every day at seven"."""
    return _RECURRING[language].sub("", f" {words}").strip()


def is_moment(words: str, language: str) -> bool:
    """Whether the words are a time with its "at" or its day, or a span with its "in"."""
    if (span := _IN[language].fullmatch(words)) is not None and duration(span[1], language) is not None:
        return True
    return re.match(WHEN[language], f"{words} ") is not None and time_of_day(words, language) is not None
