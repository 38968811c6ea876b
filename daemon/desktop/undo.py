"""Restores other players after the daemon was killed with -9: a shell waits for the end of a pipe.

Why a child and not only the note in the runtime directory: after kill -9 nobody may ever start the daemon again, and the
music would stay soft. Why the note as well: systemd ends what a dead service leaves behind, this child too, and starts the
daemon again, which finds the note. Why a shell: it waits in 1 MB; Python is started only if the worst has come, ignores
SIGTERM like the shell before it, and is gone within a second or two.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from config import small_files
from config.paths import runtime_dir

_WAIT = 'trap "" TERM INT HUP; if read -r _; then exit 0; fi; exec "$@"'


class Guard:
    """A child process that undoes the changes in a note when the daemon ends without `stop`."""

    def __init__(self, note: Path, address: str) -> None:
        """`note`: the file with the changes to undo, on the bus at `address`."""
        self._command = (sys.executable, "-m", "daemon.desktop.restore", str(note), address)
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts the child, unless it runs. It lives as long as the daemon."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", _WAIT, "sarai-guard", *self._command),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # what ends the daemon's process group must not end its guard
            )

    async def stop(self) -> None:
        """Ends the child: everything is restored."""
        process = self._process
        if process is None or process.stdin is None or process.returncode is not None:
            return
        with suppress(OSError):
            process.stdin.write(b"\n")
            await process.stdin.drain()
        try:
            async with asyncio.timeout(1):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one player: made softer, or paused."""

    player: str
    """Its name on the bus: org.mpris.MediaPlayer2...."""
    owner: str
    """Its unique name at that time: a player that was restarted since is left alone."""
    before: float | None = None
    """Its volume before; None when it was paused."""
    after: float = 0.0
    """The volume it was given. When it has another one later, the user has moved it."""


class UndoNote:
    """A file with the changes that are to be undone, in the runtime directory."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or runtime_dir() / "players.json"

    def write(self, changes: Sequence[Change]) -> None:
        """Writes the changes; without any, removes the note. Raises OSError."""
        if not changes:
            self.path.unlink(missing_ok=True)
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # It ends with the session, and nobody who speaks should wait for a disk.
        small_files.replace(self.path, json.dumps([asdict(change) for change in changes]), sync=False)

    def take(self) -> list[Change]:
        """Reads and removes the note, so that only one of two readers gets it. An unreadable note counts as empty."""
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
