"""Which commands need no more words: nobody says "read this" and means to go on. Pure."""

from __future__ import annotations

from functools import lru_cache

from daemon.skills.actions.intents import ReadingGoOn, ScreenLook, SelectionRead, SelectionRewrite
from daemon.skills.intent import Dictate
from daemon.skills.match import match

_WHOLE = (Dictate, ReadingGoOn, ScreenLook, SelectionRead)
_LONGEST = 60
"""Characters. All of them are short, and a long text need not be looked at."""


@lru_cache(maxsize=16)
def is_whole(text: str, language: str) -> bool:
    """Whether the words are such a command. "Translate this" is none: "to Spanish" may follow."""
    if len(text) > _LONGEST:
        return False
    asked = match(text, language)
    if isinstance(asked, SelectionRewrite):
        return asked.do != "translate" or bool(asked.to)
    return isinstance(asked, _WHOLE)
