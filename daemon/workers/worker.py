"""Worker processes, seen from the daemon: start, ask, stream, cancel; a crash fails the requests and is mended."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from enum import Enum
from typing import Any

from daemon.workers.exit_status import describe_end, oom_kills
from daemon.workers.request import Refused, Request, WorkerDied, WorkerError
from daemon.workers.spec import Spec
from daemon.workers.wire import HEADER, Frame, ProtocolError, decode_head, encode, lengths

log = logging.getLogger(__name__)

BACK_OFF = (0.0, 0.3, 1.0, 3.0, 10.0)
"""Seconds before the first, second, ... restart; a worker that was well for a minute starts anew at the front."""
STOP_GRACE = 0.5
"""Seconds a worker gets to end by itself. It has nothing to save, so this is only politeness."""
LINES_PER_SECOND = 50
"""Of a worker's own output that reach the log; native libraries can flood."""


class State(Enum):
    STOPPED = "stopped"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"
    """Loading was refused for a reason that a restart does not mend; `problem` tells."""


class Worker:
    """One child process and its restarts. `run` keeps it alive until `stop`."""

    def __init__(
        self,
        spec: Spec,
        on_event: Callable[[Frame], None] | None = None,
        log_level: str = "INFO",
        *,
        restarts: bool = True,
        on_state: Callable[[Worker], None] = lambda worker: None,
    ) -> None:
        """`restarts` False: once it has ended, it has FAILED, and `run` returns; for whoever asks first (Fleet).
        `on_state` is called after every change of `state`."""
        self.spec = spec
        self.state = State.STOPPED
        self.problem = ""
        self.facts: dict[str, Any] = {}
        """What the engine said of itself when it was ready: languages, rate, context."""
        self.pid: int | None = None
        self.restarts = 0
        self.failures = 0
        """How often it has ended since it was last well for a minute."""
        self._restarts = restarts
        self._oom_kills: int | None = None
        self._on_event = on_event
        self._on_state = on_state
        self._log_level = log_level
        self._numbers = itertools.count(1)
        self._requests: dict[int, Request] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._changed = asyncio.Event()
        self._stopping = asyncio.Event()
        self._last_lines: deque[str] = deque(maxlen=8)

    # ------------------------------------------------------------------------------------------------------ asking

    def send(self, op: str, payload: bytes = b"", **head: Any) -> None:
        """Tell without an answer. Dropped when no process is there: whoever needs an answer asks."""
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(encode(Frame({"op": op, **head}, payload)))

    def send_frame(self, frame: Frame) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(encode(frame))

    @asynccontextmanager
    async def ask(self, op: str, payload: bytes = b"", **head: Any) -> AsyncIterator[Request]:
        """Send a request and receive its items; on leaving, whatever is unfinished is cancelled.

        Raises WorkerDied when there is no worker, and out of the iteration when it dies.
        """
        if self._writer is None or self.state is not State.READY:
            raise WorkerDied(self.problem or f"{self.spec.name} is not running")
        request = Request(next(self._numbers))
        self._requests[request.number] = request
        self._writer.write(encode(Frame({"op": op, "id": request.number, **head}, payload)))
        try:
            yield request
        finally:
            if not request.ended:
                self.send("cancel", id=request.number)
            self._requests.pop(request.number, None)

    async def ask_one(self, op: str, payload: bytes = b"", **head: Any) -> Frame:
        """Send a request that has exactly one item."""
        async with self.ask(op, payload, **head) as request:
            answer = None
            async for item in request:
                answer = item
        if answer is None:
            raise WorkerError(f"{self.spec.name} did not answer {op}")
        return answer

    async def ready(self) -> None:
        """Wait until it can be asked. Raises WorkerError when loading failed."""
        while self.state is not State.READY:
            if self.state is State.FAILED or self._stopping.is_set():
                raise WorkerError(self.problem or f"{self.spec.name} was stopped")
            self._changed.clear()
            await self._changed.wait()

    async def gone(self) -> None:
        """Wait until it can no longer be asked."""
        while self.state is State.READY:
            self._changed.clear()
            await self._changed.wait()

    # ---------------------------------------------------------------------------------------------------- the process

    async def run(self) -> None:
        """Start, serve, restart with back-off, until `stop` or until loading is refused."""
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            began = loop.time()
            try:
                await self._live_once()
            finally:
                self.failures = 0 if loop.time() - began > 60 else self.failures + 1
                await self._reap()
            if self._stopping.is_set() or self.state is State.FAILED:
                break
            if not self._restarts:
                self._enter(State.FAILED)
                break
            self.restarts += 1
            pause = BACK_OFF[min(self.failures, len(BACK_OFF)) - 1] if self.failures else 0.0
            log.warning("%s ended (%s); it starts again in %.1f s", self.spec.name, self.problem, pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause or 0.01)
        if self.state is not State.FAILED:
            self._enter(State.STOPPED)

    async def stop(self) -> None:
        """End the process; `run` returns."""
        self._stopping.set()
        self._changed.set()
        if self._writer is not None:
            self._writer.close()  # the worker reads the end of its stream and leaves

    def kill(self) -> None:
        """End the process the hard way; `run` starts a new one."""
        if self._process is not None and self._process.returncode is None:
            # It may end by itself at this moment, which asyncio learns of later than the kernel. Not process.kill(): that
            # looks whether it has ended, which takes its exit status away from asyncio.
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def _live_once(self) -> None:
        self._enter(State.LOADING)
        self._oom_kills = oom_kills()
        try:
            reader, self._writer = await self._spawn()
        except OSError as err:  # no more processes, descriptors or memory for us, or Python is being replaced
            self.problem = f"{self.spec.name} could not be started: {err.strerror or err}"
            return
        if self._stopping.is_set():  # `stop` came while the process was started, and found nothing to close
            self._writer.close()
        self.send_frame(Frame(self.spec.first_frame(self._log_level)))
        async with asyncio.TaskGroup() as group:
            drain = group.create_task(self._drain_output())
            await self._read(reader)
            self._writer.close()
            if self._process is not None and self._process.returncode is None:
                await self._await_end()
            # A grandchild may hold the pipe open: the process is gone, its last words do not matter.
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(drain), 0.2)
            drain.cancel()

    async def _spawn(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Start the process, with a line to it. Raises OSError."""
        ours, theirs = socket.socketpair()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "daemon.workers.child", str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                process_group=0,  # a Ctrl-C in the terminal is the daemon's business, from the first moment on
                env=self.spec.environment(),
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self.pid = self._process.pid
        ours.setblocking(False)
        return await asyncio.open_unix_connection(sock=ours, limit=1 << 20)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                head_length, payload_length = lengths(await reader.readexactly(HEADER.size))
                head = decode_head(await reader.readexactly(head_length))
                payload = await reader.readexactly(payload_length) if payload_length else b""
                self._receive(Frame(head, payload))
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        except ProtocolError as err:
            log.error("%s: %s", self.spec.name, err)
            self.kill()

    def _receive(self, frame: Frame) -> None:
        kind = frame.head.get("kind")
        if kind == "event":
            self._receive_event(frame)
            return
        request = self._requests.get(int(frame.head.get("id", 0)))
        if request is None or request.ended:
            return  # cancelled here while the answer was on its way
        if kind == "item":
            request.items.put_nowait(frame)
        elif kind == "error":
            request.settle(Refused(str(frame.head.get("message"))))
        else:
            request.settle(None)

    def _receive_event(self, frame: Frame) -> None:
        event = frame.head.get("event")
        if event == "ready":
            self.facts = {key: value for key, value in frame.head.items() if key not in ("kind", "event")}
            self.problem = str(self.facts.get("problem", ""))  # it works, though not as well as it could
            self._enter(State.READY)
        elif event == "failed":
            self.problem = str(frame.head.get("message"))
            self._enter(State.FAILED)
        elif self._on_event is not None:
            self._on_event(frame)

    async def _drain_output(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        loop = asyncio.get_running_loop()
        window, lines = loop.time(), 0
        while chunk := await self._process.stdout.read(4096):
            for line in chunk.decode(errors="replace").splitlines():
                self._last_lines.append(line)
                if loop.time() - window > 1:
                    window, lines = loop.time(), 0
                lines += 1
                if lines <= LINES_PER_SECOND:
                    log.debug("%s says: %s", self.spec.name, line)

    async def _await_end(self) -> None:
        assert self._process is not None
        try:
            await asyncio.wait_for(self._process.wait(), STOP_GRACE)
        except TimeoutError:
            self.kill()
            await self._process.wait()

    async def _reap(self) -> None:
        """Whatever happened, nothing is left: no process, no waiting request."""
        process = self._process
        if process is not None:
            self.kill()
            status = await asyncio.shield(process.wait())
            if self.state is not State.FAILED:
                self.problem = describe_end(self.spec.name, status, self._last_lines, self._oom_kills, oom_kills())
        if self._writer is not None:
            self._writer.close()
        self._writer = self._process = self.pid = None
        if self.state is not State.FAILED:
            self._enter(State.STOPPED)
        for request in list(self._requests.values()):
            request.settle(WorkerDied(self.problem or f"{self.spec.name} ended"))
        self._requests.clear()

    def _enter(self, state: State) -> None:
        self.state = state
        self._changed.set()
        self._on_state(self)
