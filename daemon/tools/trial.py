"""Servers tried outside the daemon, for `sarai tools test` and the doctor: in a worker of their own, for the moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from config.errors import UserError
from config.settings import ToolServer
from config.texts import _
from daemon.tools.offer import Offer
from daemon.tools.toolbox import MISSING, spec
from daemon.workers.request import WorkerError
from daemon.workers.wire import Frame
from daemon.workers.worker import State, Worker


@dataclass(frozen=True, slots=True)
class Met:
    """A server that has told its tools."""

    product: str
    protocol: str
    offers: tuple[Offer, ...]
    more: int
    """Tools that are not offered: too many, or with a name that is none."""
    seconds: float
    """From nothing to its tools."""


class Trial:
    """One server in a worker of its own."""

    def __init__(self, name: str, server: ToolServer) -> None:
        self._name = name
        self._server = server
        self._heard = asyncio.Event()
        self._standing: Mapping[str, Any] = {}
        self._worker = Worker(spec({name: server}), self._on_event, on_state=self._on_state, restarts=False)

    def _on_event(self, frame: Frame) -> None:
        if frame.head.get("event") == "server" and frame.head["state"] != "connecting":
            self._standing = frame.head
            self._heard.set()

    def _on_state(self, worker: Worker) -> None:
        if worker.state is State.FAILED:
            self._standing = {"state": "failed", "problem": worker.problem}
            self._heard.set()

    async def run(self) -> None:
        await self._worker.run()

    async def stop(self) -> None:
        await self._worker.stop()

    async def meet(self, patience: float) -> Met:
        """Waits for the server's tools. Raises UserError in one line."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(patience):
                await self._heard.wait()
        except TimeoutError as err:
            raise UserError(
                _("{name} told no tools within {patience:g} s", name=self._name, patience=patience)
            ) from err
        told = self._standing
        if told["state"] != "ready":
            raise UserError(f"{self._name}: {told['problem']}")
        offers = tuple(Offer(**each) for each in told["tools"])
        return Met(told["product"], told["protocol"], offers, told["more"], time.monotonic() - began)

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the result's `text` and `data`. Raises UserError in one line."""
        result: dict[str, Any] = {}
        try:
            async with self._worker.ask("call", server=self._name, tool=tool, arguments=dict(arguments)) as request:
                async for frame in request:
                    if "progress" not in frame.head:
                        result = frame.head
        except WorkerError as err:
            raise UserError(f"{self._name}: {err}") from err
        if "text" not in result:
            why = {
                "late": "it did not answer in time",
                "wanted": "it wants to be told something first",
                "unknown": f"{self._name} has no such tool",
            }
            kind = str(result.get("failure", ""))
            raise UserError(f"{self._name}.{tool}: {why.get(kind) or result.get('detail') or kind}")
        return result


@asynccontextmanager
async def trying(name: str, server: ToolServer) -> AsyncIterator[Trial]:
    """Yields the server, being connected, and ends it. Raises UserError where the SDK is not installed."""
    if find_spec("mcp") is None:
        raise UserError(_(MISSING))
    trial = Trial(name, server)
    life = asyncio.create_task(trial.run())
    try:
        yield trial
    finally:
        await trial.stop()
        await life
