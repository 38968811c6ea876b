"""KV states on disk: what a model has read once, it need not read again after a restart.

A state is found by its key, a hash of all that it depends on. A file that is not the one that was written, or is not the
user's own alone, is ignored with one line.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from config.errors import UserError
from config.paths import make_private
from config.small_files import reason

MOST_FILES: Final = 4
"""States that are kept: the last ones used."""
MOST_BYTES: Final = 1 << 30
"""Bytes of all states together. 1,000 tokens take 147 MB in a 4B model, 23 MB in one of 135M."""
_MAGIC: Final = b"sarai kv state 1\n"
_HASH: Final = 32  # bytes of SHA-256
_ABANDONED: Final = 3600.0
"""Seconds after which a half-written file is nobody's any more."""

log = logging.getLogger(__name__)


class StateFiles:
    """The states in one folder, which only this user can read. Failing disks cost time, never an answer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> bytes | None:
        """Returns the state that was saved under `key`; None where there is none, or not a sound one."""
        path = self._path(key)
        try:
            state = _read(path, key)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as err:
            log.warning("%s is not used (%s): the tools are read again", path, reason(err))
            return None
        with suppress(OSError):
            os.utime(path)  # it was used
        return state

    def save(self, key: str, state: bytes) -> None:
        """Writes the state atomically, and removes those that were not used for longest."""
        path = self._path(key)
        if len(state) > MOST_BYTES // 2:
            log.info("%s is not written: it would take %d MB", path, len(state) // 1_000_000)
            return
        try:
            make_private(self._folder)
            self._trim(MOST_FILES - 1, MOST_BYTES - len(state), keep=path)
            _write(path, key, state)
        except (OSError, UserError) as err:
            log.warning("%s cannot be written (%s): the tools are read again at the next start", path, reason(err))

    def drop(self, key: str) -> None:
        """Removes a state that is of no use."""
        with suppress(OSError):
            self._path(key).unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.kv"

    def _trim(self, files: int, size: int, keep: Path) -> None:
        for path in self._folder.glob(".*.kv.*"):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink(missing_ok=True)
        found = sorted(self._folder.glob("*.kv"), key=lambda path: path.lstat().st_mtime, reverse=True)
        for path in found:
            files, size = files - 1, size - path.lstat().st_size
            if (files < 0 or size < 0) and path != keep:
                path.unlink(missing_ok=True)


def _read(path: Path, key: str) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise ValueError("it is not a file that only you can read")
        if found.st_size > MOST_BYTES:
            raise ValueError("it is too long")
        head = file.read(len(_MAGIC) + 2 * _HASH)
        state = file.read(MOST_BYTES)
    if head[: len(_MAGIC)] != _MAGIC or head[len(_MAGIC) : len(_MAGIC) + _HASH] != bytes.fromhex(key):
        raise ValueError("it holds something else")
    if head[len(_MAGIC) + _HASH :] != hashlib.sha256(state).digest():
        raise ValueError("it is damaged")
    return state


def _write(path: Path, key: str, state: bytes) -> None:
    handle, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)
            file.write(_MAGIC + bytes.fromhex(key) + hashlib.sha256(state).digest())
            file.write(state)
        Path(new).replace(path)  # not synced: what a power cut leaves is verified like all else
    except BaseException:
        with suppress(OSError):
            Path(new).unlink()
        raise
