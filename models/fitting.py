"""Fits a conversation into a mind's context by leaving out its oldest turns, each whole. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.engine import Message

KEEP = 0.6
"""Share of the room that stays filled once turns are left out, so that the next turns find the rest in the cache."""


def fit(messages: Sequence[Message], room: int, count: Callable[[Sequence[Message]], int]) -> list[Message]:
    """Returns as many of the latest turns as fit into `room` tokens. The system messages and the last message always
    stay, even if these alone are too long. `count` returns the number of tokens of messages."""
    kept = list(messages)
    first = 1 if kept and kept[0].role == "system" else 0
    if count(kept) <= room:
        return kept
    # An answer that was begun goes on from its question: both stay.
    last = 2 if len(kept) > first + 1 and kept[-1].role == "assistant" else 1
    while len(kept) - first > last and count(kept) > room * KEEP:
        del kept[first]
        # An answer without its question would be read as the question: both go.
        while len(kept) - first > last and kept[first].role == "assistant":
            del kept[first]
    return kept
