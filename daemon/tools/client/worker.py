"""The worker of the servers of tools: one process with the MCP SDK, for all servers.

Daemon to worker: `{"op": "call", "server", "tool", "arguments"}`, answered by one item: `text` and `data`, or `failure` and
`detail`; items with `progress` may come before it. Worker to daemon, unasked: `{"event": "server", ...}`, the fields of
`connection.Standing`. Calls run side by side; each can be cancelled.
"""

from __future__ import annotations

import asyncio
import dataclasses
import resource
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from config.settings import ToolServer
from daemon.tools.client.connection import CallFailed, ServerConnection, Standing
from daemon.tools.offer import tidy
from daemon.workers.child import Link, end
from daemon.workers.wire import Frame

MEMORY = 2 << 30
"""Bytes that the worker may take: a server that makes it take more ends it, and not the desktop."""
PROGRESS_EVERY = 0.5
"""Seconds between two reports of a call's progress."""


def serve() -> Callable[[Link, dict[str, Any]], None]:
    """The worker's main: see daemon.workers.child."""

    def main(link: Link, first: dict[str, Any]) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, hard))  # `leash` takes it from the servers
        servers = {name: ToolServer.model_validate(each) for name, each in first["servers"].items()}
        with suppress(asyncio.CancelledError):
            asyncio.run(_Tools(link, servers).run())
        end()

    return main


class _Tools:
    """Owns the connections and the calls under way."""

    def __init__(self, link: Link, servers: dict[str, ToolServer]) -> None:
        self._link = link
        self._connections = {name: ServerConnection(name, each, self._tell) for name, each in servers.items()}
        self._calls: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Works until the daemon is gone, then ends the servers: closes their stdin, and waits a moment."""
        loop, ours = asyncio.get_running_loop(), asyncio.current_task()
        assert ours is not None

        def read_forever() -> None:
            while (frame := self._link.read_or_none()) is not None:
                loop.call_soon_threadsafe(self._take, frame)
            loop.call_soon_threadsafe(ours.cancel)

        threading.Thread(target=read_forever, name="reader", daemon=True).start()
        self._link.send(Frame({"kind": "event", "event": "ready"}))
        async with asyncio.TaskGroup() as group:
            for each in self._connections.values():
                group.create_task(each.run())

    def _tell(self, standing: Standing) -> None:
        self._link.send(Frame({"kind": "event", "event": "server", **dataclasses.asdict(standing)}))

    def _take(self, frame: Frame) -> None:
        head = frame.head
        match head.get("op"):
            case "ping":  # answered by the loop that does the work
                self._link.send(Frame({"kind": "pong", "at": None}))
            case "cancel" if (task := self._calls.get(int(head["id"]))) is not None:
                task.cancel()
            case "call":
                number = int(head["id"])
                task = self._calls[number] = asyncio.get_running_loop().create_task(self._call(number, head))
                task.add_done_callback(lambda _: self._calls.pop(number, None))

    async def _call(self, number: int, head: dict[str, Any]) -> None:
        outcome: dict[str, Any] = {"kind": "done"}
        reported = 0.0

        async def tell(progress: float, total: float | None, message: str | None) -> None:
            nonlocal reported
            now = asyncio.get_running_loop().time()
            if now - reported < PROGRESS_EVERY:
                return
            reported = now
            told = {"done": progress, "total": total, "message": tidy(message or "", 80)}
            self._link.send(Frame({"id": number, "kind": "item", "progress": told}))

        try:
            connection = self._connections[str(head["server"])]
            result = await connection.call(str(head["tool"]), dict(head["arguments"]), tell)
        except CallFailed as err:
            result = {"failure": err.failure, "detail": err.detail}
        except asyncio.CancelledError:
            outcome, result = {"kind": "cancelled"}, {}
        except Exception as err:  # noqa: BLE001 - whatever a result makes of us: the other servers' tools go on
            result = {"failure": "said", "detail": tidy(f"{type(err).__name__}: {err}")}
        if result:
            self._link.send(Frame({**result, "id": number, "kind": "item"}))
        self._link.send(Frame({**outcome, "id": number}))
