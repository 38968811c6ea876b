"""Takes out of an utterance what means nothing: "set a, uh, a timer for, like, ten minutes or so". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from daemon.skills.numbers import TENS, UNITS

_HESITATIONS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"u+h+m*|u+m+|e+r+m*|h+m+|m+h*m+|a+h+"),
    "es": re.compile(r"e+h+|e+m+|m+h*m+|h+m+|a+h+|u+h+|u+m+"),
}
_MARKS: Final = " ,.;:!?¡¿\u2026-\u2013\u2014"
_UNIT: Final = "mm"
"""A hesitation only where a mark stands beside it."""
_PLEASE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"(?i)(\w)[,\s]+please([.!?]*)$"),
    "es": re.compile(r"(?i)(\w)[,\s]+por ?fa(?:vor|s)?([.!?]*)$"),
}
"""At the end."""
_SET_OFF: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"(?i),\s*(?:like|you know|i guess|let's see|let me see|what's it called|i think)\s*,"),
    "es": re.compile(r"(?i),\s*(?:este|pues|o sea|a ver|digamos|cómo se dice|como se dice|creo)\s*,"),
}
"""Between pauses, said to win time."""
_NUMBER: Final = {
    language: rf"(?=\d|(?:half|a quarter|(?:las?|un cuarto|media|{'|'.join([*UNITS[language], *TENS[language]])}))\b)"
    for language in UNITS
}
_NOTHING: Final[Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "en": (
        (re.compile(r"(?i),?\s+please\s*,\s+"), ", "),
        (re.compile(r"(?i),\s*please(?=[?.!;])"), ""),
        (re.compile(r"(?i)^\s*(?:my |the )?((?:[\w-]+ )?list)\s*:\s*(.+?)[.!]*$"), r"add \2 to my \1"),
        (
            re.compile(
                r"(?i)\b(for|of|in|at|by|to|timer)\s+(?:about|around|roughly|approximately|like|maybe|say|perhaps"
                rf"|more or less|something like|some)\s+{_NUMBER['en']}"
            ),
            r"\1 ",
        ),
        (
            re.compile(
                r"(?i)\b(minutes?|hours?|seconds?)(?:,? or so| or thereabouts|,? give or take|,? approximately)\b"
            ),
            r"\1",
        ),
        (
            re.compile(rf"(?i)\b(for|of|in|at|by|to|timer|me|add|set) (?:just|only) (?:(?=one )|{_NUMBER['en']})"),
            r"\1 ",
        ),
        (re.compile(r"(?i)\b(do|want|need|set|get|start) like (?=an?\b)"), r"\1 "),
        (re.compile(r"(?i)\b(a|an|the|to|for|my|me|set|of|in|at|on|add)(?:[\s,]+\1\b)+"), r"\1"),
    ),
    "es": (
        (re.compile(r"(?i),?\s+por favor\s*,\s+"), ", "),
        (re.compile(r"(?i),\s*por favor(?=[?.!;])"), ""),
        (
            re.compile(r"(?i)^\s*(?:la |mi )?(lista(?: (?:de|del) (?:la |los |las )?[\w-]+)?)\s*:\s*(.+?)[.!]*$"),
            r"añade \2 a la \1",
        ),
        (
            re.compile(
                r"(?i)\b(de|en|por|para|a)\s+(?:unos|unas|como|más o menos|mas o menos|aproximadamente|alrededor de|cerca de"
                rf"|digamos|quizás?|tal vez)\s+{_NUMBER['es']}"
            ),
            r"\1 ",
        ),
        (re.compile(r"(?i)\b(?:a eso de|sobre|hacia|como a|más o menos a|mas o menos a) (?=las?\b)"), "a "),
        (
            re.compile(
                r"(?i)\b(minutos?|horas?|segundos?),? (?:más o menos|mas o menos|aproximadamente|o así|o por ahí)(?!\w)"
            ),
            r"\1",
        ),
        (re.compile(r"(?i)\b(el|la|un|una|de|para|en|que|pon|ponme|al|mi)(?:[\s,]+\1\b)+"), r"\1"),
    ),
}
"""What is said without a meaning of its own: (pattern, what is left of it)."""


def unhesitating(text: str, language: str) -> str:
    """Returns the utterance without "um" and ", you know,", and without a "please" at its end: all else may be a note's."""
    kept: list[str] = []
    tokens = text.split()
    for place, token in enumerate(tokens):
        if not _hesitates(token, tokens[place - 1] if place else ",", language) or (token.isupper() != text.isupper()):
            kept.append(token)  # "the ER" is no "er"
        elif len(kept) > 1:
            kept[-1] = kept[-1].rstrip(",\u2026")
    if kept and len(kept) < len(tokens):
        text = " ".join(kept)
    return _SET_OFF[language].sub("", _PLEASE[language].sub(r"\1\2", text))


def _hesitates(token: str, before: str, language: str) -> bool:
    sound = token.strip(_MARKS).lower()
    if sound == _UNIT and sound == token.lower() and before[-1] not in _MARKS:
        return False
    return _HESITATIONS[language].fullmatch(sound) is not None


def fluent(text: str, language: str) -> str:
    """Returns the utterance without "um", "like", "or so", and without words that are begun twice."""
    text = unhesitating(text, language)
    for pattern, left in _NOTHING[language]:
        text = pattern.sub(left, text)
    return text
