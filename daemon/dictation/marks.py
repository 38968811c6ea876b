"""Spoken punctuation: "comma", "new line", "abre comillas" become the marks themselves. Pure.

A recogniser writes marks of its own, and words that name a mark are words of every day, too: "the comma is missing", "a
long period", "punto de vista". So a name counts as a word where the words beside it say so; the names that are mostly words
count as marks only where the speaker has paused before them, which a recogniser writes as a mark of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

Wanted = Literal["all", "lines", "off"]
_Kind = Literal["after", "open", "close", "line", "joint"]


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    kind: _Kind = "after"
    """`after` stands at the word before it; `open` at the word behind it; `joint` at both; `line` has no blank around it."""
    everyday: bool = False
    """Its name is mostly a word: it counts behind a pause only ..."""
    ends: bool = False
    """... and where the sentence ends with it."""


_NAMES: Mapping[str, Mapping[str, _Mark]] = {
    "en": {
        "comma": _Mark(","), "semicolon": _Mark(";"), "question mark": _Mark("?"), "exclamation mark": _Mark("!"),
        "exclamation point": _Mark("!"), "full stop": _Mark("."), "period": _Mark(".", everyday=True),
        "colon": _Mark(":", everyday=True), "dash": _Mark(" -", everyday=True), "hyphen": _Mark("-", "joint", everyday=True),
        "ellipsis": _Mark("…", everyday=True), "dot dot dot": _Mark("…"),
        "new line": _Mark("\n", "line"), "new-line": _Mark("\n", "line"), "newline": _Mark("\n", "line"),
        "new paragraph": _Mark("\n\n", "line"),
        "open quote": _Mark('"', "open"), "open quotes": _Mark('"', "open"), "close quote": _Mark('"', "close"),
        "close quotes": _Mark('"', "close"), "end quote": _Mark('"', "close"), "unquote": _Mark('"', "close"),
        "open parenthesis": _Mark("(", "open"), "close parenthesis": _Mark(")", "close"),
        "open bracket": _Mark("[", "open"), "close bracket": _Mark("]", "close"),
    },
    "es": {
        "coma": _Mark(","), "punto y coma": _Mark(";"), "dos puntos": _Mark(":", everyday=True),
        "punto": _Mark(".", everyday=True, ends=True), "punto final": _Mark(".", everyday=True, ends=True),
        "punto y seguido": _Mark("."),
        "punto y aparte": _Mark(".\n", "line"), "puntos suspensivos": _Mark("…"),
        "abre interrogación": _Mark("¿", "open"), "abrir interrogación": _Mark("¿", "open"),
        "cierra interrogación": _Mark("?"), "cerrar interrogación": _Mark("?"), "signo de interrogación": _Mark("?"),
        "abre exclamación": _Mark("¡", "open"), "abrir exclamación": _Mark("¡", "open"),
        "cierra exclamación": _Mark("!"), "cerrar exclamación": _Mark("!"), "signo de exclamación": _Mark("!"),
        "nueva línea": _Mark("\n", "line"), "línea nueva": _Mark("\n", "line"), "nuevo párrafo": _Mark("\n\n", "line"),
        "salto de línea": _Mark("\n", "line"),
        "abre comillas": _Mark('"', "open"), "abrir comillas": _Mark('"', "open"), "cierra comillas": _Mark('"', "close"),
        "cerrar comillas": _Mark('"', "close"), "abre paréntesis": _Mark("(", "open"),
        "abrir paréntesis": _Mark("(", "open"), "cierra paréntesis": _Mark(")", "close"),
        "cerrar paréntesis": _Mark(")", "close"), "guion": _Mark("-", "joint", everyday=True),
        "guión": _Mark("-", "joint", everyday=True), "raya": _Mark(" —", everyday=True),
    },
}  # fmt: skip
_WORD_AFTER = {
    "en": frozenset(
        "a an the this that these those each every one any no some another my your his her its our their of with without in "
        "called word two three first last next missing oxford serial extra use need put add remove what which says say "
        "write wrote type typed insert".split()
    ),
    "es": frozenset(
        "el la los las un una unos unas este esta ese esa aquel aquella cada cualquier otro otra ningún ninguna algún "
        "alguna mi tu su nuestro de del al en con sin a hasta desde que no lo se me te le palabra llamado primer primera "
        "último última qué cuál falta sobra dos tres pon añade quita borra escribe cierto".split()
    ),
}
"""Behind one of these the name of a mark is a word."""
_WORD_BEFORE = {
    "en": frozenset("is are was were has have had of splice separated shaped means cancer drama piece".split()),
    "es": frozenset("es son era fue está falta sobra de del que com medio débil fuerte clave".split()),
}
"""Before one of these likewise."""
_ENDS = ".?!…"
_OWN = ",.;:?!…"
"""Marks that a recogniser writes at the end of a word."""
SMALL = {
    "en": frozenset(
        "a an the and but or so if then that this it he she we you they to of in on at for with from by as is are was were "
        "my your his her our their not no yes what when where who why how there here because".split()
    ),
    "es": frozenset(
        "el la los las un una unos unas y e o u pero si no sí que quien cuando donde como porque de del a al en con sin por "
        "para mi tu su yo él ella nosotros ellos ellas esto eso es son era lo le se me te muy más también ya".split()
    ),
}
"""Words that are small inside a sentence in any case: a recogniser had thought that one began there."""


@dataclass(slots=True)
class _Token:
    text: str
    """A word with its marks, or a spoken mark."""
    mark: _Mark | None = None


def written(text: str, language: str, wanted: Wanted = "all") -> str:
    """Returns the text with the spoken marks as marks, as far as they are `wanted`; with "lines" only new lines."""
    if wanted == "off" or language not in _NAMES:
        return text
    return _joined(_tokens(text.split(), language, wanted), language)


@cache
def _known(language: str, wanted: Wanted) -> tuple[tuple[tuple[str, ...], _Mark], ...]:
    """The names as words, the longest first."""
    named = [
        (tuple(name.split()), mark)
        for name, mark in _NAMES[language].items()
        if wanted == "all" or (mark.kind == "line" and mark.text.isspace())
    ]
    return tuple(sorted(named, key=lambda each: -len(each[0])))


def _tokens(words: Sequence[str], language: str, wanted: Wanted) -> list[_Token]:
    bare = [word.lower().strip(_OWN + "¿¡\"'«»“”()") for word in words]
    tokens: list[_Token] = []
    at = 0
    while at < len(words):
        found = next(
            (each for each in _known(language, wanted) if tuple(bare[at : at + len(each[0])]) == each[0]), None
        )
        end = at + (1 if found is None else len(found[0]))
        if found is not None and _is_mark(words, bare, at, end, found[1], language):
            tokens.append(_Token(words[end - 1], found[1]))
        else:
            tokens += map(_Token, words[at:end])
        at = end
    return tokens


def _is_mark(words: Sequence[str], bare: Sequence[str], at: int, end: int, mark: _Mark, language: str) -> bool:
    apart = at == 0 or words[at - 1][-1] in _OWN  # the speaker paused before it
    if any(word[-1] in _OWN for word in words[at : end - 1]):
        return False  # "a new, line"
    if not apart and bare[at - 1] in _WORD_AFTER[language]:
        return False
    closed = end == len(words) or words[end - 1][-1] in _OWN
    if not closed and not apart and end - at == 1 and bare[end] in _WORD_BEFORE[language]:
        return False
    if not apart and re.fullmatch(r"[\d.,]+", bare[at - 1] or "x"):
        return mark.kind == "line"  # "three point five", "tres punto cinco"
    return apart or not mark.everyday or (mark.ends and closed)


def _joined(tokens: Sequence[_Token], language: str) -> str:
    result = ""
    glued = True  # no blank before the next word
    begins = False  # the next word begins a sentence
    small = False  # the next word is inside a sentence, though the recogniser thought otherwise
    for token in tokens:
        mark = token.mark
        if mark is None:
            word = token.text
            if begins:
                word = _capital(word)
            elif small and word.lower().strip(_OWN) in SMALL[language]:
                word = word[0].lower() + word[1:]
            result += word if glued else f" {word}"
            glued = begins = small = False
            continue
        ended = token.text[-1] in _ENDS or (bool(result) and result[-1] in _ENDS)
        if mark.kind == "open":
            result += mark.text if glued else f" {mark.text}"
            glued = True
            begins = False
            continue
        if mark.kind == "line" and not mark.text.startswith("."):
            result = result.rstrip()
        elif mark.text != '"':  # in the place of the marks that the recogniser wrote
            result = result.rstrip(_OWN + " ") or result
        result += mark.text
        glued = mark.kind in ("line", "joint")
        begins = mark.text[-1] in f"{_ENDS}\n"
        small = ended and not begins
    return result


def _capital(word: str) -> str:
    """The word with its first letter as a capital, behind marks that open."""
    found = re.search(r"\w", word)
    return word if found is None else word[: found.start()] + word[found.start()].upper() + word[found.start() + 1 :]
