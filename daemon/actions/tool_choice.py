"""Which connected tool a turn asks for, by the mind in use: asked only where the words could be a request at all.

The mind reads the tools' texts ahead of need, while nobody speaks. Until it has, and whenever it is not in memory, turns are
talk: nobody waits for it. Nothing here runs a tool.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Protocol

from config.texts import _
from daemon.actions.asking import may_ask
from daemon.workers.preemption import Preempted, Preemption
from daemon.workers.request import Request, WorkerError
from models.engine import Choice, Message, Tool

PATIENCE: Final = 3.0
"""Seconds after which a turn is answered as talk; a 4B model on two cores reads thirty words in one."""

log = logging.getLogger(__name__)


class CallingMind(Protocol):
    """A mind that can be asked for calls: a daemon.workers.fleet.ModelHandle."""

    @property
    def name(self) -> str: ...

    @property
    def pid(self) -> int | None: ...

    def asking_offer(self, tools: Sequence[Tool]) -> AbstractAsyncContextManager[Request]: ...

    async def choose(self, tools: Sequence[Tool], messages: Sequence[Message]) -> Choice: ...

    async def arguments(self, tool: Tool, messages: Sequence[Message]) -> dict[str, Any]: ...


class ToolChooser:
    """Owns which tools are offered, and what the mind's process has read of them."""

    def __init__(
        self, mind: Callable[[], CallingMind | None], preemption: Preemption, problem: Callable[[str], None]
    ) -> None:
        """`mind()` returns the mind of the tier in use, if it can be asked for calls. `problem` gets one line when it cannot
        be offered the tools."""
        self._mind = mind
        self._preemption = preemption
        self._problem = problem
        self._tools: tuple[Tool, ...] = ()
        self._read: tuple[int | None, tuple[Tool, ...]] = (None, ())  # the process, and what it has read
        self._told = ""
        self._wanted = asyncio.Event()

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools that are offered."""
        return self._tools

    def offer(self, tools: Sequence[Tool]) -> None:
        """These tools are connected and allowed from now on."""
        self._tools = tuple(tools)
        self.look()

    def look(self) -> None:
        """The mind may have been loaded, or loaded anew."""
        self._wanted.set()

    async def run(self) -> None:
        """Has the mind read what is offered, while nobody speaks. Never returns."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await self._preemption.free()
            mind = self._mind()
            if mind is None or mind.pid is None or self._ready(mind) or (not self._tools and not self._read[1]):
                continue
            try:
                await self._have_read(mind, mind.pid)
            except Preempted:
                self._wanted.set()
            except WorkerError as err:
                if str(err) != self._told:
                    self._problem(_("{name} is not asked for tools: {why}", name=mind.name, why=err))
                self._told = str(err)

    async def _have_read(self, mind: CallingMind, pid: int) -> None:
        tools = self._tools
        async with mind.asking_offer(tools) as request:
            with self._preemption.working(lambda: request.interrupt(Preempted())):
                async for _ in request:
                    pass
        self._read, self._told = (pid, tools), ""
        log.info("%s has read the texts of %d tools", mind.name, len(tools))
        if tools != self._tools:
            self._wanted.set()

    def _ready(self, mind: CallingMind) -> bool:
        return mind.pid is not None and self._read == (mind.pid, self._tools)

    def may(self, text: str, language: str) -> bool:
        """Whether the mind can be asked now, and the words could be a request."""
        mind = self._mind()
        return mind is not None and self._ready(mind) and may_ask(text, language, self._tools)

    async def choose(self, text: str, language: str, before: Sequence[Message] = ()) -> Tool | None:
        """Returns the tool that the words ask for; None for talk, and where that cannot be told in time. `before` is what
        was said just before, and belongs to the question."""
        if not may_ask(text, language, self._tools):
            return None
        mind = self._mind()
        if mind is None or not self._ready(mind):
            self.look()
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                choice = await mind.choose(self._tools, [*before, Message("user", text)])
        except TimeoutError:
            log.info("%s took longer than %.0f s to choose: the turn is talk", mind.name, PATIENCE)
            return None
        except WorkerError as err:
            log.warning("%s could not choose among tools: %s", mind.name, err)
            return None
        log.debug("a tool is meant with a probability of %.2f", choice.probability)
        return next((tool for tool in self._tools if tool.name == choice.name), None)

    async def arguments(self, tool: Tool, text: str, before: Sequence[Message] = ()) -> dict[str, Any]:
        """Returns the arguments of a call, written by the mind to the tool's schema; who makes the call checks them. Raises
        WorkerError, one line."""
        mind = self._mind()
        if mind is None:
            raise WorkerError("no mind is here that writes arguments: choose a tier with one")
        return await mind.arguments(tool, [*before, Message("user", text)])
