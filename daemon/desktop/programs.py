"""Runs programs of the desktop: by their arguments, never through a shell."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping

TIMEOUT = 4.0
"""Seconds for a program that answers a question."""
SESSION_VARIABLES = ("WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY", "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE")
LONGEST = 1 << 20
"""Bytes that are read of an answer."""


class ProgramError(Exception):
    """A program is missing, failed, or did not end in time. The message is one line."""


def here(*names: str) -> str:
    """Returns the first of these programs that is installed; "" for none."""
    return next((name for name in names if shutil.which(name)), "")


async def desktop_environment(environ: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """Returns the environment with the graphical session's variables.

    A service that was started before the session lacks them; the user manager has been told them since.
    """
    if any(environ.get(name) for name in ("WAYLAND_DISPLAY", "DISPLAY")) or not here("systemctl"):
        return environ
    try:
        told = await run("systemctl", "--user", "show-environment", environ=environ)
    except ProgramError:
        return environ
    known = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
    return {**environ, **{name: known[name] for name in SESSION_VARIABLES if name in known}}


async def run(*command: str, given: bytes | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """Returns the text that a program writes. `given`: its input. Raises ProgramError."""
    return (await output(*command, given=given, environ=environ))[:LONGEST].decode("utf-8", "replace")


async def output(*command: str, given: bytes | None = None, environ: Mapping[str, str] = os.environ) -> bytes:
    """Returns what a program writes. `given`: its input. Raises ProgramError."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL if given is None else asyncio.subprocess.PIPE,
            # What a program leaves running in the background would hold a pipe open: xclip, wl-copy.
            stdout=asyncio.subprocess.DEVNULL if given is not None else asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**environ, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    except OSError as err:
        raise ProgramError(f"{command[0]}: {err.strerror}") from err
    try:
        async with asyncio.timeout(TIMEOUT):
            written, _ = await process.communicate(given)
    except TimeoutError as err:
        raise ProgramError(f"{command[0]}: no answer within {TIMEOUT:g} s") from err
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise ProgramError(f"{command[0]}: ended with {process.returncode}")
    return written or b""


def launched(command: list[str], environ: Mapping[str, str] = os.environ) -> list[str]:
    """Returns the command that starts a program which outlives the daemon.

    A service's children share its sandbox and memory limit, and end with it: there systemd's user manager starts them,
    which knows the graphical session's environment, too.
    """
    service = environ.get("SYSTEMD_EXEC_PID") == str(os.getpid()) or bool(environ.get("INVOCATION_ID"))
    if service and shutil.which("systemd-run"):
        return ["systemd-run", "--user", "--quiet", "--collect", "--property=ExitType=cgroup", "--", *command]
    return command


async def launch(command: list[str], environ: Mapping[str, str] = os.environ) -> None:
    """Start a program and leave it alone. Raises ProgramError if it cannot be started, or fails at once."""
    try:
        process = await asyncio.create_subprocess_exec(
            *launched(command, environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=dict(environ),
            start_new_session=True,
        )
    except OSError as err:
        raise ProgramError(f"{command[0]}: {err.strerror}") from err
    try:
        async with asyncio.timeout(1):
            status = await process.wait()
    except TimeoutError:
        return  # it runs
    if status:
        raise ProgramError(f"{command[0]}: ended with {status}")
