"""Requests with a statement beside them: "My speakers are too loud, turn them down." Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

LONGEST: Final = 22
"""Words of both clauses; what is longer is a story."""
SHORTEST: Final = {"en": 2, "es": 1}
"""Words of a command beside a statement."""
_STATES: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:i|i m|i ve|i ll|i d|you|you re|your|my|the|it|it s|this|that|that s|these|those|we|we re|we ve|there|there s"
        r"|because|so|since"
        r"|otherwise|as|\w+ (?:s|is|are) (?:done|ready|finished|cooked|over|here|boiling|burning)) "
    ),
    "es": re.compile(
        r"(?:me|mi|mis|la|el|los|las|esta|este|estos|estas|eso|esto|estan|estoy|no|que|porque|ya|hay|tengo|tenemos|voy|vamos"
        r"|hablas|suena|suenas|estas|te|tu|necesito|quiero|se|falta|faltan|asi|es|son|va|si no) "
    ),
}
"""How a statement begins that gives the reason for a command."""
_TOLD: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:said|says|say|told|tells|asked|asks|sang|sings|shouted|shouts|yelled|cried|cries|wrote|whispered|replied|ordered"
        r"|thought|dreamed|dreamt|meant|means|he|she|they|sentence|line|title|called|book|story|poem|scene|lyrics)\b"
    ),
    "es": re.compile(
        r"\b(?:dijo|dije|dice|dicen|decia|decian|grito|grita|pregunto|pregunta|canto|canta|escribio|susurro|pidio|pide|ordeno"
        r"|respondio|penso|sone|significa|el dice|ella|ellos|frase|titulo|llama|libro|cuento|poema|escena|letra)\b"
    ),
}
"""Words of what is told of somebody else, or of a text."""
_SAYS: Final = re.compile(r"(?:dijo|dije|dice|grito|pregunto|pidio|respondio) (?!que\b)")
_ABOUT: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b((?:my|the|this|these) (?:(?:computer|laptop|screen|display|monitor|system|speaker)(?: s)? )?"
        r"(?:volume|brightness|sound|speakers|screen|display|monitor|computer|laptop|music|song|track|tune|video|movie|film"
        r"|podcast|episode|playlist|notifications|alerts|pop ups|popups|(?:\w+ )?timer|alarm|reminder|countdown))\b"
    ),
    "es": re.compile(
        r"\b((?:el|la|los|las|mi|mis|este|esta|estas|estos) (?:volumen|brillo|sonido|altavoces|pantalla|monitor"
        r"|ordenador|portatil|computadora|musica|cancion|pista|video|pelicula|podcast|episodio|notificaciones|avisos|alertas"
        r"|temporizador|alarma|despertador|recordatorio|cuenta atras"
        r")(?: (?:del (?:ordenador|portatil|monitor|equipo)|de la (?:pantalla|computadora)|de los altavoces))?)\b"
    ),
}
"""What a pronoun in the command may stand for."""
_PRONOUN: Final = re.compile(r"\b(?:it|them|that one|this one)\b")
_CLITIC: Final = re.compile(r"^((?:\w+ )?\w{3,}?)(?:l[oae]s?)( (?:(?:el|la|los|las) )?.*|)$")
"""A Spanish order with its pronoun: "bajalos", "ponla en pausa", "bajale el brillo"."""


def told(words: str) -> bool:
    """Whether Spanish words begin by telling who said what stood before them: "dijo él, y se fue"."""
    return _SAYS.match(words) is not None


def commands(text: str, language: str, normalise: Callable[[str], str]) -> Iterator[str]:
    """Yields what the command of a request in two clauses may be, alone and normalised."""
    parts = [
        (each, words) for each in re.findall(r"[^,.;:!?\u2026]+[,.;:!?\u2026]*", text) if (words := normalise(each))
    ]
    if len(parts) != 2 or sum(len(words.split()) for _, words in parts) > LONGEST:
        return
    if any(mark in text for mark in '"“”«»:') or any(_TOLD[language].search(words) for _, words in parts):
        return
    for (stated, statement), (_, command) in (parts, parts[::-1]):
        if "?" in stated or _STATES[language].match(f"{statement} ") is None:
            continue
        about = _ABOUT[language].search(statement)
        resolved = list(_resolved(command, about[1], language)) if about is not None else []
        yield from (each for each in [*resolved, command] if len(each.split()) >= SHORTEST[language])


def _resolved(command: str, about: str, language: str) -> Iterator[str]:
    """Yields the command with what it is about in the place of its pronoun."""
    if language == "en":
        yield _PRONOUN.sub(about, command, count=1)
        return
    found = _CLITIC.match(command)
    if found is None:
        return
    verb, rest = found[1], found[2].strip()
    yield f"{verb} {rest}" if re.match(r"(?:el|la|los|las) ", rest) else f"{verb} {about} {rest}".strip()
