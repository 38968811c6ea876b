"""Compares two numbers, or two things of everyday: which is bigger, faster, hotter. Pure.

The things stand in their order in `sentences/facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from daemon.skills.numbers import Words, without_accents
from daemon.skills.spell import spell_decimal
from daemon.skills.table import LANGUAGES, LOADER

_FOLDER = Path(__file__).parents[1] / "sentences" / "facts"
_WAY = "*"
"""What stands for the way to ask once that has been found."""
_ARTICLES = ("a", "an", "un", "una")
_OR = {"en": "or", "es": "o"}
_THAN = {"en": "than", "es": "que"}
_WHICH = {
    "en": ("what", "which", "who", "how", "where", "why"),
    "es": ("que", "cual", "quien", "cuanto", "cuantos", "donde", "como"),
}
"""What a question begins with that is not to be answered with yes or no."""
_QUALITIES = {
    "rapido": "rápido",
    "rapida": "rápido",
    "pequena": "pequeño",
    "pequeno": "pequeño",
    "pesada": "pesado",
    "ligera": "ligero",
    "lenta": "lento",
    "fria": "frío",
    "frio": "frío",
    "larga": "largo",
    "corta": "corto",
    "vieja": "viejo",
    "alta": "alto",
    "baja": "bajo",
    "dura": "duro",
    "blanda": "blando",
    "calurosa": "caluroso",
}
"""A quality as it is asked for, without accents -> of one that is masculine, with them."""
_CLAIMS = {
    "pesa mas": "pesa más",
    "pesa menos": "pesa menos",
    "mas": "es más",
    "menos": "es menos",
    "mayor": "es mayor",
    "menor": "es menor",
    "corre mas": "corre más",
    "va mas rapido": "va más rápido",
    "dura mas": "dura más",
    "dura menos": "dura menos",
    "quema mas": "quema más",
    "mas calor": "da más calor",
    "menos calor": "da menos calor",
    "mide mas": "mide más",
}
"""Way to ask -> what is said of the one that is more; for any other, "es más" and the quality."""
_COMPARATIVES = {
    "biggest": "bigger",
    "largest": "larger",
    "smallest": "smaller",
    "fastest": "faster",
    "slowest": "slower",
    "heaviest": "heavier",
    "lightest": "lighter",
    "longest": "longer",
    "shortest": "shorter",
    "hottest": "hotter",
    "warmest": "warmer",
    "coldest": "colder",
    "oldest": "older",
    "youngest": "younger",
    "tallest": "taller",
    "highest": "higher",
    "weighs more": "heavier",
    "weighs less": "lighter",
}
"""Way to ask -> what is said of the one that is more, where that differs."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Things from least to most."""

    ways: Mapping[str, int]
    """Way to ask -> 1 where it asks for the one with more, -1 for that with less."""
    places: Mapping[str, int]
    """Word for a thing -> its place."""
    said: tuple[str, ...]


def compared(words: str, language: str, *, things: bool = True) -> str | None:
    """Returns which of two is more: "An elephant is bigger than a mouse."; None for what asks for nothing of the kind.

    `things`: compares things as well as numbers.
    """
    if language not in LANGUAGES:
        return None
    said = words.split()
    little, scales = _scales(language)
    asks = _OR[language] in said
    if not asks and _THAN[language] not in said:
        return None
    for scale in scales if things else scales[:1]:
        way, asked = next(((way, sign) for way, sign in scale.ways.items() if f" {way} " in f" {words} "), ("", 0))
        if not way:
            continue
        rest = f" {words} ".replace(f" {way} ", f" {_WAY} ", 1).split()
        named = _things(rest, scale, little, language)
        if len(named) > 2 and asks and not scale.said:
            chosen = (max if asked > 0 else min)(named)[1]
            return {"en": f"{_capital(chosen)}.", "es": f"El {chosen}."}[language]
        if len(named) != 2:
            continue
        (one, one_said), (other, other_said) = named
        if one == other:
            continue
        right = (one > other) == (asked > 0)
        if asks:
            return _sentence(*((one_said, other_said) if right else (other_said, one_said)), way, language)
        if rest[0] in _WHICH[language]:
            continue
        verdict = {"en": ("Yes, {}", "No, {}"), "es": ("Sí, {}", "No, {}")}[language][not right]
        claim = _sentence(*((one_said, other_said) if right else (other_said, one_said)), way, language)
        return verdict.format(claim[0].lower() + claim[1:])
    return None


def _things(said: list[str], scale: _Scale, little: frozenset[str], language: str) -> list[tuple[float, str]]:
    """The things compared, each with its place and its name; none where anything else is said."""
    found: list[tuple[float, str]] = []
    numbers = not scale.places
    at = 0
    while at < len(said):
        named = next(
            (" ".join(said[at : at + size]) for size in (3, 2, 1) if " ".join(said[at : at + size]) in scale.places), ""
        )
        reading = Words(" ".join(said[at:]), language)
        value = reading.number() if numbers and said[at] not in _ARTICLES else None
        if named:
            found.append((scale.places[named], scale.said[scale.places[named]]))
            at += len(named.split())
        elif value is not None:
            found.append((value, spell_decimal(value, language)))
            at = len(said) - len(reading.left)
        elif said[at] == _WAY or said[at] in little:
            at += 1
        else:
            return []
    return found


def _sentence(more: str, less: str, way: str, language: str) -> str:
    if language == "en":
        text = f"{more} is {_COMPARATIVES.get(way, way)} than {less}."
    else:
        quality = way.removeprefix("mas ")
        quality = _QUALITIES.get(quality, quality)
        if more.startswith(("la ", "las ", "una ")) and quality.endswith("o"):
            quality = f"{quality[:-1]}a"
        text = f"{more} {_CLAIMS.get(way, f'es más {quality}')} que {less}."
    return _capital(text)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


@cache
def _scales(language: str) -> tuple[frozenset[str], tuple[_Scale, ...]]:
    read = yaml.load((_FOLDER / f"scales_{language}.yaml").read_text(encoding="utf-8"), LOADER)
    return frozenset(read["little"].split()), tuple(_scale(each) for each in read["scales"])


def _scale(given: Mapping[str, Any]) -> _Scale:
    said, places = list[str](), dict[str, int]()
    for place, thing in enumerate(each.strip() for each in given.get("things", "").split(";") if each.strip()):
        name, *others = thing.split("|")
        said.append(name.strip())
        for word in (name.split(" ", 1)[-1], *others):
            places[without_accents(word.strip())] = place
    ways = {
        without_accents(way.strip()): sign for sign, key in ((1, "more"), (-1, "less")) for way in given[key].split("|")
    }
    return _Scale(dict(sorted(ways.items(), key=lambda each: -len(each[0]))), places, tuple(said))
