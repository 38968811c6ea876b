"""Typing on X11, seen from the daemon: asks the process that speaks to X, and starts another one where it was killed."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from config.texts import N_, _
from daemon.desktop.programs import desktop_environment
from daemon.typing.way import Fate, Insertion, Target, TypingError
from daemon.typing.x11.keepsake import Keepsake

log = logging.getLogger(__name__)

_ANSWER = 5.0
"""Seconds for an answer: the user may hold a modifier, the clipboard's owner be slow, the window take its time."""
_APART = '"$@" &'
"""A shell starts it and ends: it is nobody's child, so that it may outlive the daemon, whose loop kills its children."""


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
        self._hand: _HandProcess | None = None
        self._guards: set[asyncio.Task[None]] = set()

    @property
    def process(self) -> int | None:
        """Process id of what speaks to X; None while there is none."""
        return self._hand.pid if self._hand is not None else None

    async def missing(self) -> str:
        environ = await self._environment()
        if environ.get("WAYLAND_DISPLAY"):
            return _("this is a Wayland session")
        if not environ.get("DISPLAY"):
            return _("there is no X display")
        if find_spec("Xlib") is None:
            return _("python-xlib is not installed: install the project again")
        return ""

    async def begin(self) -> Target:
        await self.end()
        self._hand = await self._start(os.memfd_create("sarai-clipboard"))
        answer = await self._hand.ask(do="begin")
        return Target(str(answer["application"]), int(answer["window"]))

    async def insert(self, text: str) -> Insertion:
        return _insertion(await self._ask(do="insert", text=text))

    async def take_back(self, characters: int) -> Insertion:
        return _insertion(await self._ask(do="delete", count=characters))

    async def keep(self, text: str) -> None:
        """Puts a text into the clipboard, to stay there. Raises TypingError."""
        hand = self._hand or await self._start(os.memfd_create("sarai-clipboard"))
        await hand.ask(do="keep", text=text)
        if hand is not self._hand:
            hand.let_go()

    async def end(self) -> None:
        hand, self._hand = self._hand, None
        if hand is not None:
            hand.let_go()

    async def close(self) -> None:
        await self.end()
        for guard in self._guards:
            guard.cancel()

    async def _ask(self, **asked: Any) -> dict[str, Any]:
        if self._hand is None:
            raise TypingError(_("nothing is being typed into"))
        return await self._hand.ask(**asked)

    async def _start(self, keepsake: int, *, restore: bool = False) -> _HandProcess:
        hand = await _HandProcess.start(keepsake, await self._environment(), restore=restore)
        guard = self._group.create_task(self._guard(hand, again=not restore))
        self._guards.add(guard)
        guard.add_done_callback(self._guards.discard)
        return hand

    async def _guard(self, hand: _HandProcess, *, again: bool) -> None:
        """Waits for the end of a process. Where it was killed, another one gives back what it had borrowed."""
        try:
            await hand.ended.wait()
            if again and not Keepsake(hand.keepsake).empty:
                log.warning("the process that types was killed: the clipboard is put back")
                other = await self._start(os.dup(hand.keepsake), restore=True)
                other.let_go()
        except (OSError, TypingError) as err:
            log.warning("the clipboard could not be put back: %s", err)
        finally:
            hand.close()


class _HandProcess:
    """A process of `hand`, at the other end of a socket."""

    def __init__(self, keepsake: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.keepsake = keepsake
        self.pid: int | None = None
        self.ended = asyncio.Event()
        self._reader = reader
        self._writer = writer
        self._asked: asyncio.Future[dict[str, Any]] | None = None
        self._listening = asyncio.ensure_future(self._listen())

    @classmethod
    async def start(cls, keepsake: int, environ: Mapping[str, str], *, restore: bool) -> _HandProcess:
        """Owns the descriptor `keepsake` from now on. Raises TypingError."""
        ours, theirs = socket.socketpair()
        command = (sys.executable, "-m", "daemon.typing.x11.hand", str(keepsake), str(theirs.fileno()))
        try:
            shell = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", _APART, "sarai-hand", *command, *(("restore",) if restore else ())),
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=DEVNULL,  # an exception would tell what is typed
                env={**environ},
                pass_fds=(keepsake, theirs.fileno()),
                start_new_session=True,  # what ends the daemon's process group must not end it
            )
            await shell.wait()
            reader, writer = await asyncio.open_connection(sock=ours)
        except OSError as err:
            ours.close()
            os.close(keepsake)
            raise TypingError(_("the process that types cannot be started: {why}", why=err)) from err
        finally:
            theirs.close()
        return cls(keepsake, reader, writer)

    async def ask(self, **asked: Any) -> dict[str, Any]:
        """Returns the answer to one command. One at a time. Raises TypingError."""
        if self.ended.is_set():
            raise TypingError(_("the process that types has ended"))
        self._asked = asyncio.get_running_loop().create_future()
        self._writer.write(json.dumps(asked).encode() + b"\n")
        try:
            async with asyncio.timeout(_ANSWER):
                answer = await self._asked
        except TimeoutError as err:
            if self.pid is not None:
                with suppress(OSError):
                    os.kill(self.pid, signal.SIGKILL)
            raise TypingError(_("the X server gave no answer: nothing was typed")) from err
        finally:
            self._asked = None
        if "error" in answer:
            raise TypingError(_(str(answer["error"])))
        return answer

    def let_go(self) -> None:
        """It is to end as soon as the clipboard does not need it any more."""
        if self._writer.can_write_eof():
            self._writer.write_eof()

    def close(self) -> None:
        """Forget it; it may live on."""
        self._listening.cancel()
        self._writer.close()
        os.close(self.keepsake)

    async def _listen(self) -> None:
        try:
            while line := await self._reader.readline():
                told: dict[str, Any] = json.loads(line)
                if "pid" in told:
                    self.pid = int(told["pid"])
                elif self._asked is not None and not self._asked.done():
                    self._asked.set_result(told)
        except OSError as err:
            log.debug("the process that types: %s", err)
        finally:
            self.ended.set()
            if self._asked is not None and not self._asked.done():
                self._asked.set_result({"error": N_("the process that types has ended")})


def _insertion(answer: Mapping[str, Any]) -> Insertion:
    why = str(answer.get("why", ""))
    return Insertion(Fate(answer["fate"]), _(why) if why else "", int(answer["typed"]))
