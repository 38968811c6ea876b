"""Converts between units: time, length, weight, volume, speed, temperature. Pure.

Factors: the SI and the international yard and pound, US gallons, cups and spoons, in a table of ours; a package
would weigh on the daemon for what a table holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from daemon.skills.numbers import Words
from daemon.skills.spell import spell, spell_decimal

Kind = Literal["time", "months", "leap", "length", "weight", "volume", "speed", "temperature"]


@dataclass(frozen=True, slots=True)
class Unit:
    kind: Kind
    size: float
    """In the smallest of its kind."""
    one: dict[str, str]
    many: dict[str, str]
    feminine: bool = False
    """In Spanish."""


# Kind | size | one, many (en) | one, many (es) | other names, normalised.
_TABLE = """
time|1|second|seconds|segundo|segundos|
time|60|minute|minutes|minuto|minutos|min
time|3600|hour|hours|hora|horas|h
time|86400|day|days|día|días|
time|604800|week|weeks|semana|semanas|
months|1|month|months|mes|meses|
months|12|year|years|año|años|
leap|1|leap year|leap years|año bisiesto|años bisiestos|
months|120|decade|decades|década|décadas|
months|1200|century|centuries|siglo|siglos|
months|12000|millennium|millennia|milenio|milenios|
length|0.001|millimeter|millimeters|milímetro|milímetros|mm millimetre millimetres
length|0.01|centimeter|centimeters|centímetro|centímetros|cm centimetre centimetres
length|1|meter|meters|metro|metros|m metre metres
length|1000|kilometer|kilometers|kilómetro|kilómetros|km kilometre kilometres
length|0.0254|inch|inches|pulgada|pulgadas|
length|0.3048|foot|feet|pie|pies|ft
length|0.9144|yard|yards|yarda|yardas|
length|1609.344|mile|miles|milla|millas|
weight|0.001|milligram|milligrams|miligramo|miligramos|mg
weight|1|gram|grams|gramo|gramos|g
weight|1000|kilogram|kilograms|kilogramo|kilogramos|kg kilo kilos
weight|1000000|ton|tons|tonelada|toneladas|tonne tonnes
weight|28.349523125|ounce|ounces|onza|onzas|oz
weight|453.59237|pound|pounds|libra|libras|lb lbs
volume|0.001|milliliter|milliliters|mililitro|mililitros|ml millilitre millilitres
volume|0.01|centiliter|centiliters|centilitro|centilitros|cl centilitre centilitres
volume|1|liter|liters|litro|litros|l litre litres
volume|3.785411784|gallon|gallons|galón|galones|
volume|0.00492892159375|teaspoon|teaspoons|cucharadita|cucharaditas|tsp
volume|0.01478676478125|tablespoon|tablespoons|cucharada|cucharadas|tbsp
volume|0.0295735295625|fluid ounce|fluid ounces|onza líquida|onzas líquidas|
volume|0.2365882365|cup|cups|taza|tazas|
volume|0.473176473|pint|pints|pinta|pintas|
volume|0.946352946|quart|quarts|cuarto de galón|cuartos de galón|
speed|1|kilometer per hour|kilometers per hour|kilómetro por hora|kilómetros por hora|kmh kph
speed|1.609344|mile per hour|miles per hour|milla por hora|millas por hora|mph
temperature|1|degree Celsius|degrees Celsius|grado Celsius|grados Celsius|celsius centigrade centigrados
temperature|2|degree Fahrenheit|degrees Fahrenheit|grado Fahrenheit|grados Fahrenheit|fahrenheit
"""
_FEMININE = frozenset(
    "hora semana década pulgada yarda milla tonelada onza libra cucharadita cucharada taza pinta".split()
)
_YEARS = {"second": 31_536_000, "minute": 525_600, "hour": 8760, "day": 365, "week": 52}
"""How many of each there are in a year, as one says."""
_HALF = {
    "en": {"half an": 0.5, "half a": 0.5, "a quarter of an": 0.25, "a quarter of a": 0.25},
    "es": {"medio": 0.5, "media": 0.5, "un cuarto de": 0.25},
}


def _read() -> dict[str, Unit]:
    kinds: dict[str, Kind] = {each: each for each in get_args(Kind)}
    units: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        kind, size, one_en, many_en, one_es, many_es, others = line.split("|")
        names = {"en": one_en, "es": one_es}, {"en": many_en, "es": many_es}
        unit = Unit(kinds[kind], float(size), *names, feminine=one_es in _FEMININE)
        for name in (one_en, many_en, one_es, many_es, *others.split()):
            units[_plain(name)] = unit
    return units


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("áéíóúñ", "aeioun"))


_UNITS = _read()


def conversion(quantity: str, into: str, language: str) -> str | None:
    """Returns the quantity in another unit: "One hour is sixty minutes."; None when it cannot be converted.

    `quantity`: "an hour", "3 hours", "half an hour", "year"; `into`: the name of a unit.
    """
    to = _UNITS.get(into.removeprefix("degrees ").removeprefix("grados "))
    amount, unit = _quantity(quantity, language)
    if to is None or unit is None:
        return None
    result = _convert(amount, unit, to)
    if result is None:
        return None
    exact = abs(result - round(result, 3)) < 1e-9
    about = "" if exact else {"en": "about ", "es": "aproximadamente "}[language]
    shown = result if exact else round(result, 1 if abs(result) >= 1 else 3)
    verb = "is" if language == "en" else "son"
    text = f"{_named(amount, unit, language)} {verb} {about}{_named(shown, to, language)}."
    return text[:1].upper() + text[1:]


def _convert(amount: float, unit: Unit, to: Unit) -> float | None:
    if unit.kind == "temperature" and to.kind == "temperature" and unit is not to:
        return amount * 9 / 5 + 32 if to.size == 2 else (amount - 32) * 5 / 9
    if unit.kind == to.kind and unit is not to:
        return amount * unit.size / to.size
    if unit.kind == "leap" and to.one["en"] == "day":
        return amount * 366
    if unit.kind == "months" and to.kind == "time" and unit.size >= 12:  # a month has no fixed length
        return amount * unit.size / 12 * _YEARS[to.one["en"]]
    return None


def _quantity(text: str, language: str) -> tuple[float, Unit | None]:
    words = Words(text, language)
    words.take("the", "el", "la")
    part = words.take(*_HALF[language])
    amount = _HALF[language][part] if part else words.number()
    words.take("degrees", "grados")
    return 1.0 if amount is None else amount, _UNITS.get(" ".join(words.left))


def _named(amount: float, unit: Unit, language: str) -> str:
    if amount == int(amount) and amount >= 0:
        word = spell(int(amount), language, feminine=unit.feminine, before_noun=True)
    else:
        word = spell_decimal(amount, language)
    if amount == 0.5 and unit.kind != "temperature":
        half = {
            "en": "half an" if unit.one["en"].startswith(("hour", "inch", "ounce")) else "half a",
            "es": "media" if unit.feminine else "medio",
        }
        return f"{half[language]} {unit.one[language]}"
    return f"{word} {(unit.one if amount == 1 else unit.many)[language]}"
