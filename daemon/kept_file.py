"""A small file that is written again and again while the daemon runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from config import small_files
from config.errors import UserError

Tell = Callable[[str], None]
"""Takes one line for the user."""


class KeptFile:
    """A disk that refuses is told of once, until it works again: it is no reason to stop talking."""

    def __init__(self, path: Path, consequence: str, tell: Tell) -> None:
        """`consequence`: what it means that it cannot be written."""
        self._path = path
        self._consequence = consequence
        self._tell = tell
        self._told = ""

    def write(self, text: str) -> None:
        """Blocks until it is on the disk."""
        try:
            small_files.write(self._path, text)
        except (OSError, UserError) as err:
            line = f"{self._consequence}: {self._path} cannot be written ({small_files.reason(err)})"
            if line != self._told:
                self._tell(line)
            self._told = line
        else:
            self._told = ""  # the next failure is news
