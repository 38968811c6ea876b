"""A first run without a terminal: microphone, language, models, one after the other. Pure, but for the file at the end."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from config import paths, small_files


class Step(Enum):
    """What comes next; its value is its number."""

    MICROPHONE = 1
    LANGUAGE = 2
    MODELS = 3
    DONE = 4

    def after(self) -> Step:
        return Step(min(self.value + 1, Step.DONE.value))


HEARD_AT = 0.5
"""Probability of speech (Silero) from which a level counts as speech."""
ENOUGH = 3
"""Levels with speech: they come ten times a second."""
SILENT = -60.0
"""dBFS: below this a microphone is muted or not connected."""


class MicrophoneCheck:
    """Listens to `level` events until it knows enough."""

    def __init__(self) -> None:
        self.loudest = -120.0
        self._speech = 0

    def take(self, dbfs: float, speech: float) -> bool:
        """One level; whether speech has been heard."""
        self.loudest = max(self.loudest, dbfs)
        self._speech += speech >= HEARD_AT
        return self._speech >= ENOUGH


def _file() -> Path:
    return paths.state_dir() / "first-steps"


def remembered() -> Step:
    """How far the user got. Who has settings of their own needs no first steps."""
    try:
        return Step(int(small_files.read(_file())))
    except FileNotFoundError:
        return Step.DONE if paths.config_file().exists() else Step.MICROPHONE
    except (OSError, ValueError):
        return Step.DONE  # better no steps at all than the same ones again at every login


def remember(step: Step) -> None:
    """Raises OSError, UserError."""
    small_files.write(_file(), str(step.value))
