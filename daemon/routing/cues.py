"""Classifies a text by its words: work, talk, or attention to how something is said.

Plain word lists in the languages of the assistant. A wrong guess costs little: the other of two LLMs answers, and both
can.
"""

from __future__ import annotations

import re

LOOKED_AT = 4000
"""Characters at a text's beginning that are looked at: the time it takes is bounded."""
_WORK = re.compile(
    r"```|\b(code|function|script|program|regex|sql|class|algorithm|essay|article|story|poem|report|letter|summar\w+|"
    r"translate|step[- ]by[- ]step|prove|derive|explain (in detail|why and how)|analy[sz]e|compare|"
    r"c[oó]digo|funci[oó]n|programa|algoritmo|ensayo|art[ií]culo|cuento|poema|informe|carta|resum\w+|traduce|"
    r"paso a paso|demuestra|deduce|explica (en detalle|detalladamente)|analiza|compara)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"```|\b(write|create|make|give|generate|draft|implement|fix|debug|refactor|solve|summar\w+|translate|prove|derive|"
    r"explain|analy[sz]e|compare|step|tell me a (long )?story|"
    r"escribe|crea|haz|dame|genera|redacta|implementa|arregla|depura|resuelve|resume|traduce|demuestra|deduce|explica|"
    r"analiza|compara|paso)\b",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"^\s*(hi|hey|hello|good (morning|afternoon|evening|night)|thanks|thank you|hola|buen[oa]s|gracias|oye)\b|"
    r"\b(how are you|what do you think|i feel|i'm feeling|my day|c[oó]mo est[aá]s|qu[eé] piensas|me siento|mi d[ií]a)\b",
    re.IGNORECASE,
)
_CUES = re.compile(
    r"\b(how do i sound|my voice|in your (own|real|best) voice|sing|whisper|sad\w*|happy|happily|angry|angrily|excited|"
    r"afraid|cry\w*|emotion\w*|feel\w*|accent|pronounce|pronunciation|c[oó]mo sueno|mi voz|con tu (mejor )?voz|canta|"
    r"susurra|triste\w*|feliz|contento|contenta|enfadad[oa]|enojad[oa]|emocionad[oa]|miedo|llora\w*|siento|acento|"
    r"pronuncia\w*)\b",
    re.IGNORECASE,
)


def asks_for_work(text: str) -> bool:
    """Returns whether a text asks for code, long writing or step-by-step reasoning."""
    begin = text[:LOOKED_AT]
    return bool(_WORK.search(begin) and _VERB.search(begin))


def is_conversational(text: str) -> bool:
    """Returns whether a text, however long, is talk rather than a task."""
    return bool(_CHAT.search(text[:LOOKED_AT])) and not asks_for_work(text)


def has_cues(text: str) -> bool:
    """Returns whether it matters how something is said. Only an engine that hears and speaks by itself can tell."""
    return bool(_CUES.search(text[:LOOKED_AT]))
