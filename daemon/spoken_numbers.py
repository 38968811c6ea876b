"""Numbers, durations and times of day as they are said, in English and Spanish, to and from figures. Pure.

Text to parse comes normalised (daemon.skills.normalise): lower case, no accents, no punctuation but in `7:30` and `1.5`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ES_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
).split()
_ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()


def _plain(word: str) -> str:
    return word.translate(str.maketrans("áéíóú", "aeiou"))


UNITS: dict[str, dict[str, int]] = {
    "en": {**{word: n for n, word in enumerate(_EN_UNITS)}, "a": 1, "an": 1, "oh": 0},
    "es": {**{_plain(word): n for n, word in enumerate(_ES_UNITS)}, "un": 1, "una": 1, "veintiun": 21, "veintiuna": 21},
}
TENS = {
    "en": {word: 10 * n for n, word in enumerate(_EN_TENS, 2)},
    "es": {word: 10 * n for n, word in enumerate(_ES_TENS, 3)},
}
HUNDRED = {"en": ("hundred",), "es": ("cien", "ciento")}
AND = {"en": "and", "es": "y"}

SECONDS = {
    "en": {"second": 1, "seconds": 1, "sec": 1, "minute": 60, "minutes": 60, "min": 60, "hour": 3600, "hours": 3600},
    "es": {"segundo": 1, "segundos": 1, "minuto": 60, "minutos": 60, "hora": 3600, "horas": 3600},
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
        (r"\bun par de\b", "dos"),
        (r"\bmedia hora\b", "30 minutos"),
        (r"\bmedio minuto\b", "30 segundos"),
        (r"\btres cuartos de hora\b", "45 minutos"),
        (r"\b(?:un )?cuarto de hora\b", "15 minutos"),
        (r"^hora\b", "una hora"),
        (r"^minuto\b", "un minuto"),
        (r"\bhoras? y media\b", "horas 30 minutos"),
        (r"\bhoras? y cuarto\b", "horas 15 minutos"),
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


_HALVES = {
    "en": (
        (r" (?:am|a m|in the morning)$", False),
        (r" (?:pm|p m|in the afternoon|in the evening|at night|tonight)$", True),
    ),
    "es": ((r" de la (?:manana|madrugada)$", False), (r" de la (?:tarde|noche)$", True)),
}


def time_of_day(text: str, language: str) -> TimeOfDay | None:
    """ "half past six", "seven thirty pm", "7:30", "las siete menos cuarto de la tarde"."""
    text = re.sub(r"(\d)(am|pm)$", r"\1 \2", text)
    later: bool | None = None
    for pattern, half in _HALVES[language]:
        shorter = re.sub(pattern, "", text)
        if shorter != text:
            text, later = shorter, half
            break
    found = _clock_en(text) if language == "en" else _clock_es(text)
    if found is None:
        return None
    hour, minute = found
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        return None
    if later is not None and hour <= 12:
        hour = hour % 12 + (12 if later else 0)
        return TimeOfDay(hour, minute, True)
    whole_day = hour > 12 or hour == 0 or text in ("noon", "midday", "mediodia", "el mediodia", "al mediodia")
    return TimeOfDay(hour, minute, whole_day)


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
    text = re.sub(r" en punto$", "", text)
    if text in ("mediodia", "medianoche"):
        return (12 if text == "mediodia" else 0), 0
    if _figures(text):
        return _figures(text)
    words = _Words(text, "es")
    hour, minute, sign = _whole(words.number()), 0, 1
    relation = words.take("y", "menos")
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


# ----------------------------------------------------------------------------------------------------- figures to words


def spell(value: int, language: str, feminine: bool = False, before_noun: bool = False) -> str:
    """0 to 999 in words."""
    if value >= 100:
        return _hundreds(value, language, feminine, before_noun)
    if language == "en":
        if value < 20:
            return _EN_UNITS[value]
        tens = _EN_TENS[value // 10 - 2]
        return f"{tens}-{_EN_UNITS[value % 10]}" if value % 10 else tens
    if value < 30:
        word = _ES_UNITS[value]
    else:
        tens = _ES_TENS[value // 10 - 3]
        word = f"{tens} y {_ES_UNITS[value % 10]}" if value % 10 else tens
    if word.endswith("uno") and (feminine or before_noun):
        return word[:-1] + "a" if feminine else ("veintiún" if value == 21 else word[:-1])
    return word


def _hundreds(value: int, language: str, feminine: bool, before_noun: bool) -> str:
    hundreds, rest = divmod(value, 100)
    if language == "en":
        head = f"{_EN_UNITS[hundreds]} hundred"
        return f"{head} {spell(rest, language)}" if rest else head
    if value == 100:
        return "cien"
    head = (
        "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
    ).split()[hundreds - 1]
    if feminine and hundreds > 1:
        head = head[:-2] + "as"
    return f"{head} {spell(rest, language, feminine, before_noun)}" if rest else head


def spell_duration(seconds: int, language: str) -> str:
    """ "one hour and five minutes", "una hora y cinco minutos"."""
    parts = [*_parts(max(0, seconds), language)]
    if not parts:
        return "zero seconds" if language == "en" else "cero segundos"
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} {AND[language]} {parts[-1]}"


def _parts(seconds: int, language: str) -> Iterator[str]:
    names = {"en": ("hour", "minute", "second"), "es": ("hora", "minuto", "segundo")}[language]
    for name, count in zip(names, (seconds // 3600, seconds // 60 % 60, seconds % 60), strict=True):
        if count:
            word = spell(count, language, feminine=name == "hora", before_noun=True)
            yield f"{word} {name}{'' if count == 1 else 's'}"
