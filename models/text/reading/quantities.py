"""Converts numbers with units, degrees, per cent and rates. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from models.text.aligned import Aligned, Part, instead, just_before
from models.text.reading.directions import COMPASS, arcs
from models.text.reading.money import NOT_COUNTED
from models.text.reading.words import LOOSE, SCALE_WORDS, SIGNS, SPACED, UNITS, WHOLES, Name
from models.text.reading.written import AT_MOST_ONE, LITTLE_WORDS, NUMBER


def degrees(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    oven = (
        r"(?i)\b(?:oven|preheat|baked?|roast|heat|temp(?:erature)?|fever|grill|horno|hornea|precalienta|temperatura)\b"
    )
    if re.search(oven, spoken.text):
        spoken.sub(r"(?<![\w.,])(\d{2,3}(?:\.\d)?)\s?([FC])(?![\w'’/+#])", lambda m: [1, "°", 2])
    if not set("°º℃℉%‰") & set(spoken.text):
        return
    if language == "es":
        spoken.sub(
            r"(?<![\w.,])(\d{1,2})°(?= (?:piso|lugar|grado|puesto|año|curso|día|trimestre|capítulo|nivel|premio)\b)",
            lambda m: [1, "º"],
        )
    one = {"en": "degree", "es": "grado"}[language]
    num = NUMBER[language]
    arcs(spoken, language)
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
    compass = COMPASS[language]

    def degrees(m: re.Match[str]) -> list[Part]:
        scale = m[2] or m[3] or ""
        before, after = just_before(m), m.string[m.end() :]
        turned = not scale and language == "en" and re.search(r"(?i)\ba $", before) and re.match(r"\s?-?[a-z]", after)
        angle = not scale and language == "en" and re.match(r"[ -](?:angles?|turns?|rotations?|bends?|views?)\b", after)
        name = one if m[1] == "1" or turned or angle else words["°"]
        tail = scales.get(scale, "") or compass.get(scale, "")
        return [1, f" {name}{' ' if tail else ''}{tail}"]

    spoken.sub(
        rf"({num})(?:\s?°\s?([CFNSEWO])\b|\s?º\s?([CFNSEO])\b|\s?([℃℉])|\s?°)",
        lambda m: [1, f" {words['°']} {scales[m[4]]}"] if m[4] else degrees(m),
    )
    if language == "es":
        spoken.sub(rf"(?<=menos )({num})º(?!\w)|(?<=-)({num})º(?!\w)", lambda m: [1, 2, f" {words['°']}"])
    for sign in "%‰":
        spoken.sub(rf"(\d)\s?{sign}", instead(f" {words[sign]}"))


@lru_cache(maxsize=2)
def _unit_pattern(language: str) -> str:
    units = sorted(UNITS[language], key=len, reverse=True)
    tight = "|".join(re.escape(unit) for unit in units if unit not in SPACED or unit in LOOSE)
    loose = "|".join(re.escape(unit) for unit in units if unit in SPACED)
    return rf"(?:\s?({tight})|\s({loose}))"


def units(spoken: Aligned, language: str) -> None:
    """Converts 5 kg, 3.5GHz, 90 m², 65 mph, 10 km/h and 6'2"."""
    num = NUMBER[language]
    units = UNITS[language]
    fraction = r"(?:\d{1,3} )?\d{1,3}[/⁄]\d{1,3}"
    inches, hour, minute = units["in″"], units["h"], units["min"]
    if set("'\"′″’”") & set(spoken.text):
        foot = units["ft"]
        spoken.sub(
            r"(?<![\w.,])(\d{1,2})\s?['′’]\s?(\d{1,2})(?:\s?(?:[\"″”]|''|’’))?(?![\w'])(?<!['’])",
            lambda m: (
                [1, f" {foot.many if m[1] != '1' else foot.one} ", 2, f" {inches.many if m[2] != '1' else inches.one}"]
                if int(m[2]) < 12 and re.search(r"[\"″”]|''|’’", m[0])
                else [1, f" {minute.one if m[1] == '1' else minute.many} ", 2, f" {units['s'].many}"]
                if "′" in m[0] and "″" in m[0]
                else [0]
            ),
        )
        by = f" {SIGNS[language]['by']} "
        spoken.sub(  # 2"x4", 3'x5'
            rf"(?<![\w.,])({fraction}|{num})\s?(?:([\"″”])|['′’])\s?[x×]\s?({fraction}|{num})\s?[\"″”'′’](?!\w)",
            lambda m: [1, _length(m, 1, inches if m[2] else foot), by, 3, _length(m, 3, inches if m[2] else foot)],
        )
        spoken.sub(
            r"(?<![\w.,'’‘])(\d{1,3})['’](?=[\s.,;)]|$)(?! ?\d)",
            lambda m: [1, _length(m, 1, foot)] if _is_long(m) else [0],
        )
        spoken.sub(
            rf"(?<![\w.,\"“/⁄])({fraction}|{num})\s?(?:[\"″]|”)(?!\w)",
            lambda m: (
                [1, f" {inches.one if AT_MOST_ONE.fullmatch(m[1]) or _describes(m, language) else inches.many}"]
                if m.string[: m.start()].count('"') % 2 == 0 and "“" not in m.string[: m.start()]
                else [0]
            ),
        )
        spoken.sub(rf"(?<![\w.,'’‘])({num})\s?′(?!\w)", lambda m: [1, f" {foot.many}"])
    spoken.sub(
        r"(?<![\w.,])(\d{1,2})\s?h(?:rs?|s)?\.?(\s?(?:(?:y|and)\s)?)(\d{1,2})\s?m(?:in|ins)?\b(?![²³/])",
        lambda m: [
            1,
            f" {hour.one if m[1] == '1' else hour.many} ",
            m[2].lstrip(),
            3,
            f" {minute.one if m[3] == '1' else minute.many}",
        ],
    )
    if language == "en":
        spoken.sub(r"(?<![\w.,£])(\d{1,2})p\b", lambda m: [1, " pence"])
    after_scale = "|".join(re.escape(unit) for unit in units if len(unit) > 1 and unit not in LITTLE_WORDS.split("|"))
    spoken.sub(
        rf"(?<=\d )({SCALE_WORDS[language]}(?: de)? )({after_scale})(?![\w'’²³^/-])|"
        rf"((?:thousand|million|billion|trillion|millones de) )({after_scale})(?![\w'’²³^/-])",
        lambda m: [1, 3, (units[m[2] or m[4]].many, 2 if m[2] else 4)],
    )
    pattern = _unit_pattern(language)
    wholes = "|".join(re.escape(whole) for whole in sorted(WHOLES[language], key=len, reverse=True))
    if language == "en":
        spoken.sub(
            rf"(?<![\w.,/⁄])({fraction}|{num})\s?(fl\.? oz|sq\.? ?(?:ft|mi|km|m)|cu\.? ?ft|in)\b\.?(?=(\s[a-z]+)?)",
            lambda m: _long_unit(m),
        )
    spoken.sub(
        rf"(?<![\w.,/⁄^])({fraction}|{num})(-)?(?:{pattern})(?![\w'’²³^]|-\d)(?:\s?/\s?({wholes}|100 ?km)"
        r"(?![\w²³^]))?(?=(\s[a-z]+|-[a-z]+)?)",
        lambda m: _quantity(m, language),
    )


def _length(m: re.Match[str], amount: int, unit: Name) -> str:
    return f" {unit.one if AT_MOST_ONE.fullmatch(m[amount]) else unit.many}"


def _is_long(m: re.Match[str]) -> bool:
    """Whether the apostrophe behind a number means feet: no quote is open, and a length is spoken of."""
    if re.search(r"(?<!\w)['‘]|s['’]", m.string[: m.start()]):
        return False
    long = r"(?i)\b(?:tall|long|wide|high|deep|board|ladder|ceiling|feet|fence|rope|cable|pole|pool|pies|largo|alto)\b"
    return re.search(long, m.string) is not None


_ASKED: Final = re.compile(r"(?i)\b(?:what(?:['’]s| is)|calculate|compute|cuánto (?:es|son)|calcula) [\d.,]+$")
"""A question for the product of the number and the next one."""


def dimensions(spoken: Aligned, words: dict[str, str]) -> None:
    """Converts the x of dimensions: "by" in 10x15 cm, "times" in 3 x 4 = 12 and 2 x 500 mg."""

    def between(m: re.Match[str]) -> str:
        after = m.string[m.end() :]
        doses = re.match(r"[\d.,]+\s?(?:m?g|m?l|mcg|µg)\b", after) or re.match(r"[^.;]*=", after)
        long = re.match(
            r"[\d.,]+(?:\s?[x×]\s?[\d.,]+)?\s?(?:[mck]?m|in|ft|px|pixels|inches|feet|pulgadas|píxeles)\b", after
        )
        if re.match(r"10\^", after) or _ASKED.search(m.string[: m.start()]):
            return words["×"]
        return words["×" if doses or (m[0] == " × " and not long) else "by"]

    spoken.sub(r"(?<=\d)\s?[xX×]\s?(?=\d)", lambda m: [f" {between(m)} "])


def _long_unit(m: re.Match[str]) -> list[Part]:
    key = re.sub(r"[ .]", "", m[2])
    names = {
        "floz": "fluid ounce",
        "sqft": "square foot",
        "sqmi": "square mile",
        "sqkm": "square kilometer",
        "sqm": "square meter",
        "cuft": "cubic foot",
        "in": "inch",
    }
    after = (m[3] or "").strip()
    if (
        key == "in"
        and not re.search(r"\d by $", m.string[: m.start()])
        and after
        and after not in ("tall", "long", "wide", "high", "deep", "thick", "of", "by", "x", "and", "or", "in")
    ):
        return [0]
    if key == "in" and re.search(r"\d by $", m.string[: m.start()]):
        return [1, " inch" if after and after not in NOT_COUNTED else " inches"]
    if key == "in" and not after and re.match(r"\s*[A-Z0-9\"“]", m.string[m.end() :]):
        return [0]
    name = names[key]
    if after in _MEASURED:
        return [1, f" {name}"]
    many = name.replace("foot", "feet") if "foot" in name else f"{name}es" if name == "inch" else f"{name}s"
    return [1, f" {name if AT_MOST_ONE.fullmatch(m[1]) else many}"]


def _quantity(m: re.Match[str], language: str) -> list[Part]:
    written, hyphen, whole, after = m[1], m[2], m[5], (m[6] or "").strip(" -")
    symbol = m[3] or m[4]
    unit = UNITS[language].get(symbol)
    if unit is None:
        return [0]
    if symbol == "K" and m[3] and not re.fullmatch(r"[1-9]\d{3}", written):
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
    if symbol in COMPASS[language] and re.search(
        r"(?i)\b(?:highway|hwy\.?|route|interstate|I|US|autopista|ruta)[ -]?$", m.string[: m.start()]
    ):
        return [1, f" {COMPASS[language][symbol]}"]
    alone = AT_MOST_ONE.fullmatch(written) is not None
    adjective = (
        language == "en"
        and not whole
        and (
            bool(hyphen)
            or (
                after
                and after not in NOT_COUNTED
                and not after.endswith("ly")
                and (_before_a_noun(m) or after in _MEASURED)
            )
        )
    )
    name = unit.one if alone or adjective else unit.many
    out: list[Part] = [1, f" {name}"]
    if whole:
        per = WHOLES[language].get(whole) or f"100 {UNITS[language]['km'].many}"
        out.append(f" {SIGNS[language]['per']} {per}")
    return out


_MEASURED: Final = frozenset(
    "lens heater resistor capacitor motor engine bulb battery drive disk disc camera sensor monitor screen "
    "display cable pipe "
    "hose adapter charger panel outlet circuit fuse supply processor chip pot can bottle bag jar box tank dash "
    "race relay sprint "
    "run walk board rope fence radius limit speaker oven freezer lamp line connection card stick plan model paper tape wire "
    "turbine amplifier router port house apartment home space lot office room".split()
)
"""Nouns that a quantity without an article describes, too: 5 kW heater."""


def _describes(m: re.Match[str], language: str) -> bool:
    """Whether an English length describes the noun behind it: a 27" monitor."""
    return language == "en" and _before_a_noun(m) and m.string[m.end() : m.end() + 2].strip().islower()


def _before_a_noun(m: re.Match[str]) -> bool:
    return (
        re.search(r"(?i)\b(?:an?|this|that|each|every|another|the|your|my|his|her|our)\s$", m.string[: m.start()])
        is not None
    )


def bare_rates(spoken: Aligned, language: str) -> None:
    """Converts a unit of a rate that has no number, as in "per km"."""
    units = UNITS[language]
    spoken.sub(
        r"(?i)(?<=\b)(per|each|every|por|cada) (\w{1,4}[²³]?)(?![\w'’/-])",
        lambda m: (
            [1, " ", (units[m[2]].one, 2)]
            if m[2] in units and len(m[2]) > 1 and m[2] not in LITTLE_WORDS.split("|")
            else [0]
        ),
    )
    spoken.sub(
        r"(?<=\s\()(\w{2,4})(?=\))|(?<![\w^])([kcm]?m\^[23])(?!\w)",
        lambda m: (
            [(units[m[0]].many, 0)]
            if m[0] in units and m[0] not in LITTLE_WORDS.split("|") and (m[1] or "=" not in m.string)
            else [0]
        ),
    )
    if "/" not in spoken.text:
        return
    rates = {"km/h": "h", "m/s": "s", "mi/h": "h", "MB/s": "s", "GB/s": "s", "g/l": "l", "mg/dl": "dl", "kg/m³": "m³"}
    spoken.sub(
        r"(?<![\w/.])(km|m|mi|MB|GB|mg|g|kg)/(h|s|l|dl)(?![\w/²³^])(?<!\d)",
        lambda m: (
            [f"{units[m[1]].many} {SIGNS[language]['per']} {WHOLES[language][m[2]]}"]
            if m[0] in rates and not re.search(r"\d\s?$", m.string[: m.start()])
            else [0]
        ),
    )


def rates(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """Converts rates: 10 litres/day, 3 veces/semana, 2x/day, 3.0 × 10^8 m/s. $20/month has been converted before."""
    if "/" not in spoken.text:
        return
    if language == "en":
        spoken.sub(
            r"(?<![\w.])(\d{1,2})\s?x\s?/\s?(day|week|month|year|d|wk|mo|yr)\b",
            lambda m: [1, f" {'time' if m[1] == '1' else 'times'} a ", (WHOLES["en"][m[2]], 2)],
        )
    units = UNITS[language]
    spoken.sub(
        r"(?<=\^)([-−]?\d{1,3}|\{[-−]?\d{1,3}\}|\([-−]?\d{1,3}\)) ([A-Za-z]{1,3})/([a-z]{1,3})(?![\w/²³^])",
        lambda m: (
            [1, f" {units[m[2]].many} {words['per']} ", (WHOLES[language][m[3]], 3)]
            if m[2] in units and m[3] in WHOLES[language]
            else [0]
        ),
    )
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
