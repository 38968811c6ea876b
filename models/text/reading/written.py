"""Patterns shared by the conversions of numbers. Pure."""

from __future__ import annotations

import re
from typing import Final

NUMBER: Final = {
    "en": r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)",
    "es": r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)",
}


def full_stop(m: re.Match[str]) -> str:
    """Returns the full stop of an abbreviation, where it also ends the sentence."""
    rest = m.string[m.end() :]
    return (
        "."
        if m[0].endswith(".") and (not rest.strip() or re.match(r"\s+(?:[A-ZÁÉÍÓÚÑ][a-záéíóúñ]|[¿¡]|[AIYO]\s)", rest))
        else ""
    )


AT_MOST_ONE: Final = re.compile(r"1|\d{1,2}[/⁄]\d{1,3}")
"""An amount of one or less, which takes the singular."""


LITTLE_WORDS: Final = (
    "is|of|to|in|at|as|or|by|if|so|an|on|no|my|we|he|it|be|do|go|up|us|am|pi|mu|nu|xi|de|la|el|en|es|un|se|si|"
    "su|me|mi|te|lo|le|"
    "al|ya|yo|tu|ln|fi|ji"
)
