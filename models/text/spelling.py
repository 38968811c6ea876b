"""Spells numbers in English and Spanish words: cardinals, ordinals, years, digits. Pure.

The words are those of Unicode's CLDR, by `unicode_rbnf`, which is loaded with the first number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from unicode_rbnf import RbnfEngine

Gender = Literal["masculine", "feminine"]
LONGEST: Final = 15
"""Most digits of a number that is said as one; longer ones are said digit by digit."""
_RULES: Final = {"masculine": "spellout-cardinal-masculine", "feminine": "spellout-cardinal-feminine"}
_POINT: Final = {"en": {".": "point", ",": "point"}, "es": {".": "punto", ",": "coma"}}
_THOUSANDS: Final = {
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    "es": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}
_DIGITS: Final = {
    "en": "zero one two three four five six seven eight nine".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
}


@lru_cache(maxsize=4)
def _engine(language: str) -> RbnfEngine:
    from unicode_rbnf import RbnfEngine

    return RbnfEngine.for_language(language if language in _DIGITS else "en")


def _ruled(value: int, language: str, ruleset: str) -> str:
    spelled = _engine(language).format_number(value, ruleset_names=[ruleset]).text
    return spelled.replace("\u00ad", "")  # CLDR allows some words to be parted


@lru_cache(maxsize=4096)
def cardinal(value: int, language: str, before: Gender | None = None) -> str:
    """Returns `value` in words: 21 is "twenty-one", "veintiuno". `before`: the gender of the Spanish noun that
    follows, as in "veintiún libros", "veintiuna mesas"."""
    if language == "es" and before:
        said = _ruled(value, language, _RULES[before])
        if before == "feminine" and value >= 200_000:
            millions, between, rest = said.rpartition("mill")
            said = millions + between + rest.replace("ientos", "ientas")
        return said
    return _ruled(value, language, "spellout-numbering")


@lru_cache(maxsize=1024)
def ordinal(value: int, language: str, gender: Gender = "masculine", *, short: bool = False) -> str:
    """Returns the ordinal of `value` in words: "twenty-first", "vigésima primera". `short`: before a masculine noun,
    "tercer"."""
    if language != "es":
        return _ruled(value, language, "spellout-ordinal")
    return _ruled(value, "es", f"spellout-ordinal-{gender}" + ("-adjective" if short else ""))


@lru_cache(maxsize=1024)
def year(value: int, language: str) -> str:
    """Returns a year in words: 1908 is "nineteen oh eight"; in Spanish it is a plain number."""
    if language != "en" or value < 1000:
        return cardinal(value, language)
    century, rest = divmod(value, 100)
    if century % 10 == 0 and rest < 10:  # two thousand five, one thousand and
        return cardinal(value, language)
    if rest == 0:
        return f"{cardinal(century, language)} hundred"
    return f"{cardinal(century, language)} {'oh ' if rest < 10 else ''}{cardinal(rest, language)}"


def digits(text: str, language: str) -> str:
    """Spells each digit of `text`."""
    return " ".join(_DIGITS.get(language, _DIGITS["en"])[int(character)] for character in text if character.isdecimal())


def number(text: str, language: str, before: Gender | None = None) -> str:
    """Returns a number in the language's notation ("1,234.5", "1.234,5") in words. Text that is no number in that
    language (1.234.5) is split at its points."""
    if _THOUSANDS.get(language, _THOUSANDS["en"]).fullmatch(text):
        text = text.replace("," if language != "es" else ".", "")
    parts = re.split(r"([.,])", text)
    out = [_whole(parts[0], language, before if len(parts) == 1 else None)]
    for sign, part in zip(parts[1::2], parts[2::2], strict=True):
        if not part:
            continue
        out.append(_POINT.get(language, _POINT["en"])[sign])
        out.append(_fraction(part, language, alone=len(parts) == 3))
    return " ".join(word for word in out if word)


def _whole(text: str, language: str, before: Gender | None) -> str:
    if not text:
        return _DIGITS.get(language, _DIGITS["en"])[0]
    if len(text) > LONGEST or (len(text) > 1 and text[0] == "0"):
        return digits(text, language)
    return cardinal(int(text), language, before)


def _fraction(text: str, language: str, *, alone: bool) -> str:
    """Spells the part after the point: digit by digit in English; in Spanish up to 99 as a number. Parts of a
    version are numbers."""
    if alone and language != "es":
        return digits(text, language)
    if text[0] != "0" or len(text) == 1:
        return cardinal(int(text), language) if len(text) <= 2 or not alone else digits(text, language)
    zeros = len(text) - len(text.lstrip("0"))
    rest = text[zeros:]
    tail = cardinal(int(rest), language) if rest and len(rest) <= 2 else digits(rest, language)
    return f"{digits(text[:zeros], language)} {tail}".strip()
