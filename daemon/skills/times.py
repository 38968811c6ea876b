"""Parses spoken times of day, with the day if it is said, in English and Spanish. Pure.

The text comes normalised (`match.normalise`): lower case, no accents, no punctuation but in `7:30` and `1.5`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from daemon.skills.dates import DAYS
from daemon.skills.numbers import Words, without_accents


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    hour: int
    minute: int
    exact: bool
    """False when either half of the day may be meant."""
    day: int = 0
    """Days from today: 1 is tomorrow, 2 the day after. 0 means today, or that no day was said."""
    weekday: int | None = None
    """0 is Monday."""
    vague: Literal["", "day", "part"] = ""
    """What alone was said: a day ("tomorrow"), a part of one ("this evening"). The hour is then a usual one."""


WHEN = {
    "en": "(?:at|for|by|this|today|tonight|tomorrow|the day after tomorrow|in the (?:morning|afternoon|evening)|"
    "(?:on |next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day) ",
    "es": "(?:a|al|para|esta|hoy|manana|pasado manana|por la (?:manana|tarde|noche)|"
    "(?:el |este )?(?:proximo )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)) ",
}
"""Regular expression for the beginning of a time that stands among other words."""
_WEEKDAYS: Final = {language: [without_accents(name.lower()) for name in names] for language, names in DAYS.items()}
_WEEKDAY: Final = {
    "en": re.compile(rf"\b(?:on |next |this |this coming )?({'|'.join(_WEEKDAYS['en'])})\b"),
    "es": re.compile(
        rf"\b(?:para )?(?:el |este )?(?:proximo )?({'|'.join(_WEEKDAYS['es'])})\b(?: que viene| proximo)?"
    ),
}
_VAGUE: Final = {
    "en": re.compile(
        r"(?:(?P<after>the day after tomorrow)|(?P<tomorrow>tomorrow)|this|today)? ?(?:in the )?"
        r"(?P<part>morning|afternoon|evening|night|am|pm)?|(?P<tonight>tonight)"
    ),
    "es": re.compile(
        r"(?:(?P<after>pasado manana)|(?P<tomorrow>manana)|hoy)? ?(?:(?:por|en|de|a) la |esta )?"
        r"(?P<part>manana|tarde|noche|madrugada|am|pm)?|(?P<tonight>)esta noche"
    ),
}
_USUAL: Final = {
    "en": {"morning": 9, "afternoon": 15, "evening": 19, "night": 20, "am": 9, "pm": 15, "": 9},
    "es": {"manana": 9, "tarde": 17, "noche": 21, "madrugada": 5, "am": 9, "pm": 17, "": 9},
}
"""The hour that a part of the day stands for where none is said."""

_DAYS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "en": (
        (r"^(?:at|for|by) ", "", 0),
        # "tomorrow evening at six", "six tomorrow evening": the part of the day goes to the end, then the day.
        (r"^(.*?)\b(?:this |in the )?(morning|afternoon|evening) at (.+)$", r"\1at \3 in the \2", 0),
        (r"^(.*?)\b(?:to)?night at (.+)$", r"\1at \2 at night", 0),
        (r" tomorrow (morning|afternoon|evening)$", r" in the \1 tomorrow", 0),
        (r" tomorrow night$", " at night tomorrow", 0),
        (r"^the day after tomorrow (?:at )?| the day after tomorrow$", "", 2),
        (r"^tomorrow (?:at )?| tomorrow$", "", 1),
        (r"^(?:today )?at | today$", "", 0),
    ),
    "es": (
        (r"^para (?!el |las? )", "", 0),
        # "mañana por la tarde a las cinco", "esta noche a las diez": the part of the day goes to the end.
        (r"^(.*\b)(?:por|en) la (manana|tarde|noche) a (.+)$", r"\1a \3 de la \2", 0),
        (r"^esta (manana|tarde|noche) a (.+)$", r"\2 de la \1", 0),
        (r"^hoy al? ", "", 0),
        (r"^pasado manana al? | (?:de )?pasado manana$", "", 2),
        (r"^manana al? | de manana$|(?<! la) manana$", "", 1),
        (r"^(?:a|para) ", "", 0),
    ),
}
"""Rewriting of a day that is said with a time: (pattern, replacement without the day, `TimeOfDay.day`)."""
_PARTS = {
    # What may follow a time: hours it adds, the hour that twelve is then, and the first hour to which it adds.
    "en": (
        (r" (?:am|a m|(?:in the|this) morning)$", 0, 0, 1),
        (r" (?:pm|p m|(?:in the|this) afternoon)$", 12, 12, 1),
        (r" at night$", 12, 0, 6),
        (r" (?:(?:in the|this) evening|tonight)$", 12, 0, 1),
    ),
    "es": (
        (r" (?:am|(?:de|en|por) la madrugada)$", 0, 0, 1),
        (r" (?:de|en|por) la manana$", 0, 12, 1),
        (r" (?:pm|del mediodia|del dia|(?:de|en|por) la tarde)$", 12, 12, 1),
        (r" (?:de|en|por) la noche$", 12, 0, 6),
    ),
}


_SAID_TWICE: Final = {
    "en": re.compile(
        r"((?:\d| )[ap]m| in the (?:morning|afternoon|evening)| at night)(?: at)? (?:tonight|this \w+|today|tonight)$"
    ),
    "es": re.compile(r"( de la (?:manana|tarde|noche))(?: de)? (?:hoy|esta (?:manana|tarde|noche))$"),
}
"""A half of the day with the part that it lies in: "at eight pm tonight"."""


def time_of_day(text: str, language: str) -> TimeOfDay | None:
    """Parses a time such as "half past six", "seven thirty pm", "7:30" or "las siete menos cuarto de la tarde".

    Returns None if the text is no time.
    """
    if (named := _WEEKDAY[language].search(text)) is not None:
        rest = " ".join((text[: named.start()] + text[named.end() :]).split())
        if language == "en":
            rest = re.sub(r"(?<=\S)(?<! the) (morning|afternoon|evening)$", r" in the \1", rest)
        at = time_of_day(rest, language) if not rest or _WEEKDAY[language].search(rest) is None else None
        if at is None and not rest:
            at = TimeOfDay(_USUAL[language][""], 0, True, vague="day")
        weekday = _WEEKDAYS[language].index(named[1])
        return None if at is None or at.day else replace(at, weekday=weekday)
    if text and (said := _VAGUE[language].fullmatch(re.sub(r"^(?:for|para) ", "", text))) is not None:
        named_part = "night" if said["tonight"] is not None and language == "en" else said["part"] or ""
        day = 2 if said["after"] else 1 if said["tomorrow"] else 0
        if language == "es" and named_part == "manana" and not re.search(r"\bla manana$", text):
            named_part, day = "", 1  # "mañana" alone is the day
        if named_part or day:
            return TimeOfDay(_USUAL[language][named_part], 0, True, day, vague="part" if named_part else "day")
    text = re.sub(r" (?:sharp|on the dot|exactly)$|\b(?:temprano|tempranito) ", "", text)
    day = 0
    for pattern, without, which in _DAYS[language]:
        text, found_day = re.subn(pattern, without, text)
        day = which if found_day and which else day
    text = re.sub(r"(\d)(am|pm)$", r"\1 \2", text)
    text = _SAID_TWICE[language].sub(r"\1", text)
    part: tuple[int, int, int] | None = None
    for pattern, add, twelve, least in _PARTS[language]:
        shorter = re.sub(pattern, "", text)
        if shorter != text:
            text, part = shorter, (add, twelve, least)
            break
    found = _clock_en(text) if language == "en" else _clock_es(text)
    if found is None:
        return None
    hour, minute = found
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        return None
    if part is not None and hour <= 12:
        add, twelve, least = part
        return TimeOfDay(twelve if hour == 12 else hour + (add if hour >= least else 0), minute, True, day)
    whole_day = hour > 12 or hour == 0 or text in ("noon", "midday", "mediodia", "el mediodia", "al mediodia")
    return TimeOfDay(hour, minute, whole_day, day)


def _whole(value: float | None) -> int | None:
    return int(value) if value is not None and value == int(value) else None


def _figures(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(\d{1,2}) ?[:.h]? ?(\d\d)(?: ?hs?| hours)?", text)
    return (int(match[1]), int(match[2])) if match else None


def _clock_en(text: str) -> tuple[int, int] | None:
    if text in ("noon", "midday", "midnight"):
        return (0 if text == "midnight" else 12), 0
    if _figures(text):
        return _figures(text)
    words = Words(text, "en")
    if words.take("half past", "half"):
        hour, minute, sign = _whole(words.number()), 30, 1
    else:
        start = list(words.left)
        first = 15 if words.take("a quarter", "quarter") else _whole(words.number())
        words.take("minutes", "minute")
        relation = words.take("past", "after", "to", "before")
        if relation:
            hour, minute, sign = _whole(words.number()), first if first is not None else 60, 1
            if relation in ("to", "before"):
                sign = -1
        else:
            words.left = start
            hour, minute, sign = _whole(words.number()), 0, 1
            if words.left and not words.take("o clock", "oclock"):
                oh = words.take("oh", "o")
                second = _whole(words.number())
                minute = second if second is not None and (second >= 10 or oh) else 60
    return _clock(hour, minute, sign) if not words.left else None


def _clock_es(text: str) -> tuple[int, int] | None:
    text = re.sub(r"^(?:las|la|el|al) ", "", text)
    text = re.sub(r" (?:en punto|horas?|hs?)$|(?<=\d)hs?$", "", text)
    if text in ("mediodia", "medianoche"):
        return (12 if text == "mediodia" else 0), 0
    if _figures(text):
        return _figures(text)
    before = re.fullmatch(r"(?:un )?(.+?)(?: minutos?)? para (?:las|la) (.+)", text)  # "un cuarto para las tres"
    if before is not None:
        text = f"{before[2]} menos {before[1]}"
    words = Words(text, "es")
    hour, minute, sign = _whole(words.number()), 0, 1
    relation = words.take("y", "con", "menos")
    if relation or words.left:
        sign = -1 if relation == "menos" else 1
        if words.take("media"):
            minute = 30
        elif words.take("cuarto"):
            minute = 15
        else:
            second = _whole(words.number())
            minute = second if second is not None else 60
    return _clock(hour, minute, sign) if not words.left else None


def _clock(hour: int | None, minute: int, sign: int) -> tuple[int, int] | None:
    if hour is None or not 0 <= minute < 60:
        return None
    if sign < 0 and minute:
        return (hour - 1) % 24 if hour != 1 else 12, 60 - minute
    return hour, minute
