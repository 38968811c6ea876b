"""Undoes what a killed daemon did to other players: `python -m daemon.desktop.restore NOTE ADDRESS`. See `undo.Guard`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from daemon.desktop.bus import Bus, BusError
from daemon.desktop.players import restore
from daemon.desktop.undo import UndoNote


async def undo(path: Path, address: str) -> int:
    """Undoes the changes in the note `path` on the bus at `address`. Returns the exit status: 0 when nothing is left."""
    note = UndoNote(path)
    changes = note.take()
    if not changes:
        return 0
    try:
        bus = await Bus.connect(address)
    except BusError:
        note.write(changes)
        return 1
    left = await restore(bus, changes)
    note.write(left)
    await bus.close()
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(undo(Path(sys.argv[1]), sys.argv[2])))
