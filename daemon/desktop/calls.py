"""Finds out from the sound server (PulseAudio, or PipeWire in its place) whether another program uses a microphone."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from audio.pulse import Capture, parse_captures, parse_endpoints
from daemon.desktop.bus import Once

log = logging.getLogger(__name__)

_LASTS = 1.0
"""Seconds after which a change counts: programs open microphones briefly just to look at them."""
_BACK_OFF = (1.0, 2.0, 5.0, 30.0)
"""Seconds to wait before asking again for a sound server that is not there."""
_TIMEOUT = 3.0
"""Seconds to wait for `pactl`."""


def callers(captures: Sequence[Capture], monitors: Sequence[str], own: int, ignored: Sequence[str]) -> list[str]:
    """Returns the names of the programs that listen to a microphone, sorted.

    Leaves out the process `own` and its children, listeners to monitors, level meters of sound settings, and programs whose
    name contains one of `ignored`.
    """
    names = {
        capture.program
        for capture in captures
        if capture.pid is not None
        and not capture.corked
        and not capture.meter
        and capture.source not in monitors
        and not _is_ours(capture.pid, own)
        and not any(word and word.casefold() in capture.program.casefold() for word in ignored)
    }
    return sorted(names)


def _is_ours(pid: int, own: int) -> bool:
    while pid > 1:
        if pid == own:
            return True
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])  # its parent; see proc(5)
        except (OSError, ValueError, IndexError):
            return False
    return False


class Calls:
    """Watches the programs that listen to a microphone."""

    def __init__(self, ignored: Sequence[str], changed: Callable[[list[str]], None]) -> None:
        """`changed` is called with the programs that listen to a microphone now. `ignored`: see `callers`."""
        self._ignored = ignored
        self._changed = changed
        self._callers: list[str] = []
        self._news = asyncio.Event()
        self._once = Once(log)

    async def run(self) -> None:
        """Watches until cancelled."""
        if shutil.which("pactl") is None:
            log.info("calls of other programs go unnoticed: pactl is not installed (apt-get install pulseaudio-utils)")
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._subscribe())
            group.create_task(self._follow())

    async def _follow(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            found = await self._ask()
            if found == self._callers:
                continue
            await asyncio.sleep(_LASTS)
            if await self._ask() != found:
                self._news.set()
                continue
            self._callers = found
            self._changed(found)

    async def _ask(self) -> list[str]:
        outputs, sources = await _pactl("list", "source-outputs"), await _pactl("list", "sources")
        monitors = [source.index for source in parse_endpoints(sources) if source.monitor]
        return callers(parse_captures(outputs), monitors, os.getpid(), self._ignored)

    async def _subscribe(self) -> None:
        failures = 0
        while True:
            self._news.set()
            heard = await self._listen_to_server()
            failures = 0 if heard else failures + 1
            self._news.set()  # no server, no call
            await asyncio.sleep(_BACK_OFF[min(failures, len(_BACK_OFF) - 1)])

    async def _listen_to_server(self) -> bool:
        """Listens until the server is gone. Returns whether it was there."""
        guard = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []  # it must not outlive us
        heard = False
        try:
            process = await _start(*guard, "pactl", "subscribe")
        except OSError as err:
            self._once.info("pactl", "%s", err)
            return False
        assert process.stdout is not None
        ended = False
        try:
            while line := await process.stdout.readline():
                heard = True
                if b"source-output" in line:
                    self._news.set()
            ended = True
        finally:
            if not ended:
                _kill(process)
            await asyncio.shield(process.wait())
        return heard


async def _start(*command: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, "LC_ALL": "C", "PULSE_AUTOSPAWN": "no"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )


def _kill(process: asyncio.subprocess.Process) -> None:
    # Not process.kill(): of one that is just ending by itself, that would take the exit status away from asyncio.
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)


async def _pactl(*arguments: str) -> str:
    """Returns the output of `pactl`; empty when it fails."""
    try:
        process = await _start("pactl", *arguments)
    except OSError:
        return ""
    try:
        async with asyncio.timeout(_TIMEOUT):
            output, _ = await process.communicate()
    except TimeoutError:
        return ""
    finally:
        if process.returncode is None:
            _kill(process)
            await asyncio.shield(process.wait())
    return output.decode(errors="replace")
