"""Converts money and short forms of thousands. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from models.text.aligned import Aligned, Part, instead, just_before
from models.text.reading.words import CODES, MONEY, SCALE_WORDS, SCALES, SIGNS, WHOLES
from models.text.reading.written import NUMBER, full_stop


@lru_cache(maxsize=2)
def _money_patterns(language: str) -> tuple[str, str]:
    table = MONEY[language]
    names = sorted([*table, *CODES], key=len, reverse=True)
    before = "|".join(re.escape(name) + (r"\b" if name[-1].isalpha() else "") for name in names)
    after = "|".join(
        (r"\b" if name[0].isalpha() else "") + re.escape(name) + (r"\b" if name[-1].isalpha() else "") for name in names
    )
    return before, after


def money(spoken: Aligned, language: str) -> None:
    text = spoken.text
    num = NUMBER[language]
    table = MONEY[language]
    if language == "es":  # as in Mexico
        spoken.sub(
            r"(?<![\d.,])(\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,}))(?![.,]?\d)",
            lambda m: [(m[1].replace(",", "").replace(".", ",").removesuffix(",00"), 1)],
        )
        spoken.sub(r"(?<=\$)(\s?)(\d{1,3}),(\d{3})(?![.,]?\d)", lambda m: [2, 3])
        spoken.sub(r"(?<=[$£])(\d+)\.(\d\d)(?!\d)", lambda m: [1, ",", 2])
    spoken.sub(
        rf"(?<!\w)({num})\s?(¢|ctvs?\b\.?|cts\b\.?)(?=( [a-z]+)?)",
        lambda m: [1, f" {_cent(m, language)}", full_stop(m)],
    )
    if language == "en":
        # As on the Continent: R$ 15,90.
        spoken.sub(
            r"(?<=[$€])(\s?\d{1,6}),(\d\d)(?![\d,])|(?<![\d,.])(\d{1,6}),(\d\d)(?=\s?€)", lambda m: [1, 3, ".", 2, 4]
        )
        spoken.sub(r"\$(?=[\d.,]+(?:-[a-z]+)?-dollar\b)", lambda m: [])
    spoken.sub(rf"(?<!\w)\$\s?({num})\s(MXN|CAD|AUD|ARS|COP|CLP)\b", lambda m: [1, " ", 2])
    if not re.search(r"[$€£¥₹₽₩₺₿₴₫₦₱฿₪₡₲]|\b[A-Z]{3}\b|\bS/|\bBs\b|\d\s?(?:kr|zł|Kč)\b|\bkr\s?\d", text):
        return
    before, after = _money_patterns(language)
    short = "|".join(sorted(SCALES[language], key=len, reverse=True))
    scale = rf"(?:\s?({short})(?![\w'’])|([\s-]{SCALE_WORDS[language]})\b)?"
    per = r"(?:\s?/\s?([^\W\d_]+(?:[²³]|\^[23])?)(?!\w)(?:\.(?=[,;:]| [^A-ZÁÉÍÓÚÑ¿¡]))?)?"
    spelled = r"(?=\s(?:de\s)?(?:pesos|dólares|dollars|euros|pounds|yen|libras|US dollars|soles|reais)\b)"
    spoken.sub(rf"(?:US)?\$\s?({num}(?:\s{SCALE_WORDS[language]})?){spelled}", lambda m: [1])
    spoken.sub(
        rf"([-−–]\s?)?(?<![\w])({before})\s?([-−–]\s?)?({num}){scale}(?!\d)(?: ?(?:USD|EUR|MXN)\b)?{per}"
        r"(?=(\s[a-z]+|-[a-z]+)?)",
        lambda m: _amount(m, 2, 4, language, minus=bool(m[1] or m[3])),
    )
    spoken.sub(
        rf"(?<![\w.,])(({num}){scale})\s?({after})(?!\w){per}(?=(\s[a-z]+|-[a-z]+)?)",
        lambda m: _amount(m, 5, 2, language, minus=False),
    )
    for sign in table:
        if len(sign) == 1 and sign in spoken.text:
            name = table[sign].many
            spoken.sub(rf"(?<=\w\s){re.escape(sign)}(?!\w)", instead(name))


def short_scales(spoken: Aligned, language: str) -> None:
    """Converts 50k, 1.2M and 1.5B; not 4K or 3M."""
    if language == "es":
        spoken.sub(r"(?<=\b1)(?<![.,]1)\s?MM?(?= de\b)", lambda m: [" millón"])
        spoken.sub(r"(?<=\d)\s?MM?(?= de\b)", lambda m: [" millones"])
    num = NUMBER[language]
    spoken.sub(
        rf"(?<![\w.,$€£-])({num})([kKMB])(?![\w'’/])",
        lambda m: (
            [1, f" {SCALES[language][m[2]]}"]
            if (len(m[1]) > 1 or _FANS.match(m.string, m.end()))
            and not (m[2] in "kK" and _RACE.match(m.string, m.end()))
            and not (m[2] == "K" and re.fullmatch(r"[1-9]\d{3}", m[1]))
            and (not (m[2] == "B" and (language == "es" or _is_letter(m))))
            and not (m[2] in "MB" and m[1].isdigit() and len(m[1]) > 3)
            else [0]
        ),
    )


_FANS: Final = re.compile(
    r" (?:followers|subscribers|views|users|likes|downloads|people|members|seguidores|suscriptores|visitas|"
    r"usuarios)\b"
)
_RACE: Final = re.compile(r"(?i)[ -](?:races?|runs?|runners?|walks?|marathon|training|time|plan|carreras?|mill?a)\b")
"""Nouns of a K that means kilometers, and stays a letter."""


def _is_letter(m: re.Match[str]) -> bool:
    """Whether the B behind a whole number is a letter: 221B Baker Street, a 70B model; not 8B people, 1.5B views."""
    return m[1].isdigit() and re.match(r" (?!model)[a-z]{3,}", m.string[m.end() :]) is None


def _cent(m: re.Match[str], language: str) -> str:
    money = MONEY[language]["$" if language == "en" or m[2].startswith("ctv") else "€"]
    return money.cent if m[1] == "1" or (language == "en" and _describes(m, m[3])) else money.cents


_ARTICLE: Final = re.compile(
    r"(?i)\b(?:an?|the|this|that|each|every|another|per|your|his|her|our|my|their|\w+'s)\s"
    r"(?:(?:[a-z]+-[a-z]+|\w+-\w+,|new|initial|total|one-time|whopping|massive|annual|monthly|single|record|mere|flat|small|"
    r"minimum|maximum|additional) ){0,2}$"
)


def _describes(m: re.Match[str], after: str | None) -> bool:
    """Whether the English amount describes the noun `after` it: "a fifty dollar fine"."""
    if after and _NOTES.fullmatch(after.strip(" -")):
        return True
    if after and after.startswith("-a"):
        return True
    if not after or after.strip(" -") in NOT_COUNTED or after.endswith("ly"):
        return False
    return _ARTICLE.search(just_before(m)) is not None


_NOTES: Final = re.compile("bills?|notes?|coins?")
NOT_COUNTED: Final = frozenset(
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
    scaled = SCALES[language].get(m[scale], "") if m[scale] else (m[scale + 1] or "").strip(" -\u00a0")
    per, after = m[m.re.groups - 1], m[m.re.groups]
    written = m[amount]
    decimal = "." if language == "en" else ","
    whole, _, part = written.partition(decimal)
    plain = re.sub(r"\D", "", whole)
    out: list[Part] = [f"{SIGNS[language]['−']} "] if minus else []
    bill = language == "en" and (_describes(m, after) or (m[scale + 1] or "").startswith("-"))
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
    """Returns the word for "per", as in twenty dollars a month, an hour."""
    if (
        language == "es"
        or not money
        or name in ("person", "capita", "user", "unit", "head", "seat", "token", "share", "item")
    ):
        return SIGNS[language]["per"]
    if name not in WHOLES["en"].values():
        return "per"
    return "an" if name[0] in "aeio" or name == "hour" else "a"
