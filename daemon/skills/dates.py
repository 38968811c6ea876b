"""Spoken dates: parsed, counted to, and answered, in English and Spanish. Pure.

The text comes normalised (`match.normalise`): lower case, no accents, no punctuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from daemon.skills.numbers import number, without_accents
from daemon.skills.spell import spell

DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "es": "lunes martes miércoles jueves viernes sábado domingo".split(),
}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_FIXED = {
    "en": {
        "christmas": (25, 12),
        "christmas day": (25, 12),
        "christmas eve": (24, 12),
        "boxing day": (26, 12),
        "halloween": (31, 10),
        "valentine s day": (14, 2),
        "valentines day": (14, 2),
        "new year": (1, 1),
        "new years": (1, 1),
        "new year s": (1, 1),
        "new year s day": (1, 1),
        "new years day": (1, 1),
        "new year s eve": (31, 12),
        "new years eve": (31, 12),
    },
    "es": {
        "navidad": (25, 12),
        "nochebuena": (24, 12),
        "nochevieja": (31, 12),
        "ano nuevo": (1, 1),
        "reyes": (6, 1),
        "dia de reyes": (6, 1),
        "halloween": (31, 10),
        "san valentin": (14, 2),
        "dia de los muertos": (2, 11),
    },
}
"""Days that have a name: day and month."""
_EASTER = {"en": ("easter", "easter sunday"), "es": ("pascua", "domingo de resurreccion", "el domingo de pascua")}
_NEAR = {
    "en": {"today": 0, "tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2, "the day before yesterday": -2},
    "es": {"hoy": 0, "manana": 1, "ayer": -1, "pasado manana": 2, "anteayer": -2},
}
_UNITS = {
    "en": {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14},
    "es": {"dia": 1, "dias": 1, "semana": 7, "semanas": 7, "quincena": 15},
}


@dataclass(frozen=True, slots=True)
class SpokenDate:
    """A date as it is said; the year is often left open."""

    day: int = 0
    month: int = 0
    """0: not a day of a month; then one of the following says which."""
    year: int = 0
    """0: the next such day."""
    weekday: int = -1
    """0 is the next Monday."""
    near: int | None = None
    """Days from today."""
    easter: bool = False

    def on(self, today: date) -> date | None:
        """Returns the date that is meant; None where there is none: the thirtieth of February."""
        if self.near is not None:
            return today + timedelta(self.near)
        if self.weekday >= 0:
            return today + timedelta((self.weekday - today.weekday() - 1) % 7 + 1)
        if self.year:
            return easter(self.year) if self.easter else _date(self.year, self.month, self.day)
        # A leap day may be eight years away.
        for year in range(today.year, today.year + 9):
            found = easter(year) if self.easter else _date(year, self.month, self.day)
            if found is not None and found >= today:
                return found
        return None


def easter(year: int) -> date:
    """Returns Easter Sunday, by the algorithm of Meeus, Jones and Butcher (Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def spoken_date(words: str, language: str) -> SpokenDate | None:
    """Parses "the 3rd of March", "December twenty-fifth 2027", "el tres de marzo", "Christmas", "next Friday"."""
    if words in _NEAR[language]:
        return SpokenDate(near=_NEAR[language][words])
    year = 0
    if (found := re.fullmatch(r"(.+?)(?: (?:in|of|de|del|del ano|de el))? ((?:19|20|21)\d\d)", words)) is not None:
        words, year = found[1], int(found[2])
    words = re.sub(r"^(?:the next|next|this|the|el proximo|la proxima|el|la|este|dia|el dia) ", "", words)
    words = re.sub(r"^dia (?=\d|[a-z]+ de )", "", words)
    if words in _EASTER[language]:
        return SpokenDate(year=year, easter=True)
    if words in _FIXED[language]:
        day, month = _FIXED[language][words]
        return SpokenDate(day, month, year)
    days = [without_accents(name.lower()) for name in DAYS[language]]
    if words in days:
        return SpokenDate(weekday=days.index(words))
    return _of_a_month(words, year, language)


def _of_a_month(words: str, year: int, language: str) -> SpokenDate | None:
    months = [name.lower() for name in MONTHS[language]] + (["setiembre"] if language == "es" else [])
    names = "|".join(months)
    if language == "en":
        forms = (rf"(?P<day>.+?) (?:of )?(?P<month>{names})", rf"(?P<month>{names}) (?:the )?(?P<day>.+)")
    else:
        forms = (rf"(?P<day>.+?) de (?P<month>{names})", rf"(?P<month>{names}) (?P<day>.+)")
    for form in forms:
        if (found := re.fullmatch(form, words)) is not None and (day := _day(found["day"], language)):
            month = "septiembre" if found["month"] == "setiembre" else found["month"]
            return SpokenDate(day, months.index(month) + 1, year)
    return None


def _day(words: str, language: str) -> int:
    """Returns a day of the month from 1 to 31; 0 for other words."""
    if (figures := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", words)) is not None:
        day = int(figures[1])
    elif language == "en":
        spelled = [ordinal(day).replace("-", " ") for day in range(1, 32)]
        day = spelled.index(words) + 1 if words in spelled else 0
    elif words in ("primero", "uno"):
        day = 1
    else:
        day = int(number(words, language) or 0)
    return day if day <= 31 else 0


def day_count(words: str, language: str) -> int | None:
    """Parses "three weeks", "diez dias" into days."""
    *count, unit = words.split()
    if unit not in _UNITS[language] or not count:
        return None
    found = number(" ".join(count), language)
    days = (found or 0) * _UNITS[language][unit]
    return int(days) if found is not None and 0 < days <= 100_000 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------------------- answers


def which_weekday(said: SpokenDate, today: date, language: str) -> str:
    """Answers "what day is the 3rd of March"."""
    found = said.on(today)
    if found is None:
        return no_such_day(language)
    name, weekday, past = _named(found, today, language), DAYS[language][found.weekday()], found < today
    if said.near is not None or said.weekday >= 0:
        was = "was" if past else "is"
        return f"That {was} {weekday}, {name}." if language == "en" else f"{'Fue' if past else 'Es'} {weekday}, {name}."
    if language == "en":
        return f"{name} {'was' if past else 'is'} a {weekday}."
    return f"El {name} {'fue' if past else 'es'} {weekday}."


def days_until(said: SpokenDate, today: date, language: str) -> str:
    """Answers "how many days until Christmas"."""
    found = said.on(today)
    if found is None:
        return no_such_day(language)
    days = (found - today).days
    where = f"{DAYS[language][found.weekday()]}, {_named(found, today, language)}"
    if language == "en":
        if days == 0:
            return "That's today."
        if days < 0:
            return f"That was {spell(-days, 'en')} day{'s' if days < -1 else ''} ago: {where}."
        return f"{spell(days, 'en').capitalize()} day{'s' if days > 1 else ''}, until {where}."
    if days == 0:
        return "Es hoy."
    if days < 0:
        return f"Fue hace {spell(-days, 'es', before_noun=True)} día{'s' if days < -1 else ''}: {where}."
    return (
        f"Falta{'n' if days > 1 else ''} {spell(days, 'es', before_noun=True)} día{'s' if days > 1 else ''}: {where}."
    )


def date_in(days: int, today: date, language: str) -> str:
    """Answers "what date is it in two weeks". A negative number is that many days ago."""
    found = today + timedelta(days)
    where = f"{DAYS[language][found.weekday()]}, {_named(found, today, language)}"
    if language == "en":
        return f"That {'was' if days < 0 else 'will be'} {where}."
    return f"{'Fue' if days < 0 else 'Será'} {where}."


def no_such_day(language: str) -> str:
    return "There is no such day." if language == "en" else "Ese día no existe."


def _named(found: date, today: date, language: str) -> str:
    year = "" if found.year == today.year else f", {found.year}" if language == "en" else f" de {found.year}"
    if language == "en":
        return f"{MONTHS['en'][found.month - 1]} {ordinal(found.day)}{year}"
    day = "primero" if found.day == 1 else spell(found.day, "es")
    return f"{day} de {MONTHS['es'][found.month - 1]}{year}"


def ordinal(number: int) -> str:
    """Returns an English ordinal from 1 to 31 in words."""
    if number <= 20:
        return _ORDINALS[number - 1]
    if number == 30:
        return "thirtieth"
    return f"{spell(number // 10 * 10, 'en')}-{_ORDINALS[number % 10 - 1]}"
