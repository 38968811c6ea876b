"""Typing on X11, seen from the daemon: asks the process that speaks to X, and starts another one where it was killed."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import find_spec
from typing import Any

from daemon.desktop.programs import desktop_environment
from daemon.typing.way import Fate, Insertion, Target, TypingError

log = logging.getLogger(__name__)

_ANSWER = 5.0
"""Seconds for an answer: the user may hold a modifier, the clipboard's owner be slow, the window take its time."""


class XTest:
    """The way "xtest". Its process runs from `begin` to `end`, and on while it owns the clipboard."""

    name = "xtest"

    def __init__(
        self,
        group: asyncio.TaskGroup,
        environment: Callable[[], Awaitable[Mapping[str, str]]] = desktop_environment,
    ) -> None:
        """`environment` returns the graphical session's variables."""
        self._group = group
        self._environment = environment
        self._process: Process | None = None
        self._guards: set[asyncio.Task[None]] = set()

    async def missing(self) -> str:
        environ = await self._environment()
        if environ.get("WAYLAND_DISPLAY"):
            return "this is a Wayland session"
        if not environ.get("DISPLAY"):
            return "there is no X display"
        if find_spec("Xlib") is None:
            return "python-xlib is not installed: install the project again"
        return ""

    async def begin(self) -> Target:
        await self._start()
        answer = await self._ask(do="begin")
        return Target(str(answer["application"]))

    async def insert(self, text: str) -> Insertion:
        return _insertion(await self._ask(do="insert", text=text))

    async def take_back(self, characters: int) -> Insertion:
        return _insertion(await self._ask(do="delete", count=characters))

    async def keep(self, text: str) -> None:
        """Puts a text into the clipboard, to stay there. Raises TypingError."""
        alone = self._process is None
        if alone:
            await self._start()
        await self._ask(do="keep", text=text)
        if alone:
            await self.end()

    async def end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()  # it goes when the clipboard needs it no more

    async def close(self) -> None:
        await self.end()
        for guard in self._guards:
            guard.cancel()

    # ---------------------------------------------------------------------------------------------------- its process

    async def _start(self, *, restore: bool = False, keepsake: int = -1) -> None:
        await self.end()
        if keepsake < 0:
            keepsake = os.memfd_create("sarai-clipboard")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "daemon.typing.x11.hand", str(keepsake)),
            *(("restore",) if restore else ()),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # an exception would tell what is typed
            env={**await self._environment()},
            pass_fds=(keepsake,),
            start_new_session=True,  # what ends the daemon's process group must not end it
        )
        self._process = process
        guard = self._group.create_task(self._see_to(process, keepsake, again=not restore))
        self._guards.add(guard)
        guard.add_done_callback(self._guards.discard)

    async def _see_to(self, process: Process, keepsake: int, *, again: bool) -> None:
        """Waits for the end of a process. Where it was killed, another one gives back what it had borrowed."""
        try:
            status = await process.wait()
            if os.fstat(keepsake).st_size > 0 and again:
                log.warning("the process that types was killed (%d); the clipboard is put back", status)
                mine = self._process is process
                await self._start(restore=True, keepsake=os.dup(keepsake))
                if not mine:
                    await self.end()
        except OSError as err:
            log.warning("the clipboard could not be put back: %s", err)
        finally:
            os.close(keepsake)

    async def _ask(self, **asked: Any) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise TypingError("nothing is being typed into")
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            async with asyncio.timeout(_ANSWER):
                await process.stdin.drain()
                line = await process.stdout.readline()
        except TimeoutError as err:
            process.kill()
            raise TypingError("the X server gave no answer: nothing was typed") from err
        except OSError as err:
            raise TypingError("the process that types has ended") from err
        if not line:
            raise TypingError("the process that types has ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise TypingError(str(answer["error"]))
        return answer


def _insertion(answer: Mapping[str, Any]) -> Insertion:
    return Insertion(Fate(answer["fate"]), str(answer.get("why", "")), int(answer["typed"]))
