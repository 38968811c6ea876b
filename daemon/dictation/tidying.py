"""Tidying by the mind: fillers and false starts out, nothing invented. What the mind writes counts only if every word of it
stands in the original, in that order. Pure.
"""

from __future__ import annotations

import re

from models.engine import Message

PROMPT = (
    "You clean up dictated text. Leave out hesitations (uh, um, eh, este, o sea), repeated words and false starts. Change "
    "nothing else: no other words, no other order, no answer, no comment, and keep the language. Write only the text."
)
_EXAMPLE = (
    ("So, um, I think we, we should meet on, uh, Tuesday.", "So I think we should meet on Tuesday."),
    ("Pues eh mañana este mañana no puedo ir.", "Pues mañana no puedo ir."),
)
MOST_LEFT_OUT = 0.5
"""Share of the words that may be left out: what loses more has been summed up."""
_KEPT = re.compile(r"\d.*|no|not|never|none|nothing|nobody|without|\w+n't|nunca|nada|nadie|ni|sin|tampoco|jamás")
"""Words that are never left out, but where they were said twice: without them a sentence says something else."""


def messages(text: str) -> list[Message]:
    """The mind's input."""
    shown = [each for said, tidy in _EXAMPLE for each in (Message("user", said), Message("assistant", tidy))]
    return [Message("system", PROMPT), *shown, Message("user", text)]


def accepted(original: str, tidied: str) -> str | None:
    """Returns the tidied text; None where a word of it is not in the original, or too much has gone."""
    tidied = tidied.strip().strip('"“”').strip() if not original.strip().startswith(('"', "“")) else tidied.strip()
    said, left = _words(original), _words(tidied)
    if not left or len(left) < (1 - MOST_LEFT_OUT) * len(said) or ("\n" in tidied) > ("\n" in original):
        return None
    rest = iter(said)
    gone: list[str] = []
    for word in left:
        for other in rest:
            if other == word:
                break
            gone.append(other)
        else:
            return None
    gone += rest
    if any(_KEPT.fullmatch(word) and word not in left for word in gone):
        return None
    return tidied


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'’]+", text.lower().replace("’", "'"))
