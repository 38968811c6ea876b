"""Texts and tables that several commands print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ORDER = ("endpoint", "stt", "first_token", "first_clause", "engine_first_audio", "voice_to_voice")
"""As they follow each other, the one that the user feels last."""


def timings_table(turns: Sequence[dict[str, Any]]) -> str:
    """The words of each turn, and under them a line for each stage with a column of milliseconds for each turn."""
    lines = [f"{number}  {clipped(turn['heard'], 70)}" for number, turn in enumerate(turns, 1)]
    lines += ["", " " * 22 + "".join(f"{number:>10}" for number in range(1, len(turns) + 1))]
    for stage in ORDER:
        timings = [turn["timings_ms"].get(stage) for turn in turns]
        lines.append(f"{STAGES[stage]:22}" + "".join("         -" if ms is None else f"{ms:7.0f} ms" for ms in timings))
    return "\n".join(lines)


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


STATES = {
    "off": "not listening",
    "listening": "listening",
    "deaf": "waiting for a microphone",
    "hearing": "hearing you",
    "paused": "waiting whether you go on",
    "thinking": "thinking",
    "speaking": "speaking",
    "overlap": "speaking, and hearing you",
    "held": "holding its reply while you speak",
}


def doing(status: dict[str, Any]) -> str:
    """What it does, in words."""
    state = felt(str(status.get("state", "")), str(status.get("microphone") or ""))
    return STATES.get(state, state)


def felt(state: str, microphone: str) -> str:
    """The key into STATES of what the user would call it: without an open microphone nobody is listened to."""
    return "deaf" if state == "listening" and not microphone else state
