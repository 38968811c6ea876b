"""How long each tool has taken, over restarts: whether its user is told to wait."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from pathlib import Path
from statistics import median

from config import small_files
from config.errors import UserError

SLOW = 1.5
"""Seconds of the median from which on a filler is spoken."""
RUNS = 15
"""Runs of a tool that are remembered."""
MOST_TOOLS = 256


class Durations:
    """Seconds of the last runs of each tool."""

    def __init__(self, path: Path | None, later: Callable[..., object] = lambda work, *arguments: None) -> None:
        """`later(work, *arguments)` has something done off the event loop, in order."""
        self._path = path
        self._later = later
        self._runs: dict[str, deque[float]] = {name: deque(runs, RUNS) for name, runs in _read(path).items()}

    def median(self, tool: str) -> float:
        """Returns the median of a tool's runs in seconds; 0 where it has not run yet."""
        runs = self._runs.get(tool)
        return median(runs) if runs else 0.0

    def add(self, tool: str, seconds: float) -> None:
        """Keeps a run."""
        self._runs.setdefault(tool, deque(maxlen=RUNS)).append(round(seconds, 3))
        while len(self._runs) > MOST_TOOLS:
            del self._runs[next(iter(self._runs))]
        if self._path is not None:
            self._later(_write, self._path, json.dumps({name: list(runs) for name, runs in self._runs.items()}))


def _read(path: Path | None) -> dict[str, list[float]]:
    try:
        found = small_files.read_json(path) if path is not None else {}
    except (OSError, ValueError):
        return {}
    return {
        name: [float(each) for each in runs if isinstance(each, int | float) and each >= 0][-RUNS:]
        for name, runs in (found.items() if isinstance(found, dict) else ())
        if isinstance(runs, list)
    }


def _write(path: Path, text: str) -> None:
    try:
        small_files.write(path, text)
    except (OSError, UserError):
        return  # it is learnt again
