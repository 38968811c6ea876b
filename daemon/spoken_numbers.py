"""Numbers, durations and times of day as they are said, in English and Spanish, understood. Pure.

Text to parse comes normalised (daemon.skills.normalise): lower case, no accents, no punctuation but in `7:30` and `1.5`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.number_words import AND, EN_TENS, EN_UNITS, ES_TENS, ES_UNITS


def _plain(word: str) -> str:
    return word.translate(str.maketrans("áéíóú", "aeiou"))


UNITS: dict[str, dict[str, int]] = {
    "en": {**{word: n for n, word in enumerate(EN_UNITS)}, "a": 1, "an": 1, "oh": 0},
    "es": {**{_plain(word): n for n, word in enumerate(ES_UNITS)}, "un": 1, "una": 1, "veintiun": 21, "veintiuna": 21},
}
TENS = {
    "en": {word: 10 * n for n, word in enumerate(EN_TENS, 2)},
    "es": {word: 10 * n for n, word in enumerate(ES_TENS, 3)},
}
HUNDRED = {"en": ("hundred",), "es": ("cien", "ciento")}

SECONDS = {
    "en": {"second": 1, "seconds": 1, "sec": 1, "minute": 60, "minutes": 60, "min": 60, "hour": 3600, "hours": 3600},
    "es": {
        **dict.fromkeys("segundo segundos segundito segunditos seg s".split(), 1),
        **dict.fromkeys("minuto minutos minutito minutitos min mins".split(), 60),
        **dict.fromkeys("hora horas horita horitas h hs".split(), 3600),
    },
}

_REWRITE = {
    "en": (
        (r"\ba couple of\b", "two"),
        (r"^(hour|minute)\b", r"an \1"),
        (r"\bhalf an hour\b", "30 minutes"),
        (r"\bhalf a minute\b", "30 seconds"),
        (r"\bthree quarters of an hour\b", "45 minutes"),
        (r"\b(?:a )?quarter of an hour\b", "15 minutes"),
        (r"\band a half hours?\b|\bhours? and a half\b", "hours 30 minutes"),
        (r"\band a half minutes?\b|\bminutes? and a half\b", "minutes 30 seconds"),
        (r"\bhours? and a quarter\b", "hours 15 minutes"),
    ),
    "es": (
        (r"^(?:unos|unas|como) ", ""),
        (r"(\d)(h|hs|min|mins|seg|s)\b", r"\1 \2"),
        (r"\bun par de\b", "dos"),
        (r"\bmedia hor(?:a|ita)\b", "30 minutos"),
        (r"\bmedio minuto\b", "30 segundos"),
        (r"\btres cuartos de hora\b", "45 minutos"),
        (r"\b(?:un )?cuarto de hora\b", "15 minutos"),
        (r"^hora\b", "una hora"),
        (r"^minuto\b", "un minuto"),
        (r"\bhoras? y media\b", "horas 30 minutos"),
        (r"\bhoras? y (?:un )?cuarto\b", "horas 15 minutos"),
        (r"\bhoras? y tres cuartos\b", "horas 45 minutos"),
        (r"\bminutos? y medio\b", "minutos 30 segundos"),
    ),
}


class _Words:
    """Words read from the left."""

    def __init__(self, text: str, language: str) -> None:
        self.left = text.split()
        self._language = language

    def take(self, *phrases: str) -> str:
        """The first of `phrases` that comes next, removed; "" if none does."""
        for phrase in phrases:
            words = phrase.split()
            if self.left[: len(words)] == words:
                del self.left[: len(words)]
                return phrase
        return ""

    def take_in(self, table: dict[str, int]) -> int | None:
        if self.left and self.left[0] in table:
            return table[self.left.pop(0)]
        return None

    def number(self) -> float | None:
        """A number in words or figures, as long as it goes on."""
        if self.left and re.fullmatch(r"\d{1,5}(?:[.,]\d{1,3})?", self.left[0]):
            return float(self.left.pop(0).replace(",", "."))
        units, tens, hundred = UNITS[self._language], TENS[self._language], HUNDRED[self._language]
        total = 0
        if self.take(*hundred):
            total = 100
        elif len(self.left) > 1 and self.left[1] in hundred and self.left[0] in units:
            total = 100 * units[self.left[0]]
            del self.left[:2]
        if total:
            self.take(AND["en"]) if self._language == "en" else None
        ten = self.take_in(tens)
        if ten is not None:
            if self._language == "es":
                if len(self.left) > 1 and self.left[0] == "y" and 0 < units.get(self.left[1], 0) < 10:
                    total += units[self.left[1]]
                    del self.left[:2]
            elif self.left and 0 < units.get(self.left[0], 0) < 10 and self.left[0] not in ("a", "an"):
                total += units[self.left.pop(0)]
            return float(total + ten)
        unit = self.take_in(units)
        if unit is not None:
            return float(total + unit)
        return float(total) if total else None


def number(text: str, language: str) -> float | None:
    """The number that `text` is, and nothing else."""
    words = _Words(text, language)
    value = words.number()
    return value if value is not None and not words.left else None


def duration(text: str, language: str) -> int | None:
    """Seconds: "an hour and a half", "1 minute 30", "tres cuartos de hora". None if it is no duration."""
    for pattern, replacement in _REWRITE[language]:
        text = re.sub(pattern, replacement, text)
    words = _Words(text, language)
    total, last = 0.0, 0
    while words.left:
        words.take(AND[language])
        value = words.number()
        if value is None:
            return None
        unit = words.take_in(SECONDS[language])
        if unit is None:
            if words.left or last < 60:
                return None
            unit = last // 60  # "two minutes thirty"
        total += value * unit
        last = unit
    return round(total) if last else None


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    hour: int
    minute: int
    exact: bool
    """False when it may be meant on either half of the day."""
    day: int = 0
    """1: tomorrow, 2: the day after; 0: not said, or today."""


_DAYS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "en": (),
    "es": (
        # "mañana por la tarde a las cinco", "esta noche a las diez": the part of the day goes to the end.
        (r"^(.*\b)(?:por|en) la (manana|tarde|noche) a (.+)$", r"\1a \3 de la \2", 0),
        (r"^esta (manana|tarde|noche) a (.+)$", r"\2 de la \1", 0),
        (r"^hoy a ", "", 0),
        (r"^pasado manana a | (?:de )?pasado manana$", "", 2),
        (r"^manana a | de manana$|(?<! la) manana$", "", 1),
    ),
}
"""How a day is said with a time: what stands for it without the day, and which day it is."""
_PARTS = {
    # What may follow a time: hours it adds, the hour that twelve is then, and the first hour to which it adds.
    "en": (
        (r" (?:am|a m|in the morning)$", 0, 0, 1),
        (r" (?:pm|p m|in the afternoon)$", 12, 12, 1),
        (r" at night$", 12, 0, 6),
        (r" (?:in the evening|tonight)$", 12, 0, 1),
    ),
    "es": (
        (r" (?:am|(?:de|en|por) la madrugada)$", 0, 0, 1),
        (r" (?:de|en|por) la manana$", 0, 12, 1),
        (r" (?:pm|del mediodia|del dia|(?:de|en|por) la tarde)$", 12, 12, 1),
        (r" (?:de|en|por) la noche$", 12, 0, 6),
    ),
}


def time_of_day(text: str, language: str) -> TimeOfDay | None:
    """ "half past six", "seven thirty pm", "7:30", "las siete menos cuarto de la tarde"."""
    day = 0
    for pattern, without, which in _DAYS[language]:
        text, found_day = re.subn(pattern, without, text)
        day = which if found_day and which else day
    text = re.sub(r"(\d)(am|pm)$", r"\1 \2", text)
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
    match = re.fullmatch(r"(\d{1,2})[:.](\d\d)", text)
    return (int(match[1]), int(match[2])) if match else None


def _clock_en(text: str) -> tuple[int, int] | None:
    if text in ("noon", "midday", "midnight"):
        return (0 if text == "midnight" else 12), 0
    if _figures(text):
        return _figures(text)
    words = _Words(text, "en")
    if words.take("half past"):
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
    words = _Words(text, "es")
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
