"""Converts numbers to words: special notations are written out first, and a last pass spells every number that is
left. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part, just_before
from models.text.reading.chemistry import formulas
from models.text.reading.dates import dates, days
from models.text.reading.directions import COMPASS, winds
from models.text.reading.fractions import fractions, plain_signs
from models.text.reading.identifiers import identifiers
from models.text.reading.money import money, short_scales
from models.text.reading.quantities import bare_rates, degrees, dimensions, rates, units
from models.text.reading.spanish_nouns import gender, is_noun
from models.text.reading.sums import sums
from models.text.reading.times import times
from models.text.reading.words import SIGNS
from models.text.reading.written import NUMBER
from models.text.spelling import cardinal, number, ordinal, year

_YEAR_BEFORE: Final = (
    r"(?:\b(?:in|since|until|till|by|of|year|from|before|after|around|circa|during|early|late|mid|to|and|"
    r"between|summer|winter|"
    r"spring|fall|autumn|January|February|March|April|May|June|July|August|September|October|November|December),? |[(’'])$"
)


_COUNTED: Final = re.compile(
    r"(?:(?!(?:was|is|has|as|his|this|its|does|across|towards|always|perhaps|unless|us|plus|minus|times|equals|Olympics)\b)"
    r"[a-z]+(?<!s)s|people|men|women|children|feet|meters?|percent|million|thousand|hundred|euro|yen|sheep|miles?)\b"
)


def readings(spoken: Aligned, language: str) -> None:
    """Converts all numbers of the text into words. `language`: "en" or "es"."""
    formulas(spoken, SIGNS[language])
    if not any(map(str.isnumeric, spoken.text)) and "^" not in spoken.text:
        days(spoken, language)
        bare_rates(spoken, language)
        winds(spoken, language)
        if "=" in spoken.text or "∫" in spoken.text:
            sums(spoken, language, SIGNS[language])
        return
    words = SIGNS[language]
    plain_signs(spoken)
    _many(spoken, language)
    _plain_digits(spoken, words)
    spoken.sub(r"(?<![\w.])\.(?=\d)", lambda m: ["0."])
    spoken.sub(r"(?<=iPhone )(\d{1,2})([scC])\b", lambda m: [1, " ", (m[2].upper(), 2)])
    spoken.sub(r"(?<=[a-z])(?<!\d [a-z])(?<!\d [a-z]{2}) [x×] (?=\d+ [a-z])", lambda m: [f" {words['×']} "])
    if language == "en":
        spoken.sub(
            r"\b((?:I|US)-\d{1,3}|(?:Route|Highway|Hwy\.?) \d{1,3}) ([NSEW])\b(?!['.]\w)",
            lambda m: [1, " ", (COMPASS["en"][m[2]], 2)],
        )
        spoken.sub(r"(?<=\bBoeing )(7\d7)-(?=\d)", lambda m: [1, " "])
        spoken.sub(r"(?<![\w.,])(480|720|1080|1440|2160)([pi])\b", lambda m: [(_lines(m[1]), 1), f" {m[2].upper()}"])
        spoken.sub(r"(?<=\bT)-(?=\d)", lambda m: [" minus "])
        spoken.sub(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+),(\d{1,2})(?!\d)", lambda m: [(m[1].replace(".", ""), 1), ".", 2])
        spoken.sub(r"(?<![\w.,/-])(\d{1,2})-(?=[1-9]\d?/(?:2|3|4|8|16)(?!\w))", lambda m: [1, " "])
        spoken.sub(r"(?<=\d)d(?= \d{1,2} ?h)", lambda m: [" days"])
    identifiers(spoken, language, words)
    if language == "en":
        spoken.sub(
            r"\b((?:ISO|RTX|GTX|RX|Ryzen \d|[Ff]orm|[Ff]light [A-Z]{2})[ -]|[Ff]light [A-Z]{2})([1-9]\d{3})"
            r"(?!\d|[,.]\d)",
            _in_pairs,
        )
        spoken.sub(r"\b([1-9]\d{3})(?= forms?\b)", lambda m: [(year(int(m[1]), "en"), 1)])
    dates(spoken, language)
    days(spoken, language)
    times(spoken, language)
    _ranges(spoken, language, words)
    money(spoken, language)
    short_scales(spoken, language)
    degrees(spoken, language, words)
    dimensions(spoken, words)
    units(spoken, language)
    bare_rates(spoken, language)
    rates(spoken, language, words)
    winds(spoken, language)
    _negatives(spoken, language, words)
    _ordinals(spoken, language)
    sums(spoken, language, words)
    fractions(spoken, language)
    _pairs(spoken, language)
    _rest(spoken, language)


def _plain_digits(spoken: Aligned, words: dict[str, str]) -> None:
    """Converts small and wide digits: x² -> x^2, H₂O -> H2O."""
    spoken.sub(
        r"(?<=[^\W⁰¹²³⁴-⁹]|\))([⁻⁺]?[⁰¹²³⁴-⁹]+|[⁻⁺]?[⁰¹²³⁴-⁹]*ⁿ)",
        lambda m: [("^" + m[1].translate(_SMALL), 1)] if m.string[m.start() - 1 : m.start()] != "^" else [0],
    )
    spoken.sub(r"[₀-₉０-９]+", lambda m: [(m[0].translate(_SMALL), 0)])
    spoken.sub("(?<=[\\w)])\\s?\u2212\\s?(?=[\\w(])", lambda m: [f" {words['−']} "])
    spoken.sub("[\u2010\u2011\u2212]", lambda m: ["-"])
    spoken.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))", lambda m: ["\u202f"])


_THINGS: Final = re.compile(
    r"(?<!\w)(?:Boeing|Porsche|Room|Route|Highway|Hwy|Interstate|Suite|Apartment|Area|Flight|Fahrenheit) \Z"
)
"""What is known by a number of three digits, which is said in two parts: Boeing 747, Route 101."""


def _in_parts(text: str) -> str:
    """Returns three digits as they are said in a name: three eighty, one oh one, five hundred."""
    hundreds, rest = divmod(int(text), 100)
    if not rest:
        return cardinal(int(text), "en")
    return f"{cardinal(hundreds, 'en')} {'oh ' if rest < 10 else ''}{cardinal(rest, 'en')}"


def _lines(text: str) -> str:
    """Returns the lines of a picture: seven twenty, ten eighty."""
    return _in_parts(text) if len(text) == 3 else year(int(text), "en")


def _model(m: re.Match[str]) -> list[Part]:
    return [1, "-" if m[1] == "A" else " ", (_in_parts(m[2]), 2), " " if m[4] else ""]


def _in_pairs(m: re.Match[str]) -> list[Part]:
    beside = m.string[m.end() : m.end() + 1].isalpha()
    return [1, " " if m[1][-1].isalpha() else "", (year(int(m[2]), "en"), 2), " " if beside else ""]


def _many(spoken: Aligned, language: str) -> None:
    """Converts plurals in figures: MP3s, F-16s, the 747s, 100s of people."""
    if language != "en" or not re.search(r"\d(?:s|rds?|ths?)\b", spoken.text):
        return
    spoken.sub(r"(?<=[A-Z])-?(\d{1,3})s\b", lambda m: [" ", (_plural(cardinal(int(m[1]), "en")), 1)])
    spoken.sub(r"(?<![\w/.,])(\d{1,2}/[2-9])(?:rds?|ths?)\b", lambda m: [1])
    spoken.sub(r"(?<![\w.,])1(00|,?000)s (?=of\b)", lambda m: [("hundreds" if m[1] == "00" else "thousands", 0), " "])
    spoken.sub(r"(?<![\w.,])7([0-8])7s\b", lambda m: [(f"seven {_plural(cardinal(int(m[1] + '7'), 'en'))}", 0)])


def _plural(word: str) -> str:
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}{'es' if word.endswith('x') else 's'}"


_SMALL: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ⁻⁺₀₁₂₃₄₅₆₇₈₉０１２３４５６７８９", "0123456789n-+01234567890123456789")


_SET: Final = r"(?:6[-–][0-4]|[0-4][-–]6|7[-–][56]|[56][-–]7)(?:\(\d{1,2}\))?"


def _ranges(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """Converts ranges: 10-15, 3–5, $10-$15, 20%–30%, 5-10; not the minus of a sum."""
    text = spoken.text
    if not set("-–—−") & set(text):
        return
    to = f" {words['to']} "
    num = NUMBER[language]
    sign = r"(?:US)?[$€£¥₹]"
    sums = "=" in text
    # Sets of tennis, of which a clause may hold the first or the last: 6-4, 7-5.
    spoken.sub(
        rf"(?<![\w.,/-])(?:{_SET}(?:,? (?:and |y )?{_SET})+|{_SET}(?=,$)|^\s*{_SET}(?=[.,]))(?![\w-]|[.,]\d)",
        lambda m: [(re.sub("[-–]", " ", m[0]).replace("(", " ("), 0)],
    )
    spoken.sub(
        r"(?<![\w.,])(\d{1,2} \d/\d|\d{1,2} ?\d⁄\d|\d/[2348])\s?[–-]\s?(?=\d{1,2}(?: |\s?\d[/⁄]))", lambda m: [1, to]
    )
    spoken.sub(r"(?<![\w/.-])(24)-(7)(?![\w-])|(?<![\w/.-])(\d0)-(?=\3(?:[^\w-]|$))", lambda m: [1, 3, " ", 2])
    spoken.sub(
        rf"(?<![\w.,/])(?<!\w-)((?:{sign})?\s?{num}\s?(?:[%°]|°[CF]|[kKM]|€)?)\s?[–-]\s?(?=(?:{sign})"
        rf"?\s?{num}(?![\w]*[-/]\d))(?!\d{{3}}-)",
        lambda m: [0] if sums and not re.search(r"–", m[0]) else ([1, to] if _is_range(m) else [0]),
    )
    # Ten dollars are the unit of both: $10-15, 5-10 €.
    spoken.sub(
        rf"({sign})\s?({num}){to}({num})(?![\w%]|\s?(?:{sign}))",
        lambda m: [2, to, (_marked(m[1], m[3]), 3)],
    )


def _marked(sign: str, amount: str) -> str:
    return f"{sign}{amount}"


def _is_range(m: re.Match[str]) -> bool:
    """Whether it is a range. A hyphen between spaces may be a dash, or a minus."""
    if re.search(r"\s-\s", m.string[m.start() : m.end() + 1]):
        after = re.match(r"\D{0,3}([\d.,]+)", m.string[m.end() :])
        first = re.sub(r"\D", "", m[1])
        return bool(after and first and int(first[:15]) < int(re.sub(r"\D", "", after[1])[:15] or 0))
    return True


def _negatives(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    minus = f"{words['−']} "
    spoken.sub(r"(?<![\w)\]}.,°%])[-−–](?=\d|[.,]\d)", lambda m: [minus])
    spoken.sub(r"(?<=[\s(])−\s?(?=\d)|^−\s?(?=\d)", lambda m: [minus])


def _ordinals(spoken: Aligned, language: str) -> None:
    if language == "en":
        spoken.sub(r"(\d(?:st|nd|rd|th))\s?[–-]\s?(?=\d+(?:st|nd|rd|th)\b)", lambda m: [1, " to "])
        spoken.sub(
            r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,9})\s?(?:st|nd|rd|th)\b",
            lambda m: [(ordinal(_integer(m[1]), "en"), 0)],
        )
        return
    spoken.sub(r"(\d\.?[ºª])\s?[–-]\s?(?=\d+\.?[ºª])", lambda m: [1, " a "])
    spoken.sub(r"(?<=\d)(er|ero|ra|ro|da|do|ta|to|ma|mo|va|vo|na|no)\. (?=[a-záéíóúñ])", lambda m: [1, " "])
    spoken.sub(
        r"(?<![\w.,])(\d{1,4})\s?(?:\.\s?)?(er|ero|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na|o|a)(s?)\b(?!\.\w)(?=(\s[^\W\d_]+)?)|"
        r"(?<![\w.,])(\d{1,4})\s?\.?(º|ª|°)(s?)(?!\w)(?=(\s[^\W\d_]+)?)",
        _spanish_ordinal,
    )


_WARM: Final = re.compile(r"(?i)\b(?:temp|temperatura|grados|fiebre|calor|frío|horno|hace|máxim\w|mínim\w|ángulo)\b")


_DOORS: Final = frozenset("izquierda izda izq derecha dcha der centro exterior interior puerta letra".split())
"""What follows the storey in an address, no noun of the ordinal."""


def _spanish_ordinal(m: re.Match[str]) -> list[Part]:
    first = 1 if m[1] else 5
    figure, mark, plural, noun = m[first], m[first + 1], m[first + 2], (m[first + 3] or "").strip()
    if mark in ("o", "a") and "." not in m[0]:
        # 1a vez, 2o piso; "1 a 2" and "the 1a" are none
        fits = noun and is_noun(noun) and (gender(noun) == "feminine") == (mark == "a") and not noun.endswith("s")
        if " " in m[0] or int(figure) > 20 or not fits:
            return [0]
    if mark in ("no", "da", "to", "va", "ma", "na") and " " in m[0]:
        return [0]
    value = int(figure)
    if not 0 < value < 1000:
        return [0]
    if mark == "º" and "." not in m[0] and (value > 12 or _WARM.search(m.string)) and not is_noun(noun):
        return [first, " grados"]
    feminine = mark in ("ª", "a", "ra", "da", "ta", "ma", "va", "na")
    short = not feminine and (
        mark == "er" or (bool(noun) and not plural and is_noun(noun) and value % 10 in (1, 3) and noun not in _DOORS)
    )
    said = ordinal(value, "es", "feminine" if feminine else "masculine", short=short)
    return [(said + ("s" if plural else ""), 0)]


def _integer(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _pairs(spoken: Aligned, language: str) -> None:
    """Converts remaining slashes (24/7, 9/11, 50/50, 8/10) and digits within names (MP3, 5G, COVID-19)."""
    if "/" in spoken.text:
        over = SIGNS[language]["over"]
        spoken.sub(r"(?<![\w/.,])(\d{2,3})/(\d{2,3})(?= mill?[ií]met|\s?mmHg)", lambda m: [1, f" {over} ", 2])
        spoken.sub(
            r"(?i)(\b(?:BP|blood pressure|presión|tensión|TA|PA)\W(?:\w+ ){0,3}?)(\d{2,3})/(\d{2,3})(?!\d)",
            lambda m: [1, 2, f" {over} ", 3],
        )
        out_of = SIGNS[language]["out of"]
        spoken.sub(
            r"(?<![\w/.,])(\d+(?:[.,]\d)?)/(5|10|20|100)(?![\w/]|[.,]\d)(?! (?:of|de)\b)",
            lambda m: (
                [1, f" {out_of} ", 2]
                if m[0] not in ("20/20", "10/10 ") and float(m[1].replace(",", ".")) <= int(m[2])
                else [0]
            ),
        )
        if language == "es":  # of a law: 39/2015
            slash = f" {SIGNS['es']['slash']} "
            spoken.sub(r"(?<![\d/])(\d{1,4})/((?:19|20)\d\d)(?![\d/])", lambda m: [1, slash, 2])
        sum_ = f" {over} " if re.search(r"=|\b(?:equals|igual a|plus|más|times)\b", spoken.text) else " "
        spoken.sub(r"(?<=\d)/(?=\d)", lambda m: [sum_])


_A: Final = re.compile(r"(?<![^\W_])A$")
"""A lone letter before a number: A4. Behind a space it would be the article."""


def _rest(spoken: Aligned, language: str) -> None:
    """Spells every remaining number."""
    num = NUMBER[language]
    # Within a name: MP3, 5G, A380, H.264.
    if language == "en":
        spoken.sub(
            r"(?<![\w.,$])([A-Za-z]{1,3}|[A-Za-z]+(?=-))(?:-|(?<=\b[A-Z])\.)?([1-9]\d\d)(?!\d|[.,]\d)(-?)(?=(\w)"
            r"?)",
            _model,
        )
        spoken.sub(
            r"(?<=[A-Za-z] )([1-9]\d\d)(?!\w|[.,-]\d)",
            lambda m: [(_in_parts(m[1]), 1)] if _THINGS.search(m.string, 0, m.start()) else [0],
        )
    spoken.sub(r"(?<=\b[A-Z])\.(?=\d)", lambda m: [" "])
    spoken.sub(
        r"(?<=[^\W\d_])-?(?=\d)(?<!['’])",
        lambda m: ["-" if language == "en" and _A.search(just_before(m)) else " "],
    )
    spoken.sub(r"(?<=\d)-?(?=[^\W\d_])", lambda m: [" "])
    if language == "es":
        spoken.sub(
            rf"(?<![\d.,])({num})(?=(?: ([^\W\d_]+))?)",
            _spanish_number,
        )
    else:
        spoken.sub(rf"(?<![\d.,])({num})", lambda m: [(_english_number(m), 1)])
    spoken.sub(r"\d+", lambda m: [(f" {number(m[0], language)} ", 0)])


def _spanish_number(m: re.Match[str]) -> list[Part]:
    noun = m[2] if m[2] and is_noun(m[2]) and m[2][0].islower() else ""
    millions = (
        noun
        and re.fullmatch(r"[1-9]\d{0,5}0{6}", m[1].replace(".", ""))
        and not noun.startswith(("mil", "bill", "trill"))
    )
    return [(number(m[1], "es", gender(noun) if noun else None), 1), " de" if millions else ""]


def _english_number(m: re.Match[str]) -> str:
    text = m[1]
    if not re.fullmatch(r"1\d{3}|20\d\d", text):
        return number(text, "en")
    value = int(text)
    before, after = just_before(m), m.string[m.end() :]
    counted = _COUNTED.match(after.lstrip(" ")) is not None and not re.search(r"\b(?:the|in|of) $", before)
    in_sum = re.search(r"(?:plus|minus|times|equals|divided by|√) $", before) or re.match(
        r" (?:plus|minus|times|equals|divided|=|\+)", after
    )
    if counted or in_sum or (value < 1100 and not re.search(_YEAR_BEFORE, before)):
        return number(text, "en")
    return year(value, "en")
