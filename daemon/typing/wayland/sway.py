"""Asks Sway which window has the focus: its IPC, which is i3's (sway-ipc(7))."""

from __future__ import annotations

import asyncio
import json
import os
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from config.paths import runtime_dir

_MAGIC = b"i3-ipc"
_GET_TREE, _GET_SEATS = 4, 101
_TIMEOUT = 1.0


class SwayError(Exception):
    """Sway cannot be asked. The message is one line."""


class SwayWindow(NamedTuple):
    """A window that has the focus."""

    number: int
    """Sway's id of it, as long as it is there."""
    application: str
    xwayland: bool
    """It is a window of X11."""


def socket_of(environ: Mapping[str, str]) -> str:
    """Returns the path of Sway's socket; "" where Sway does not run."""
    if told := environ.get("SWAYSOCK"):
        return told
    if not environ.get("WAYLAND_DISPLAY"):
        return ""
    folder = Path(environ.get("XDG_RUNTIME_DIR") or runtime_dir(environ).parent)
    return next((str(each) for each in sorted(folder.glob(f"sway-ipc.{os.getuid()}.*.sock"))), "")


async def focused(socket: str) -> SwayWindow | None:
    """Returns the window with the focus; None where no window has it, but a launcher, a lock or the bare desktop. Raises
    SwayError."""
    try:
        async with asyncio.timeout(_TIMEOUT):
            reader, writer = await asyncio.open_unix_connection(socket)
            try:
                seats = await _ask(reader, writer, _GET_SEATS)
                # The tree keeps its focus while a launcher has the keyboard; the seat tells.
                focus = next((seat["focus"] for seat in seats if seat["focus"]), 0)
                tree = await _ask(reader, writer, _GET_TREE) if focus else {}
            finally:
                writer.close()
    except (OSError, EOFError, ValueError, KeyError, TypeError, TimeoutError) as err:
        raise SwayError(f"Sway gave no answer: {err or type(err).__name__}") from err
    for node in _nodes(tree):
        if node.get("id") == focus and node.get("type") in ("con", "floating_con") and not node.get("nodes"):
            named = node.get("app_id") or (node.get("window_properties") or {}).get("class") or ""
            return SwayWindow(focus, str(named), node.get("shell") == "xwayland")
    return None


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: int) -> Any:
    writer.write(_MAGIC + struct.pack("=II", 0, kind))
    head = await reader.readexactly(len(_MAGIC) + 8)
    length, _ = struct.unpack("=II", head[len(_MAGIC) :])
    return json.loads(await reader.readexactly(length))


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for each in (*node.get("nodes", ()), *node.get("floating_nodes", ())):
        yield from _nodes(each)
