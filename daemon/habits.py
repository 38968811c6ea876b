"""This user's pauses, kept over restarts: four numbers in a small file of the user's own. No words are in it."""

from __future__ import annotations

import json
import logging
import math
import os
from dataclasses import asdict
from pathlib import Path

from config.paths import make_private
from daemon.turn_taking import Habits

log = logging.getLogger(__name__)


def read_habits(path: Path) -> Habits:
    """What was kept; nothing known when the file is missing or damaged."""
    try:
        found = json.loads(path.read_text("utf-8"))
        stopping = float(found.get("stopping", 1.0))
        habits = Habits(float(found["mean"]), float(found["spread"]), int(found["count"]), min(1.0, max(0.0, stopping)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return Habits()
    numbers = (habits.mean, habits.spread, habits.stopping)
    return habits if all(map(math.isfinite, numbers)) and habits.count >= 0 else Habits()


def keep_habits(path: Path, habits: Habits) -> None:
    """Write them, whole or not at all. A disk that refuses is no reason to stop talking."""
    part = path.with_suffix(".part")
    try:
        make_private(path.parent)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(habits), file)
        part.replace(path)
    except OSError as err:
        log.warning("%s cannot be written: %s", path, err.strerror)
