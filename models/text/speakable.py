"""Converts text as a model writes it into text that a voice can say: Markdown, links, numbers, symbols and emoji in
words. Pure.

Each character of the result knows its position in the original, so that heard words can be found in the model's text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from models.text.aligned import Aligned
from models.text.markup import emphasis, greek_letters, layout, links, maths, windows_paths
from models.text.reading.abbreviations import abbreviations
from models.text.reading.acronyms import acronyms, letter_a
from models.text.reading.numbers import readings
from models.text.reading.roman import romans
from models.text.reading.times import half_of_day
from models.text.reading.words import SIGNS
from models.text.shell import shell_commands

_KEPT: Final = frozenset("'\"’‘“”«».,;:!?¿¡…()-–—/\n ")
_READ: Final = ("en", "es")
"""Languages whose numbers and signs are converted here; other languages' are left to the voice."""


def code_remark(language: str) -> str:
    """Returns the spoken replacement of a block of code."""
    return SIGNS.get(language, SIGNS["en"])["code"]


def speakable(raw: str, language: str, *, at: int = 0, line_start: bool = True, closed: bool = False) -> Aligned:
    """Returns the spoken text for `raw`, a part of a reply that begins at its character `at`. `line_start`: it
    begins a line, so list signs and headings are recognised; `closed`: the line ends here, so the voice may let its
    tone fall. The result is empty when there is nothing to say."""
    spoken = Aligned(raw, list(range(at, at + len(raw))))
    words = SIGNS.get(language, SIGNS["en"])
    layout(spoken, line_start, words)
    shell_commands(spoken, words)
    windows_paths(spoken, words)
    maths(spoken, language, words)
    links(spoken, words)
    spoken.sub(r"(?i)(?<=hotel de )([1-5])\s?\*(?!\w)", lambda m: [1, f" {words['stars']}"])
    spoken.sub(r"(?<!\S)([1-5])\*(?= (?:hotel|resort|review))", lambda m: [1, " star"])
    emphasis(spoken, words)
    if language in _READ:
        _languages(spoken, language, words)
        abbreviations(spoken, language)
        romans(spoken, language)
        readings(spoken, language)
        acronyms(spoken, language)
        if "m." in spoken.text or "M." in spoken.text:
            spoken.sub(r"(?<![\w.])([AaPp])\.\s?[Mm]\.", lambda m: [half_of_day(m[1], language)])
    _symbols(spoken, language, words)
    spoken.sub(r"\(\s*\)|\[\s*\]|(?<=\() +", lambda m: [])
    spoken.sub(r"\s*\n\s*|\s{2,}|[\t\r\f\v\u00a0\u2000-\u200a\u202f]", lambda m: [" "])
    spoken.sub(r" +([,.;:!?…](?:\s|$))", lambda m: [1])
    spoken.sub(r"([,;:])(?:\s*\1)+", lambda m: [1])
    spoken.sub(r"^\s*[\"“«(]\s+", lambda m: [])
    if language == "en":
        letter_a(spoken)
    spoken.strip(" ,.;:!?…)]}»”’/\n-–—")
    if not any(map(str.isalnum, spoken.text)):
        return Aligned("", [])
    if closed and spoken.text[-1] not in ".,;:!?…":
        spoken.text += "."
        spoken.places.append(spoken.places[-1])
    return spoken


def _languages(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """Converts names of programming languages, and letters that no word of the language has."""
    if not spoken.text.isascii():
        flat = "flat" if language == "en" else "bemol"
        spoken.sub(
            r"(?i)(?<!\w)(do|re|mi|fa|sol|la|si)([♯♭])", lambda m: [1, f" {'sostenido' if m[2] == '♯' else flat}"]
        )
        spoken.sub(r"(?<!\w)([A-G])([♯♭])", lambda m: [1, f" {words['sharp'] if m[2] == '♯' else flat}"])
    if "+" in spoken.text or "#" in spoken.text:
        spoken.sub(r"(?<!\w)(C|c|g|Notepad|G)\+\+(?![a-zA-Z+])", lambda m: [1, f" {words['plus plus']} "])
        spoken.sub(r"(?<=\b[a-z])\+\+(?!\w)", lambda m: [f" {words['plus plus']}"])
        spoken.sub(r"(?<!\w)([CF])#(?!\w)", lambda m: [1, f" {words['sharp']}"])
        spoken.sub(  # a colour
            r"(?<!\w)#(?=\d*[A-Fa-f])(?=[A-Fa-f]*\d)([\dA-Fa-f]{6})(?!\w)",
            lambda m: [f"{words['hashtag']} ", (" ".join(m[1].upper()), 1)],
        )
        spoken.sub(r"(?<!\w)#(?=[A-Z]{1,4}-?\d)", lambda m: [f"{words['number']} "])
        spoken.sub(r"(?<!\w)#(?=[^\W\d_])", lambda m: [f"{words['hashtag']} "])
    _keys(spoken)
    if "§" in spoken.text or "¶" in spoken.text:
        many, one = ("sections", "paragraph") if language == "en" else ("secciones", "párrafo")
        spoken.sub(r"§§", lambda m: [many])
        spoken.sub(r"¶(?=\s?\d)", lambda m: [one])
    if "IPv" in spoken.text:
        spoken.sub(r"\bIPv(?=[46]\b)", lambda m: ["IP V "])
    if "©" in spoken.text:
        spoken.sub(r"©(?=\s?\w)", lambda m: ["copyright "])
    spoken.sub(r"(?<!\w)([A-F])[-−](?=[.,;:!?)]|$)", lambda m: [1, f" {words['−']}"])
    if "&" in spoken.text:
        spoken.sub(r"\s?&&\s?(!?)", lambda m: [f" {words['and']} ", f"{words['¬']} " if m[1] else ""])
        spoken.sub(r"\b([IVX]{1,4}) & (?=[IVX]{1,4}\b)", lambda m: [1, f" {words['and']} "])
        spoken.sub(
            r"(?<!\w)([A-Z]{1,3})\s?&\s?([A-Z]{1,3})(?!\w)",
            lambda m: [(" ".join(m[1]), 1), f" {words['&']} ", (" ".join(m[2]), 2)],
        )
    spoken.sub(r"(?<!\S)<3(?![\w.,]*\d| \w)", lambda m: [])
    if "★" in spoken.text or "⭐" in spoken.text:
        spoken.sub(r"(?<!\S)(★{1,5})☆*|(?<!\S)(⭐{2,5})", lambda m: [(f"{len(m[1] or m[2])} {words['stars']}", 0)])
        spoken.sub(r"(?<=\d)\s?[★⭐]", lambda m: [f" {words['stars']}"])
    if language == "en":
        spoken.sub(r"(?<!\w)w/in\b", lambda m: ["within"])
        spoken.sub(r"(?<!\w)w/(?:\s(?=\w)|(?=[a-z]{3}))", lambda m: ["with "])
        spoken.sub(r"(?<!\w)w/o\b", lambda m: ["without"])
    else:
        _both_genders(spoken)
    if not spoken.text.isascii():
        spoken.sub(r"[ℝℕℤℚℂ]", lambda m: [(unicodedata.normalize("NFKC", m[0]), 0)])
        if "·" in spoken.text:
            spoken.sub(r"(?<=\d)\s?·\s?(?=[\d(])|(?<=\b\w)\s?·\s?(?=\w\b)(?<!N·(?=m\b))", lambda m: [" × "])
        spoken.sub(r"∠\s?([A-Z]{1,3})\b", lambda m: ["angle " if language == "en" else "ángulo ", (" ".join(m[1]), 1)])
        if _GREEK.search(spoken.text):
            greek_letters(spoken, language)
        spoken.sub(r" {2,}", lambda m: [" "])
        if _FOREIGN.search(spoken.text):
            spoken.sub(r"[^\W\d_]+", lambda m: [0] if _latin(m[0]) else [" "])


_GREEK: Final = re.compile("[\u00b5\u0370-\u03ff\u2126]")
_FOREIGN: Final = re.compile("[\u0250-\u1dff\u1f00-\U0010ffff]")
"""Characters of other scripts than Latin, and signs."""
_KEYS: Final = {
    "Ctrl": "Control",
    "Cmd": "Command",
    "Supr": "Suprimir",
    "Del": "Delete",
    "Esc": "Escape",
    "Mayús": "Mayúsculas",
}


def _keys(spoken: Aligned) -> None:
    """Converts keys that are pressed together: Ctrl+C, Ctrl-Alt-Del."""
    spoken.sub(
        r"(?<!\w)((?:Ctrl|Control|Cmd|Command|Alt|Shift|Win|Super|Fn|Option|Meta|Mayús)(?: ?[+-] "
        r"?(?:[A-Z][a-zú]{2,7}|[A-Z]|F?\d{1,2}))+)(?!\w)",
        lambda m: [(" ".join(_KEYS.get(key, key) for key in re.split(r" ?[+-] ?", m[1])), 1)],
    )


def _both_genders(spoken: Aligned) -> None:
    """Writes out the slash of both genders in Spanish: los/as alumnos/as, niño/a."""
    if "/" in spoken.text:
        spoken.sub(r"\b([LlDd]?e?l?o)s/(?:l?as)\b", lambda m: [1, "s y las"])
        spoken.sub(r"\b([Ee])l/la\b", lambda m: [1, "l o la"])
        spoken.sub(r"\b([^\W\d_]{2,})(o|e|or|ón)s?(?<=s)/(as)\b", lambda m: [1, 2, f"s y {m[1]}as"])
        spoken.sub(r"\b([^\W\d_]{2,})o/a\b", lambda m: [1, f"o o {m[1]}a"])
        spoken.sub(r"\b([^\W\d_]{2,}(?:or|ón))/a\b", lambda m: [1, f" o {m[1].replace('ón', 'on')}a"])


def _latin(word: str) -> bool:
    """Whether a voice of a language in Latin letters can say the word."""
    return word.isascii() or not any(
        character >= "\u0250"
        and not "\u1e00" <= character <= "\u1eff"
        and character.isalpha()
        and character not in "ªº"
        for character in unicodedata.normalize("NFKC", word)
    )


def _symbols(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """Spells out signs that have a name and drops all others."""
    spoken.sub(r"(?<!\S)[:;]-?[)(DPp](?!\w)", lambda m: [" "])
    if not re.search(r"[^\w\s.,;:!?'\"()-]", spoken.text):
        spoken.sub(r"([!?])[!?]*", lambda m: [1])
        return
    spoken.sub(r"\s?(?:->|=>|⇒|➜|➡|⟶|⟹)\s?", lambda m: [" → "])
    spoken.sub(r"^\s*→\s*", lambda m: [])
    spoken.sub(r"\s?(?:<=)\s?", lambda m: [" ≤ "])
    spoken.sub(r"\s?(?:>=)\s?", lambda m: [" ≥ "])
    spoken.sub(r"\s?(?:!=|=/=)\s?", lambda m: [" ≠ "])
    spoken.sub(r"\s?(?:={2,3}|:=)\s?", lambda m: [" = "])
    spoken.sub(r"(?<=[^\W\d_]{2}) [>›»] (?=[A-ZÁÉÍÓÚÑ][^\W\d_])", lambda m: [", "])  # Settings > Apps
    is_ = "is" if language == "en" else "es"
    spoken.sub(r"(?<=[\w)])\s+([<>≤≥])\s+(?=[\w(])", lambda m: [f" {is_} {words[m[1]]} "])
    spoken.sub(r"\s?([&=→×÷±≈≠≤≥√∛§∞∑∫∈∉∴∝∪∩∂∅¬∀∃∧∨⊂⊆])\s?", lambda m: [f" {words[m[1]]} "])
    spoken.sub(r"(?<=[\w)])\s*\+\s*(?=[\w(])|(?<![^\s(\[\"'“«])\+(?=\w)", lambda m: [f" {words['+']} "])
    spoken.sub(r"(?<=\w)\+(?=[\s.,;:!?)]|$)", lambda m: [f" {words['+']}"])
    spoken.sub(r"\s/\s", lambda m: [", "])
    spoken.sub(r"\s?−\s?(?=\w)", lambda m: [f" {words['−']} "])
    spoken.sub(r"(?<=\w)\s?%", lambda m: [f" {words['%']}"])
    spoken.sub(r"(?<=[^\W\d_])/(?=[^\W\d_])|(?<=\w)/(?=\w)", lambda m: [" "])
    spoken.sub(r"[^\w\s]", lambda m: [m[0]] if m[0] in _KEPT or _is_accent(m[0]) else [" "])
    spoken.sub(r"([!?])[!?]*", lambda m: [1])
    spoken.sub(r"([¡¿])\1+", lambda m: [1])


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) == "Mn" and not "\ufe00" <= character <= "\ufe0f"
