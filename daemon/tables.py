"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

STAGES = ("endpoint", "stt", "first_token", "first_clause", "engine_first_audio", "voice_to_voice")


def timings_table(turns: Sequence[dict[str, Any]]) -> str:
    """One line a turn: its words and its timings in ms."""
    head = f"{'turn':<34}" + "".join(f"{stage.replace('_', ' '):>20}" for stage in STAGES)
    lines = [head, "-" * len(head)]
    for turn in turns:
        timings = turn["timings_ms"]
        cells = "".join(f"{timings[stage]:>17.0f} ms" if stage in timings else f"{'-':>20}" for stage in STAGES)
        lines.append(f"{turn['heard'][:33]:<34}{cells}")
    return "\n".join(lines)
