"""Which language a text is in: English or Spanish, by its commonest words and letters. Pure."""

from __future__ import annotations

import re

_ENGLISH = frozenset(
    "the is are what of and to in you your my it that how who do does can a an for on with i "
    "hi hello hey good morning evening night bye goodbye thanks thank please yes".split()
)
_SPANISH = frozenset(
    "el la los las es son qué que de y en tu mi lo un una cómo por para con no está se del al te me "
    "hola buenos buenas buen dias tardes noches adios gracias".split()
)
_MARKS = re.compile("[¿¡ñáéíóú]")


def guess_language(text: str) -> str:
    """ "en" or "es"; English where nothing tells."""
    return told_language(text) or "en"


def told_language(text: str) -> str:
    """ "en" or "es" where the words alone tell, else ""."""
    words = re.findall(r"\w+", text.lower())
    spanish = sum(word in _SPANISH for word in words) + 2 * len(_MARKS.findall(text.lower()))
    english = sum(word in _ENGLISH for word in words)
    return "es" if spanish > english else "en" if english > spanish else ""
