"""The control socket: the one way into the running daemon, for the command line and the tray.

Only the user who runs the daemon gets in: a 0600 socket in a 0700 directory, and the kernel is asked who is at the other
end. Whatever a client sends, or fails to read, costs that client its connection at most.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import socket
import stat
import struct
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from config import paths
from config.errors import UserError
from daemon.control.connection import Connection, Method
from daemon.control.hub import EventHub
from daemon.control.protocol import FORBIDDEN, MAX_LINE, TOO_MANY

log = logging.getLogger(__name__)

MAX_CLIENTS = 64
_LONGEST_PATH = 107
"""Bytes of a socket's path: sockaddr_un has no room for more."""


class AlreadyRunning(UserError):
    """Another daemon of this user is alive."""


class ControlServer:
    """`async with ControlServer(path) as server: server.open(methods, hub)` serves until the block is left.

    Clients that come before `open` wait for it.

    `methods` take the checked parameters and return a JSON value, or are async generators that yield JSON values and, if
    they have one, a last `Result`. They raise ControlError for what the user should read.
    """

    def __init__(self, path: Path, methods: Mapping[str, Method] | None = None, events: EventHub | None = None) -> None:
        """With `methods` and `events`, it is open from the beginning."""
        self.path = path
        self._methods: Mapping[str, Method] = {}
        self._events = EventHub(dict)
        self._opened = asyncio.Event()
        if methods is not None and events is not None:
            self.open(methods, events)
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock: int | None = None
        self._server: asyncio.Server

    def open(self, methods: Mapping[str, Method], events: EventHub) -> None:
        """Serve clients from now on."""
        self._methods, self._events = methods, events
        self._opened.set()

    async def __aenter__(self) -> ControlServer:
        paths.make_private(self.path.parent)
        if len(os.fsencode(self.path)) > _LONGEST_PATH:
            raise UserError(f"the path of the control socket is too long: {self.path}; set a shorter XDG_RUNTIME_DIR")
        try:
            self._lock = _take_lock(self.path.with_suffix(".lock"))
            _clear_the_way(self.path)
            self._server = await asyncio.start_unix_server(self._connected, str(self.path), limit=MAX_LINE)
            self.path.chmod(0o600)
        except OSError as err:
            self._release()
            raise UserError(f"cannot open the control socket {self.path}: {err.strerror or err}") from err
        except BaseException:
            self._release()
            raise
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        try:
            await self._group.__aexit__(None, None, None)
        finally:
            self.path.unlink(missing_ok=True)
            self._release()

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._group.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        refused = Connection(reader, writer, {}, self._events)
        try:
            if peer(writer.get_extra_info("socket"))[1] != os.getuid():
                await refused.refuse(FORBIDDEN, "this daemon belongs to another user")
            elif len(self._tasks) > MAX_CLIENTS:
                await refused.refuse(TOO_MANY, f"too many connections (at most {MAX_CLIENTS})")
            else:
                await self._opened.wait()
                await Connection(reader, writer, self._methods, self._events).serve()
        except OSError as err:
            log.debug("a control client has gone: %s", err)
        except Exception as err:
            if _only_gone(err):
                log.debug("a control client has gone: %s", err)
            else:
                log.exception("a control connection failed")
        finally:
            writer.close()


def _only_gone(err: BaseException) -> bool:
    """Whether the client has gone, and nothing else has happened: a connection's task group wraps what ended it."""
    return isinstance(err, OSError) or (isinstance(err, ExceptionGroup) and all(map(_only_gone, err.exceptions)))


def peer(connection: socket.socket) -> tuple[int, int]:
    """(process id, user id) at the other end of a connected Unix socket, by the kernel's word."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _ = struct.unpack("3i", raw)
    return pid, uid


def _take_lock(path: Path) -> int:
    """Hold the lock that one daemon of a user can hold; it is free as soon as its holder is dead, however it died."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as err:
        pid = os.read(lock, 32).decode(errors="replace").strip()
        os.close(lock)
        raise AlreadyRunning(f"sarai is already running (pid {pid or 'unknown'})") from err
    except BaseException:
        os.close(lock)
        raise
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock


def _clear_the_way(path: Path) -> None:
    """Remove the socket that a dead daemon left behind; refuse to touch anything else."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise UserError(f"{path} is in the way and is no socket; remove it")
    # The lock was free, yet somebody may have removed its file under a living daemon.
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
            raise AlreadyRunning(f"sarai is already running (pid {peer(probe)[0]})")
        except ConnectionRefusedError:
            log.info("removing the control socket of a daemon that has died")
            path.unlink(missing_ok=True)
