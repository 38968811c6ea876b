"""A real control server in a thread, for clients that wait for their answers."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from daemon.app.methods import ControlMethods
from daemon.control.connection import Method
from daemon.control.events import Event
from daemon.control.hub import EventHub
from daemon.control.parameters import check, parameters
from daemon.control.server import ControlServer


def checked(name: str, method: Method) -> Method:
    """Returns the method with the parameter checks of the daemon's method of that name."""
    model = parameters(name, getattr(ControlMethods, name).__get__(object()))

    def call(given: dict[str, Any]) -> Awaitable[object] | AsyncGenerator[object, None]:
        return method(check(model, given))

    return call


class Served(ABC):
    """Runs the server as a context manager. `snapshot` is the first message to subscribers of the events."""

    def __init__(self, path: Path, snapshot: dict[str, Any]) -> None:
        self.path = path
        self._hub = EventHub(lambda: snapshot)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run)

    @abstractmethod
    def methods(self) -> dict[str, Method]:
        """Returns the methods it answers, with the parameters that the daemon's own methods would get."""

    def publish(self, event: Event) -> None:
        self._loop.call_soon_threadsafe(self._hub.publish, event)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("no control server")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        if self._thread.is_alive():
            raise RuntimeError("the control server does not end")

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        methods = {name: checked(name, method) for name, method in self.methods().items()}
        async with ControlServer(self.path, methods, self._hub):
            self._ready.set()
            await self._stop.wait()
