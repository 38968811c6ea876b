"""Spells words letter by letter, and counts their letters. Pure."""

from __future__ import annotations

from typing import Literal

from daemon.skills.spell import spell

OWN_NAME = {"your name": "SARAi", "tu nombre": "SARAi"}
"""Words for the assistant's name -> the name."""
_NO_WORDS = frozenset(
    "it that this them me you him her these those something my your name a an the word words code letters "
    "eso esto ello lo la el un una mi tu nombre palabra palabras bien mal mejor asi letra codigo musica poesia".split()
)
"""Single words after "spell" that name no word to be spelt."""
_ACCENT = {"á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u"}


def spelt(word: str, language: str) -> str | None:
    """Returns the letters of a word as they are said; None when none is named. `word` has its accents."""
    word = OWN_NAME.get(word, word)
    if word in _NO_WORDS or not word.replace("-", "").replace("'", "").isalpha():
        return None
    return f"{', '.join(_named(each, language) for each in word if each.isalpha())}."


def count(word: str, language: str) -> str | None:
    """Returns how many letters a word has."""
    letters = _letters(word)
    if letters is None:
        return None
    number = spell(len(letters), language, feminine=True, before_noun=True)
    if language == "en":
        return f"{_capital(word)} has {number} letter{'' if len(letters) == 1 else 's'}."
    return f"{_capital(word)} tiene {number} letra{'' if len(letters) == 1 else 's'}."


def backwards(word: str, language: str) -> str | None:
    """Returns the letters of a word from its end."""
    return spelt(word[::-1], language) if _letters(word) else None


def vowels(word: str, language: str) -> str | None:
    """Returns how many vowels a word has."""
    letters = _letters(word)
    if letters is None:
        return None
    count = sum(_ACCENT.get(each, each) in "aeiouü" for each in letters.lower())
    number = spell(count, language, feminine=True, before_noun=True)
    if language == "en":
        return f"{_capital(word)} has {number} vowel{'' if count == 1 else 's'}."
    return f"{_capital(word)} tiene {number} vocal{'' if count == 1 else 'es'}."


def edge(word: str, end: Literal["first", "last"], language: str) -> str | None:
    """Returns the first or the last letter of a word."""
    letters = _letters(word)
    if letters is None:
        return None
    said = _named(letters[0 if end == "first" else -1], language)
    if language == "en":
        return f"{_capital(word)} {'begins' if end == 'first' else 'ends'} with {said}."
    return f"{_capital(word)} {'empieza' if end == 'first' else 'termina'} por {said}."


def _letters(word: str) -> str | None:
    return word if word.isalpha() and word not in _NO_WORDS else None


def _named(sign: str, language: str) -> str:
    if language == "es" and sign.lower() in _ACCENT:
        return f"{_ACCENT[sign.lower()].upper()} con acento"
    return sign.upper()


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
