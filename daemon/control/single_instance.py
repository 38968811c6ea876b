"""Makes sure that one daemon of a user runs, whatever becomes of files.

Two locks, both free as soon as their holder is dead, however it died:

- A `flock` on a file beside the control socket. Somebody may delete the file; another user cannot take it.
- A name in the kernel's abstract namespace of Unix sockets. Nobody can delete it; another user could take it, which then
  counts for nothing.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import logging
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from config.errors import UserError

log = logging.getLogger(__name__)


class AlreadyRunning(UserError):
    """Another daemon of this user is alive."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"sarai is already running (pid {pid or 'unknown'})")


@contextmanager
def single_instance(path: Path) -> Iterator[None]:
    """Holds both locks of the control socket at `path`. Raises AlreadyRunning, and OSError."""
    lock = _lock_file(path.with_suffix(".lock"))
    try:
        with closing(_take_name(path)):
            os.ftruncate(lock, 0)
            os.write(lock, f"{os.getpid()}\n".encode())
            yield
    finally:
        os.close(lock)


def peer(connection: socket.socket) -> tuple[int, int]:
    """Returns (process id, user id) at the other end of a connected Unix socket, by the kernel's word."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _ = struct.unpack("3i", raw)
    return pid, uid


def _lock_file(path: Path) -> int:
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as err:
        pid = os.pread(lock, 32, 0).decode(errors="replace").strip()
        os.close(lock)
        raise AlreadyRunning(int(pid) if pid.isdecimal() else None) from err
    except BaseException:
        os.close(lock)
        raise
    return lock


def _take_name(path: Path) -> socket.socket:
    name = f"\0sarai-{os.getuid()}-{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:32]}"
    taken = socket.socket(socket.AF_UNIX)
    try:
        taken.bind(name)
        taken.listen()
    except OSError as err:
        taken.close()
        if err.errno != errno.EADDRINUSE:
            raise
        return _foreign(name)
    return taken


def _foreign(name: str) -> socket.socket:
    """Returns a socket that holds nothing, where the name is another user's. Raises AlreadyRunning for this user's own."""
    probe = socket.socket(socket.AF_UNIX)
    probe.settimeout(1.0)
    try:
        probe.connect(name)
        pid, uid = peer(probe)
    except OSError as err:
        probe.close()
        raise AlreadyRunning(None) from err
    if uid == os.getuid():
        probe.close()
        raise AlreadyRunning(pid)
    log.warning("the user with id %d holds sarai's lock in the abstract namespace: only the lock file counts", uid)
    return probe
