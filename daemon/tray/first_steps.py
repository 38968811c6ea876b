"""The steps of a first run without a terminal: microphone, language, models. Pure, but for the file that remembers them."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from config import paths, small_files


class Step(Enum):
    """The next step. The value is its number, which the menu shows."""

    MICROPHONE = 1
    LANGUAGE = 2
    MODELS = 3
    DONE = 4

    def after(self) -> Step:
        """Returns the step that follows."""
        return Step(min(self.value + 1, Step.DONE.value))


HEARD_AT = 0.5
"""Least probability of speech (Silero) for a level to count as speech."""
ENOUGH = 3
"""Levels with speech that suffice; levels come ten times a second."""
SILENT = -60.0
"""dBFS below which a microphone is muted or not connected."""


class MicrophoneCheck:
    """Tells from levels whether somebody speaks into the microphone."""

    def __init__(self) -> None:
        self.loudest = -120.0
        """dBFS of the loudest level so far."""
        self._speech = 0

    def take(self, dbfs: float, speech: float) -> bool:
        """Takes one level. Returns whether speech has been heard."""
        self.loudest = max(self.loudest, dbfs)
        self._speech += speech >= HEARD_AT
        return self._speech >= ENOUGH


def _file() -> Path:
    return paths.state_dir() / "first-steps"


def remembered() -> Step:
    """Returns the step that is next. A user with a settings file needs no first steps."""
    try:
        return Step(int(small_files.read(_file())))
    except FileNotFoundError:
        return Step.DONE if paths.config_file().exists() else Step.MICROPHONE
    except (OSError, ValueError):
        return Step.DONE  # better no steps at all than the same ones again at every login


def remember(step: Step) -> None:
    """Writes the step down. Raises OSError, UserError."""
    small_files.write(_file(), str(step.value))
