"""Converts fractions: in a recipe, on a ruler, of a whole. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from models.text.aligned import Aligned, Part, just_before
from models.text.spelling import cardinal, ordinal

_SIGNS: Final = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"
_PARTS: Final = r"2|3|4|5|6|7|8|9|10|12|16|20|32|64|100"
_FRACTION: Final = rf"(?<![\w/⁄.,-])(?:(\d{{1,3}}) )?(\d{{1,2}}[/⁄](?:{_PARTS}))(?![\w/⁄%]|[.,]\d)"
_NOUN: Final = (
    r" (?!(?:y|o|a|en|con|por|para|que|es|del?|la|el|los|las|una?|se|no|ni|si|más|menos|al|llen[oa]s?|"
    r"vac[ií][oa]s?)\b)([^\W\d_]{2,}?)(s?)\b"
)
_NO_NOUN: Final = "and|or|but|if|at|to|in|on|by|for|as|with|from|is|are|was|were|will|it|i|you|he|she|we|they"
_MASCULINE: Final = frozenset({"día", "programa"})
"""Masculine nouns that end with -a."""
_RULED: Final = frozenset(
    "1/2 1/3 2/3 1/4 3/4 1/6 5/6 1/8 3/8 5/8 7/8 1/16 3/16 5/16 7/16 9/16 11/16 13/16 15/16 1/9 1/7".split()
)
"""Pairs that are fractions even without a noun: "it is 3/4"."""


def plain_signs(spoken: Aligned) -> None:
    """Converts ½ to 1⁄2, with the slash of fractions (U+2044), so that the rules for numbers find one."""
    if not spoken.text.isascii():
        spoken.sub(
            rf"(\d)?\s?([{_SIGNS}])",
            lambda m: [1, " " if m[1] or m[0][0].isspace() else "", unicodedata.normalize("NFKC", m[2])],
        )


def fractions(spoken: Aligned, language: str) -> None:
    """Converts fractions. One that was a single sign is certain; 8/10 may be a mark and 9/11 a date, so such pairs
    count only before a noun."""
    if "/" not in spoken.text and "⁄" not in spoken.text:
        return
    spoken.sub(  # of a camera's shutter
        r"(?<![\w/.,])1/([1-9]\d{1,3})( ?s(?:ec(?:ond)?|eg(?:undo)?)?\b| second\b)",
        lambda m: [(_of_a_second(int(m[1]), language), 0)],
    )
    if language == "es":
        spoken.sub(rf"{_FRACTION}(?: de(?= )|{_NOUN})?", _in_spanish)
    else:
        spoken.sub(rf"{_FRACTION}(?=( (?!(?:{_NO_NOUN}|stars?)\b)[^\W\d_]+)?)", _in_english)


def _is_one(fraction: str, *, of: bool) -> bool:
    over, under = map(int, re.split("[/⁄]", fraction))
    if "⁄" in fraction:
        return True
    if over >= under:
        return False
    return fraction in _RULED or (of and (over == 1 or under not in (10, 20, 100)))


_ARTICLE: Final = re.compile(r"(?i)\b(?:an?|un) $")
"""It stands for the one of "a ½ inch", "un ⅓"."""


def _in_english(match: re.Match[str]) -> list[Part]:
    if not _is_one(match[2], of=bool(match[3])):
        ten = match[3] == " of" and not match[1] and match[2].endswith("/10")
        if not ten:
            return [0]
    over, under = map(int, re.split("[/⁄]", match[2]))
    name = {2: "half", 4: "quarter"}.get(under) or ordinal(under, "en")
    if over != 1:
        name = "halves" if under == 2 else f"{name}s"
    count = "" if over == 1 and not match[1] and _ARTICLE.search(just_before(match)) else cardinal(over, "en") + " "
    said: list[Part] = [(count + name, 2)]
    return [1, " and ", *said] if match[1] else said


def _of_a_second(under: int, language: str) -> str:
    if language == "en":
        return f"one {ordinal(under, 'en')} of a second"
    return f"{_spanish_name(1, under)} de segundo"


def _spanish_name(over: int, under: int, *, feminine: bool = False) -> str:
    if under == 2:
        name = "medio"
    elif under == 3:
        name = "tercio" if not feminine else "tercera"
    elif under <= 10:
        name = ordinal(under, "es", "feminine" if feminine else "masculine")
    elif under == 100:
        name = "centésimo"
    else:
        name = cardinal(under, "es").replace(" y ", "i").replace("é", "e").removesuffix("a") + "avo"
    if over == 1:
        return f"{'una' if feminine else 'un'} {name}"
    return f"{cardinal(over, 'es')} {name}s"


def _in_spanish(match: re.Match[str]) -> list[Part]:
    """Returns a fraction in Spanish: media taza, un cuarto de litro, dos tazas y media."""
    whole, noun, of = match[1], match[3], match[0].endswith(" de")
    if not _is_one(match[2], of=bool(noun) or of):
        return [0]
    over, under = map(int, re.split("[/⁄]", match[2]))
    if over == 1 and not whole and _ARTICLE.search(just_before(match)):
        return [(_spanish_name(over, under).removeprefix("un "), 2), match[0][match.end(2) - match.start() :]]
    if not noun:
        lead: list[Part] = [1, " y "] if whole else []
        return [*lead, (_spanish_name(over, under), 2), " de" if of else ""]
    if noun == "parte":
        said: list[Part] = [(_spanish_name(over, under, feminine=True), 2), " ", 3, 4]
        return [1, " y ", *said] if whole else said
    feminine = noun.endswith("a") and noun not in _MASCULINE
    half = "media" if feminine else "medio"
    name = _spanish_name(over, under)
    if not whole:
        if (over, under) == (1, 2):
            return [(half, 2), " ", 3]
        return [(f"{name} de", 2), " ", 3]
    rest = half if (over, under) == (1, 2) else "cuarto" if (over, under) == (1, 4) else name
    if whole == "1":
        return ["una " if feminine else "un ", 3, f" y {rest}"]
    return [1, " ", 3, 4, f" y {rest}"]
