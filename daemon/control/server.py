"""The control socket: the one way into the running daemon, for the command line and the tray.

- Only the user who runs the daemon gets in: the socket is 0600 in a 0700 directory, and the kernel tells who connects.
- Whatever a client sends, or fails to read, costs that client its connection at most.
- A newcomer gets a place: the client that has been idle for longest makes room, or, where all are busy, the latest one that
  has had time for a short request.
- A socket that somebody deletes is made again within WATCH seconds.
"""

from __future__ import annotations

import asyncio
import logging
import os
import stat
from collections.abc import AsyncGenerator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from config import paths
from config.errors import UserError
from config.texts import _
from daemon.control.connection import Connection, Method, Result
from daemon.control.hub import EventHub
from daemon.control.log_limit import LogLimit
from daemon.control.parameters import method_table
from daemon.control.protocol import FORBIDDEN, MAX_LINE, PROTOCOL, TOO_MANY, WrongProtocol
from daemon.control.single_instance import peer, single_instance

log = logging.getLogger(__name__)

MAX_CLIENTS = 64
SHORT_VISIT = 1.0
"""Seconds that a busy client keeps its place in any case."""
WATCH = 5.0
"""Seconds between two looks whether the socket is still there."""
LIMITED_LOGS = (__name__, "daemon.control.connection", "asyncio")
"""Loggers whose records clients can cause."""
_LONGEST_PATH = 107
"""Bytes of a socket's path: sockaddr_un has no room for more."""


class ControlServer:
    """`async with ControlServer(path) as server: server.open(methods, hub)` serves until the block is left.

    Clients that come before `open` wait for it.

    `methods` is a `parameters.method_table`. Methods raise UserError for what the user should read. `hello` and `subscribe`
    are the server's own.
    """

    def __init__(
        self, path: Path, methods: Mapping[str, Method] | None = None, events: EventHub | None = None, version: str = ""
    ) -> None:
        """With `methods` and `events`, the server is open from the beginning."""
        self.path = path
        self._methods: dict[str, Method] = {}
        self._opened = asyncio.Event()
        if methods is not None and events is not None:
            self.open(methods, events, version)
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()
        self._clients: dict[Connection, None] = {}  # in the order in which they came
        self._held = ExitStack()
        self._server: asyncio.Server | None = None
        self._inode = (0, 0)
        self._trouble = ""

    def open(self, methods: Mapping[str, Method], events: EventHub, version: str = "") -> None:
        """Serves clients from now on. `version`: the program's, for `hello`."""
        self._methods |= {**method_table(_Own(events, version)), **methods}
        self._opened.set()

    async def __aenter__(self) -> ControlServer:
        """Raises AlreadyRunning, or UserError where the socket cannot be made."""
        paths.make_private(self.path.parent)
        if len(os.fsencode(self.path)) > _LONGEST_PATH:
            raise UserError(
                _("the path of the control socket is too long: {path}; set a shorter XDG_RUNTIME_DIR", path=self.path)
            )
        with ExitStack() as held:
            try:
                held.enter_context(single_instance(self.path))
                held.callback(self._close)
                await self._listen()
            except OSError as err:
                raise UserError(
                    _("cannot open the control socket {path}: {why}", path=self.path, why=err.strerror or err)
                ) from err
            held.enter_context(LogLimit.on(*LIMITED_LOGS))
            self._held = held.pop_all()
        await self._group.__aenter__()
        self._watching = self._group.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._held:
            self._close()
            for task in (self._watching, *self._tasks):
                task.cancel()
            try:
                await self._group.__aexit__(None, None, None)
            finally:
                if _inode(self.path) == self._inode:
                    self.path.unlink(missing_ok=True)

    # ------------------------------------------------------------------------------------------------------ the socket

    async def _listen(self) -> None:
        """Makes the socket. Raises OSError, and UserError where something else is in the way."""
        self._close()
        _clear_the_way(self.path)
        self._server = await asyncio.start_unix_server(
            self._connected, str(self.path), limit=MAX_LINE, start_serving=False
        )
        self.path.chmod(0o600)
        self._inode = _inode(self.path)
        await self._server.start_serving()

    def _close(self) -> None:
        """Stops taking new clients; those that are connected stay."""
        if self._server is not None:
            self._server.close()

    async def _watch(self) -> None:
        """Makes the socket again when it has been deleted or replaced. Connected clients stay."""
        while True:
            await asyncio.sleep(WATCH)
            if _inode(self.path) == self._inode:
                continue
            try:
                paths.make_private(self.path.parent)
                await self._listen()
            except (OSError, UserError) as err:
                if str(err) != self._trouble:
                    self._trouble = str(err)
                    log.warning("the control socket is gone and cannot be made again: %s", err)
            else:
                self._trouble = ""
                log.warning("the control socket %s had been deleted; it is there again", self.path)

    # -------------------------------------------------------------------------------------------------------- clients

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._tasks) >= 2 * MAX_CLIENTS:  # those that are being refused count, too
            writer.transport.abort()
            return
        task = self._group.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if peer(writer.get_extra_info("socket"))[1] != os.getuid():
                await Connection(reader, writer, {}).refuse(FORBIDDEN, "this daemon belongs to another user")
            elif len(self._clients) >= MAX_CLIENTS and not self._make_room():
                message = f"too many connections (at most {MAX_CLIENTS})"
                await Connection(reader, writer, {}).refuse(TOO_MANY, message)
            else:
                await self._admit(reader, writer)
        except OSError as err:
            log.debug("a control client has gone: %s", err)
        except Exception as err:
            if _only_gone(err):
                log.debug("a control client has gone: %s", err)
            else:
                log.exception("a control connection failed")
        finally:
            writer.close()

    async def _admit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Connection(reader, writer, self._methods)
        self._clients[client] = None
        try:
            await client.serve(self._opened)
        finally:
            self._clients.pop(client, None)

    def _make_room(self) -> bool:
        """Disconnects the client that can be spared most. Returns False where none can."""
        idle = [each for each in self._clients if each.idle_since is not None]
        latest = asyncio.get_running_loop().time() - SHORT_VISIT
        busy = [each for each in self._clients if each.came <= latest]
        if idle:
            spared = min(idle, key=lambda each: each.idle_since or 0.0)
        elif busy:
            spared = busy[-1]
        else:
            return False
        del self._clients[spared]
        spared.make_room()
        return True


class _Own:
    """The methods that concern the connection itself."""

    def __init__(self, events: EventHub, version: str) -> None:
        self._events = events
        self._version = version

    async def hello(self, protocol: int = PROTOCOL) -> object:
        """Tells who answers. Raises WrongProtocol."""
        if protocol != PROTOCOL:
            raise WrongProtocol(
                _(
                    "the client speaks protocol {protocol}, the running daemon {protocol2}: restart it "
                    "with `systemctl --user restart sarai`",
                    protocol=protocol,
                    protocol2=PROTOCOL,
                )
            )
        return {"protocol": PROTOCOL, "pid": os.getpid(), "version": self._version}

    async def subscribe(self, levels: bool = False) -> AsyncGenerator[object, None]:
        """Yields events until the client goes. The result comes first: a client can tell it from an old daemon's error."""
        with self._events.subscribe(levels) as subscription:
            yield Result({"subscribed": True})
            async for event in subscription:
                yield event


def _only_gone(err: BaseException) -> bool:
    """Returns whether nothing but the client's going has happened: a task group wraps what ended it."""
    return isinstance(err, OSError) or (isinstance(err, ExceptionGroup) and all(map(_only_gone, err.exceptions)))


def _inode(path: Path) -> tuple[int, int]:
    """Returns what identifies the file at the path; (0, 0) where none is."""
    try:
        found = path.lstat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def _clear_the_way(path: Path) -> None:
    """Removes the socket that a dead daemon left behind. Raises UserError for anything else."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise UserError(_("{path} is in the way and is no socket; remove it", path=path))
    log.info("removing the control socket of a daemon that has died")
    path.unlink(missing_ok=True)
