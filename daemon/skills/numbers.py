"""Numbers and durations as they are said, in English and Spanish, understood. Pure.

Text to parse comes normalised (`match.normalise`): lower case, no accents, no punctuation but in `7:30` and `1.5`.
"""

from __future__ import annotations

import re

from daemon.skills.spell import AND, EN_TENS, EN_UNITS, ES_TENS, ES_UNITS


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


class Words:
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
    words = Words(text, language)
    value = words.number()
    return value if value is not None and not words.left else None


def duration(text: str, language: str) -> int | None:
    """Seconds: "an hour and a half", "1 minute 30", "tres cuartos de hora". None if it is no duration."""
    for pattern, replacement in _REWRITE[language]:
        text = re.sub(pattern, replacement, text)
    words = Words(text, language)
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
