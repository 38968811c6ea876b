"""A worker process, seen from the daemon: start, ask, stream, cancel; restarted when it crashes or hangs."""

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

from config.texts import _
from daemon.workers import liveness
from daemon.workers.exit_status import describe_end, oom_kills
from daemon.workers.liveness import LIMITS, Activity, Limits, Pulse, read_vitals
from daemon.workers.request import Refused, Request, WorkerDied, WorkerError
from daemon.workers.spec import Spec
from daemon.workers.wire import HEADER, Frame, ProtocolError, decode_head, encode, lengths

log = logging.getLogger(__name__)

BACK_OFF = (0.0, 0.3, 1.0, 3.0, 10.0)
"""Seconds before the first, second, ... restart; a worker that was well for a minute starts anew at the front."""
STOP_GRACE = 0.5
"""Seconds a worker gets to end by itself. It has nothing to save, so this is only politeness."""
REAP = 10.0
"""Seconds in which a process that was killed must be gone."""
LINES_PER_SECOND = 50
"""Lines of a worker's own output a second that reach the log; native libraries can flood."""

FAULTS = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)
"""Signals by which a process ends through a fault of its own."""


class State(Enum):
    STOPPED = "stopped"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"
    """Loading was refused for good, or the process has ended and is not restarted; `problem` tells."""


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
        limits: Limits = LIMITS,
        longest_pause: float = BACK_OFF[-1],
    ) -> None:
        """`restarts` False: once the process has ended, the state is FAILED and `run` returns; Fleet starts a new Worker.
        `on_state` is called after every change of `state`. `limits`: how long its work may take before it counts as
        hanging. `longest_pause`: bounds the pauses of BACK_OFF, in seconds."""
        self.spec = spec
        self.state = State.STOPPED
        self.problem = ""
        self.facts: dict[str, Any] = {}
        """Facts that the engine told when it was ready: languages, rate, context."""
        self.pid: int | None = None
        self.restarts = 0
        self.failures = 0
        """How often it has ended since it last ran for a minute."""
        self.hung = False
        """It was ended because it hung; false again once it is started anew. `problem` tells how it hung."""
        self.refused = False
        """Its engine could not be loaded, and said why: `problem`."""
        self.crashed = False
        """Its last process ended by a fault of its own: a native library crashed or gave up, or memory ran out."""
        self.starved = False
        """The kernel ended its last process for want of memory."""
        self._limits = limits
        self._pulse: Pulse | None = None
        self._look = asyncio.Event()  # there is work: look soon
        self._restarts = restarts
        self._longest_pause = longest_pause
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
        """Sends a message without an answer. Drops it when there is no process: use `ask` where that matters."""
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(encode(Frame({"op": op, **head}, payload)))

    def send_frame(self, frame: Frame) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(encode(frame))

    @asynccontextmanager
    async def ask(self, op: str, payload: bytes = b"", **head: Any) -> AsyncIterator[Request]:
        """Sends a request and yields it, to receive its items. Cancels it on leaving if it is unfinished.

        Raises WorkerDied when there is no worker, and out of the iteration when it dies.
        """
        if self._writer is None or self.state is not State.READY:
            raise WorkerDied(self.problem or _("{name} is not running", name=self.spec.name))
        request = Request(next(self._numbers), self._limits.of_request(self.spec, op, head, payload))
        self._requests[request.number] = request
        self._look.set()
        self._writer.write(encode(Frame({"op": op, "id": request.number, **head}, payload)))
        try:
            yield request
        finally:
            if not request.ended:
                self.send("cancel", id=request.number)
            self._requests.pop(request.number, None)

    async def ask_one(self, op: str, payload: bytes = b"", **head: Any) -> Frame:
        """Sends a request that has exactly one item, and returns that. Raises WorkerError."""
        async with self.ask(op, payload, **head) as request:
            answer = None
            async for item in request:
                answer = item
        if answer is None:
            raise WorkerError(_("{name} did not answer {op}", name=self.spec.name, op=op))
        return answer

    async def ready(self) -> None:
        """Waits until it can be asked. Raises WorkerError when loading failed."""
        while self.state is not State.READY:
            if self.state is State.FAILED or self._stopping.is_set():
                raise WorkerError(self.problem or f"{self.spec.name} was stopped")
            self._changed.clear()
            await self._changed.wait()

    async def gone(self) -> None:
        """Waits until it can no longer be asked."""
        while self.state is State.READY:
            self._changed.clear()
            await self._changed.wait()

    # ---------------------------------------------------------------------------------------------------- the process

    async def run(self) -> None:
        """Starts, serves, restarts with back-off, until `stop` or until loading is refused."""
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
            pause = min(pause, self._longest_pause)
            log.warning("%s ended (%s); it starts again in %.1f s", self.spec.name, self.problem, pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause or 0.01)
        if self.state is not State.FAILED:
            self._enter(State.STOPPED)

    async def stop(self) -> None:
        """Ends the process; `run` returns."""
        self._stopping.set()
        self._changed.set()
        if self._writer is not None:
            self._writer.close()  # the worker reads the end of its stream and leaves
            asyncio.get_running_loop().call_later(STOP_GRACE, self._end_at_once)

    def kill(self) -> None:
        """Ends the process by SIGKILL; `run` starts a new one."""
        if self._process is not None and self._process.returncode is None:
            # It may end by itself at this moment, which asyncio learns of later than the kernel. Not process.kill(): that
            # looks whether it has ended, which takes its exit status away from asyncio.
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    def _end_at_once(self) -> None:
        """Ends the process by SIGKILL and closes the connection at once: the process may read and write no more."""
        self.kill()
        if self._writer is not None:
            self._writer.transport.abort()

    async def _live_once(self) -> None:
        self.hung = False
        self._enter(State.LOADING)
        self._oom_kills = oom_kills()
        try:
            reader, self._writer = await self._spawn()
        except OSError as err:  # no more processes, descriptors or memory for us, or Python is being replaced
            self.problem = _("{name} could not be started: {why}", name=self.spec.name, why=err.strerror or err)
            return
        if self._stopping.is_set():  # `stop` came while the process was started, and found nothing to close
            self._writer.close()
        self.send_frame(Frame(self.spec.first_frame(self._log_level)))
        async with asyncio.TaskGroup() as group:
            drain = group.create_task(self._drain_output())
            watch = group.create_task(self._watch())
            await self._read(reader)
            watch.cancel()
            self._writer.close()
            if self._process is not None and self._process.returncode is None:
                await self._await_end()
            # A grandchild may hold the pipe open: the process is gone, its last words do not matter.
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(drain), 0.2)
            drain.cancel()

    async def _spawn(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Starts the process and connects to it. Raises OSError."""
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

    @property
    def silent(self) -> float:
        """Seconds for which it has shown no sign of life though it was asked for one."""
        return self._pulse.silent if self._pulse is not None else 0.0

    async def _watch(self) -> None:
        """Pings the process, and ends it when it hangs; it is then restarted like one that crashed."""
        loop = asyncio.get_running_loop()
        size = await asyncio.to_thread(self.spec.size)
        pulse = self._pulse = Pulse(self.spec.name, self._limits.loading(size), size)
        if self.state is State.READY:
            pulse.loaded()
        while True:
            self._look.clear()
            if not pulse.waiting:
                pulse.pinged()
                self.send("ping")
            began = loop.time()
            await self._until_next_look(pulse)
            vitals = read_vitals(self.pid) if pulse.waiting and self.pid is not None else None
            problem = pulse.step(loop.time() - began, vitals, self._limit)
            if problem:
                self._give_up(problem)
                return

    async def _until_next_look(self, pulse: Pulse) -> None:
        """Sleeps for a step while there is something to wait for, else until there is."""
        await asyncio.sleep(liveness.STEP)
        if not (pulse.waiting or pulse.loading or pulse.busy or self._requests):
            # Not wait_for: in Python 3.11 it may swallow that we are cancelled, and the process would be watched for ever.
            with suppress(TimeoutError):
                async with asyncio.timeout(liveness.IDLE_STEP - liveness.STEP):
                    await self._look.wait()

    def _limit(self, activity: Activity) -> float:
        request = self._requests.get(activity.id) if activity.id is not None else None
        return request.limit if request is not None else self._limits.of_request(self.spec, activity.op, {}, b"")

    def _give_up(self, problem: str) -> None:
        self.hung = True
        self.problem = _("{why}; it was ended, to be started anew", why=problem)
        self._end_at_once()

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
        if kind == "pong":
            at = frame.head.get("at")
            if self._pulse is not None:
                self._pulse.pong(Activity(*at) if at is not None else None)
            return
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
            if self._pulse is not None:
                self._pulse.loaded()
            self._enter(State.READY)
        elif event == "failed":
            self.problem = str(frame.head.get("message"))
            self.refused = True
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
            self.kill()  # `_reap` waits for it

    async def _reap(self) -> None:
        """Leaves nothing behind: no process, no waiting request."""
        process = self._process
        if process is not None:
            self.kill()
            status = await self._status(process)
            before, now = self._oom_kills, oom_kills()
            more = before is not None and now is not None and now > before
            self.starved = status == -signal.SIGKILL and not self.hung and more
            self.crashed = -status in FAULTS or self.starved
            if self.state is not State.FAILED and not self.hung:
                self.problem = describe_end(self.spec.name, status, self._last_lines, before, now)
        if self._writer is not None:
            self._writer.close()
        self._writer = self._process = self.pid = self._pulse = None
        if self.state is not State.FAILED:
            self._enter(State.STOPPED)
        for request in list(self._requests.values()):
            request.settle(WorkerDied(self.problem or _("{name} ended", name=self.spec.name)))
        self._requests.clear()

    async def _status(self, process: asyncio.subprocess.Process) -> int:
        """Waits for the exit status. A process that waits for a dead disk cannot even be killed, and is left behind."""
        ended = asyncio.ensure_future(process.wait())
        done, _ = await asyncio.wait([ended], timeout=REAP)
        if not done:
            log.error("%s (process %d) cannot be ended: it waits for a disk", self.spec.name, process.pid)
            ended.cancel()
            return -signal.SIGKILL
        return ended.result()

    def _enter(self, state: State) -> None:
        self.state = state
        self._changed.set()
        self._on_state(self)
