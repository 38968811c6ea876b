"""Numbers as they are said: dates, times, money, quantities, ranges, telephone numbers, versions, scores. Pure.

What is written in a way of its own is written out first; a last pass says every number that is left.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from models.text.aligned import Aligned, Part, Replace
from models.text.fractions import fractions, plain_signs
from models.text.reading_words import (
    CODES,
    DAYS,
    LOOSE,
    MONEY,
    MONTHS,
    MONTHS_SHORT,
    SCALE_WORDS,
    SCALES,
    SIGNS,
    SPACED,
    UNITS,
    WHOLES,
)
from models.text.spelling import Gender, cardinal, digits, number, ordinal, year

_NUM: Final = {
    "en": r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)",
    "es": r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)",
}
_HALF: Final = {"en": r"([AaPp])\.?\s?[Mm]\b\.?", "es": r"([AaPp])\.?\s?[Mm]\b\.?"}
_PHONE: Final = {
    "en": r"(?:reach|ring|call(?:ing)?|dial|phone|telephone|tel|text|fax|cell|mobile|whatsapp|hotline|contact|number|line)",
    "es": r"(?:llam[aáeoé]\w*|marca\w*|teléfono|tel|tfno|móvil|celular|número|whatsapp|fax|contact\w*|telefón\w*)",
}
_SOFTWARE: Final = (
    r"(?:[Vv]ersion|[Vv]ersión|[Rr]elease|Python|Ubuntu|iOS|iPadOS|Android|macOS|Windows|Linux|Java|JDK|Node|PHP|Ruby|Rails|"
    r"Django|Flask|CUDA|HTTP|TLS|GPT|Llama|Claude|Gemini|PyTorch|TensorFlow|Debian|Fedora|[Kk]ernel|Postgres|PostgreSQL|MySQL|"
    r"SQLite|GCC|Clang|Go|Rust|USB|Bluetooth|HTML|Qwen|npm|pip|Swift|Kotlin|Unity|Blender|Firefox|Chrome|Safari|NumPy|React|"
    r"Angular|Vue|TypeScript|Docker|Kubernetes|GNOME|KDE|Plasma|Qt|GTK|CMake|OpenSSL|Whisper|Piper|Mistral|Phi|Gemma)"
)
_YEAR_BEFORE: Final = (
    r"(?:\b(?:in|since|until|till|by|of|year|from|before|after|around|circa|during|early|late|mid|to|and|between|summer|winter|"
    r"spring|fall|autumn|January|February|March|April|May|June|July|August|September|October|November|December),? |[(’'])$"
)
_COUNTED: Final = re.compile(
    r"(?:(?!(?:was|is|has|as|his|this|its|does|across|towards|always|perhaps|unless|us|plus|minus|times|equals|Olympics)\b)"
    r"[a-z]+(?<!s)s|people|men|women|children|feet|meters?|percent|million|thousand|hundred|euro|yen|sheep|miles?)\b"
)


def readings(spoken: Aligned, language: str) -> None:
    """Put all numbers of the text into words. `language`: "en" or "es"."""
    if not any(map(str.isnumeric, spoken.text)):
        _days(spoken, language)
        _bare_rates(spoken, language)
        return
    words = SIGNS[language]
    plain_signs(spoken)
    _plain_digits(spoken, words)
    spoken.sub(r"(?<![\w.])\.(?=\d)", lambda m: ["0."])
    _identifiers(spoken, language, words)
    _dates(spoken, language)
    _days(spoken, language)
    _times(spoken, language)
    _ranges(spoken, language, words)
    _money(spoken, language)
    _short_scales(spoken, language)
    _degrees(spoken, language, words)
    _dimensions(spoken, words)
    _units(spoken, language)
    _bare_rates(spoken, language)
    _rates(spoken, language, words)
    _negatives(spoken, language, words)
    _ordinals(spoken, language)
    _sums(spoken, language, words)
    fractions(spoken, language)
    _pairs(spoken, language)
    _rest(spoken, language)


def _plain_digits(spoken: Aligned, words: dict[str, str]) -> None:
    """Small and wide digits: x² -> x^2, H₂O -> H2O."""
    spoken.sub(
        r"(?<=[\w)])([⁻⁺]?[⁰¹²³⁴-⁹]+|[⁻⁺]?[⁰¹²³⁴-⁹]*ⁿ)",
        lambda m: [("^" + m[1].translate(_SMALL), 1)] if m.string[m.start() - 1 : m.start()] != "^" else [0],
    )
    spoken.sub(r"[₀-₉０-９]+", lambda m: [(m[0].translate(_SMALL), 0)])
    spoken.sub("(?<=[\\w)])\\s?\u2212\\s?(?=[\\w(])", lambda m: [f" {words['−']} "])
    spoken.sub("[\u2010\u2011\u2212]", lambda m: ["-"])
    spoken.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))", lambda m: ["\u202f"])


_SMALL: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ⁻⁺₀₁₂₃₄₅₆₇₈₉０１２３４５６７８９", "0123456789n-+01234567890123456789")


# ------------------------------------------------------------------------------------------------------ names of things


def _identifiers(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """Telephone numbers, addresses of machines, versions, numbers that are said digit by digit."""

    def one_by_one(*groups: int, lead: str = "") -> Replace:
        def replace(m: re.Match[str]) -> list[Part]:
            out: list[Part] = [lead] if lead else []
            for group in groups:
                if m[group]:
                    said = _phone_digits(m[group], language)
                    out += [(said, group), ", " if group != groups[-1] else ""]
            return out

        return replace

    plus = words["+"]
    spoken.sub(
        r"(?<![\w+])\+(\d{1,3})[\s.-]?(\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){1,5})(?![\w-])",
        lambda m: [f"{plus} ", *_grouped(m, (1, 2), language)],
    )
    # North America's: (800) 555-0199, 1-800-555-0199, 555-1234.
    spoken.sub(
        r"(?<![\w.-])(?:(1)[\s.-])?(?:\((\d{3})\)\s?|(\d{3})[-.\s])(\d{3})[-.](\d{4})(?![\w-])",
        one_by_one(1, 2, 3, 4, 5),
    )
    spoken.sub(r"(?<![\w.,-])(\d{3})-(\d{4})(?![\w-])", one_by_one(1, 2))
    spoken.sub(
        r"(?<![\w.,-])((?:\d{1,7}-){2,5}\d{1,8})(?![\w-])",
        lambda m: _grouped(m, (1,), language) if not _ISO.fullmatch(m[1]) else [0],
    )
    if _phone_here(spoken.text, language):
        spoken.sub(
            r"(?<![\w.,])(\d{2,4}(?:[ \u202f]\d{2,4}){1,5})(?![\w,]|[.]\d)", lambda m: _grouped(m, (1,), language)
        )
        spoken.sub(
            rf"(?i)(?<=\b)({_PHONE[language]}\b\D{{0,24}}?)(?<![\d.,$€])(\d{{3,15}})(?![\w.,-]\w|\w)", _called(language)
        )
    spoken.sub(
        r"(?i)\b((?:PIN|code|código|zip|passcode|password|contraseña|extension|ext|ID|flight|vuelo|account|cuenta)\.?"
        r"(?: (?:is|number|es|número|postal|code|de))?[ :#]{1,2})(\d{4,12})(?![\w.,]\w)",
        lambda m: [1, (digits(m[2], language), 2)],
    )
    # Groups of three: thousands where something is counted; else a telephone number.
    spoken.sub(
        r"(?<![\d.,])(\d{1,3}(?:[ \u202f]\d{3})+)(?![\d.,]\d|\d)(?=(\s+(?:de\b|[^\W\d_]{2,}|[€$%°]))?)",
        lambda m: _spaced_groups(m, language),
    )
    spoken.sub(
        r"(?<![\w.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::(\d{2,5}))?(?!\w|\.\d)",
        lambda m: [
            (f" {words['dot']} ".join(_short(part, language) for part in m[1].split(".")), 1),
            ", " if m[2] else "",
            2,
        ],
    )
    # A version's parts are numbers, one by one.
    version = words["version"]
    spoken.sub(
        r"(?<![\w.])([vV])(?:er)?(?=\d+(?:\.\d+)*(?:[-+][\w.]+)?(?![\w]))(?<!\d)",
        lambda m: [version + " "] if _versioned(m) else [0],
    )
    spoken.sub(
        rf"(?<![\w.])({_SOFTWARE}(?:\.js)?[ /-]|{version} )(\d+(?:\.\d+)+)(?![\w%])",
        lambda m: [1 if m[1][-1] in " " else (m[1][:-1] + " ", 1), (_version(m[2], language), 2)],
    )
    thousands = r"(?:\d{1,3}(?:\.\d{3})+)" if language == "es" else r"(?!)"
    spoken.sub(
        rf"(?<![\w.])(?!{thousands}(?![.\d]))(?!{_DOTTED_DATE})(\d+(?:\.\d+){{2,}})(?![\w])",
        lambda m: [(_version(m[1], language), 1)],
    )


_ISO: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{4}")
_DOTTED_DATE: Final = r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?!\d)"


def _versioned(m: re.Match[str]) -> bool:
    """V8 is an engine, v8 and V2.0 are versions. "version v2.0" needs it once."""
    before = m.string[: m.start()].rstrip().lower()
    return not before.endswith(("version", "versión")) and (m[1] == "v" or "." in m.string[m.end() :].split(" ")[0])


def _version(text: str, language: str) -> str:
    point = {"en": "point", "es": "punto"}[language]
    parts = text.split(".")
    return f" {point} ".join(
        digits(part, language) if part[0] == "0" and part != "0" else number(part, language) for part in parts
    )


def _short(part: str, language: str) -> str:
    return digits(part, language)


def _phone_digits(text: str, language: str) -> str:
    """800 is eight hundred; all others are said digit by digit."""
    if text in ("800", "900") and language == "en":
        return cardinal(int(text), language)
    return digits(text, language)


def _grouped(m: re.Match[str], groups: tuple[int, ...], language: str) -> list[Part]:
    out: list[Part] = []
    for group in groups:
        said = ", ".join(_phone_digits(part, language) for part in re.findall(r"\d+", m[group]))
        out += [", "] if out else []
        out.append((said, group))
    return out


def _phone_here(text: str, language: str) -> bool:
    return re.search(rf"(?i)\b{_PHONE[language]}\b", text) is not None


def _called(language: str) -> Replace:
    """Emergency numbers and whole numbers; "call 3 people" and "line 200" keep what they count."""

    def replace(m: re.Match[str]) -> list[Part]:
        after = m.string[m.end() :]
        verb = re.match(r"(?i)(?:call|dial|text|phone|llam|marca|fax|tel|whats|hotline|contact)", m[1])
        if len(m[2]) < 7 and (not verb or re.match(r"\s+[a-záéíóúñ]{3,}s\b", after) or len(m[1]) > 18):
            return [0]
        return [1, (digits(m[2], language), 2)]

    return replace


def _spaced_groups(m: re.Match[str], language: str) -> list[Part]:
    plain = re.sub(r"\s", "", m[1])
    groups = re.split(r"\s", m[1])
    thin = "\u202f" in m[1]
    counts = bool(m[2]) and not re.match(r"\s+(?:o|y|or|and|para|en|a|to|for|if|si|from|desde|between|is|es)\b", m[2])
    if thin or counts or all(group == "000" for group in groups[1:]):
        return [(plain, 1)]
    if len(groups) == 2 and len(plain) < 7:
        return [(plain, 1)] if language == "es" and len(groups[0]) < 3 else [0]
    return [(", ".join(digits(group, language) for group in groups), 1)]


# ---------------------------------------------------------------------------------------------------------------- dates


@lru_cache(maxsize=2)
def _month_pattern(language: str) -> str:
    full, short = MONTHS[language], MONTHS_SHORT[language]
    return "|".join([*(f"(?i:{name})" if language == "es" else name for name in full), "(?i:setiembre)",
                     *(rf"{name.capitalize()}\b\.?" for name in short),
                     *(rf"{name}\." for name in short), *(rf"{name}(?!\w)" for name in short if language == "es" and name not in ("mar", "set"))])  # fmt: skip


def _month(written: str, language: str) -> str:
    key = written.lower().rstrip(".")
    names = MONTHS[language]
    for at, name in enumerate(names):
        if name.lower() == key:
            return names[at]
    return names[MONTHS_SHORT[language].get(key, 9) - 1]


def _day(text: str, language: str) -> str:
    return ordinal(int(text), "en") if language == "en" else cardinal(int(text), "es")


def _dates(spoken: Aligned, language: str) -> None:
    month = _month_pattern(language)
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    if language == "en":
        spoken.sub(
            rf"(?<!\w)({month})( )({day})(?:st|nd|rd|th)?(?:\s?[-–]\s?({day})(?:st|nd|rd|th)?)?(?![\w:%]|[.,]\d)(?:(,? )(\d{{4}})(?![\w,.]\d))?",
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
            rf"(?<![\w.,/])({day})(?:º|ª)?(?:(\s?[-–]\s?)({day}))?( de | )({month})(?!\w)(?:(,? de | del |,? )(\d{{4}})(?![\w,.]\d))?",
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
    spoken.sub(r"(?<![\w-])(\d{4})-(\d{1,2})-(\d{1,2})(?:(T)(?=\d\d:)|(?![\w-]))", lambda m: _iso(m, language))
    spoken.sub(r"(?<![\w/-])(\d{4})/(\d{1,2})/(\d{1,2})(?![\w/-])(T)?", lambda m: _iso(m, language))
    spoken.sub(r"(?<![\w/.-])(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)", lambda m: _numeric(m, language))
    spoken.sub(r"(?<![\w/.-])(\d{1,2})(-)(\d{1,2})-(\d{4})(?![\w/-]|\.\d)", lambda m: _numeric(m, language))
    lead = (
        r"\b(on|by|since|until|till|before|after|due) "
        if language == "en"
        else r"\b([Ee]l|[Dd]el|[Aa]l|[Dd]ía|hasta|desde) "
    )
    spoken.sub(
        rf"{lead}(\d{{1,2}})/(\d{{1,2}})(?![\w/]|[.,]\d)(?! de\b)",
        lambda m: [1, " ", *(_day_and_month(m, 2, 3, language) or [2, "/", 3])],
    )
    if language == "en":
        # Decades, centuries before Christ, school years.
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
    if m[4] == " " and m[5].lower() in ("mar", "may", "set", "dic", "feb") and not m[5].endswith("."):
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
    years = int(m[4]) if len(m[4]) == 4 else (2000 if int(m[4]) < 50 else 1900) + int(m[4])
    if m[2] == "." and len(m[4]) == 2:
        return [0]
    return [*said, ", " if language == "en" else " de ", (year(years, language), 4)]


def _day_and_month(m: re.Match[str], first: int, second: int, language: str, dotted: bool = False) -> list[Part]:
    """In English the month comes first, unless it cannot be; between points the day does."""
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


def _decade(m: re.Match[str], *, alone: bool) -> list[Part]:
    text = m[1]
    if alone:
        before = m.string[: m.start()].lower()
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
    return [(year(first, language), 1), {"en": " to ", "es": " a "}[language], (said, 3)]


def _days(spoken: Aligned, language: str) -> None:
    """Days and months in short, where they can be nothing else."""
    names = DAYS[language]
    months = MONTHS_SHORT[language]
    short = "|".join([*names, *(month for month in months if month not in names)])
    to = {"en": " to ", "es": " a "}[language]

    def name(text: str, other: str = "") -> str:
        key, beside = text.lower().rstrip("."), other.lower()
        if key in names and not (key in months and beside in months and beside not in names):
            return names[key]
        return MONTHS[language][months[key] - 1]

    text = spoken.text
    if "-" in text or "–" in text:
        full = "|".join([*dict.fromkeys(names.values()), *MONTHS[language]])
        spoken.sub(
            rf"(?i)(?<!\w)({short})(?:\.)?\s?[-–]\s?({short})\b(?:\.(?=\S))?",
            lambda m: [(name(m[1], m[2]), 1), to, (name(m[2], m[1]), 2)],
        )
        spoken.sub(rf"(?<!\w)((?i:{full}))\s?[-–]\s?(?=(?i:{full})\b)", lambda m: [1, to])
        spoken.sub(r"(?<!\w)([A-Z])\s?–\s?(?=[A-Z]\b)", lambda m: [1, to])
        spoken.sub(r"(?<!\w)([A-Z]\d{1,2})\s?[–-]\s?(?=[A-Z]\d)", lambda m: [1, to])
    if language == "en":
        spoken.sub(
            r"(?<!\w)(Mon|Tues?|Wed|Thu|Thurs?|Fri|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\.|(?=,? [A-Z0-9]| at | and |[.,;)]|$))",
            lambda m: [(name(m[1]), 1), "" if m.string[m.end() :].strip() else _end(m)],
        )
        spoken.sub(r"(?<!\w)(Sat|Sun)\.?(?=,? (?:[A-Z][a-z]{2,8} \w+|\d| at \d))", lambda m: [(name(m[1]), 1)])
    else:
        days = "|".join(names)
        spoken.sub(rf"(?<!\w)({days}|ene|feb|abr|jun|jul|ago|sept|oct|nov|dic)\.", lambda m: [(name(m[1]), 1), _end(m)])


def _end(m: re.Match[str]) -> str:
    """The full stop of an abbreviation, where it ends the sentence, too."""
    rest = m.string[m.end() :]
    return "." if m[0].endswith(".") and (not rest.strip() or re.match(r"\s+(?:[A-ZÁÉÍÓÚÑ][a-záéíóúñ]|[¿¡]|[AIYO]\s)", rest)) else ""


# ---------------------------------------------------------------------------------------------------------------- times


def _times(spoken: Aligned, language: str) -> None:
    half = r"(?:\s?([AaPp])(?:\.\s?[Mm]\.?|[Mm]\b))?"
    clock = rf"\d{{1,2}}(?::\d\d)?(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?"
    to = {"en": " to ", "es": " a "}[language]
    if ":" in spoken.text or re.search(r"(?i)\d\s?[ap]\.?\s?m\b", spoken.text):
        spoken.sub(
            rf"(?<![\w:.,/-])({clock})\s?[-–]\s?(?={clock}(?![\w:]))({clock})(?![\w:])",
            lambda m: [1, to, 2] if re.search(r"[:aApP]", m[1] + m[2]) else [0],
        )
        ratio = r"(?:ratio|scale|aspect|odds|screen|proporci[oó]n|escala|relaci[oó]n|pantalla|formato|format|mix|dilution|mezcla)"
        spoken.sub(
            r"(?<![\w:.])(\d{1,4}):(\d{1,4})(?![\w:]|\s?[AaPp]\.?[Mm])",
            lambda m: (
                [1, to, 2]
                if len(m[2]) != 2
                or int(m[2]) > 59
                or int(m[1]) > 24
                or re.search(ratio, m.string[max(0, m.start() - 30) : m.end() + 30], re.I)
                else [0]
            ),
        )
        spoken.sub(
            rf"(?<![\w:.])(\d{{1,2}}):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(?![\d:])(Z\b)?{half}(?:\s?o'clock|\s?(?:h|hs|hrs)\b\.?)?",
            lambda m: _clock(m, language),
        )
        spoken.sub(
            r"(?<![\w:.,])(\d{1,2})\s?([AaPp])(?:\.\s?[Mm]\b\.?|[Mm]\b)",
            lambda m: (
                [(_hour(int(m[1]), language), 1), " ", (half_of_day(m[2], language), 2), _end(m)]
                if int(m[1]) <= 12
                else [0]
            ),
        )
    if language == "es":
        spoken.sub(r"(?<![\w.])([AaPp])\.\s?[Mm]\.", lambda m: [(half_of_day(m[1], "es"), 0), _end(m)])
        spoken.sub(
            r"(?<![\w:.,])(\d{1,2})\s?h\s?([0-5]\d)\b(?!\s?m)",
            lambda m: [(f"{_hour(int(m[1]), 'es')} {cardinal(int(m[2]), 'es')}", 0)],
        )
        spoken.sub(
            r"\b((?:a|son|es|desde|hasta|sobre|hacia|Son|Es|A) las? )(\d{1,2})(?= (?:de la|en punto|y|menos|del)\b|[.,;!?](?:\s|$)|$)",
            lambda m: [1, (_hour(int(m[2]), "es"), 2)],
        )
    else:
        spoken.sub(
            r"(?<=\d)\s?(?:a\.m|p\.m)\.?",
            lambda m: [(f" {half_of_day(m[0].strip()[0], 'en')}", 0), _end(m)],
        )
        spoken.sub(r"\b([ap])\.\s?m\.", lambda m: [(half_of_day(m[1], "en"), 0), _end(m)])
    spoken.sub(
        r"(?<= )(EST|EDT|CST|CDT|MST|MDT|PST|PDT|UTC|GMT|CET|CEST|BST|IST|JST|ET|PT)\b(?:([+-])(\d{1,2})(?!\d))?",
        lambda m: [(" ".join(m[1]), 1), *([f" {SIGNS[language]['+' if m[2] == '+' else '−']} ", 3] if m[2] else [])],
    )


def _hour(hour: int, language: str) -> str:
    return cardinal(hour, language, "feminine" if language == "es" else None)


def half_of_day(letter: str, language: str) -> str:
    """Said for a.m. and p.m., of which `letter` is the first."""
    if language == "es":
        return "a eme" if letter in "aA" else "pe eme"
    return f"{letter.upper()} M"


def _clock(m: re.Match[str], language: str) -> list[Part]:
    hour, minute = int(m[1]), int(m[2])
    if hour > 24:
        return [0]
    said = _hour(hour, language)
    o_clock = language == "en" and m[0].endswith("o'clock")
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
            said += f" {'y ' if hour <= 12 else ''}{cardinal(minute, 'es')}"
        if m[3] and m[3] != "00":
            said += f" y {cardinal(int(m[3]), 'es')} segundos"
    if language == "es" and m[0].rstrip(".").endswith(("h", "hs", "hrs")):
        said += " hora" if hour == 1 and not minute else " horas"
    out: list[Part] = [(said, 0) if not (m[4] or m[5]) else (said, 1)]
    if m[4]:
        out.append(" U T C")
    if m[5]:
        out += [" ", (half_of_day(m[5], language), 5), _end(m)]
    return out


# ----------------------------------------------------------------------------------------------- ranges, money, quantities


def _ranges(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """10-15, 3–5, $10-$15, 20%–30%, 5-10; not the minus of a sum."""
    text = spoken.text
    if not set("-–—−") & set(text):
        return
    to = f" {words['to']} "
    num = _NUM[language]
    sign = r"(?:US)?[$€£¥₹]"
    sums = "=" in text
    spoken.sub(
        rf"(?<![\w.,/-])((?:{sign})?\s?{num}\s?(?:[%°]|°[CF]|[kKM]|€)?)\s?[–-]\s?(?=(?:{sign})?\s?{num}(?![\w]*[-/]\d))(?!\d{{3}}-)",
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
    """Written with a hyphen between spaces it may be a dash, or a sum."""
    if re.search(r"\s-\s", m.string[m.start() : m.end() + 1]):
        after = re.match(r"[\d.,]+", m.string[m.end() :])
        first = re.sub(r"\D", "", m[1])
        return bool(after and first and int(first[:15]) < int(re.sub(r"\D", "", after[0])[:15] or 0))
    return True


@lru_cache(maxsize=2)
def _money_patterns(language: str) -> tuple[str, str]:
    table = MONEY[language]
    names = sorted([*table, *CODES], key=len, reverse=True)
    before = "|".join(re.escape(name) + (r"\b" if name[-1].isalpha() else "") for name in names)
    after = "|".join(
        (r"\b" if name[0].isalpha() else "") + re.escape(name) + (r"\b" if name[-1].isalpha() else "") for name in names
    )
    return before, after


def _money(spoken: Aligned, language: str) -> None:
    text = spoken.text
    num = _NUM[language]
    table = MONEY[language]
    if language == "es":  # as in Mexico
        spoken.sub(
            r"(?<![\d.,])(\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,}))(?![.,]?\d)",
            lambda m: [(m[1].replace(",", "").replace(".", ",").removesuffix(",00"), 1)],
        )
        spoken.sub(r"(?<=\$)(\s?)(\d{1,3}),(\d{3})(?![.,]?\d)", lambda m: [2, 3])
        spoken.sub(r"(?<=[$£])(\d+)\.(\d\d)(?!\d)", lambda m: [1, ",", 2])
    spoken.sub(rf"(?<!\w)({num})\s?(?:¢|ctvs\b|cts\b)", lambda m: [1, f" {_cent(m[1], language)}"])
    spoken.sub(rf"(?<!\w)\$\s?({num})\s(MXN|CAD|AUD|ARS|COP|CLP)\b", lambda m: [1, " ", 2])
    if not (re.search(r"[$€£¥₹₽₩₺₿₴₫₦₱฿₪]", text) or re.search(r"\b[A-Z]{3}\b", text)):
        return
    before, after = _money_patterns(language)
    scale = rf"(?:\s?({'|'.join(sorted(SCALES[language], key=len, reverse=True))})(?![\w'’])|(\s{SCALE_WORDS[language]})\b)?"
    per = r"(?:\s?/\s?([^\W\d_]+(?:[²³]|\^[23])?)(?!\w))?"
    spelled = r"(?=\s(?:de\s)?(?:pesos|dólares|dollars|euros|pounds|yen|libras|US dollars|soles|reais)\b)"
    spoken.sub(rf"(?:US)?\$\s?({num}(?:\s{SCALE_WORDS[language]})?){spelled}", lambda m: [1])
    spoken.sub(
        rf"([-−–]\s?)?(?<![\w])({before})\s?([-−–]\s?)?({num}){scale}(?!\d)(?: ?(?:USD|EUR|MXN)\b)?{per}(?=(\s[a-z]+|-[a-z]+)?)",
        lambda m: _amount(m, 2, 4, language, minus=bool(m[1] or m[3])),
    )
    spoken.sub(
        rf"(?<![\w.,])(({num}){scale})\s?({after})(?!\w){per}(?=(\s[a-z]+|-[a-z]+)?)",
        lambda m: _amount(m, 5, 2, language, minus=False),
    )
    for sign in table:
        if len(sign) == 1 and sign in spoken.text:
            name = table[sign].many
            spoken.sub(rf"(?<=\w\s){re.escape(sign)}(?!\w)", lambda m, name=name: [name])  # type: ignore[misc]


def _short_scales(spoken: Aligned, language: str) -> None:
    """50k, 1.2M, 1.5B; not 4K, 3M."""
    num = _NUM[language]
    spoken.sub(
        rf"(?<![\w.,$€£-])({num})([kKMB])(?![\w'’/])",
        lambda m: [1, f" {SCALES[language][m[2]]}"]
        if (len(m[1]) > 1 and not (m[2] == "B" and language == "es")) and not (m[2] in "MB" and m[1].isdigit() and len(m[1]) > 3)
        else [0],
    )


def _cent(amount: str, language: str) -> str:
    money = MONEY[language]["$" if language == "en" else "€"]
    return money.cent if amount == "1" else money.cents


_NOT_COUNTED: Final = frozenset(
    "and or for to in on at per a an the of by as is are was were if but with from each more less than off when while so "
    "that which who it i you we they he she back extra about only every into out up down over under total plus after before "
    "during because until now today or would could should will can may might has have had depending using".split()
)


def _amount(m: re.Match[str], sign: int, amount: int, language: str, *, minus: bool) -> list[Part]:
    key = CODES.get(m[sign], m[sign])
    money = MONEY[language].get(key)
    if money is None:
        return [0]
    scale = amount + 1
    scaled = SCALES[language].get(m[scale], "") if m[scale] else (m[scale + 1] or "").strip()
    per, after = m[m.re.groups - 1], m[m.re.groups]
    written = m[amount]
    decimal = "." if language == "en" else ","
    whole, _, part = written.partition(decimal)
    plain = re.sub(r"\D", "", whole)
    out: list[Part] = [f"{SIGNS[language]['−']} "] if minus else []
    bill = (
        language == "en"
        and bool(after)
        and after.strip(" -") not in _NOT_COUNTED
        and re.search(
            r"(?i)\b(?:an?|the|this|that|each|every|another|per|your|his|her|our|my|their)\s$", m.string[: m.start()]
        )
        is not None
    )
    if scaled:
        if scaled == "millones" and written == "1":
            scaled = "millón"
        of = " de" if language == "es" and re.search(r"ill[oó]n(es)?$", scaled) else ""
        out += [(written, amount), f" {scaled}{of} {money.one if bill else money.many}"]
    elif len(part) == 2 and money.cents and int(part):
        cents = f"{int(part)} {money.cent if int(part) == 1 else money.cents}"
        if int(plain or 0) == 0:
            out.append((cents, amount))
        else:
            joint = " and " if language == "en" else " con "
            out.append((f"{whole} {money.one if plain == '1' else money.many}{joint}{cents}", amount))
    elif part and not int(part):
        out.append((f"{whole} {money.one if plain == '1' else money.many}", amount))
    else:
        one = (plain == "1" and not part) or bill
        of = " de" if language == "es" and re.fullmatch(r"[1-9]\d*0{6}", plain) and not part else ""
        out += [(written, amount), f"{of} {money.one if one else money.many}"]
    if per:
        name = WHOLES[language].get(per, per)
        out.append(f" {_per(name, language, money=True)} {name}")
    return out


def _per(name: str, language: str, *, money: bool = False) -> str:
    """Twenty dollars a month, an hour."""
    if (
        language == "es"
        or not money
        or name in ("person", "capita", "user", "unit", "head", "seat", "token", "share", "item")
    ):
        return SIGNS[language]["per"]
    if name not in WHOLES["en"].values():
        return "per"
    return "an" if name[0] in "aeio" or name == "hour" else "a"


def _degrees(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    if not set("°º℃℉%‰") & set(spoken.text):
        return
    if language == "es":
        spoken.sub(r"(?<![\w.,])(\d{1,2})°(?= (?:piso|lugar|grado|puesto|año|curso|día|trimestre|capítulo|nivel|premio)\b)", lambda m: [1, "º"])
    one = {"en": "degree", "es": "grado"}[language]
    num = _NUM[language]
    scales = {
        "C": "Celsius",
        "F": "Fahrenheit",
        "℃": "Celsius",
        "℉": "Fahrenheit",
        "N": "",
        "S": "",
        "E": "",
        "W": "",
        "O": "",
    }
    compass = {
        "en": {"N": "north", "S": "south", "E": "east", "W": "west"},
        "es": {"N": "norte", "S": "sur", "E": "este", "O": "oeste", "W": "oeste"},
    }[language]

    def degrees(m: re.Match[str]) -> list[Part]:
        scale = m[2] or m[3] or ""
        before, after = m.string[: m.start()], m.string[m.end() :]
        turned = not scale and language == "en" and re.search(r"(?i)\ba $", before) and re.match(r"\s?-?[a-z]", after)
        angle = not scale and language == "en" and re.match(r"[ -](?:angles?|turns?|rotations?|bends?|views?)\b", after)
        name = one if m[1] == "1" or turned or angle else words["°"]
        tail = scales.get(scale, "") or compass.get(scale, "")
        return [1, f" {name}{' ' if tail else ''}{tail}"]

    spoken.sub(rf"({num})(?:\s?[°]\s?([CFNSEWO])\b|\s?º\s?([CF])\b|\s?(?=[℃℉])([℃℉])|\s?°)(?=(\s?))", lambda m: degrees(m) if not m[4] else
               [1, f" {words['°']} {scales[m[4]]}"])  # fmt: skip
    if language == "es":
        spoken.sub(rf"(?<=menos )({num})º(?!\w)|(?<=-)({num})º(?!\w)", lambda m: [1, 2, f" {words['°']}"])
    for sign in "%‰":
        spoken.sub(rf"(\d)\s?{sign}", lambda m, sign=sign: [1, f" {words[sign]}"])  # type: ignore[misc]


@lru_cache(maxsize=2)
def _unit_pattern(language: str) -> str:
    units = sorted(UNITS[language], key=len, reverse=True)
    tight = "|".join(re.escape(unit) for unit in units if unit not in SPACED or unit in LOOSE)
    loose = "|".join(re.escape(unit) for unit in units if unit in SPACED)
    return rf"(?:\s?({tight})|\s({loose}))"


def _units(spoken: Aligned, language: str) -> None:
    """5 kg, 3.5GHz, 90 m², 65 mph, 10 km/h, 6'2"."""
    num = _NUM[language]
    units = UNITS[language]
    fraction = r"(?:\d{1,3} )?\d{1,3}[/⁄]\d{1,3}"
    inches = units["in″"]
    if set("'\"′″’”") & set(spoken.text):
        foot = units["ft"]
        spoken.sub(
            r"(?<![\w.,])(\d{1,2})\s?['′’]\s?(\d{1,2})(?:\s?(?:[\"″”]|''|’’))?(?![\w'])(?<!['’])",
            lambda m: (
                [1, f" {foot.many if m[1] != '1' else foot.one} ", 2, f" {inches.many if m[2] != '1' else inches.one}"]
                if int(m[2]) < 12 and re.search(r"[\"″”]|''|’’", m[0])
                else [0]
            ),
        )
        spoken.sub(
            rf"(?<![\w.,\"“/⁄])({fraction}|{num})\s?(?:[\"″]|”)(?!\w)",
            lambda m: (
                [1, f" {inches.one if _ONE.fullmatch(m[1]) else inches.many}"]
                if m.string[: m.start()].count('"') % 2 == 0 and "“" not in m.string[: m.start()]
                else [0]
            ),
        )
        spoken.sub(rf"(?<![\w.,'’‘])({num})\s?′(?!\w)", lambda m: [1, f" {foot.many}"])
    hour, minute = units["h"], units["min"]
    spoken.sub(
        r"(?<![\w.,])(\d{1,2})\s?h(?:rs?|s)?\.?(\s?(?:(?:y|and)\s)?)(\d{1,2})\s?m(?:in|ins)?\b(?![²³/])",
        lambda m: [1, f" {hour.one if m[1] == '1' else hour.many} ", m[2].lstrip(), 3, f" {minute.one if m[3] == '1' else minute.many}"],
    )
    if language == "en":
        spoken.sub(r"(?<![\w.,£])(\d{1,2})p\b", lambda m: [1, " pence"])
    pattern = _unit_pattern(language)
    wholes = "|".join(re.escape(whole) for whole in sorted(WHOLES[language], key=len, reverse=True))
    if language == "en":
        spoken.sub(
            rf"(?<![\w.,/⁄])({fraction}|{num})\s?(fl\.? oz|sq\.? ?ft|sq\.? ?mi|sq\.? ?km|sq\.? ?m|cu\.? ?ft|in)\b\.?(?=(\s[a-z]+)?)",
            lambda m: _long_unit(m),
        )
    spoken.sub(
        rf"(?<![\w.,/⁄^])({fraction}|{num})(-)?(?:{pattern})(?![\w'’²³^]|-\d)(?:\s?/\s?({wholes})(?![\w²³^]))?(?=(\s[a-z]+|-[a-z]+)?)",
        lambda m: _quantity(m, language),
    )


_ONE: Final = re.compile(r"1|\d{1,2}[/⁄]\d{1,3}")
"""An amount of which there is one, or less."""


def _dimensions(spoken: Aligned, words: dict[str, str]) -> None:
    """10x15 cm: by; 3 x 4 = 12: times."""
    spoken.sub(
        r"(?<=\d)\s?[xX×]\s?(?=\d)",
        lambda m: [f" {words['×' if re.match(r'[^.;]*=', m.string[m.end() :]) or m[0] == ' × ' else 'by']} "],
    )


def _long_unit(m: re.Match[str]) -> list[Part]:
    key = re.sub(r"[ .]", "", m[2])
    names = {"floz": "fluid ounce", "sqft": "square foot", "sqmi": "square mile", "sqkm": "square kilometer", "sqm": "square meter",
             "cuft": "cubic foot", "in": "inch"}  # fmt: skip
    after = (m[3] or "").strip()
    if (
        key == "in"
        and after
        and after not in ("tall", "long", "wide", "high", "deep", "thick", "of", "by", "x", "and", "or", "in")
    ):
        return [0]
    if key == "in" and not after and re.match(r"\s*[A-Z0-9\"“]", m.string[m.end() :]):
        return [0]
    name = names[key]
    many = name.replace("foot", "feet") if "foot" in name else f"{name}es" if name == "inch" else f"{name}s"
    return [1, f" {name if _ONE.fullmatch(m[1]) else many}"]


def _quantity(m: re.Match[str], language: str) -> list[Part]:
    written, hyphen, whole, after = m[1], m[2], m[5], (m[6] or "").strip(" -")
    symbol = m[3] or m[4]
    unit = UNITS[language].get(symbol)
    if unit is None:
        return [0]
    if (
        symbol == "s"
        and language == "en"
        and re.fullmatch(r"\d+0", written)
        and m[3]
        and not hyphen
        and "." not in written
        and len(written) == 4
    ):
        return [0]
    if symbol in ("h", "m") and m[3] and m.string[m.end() : m.end() + 1] == ":":
        return [0]
    if (
        m[4]
        and symbol in ("A", "d", "B", "K", "t", "s", "h", "st")
        and language == "en"
        and symbol in ("A", "d", "t", "st")
        and after == ""
    ):
        pass
    if symbol == "A" and language == "es" and after:
        pass
    alone = _ONE.fullmatch(written) is not None
    adjective = (
        language == "en"
        and not whole
        and (bool(hyphen) or (after and after not in _NOT_COUNTED and not after.endswith("ly") and _before_a_noun(m)))
    )
    name = unit.one if alone or adjective else unit.many
    out: list[Part] = [1, f" {name}"]
    if whole:
        per = WHOLES[language][whole]
        out.append(f" {SIGNS[language]['per']} {per}")
    return out


def _before_a_noun(m: re.Match[str]) -> bool:
    return (
        re.search(r"(?i)\b(?:an?|this|that|each|every|another|the|your|my|his|her|our)\s$", m.string[: m.start()])
        is not None
    )


def _bare_rates(spoken: Aligned, language: str) -> None:
    """In km/h, without a number."""
    units = UNITS[language]
    spoken.sub(
        r"(?i)(?<=\b)(per|each|every|por|cada) (\w{1,4}[²³]?)(?![\w'’/-])",
        lambda m: [1, " ", (units[m[2]].one, 2)] if m[2] in units and len(m[2]) > 1 and m[2] not in _LITTLE.split("|") else [0],
    )
    if "/" not in spoken.text:
        return
    rates = {"km/h": "h", "m/s": "s", "mi/h": "h", "MB/s": "s", "GB/s": "s", "g/l": "l", "mg/dl": "dl", "kg/m³": "m³"}
    spoken.sub(
        r"(?<![\w/.])(km|m|mi|MB|GB|mg|g|kg)/(h|s|l|dl)(?![\w/²³^])(?<!\d)",
        lambda m: [f"{units[m[1]].many} {SIGNS[language]['per']} {WHOLES[language][m[2]]}"] if m[0] in rates and not re.search(r"\d\s?$", m.string[: m.start()]) else [0],
    )


def _rates(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """10 litres/day, 3 veces/semana, $20/month has been said before."""
    if "/" not in spoken.text:
        return
    wholes = "|".join(re.escape(whole) for whole in sorted(WHOLES[language], key=len, reverse=True))
    spoken.sub(
        rf"(?<=[^\W\d_]{{2}})\s?/\s?({wholes})(?![\w²³/])",
        lambda m: (
            [f" {words['per']} ", (WHOLES[language][m[1]], 1)]
            if re.search(r"\d[\d.,]*(?:\s[^\W\d_]+){1,3}$", m.string[: m.start()])
            else [0]
        ),
    )
    spoken.sub(
        rf"(?<=\d)\s?/\s?({'|'.join(w for w in WHOLES[language] if len(w) > 3)})\b",
        lambda m: [f" {words['per']} ", (WHOLES[language][m[1]], 1)],
    )


def _negatives(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    minus = f"{words['−']} "
    spoken.sub(r"(?<![\w)\]}.,°%])[-−–](?=\d|[.,]\d)", lambda m: [minus])
    spoken.sub(r"(?<=[\s(])−\s?(?=\d)|^−\s?(?=\d)", lambda m: [minus])


# ------------------------------------------------------------------------------------------------- ordinals, sums, pairs


def _ordinals(spoken: Aligned, language: str) -> None:
    if language == "en":
        spoken.sub(
            r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,9})\s?(?:st|nd|rd|th)\b",
            lambda m: [(ordinal(_integer(m[1]), "en"), 0)],
        )
        return
    spoken.sub(
        r"(?<![\w.,])(\d{1,4})\s?(?:\.\s?)?(er|ero|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na|o|a)(s?)\b(?!\.\w)(?=(\s[^\W\d_]+)?)|"
        r"(?<![\w.,])(\d{1,4})\s?\.?(º|ª|°)(s?)(?!\w)(?=(\s[^\W\d_]+)?)",
        _spanish_ordinal,
    )


_WARM: Final = re.compile(r"(?i)\b(?:temp|temperatura|grados|fiebre|calor|frío|horno|hace|máxim\w|mínim\w|ángulo)\b")


def _spanish_ordinal(m: re.Match[str]) -> list[Part]:
    first = 1 if m[1] else 5
    figure, mark, plural, noun = m[first], m[first + 1], m[first + 2], (m[first + 3] or "").strip()
    if mark in ("o", "a") and "." not in m[0]:
        return [0]
    if mark in ("no", "da", "to", "va", "ma", "na") and " " in m[0]:
        return [0]
    value = int(figure)
    if not 0 < value < 1000:
        return [0]
    if mark == "º" and "." not in m[0] and (value > 12 or _WARM.search(m.string)) and not _is_noun(noun):
        return [first, " grados"]
    feminine = mark in ("ª", "a", "ra", "da", "ta", "ma", "va", "na")
    short = not feminine and (mark == "er" or (bool(noun) and not plural and _is_noun(noun) and value % 10 in (1, 3)))
    said = ordinal(value, "es", "feminine" if feminine else "masculine", short=short)
    return [(said + ("s" if plural else ""), 0)]


def _integer(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _sums(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """What stands between numbers: +, -, x, *, ^, /, !"""
    text = spoken.text
    letter = r"[A-Za-z]"
    spoken.sub(rf"(?<![\w.,])({_NUM[language]})[eE]([-+−]?\d{{1,3}})(?!\w)", lambda m: [1, " × 10^", 2])
    text = spoken.text
    if "^" in text:
        for power in "23":
            spoken.sub(rf"(?<=[\w)])\s?\^\s?\(?{power}\)?(?!\w|\.\d)", lambda m, power=power: [f" {words[f'^{power}']}"])  # type: ignore[misc]
        spoken.sub(
            r"(?<=[\w)])\s?\^\s?\(?([-−+]?)([\w.]*\w)\)?",
            lambda m: [f" {words['^']} ", f"{words['−']} " if m[1] in ("-", "−") else "", 2],
        )
        spoken.sub(rf"(?<=\d)({letter})(?= {words['^2']}| {words['^3']}| {re.escape(words['^'])})", lambda m: [" ", 1])
    num = r"\d[\d.,]*"
    times, by = words["×"], words["by"]
    unit_names = "|".join({re.escape(name) for unit in ("cm", "mm", "m", "ft", "km") for name in UNITS[language][unit]})
    spoken.sub(rf"(?<=\w)(\s)[xX×](\s)(?=\d[\d.,]*\s(?:{unit_names}))", lambda m: [f" {by} "])
    spoken.sub(
        rf"(?<=\d)\s?[x×](?![\w×]|\s?[-+=*/^<>])|(?<=\d)×",
        lambda m: (
            [f" {'times' if language == 'en' else 'veces'}"]
            if not re.match(r"\s?\d", m.string[m.end() :])
            else [f" {times} "]
        ),
    )
    equation = re.search(r"[=+×÷≈<>≤≥√^]|\b(?:equals|igual a|squared|al cuadrado)\b", spoken.text) is not None
    minus = words["−"]
    spoken.sub(
        r"(?<=[\dA-Za-z)])(\s?)[-−–](\s?)(?=[\dA-Za-z(])",
        lambda m: [f" {minus} "] if _is_minus(m, equation) else [0],
    )
    if equation:
        spoken.sub(r"(?<=[=(+*×÷<>≤≥^,/])(\s?)[-−](?=[A-Za-z(√])|^[-−](?=[a-zA-Z(])", lambda m: [1, f" {minus} "])
        spoken.sub(r"(?<![\w])(\d+)([a-zA-Z]{1,2})(?![\w'])", lambda m: [1, " ", (" ".join(m[2]), 2)])
        power = rf"{words['^2']}|{words['^3']}|{re.escape(words['^'])}"
        spoken.sub(
            rf"(?<![\w'])(?!(?:{_LITTLE})\b)([a-zA-Z]{{2}})(?=\s(?:{power})|\s?[=+×÷])(?!\s[+]\s?[a-z]{{3}})",
            lambda m: [(" ".join(m[1]), 1)],
        )
        spoken.sub(r"(?<=\d) : (?=\d)", lambda m: [f" {words['÷']} "])
        spoken.sub(
            r"(?<![\w/])(\d+|\))\s?/\s?(\d+)(?=\s?[=+×])",
            lambda m: [1, f" {words['÷']} ", 2] if m[1] == ")" or int(m[1]) >= int(m[2]) else [0],
        )
        spoken.sub(r"(?<=[\w)])\s?/\s?(?=\d)(?<!\d/)", lambda m: [f" {words['÷']} "])
    spoken.sub(rf"(?<![\w.,])({num})!(?=\s?[=+×÷]|\s(?:is|es|=))", lambda m: [1, f" {words['factorial']}"])
    spoken.sub(r"#\s?(\d{5,})(?!\w)", lambda m: [f"{words['number']} ", (digits(m[1], language), 1)])
    spoken.sub(r"#\s?(?=\d)", lambda m: [f"{words['number']} "])
    spoken.sub(
        rf"(?<![\w)])(?:~|(?<!\w )≈)\s?(?={_NUM[language]}(?: ([^\W\d_]+))?)",
        lambda m: ["unas " if language == "es" and m[1] and _is_noun(m[1]) and _gender(m[1]) == "feminine" else f"{words['about']} "],
    )
    spoken.sub(r"(?<![\w)<%°])([<>≤≥])\s?(?=[\d$€£])", _compared(language))
    spoken.sub(r"(?<=\d)\+(?!\s?[\w(])", lambda m: [f" {words['+'] if language == 'en' else 'o más'}"])


_LITTLE: Final = (
    "is|of|to|in|at|as|or|by|if|so|an|on|no|my|we|he|it|be|do|go|up|us|am|pi|mu|nu|xi|de|la|el|en|es|un|se|si|su|me|mi|te|lo|le|"
    "al|ya|yo|tu|ln|fi|ji"
)


def _compared(language: str) -> Replace:
    """A sign with nothing before it: <5 minutes, ≥18."""
    names = {
        "en": {"<": "less than", ">": "more than", "≤": "at most", "≥": "at least"},
        "es": {"<": "menos de", ">": "más de", "≤": "como máximo", "≥": "como mínimo"},
    }[language]
    return lambda m: (
        [names[m[1]], " "] if not re.search(r"[\w)%°] $", m.string[: m.start()]) or m.start() == 0 else [0]
    )


def _is_minus(m: re.Match[str], equation: bool) -> bool:
    left, right = m.string[m.start() - 1], m.string[m.end()]
    spaced = bool(m[1] and m[2])
    if equation:
        before = re.search(r"[A-Za-z]+$", m.string[: m.start()])
        after = re.match(r"[A-Za-z]+", m.string[m.end() :])
        single = (not before or len(before[0]) == 1) and (not after or len(after[0]) == 1)
        return single and (spaced or (left.isdigit() or left == ")" or bool(before)))
    return spaced and left.isdigit() and right.isdigit()


def _pairs(spoken: Aligned, language: str) -> None:
    """What is left with a slash: 24/7, 9/11, 50/50, 8/10; and digits within names: MP3, 5G, COVID-19."""
    if "/" in spoken.text:
        over = SIGNS[language]["over"]
        spoken.sub(r"(?<![\w/.,])(\d{2,3})/(\d{2,3})(?= mill?[ií]met|\s?mmHg)", lambda m: [1, f" {over} ", 2])
        out_of = SIGNS[language]["out of"]
        spoken.sub(
            r"(?<![\w/.,])(\d+(?:[.,]\d)?)/(5|10|20|100)(?![\w/]|[.,]\d)(?! (?:of|de)\b)",
            lambda m: (
                [1, f" {out_of} ", 2]
                if m[0] not in ("20/20", "10/10 ") and float(m[1].replace(",", ".")) <= int(m[2])
                else [0]
            ),
        )
        sum_ = f" {over} " if re.search(r"=|\b(?:equals|igual a|plus|más|times)\b", spoken.text) else " "
        spoken.sub(r"(?<=\d)/(?=\d)", lambda m: [sum_])


_SPANISH_SMALL: Final = frozenset(
    "y o u e a en con por para que es de del la el los las una un se no ni si más menos al como pero porque cuando son era fue "
    "ser hay está sobre sin hasta desde entre igual lo le me te su sus mi tu ya también aunque donde según será "
    "tiene tienen hace ante bajo tras durante mediante and or mayor menor distinto elevado punto coma barra".split()
)
_SPANISH_HE: Final = re.compile(
    r"(?:\w*(?:ama|ema|oma|ima)s?|día|días|mapas?|planetas?|idiomas?|clima|climas|poetas?|atletas?|turistas?|artistas?|pianistas?|"
    r"dentistas?|periodistas?|cometas|kilos?|tema|temas|problemas?|sistemas?|gramas?|sofás?|pijamas?)$"
)
_SPANISH_SHE: Final = re.compile(
    r"(?:\w+(?:as?|ción|ciones|sión|siones|dad|dades|tad|tades|tud|tudes|umbres?|triz|trices|gión|giones)|vez|veces|voz|voces|luz|luces|cruz|cruces|red|ley|flor|señal|señales|imagen|pared|paredes|sal|miel|piel|pieles|cárcel|"
    r"cárceles|raíz|raíces|nariz|narices|manos?|noches?|tardes?|clases?|partes?|calles?|llaves?|flores|redes|leyes|fuentes?|nubes?|series?|horas?|imágenes|mujer|mujeres|razones|gentes?|frases?|bases?|fases?|torres?|naves?|claves?|sedes?|suertes?|muertes?|sangres?|leches?|carnes?|nieves?|mentes?|fotos?|radios?|motos?)$"
)


def _is_noun(word: str) -> bool:
    return len(word) > 1 and word.lower() not in _SPANISH_SMALL


def _gender(noun: str) -> Gender:
    word = noun.lower()
    if _SPANISH_HE.match(word) and not word.startswith(("cama", "rama", "dama", "llama", "fama", "goma", "loma", "broma", "yema", "lima", "cima", "rima", "víctima", "lágrima", "prima", "paloma", "cama", "semana", "pantalla", "gama", "escama", "crema", "forma", "firma", "plataforma")):  # fmt: skip
        return "masculine"
    return "feminine" if _SPANISH_SHE.match(word) else "masculine"


_ELEMENTS: Final = "H|C|N|O|S|P|F|Cl|Na|K|Ca|Fe|Mg|Al|Si|Cu|Zn|Li|Ag|Pb|Br|I|Mn|Ba"


def _rest(spoken: Aligned, language: str) -> None:
    """Every number that is left."""
    num = _NUM[language]
    # Within a name: MP3, H2O, 5G, A380, H.264.
    spoken.sub(
        rf"(?<!\w)(?=[A-Za-z]*\d)((?:(?:{_ELEMENTS})\d{{0,2}}){{2,}})(?!\w)",
        lambda m: [(re.sub(r"(?<=\w)(?=[A-Z\d])(?<![\d](?=\d))", " ", m[1]), 1)],
    )
    spoken.sub(r"(?<=\b[A-Z])\.(?=\d)", lambda m: [" "])
    spoken.sub(r"(?<=[^\W\d_])-?(?=\d)(?<!['’])", lambda m: [" "])
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
    noun = m[2] if m[2] and _is_noun(m[2]) and m[2][0].islower() else ""
    millions = noun and re.fullmatch(r"[1-9]\d{0,5}0{6}", m[1].replace(".", "")) and not noun.startswith(("mil", "bill", "trill"))
    return [(number(m[1], "es", _gender(noun) if noun else None), 1), " de" if millions else ""]


def _english_number(m: re.Match[str]) -> str:
    text = m[1]
    if not re.fullmatch(r"1\d{3}|20\d\d", text):
        return number(text, "en")
    value = int(text)
    before, after = m.string[: m.start()], m.string[m.end() :]
    counted = _COUNTED.match(after.lstrip(" ")) is not None and not re.search(r"\b(?:the|in|of) $", before)
    in_sum = re.search(r"(?:plus|minus|times|equals|by|√) $", before) or re.match(
        r" (?:plus|minus|times|equals|divided|=|\+)", after
    )
    if counted or in_sum or (value < 1100 and not re.search(_YEAR_BEFORE, before)):
        return number(text, "en")
    return year(value, "en")
