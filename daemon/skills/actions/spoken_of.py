"""Tells whether a sentence speaks of a command that stands in it, instead of giving it: "Cancel my subscription is what my
brother said." Pure."""

from __future__ import annotations

import re
from typing import Final

_SAYS: Final = (
    "said says say shouted shouts told tells asked asks cried cries whispered yelled replied answered answers wrote writes "
    "sang sings muttered screamed begged ordered announced reads goes "
    "dijo dice decía dijeron dicen gritó grita gritaba contestó respondió preguntó susurró pidió escribió canta cantó "
    "ordenó suplicó ponía"
).split()
_IS: Final = "is|was|are|were|means|isn't|wasn't|would be|sounds? like"
_WHAT: Final = (
    "what|how|why|where|when|who|the|an?|my|his|her|their|our|your|one|not|just|only|something|nothing|all|always|never|called|"
    "too|so|very|easier|easy|hard|good|nice|bad|fun|enough"
)
_ES: Final = "es|era|fue|son|eran|significa|sería|suena a"
_LO_QUE: Final = (
    "lo que|lo|el|la|un|una|mi|su|como|cuando|donde|todo|muy|algo|uno|fácil|difícil|bueno|malo|imposible|siempre"
)
_SOMEBODY: Final = r"(?:(?!(?:and|then|but|y|pero)\b)[\w']+ ){0,4}"
_TAIL: Final = re.compile(rf"(?i),\W*{_SOMEBODY}(?:{'|'.join(_SAYS)})\b(?: [\w']+){{0,5}}\W*$")
"""..., he said; ..., my boss told the secretary."""
_VERB: Final = re.compile(rf"(?i)\b(?:{_IS}) (?:{_WHAT})\b|\b(?:{_ES}) (?:{_LO_QUE})\b")
"""... is what my brother said; ... is a film; ... es lo que dijo."""
_ASKS: Final = re.compile(
    r"(?i)\W*(?:\w+,? )?(?:what|which|when|how|who|where|is|are|was|do|does|did|will|"
    r"qué|que|cuál|cuánto|cuándo|cómo|quién|hay|es|son)\b"
)
"""A question has such a verb of its own."""
_WITHIN: Final = re.compile(
    r"(?i)\b(?:remind|note|write down|add|remember|spell|tell|search|look up|"
    r"recu[eé]rd|recordatorio|anota|apunta|añade|busca)"
)
"""What is reminded of, written down or looked for may have it, too."""


def spoken_of(text: str) -> bool:
    """Whether the words of a command in `text` are only spoken of."""
    if _TAIL.search(text) is not None:
        return _ASKS.match(text) is None
    return _VERB.search(text) is not None and _ASKS.match(text) is None and _WITHIN.search(text) is None
