"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from daemon.commands.texts import STAGES, clipped

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
