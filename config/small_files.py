"""The small files that the program keeps: read without ever waiting for them, written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from config import small_files
from config.errors import UserError
from config.paths import make_private

LARGEST = 1 << 20
"""Bytes; what is longer is none of ours."""


def read(path: Path, largest: int = LARGEST) -> bytes:
    """Its contents. Raises OSError; also for a folder, a pipe or a device in its place, and for more than `largest` bytes:
    reading those may never end."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe is not waited for
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(largest + 1)
    finally:
        os.close(handle)
    if len(data) > largest:
        raise OSError(errno.EFBIG, f"it is longer than {largest >> 20} MiB", str(path))
    return data


def read_json(path: Path, largest: int = LARGEST) -> Any:
    """The document in it. Raises OSError as `read` does, and ValueError for what is no JSON."""
    try:
        return json.loads(read(path, largest))
    except RecursionError as err:
        raise ValueError("it is nested too deeply") from err


def write(path: Path, text: str) -> None:
    """Write it, in a folder for this user alone; as `replace`. Raises OSError, UserError."""
    make_private(path.parent)
    replace(path, text)


def replace(path: Path, text: str, mode: int = 0o600, *, sync: bool = True) -> None:
    """Write it in a folder that is there. After a failure or a crash there is the old file or the new one, with `sync` after
    a power cut, too: then it returns when it is on the disk, which on a slow one takes long. Raises OSError."""
    handle, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, mode)
            file.write(text)
            file.flush()
            if sync:
                os.fsync(handle)
        Path(new).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(new).unlink()
        raise
    if sync:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in it on the disk: a file that was renamed keeps its new name over a power cut. Where a file system
    knows no such request, it is left to it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def reason(error: Exception) -> str:
    """Why it went wrong, for a line that names the file already."""
    return str(getattr(error, "strerror", None) or error)


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
