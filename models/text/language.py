"""Detects a text's language, English or Spanish, by its commonest words and letters, and chooses the one to show.
Pure."""

from __future__ import annotations

import re
import unicodedata

# Words that are said in both ("no", "me", "a", "he", "has", "son", "come") tell nothing, and stand in neither.
_ENGLISH = frozenset(
    "the an is are was were am be been being do does did what who where when why how which whose of and or but not in "
    "to at on with from for by about into i you your yours my it its she they we him her them his their our us this "
    "that these those can could would should will must have had if then there here some any all so as up down off out "
    "hi hello hey good morning afternoon evening night bye goodbye thanks thank please yes sorry problem worries tell "
    "give make get go know want need say speak talk help think let turn more much many very well just now today "
    "tomorrow yesterday time day week year weather".split()
)
_SPANISH = frozenset(
    "el la los las un una unos unas y de del al en con por para se te lo le les nos mi tu su mis tus sus nuestro "
    "nuestra que como cuando donde quien quienes cual cuales cuanto cuanta cuantos cuantas porque pero si es eres soy "
    "sois esta estas estoy estan estamos fue ser estar hay tengo tiene tienes tienen tenemos quiero quieres quiere "
    "puedo puedes puede podrias voy vamos hace hacer haz dime dame pon ponme sabes muy mas bien ahora hoy manana ayer "
    "aqui alli tambien tampoco esto eso esa ese este aquel otro otra todo todos nada algo nadie cosa vez entonces "
    "pues casa nombre llamo llamas hola buenos buenas buen bueno buena dia dias tarde tardes noche noches adios "
    "gracias vale claro perdon perdona ayuda hora horas minuto minutos tiempo vos tenes queres podes decime contame "
    "usted ustedes ella ellos ellas yo".split()
)
LOOKED_AT = 2000
"""Most characters examined: a book is in the language in which it begins."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def guess_language(text: str) -> str:
    """Returns "en" or "es"; "en" where nothing decides."""
    return told_language(text) or "en"


def told_language(text: str) -> str:
    """Returns "en" or "es" where the words alone decide, else ""."""
    text = text[:LOOKED_AT]
    spanish, english = 2 * len(re.findall("[¿¡]", text)), 0
    for word in _WORD.findall(unicodedata.normalize("NFC", text.lower())):
        plain = _without_accents(word)
        spanish += (plain in _SPANISH) + (plain != word)
        english += word in _ENGLISH or "'" in word or "’" in word
    return "es" if spanish > english else "en" if english > spanish else ""


def _without_accents(word: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", word) if not unicodedata.combining(each))
