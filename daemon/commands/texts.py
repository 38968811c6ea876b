"""Small texts that several commands print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STAGES = {
    "voice_to_voice": "voice to voice",
    "endpoint": "end of turn",
    "stt": "understood",
    "first_token": "first token",
    "first_clause": "first clause",
    "engine_first_audio": "engines' first audio",
}


def timings_line(timings: Mapping[str, Any]) -> str:
    """The stages of a turn in one line, the figure that matters first."""
    parts = [f"{words} {timings[name]:.0f} ms" for name, words in STAGES.items() if timings.get(name) is not None]
    return ", ".join(parts) or "none"


def span(seconds: float) -> str:
    """A length of time, roughly."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} days"


def clipped(text: str, width: int = 100) -> str:
    text = " ".join(printable(text).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def printable(text: str) -> str:
    """One line without control characters: what a model says must not command the terminal."""
    return "".join(each if each.isprintable() else " " for each in text)
