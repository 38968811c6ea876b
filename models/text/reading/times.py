"""Converts times of day, durations in clock notation, and ratios in the same notation. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part, just_before
from models.text.reading.words import SIGNS
from models.text.reading.written import full_stop
from models.text.spelling import cardinal


def times(spoken: Aligned, language: str) -> None:
    if language == "es":
        spoken.sub(
            r"\b((?:a|son|es|desde|hasta|sobre|hacia|Son|Es|A) las? |\blas )(\d{1,2})\.([0-5]\d)(?![\d.,]?\d)(?: h\b)?|"
            r"(?<![\d.,])(\d{1,2})\.([0-5]\d)(?= ?h\b)",
            lambda m: [1, m[2] or m[4], ":", m[3] or m[5]],
        )
        spoken.sub(
            rf"(?<!\w)({_BOOKS})\.? (\d{{1,3}})(?::|, ?)(\d{{1,3}})(?![\w:]|[.,]\d)",
            lambda m: [(_SHORT_BOOKS["es"].get(m[1], m[1]), 1), " ", 2, " ", 3],
        )
        spoken.sub(
            r"(?<![\w:.])(?<!las )(?<!la )(\d{1,2}):([0-5]\d):([0-5]\d)(?![\w:]|[.,]\d)(?! (?:de la|h|horas|[ap]\.)\b)",
            lambda m: [(_duration(m), 0)] if not re.search(r"[T\d] $", just_before(m)) else [0],
        )
    else:
        spoken.sub(
            rf"(?<!\w)({'|'.join(_SHORT_BOOKS['en'])})\.? (?=\d{{1,3}}:\d{{1,3}}\b)",
            lambda m: [(_SHORT_BOOKS["en"][m[1]], 1), " "],
        )
        books = "|".join({*_SHORT_BOOKS["en"].values(), "Psalms"})
        spoken.sub(rf"(?<!\w)({books}) (\d{{1,3}}):(\d{{1,3}})(?![\w:])", lambda m: [1, " ", 2, " ", 3])
    spoken.sub(  # 9.30pm
        r"(?<![\w:.,])(\d{1,2})\.([0-5]\d)(?=\s?[AaPp]\.?\s?[Mm]\b)", lambda m: [1, ":", 2]
    )
    if re.search(r"\dh\d|\dish\b", spoken.text):
        spoken.sub(r"(?<![\w:.,])(\d{1,2})h([0-5]\d)(?![\d:]| ?m)", lambda m: _hours_and(m, language))
        spoken.sub(r"(?<=\d)ish\b", lambda m: ["-ish"])
    half = r"(?:\s?([AaPp])(?:\.\s?[Mm]\.?|[Mm]\b))?"
    clock = r"\d{1,2}(?::\d\d)?(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?"
    to = {"en": " to ", "es": " a "}[language]
    if ":" in spoken.text or re.search(r"(?i)\d\s?[ap]\.?\s?m\b", spoken.text):
        spoken.sub(r"(?<=\d:\d\d)([ap])(?![\w.])", lambda m: [1, "m"])
        spoken.sub(
            rf"(?<![\w:.,/-])({clock})\s?[-–]\s?(?={clock}(?![\w:]))({clock})(?![\w:])",
            lambda m: [_bare_hour(m), to, 2] if re.search(r"[:aApP]", m[1] + m[2]) else [0],
        )
        ratio = (
            r"(?:ratio|scale|aspect|odds|screen|format|mix|dilution|proporci[oó]n|escala|relaci[oó]n|pantalla|formato)"
        )
        thousands = r"\d{1,3}(?:[.,]\d{3})+"
        spoken.sub(rf"(?<![\w:.,])({thousands}|\d+):(?={thousands}(?![\w:]))", lambda m: [1, to])
        spoken.sub(r"(?<![\w:.,])(\d+[.,]\d+):(?=\d+(?![\w:]))", lambda m: [1, to])
        spoken.sub(r"(?<![\w:.])(2[5-9]|[345]\d):([0-5]\d)(?![\w:])", lambda m: _minutes(m, language, ratio))
        spoken.sub(
            r"(?<![\w:.])(\d{1,4}):(\d{1,4})(?![\w:]|\s?[AaPp]\.?[Mm])",
            lambda m: (
                [1, to, 2]
                if (len(m[2]) != 2 and not re.search(r"[A-Z][a-z]+ $", just_before(m)))
                or int(m[2]) > 59
                or (int(m[1]) > 59 and not re.search(r"[A-Z][a-z]+ $", just_before(m)))
                or re.search(ratio, m.string[max(0, m.start() - 30) : m.end() + 30], re.I)
                else [0]
            ),
        )
        spoken.sub(
            rf"(?<![\w:.])(\d{{1,2}}):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(?![\d:])(Z\b)?{half}(?:\s?o'clock|"
            r"\s?(?:h|hs|hrs)\b\.?)?",
            lambda m: _clock(m, language),
        )
        spoken.sub(
            r"(?<![\w:.,])(\d{1,2})\s?([AaPp])(?:\.\s?[Mm]\b\.?|[Mm]\b)",
            lambda m: (
                [(_hour(int(m[1]), language), 1), " ", (half_of_day(m[2], language), 2), full_stop(m)]
                if int(m[1]) <= 12
                else [0]
            ),
        )
        spoken.sub(r"(?<=[a-z] )(\d{1,3}):(\d{1,3})(?![\w:])", lambda m: [1, " ", 2])  # a verse
    if language == "es":
        spoken.sub(r"(?<![\w.])([AaPp])\.\s?[Mm]\.", lambda m: [(half_of_day(m[1], "es"), 0), full_stop(m)])
        spoken.sub(
            r"(?<![\w:.,])(\d{1,2})\s?h\s?([0-5]\d)\b(?!\s?m)",
            lambda m: [(f"{_hour(int(m[1]), 'es')} {cardinal(int(m[2]), 'es')}", 0)],
        )
        spoken.sub(
            r"\b((?:a|son|es|desde|hasta|sobre|hacia|Son|Es|A) las? |(?:\b[Ll]as? )(?=\d{1,2} (?:de la "
            r"(?:mañana|tarde|noche|madrugada)|en punto)\b))"
            r"(\d{1,2})(?= (?:de la|en punto|y|menos|del)\b|[.,;!?](?:\s|$)|$)",
            lambda m: [1, (_hour(int(m[2]), "es"), 2)],
        )
    else:
        spoken.sub(
            r"(?<=\d)\s?(?:a\.m|p\.m)\.?",
            lambda m: [(f" {half_of_day(m[0].strip()[0], 'en')}", 0), full_stop(m)],
        )
        spoken.sub(r"\b([ap])\.\s?m\.", lambda m: [(half_of_day(m[1], "en"), 0), full_stop(m)])
    spoken.sub(
        r"(?<= )(EST|EDT|CST|CDT|MST|MDT|PST|PDT|UTC|GMT|CET|CEST|BST|IST|JST|ET|PT)\b(?:([+-])(\d{1,2})(?!\d))?",
        lambda m: [(" ".join(m[1]), 1), f" {SIGNS[language]['+' if m[2] == '+' else '−']} " if m[2] else "", 3],
    )


def _named(table: str) -> dict[str, str]:
    return dict(entry.split("=") for entry in table.split())


_SHORT_BOOKS: Final = {
    "en": _named(
        "Gen=Genesis Exod=Exodus Ex=Exodus Ps=Psalm Prov=Proverbs Isa=Isaiah Jer=Jeremiah Matt=Matthew Mt=Matthew Mk=Mark "
        "Lk=Luke Jn=John Rom=Romans Cor=Corinthians Gal=Galatians Eph=Ephesians Phil=Philippians Heb=Hebrews Rev=Revelation"
    ),
    "es": _named(
        "Gn=Génesis Gén=Génesis Ex=Éxodo Éx=Éxodo Sal=Salmos Is=Isaías Mt=Mateo Mc=Marcos Lc=Lucas Jn=Juan Hch=Hechos "
        "Rom=Romanos Rm=Romanos Ap=Apocalipsis Prov=Proverbios Heb=Hebreos Cor=Corintios"
    ),
}
"""Short names of the Bible's books, before chapter and verse."""
_BOOKS: Final = (
    "|".join(_SHORT_BOOKS["es"])
    + "|Génesis|Éxodo|Levítico|Números|Deuteronomio|Salmos?|Proverbios|Isaías|Jeremías|Mateo|Marcos|"
    "Lucas|Juan|Hechos|Romanos|Corintios|Gálatas|Efesios|Filipenses|Hebreos|Santiago|Pedro|Apocalipsis"
)


def _minutes(m: re.Match[str], language: str, ratio: str) -> list[Part]:
    """Returns minutes and seconds as in a race, unless something is compared there."""
    if m[1] == m[2]:
        return [1, " ", 2]
    before = just_before(m)
    if re.search(ratio, before[-30:] + m.string[m.start() : m.end() + 30], re.I) or re.search(r"[A-Z][a-z]+ $", before):
        return [0]
    minutes, seconds = cardinal(int(m[1]), language, "masculine"), int(m[2])
    if language == "es":
        return [(f"{minutes} minutos" + (f" y {cardinal(seconds, 'es')} segundos" if seconds else ""), 0)]
    return [(f"{minutes} {'oh ' if 0 < seconds < 10 else ''}{cardinal(seconds, 'en') if seconds else 'minutes'}", 0)]


def _duration(m: re.Match[str]) -> str:
    """Returns a Spanish duration: "una hora, treinta minutos y quince segundos"."""
    parts = []
    for figure, name in zip(m.groups(), ("hora", "minuto", "segundo"), strict=True):
        if int(figure):
            said = cardinal(int(figure), "es", "feminine" if name == "hora" else "masculine")
            parts.append(f"{said} {name}{'' if int(figure) == 1 else 's'}")
    return " y ".join([", ".join(parts[:-1]), *parts[-1:]]).removeprefix(" y ") or "cero segundos"


def _bare_hour(m: re.Match[str]) -> Part:
    """Returns the first time of a range, without its :00 where the second one names the half of the day: 8:00-9:30 AM."""
    if m[1].endswith(":00") and re.search(r"[AaPp]", m[2]):
        return (m[1][:-3], 1)
    return 1


def _hours_and(m: re.Match[str], language: str) -> list[Part]:
    """Returns 1h30: an hour and thirty minutes, or half past one in Spanish after "las"."""
    hour, minute = int(m[1]), int(m[2])
    if language == "es":
        if re.search(r"(?i)\blas? $", just_before(m)):
            return [1, ":", 2]
        rest = f" y {cardinal(minute, 'es')} minutos" if minute else ""
    else:
        rest = f" {cardinal(minute, 'en')} minutes" if minute else ""
    name = {"en": "hour", "es": "hora"}[language]
    return [(f"{_hour(hour, language)} {name}{'' if hour == 1 else 's'}{rest}", 0)]


def _hour(hour: int, language: str) -> str:
    return cardinal(hour, language, "feminine" if language == "es" else None)


def half_of_day(letter: str, language: str) -> str:
    """Returns the words for a.m. or p.m., of which `letter` is the first."""
    if language == "es":
        return "a eme" if letter in "aA" else "pe eme"
    return f"{letter.upper()} M"


def _clock(m: re.Match[str], language: str) -> list[Part]:
    hour, minute = int(m[1]), int(m[2])
    if hour > 24:
        return [0]
    before = just_before(m)
    if (
        language == "en"
        and m[3]
        and not m[5]
        and not m[4]
        and not re.search(
            r"(?i)(?:\b(?:at|until|till|by|from|to|before|after|since|between|and)|[\dTth],?) $|\dT$", before
        )
    ):
        parts = [
            f"{cardinal(count, 'en')} {name}{'' if count == 1 else 's'}"
            for count, name in ((hour, "hour"), (minute, "minute"), (int(m[3]), "second"))
            if count
        ]
        return [(" and ".join([*([" ".join(parts[:-1])] if parts[:-1] else []), *parts[-1:]]) or "zero seconds", 0)]
    said = _hour(hour, language)
    if language == "en":
        if minute:
            said += f" oh {cardinal(minute, 'en')}" if minute < 10 else f" {cardinal(minute, 'en')}"
        elif not m[5] and not m[3]:
            said += " o'clock" if 1 <= hour <= 12 else " hundred"
        elif m[3] and m[3] != "00":
            said += " oh oh"
        if m[3] and m[3] != "00":
            second = int(m[3])
            said += f" {'oh ' if second < 10 else ''}{cardinal(second, 'en')}"
    else:
        if minute == 15 and hour <= 12 and not m[3]:
            said += " y cuarto"
        elif minute == 30 and 0 < hour <= 12 and not m[3]:
            said += " y media"
        elif minute:
            said += f" {'y ' if 0 < hour <= 12 else ''}{cardinal(minute, 'es')}"
        if m[3] and m[3] != "00":
            said += f" y {cardinal(int(m[3]), 'es')} segundos"
    if language == "es" and m[0].rstrip(".").endswith(("h", "hs", "hrs")) and not said.endswith(("media", "cuarto")):
        said += " hora" if hour == 1 and not minute else " horas"
    if language == "es" and not hour and not minute and not m[3] and not said.endswith("horas"):
        said += " horas"
    out: list[Part] = [(said, 0) if not (m[4] or m[5]) else (said, 1)]
    if m[4]:
        out.append(" U T C")
    if m[5]:
        out += [" ", (half_of_day(m[5], language), 5), full_stop(m)]
    return out
