"""Halves, thirds, quarters and eighths as they are said: in a recipe, on a clock, of a whole. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part

_SIGNS: Final = {"½": "1⁄2", "⅓": "1⁄3", "⅔": "2⁄3", "¼": "1⁄4", "¾": "3⁄4", "⅛": "1⁄8"}
_NAMES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "1/2": "one half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter", "3/4": "three quarters",
        "1/8": "one eighth",
    },
    "es": {
        "1/2": "un medio", "1/3": "un tercio", "2/3": "dos tercios", "1/4": "un cuarto", "3/4": "tres cuartos",
        "1/8": "un octavo",
    },
}  # fmt: skip
_FRACTION: Final = r"(?<![\w/⁄.,-])(?:(\d{1,3}) )?(1[/⁄]2|[12][/⁄]3|[13][/⁄]4|1[/⁄]8)(?![\w/⁄]|[.,]\d)"
_NOUN: Final = (
    r" (?!(?:y|o|a|en|con|por|para|que|es|del?|la|el|los|las|una?|se|no|ni|si|más|menos|al)\b)([^\W\d_]{2,}?)(s?)\b"
)
_NO_NOUN: Final = "and|or|but|if|at|to|in|on|by|for|as|with|from|is|are|was|were|will|it|i|you|he|she|we|they"
_MASCULINE: Final = frozenset({"día", "programa"})
"""Where the last letter does not say it."""


def plain_signs(spoken: Aligned) -> None:
    """½ -> 1⁄2, with the slash of fractions (U+2044), so that what looks for numbers finds one."""
    signs = "".join(_SIGNS)
    spoken.sub(rf"(\d)?\s?([{signs}])", lambda m: [1, " " if m[1] or m[0][0].isspace() else "", _SIGNS[m[2]]])


def fractions(spoken: Aligned, language: str) -> None:
    """What was a sign is a fraction; 1/2 may be a date or a score, and is one only of something: 1/2 cup, 1/2 taza."""
    if language == "es":
        spoken.sub(
            rf"(?<!\b[Ee]l )(?<!\b[Dd]el )(?<!\b[Aa]l )(?<!\b[Dd]ía ){_FRACTION}(?: de(?= )|{_NOUN})?", _in_spanish
        )
    else:
        typed = rf"(?<!\bon )(?<!\bby )(?<!\bsince )(?<!\buntil ){_FRACTION}(?= (?!(?:{_NO_NOUN})\b)[^\W\d_]+)"
        spoken.sub(rf"{typed}|{_FRACTION}(?<=⁄\d)", _in_english)


def _in_english(match: re.Match[str]) -> list[Part]:
    first = 1 if match[2] else 3
    whole: list[Part] = [first, " and "] if match[first] else []
    return [*whole, _NAMES["en"][match[first + 1].replace("⁄", "/")]]


def _in_spanish(match: re.Match[str]) -> list[Part]:
    """Media taza, un cuarto de litro, dos tazas y media."""
    whole, fraction, noun, of = match[1], match[2].replace("⁄", "/"), match[3], match[0].endswith(" de")
    if "⁄" not in match[2] and not noun and not of:
        return [0]
    name = _NAMES["es"][fraction]
    if not noun:
        lead: list[Part] = [1, " y "] if whole else []
        return [*lead, name, " de" if of else ""]
    feminine = noun.endswith("a") and noun not in _MASCULINE
    half = "media" if feminine else "medio"
    if not whole:
        return [f"{half} " if fraction == "1/2" else f"{name} de ", 3]
    rest = {"1/2": half, "1/4": "cuarto"}.get(fraction, name)
    if whole == "1":
        return ["una " if feminine else "un ", 3, f" y {rest}"]
    return [1, " ", 3, 4, f" y {rest}"]
