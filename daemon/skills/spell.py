"""Spells numbers and durations in words, in English and Spanish. Pure."""

from __future__ import annotations

from collections.abc import Iterator

EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ES_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
).split()
ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
ES_HUNDREDS = "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split()
AND = {"en": "and", "es": "y"}


def spell(value: int, language: str, feminine: bool = False, before_noun: bool = False) -> str:
    """Spells a number from 0 to below a million million in words. `feminine` and `before_noun` choose Spanish forms: "una",
    "un"."""
    if value >= 1000:
        return _thousands(value, language, feminine, before_noun)
    if value >= 100:
        return _hundreds(value, language, feminine, before_noun)
    if language == "en":
        if value < 20:
            return EN_UNITS[value]
        tens = EN_TENS[value // 10 - 2]
        return f"{tens}-{EN_UNITS[value % 10]}" if value % 10 else tens
    if value < 30:
        word = ES_UNITS[value]
    else:
        tens = ES_TENS[value // 10 - 3]
        word = f"{tens} y {ES_UNITS[value % 10]}" if value % 10 else tens
    if word.endswith("uno") and (feminine or before_noun):
        return word[:-1] + "a" if feminine else ("veintiún" if value == 21 else word[:-1])
    return word


def _hundreds(value: int, language: str, feminine: bool, before_noun: bool) -> str:
    hundreds, rest = divmod(value, 100)
    if language == "en":
        head = f"{EN_UNITS[hundreds]} hundred"
        return f"{head} {spell(rest, language)}" if rest else head
    if value == 100:
        return "cien"
    head = ES_HUNDREDS[hundreds - 2] if hundreds > 1 else "ciento"
    if feminine and hundreds > 1:
        head = head[:-2] + "as"
    return f"{head} {spell(rest, language, feminine, before_noun)}" if rest else head


def _thousands(value: int, language: str, feminine: bool, before_noun: bool) -> str:
    millions, rest = divmod(value, 10**6)
    thousands, ones = divmod(rest, 1000)
    parts = []
    if millions and language == "en":
        parts.append(f"{spell(millions, language)} million")
    elif millions:
        parts.append(f"{spell(millions, language, before_noun=True)} {'millón' if millions == 1 else 'millones'}")
    if thousands == 1 and language == "es":
        parts.append("mil")
    elif thousands:
        parts.append(
            f"{spell(thousands, language, feminine, before_noun=True)} {'thousand' if language == 'en' else 'mil'}"
        )
    if ones:
        parts.append(spell(ones, language, feminine, before_noun))
    return " ".join(parts)


def spell_decimal(value: float, language: str) -> str:
    """Spells any number below a million million, with three decimals at most: "minus two point five"."""
    sign = {"en": "minus ", "es": "menos "}[language] if value < 0 else ""
    whole, _, decimals = f"{abs(value):.3f}".rstrip("0").partition(".")
    words = f"{sign}{spell(int(whole), language)}"
    if not decimals:
        return words
    return " ".join(
        [words, {"en": "point", "es": "coma"}[language], *(spell(int(digit), language) for digit in decimals)]
    )


def spell_duration(seconds: int, language: str) -> str:
    """Spells a duration: "one hour and five minutes", "una hora y cinco minutos"."""
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
