"""A server of tools as a child process: MCP over its stdin and stdout, with bounds on what it can do to us.

The SDK's own `stdio_client` reads a line however long it is; this transport ends a server whose line never ends.
The child gets an allow-listed environment, and dies with the worker (PR_SET_PDEATHSIG), however that dies.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
from mcp.client._transport import TransportStreams  # what `Transport`, which is public, yields
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter

from config.texts import _
from daemon.tools.offer import tidy

LONGEST_LINE = 4 << 20
"""Bytes of one message."""
PASSED_ON = ("HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TERM", "TZ", "USER")
"""Environment variables that every server gets; more are named by the settings."""
GRACE = 1.0
"""Seconds that a server has to end by itself once its stdin is closed, and again after SIGTERM."""
_LEASH = Path(__file__).with_name("leash.py")


class Child:
    """What is known of the process, for the words about its end."""

    def __init__(self) -> None:
        self.last_lines: deque[bytes] = deque(maxlen=8)
        """The end of its stderr."""
        self.problem = ""
        """Why we ended it."""
        self.status: int | None = None

    def why(self) -> str:
        """Returns in one line how it ended."""
        if self.problem:
            return self.problem
        lines = (tidy(line.decode(errors="replace"), 160) for line in reversed(self.last_lines))
        said = next((f": {line}" for line in lines if line), "")
        if self.status is None:
            return _("its program closed the connection{said}", said=said)
        if self.status < 0:
            return _("its program was ended by signal {number}{said}", number=-self.status, said=said)
        return _("its program ended with status {status}{said}", status=self.status, said=said)


def environment(names: Sequence[str], more: Mapping[str, str]) -> dict[str, str]:
    """Returns the child's environment: what is passed on to all, what the settings name, and `more`."""
    wanted = (*PASSED_ON, *names)
    return {name: os.environ[name] for name in wanted if name in os.environ} | dict(more)


@asynccontextmanager
async def program(command: Sequence[str], env: Mapping[str, str], child: Child) -> AsyncIterator[TransportStreams]:
    """Starts the program and yields the SDK's streams. Raises OSError where it cannot be started."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=dict(env),
        start_new_session=True,
        limit=LONGEST_LINE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    to_session, read_stream = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    write_stream, from_session = anyio.create_memory_object_stream[SessionMessage](0)

    async def read(stdout: asyncio.StreamReader) -> None:
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            async with to_session:
                while True:
                    try:
                        line = await stdout.readuntil(b"\n")
                    except asyncio.LimitOverrunError:
                        child.problem = _(
                            "it sent a message of more than {most} MiB, so it was ended", most=LONGEST_LINE >> 20
                        )
                        return
                    except asyncio.IncompleteReadError:
                        return
                    await to_session.send(_message(line))

    async def write(stdin: asyncio.StreamWriter) -> None:
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError):
            async with from_session:
                async for message in from_session:
                    stdin.write(message.message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")
                    await stdin.drain()
        await to_session.aclose()

    async def listen(stderr: asyncio.StreamReader) -> None:
        while chunk := await stderr.read(4096):
            child.last_lines += chunk.splitlines()

    async with anyio.create_task_group() as group:
        group.start_soon(read, process.stdout)
        group.start_soon(write, process.stdin)
        group.start_soon(listen, process.stderr)
        try:
            yield read_stream, write_stream
        finally:
            with anyio.CancelScope(shield=True):
                await read_stream.aclose()
                await write_stream.aclose()
                await _end(process)
                child.status = process.returncode
            group.cancel_scope.cancel()


def _message(line: bytes) -> SessionMessage | Exception:
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError as err:
        return err


async def _end(process: asyncio.subprocess.Process) -> None:
    """Closes its stdin, waits a moment, then ends the process with all that it has started in its session."""
    if process.stdin is not None:
        process.stdin.close()
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await process.wait()
                break
        _signal(process.pid, sign)
    _signal(process.pid, signal.SIGKILL)  # whoever is left of its session
    with suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await process.wait()


def _signal(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, sign)
