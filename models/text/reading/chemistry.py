"""Converts chemical formulas, ions and isotopes: H2SO4, NaCl, Ca²⁺, ¹⁴C. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part

_ELEMENT: Final = "(?:Cl|Na|Ca|Fe|Mg|Al|Si|Cu|Zn|Li|Ag|Pb|Br|Mn|Ba|Ni|Cr|Ti|Hg|Au|Sn|He|Ne|Ar|Pt|H|B|C|N|O|S|P|F|K|I|U)"
_FORMULA: Final = re.compile(rf"(?<!\w)(?=\w*[a-z\d])(?!NaN\b)(?:{_ELEMENT}\d{{0,2}}){{2,}}(?!\w)")
"""Two elements or more, in letters of both sizes or with figures: CO is a company, too."""
_ION: Final = re.compile(rf"(?<!\w)((?:{_ELEMENT}\d{{0,2}})+)([²³⁴]?)([⁺⁻])(?![\w⁰-⁹])")
_ISOTOPE: Final = re.compile(r"(?<![\w^)])[⁰¹²³⁴-⁹]+(?=[A-Z][a-z]?\b)")
_LIKELY: Final = re.compile(r"[⁺⁻⁰¹²³⁴-⁹₀-₉]|[A-Z][a-z]?\d|[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Z][a-z]\b")
_PLAIN: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def formulas(spoken: Aligned, words: dict[str, str]) -> None:
    """Parts formulas into letters and figures; the figures are spelled by the rules for numbers."""
    if not _LIKELY.search(spoken.text):
        return
    if not spoken.text.isascii():
        spoken.sub("[₀-₉]+", lambda m: [(m[0].translate(_PLAIN), 0)])
        spoken.sub(_ISOTOPE.pattern, lambda m: [(f"{m[0].translate(_PLAIN)} ", 0)])
        spoken.sub(_ION.pattern, lambda m: _ion(m, words))
    spoken.sub(_FORMULA.pattern, lambda m: [(_parted(m[0]), 0)])


def _ion(m: re.Match[str], words: dict[str, str]) -> list[Part]:
    sign = words["+" if m[3] == "⁺" else "−"]
    return [(_parted(m[1]), 1), " ", (m[2].translate(_PLAIN), 2), f" {sign}"]


def _parted(formula: str) -> str:
    return " ".join(re.findall(r"[A-Za-z]|\d+", formula)).upper()
