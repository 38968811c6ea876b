"""Small files of the program: reads never block, and writes are atomic."""

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
from config.texts import _

LARGEST = 1 << 20
"""Upper bound in bytes; a longer file is not one of the program's."""


def read(path: Path, largest: int = LARGEST) -> bytes:
    """Returns the file's contents. Raises OSError, also for a folder, a pipe or a device in its place and for more
    than `largest` bytes: reading those may never end."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe is not waited for
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, _("it is no file"), str(path))
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(largest + 1)
    finally:
        os.close(handle)
    if len(data) > largest:
        raise OSError(errno.EFBIG, _("it is longer than {largest} MiB", largest=largest >> 20), str(path))
    return data


def read_json(path: Path, largest: int = LARGEST) -> Any:
    """Returns the JSON document in the file. Raises OSError as `read` does, and ValueError for invalid JSON."""
    try:
        return json.loads(read(path, largest))
    except RecursionError as err:
        raise ValueError(_("it is nested too deeply")) from err


def write(path: Path, text: str) -> None:
    """Writes the file, in a folder that only this user can read, like `replace`. Raises OSError, UserError."""
    make_private(path.parent)
    replace(path, text)


def replace(path: Path, text: str, mode: int = 0o600, *, sync: bool = True) -> None:
    """Writes the file atomically in an existing folder: after a failure or a crash, the old or the new file is
    there. With `sync` this also holds after a power cut; the call then returns when the data is on the disk, which
    takes long on a slow one. Raises OSError."""
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
    """Flushes the folder's entries to the disk, so that a renamed file keeps its new name over a power cut. Does
    nothing where the file system does not support it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def reason(error: Exception) -> str:
    """The cause of an error, for a line that already names the file."""
    return str(getattr(error, "strerror", None) or error)


Tell = Callable[[str], None]
"""Shows one line to the user."""


class KeptFile:
    """A file kept up to date. A failing disk is reported once until it works again, and is no reason to stop
    talking."""

    def __init__(self, path: Path, consequence: str, tell: Tell) -> None:
        """`consequence` tells the user the effect of a failed write."""
        self._path = path
        self._consequence = consequence
        self._tell = tell
        self._told = ""

    def write(self, text: str) -> None:
        """Writes the text and blocks until it is on the disk."""
        try:
            small_files.write(self._path, text)
        except (OSError, UserError) as err:
            line = _(
                "{consequence}: {path} cannot be written ({why})",
                consequence=self._consequence,
                path=self._path,
                why=small_files.reason(err),
            )
            if line != self._told:
                self._tell(line)
            self._told = line
        else:
            self._told = ""  # the next failure is news
