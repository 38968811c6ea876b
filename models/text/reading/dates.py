"""Converts dates, decades, eras and days of the week. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from models.text.aligned import Aligned, Part, just_before
from models.text.reading.words import DAYS, MONTHS, MONTHS_SHORT
from models.text.reading.written import full_stop
from models.text.spelling import cardinal, ordinal, year


@lru_cache(maxsize=2)
def _month_pattern(language: str) -> str:
    full, short = MONTHS[language], MONTHS_SHORT[language]
    names = [f"(?i:{name})" if language == "es" else name for name in (*full, "setiembre")]
    names += [rf"{name.capitalize()}\b\.?" for name in short]
    names += [rf"{name}\." for name in short]
    if language == "es":
        names += [rf"{name}(?!\w)" for name in short if name not in ("mar", "set")]
    return "|".join(names)


def _month(written: str, language: str) -> str:
    key = written.lower().rstrip(".")
    names = MONTHS[language]
    for at, name in enumerate(names):
        if name.lower() == key:
            return names[at]
    return names[MONTHS_SHORT[language].get(key, 9) - 1]


def _day(text: str, language: str) -> str:
    return ordinal(int(text), "en") if language == "en" else cardinal(int(text), "es")


def dates(spoken: Aligned, language: str) -> None:
    month = _month_pattern(language)
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    to = {"en": " to ", "es": " a "}[language]
    if set("-–") & set(spoken.text):
        first = (
            rf"(?:{month}) {day}(?:st|nd|rd|th)?(?:, \d{{4}})?"
            if language == "en"
            else rf"{day} (?:de )?(?:{month})(?: de \d{{4}})?"
        )
        then = rf"(?:{month}) {day}\b" if language == "en" else rf"{day} (?:de )?(?:{month})(?!\w)"
        spoken.sub(rf"(?<!\w)({first})\s?[-–]\s?(?={then})", lambda m: [1, to])
    if language == "en":
        spoken.sub(
            rf"(?<!\w)({month})( )({day})(?:st|nd|rd|th)?(?:\s?[-–]\s?({day})(?:st|nd|rd|th)?)?(?![\w:%]|[.,]\d)"
            r"(?:(,? )(\d{4})(?![\w,.]\d))?",
            _month_first,
        )
        spoken.sub(
            rf"(?<![\w.,/])(the )?({day})(?:(?:st|nd|rd|th)?( of)? )({month})(?!\w)(?:(,? )(\d{{4}})(?![\w,.]\d))?",
            _day_first,
        )
        spoken.sub(
            rf"(?<!\w)({month})(,? )(\d{{4}})(?![\w:]|[.,]\d)",
            lambda m: [(_month(m[1], "en"), 1), 2, (year(int(m[3]), "en"), 3)],
        )
    else:
        spoken.sub(
            rf"(?<![\w.,/])({day})(?:º|ª)?(?:(\s?[-–]\s?)({day}))?( de | )({month})(?!\w)"
            r"(?:(,? de | del |,? )(\d{4})(?![\w,.]\d))?",
            _spanish_date,
        )
        spoken.sub(
            rf"(?<!\w)({month})( )({day})(?![\w:%]|[.,]\d)(?:(,? )(\d{{4}})(?![\w,.]\d))?",
            lambda m: [
                (
                    f"{_day(m[3], 'es')} de {_month(m[1], 'es')}"
                    + (f" de {cardinal(int(m[5]), 'es')}" if m[5] else ""),
                    0,
                )
            ],
        )
        spoken.sub(
            rf"(?<!\w)({month})( de | del |\. | )(\d{{4}})(?![\w:]|[.,]\d)",
            lambda m: [
                (_month(m[1], "es"), 1),
                " de " if not m[2].startswith(" d") else 2,
                (cardinal(int(m[3]), "es"), 3),
            ],
        )
        spoken.sub(r"\b(a[ñn]os )['’]?(\d0)s?\b", lambda m: [1, (cardinal(int(m[2]), "es"), 2)])
        spoken.sub(
            r"\b([Ll]os )['’]?(\d0)s?(?=[\s.,;:!?)]|$)(?! [a-záéíóúñ]{3,}s\b)",
            lambda m: [1, (cardinal(int(m[2]), "es"), 2)],
        )
        spoken.sub(
            r"(?:(?<=\b[Ee]l )|(?<=\b[Dd]el ))(\d{1,2})(?:-([A-Z])|([MFJSAOND]))\b(?! de\b)",
            lambda m: [1, " ", 2, 3],
        )
    spoken.sub(r"(?<![\w-])(\d{4})-(\d{1,2})-(\d{1,2})(?:(T)(?=\d\d:)|(?![\w-]))", lambda m: _iso(m, language))
    spoken.sub(r"(?<![\w/-])(\d{4})/(\d{1,2})/(\d{1,2})(?![\w/-])(T)?", lambda m: _iso(m, language))
    spoken.sub(r"(?<![\w/.-])(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)", lambda m: _numeric(m, language))
    spoken.sub(r"(?<![\w/.-])(\d{1,2})(-)(\d{1,2})-(\d{4})(?![\w/-]|\.\d)", lambda m: _numeric(m, language))
    short = "|".join(name for name in MONTHS_SHORT[language])
    spoken.sub(  # 31-Oct
        rf"(?<![\w/.-])({day})-({'|'.join(name.capitalize() for name in MONTHS_SHORT[language])}|"
        rf"{'ene|abr|jun|jul|ago|sept?|oct|nov|dic' if language == 'es' else '(?!)'})(?![\w.-])",
        lambda m: [(_short_date(m, language), 0)],
    )
    spoken.sub(  # of a half or a quarter: H1 2024
        r"(?<!\w)([QHST][1-4] (?:of |de |del )?)(20\d\d)(?!\w|[.,]\d)", lambda m: [1, (year(int(m[2]), language), 2)]
    )
    spoken.sub(  # 5-Jan-2026
        rf"(?<![\w/.-])({day})-(?i:({short}))[.]?-(\d{{4}}|\d\d)(?![\w-])",
        lambda m: [(_short_date(m, language), 0)],
    )
    lead = (
        r"\b(on|by|[Ww]eek of|since|until|till?|thru|through|before|after|[Dd]ue|[Dd]eadline|starting|ends|expires|dated|"
        r"(?:email|letter|message|call|invoice|order|memo|note) of):? "
        if language == "en"
        else r"\b([Ee]l|[Dd]el|[Aa]l|[Dd]ía|hasta|desde) "
    )
    spoken.sub(
        rf"{lead}(\d{{1,2}})/(\d{{1,2}})(?![\w/]|[.,]\d)(?! de\b)"
        r"(?:(\s?[-–]\s?| (?:or|and|to|until|through|o|y|al?) )(\d{1,2})/(\d{1,2})(?![\w/]|[.,]\d))?",
        lambda m: _after_its_lead(m, language),
    )
    # 12/20–1/2: the first can be no fraction.
    spoken.sub(
        r"(?<![\w/.,-])(\d{1,2})/(1[1-9]|2[0-9]|3[01])(\s?[-–]\s?)(\d{1,2})/(\d{1,2})(?![\w/]|[.,]\d)",
        lambda m: _two_days(m, language),
    )
    if language == "en":
        # Decades, centuries before Christ, school years.
        if _DECADE.search(spoken.text):
            spoken.sub(r"(?<=\d0s)\s?[-–]\s?['’]?(?=\d0s\b)", lambda m: [" to '"])
            spoken.sub(r"(?<![\w.,])['’]?(\d{2})['’]?s\b(?<=0s)", lambda m: _decade(m, alone=True))
            spoken.sub(r"(?<![\w.,])['’](\d{2})['’]s\b", lambda m: _decade(m, alone=True))
            spoken.sub(r"(?<![\w.,])(\d{3}0)['’]?s\b", lambda m: _decade(m, alone=False))
        spoken.sub(
            r"(?<![\w.,])(\d{1,4})(?= ?(?:BCE|BC|CE|AD|B C E|B C|C E|A D)\b)( ?)(BCE|BC|CE|AD)?",
            lambda m: [(_era_year(m[1]), 1), " ", (" ".join(m[3]), 3) if m[3] else ""],
        )
        spoken.sub(
            r"\b(AD|A D)( ?)(\d{1,4})\b(?!,\d)",
            lambda m: [(" ".join(m[1].replace(" ", "")), 1), " ", (_era_year(m[3]), 3)],
        )
        spoken.sub(r"(?<!\w)(['’])(\d{2})(?!\w)(?![\"'”’])", lambda m: [(_short_year(m[2]), 0)])
    spoken.sub(
        r"(?<![\w.,/-])(1[1-9]\d\d|20\d\d)\s?([-–/])\s?(1[1-9]\d\d|20\d\d|\d\d)(?![\w/-]|[.,]\d)",
        lambda m: _years(m, language),
    )


_DECADE: Final = re.compile(r"\d['’]?s\b")


def _era_year(text: str) -> str:
    return year(int(text), "en") if len(text) == 4 else cardinal(int(text), "en")


def _short_year(text: str) -> str:
    return f"oh {cardinal(int(text), 'en')}" if text[0] == "0" and text != "00" else cardinal(int(text), "en")


def _month_first(m: re.Match[str]) -> list[Part]:
    out: list[Part] = [(_month(m[1], "en"), 1), 2, (_day(m[3], "en"), 3)]
    if m[4]:
        out += [" to ", (_day(m[4], "en"), 4)]
    if m[6]:
        out += [5, (year(int(m[6]), "en"), 6)]
    return out


def _day_first(m: re.Match[str]) -> list[Part]:
    if (
        m[4] in ("May", "March")
        and m.string[m.end() : m.end() + 2].strip()[:1].islower()
        and not m[1]
        and not m[3]
        and not m[6]
    ):
        return [0]
    said = f"{'' if m[1] else 'the '}{_day(m[2], 'en')} of"
    out: list[Part] = [1, (said, 2), " ", (_month(m[4], "en"), 4)]
    return [*out, 5, (year(int(m[6]), "en"), 6)] if m[6] else out


def _spanish_date(m: re.Match[str]) -> list[Part]:
    if m[4] == " " and m[5].lower() in ("mar", "may", "set") and not m[5].endswith("."):
        return [0]
    first = "primero" if m[1] == "1" and "º" in m[0] else _day(m[1], "es")
    out: list[Part] = [(first, 1)]
    if m[3]:
        out += [" a ", (_day(m[3], "es"), 3)]
    out += [" de ", (_month(m[5], "es"), 5)]
    return [*out, " del " if m[6] == " del " else " de ", (cardinal(int(m[7]), "es"), 7)] if m[7] else out


def _iso(m: re.Match[str], language: str) -> list[Part]:
    month, day = int(m[2]), int(m[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return [0]
    name = MONTHS[language][month - 1]
    if language == "en":
        said = f"{name} {ordinal(day, 'en')}, {year(int(m[1]), 'en')}"
    else:
        said = f"{cardinal(day, 'es')} de {name} de {cardinal(int(m[1]), 'es')}"
    at = {"en": " at ", "es": " a las "}[language]
    return [(said, 0) if not m[4] else said, at if m[4] else ""]


def _numeric(m: re.Match[str], language: str) -> list[Part]:
    said = _day_and_month(m, 1, 3, language, dotted=m[2] == ".")
    if not said:
        return [0]
    years = int(m[4]) if len(m[4]) == 4 else (2000 if int(m[4]) < 40 else 1900) + int(m[4])
    if m[2] == "." and len(m[4]) == 2:
        return [0]
    return [*said, ", " if language == "en" else " de ", (year(years, language), 4)]


def _day_and_month(m: re.Match[str], first: int, second: int, language: str, dotted: bool = False) -> list[Part]:
    """Returns day and month in words. In English the month comes first, unless it cannot; between points the day
    does."""
    a, b = int(m[first]), int(m[second])
    day, month = (a, b) if language == "es" or dotted else (b, a)
    if month > 12 and day <= 12:
        day, month = month, day
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return []
    name = MONTHS[language][month - 1]
    if language == "es":
        return [(cardinal(day, "es"), first), " de ", (name, second)]
    return [(name, first), " ", (ordinal(day, "en"), second)]


def _after_its_lead(m: re.Match[str], language: str) -> list[Part]:
    out: list[Part] = [1, " ", *(_day_and_month(m, 2, 3, language) or [2, "/", 3])]
    if not m[4]:
        return out
    to: Part = {"en": " to ", "es": " a "}[language] if not m[4].strip(" -–") else 4
    return [*out, to, *(_day_and_month(m, 5, 6, language) or [5, "/", 6])]


def _two_days(m: re.Match[str], language: str) -> list[Part]:
    first, second = _day_and_month(m, 1, 2, language), _day_and_month(m, 4, 5, language)
    return [*first, {"en": " to ", "es": " a "}[language], *second] if first and second else [0]


def _short_date(m: re.Match[str], language: str) -> str:
    if m.re.groups < 3:
        return " ".join(
            (_month(m[2], "en"), _day(m[1], "en")) if language == "en" else (_day(m[1], "es"), "de", _month(m[2], "es"))
        )
    number = int(m[3]) if len(m[3]) == 4 else 2000 + int(m[3]) if int(m[3]) < 50 else 1900 + int(m[3])
    month = _month(m[2], language)
    if language == "es":
        return f"{_day(m[1], 'es')} de {month} de {year(number, 'es')}"
    return f"{month} {_day(m[1], 'en')}, {year(number, 'en')}"


def _decade(m: re.Match[str], *, alone: bool) -> list[Part]:
    text = m[1]
    if alone:
        before = just_before(m).lower()
        quoted = m[0][0] in "'’"
        if not quoted and not re.search(
            r"(?:\b(?:the|his|her|their|my|your|our|early|mid|late|early|its|low|high)[ -])$", before
        ):
            return [0]
        return [(_tens(text), 0)]
    century, rest = divmod(int(text), 100)
    if rest == 0:
        said = "two thousands" if century == 20 else f"{year(int(text), 'en')}s"
    else:
        said = (
            f"{cardinal(century, 'en')} {_tens(text[2:])}"
            if century != 20 or rest >= 10
            else f"{cardinal(int(text), 'en')}s"
        )
    return [(said, 0)]


def _tens(text: str) -> str:
    if text == "00":
        return "two thousands"
    if text == "10":
        return "tens"
    word = cardinal(int(text), "en")
    return word[:-1] + "ies" if word.endswith("y") else f"{word}s"


def _years(m: re.Match[str], language: str) -> list[Part]:
    first, last = int(m[1]), int(m[3])
    if m[2] == "/" and len(m[3]) == 4:
        return [0]
    if len(m[3]) == 2 and last != (first + 1) % 100 and not (m[2] != "/" and last > first % 100):
        return [0]
    said = (
        year(last, language)
        if len(m[3]) == 4
        else (f"oh {cardinal(last, 'en')}" if last < 10 and language == "en" else cardinal(last, language))
    )
    to = " " if m[2] == "/" and language == "es" else {"en": " to ", "es": " a "}[language]
    return [(year(first, language), 1), to, (said, 3)]


def days(spoken: Aligned, language: str) -> None:
    """Writes out short names of days and months where they can be nothing else."""
    names = DAYS[language]
    months = MONTHS_SHORT[language]
    short = "|".join([*names, *(month for month in months if month not in names)])
    to = {"en": " to ", "es": " a "}[language]

    def name(text: str, other: str = "") -> str:
        key, beside = text.lower().rstrip("."), other.lower()
        if key in names and not (key in months and beside in months and beside not in names):
            return names[key]
        return MONTHS[language][months[key] - 1] if key in months else text

    text = spoken.text
    if "-" in text or "–" in text:
        full = "|".join([*dict.fromkeys(names.values()), *MONTHS[language]])
        spoken.sub(
            rf"(?i)(?<!\w)({short})(?:\.)?\s?[-–]\s?({short}|{full})\b(?:\.(?=\S))?",
            lambda m: [(name(m[1], m[2]), 1), to, (name(m[2], m[1]), 2)],
        )
        spoken.sub(rf"(?<!\w)((?i:{full}))\s?[-–]\s?(?=(?i:{full})\b)", lambda m: [1, to])
        spoken.sub(r"(?<!\w)([A-Z])\s?–\s?(?=[A-Z]\b)|(?<!\w)([Aa])-(?=[Zz]\b)", lambda m: [1, 2, to])
        spoken.sub(r"(?<!\w)([A-Z]\d{1,2})\s?[–-]\s?(?=[A-Z]\d)", lambda m: [1, to])
    if language == "en":
        spoken.sub(
            r"(?<!\w)(Mon|Tues?|Weds?|Thu|Thurs?|Fri|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
            r"(?:\.|(?=,? [A-Z0-9]| the \w+(?:th|st|nd|rd) of | at | and | to | through |[.,;:)]|$))",
            lambda m: [(name(m[1]), 1), "" if m.string[m.end() :].strip() else full_stop(m)],
        )
        spoken.sub(
            r"\b((?:by|on|until|till|this|next|last|every|from|to|through|and) )(Sat|Sun)\.",
            lambda m: [1, (name(m[2]), 2), full_stop(m)],
        )
        spoken.sub(r"(?<!\w)(Sat|Sun)\.?(?=,? (?:[A-Z][a-z]{2,8} \w+|\d| at \d))", lambda m: [(name(m[1]), 1)])
    else:
        days = "|".join(names)
        spoken.sub(
            rf"(?<!\w)((?i:{days})|ene|feb|abr|jun|jul|ago|sept|oct|nov|dic)\.(?! de \w+ y\b)",
            lambda m: [(name(m[1]), 1), full_stop(m)],
        )
        spoken.sub(
            rf"(?<!\w)((?i:{days})),? (?=\w+(?: y \w+)? de (?:{'|'.join(MONTHS['es'])}))",
            lambda m: [(name(m[1]), 1), " "],
        )
        spoken.sub(
            r"(?<!\w)L\s?[-–a]\s?([VSD])(?!\w)",
            lambda m: ["lunes a ", ({"V": "viernes", "S": "sábado", "D": "domingo"}[m[1]], 1)],
        )
