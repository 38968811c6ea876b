"""Answers questions about the row of days, of months and of letters: which comes next, which is the third. Pure."""

from __future__ import annotations

from typing import Literal

from daemon.skills.numbers import Words, number, without_accents
from daemon.skills.spell import spell

DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "es": "lunes martes miércoles jueves viernes sábado domingo".split(),
}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ALPHABET = {"en": "abcdefghijklmnopqrstuvwxyz", "es": "abcdefghijklmnñopqrstuvwxyz"}
_PLACES = {
    "en": (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth"
    ).split(),
    "es": "primer segundo tercer cuarto quinto sexto septimo octavo noveno decimo undecimo duodecimo".split(),
}
_LETTER_NAMES = {
    "en": {"ay": "a", "bee": "b", "see": "c", "sea": "c", "dee": "d", "gee": "g", "jay": "j", "kay": "k", "el": "l",
           "em": "m", "en": "n", "oh": "o", "pee": "p", "cue": "q", "queue": "q", "are": "r", "ess": "s", "tea": "t",
           "tee": "t", "you": "u", "why": "y", "zee": "z", "zed": "z", "ex": "x"},
    "es": {"be": "b", "ce": "c", "de": "d", "efe": "f", "ge": "g", "hache": "h", "jota": "j", "ka": "k", "ele": "l",
           "eme": "m", "ene": "n", "eñe": "ñ", "pe": "p", "cu": "q", "erre": "r", "ere": "r", "ese": "s", "te": "t",
           "uve": "v", "ve": "v", "equis": "x", "ye": "y", "zeta": "z"},
}  # fmt: skip

Kind = Literal["day", "month", "letter"]


def neighbour(kind: Kind, name: str, step: int, language: str) -> str | None:
    """Returns which day, month or letter comes after (`step` 1) or before (-1) the one named; None for none."""
    if kind == "letter":
        return _neighbour_letter(name, step, language)
    row = (DAYS if kind == "day" else MONTHS)[language]
    place = _place(name, row)
    if place is None:
        return None
    found, known = row[(place + step) % len(row)], row[place]
    if language == "en":
        return f"{found} comes {'after' if step > 0 else 'before'} {known}."
    article = "el " if kind == "day" else ""
    of = "del " if kind == "day" else "de "
    return f"{_capital(f'{article}{found}')} viene {'después' if step > 0 else 'antes'} {of}{known}."


def neighbour_number(name: str, step: int, language: str) -> str | None:
    """Returns the whole number after or before the one named; None where none is."""
    words = Words(name.removeprefix("number ").removeprefix("numero "), language)
    value = words.number()
    if value is None or words.left or value != int(value) or not 0 <= value + step < 10**6:
        return None
    found, known = spell(int(value) + step, language), spell(int(value), language)
    if language == "en":
        return f"{_capital(found)} comes {_side(step, 'en')} {known}."
    return f"{_capital(found)} va {_side(step, 'es')} de {known}."


def parity(name: str, language: str) -> str | None:
    """Returns whether a whole number is odd or even."""
    value = number(name, language)
    if value is None or value != int(value):
        return None
    said = _capital(spell(int(value), language))
    if language == "en":
        return f"{said} is an {'odd' if value % 2 else 'even'} number."
    return f"{said} es un número {'impar' if value % 2 else 'par'}."


def counting(first: str, last: str, language: str) -> str | None:
    """Returns the numbers from one to another, up or down, forty at most."""
    ends = number(first, language), number(last, language)
    if ends[0] is None or ends[1] is None or abs(ends[0] - ends[1]) > 40:
        return None
    begin, end = int(ends[0]), int(ends[1])
    row = range(begin, end + 1) if begin <= end else range(begin, end - 1, -1)
    return f"{_capital(', '.join(spell(each, language) for each in row))}."


def middle(one: str, other: str, language: str) -> str | None:
    """Returns the day, month, letter or number between two that have just one between them."""
    for row in (DAYS[language], MONTHS[language]):
        places = _place(one, row), _place(other, row)
        if places[0] is not None and places[1] is not None and (places[1] - places[0]) % len(row) == 2:
            return f"{_capital(row[(places[0] + 1) % len(row)])}."
    letters = letter(one, language), letter(other, language)
    if letters[0] is not None and letters[1] is not None:
        row = list(ALPHABET[language])
        first, last = sorted((row.index(letters[0]), row.index(letters[1])))
        return f"{row[first + 1].upper()}." if last - first == 2 else None
    values = number(one, language), number(other, language)
    if values[0] is not None and values[1] is not None and abs(values[0] - values[1]) == 2:
        return f"{_capital(spell(int(min(values[0], values[1])) + 1, language))}."
    return None


def day_from(name: str, step: int, language: str) -> str | None:
    """Returns which day it is `step` days after the one named; None where none is named."""
    place = _place(name, DAYS[language])
    if place is None:
        return None
    found = DAYS[language][(place + step) % 7]
    return f"{found}." if language == "en" else f"{_capital(found)}."


def at_place(kind: Kind, word: str, language: str) -> str | None:
    """Returns which day, month or letter is at a place in its row. `word`: "third", "last", or a number."""
    row = {"day": DAYS[language], "month": MONTHS[language], "letter": list(ALPHABET[language].upper())}[kind]
    place = _ordinal(word, language)
    if place is None or not -1 <= place <= len(row) or place == 0:
        return None
    found = row[place - 1 if place > 0 else -1]
    said = _said(place, word, language)
    if language == "en":
        whole = {"day": "day of the week", "month": "month", "letter": "letter"}[kind]
        return f"The {said} {whole} is {found}."
    whole = {"day": "día de la semana", "month": "mes", "letter": "letra"}[kind]
    if kind == "letter":
        return f"La {_feminine(said)} letra es la {found}."
    return f"El {said} {whole} es {found}."


def place_of(kind: Kind, name: str, language: str) -> str | None:
    """Returns which number a month or a day has in its row."""
    row = (DAYS if kind == "day" else MONTHS)[language]
    place = _place(name, row)
    if place is None:
        return None
    if language == "en":
        whole = "day of the week" if kind == "day" else "month of the year"
        return f"{row[place]} is the {_PLACES['en'][place]} {whole}."
    whole = "día de la semana" if kind == "day" else "mes del año"
    return f"{_capital(row[place])} es el {_said(place + 1, '', 'es')} {whole}."


def days_in(name: str, language: str) -> str | None:
    """Returns how many days a month has; None when the name is no month's."""
    place = _place(name, MONTHS[language])
    if place is None:
        return None
    days = spell(_LENGTHS[place], language, before_noun=True)
    leap = place == 1
    if language == "en":
        return f"{MONTHS['en'][place]} has {days} days{', in a leap year twenty-nine' if leap else ''}."
    return f"{_capital(MONTHS['es'][place])} tiene {days} días{', en año bisiesto veintinueve' if leap else ''}."


def letter(name: str, language: str) -> str | None:
    """Returns the letter with that name in lower case: "b", "bee"; None when it is no letter."""
    if len(name) == 1 and name in ALPHABET[language]:
        return name
    return _LETTER_NAMES[language].get(name)


def _neighbour_letter(name: str, step: int, language: str) -> str | None:
    known = letter(name, language)
    if known is None:
        return None
    row = ALPHABET[language]
    place = row.index(known) + step
    if not 0 <= place < len(row):
        none = {"en": "No letter comes {} {}.", "es": "No hay ninguna letra {} de la {}."}[language]
        return none.format(_side(step, language), known.upper())
    found = row[place].upper()
    if language == "en":
        return f"{found} comes {_side(step, 'en')} {known.upper()}."
    return f"La {found} va {_side(step, 'es')} de la {known.upper()}."


def _side(step: int, language: str) -> str:
    return {"en": ("before", "after"), "es": ("antes", "después")}[language][step > 0]


def _place(name: str, row: list[str]) -> int | None:
    """Returns where in the row the name stands, which comes without accents and may be cut: "sept", "mon"."""
    for place, each in enumerate(row):
        plain = without_accents(each.lower())
        if name in (plain, plain[:3], plain[:4]) or (name == "setiembre" and plain == "septiembre"):
            return place
    return None


def _ordinal(word: str, language: str) -> int | None:
    if word in ("last", "ultimo", "ultima"):
        return -1
    if (figures := word.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")).isdigit():
        return int(figures)
    places = _PLACES[language]
    if language == "es":
        word = {"primera": "primer", "primero": "primer", "tercera": "tercer", "tercero": "tercer"}.get(word, word)
        word = word[:-1] + "o" if word.endswith("a") else word
    if word in places:
        return places.index(word) + 1
    value = number(word, language)
    return int(value) if value is not None and value == int(value) else None


def _said(place: int, word: str, language: str) -> str:
    if place < 0:
        return "last" if language == "en" else "último"
    if place <= len(_PLACES[language]):
        said = _PLACES[language][place - 1]
        return {"septimo": "séptimo", "decimo": "décimo", "undecimo": "undécimo", "duodecimo": "duodécimo"}.get(
            said, said
        )
    return word


def _feminine(said: str) -> str:
    return {"primer": "primera", "tercer": "tercera"}.get(said, said[:-1] + "a" if said.endswith("o") else said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
