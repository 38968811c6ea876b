"""Keeps this user's pauses over restarts: four numbers in a private file, and no words."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import asdict
from pathlib import Path

from config import small_files
from config.small_files import KeptFile, Tell
from config.texts import _
from daemon.conversation.rules.end_of_turn import Habits

log = logging.getLogger(__name__)


def read_habits(path: Path) -> Habits:
    """The habits that were kept; empty ones when the file is missing or damaged."""
    try:
        found = small_files.read_json(path)
        stopping = float(found.get("stopping", 1.0))
        habits = Habits(float(found["mean"]), float(found["spread"]), int(found["count"]), min(1.0, max(0.0, stopping)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return Habits()
    numbers = (habits.mean, habits.spread, habits.stopping)
    return habits if all(map(math.isfinite, numbers)) and habits.count >= 0 else Habits()


class HabitsFile:
    """Written after every turn."""

    def __init__(self, path: Path, tell: Tell = log.warning) -> None:
        self.path = path
        self._file = KeptFile(path, _("what is learnt of your pauses is lost when the assistant ends"), tell)

    def keep(self, habits: Habits) -> None:
        """Write them. Blocks until they are on the disk."""
        self._file.write(json.dumps(asdict(habits)))
