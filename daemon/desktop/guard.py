"""Restores other players when the daemon is killed with -9: a shell that waits for the end of a pipe.

Why a child and not only the note in the runtime directory: after kill -9 nobody may ever start the daemon again, and the
music would stay soft. Why the note as well: systemd ends what a dead service leaves behind, this child too, and starts the
daemon again, which finds the note. Why a shell: it waits in 1 MB; Python is started only if the worst has come, ignores
SIGTERM like the shell before it, and is gone within a second or two.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

_WAIT = 'trap "" TERM INT HUP; if read -r _; then exit 0; fi; exec "$@"'


class Guard:
    def __init__(self, note: Path, address: str) -> None:
        """`note` is what to undo, on the bus at `address`."""
        self._command = (sys.executable, "-m", "daemon.desktop.restore", str(note), address)
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Begin to watch, unless it does already. Lives as long as the daemon."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", _WAIT, "sarai-guard", *self._command),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # what ends the daemon's process group must not end its guard
            )

    async def stop(self) -> None:
        """All is restored: no longer needed."""
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
