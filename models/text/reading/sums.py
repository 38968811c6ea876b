"""Converts signs between numbers: +, -, ×, ^, /, !, comparisons. Pure."""

from __future__ import annotations

import re

from models.text.aligned import Aligned, Replace, instead, just_before
from models.text.reading.spanish_nouns import gender, is_noun
from models.text.reading.words import UNITS
from models.text.reading.written import LITTLE_WORDS, NUMBER
from models.text.spelling import digits


def sums(spoken: Aligned, language: str, words: dict[str, str]) -> None:
    """Converts signs between numbers: +, -, x, *, ^, /, !"""
    letter = r"[A-Za-z]"
    if language == "es":
        spoken.sub(
            r"(?<!\w)(sin|sen|cos|tan|tg)(?=\s?\^|\(|\s?(?:theta|alfa|beta|[xα-ω])(?!\w))",
            lambda m: [({"sin": "seno", "sen": "seno", "cos": "coseno"}.get(m[1], "tangente"), 1)],
        )
        spoken.sub(
            r"(?<![\w)])\+(\d{2,}) (?=([^\W\d_]{4,}s)\b)(?!puntos|grados|horas)",
            lambda m: ["más de ", 1, " "] if is_noun(m[2]) else [0],
        )
    spoken.sub(rf"(?<![\w.,])({NUMBER[language]})[eE]([-+−]?\d{{1,3}})(?!\w)", lambda m: [1, " × 10^", 2])
    text = spoken.text
    if "^" in text:
        for power in "23":
            spoken.sub(rf"(?<=[\w)])\s?\^\s?\(?{power}\)?(?!\w|\.\d)", instead(f" {words[f'^{power}']}"))
        spoken.sub(
            r"(?<=[\w)])\s?\^\s?\(?([-−+]?)([\w.]*\w)\)?",
            lambda m: [f" {words['^']} ", f"{words['−']} " if m[1] in ("-", "−") else "", 2],
        )
        spoken.sub(rf"(?<=\d)({letter})(?= {words['^2']}| {words['^3']}| {re.escape(words['^'])})", lambda m: [" ", 1])
    num = r"\d[\d.,]*"
    times, by = words["×"], words["by"]
    unit_names = "|".join({re.escape(name) for unit in ("cm", "mm", "m", "ft", "km") for name in UNITS[language][unit]})
    spoken.sub(
        rf"(?<=\w)(\s)[xX×](\s)(?!10 {re.escape(words['^'])})(?=\d[\d.,]*\s(?:{unit_names}))", lambda m: [f" {by} "]
    )
    equation = re.search(r"[=+×÷≈<>≤≥√^]|\b(?:equals|igual a|squared|al cuadrado)\b", spoken.text) is not None
    between = "" if equation else r"\s?"
    if equation:
        faster = r"(?:faster|more|bigger|larger|slower|better|as|the|más|mejor|rápido)"
        spoken.sub(rf"(?<![\w.])(\d+)x(?!\w)(?! {faster}\b)", lambda m: [1, " x"])
    spoken.sub(
        rf"(?<=\d){between}[x×](?![\w×]|\s?[-+=*/^<>])|(?<=\d)×",
        lambda m: (
            [f" {'times' if language == 'en' else 'veces'}"]
            if not re.match(r"\s?\d", m.string[m.end() :])
            else [f" {times} "]
        ),
    )
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
            rf"(?<![\w'])(?!(?:{LITTLE_WORDS})\b)([a-zA-Z]{{2}})(?=\s(?:{power})|\s?[=+×÷])(?!\s[+]\s?[a-z]{{3}})",
            lambda m: [(" ".join(m[1]), 1)],
        )
        spoken.sub(  # F = ma, PV = nRT
            rf"(?<![\w'])([A-Z]{{1,2}}|[a-z])(\s?=\s?)(?!(?:sin|cos|tan|log|max|min|yes|{LITTLE_WORDS})\b)"
            r"([A-Za-z]{2,3})(?=[\s.,;)]|$)",
            lambda m: [(" ".join(m[1]), 1), 2, (" ".join(m[3]), 3)],
        )
        spoken.sub(r"(?<=\d) : (?=\d)", lambda m: [f" {words['÷']} "])
        spoken.sub(
            r"(?<![\w/])(\d+|\))\s?/\s?(\d+)(?=\s?[=+×])",
            lambda m: [1, f" {words['÷']} ", 2] if m[1] == ")" or int(m[1]) >= int(m[2]) else [0],
        )
        if "=" in spoken.text:
            spoken.sub(r"(?<=\b[A-Za-z])\s?/\s?(?=[A-Za-z]\b)", lambda m: [f" {words['over']} "])
            spoken.sub(r"(?<=[\w)])\s/\s(?=[\w(])", lambda m: [f" {words['÷']} "])
        spoken.sub(r"(?<=[\w)])\s?/\s?(?=\d)(?<!\d/)", lambda m: [f" {words['÷']} "])
    spoken.sub(r"(?<!\w)([a-z])!(?=\s?[=+×÷/)-])|(\))!(?=\s?[=+×÷/]|$)", lambda m: [1, 2, f" {words['factorial']}"])
    if "∫" in spoken.text:
        spoken.sub(r"(?<!\w)d([a-z])(?!\w)", lambda m: ["d ", 1])
    spoken.sub(rf"(?<![\w.,])({num})!(?=\s?[=+×÷]|\s(?:is|es|=))", lambda m: [1, f" {words['factorial']}"])
    spoken.sub(r"#\s?(\d{5,})(?!\w)", lambda m: [f"{words['number']} ", (digits(m[1], language), 1)])
    spoken.sub(r"#\s?(?=\d)", lambda m: [f"{words['number']} "])
    spoken.sub(
        rf"(?<![\w)])(?:~|(?<!\w )≈)\s?(?={NUMBER[language]}(?: ([^\W\d_]+))?)",
        lambda m: [
            "unas "
            if language == "es" and m[1] and is_noun(m[1]) and gender(m[1]) == "feminine"
            else f"{words['about']} "
        ],
    )
    spoken.sub(r"(?<![\w)<%°])([<>≤≥])\s?(?=[\d$€£])", _compared(language))
    spoken.sub(r"(?<=\d)\+(?!\s?[\w(])", lambda m: [f" {words['+'] if language == 'en' else 'o más'}"])


def _compared(language: str) -> Replace:
    """Converts a comparison sign without a number before it: <5 minutes, ≥18."""
    names = {
        "en": {"<": "less than", ">": "more than", "≤": "at most", "≥": "at least"},
        "es": {"<": "menos de", ">": "más de", "≤": "como máximo", "≥": "como mínimo"},
    }[language]
    part = re.compile(r"[\d.,]+ por ciento")
    return lambda m: (
        [names[m[1]], "l " if names[m[1]].endswith(" de") and part.match(m.string, m.end()) else " "]
        if not re.search(r"[\w)%°] $", just_before(m)) or m.start() == 0
        else [0]
    )


def _is_minus(m: re.Match[str], equation: bool) -> bool:
    left, right = m.string[m.start() - 1], m.string[m.end()]
    spaced = bool(m[1] and m[2])
    if equation:
        before = re.search(r"[A-Za-z]+$", just_before(m))
        after = re.match(r"[A-Za-z]+", m.string[m.end() :])
        power = before is not None and before[0] in ("squared", "cubed", "cuadrado", "cubo")
        if power:
            before = None
        single = (not before or len(before[0]) == 1) and (not after or len(after[0]) == 1)
        return single and (spaced or (left.isdigit() or left == ")" or bool(before) or power))
    return spaced and left.isdigit() and right.isdigit()
