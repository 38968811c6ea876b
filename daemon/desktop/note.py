"""A note of what was changed about other players, so that whoever finds it can undo it: the daemon itself, the daemon's next
start, or the guard that outlives a daemon killed with -9. It lies in the runtime directory, which ends with the session."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from config import small_files
from config.paths import runtime_dir


@dataclass(frozen=True, slots=True)
class Change:
    """One player, made softer or paused."""

    player: str
    """Its name on the bus: org.mpris.MediaPlayer2...."""
    owner: str
    """The unique name it had then: a player that was started anew is left alone."""
    before: float | None = None
    """Its volume before; None when it was paused."""
    after: float = 0.0
    """The volume it was given. Whoever finds another one there knows that the user has moved it."""


class Note:
    def __init__(self, path: Path | None = None) -> None:
        self.path = path or runtime_dir() / "players.json"

    def write(self, changes: Sequence[Change]) -> None:
        """Write what is changed from now on; nothing removes the note. Raises OSError."""
        if not changes:
            self.path.unlink(missing_ok=True)
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # It ends with the session, and whoever speaks is not to wait for a disk.
        small_files.replace(self.path, json.dumps([asdict(change) for change in changes]), sync=False)

    def take(self) -> list[Change]:
        """Read and remove it: of two that want to undo, one gets it. What cannot be read counts as empty."""
        mine = self.path.with_suffix(f".{os.getpid()}")
        try:
            self.path.rename(mine)
        except OSError:
            return []
        try:
            entries = small_files.read_json(mine)
            return [
                Change(
                    str(entry["player"]),
                    str(entry["owner"]),
                    None if entry["before"] is None else float(entry["before"]),
                    float(entry["after"]),
                )
                for entry in entries
            ]
        except (OSError, ValueError, TypeError, KeyError):
            return []
        finally:
            with suppress(OSError):  # a folder
                mine.unlink()
