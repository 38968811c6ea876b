"""Converts words in capitals that espeak-ng would take otherwise: it spells those of two and three letters, and tries to say
those of four. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part

_SAID: Final = {
    "en": frozenset(
        "RAM ROM PIN SIM LAN WAN WAV MAC NAS ZIP NOT NO AND ALL ANY YOU THE FOR BUT HOW WHY WHO CAN DO ON OFF ONE "
        "TWO NEW NOW OUT SEE USE BIG ADD RUN GET SET YES END ARE WAS HAS HER HIS SHE MY BE IF IN OF SO TO WE BAD "
        "TRY TOP DAY WAY TOO ASK".split()
    ),
    "es": frozenset(
        "IVA AVE ETA ESO ONU INE ERE RAE UCI NIF PIN SIM RAM ROM TAE TIN LED FAO SAT ZIP NO SÍ YA LOS LAS DEL CON SIN POR "
        "QUE MUY HOY DOS ES EN DE EL LA UN UNA SON SU AL MÁS VER USO FIN".split()
    ),
}
"""Words, and names that are said as words."""
_SPELT: Final = {"en": frozenset(["YMCA"]), "es": frozenset(["UE", "INSS", "IMSS"])}
_WHOLE: Final = {"EEUU": "Estados Unidos", "EE UU": "Estados Unidos"}


def acronyms(spoken: Aligned, language: str) -> None:
    """Converts RAM and NOT to small letters, UE to two letters; a shouted sentence to a plain one."""

    def replace(m: re.Match[str]) -> list[Part]:
        if language == "es" and m[0] in _WHOLE:
            return [(_WHOLE[m[0]], 0)]
        if m[0] in _SPELT[language]:
            return [(" ".join(m[0]), 0)]
        return [(m[0].lower(), 0)] if m[0] in _SAID[language] else [0]

    letter = "[A-ZÁÉÍÓÚÑ]"
    spoken.sub(
        rf"(?<![\w.&/-])(?:{letter}+[,;:]? ){{2,}}{letter}{{2,}}(?![\w&/-])",
        lambda m: [(m[0].lower(), 0)] if _shouted(m[0], language) else [0],
    )
    spoken.sub(rf"(?<![\w.&/-])(?:EE UU|{letter}{{2,4}})(?![\w&/-]|\.\w)", replace)


def _shouted(text: str, language: str) -> bool:
    """Whether words in capitals are a sentence, no row of short names."""
    words = [word.strip(",;:") for word in text.split()]
    if sum(word[-1] in ",;:" for word in text.split()) * 2 >= len(words):
        return False  # NASA, FBI, UNESCO
    plain = [word for word in words if len(word) > 3 or word in _SAID[language]]
    return max(map(len, words)) > 4 and len(plain) * 2 >= len(words)
