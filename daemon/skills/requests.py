"""Recognises requests for an effect that nothing here can have, so that no mind promises it. Pure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from daemon.skills.intent import Unable
from daemon.skills.table import LANGUAGES, Phrase, phrases

_UNABLE = {
    "device": Unable("device"),
    "chore": Unable("chore"),
    "account": Unable("account"),
    "money": Unable("money"),
    "order": Unable("order"),
    "message": Unable("message"),
    "program": Unable("program"),
    "computer": Unable("computer"),
}
"""Kind of request, as in `sentences/requests` -> what is told."""
_FOLDER = Path(__file__).with_name("sentences") / "requests"


def impossible(words: str, language: str) -> Unable | None:
    """Returns what is missing for the request in `words`, which are normalised; None when they are no such request."""
    for phrase in _phrases(language):
        if phrase.pattern.fullmatch(words + " "):
            return _UNABLE[phrase.name]
    return None


@cache
def _phrases(language: str) -> tuple[Phrase, ...]:
    return phrases(_FOLDER / f"{language}.yaml", language) if language in LANGUAGES else ()
