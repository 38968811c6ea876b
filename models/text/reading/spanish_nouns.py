"""Tells by its ending whether a Spanish word is a noun, and its gender. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.spelling import Gender

_SPANISH_SMALL: Final = frozenset(
    "y o u e a en con por para que es de del la el los las una un se no ni si más menos al como pero porque cuando son era "
    "fue ser hay está sobre sin hasta desde entre igual lo le me te su sus mi tu ya también aunque donde según será "
    "tiene tienen hace ante bajo tras durante mediante and or mayor menor distinto elevado punto coma barra".split()
)


_SPANISH_HE: Final = re.compile(
    r"(?:\w*(?:ama|ema|oma|ima)s?|día|días|mapas?|planetas?|idiomas?|clima|climas|poetas?|atletas?|\w+istas?|"
    r"dálmatas?|guardias|policías|colegas|"
    r"cometas|kilos?|tema|temas|problemas?|sistemas?|gramas?|sofás?|pijamas?)$"
)


_SPANISH_SHE: Final = re.compile(
    r"(?:\w+(?:as?|ción|ciones|sión|siones|dad|dades|tad|tades|tud|tudes|umbres?|triz|trices|gión|giones)|vez|"
    r"veces|voz|voces|luz|luces|cruz|cruces|red|ley|flor|señal|señales|imagen|pared|paredes|sal|miel|piel|"
    r"pieles|cárcel|"
    r"cárceles|raíz|raíces|nariz|narices|manos?|noches?|tardes?|clases?|partes?|calles?|cumbres?|muestras?|"
    r"llaves?|flores|redes|leyes|fuentes?|nubes?|series?|horas?|imágenes|mujer|mujeres|razones|gentes?|frases?|"
    r"bases?|fases?|torres?|naves?|claves?|sedes?|suertes?|muertes?|sangres?|leches?|carnes?|nieves?|mentes?|"
    r"fotos?|radios?|motos?)$"
)


_IN_SPITE: Final = tuple(
    "cama rama dama llama fama goma loma broma yema lima cima rima víctima lágrima prima paloma semana pantalla gama escama "
    "lista vista pista revista entrevista conquista crema forma firma plataforma".split()
)
"""Feminine nouns that end like the masculine ones from Greek (-ma)."""


def is_noun(word: str) -> bool:
    return len(word) > 1 and word.lower() not in _SPANISH_SMALL


def gender(noun: str) -> Gender:
    word = noun.lower()
    if _SPANISH_HE.match(word) and not word.startswith(_IN_SPITE):
        return "masculine"
    return "feminine" if _SPANISH_SHE.match(word) else "masculine"
