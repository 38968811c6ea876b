"""Works out spoken sums: "seven plus five times two", "20 percent of 50", "half of 30". Pure.

The text comes normalised (`match.normalise`), its signs in words (`match.signs_in_words`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from daemon.skills.numbers import Words
from daemon.skills.spell import spell_decimal

_LIMIT = 10.0**12
"""Results from here on are not said."""

# Ways to say an operation -> its sign. Longer ways first: "divided by" before "by".
_OPERATIONS = {
    "en": {
        "to the power of": "^", "multiplied by": "*", "divided by": "/", "added to": "+", "take away": "-", "times": "*",
        "plus": "+", "and": "+", "minus": "-", "less": "-", "over": "/", "x": "*",
        "power": "^",
    },
    "es": {
        "elevado a la": "^", "elevado a": "^", "multiplicado por": "*", "dividido entre": "/", "dividido por": "/",
        "dividido": "/", "entre": "/", "sobre": "/", "por": "*", "mas": "+", "y": "+", "menos": "-", "x": "*",
        "plus": "+", "minus": "-", "times": "*", "over": "/", "power": "^",
    },
}  # fmt: skip
_SAID = {
    "en": {"+": "plus", "-": "minus", "*": "times", "/": "divided by", "^": "to the power of"},
    "es": {"+": "más", "-": "menos", "*": "por", "/": "entre", "^": "elevado a"},
}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}
_COMPUTE: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
}
# Functions of one number: ways to say it before the number -> (what is said back, what it does).
_BEFORE: dict[str, dict[str, tuple[str, Callable[[float], float]]]] = {
    "en": {
        **dict.fromkeys(("half of", "half"), ("half of {}", lambda x: x / 2)),
        **dict.fromkeys(("a third of", "one third of"), ("a third of {}", lambda x: x / 3)),
        **dict.fromkeys(("a quarter of", "one quarter of"), ("a quarter of {}", lambda x: x / 4)),
        **dict.fromkeys(("two thirds of",), ("two thirds of {}", lambda x: x * 2 / 3)),
        **dict.fromkeys(("three quarters of",), ("three quarters of {}", lambda x: x * 3 / 4)),
        **dict.fromkeys(("the double of", "double of", "double", "twice"), ("double {}", lambda x: 2 * x)),
        **dict.fromkeys(("triple", "three times"), ("three times {}", lambda x: 3 * x)),
        **dict.fromkeys(
            ("the square root of", "square root of", "the root of"), ("the square root of {}", lambda x: math.sqrt(x))
        ),
        **dict.fromkeys(("the square of", "square of"), ("{} squared", lambda x: x * x)),
    },
    "es": {
        **dict.fromkeys(("la mitad de", "mitad de"), ("la mitad de {}", lambda x: x / 2)),
        **dict.fromkeys(("la tercera parte de", "un tercio de"), ("un tercio de {}", lambda x: x / 3)),
        **dict.fromkeys(("la cuarta parte de", "un cuarto de"), ("un cuarto de {}", lambda x: x / 4)),
        **dict.fromkeys(("dos tercios de", "las dos terceras partes de"), ("dos tercios de {}", lambda x: x * 2 / 3)),
        **dict.fromkeys(("tres cuartos de", "las tres cuartas partes de"), ("tres cuartos de {}", lambda x: x * 3 / 4)),
        **dict.fromkeys(("el doble de", "doble de"), ("el doble de {}", lambda x: 2 * x)),
        **dict.fromkeys(("el triple de", "triple de"), ("el triple de {}", lambda x: 3 * x)),
        **dict.fromkeys(
            ("la raiz cuadrada de", "raiz cuadrada de", "la raiz de"),
            ("la raíz cuadrada de {}", lambda x: math.sqrt(x)),
        ),
        **dict.fromkeys(("el cuadrado de",), ("{} al cuadrado", lambda x: x * x)),
    },
}
_AFTER: dict[str, dict[str, tuple[str, Callable[[float], float]]]] = {
    "en": {
        "squared": ("{} squared", lambda x: x**2),
        "cubed": ("{} cubed", lambda x: x**3),
    },
    "es": {
        "al cuadrado": ("{} al cuadrado", lambda x: x**2),
        "al cubo": ("{} al cubo", lambda x: x**3),
        "squared": ("{} al cuadrado", lambda x: x**2),
    },
}
_PERCENT = {
    "en": (("percent of", "per cent of"), "{} percent of {}"),
    "es": (("por ciento de", "percent de"), "el {} por ciento de {}"),
}
_NO_DIVISION = {"en": "Nothing can be divided by zero.", "es": "No se puede dividir entre cero."}
_NO_ROOT = {"en": "A negative number has no square root.", "es": "Un número negativo no tiene raíz cuadrada."}


@dataclass(frozen=True, slots=True)
class _Term:
    said: str
    value: float
    joined: bool = False
    """Of several operands: in Spanish these "are", one alone "is"."""


def sum_answer(text: str, language: str) -> str | None:
    """Returns the sum with its result in words; None when the text is no sum, or one number alone."""
    try:
        term = _worked_out(Words(text, language), language)
    except ZeroDivisionError:
        return _NO_DIVISION[language]
    except ValueError:
        return _NO_ROOT[language]
    except OverflowError:
        return None
    if term is None or isinstance(term.value, complex) or not abs(term.value) < _LIMIT:
        return None
    return _sentence(term, language)


def _sentence(term: _Term, language: str) -> str:
    exact = abs(term.value - round(term.value, 3)) < 1e-9
    result = spell_decimal(term.value, language)
    verb = {"en": "is", "es": "son" if term.joined and result != "uno" else "es"}[language]
    about = "" if exact else {"en": "about ", "es": "aproximadamente "}[language]
    return f"{term.said[0].upper()}{term.said[1:]} {verb} {about}{result}."


def _worked_out(words: Words, language: str) -> _Term | None:
    """Reads numbers and operations to the end of the text, and computes the stronger operations first."""
    first = _operand(words, language)
    if first is None:
        return None
    terms, signs = [first], list[str]()
    while words.left:
        way = words.take(*_OPERATIONS[language])
        following = _operand(words, language) if way else None
        if following is None:
            return None
        signs.append(_OPERATIONS[language][way])
        terms.append(following)
    if not signs and terms[0].said == spell_decimal(terms[0].value, language):
        return None  # a number, and no sum
    said = terms[0].said
    for sign, term in zip(signs, terms[1:], strict=True):
        said += f" {_SAID[language][sign]} {term.said}"
    values = [term.value for term in terms]
    for strength in (3, 2, 1):
        place = 0
        while place < len(signs):
            if _STRENGTH[signs[place]] != strength:
                place += 1
                continue
            values[place : place + 2] = [_COMPUTE[signs[place]](*values[place : place + 2])]
            del signs[place]
    return _Term(said, values[0], joined=len(terms) > 1)


def _operand(words: Words, language: str) -> _Term | None:
    if way := words.take(*_BEFORE[language]):
        inner = _operand(words, language)
        if inner is None:
            return None
        said, compute = _BEFORE[language][way]
        return _Term(said.format(inner.said), compute(inner.value))
    percentage = bool(words.take("el")) if language == "es" else False
    negative = bool(words.take("minus", "menos"))
    value = words.number()
    if value is None:
        return None
    term = _Term(spell_decimal(-value if negative else value, language), -value if negative else value)
    ways, pattern = _PERCENT[language]
    if words.take(*ways):
        whole = _operand(words, language)
        return None if whole is None else _Term(pattern.format(term.said, whole.said), term.value * whole.value / 100)
    if percentage:
        return None
    while way := words.take(*_AFTER[language]):
        said, compute = _AFTER[language][way]
        term = _Term(said.format(term.said), compute(term.value))
    return term


def between(operation: str, pair: str, language: str) -> str | None:
    """Returns the answer for "the sum of a and b" and its like. `operation`: a sign; `pair`: "a and b"."""
    words = Words(pair, language)
    one = _operand(words, language)
    joined = (
        words.take("and", "by", "from", "to") if language == "en" else words.take("y", "por", "entre", "con", "a", "de")
    )
    other = _operand(words, language) if joined else None
    if one is None or other is None or words.left:
        return None
    if joined in ("from", "a", "de"):  # "subtract three from ten"
        one, other = other, one
    try:
        value = _COMPUTE[operation](one.value, other.value)
    except ZeroDivisionError:
        return _NO_DIVISION[language]
    return _sentence(_Term(f"{one.said} {_SAID[language][operation]} {other.said}", value, joined=True), language)
