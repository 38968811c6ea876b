"""Text as a model writes it -> text that a voice can say: Markdown, links, symbols and emoji made plain. Pure.

Each character of the result knows where in the original it comes from, so that the words heard can be found again in
what the model wrote.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from models.text.aligned import Aligned, Replace
from models.text.fractions import fractions, plain_signs

_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "%": "percent", "‰": "per mille", "&": "and", "+": "plus", "−": "minus", "=": "equals", "→": "to", "×": "times",
        "÷": "divided by", "±": "plus or minus", "≈": "about", "≠": "is not", "<": "less than", ">": "more than",
        "≤": "at most", "≥": "at least", "√": "the square root of", "§": "section", "°": "degrees",
        "°C": "degrees Celsius", "°F": "degrees Fahrenheit", "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen",
        "to": "to", "dot": "dot", "at": "at", "number": "number", "about": "about", "^2": "squared", "^3": "cubed",
        "^": "to the power of", "per": "per", "km": "kilometers", "m": "meters", "mi": "miles", "h": "hour",
        "s": "second", "kg": "kilograms", "g": "grams", "l": "liters", "mb": "megabytes", "gb": "size",
        "cm": "centimeters", "mm": "millimeters", "ml": "milliliters", "min": "minute", "minutes": "minutes",
        "hours": "hours", "km²": "square kilometers", "m²": "square meters", "m³": "cubic meters",
        "code": "Code follows on screen.",
    },
    "es": {
        "%": "por ciento", "‰": "por mil", "&": "y", "+": "más", "−": "menos", "=": "igual a", "→": "a", "×": "por",
        "÷": "entre", "±": "más o menos", "≈": "aproximadamente", "≠": "distinto de", "<": "menor que",
        ">": "mayor que", "≤": "como máximo", "≥": "como mínimo", "√": "la raíz cuadrada de", "§": "sección",
        "°": "grados", "°C": "grados Celsius", "°F": "grados Fahrenheit", "$": "dólares", "€": "euros", "£": "libras",
        "¥": "yenes", "to": "a", "dot": "punto", "at": "arroba", "number": "número", "about": "unos",
        "^2": "al cuadrado", "^3": "al cubo", "^": "elevado a", "per": "por", "km": "kilómetros", "m": "metros",
        "mi": "millas", "h": "hora", "s": "segundo", "kg": "kilogramos", "g": "gramos", "l": "litros",
        "mb": "megabytes", "gb": "size", "cm": "centímetros", "mm": "milímetros", "ml": "mililitros",
        "min": "minuto", "minutes": "minutos", "hours": "horas", "km²": "kilómetros cuadrados", "m²": "metros cuadrados",
        "m³": "metros cúbicos", "code": "Hay código en pantalla.",
    },
}  # fmt: skip

_UNITS: Final = {
    "km²": "km²", "m²": "m²", "m³": "m³", "km": "km", "kg": "kg", "cm": "cm", "mm": "mm", "ml": "ml", "min": "minutes",
    "h": "hours", " m": "m", " g": "g", " l": "l",
}  # fmt: skip
"""What stands behind a number, and its name in _WORDS. With a space, because a thing may be called 5G or 3M."""
_SPANISH: Final = (
    (r"\bEE\.\s?UU\.", "Estados Unidos"), (r"\b[Pp]\.\s?ej\.", "por ejemplo"), (r"\b[Pp]ágs?\.\s?(?=\d)", "página "),
    (r"\b(?:[Nn]\.?[º°]|No\.|[Nn]ro\.|[Nn]úm\.)\s?(?=\d)", "número "), (r"\b[Aa]v(?:da)?\.\s?(?=[A-ZÁÉÍÓÚ])", "avenida "),
    (r"\bC/\s?(?=[A-ZÁÉÍÓÚ])", "calle "), (r"\ba\.\s?C\.", "antes de Cristo"), (r"\bd\.\s?C\.", "después de Cristo"),
    (r"\bs\.\s?(?=[IVX]+\b)", "siglo "), (r"\b[Mm]áx\.", "máximo"), (r"\b[Mm]ín\.", "mínimo"),
    (r"\b1\.?er\b", "primer"), (r"\b3\.?er\b", "tercer"),
    # The minus is not read: five degrees of frost would be five of warmth.
    (r"(?<![\w)\]])-(?=\d)", "menos "),
)  # fmt: skip
"""What espeak-ng, and Piper by its phonemes, spell out or leave out. They know Sr., Dra., Ud., aprox., tel. and the like."""
_MONTHS: Final = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
_SCALES: Final = r"(?:thousand|million|billion|trillion|mil|millón|millones|billones)"
_NUMBER: Final = r"\d+(?:[.,]\d+)*"
_HOST: Final = r"[\w-]+(?:\.[\w-]+)+"
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "quot": '"', "apos": "'", "mdash": "—", "ndash": "–"}
_KEPT: Final = frozenset("'\"’‘“”«».,;:!?¿¡…()-–—/\n ")


def code_remark(language: str) -> str:
    """What is said in the place of a block of code."""
    return _WORDS.get(language, _WORDS["en"])["code"]


def speakable(raw: str, language: str, *, at: int = 0, line_start: bool = True, closed: bool = False) -> Aligned:
    """What to say for `raw`, a part of a reply that begins at character `at` of it. `line_start`: it begins a line, so
    that list signs and headings are seen; `closed`: the line ends here, so that a voice may let its tone fall. The
    result is empty when there is nothing to say."""
    spoken = Aligned(raw, list(range(at, at + len(raw))))
    words = _WORDS.get(language, _WORDS["en"])
    _plain_layout(spoken, line_start)
    _links(spoken, words)
    _emphasis(spoken)
    if language == "es":
        _spanish(spoken)
    plain_signs(spoken)
    _quantities(spoken, words)
    fractions(spoken, language)
    if language == "es":
        _one_in_spanish(spoken)
    _symbols(spoken, words)
    spoken.sub(r"\s*\n\s*|\s{2,}|[\t\r\f\v\u00a0\u2000-\u200a\u202f]", lambda m: [" "])
    spoken.sub(r" +([,.;:!?…](?:\s|$))", lambda m: [1])
    spoken.sub(r"([,;:])(?:\s*\1)+", lambda m: [1])
    spoken.sub(r"\(\s*\)|\[\s*\]", lambda m: [])
    spoken.sub(r"^\s*[\"“«(]\s+", lambda m: [])
    spoken.strip(" ,.;:!?…)]}»”’/\n-–—")
    if not any(map(str.isalnum, spoken.text)):
        return Aligned("", [])
    if closed and spoken.text[-1] not in ".,;:!?…":
        spoken.text += "."
        spoken.places.append(spoken.places[-1])
    return spoken


def _plain_layout(spoken: Aligned, line_start: bool) -> None:
    """Headings, quotes, bullets, numbering, tables, tags."""
    spoken.sub(r"&(amp|lt|gt|nbsp|quot|apos|mdash|ndash);", lambda m: [_ENTITIES[m[1]]])
    spoken.sub(r"</?[a-zA-Z][^<>]{0,200}>|<!--.*?-->", lambda m: [" "], re.S)
    begin = r"^" if line_start else r"(?<=\n)"
    flags = re.M if line_start else 0
    spoken.sub(begin + r"[ \t]*(?:>[ \t]?)+", lambda m: [], flags)
    spoken.sub(begin + r"[ \t]*#{1,6}[ \t]+", lambda m: [], flags)
    spoken.sub(begin + r"[ \t]*[-*+•◦▪‣·][ \t]+(?:\[[ xX]?\][ \t]*)?", lambda m: [], flags)
    spoken.sub(begin + r"[ \t]*(?:\*\*|__)?(\d{1,3})[.)](?:\*\*|__)?[ \t]+(?=\S)", lambda m: [1, ": "], flags)
    spoken.sub(begin + r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|?)+[ \t]*$", lambda m: [], flags | re.M)
    spoken.sub(begin + r"[ \t]*\|[ \t]*", lambda m: [], flags)
    spoken.sub(r"[ \t]*\|[ \t]*$", lambda m: [], re.M)
    spoken.sub(r"[ \t]+\|[ \t]+", lambda m: [", "])


def _links(spoken: Aligned, words: dict[str, str]) -> None:
    spoken.sub(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)", lambda m: [1])
    spoken.sub(r"\[\^?[\d, -]{1,8}\]", lambda m: [])
    spoken.sub(r"<((?:https?://|mailto:)[^<>\s]+)>", lambda m: [1])
    spoken.sub(
        rf"(?:https?|ftp)://(?:www\.)?({_HOST}|[\w-]+)(?::\d+)?(?:[/?#][^\s<>\"]*?)?(?=[.,;:!?)\]]*(?:\s|$))",
        lambda m: [_dotted(m[1], words)],
    )
    spoken.sub(rf"\bwww\.({_HOST})(?:[/?#][^\s<>\"]*?)?(?=[.,;:!?)\]]*(?:\s|$))", lambda m: [_dotted(m[1], words)])
    spoken.sub(
        rf"\b(?:mailto:)?([\w.+-]+)@({_HOST})",
        lambda m: [_dotted(m[1], words), f" {words['at']} ", _dotted(m[2], words)],
    )
    # A bare domain or file name: a voice swallows the dot, or takes it for the end of a sentence.
    spoken.sub(
        r"\b([A-Za-z][\w-]*(?:\.[a-z][\w-]*)*)\.(com|org|net|io|dev|es|mx|ar|edu|gov|py|js|txt|md|pdf|yaml|json)\b(?!\.\w)",
        lambda m: [_dotted(m[0], words)],
    )


def _dotted(name: str, words: dict[str, str]) -> str:
    return name.replace("_", " ").replace(".", f" {words['dot']} ")


def _emphasis(spoken: Aligned) -> None:
    spoken.sub(r"`+([^`]*)`+", lambda m: [1])
    spoken.sub(r"(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)\1", lambda m: [2], re.S)
    spoken.sub(r"(?<!\w)_{1,3}(?=\S)(.+?)(?<=\S)_{1,3}(?!\w)", lambda m: [1], re.S)
    spoken.sub(r"(?<=\d)\s?\*\s?(?=\d)", lambda m: [" × "])
    # What is left of a pair that a clause's end has parted, or of LaTeX.
    spoken.sub(r"\*+|~~|`+|(?<!\w)_+|_+(?!\w)", lambda m: [])
    spoken.sub(r"(?<=\w)_+(?=\w)", lambda m: [" "])
    spoken.sub(r"\\[()\[\]]|\\[,;! ]|\\(?=\W)", lambda m: [" "])
    spoken.sub(r"\\([A-Za-z]+)", lambda m: [1])


def _spanish(spoken: Aligned) -> None:
    """Abbreviations, dates and numbers as they are written in Spanish."""
    for written, said in _SPANISH:
        spoken.sub(written, _instead(said))
    spoken.sub(r"(?<=\d)(\s?[apAP])\.\s?([mM])\.(?=\s*$|\s+[A-ZÁÉÍÓÚ¿¡])", lambda m: [1, 2, "."])
    spoken.sub(r"(?<=\d)(\s?[apAP])\.\s?([mM])\.", lambda m: [1, 2])
    spoken.sub(r"(\d)\.([ºª])", lambda m: [1, 2])
    spoken.sub(
        r"(?<![\w/-])(\d{1,2})/(0?[1-9]|1[0-2])/(\d{4})(?![\w/])",
        lambda m: [1, f" de {_MONTHS[int(m[2]) - 1]} de ", 3],
    )
    # Thousands after a space: 46 000 000. As in Mexico: 1,234.50, 1,234,567 and $1,500. Alone, 1,500 is 1.5 in Spain.
    spoken.sub(
        r"(?<![\d.,])\d{1,3}(?:(?:[\u00a0\u2009\u202f]\d{3})+|(?: \d{3}){2,})(?!\d)",
        lambda m: [re.sub(r"\D", "", m[0])],
    )
    spoken.sub(
        r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})(?![.,]?\d)|(?<=\$)\s?\d{1,3},\d{3}(?![.,]?\d)",
        lambda m: [m[0].replace(",", "").replace(".", ",").removesuffix(",00")],
    )


def _instead(said: str) -> Replace:
    """A full stop that also ends the sentence stays."""
    return lambda m: [said, "." if m[0].endswith(".") and not m.string[m.end() :].strip() else ""]


def _one_in_spanish(spoken: Aligned) -> None:
    """1 kg is "un kilogramo"; 5 millones € are "5 millones de euros"."""
    one = r"(?<![\d.,:/])1 +"
    spoken.sub(
        rf"{one}((?:kilo|centí|milí|mili)?(?:gramo|metro|litro)|kilómetro|minuto|euro|grado)s\b", lambda m: ["un ", 1]
    )
    spoken.sub(rf"{one}(hora|libra)s\b", lambda m: ["una ", 1])
    spoken.sub(rf"{one}(dólar)es\b", lambda m: ["un ", 1])
    spoken.sub(r"(ill(?:ón|ones)) +(?=(?:dólares|euros|libras|yenes)\b)", lambda m: [1, " de "])


def _quantities(spoken: Aligned, words: dict[str, str]) -> None:
    def after_all(said: str) -> Replace:
        return lambda m: [1, f" {said} "]

    def after(name: str) -> Replace:
        return after_all(words[name])

    spoken.sub(rf"(?:US)?\$\s?(?={_NUMBER}(?:\s{_SCALES})?\s(?:de\s)?(?:pesos|dólares|dollars)\b)", lambda m: [])
    for sign in "$€£¥":
        mark = re.escape(sign)
        spoken.sub(rf"(?:US)?{mark}\s?({_NUMBER}(?:\s{_SCALES}\b)?)", after(sign))
        spoken.sub(rf"({_NUMBER}(?:\s{_SCALES})?)\s?{mark}", after(sign))
    spoken.sub(r"(\d)\s?(?:°\s?|º\s?|℃)C\b|(\d)\s?℃", lambda m: [1, 2, f" {words['°C']}"])
    spoken.sub(r"(\d)\s?(?:°\s?F\b|℉)", after("°F"))
    spoken.sub(r"(\d)\s?°", after("°"))
    for sign in "%‰":
        spoken.sub(rf"(\d)\s?{sign}", after(sign))
    spoken.sub(r"(?<![\d-])(\d{1,4})\s?–\s?(?=\d{1,4}(?![\d-]))", after("to"))
    spoken.sub(r"(?<![\d-])(\d{1,4})-(\d{1,4})(?![\d-])", lambda m: [1, f" {words['to']} ", 2] if _is_range(m) else [0])
    for above, below in (("km", "h"), ("m", "s"), ("mi", "h"), ("mb", "s"), ("gb", "s"), ("l", "min")):
        spoken.sub(
            rf"(?i)(\d)\s?{above}/{below}\b",
            after_all(f"{words[above]} {words['per']} {words[below]}"),
        )
    for unit, name in _UNITS.items():
        gap = r"\s" if unit[0] == " " else r"\s?"
        spoken.sub(rf"(\d){gap}{unit.strip()}\b(?!['’²³/])", after(name))
    spoken.sub(r"#(?=\d)", lambda m: [f"{words['number']} "])
    spoken.sub(r"~\s?(?=\d)", lambda m: [f"{words['about']} "])
    for power, sign in (("2", "²"), ("3", "³")):
        spoken.sub(rf"(\w)(?:\^\{{?{power}\}}?(?!\w)|{sign})", after(f"^{power}"))
    spoken.sub(r"(?<=\w)\^\{?(-?\w+)\}?", lambda m: [f" {words['^']} ", 1])


def _symbols(spoken: Aligned, words: dict[str, str]) -> None:
    spoken.sub(r"\s?(?:->|=>|⇒|➜|➡)\s?", lambda m: [" → "])
    spoken.sub(r"\s?(?:<=)\s?", lambda m: [" ≤ "])
    spoken.sub(r"\s?(?:>=)\s?", lambda m: [" ≥ "])
    spoken.sub(r"\s?([&=→×÷±≈≠≤≥√§])\s?", lambda m: [f" {words[m[1]]} "])
    spoken.sub(r"(?<=[\w)])\s?\+\s?(?=[\w(])|(?<!\S)\+(?=\d)", lambda m: [f" {words['+']} "])
    spoken.sub(r"(?<=[\w)])\s+([<>])\s+(?=[\w(])", lambda m: [f" {words[m[1]]} "])
    spoken.sub(r"\s?−\s?(?=\d)", lambda m: [f" {words['−']} "])
    spoken.sub(r"([^\W\d_])/(?=[^\W\d_])", lambda m: [1, " "])
    spoken.sub(r"[^\w\s]", lambda m: [m[0]] if m[0] in _KEPT or _is_accent(m[0]) else [" "])
    spoken.sub(r"([!?])[!?]*", lambda m: [1])


def _is_range(match: re.Match[str]) -> bool:
    """10-12 is one; 555-1234, 2026-11 and a result of 3-1 are none."""
    first, last = match.group(1), match.group(2)
    return int(first) < int(last) and (len(first) == len(last) or len(last) <= 2)


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) == "Mn" and not "\ufe00" <= character <= "\ufe0f"
