"""One client of the control socket: reads requests, runs them side by side, writes replies."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import select
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from config.errors import UserError, in_words
from daemon.control import protocol
from daemon.control.events import Event
from daemon.control.protocol import LONGEST_REPLY, MAX_LINE, ControlError
from models.engine import EngineError

log = logging.getLogger(__name__)

Method = Callable[[dict[str, Any]], Awaitable[object] | AsyncGenerator[object, None]]
"""Takes the parameters of a request as they came. Raises InvalidParams at once where they are wrong.

Returns a JSON value. A streaming method yields JSON values and one `Result`; it may yield events as well.
"""

MAX_REQUESTS = 16
"""Requests of one client that may be under way; more are refused."""
IDLE = 60.0
"""Seconds without a request under way after which a client is disconnected."""
WRITE_TIMEOUT = 30.0
"""Seconds after which a client that doesn't read its replies is dropped. Subscribers may take longer: they lag."""
DRAIN_TIMEOUT = 2.0
"""Seconds a client that sent too much gets to finish sending, so that it reads the reply instead of a broken pipe."""
HANG_UP_POLL = 0.2
MOST_BARE = 1 << 16
"""Bytes of a request that are in none of its first MOST_STRINGS strings."""
MOST_STRINGS = 1000
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Result:
    """Yielded by a streaming method: its result. The reply is sent at once; what comes after it are notifications."""

    value: object


class Connection:
    """Serves one client until it goes, stays idle for too long, or is told to make room."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        methods: Mapping[str, Method],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._methods = methods
        self._requests: set[asyncio.Task[None]] = set()
        self._gone = False
        self.came = asyncio.get_running_loop().time()
        """When the client came, by the event loop's clock."""
        self.idle_since: float | None = self.came
        """Since when no request is under way, by the event loop's clock; None while one is."""
        self._limit = asyncio.timeout(IDLE)
        self._told_to_go = False

    async def serve(self, opened: asyncio.Event) -> None:
        """Answers requests once `opened` is set. Returns when the client has gone or has been disconnected."""
        try:
            async with self._limit, asyncio.TaskGroup() as group:
                try:
                    await opened.wait()
                    await self._read(group)
                    await self._finish()
                finally:
                    for request in self._requests:
                        request.cancel()
        except TimeoutError:
            if not self._limit.expired():
                raise
            if self._told_to_go:
                await self._send(_error(None, protocol.TOO_MANY, "too many connections at once"), DRAIN_TIMEOUT)

    async def refuse(self, code: int, message: str) -> None:
        """Answers with an error, and lets the client finish what it is sending."""
        await self._send(_error(None, code, message), WRITE_TIMEOUT)
        try:
            async with asyncio.timeout(DRAIN_TIMEOUT):
                while await self._reader.read(1 << 16):
                    pass
        except TimeoutError:
            pass

    def make_room(self) -> None:
        """Disconnects the client at once; one that waits for an answer is told why."""
        self._told_to_go = self.idle_since is None
        self._leave_at(asyncio.get_running_loop().time())

    def _leave_at(self, time: float | None) -> None:
        if not self._limit.expired():
            self._limit.reschedule(time)

    # -------------------------------------------------------------------------------------------------------- reading

    async def _read(self, group: asyncio.TaskGroup) -> None:
        while not self._gone:
            try:
                line = await self._reader.readuntil(b"\n")
            except asyncio.IncompleteReadError as err:
                line = err.partial  # the last line may lack its end
            except asyncio.LimitOverrunError:
                await self.refuse(protocol.TOO_LONG, f"the message is longer than {MAX_LINE} bytes")
                self._gone = True
                return
            if line.strip():
                await self._take(line, group)
            if not line.endswith(b"\n"):
                return
            await asyncio.sleep(0)  # many lines may lie in the buffer, and others want to be served

    async def _finish(self) -> None:
        """The client sends nothing more: it has gone, or it has closed its sending side only (`socat`, `nc -N`) and waits
        for replies."""
        while self._requests and not self._gone:
            if _hung_up(self._writer.get_extra_info("socket")):
                return
            await asyncio.wait(self._requests, timeout=HANG_UP_POLL)

    async def _take(self, line: bytes, group: asyncio.TaskGroup) -> None:
        """Begins what one line asks for, or answers it with an error."""
        try:
            request = _parse(line)
        except (ValueError, RecursionError) as err:
            await self._send(_error(None, protocol.PARSE_ERROR, f"not JSON: {err}"), WRITE_TIMEOUT)
            return
        if not isinstance(request, dict):
            await self._send(_error(None, protocol.INVALID_REQUEST, "a request is one JSON object"), WRITE_TIMEOUT)
            return
        number = request.get("id")
        if number is not None and (isinstance(number, bool) or not isinstance(number, int | str)):
            await self._send(_error(None, protocol.INVALID_REQUEST, "id must be text or a whole number"), WRITE_TIMEOUT)
            return
        problem = _malformed(request)
        if problem:
            await self._send(_error(number, protocol.INVALID_REQUEST, problem), WRITE_TIMEOUT)
            return
        if len(self._requests) >= MAX_REQUESTS:
            await self._send(_error(number, protocol.TOO_MANY, "too many requests at once"), WRITE_TIMEOUT)
            return
        task = group.create_task(self._answer(number, request["method"], request.get("params", {}), "id" in request))
        self._requests.add(task)
        task.add_done_callback(self._done)
        self.idle_since = None
        self._leave_at(None)

    def _done(self, request: asyncio.Task[None]) -> None:
        self._requests.discard(request)
        if not self._requests:
            self.idle_since = asyncio.get_running_loop().time()
            self._leave_at(self.idle_since + IDLE)

    # ------------------------------------------------------------------------------------------------------ answering

    async def _answer(self, number: int | str | None, method: str, params: object, wanted: bool) -> None:
        """Runs one request; whatever becomes of it, the connection and the daemon go on. `wanted`: it gets a reply."""
        try:
            answer = self._call(method, params)
            if isinstance(answer, AsyncGenerator):
                await self._stream(number, method, answer, wanted)
            else:
                await self._reply(number, method, await answer, wanted)
            return
        except ControlError as err:
            reply = _error(number, err.code, str(err))
        except (UserError, EngineError) as err:
            reply = _error(number, protocol.FAILED, str(err))
        except OSError as err:
            if self._gone:
                return
            reply = _error(number, protocol.FAILED, in_words(err))
        except Exception as err:
            log.exception("control method %s failed", method)
            reply = _error(number, protocol.INTERNAL_ERROR, f"internal error in {method}: {type(err).__name__}")
        if wanted:
            try:
                await self._send(reply, WRITE_TIMEOUT)
            except OSError as err:
                log.debug("nobody reads the reply to %s: %s", method, err)

    def _call(self, method: str, params: object) -> Awaitable[object] | AsyncGenerator[object, None]:
        if not isinstance(params, dict):
            raise protocol.InvalidParams(f"{method[:60]}: params must be an object with names")
        function = self._methods.get(method)
        if function is None:
            raise protocol.MethodNotFound(f"no such method: {method[:60]}")
        return function(params)

    async def _stream(
        self, number: int | str | None, method: str, items: AsyncGenerator[object, None], wanted: bool
    ) -> None:
        result = None
        async with aclosing(items):  # a client that goes away ends the work
            async for item in items:
                if isinstance(item, Result):
                    result = item
                    await self._reply(number, method, item.value, wanted)
                elif isinstance(item, Event):
                    await self._send(_notification("event", item.to_json()), None)
                else:
                    await self._send(_notification("item", {"id": number, "item": item}), WRITE_TIMEOUT)
        if result is None:
            await self._reply(number, method, None, wanted)

    async def _reply(self, number: int | str | None, method: str, result: object, wanted: bool) -> None:
        line = await _reply_line(number, method, result)  # even unwanted, a result that is no JSON is found out
        if wanted:
            await self._write(line, WRITE_TIMEOUT)

    async def _send(self, message: dict[str, Any], timeout: float | None) -> None:
        await self._write(_line(message), timeout)

    async def _write(self, line: bytes, timeout: float | None) -> None:
        """Writes one line. Waits while the client is behind; raises OSError once it has gone, or is behind too long."""
        if self._gone:
            raise ConnectionResetError("the client has gone")
        self._writer.write(line)
        try:
            async with asyncio.timeout(timeout):
                await self._writer.drain()
        except OSError:  # TimeoutError is one
            self._gone = True
            self._writer.transport.abort()
            raise


def _parse(line: bytes) -> object:
    """Raises ValueError, or RecursionError.

    A long line that consists of other things than texts is refused unread: 1 MB of empty lists would take 30 ms.
    """
    if len(line) > MOST_BARE and len(_STRING.sub(b"", line, count=MOST_STRINGS)) > MOST_BARE:
        raise ValueError(f"more than {MOST_BARE} bytes of it are no text")
    return json.loads(line)


def _malformed(request: dict[str, Any]) -> str:
    if request.get("jsonrpc") != "2.0":
        return 'jsonrpc must be "2.0"'
    if not isinstance(request.get("method"), str):
        return "method must be text"
    return ""


def _error(number: int | str | None, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}


def _notification(method: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": method, "params": params}


async def _reply_line(number: int | str | None, method: str, result: object) -> bytes:
    """Returns the reply as a line. Encodes a list element by element: other tasks run between two of them."""
    if not isinstance(result, list):
        line = _line({"jsonrpc": "2.0", "id": number, "result": result})
    else:
        parts: list[bytes] = []
        for each in result:
            parts.append(_json(each))
            await asyncio.sleep(0)
        line = b'{"jsonrpc":"2.0","id":%b,"result":[%b]}\n' % (_json(number), b",".join(parts))
    if len(line) > LONGEST_REPLY:
        raise ControlError(f"{method}: the answer is longer than {LONGEST_REPLY >> 20} MB; ask for less at once")
    return line


def _line(message: dict[str, Any]) -> bytes:
    return _json(message) + b"\n"


def _json(value: object) -> bytes:
    # ASCII only: half a surrogate pair in an echoed id could not be encoded otherwise.
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _hung_up(connection: Any) -> bool:
    """Returns whether the other end is closed altogether, and not just for sending."""
    poll = select.poll()
    poll.register(connection.fileno(), 0)  # POLLHUP is always reported
    return any(flags & (select.POLLHUP | select.POLLERR) for _, flags in poll.poll(0))
