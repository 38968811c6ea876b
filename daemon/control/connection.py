"""One client of the control socket: reads requests, runs them side by side, writes replies."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from config.errors import UserError
from daemon.control import protocol
from daemon.control.hub import EventHub
from daemon.control.protocol import ControlError
from models.engine import EngineError

log = logging.getLogger(__name__)

Method = Callable[[dict[str, Any]], Awaitable[object] | AsyncGenerator[object, None]]

MAX_REQUESTS = 16
"""Requests of one client that may be under way; more are refused."""
WRITE_TIMEOUT = 30.0
"""Seconds after which a client that doesn't read its replies is dropped. Subscribers may take longer: they lag."""
DRAIN_TIMEOUT = 2.0
"""Seconds a client that sent too much gets to finish sending, so that it reads the reply instead of a broken pipe."""
HANG_UP_POLL = 0.2


@dataclass(frozen=True, slots=True)
class Result:
    """Yielded last by a streaming method: its result."""

    value: object


class Connection:
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        methods: Mapping[str, Method],
        events: EventHub,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._methods = methods
        self._events = events
        self._requests: set[asyncio.Task[None]] = set()
        self._gone = False

    async def serve(self) -> None:
        """Until the client has gone."""
        async with asyncio.TaskGroup() as group:
            try:
                await self._read(group)
                await self._finish()
            finally:
                for request in self._requests:
                    request.cancel()

    async def refuse(self, code: int, message: str) -> None:
        """Answer with an error, and let the client finish what it is sending."""
        await self._send(_error(None, code, message), WRITE_TIMEOUT)
        try:
            async with asyncio.timeout(DRAIN_TIMEOUT):
                while await self._reader.read(1 << 16):
                    pass
        except TimeoutError:
            pass

    # -------------------------------------------------------------------------------------------------------- reading

    async def _read(self, group: asyncio.TaskGroup) -> None:
        while not self._gone:
            try:
                line = await self._reader.readuntil(b"\n")
            except asyncio.IncompleteReadError as err:
                line = err.partial  # the last line may lack its end
            except asyncio.LimitOverrunError:
                await self.refuse(protocol.TOO_LONG, f"the message is longer than {protocol.MAX_LINE} bytes")
                self._gone = True
                return
            if line.strip():
                await self._take(line, group)
            if not line.endswith(b"\n"):
                return

    async def _finish(self) -> None:
        """The client sends nothing more. It may have gone, or have closed its sending side only (`socat`, `nc -N`) and
        be waiting for replies."""
        while self._requests and not self._gone:
            if _hung_up(self._writer.get_extra_info("socket")):
                return
            await asyncio.wait(self._requests, timeout=HANG_UP_POLL)

    async def _take(self, line: bytes, group: asyncio.TaskGroup) -> None:
        """Begin what one line asks for, or answer it with an error."""
        try:
            request = json.loads(line)
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
        task.add_done_callback(self._requests.discard)

    # ------------------------------------------------------------------------------------------------------ answering

    async def _answer(self, number: int | str | None, method: str, params: object, wanted: bool) -> None:
        """Run one request; whatever becomes of it, the connection and the daemon go on."""
        try:
            result = await self._run(number, method, params)
            reply: dict[str, Any] = {"jsonrpc": "2.0", "id": number, "result": result}
            _line(reply)  # a result that is no JSON is found out here
        except ControlError as err:
            reply = _error(number, err.code, str(err))
        except (UserError, EngineError) as err:
            reply = _error(number, protocol.FAILED, str(err))
        except OSError as err:
            if self._gone:
                return
            reply = _error(number, protocol.FAILED, str(err))
        except Exception as err:
            log.exception("control method %s failed", method)
            reply = _error(number, protocol.INTERNAL_ERROR, f"internal error in {method}: {type(err).__name__}")
        if wanted:
            try:
                await self._send(reply, WRITE_TIMEOUT)
            except OSError as err:
                log.debug("nobody reads the reply to %s: %s", method, err)

    async def _run(self, number: int | str | None, method: str, params: object) -> object:
        if not isinstance(params, dict):
            raise protocol.InvalidParams(f"{method}: params must be an object with names")
        if method == "subscribe":
            return await self._subscribe(number, bool(protocol.check(method, params)["levels"]))
        if method == "hello":
            return await self._hello(protocol.check(method, params))
        function = self._methods.get(method)
        if function is None:
            raise _NotFound(f"no such method: {method[:60]}")
        answer = function(protocol.check(method, params))
        if isinstance(answer, AsyncGenerator):
            return await self._stream(number, answer)
        return await answer

    async def _hello(self, params: dict[str, Any]) -> object:
        if params["protocol"] != protocol.PROTOCOL:
            raise _WrongProtocol(
                f"the client speaks protocol {params['protocol']}, the running daemon {protocol.PROTOCOL}: restart it "
                "with `systemctl --user restart sarai`"
            )
        known: dict[str, object] = {"protocol": protocol.PROTOCOL, "pid": os.getpid()}
        own = self._methods.get("hello")
        if own is not None:
            answer = own(params)
            assert isinstance(answer, Awaitable)
            more = await answer
            if isinstance(more, dict):
                known.update(more)
        return known

    async def _stream(self, number: int | str | None, items: AsyncGenerator[object, None]) -> object:
        result: object = None
        async with aclosing(items):  # a client that goes away ends the work
            async for item in items:
                if isinstance(item, Result):
                    result = item.value
                else:
                    await self._send(_notification("item", {"id": number, "item": item}), WRITE_TIMEOUT)
        return result

    async def _subscribe(self, number: int | str | None, levels: bool) -> object:
        """Send events until the client goes. Its reply comes first, so that the client can tell an old daemon's error."""
        with self._events.subscribe(levels) as subscription:
            await self._send({"jsonrpc": "2.0", "id": number, "result": {"subscribed": True}}, WRITE_TIMEOUT)
            async for event in subscription:
                await self._send(_notification("event", event.to_json()), None)
        return None

    async def _send(self, message: dict[str, Any], timeout: float | None) -> None:
        """Write one line. Waits while the client is behind; raises OSError once it has gone, or is behind too long."""
        if self._gone:
            raise ConnectionResetError("the client has gone")
        self._writer.write(_line(message))
        try:
            async with asyncio.timeout(timeout):
                await self._writer.drain()
        except OSError:  # TimeoutError is one
            self._gone = True
            self._writer.transport.abort()
            raise


class _NotFound(ControlError):
    code = protocol.METHOD_NOT_FOUND


class _WrongProtocol(ControlError):
    code = protocol.WRONG_PROTOCOL


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


def _line(message: dict[str, Any]) -> bytes:
    # ASCII only: half a surrogate pair in an echoed id could not be encoded otherwise.
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _hung_up(connection: Any) -> bool:
    """Whether the other end is closed altogether, and not just for sending."""
    poll = select.poll()
    poll.register(connection.fileno(), 0)  # POLLHUP is always reported
    return any(flags & (select.POLLHUP | select.POLLERR) for _, flags in poll.poll(0))
