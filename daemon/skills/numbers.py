"""Parses spoken numbers and durations in English and Spanish. Pure.

The text comes normalised (`match.normalise`): lower case, no accents, no punctuation but in `7:30` and `1.5`.
"""

from __future__ import annotations

import re
import unicodedata

from daemon.skills.spell import AND, EN_TENS, EN_UNITS, ES_HUNDREDS, ES_TENS, ES_UNITS


def without_accents(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


UNITS: dict[str, dict[str, int]] = {
    "en": {**{word: n for n, word in enumerate(EN_UNITS)}, "a": 1, "an": 1, "oh": 0},
    "es": {
        **{without_accents(word): n for n, word in enumerate(ES_UNITS)},
        "un": 1,
        "una": 1,
        "veintiun": 21,
        "veintiuna": 21,
    },
}
TENS = {
    "en": {word: 10 * n for n, word in enumerate(EN_TENS, 2)},
    "es": {word: 10 * n for n, word in enumerate(ES_TENS, 3)},
}
HUNDREDS: dict[str, dict[str, int]] = {
    "en": {"hundred": 100},
    "es": {"cien": 100, "ciento": 100, **{without_accents(word): 100 * n for n, word in enumerate(ES_HUNDREDS, 2)},
           **{without_accents(word)[:-2] + "as": 100 * n for n, word in enumerate(ES_HUNDREDS, 2)}},
}  # fmt: skip
THOUSAND = {"en": "thousand", "es": "mil"}
POINT = {"en": ("point",), "es": ("coma", "punto")}
ORDINALS: dict[str, dict[str, int]] = {
    "en": {
        "first": 1,
        "1st": 1,
        "second": 2,
        "2nd": 2,
        "third": 3,
        "3rd": 3,
        "fourth": 4,
        "fifth": 5,
        "next": 1,
        "last": -1,
    },
    "es": {
        **dict.fromkeys(("primer", "primero", "primera", "proximo", "proxima"), 1),
        **dict.fromkeys(("segundo", "segunda"), 2),
        **dict.fromkeys(("tercer", "tercero", "tercera"), 3),
        **dict.fromkeys(("cuarto", "cuarta"), 4),
        **dict.fromkeys(("ultimo", "ultima"), -1),
    },
}
"""Word -> place in a row: 1 is the first, -1 the last."""
_FIGURES = {
    "en": re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.(\d{1,6}))?"),
    # The comma parts thousands in Mexico, the point does elsewhere; three digits after either are thousands.
    "es": re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,6})(?:[.,](\d{1,2}|\d{4,6}))?"),
}
"""Patterns of a number in figures. The groups are the whole part with its separators, and the decimals."""

SECONDS = {
    "en": {
        **dict.fromkeys("second seconds sec secs s".split(), 1),
        **dict.fromkeys("minute minutes min mins m".split(), 60),
        **dict.fromkeys("hour hours hr hrs h".split(), 3600),
    },
    "es": {
        **dict.fromkeys("segundo segundos segundito segunditos seg s".split(), 1),
        **dict.fromkeys("minuto minutos minutito minutitos min mins m".split(), 60),
        **dict.fromkeys("hora horas horita horitas h hs".split(), 3600),
    },
}

_REWRITE = {
    "en": (
        (r"(\d)(h|hrs?|m|mins?|s|secs?)(?=\d|\b)", r"\1 \2 "),
        (r"\ba couple of\b|\ba couple\b", "two"),
        (r"^(hour|minute)\b", r"an \1"),
        (r"\band (?:a|one) half hours?\b|\bhours? and (?:a|one) half\b", "hours 30 minutes"),
        (r"\band (?:a|one) half minutes?\b|\bminutes? and (?:a|one) half\b", "minutes 30 seconds"),
        (r"\band (?:a|one) quarter hours?\b|\bhours? and (?:a|one) quarter\b", "hours 15 minutes"),
        (r"\band three quarters? (?:of an )?hours?\b|\bhours? and three quarters\b", "hours 45 minutes"),
        (r"\band (?:a|one) quarter minutes?\b|\bminutes? and (?:a|one) quarter\b", "minutes 15 seconds"),
        (r"\band three quarter minutes?\b|\bminutes? and three quarters\b", "minutes 45 seconds"),
        (r"\b(?:a |one )?half (?:of )?(?:an? |one )?hour\b", "30 minutes"),
        (r"\b(?:a |one )?half (?:of )?(?:an? |one )?minute\b", "30 seconds"),
        (r"\bthree quarters? (?:of )?(?:an? )?hour\b", "45 minutes"),
        (r"\b(?:a |one )?quarter (?:of )?(?:an )?hour\b", "15 minutes"),
        (r"(\d)(?: of)? an? (?=hour|minute)", r"\1 "),
    ),
    "es": (
        (r"^(?:unos|unas|como) ", ""),
        (r"(\d)(hs?|mins?|seg|m|s)(?=\d|\b)", r"\1 \2 "),
        (r"\b(\d+|[a-z]+) y (0\.\d+) (horas?|minutos?)\b", r"\1 \3 \2 \3"),
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
        (r"\bminutos? y (?:un )?cuarto\b", "minutos 15 segundos"),
    ),
}


class Words:
    """Words of a text, read from the left."""

    def __init__(self, text: str, language: str) -> None:
        self.left = text.split()
        self._language = language

    def take(self, *phrases: str) -> str:
        """Removes and returns the first of `phrases` that comes next; returns "" if none of them does."""
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
        """Reads the longest number that comes next, in words or figures; returns None if there is no number."""
        if self.left and self.left[0][0].isdigit():
            return self._figures()
        thousand = THOUSAND[self._language]
        total = self._below_thousand()
        if (total is not None or self._language == "es") and self.take(thousand):
            rest = self._after(THOUSAND)
            total = 1000 * (total or 1) + (rest or 0)
        if total is not None and self.take(*POINT[self._language]):
            decimals = ""
            while (digit := self._below_thousand()) is not None:
                decimals += str(digit)
            return float(f"{total}.{decimals}") if decimals else None
        return None if total is None else float(total)

    def _figures(self) -> float | None:
        found = _FIGURES[self._language].fullmatch(self.left[0])
        if found is None:
            return None
        del self.left[0]
        whole = re.sub(r"[.,]", "", found[1])
        if len(whole) <= 3 and found[2] is None and self.left and re.fullmatch(r"\d{3}", self.left[0]):
            whole += self.left.pop(0)  # "3 600"
        return float(f"{whole}.{found[2] or 0}")

    def _after(self, larger: object) -> int | None:
        """Reads the rest that follows a hundred or a thousand, with its English "and"."""
        before = list(self.left)
        if self._language == "en":
            self.take(AND["en"])
        value = self._below_thousand() if larger is THOUSAND else self._below_hundred()
        if value is None:
            self.left = before
        return value

    def _below_thousand(self) -> int | None:
        units, hundreds = UNITS[self._language], HUNDREDS[self._language]
        if self._language == "es":
            total = self.take_in(hundreds)
        elif len(self.left) > 1 and self.left[1] in hundreds and self.left[0] in units:
            total = 100 * units[self.left[0]]
            del self.left[:2]
        else:
            total = self.take_in(hundreds)
        if total is None:
            return self._below_hundred()
        return total + (self._after(HUNDREDS) or 0)

    def _below_hundred(self) -> int | None:
        units = UNITS[self._language]
        ten = self.take_in(TENS[self._language])
        if ten is None:
            return self.take_in(units)
        if self._language == "es":
            if len(self.left) > 1 and self.left[0] == "y" and 0 < units.get(self.left[1], 0) < 10:
                ten += units[self.left[1]]
                del self.left[:2]
        elif self.left and 0 < units.get(self.left[0], 0) < 10 and self.left[0] not in ("a", "an"):
            ten += units[self.left.pop(0)]
        return ten


def number(text: str, language: str) -> float | None:
    """Returns the number if `text` is a number and nothing else, else None."""
    words = Words(text, language)
    value = words.number()
    return value if value is not None and not words.left else None


def duration(text: str, language: str) -> int | None:
    """Parses a duration such as "an hour and a half", "1 minute 30" or "tres cuartos de hora".

    Returns seconds, or None if the text is no duration.
    """
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
            unit = last if value < 1 else last // 60  # "one hour 1/2"; "two minutes thirty"
        total += value * unit
        last = unit
    return round(total) if last else None


_FRACTION = re.compile(r"(?:(\d+)\s?)?([\u00bc-\u00be\u2150-\u215e])")
_SLASHED = re.compile(r"(?:\b(\d+) )?\b([123])/([2348])\b(?!/)")
_THIN = re.compile(r"(?<=\d)[\u00a0\u2009\u202f'\u2019](?=\d{3}(?!\d))")


def plain_numbers(text: str) -> str:
    """Writes fractions as decimals ("1\u00bd" and "1 1/2" become "1.5") and removes thin spaces within numbers."""
    text = _FRACTION.sub(lambda found: _decimal(found[1], unicodedata.numeric(found[2])), text)
    text = _SLASHED.sub(lambda found: _decimal(found[1], int(found[2]) / int(found[3])), text)
    return _THIN.sub("", text)


_SIGNS = (
    (re.compile(r"(?<=\d)\s*\+\s*(?=\d)"), " plus "),
    (re.compile(r"(?<=\d)\s*(?:[\u00d7*]|x(?=\s*\d))\s*(?=\d)"), " times "),
    (re.compile(r"(?<=\d)\s*[\u00f7/]\s*(?=\d)"), " over "),
    (re.compile(r"(?<=\d)(?:\s+[-\u2013]\s+|\s*\u2212\s*)(?=\d)"), " minus "),
    (re.compile(r"(?<![\d-])(\d{1,3})-(?=\d{1,3}(?![\d-]))"), r"\1 minus "),
    (re.compile(r"(?<=\d)\s*\^\s*(?=\d)"), " power "),
    (re.compile(r"(?<=\d)\u00b2"), " squared "),
)


def signs_in_words(text: str) -> str:
    """Writes the signs of a sum as English words, in any language: "7 + 5" becomes "7 plus 5"."""
    for pattern, word in _SIGNS:
        text = pattern.sub(word, text)
    return text


def _decimal(whole: str | None, part: float) -> str:
    return f"{int(whole or 0) + part:.6f}".rstrip("0").rstrip(".")
