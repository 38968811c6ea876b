"""Gives the free words of an action back their capitals, accents and signs: a note is kept as it was heard. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from daemon.skills.actions.intents import ActionIntent

FREE = ("text", "item", "list", "app", "player", "page", "words")
"""Fields of actions that hold words of the user's own."""


def as_written(action: ActionIntent, text: str, normalise: Callable[[str], str]) -> ActionIntent:
    """Returns the action with its texts as they stand in `text`, the utterance.

    `normalise` gives the words that the sentences were compared with. A text that is not found again stays as it is.
    """
    changes: dict[str, Any] = {}
    for field in FREE:
        if value := getattr(action, field, ""):
            changes[field] = written_in(text, value, normalise)
    return replace(action, **changes)


def written_in(text: str, value: str, normalise: Callable[[str], str]) -> str:
    """Returns the normalised words `value` as they stand in `text`; as they are where they are not found again."""
    tokens = text.split()
    words = [(word, place) for place, token in enumerate(tokens) for word in normalise(token).split()]
    wanted = value.split()
    for first in range(len(words) - len(wanted), -1, -1):
        if [word for word, _ in words[first : first + len(wanted)]] == wanted:
            begin, end = words[first][1], words[first + len(wanted) - 1][1]
            return " ".join(tokens[begin : end + 1]).strip(" .,;:!?¡¿\u2026\"'")
    return value
