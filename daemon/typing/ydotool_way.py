"""Types by ydotool, where the user has installed it: the text goes into the clipboard and the primary selection,
Shift+Insert pastes it, and both get back what they held.

That key pastes in text fields (the clipboard) and in terminals (the one or the other), where Ctrl+V does nothing.

ydotool (version 1.0 and later) hands keys to its daemon, which writes them to /dev/uinput: to the desktop they are those of
one more keyboard. So nothing tells which window has the focus, nor whether the window took the text.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from config.texts import N_, _
from daemon.desktop.programs import ProgramError, desktop_environment, here, run
from daemon.typing.way import TYPED, Fate, Insertion, Target, TypingError
from daemon.typing.wayland.clipboard import (
    Held,
    ManyForms,
    clipboard_missing,
    form_of,
    held,
    offer,
    select,
    selection,
    text_of,
)

log = logging.getLogger(__name__)

SHIFT, INSERT, BACKSPACE = 42, 110, 14
"""Keys, as linux/input-event-codes.h numbers them."""
FETCHED = 1.0
"""Seconds for the window to fetch what it is to paste. What comes later pastes what the clipboard held before."""
SETTLED = 0.15
"""Seconds until the window has the focus again: without a protocol for it, wl-copy takes it for a moment (GNOME)."""
_DELAY = 5
"""Milliseconds between two events of a key. The kernel keeps some 30 of them for a desktop that is busy."""
_AT_ONCE = 100
"""Backspaces of one call: a second."""
_DAEMON = N_("ydotool's daemon does not answer at {path}: start ydotoold")
_OLD = N_("this ydotool is too old: version 1.0 or later is needed")


class YdotoolWay:
    """The way "ydotool"."""

    name = "ydotool"

    def __init__(self, environment: Callable[[], Awaitable[Mapping[str, str]]] = desktop_environment) -> None:
        """`environment` returns the graphical session's variables."""
        self._environment = environment

    async def missing(self) -> str:
        environ = await self._environment()
        if not environ.get("WAYLAND_DISPLAY"):
            return _("this is no Wayland session")
        if not here("ydotool"):
            return _("ydotool is not installed")
        if why := clipboard_missing() or _unreachable(socket_of(environ)):
            return why
        try:
            told = await run("ydotool", "key", "--help", environ=_with_socket(environ))
        except ProgramError as err:
            log.debug("%s", err)
            return _(_OLD)  # 0.1.8 ends with an error here, or tells on stderr
        return "" if "keycode" in told.lower() else _(_OLD)

    async def begin(self) -> Target:
        try:
            await form_of(await self._environment())
        except (ManyForms, ProgramError) as err:
            raise TypingError(str(err)) from err
        return Target()

    async def insert(self, text: str) -> Insertion:
        environ = await self._environment()
        try:
            before, selected = await held(environ), await selection(environ)
            try:
                await offer(text_of(text), environ)
                await select(text, environ)
                await asyncio.sleep(SETTLED)
                await _press([SHIFT, INSERT], environ)
                await _fetched()
            finally:
                await asyncio.shield(_put_back(before, selected, environ))
        except (ManyForms, ProgramError) as err:
            return Insertion(Fate.REFUSED, str(err))
        return TYPED

    async def take_back(self, characters: int) -> Insertion:
        environ = await self._environment()
        try:
            for begun in range(0, characters, _AT_ONCE):
                await _press([BACKSPACE], environ, min(_AT_ONCE, characters - begun))
        except ProgramError as err:
            raise TypingError(_("not everything was deleted: {why}", why=err)) from err
        return TYPED

    async def end(self) -> None:
        pass

    async def close(self) -> None:
        pass


async def _fetched() -> None:
    """Waits until the window will have pasted: nobody tells."""
    await asyncio.sleep(FETCHED)


def socket_of(environ: Mapping[str, str]) -> Path:
    """Returns where ydotool's daemon listens: as ydotool looks for it (ydotool(1)), or where older daemons did."""
    if told := environ.get("YDOTOOL_SOCKET"):
        return Path(told)
    everywhere = Path("/tmp/.ydotool_socket")
    if (runtime := environ.get("XDG_RUNTIME_DIR")) and (mine := Path(runtime, ".ydotool_socket")).exists():
        return mine
    return everywhere


def _with_socket(environ: Mapping[str, str]) -> Mapping[str, str]:
    return {**environ, "YDOTOOL_SOCKET": str(socket_of(environ))}


def _unreachable(path: Path) -> str:
    """Tells in one line why the daemon cannot be given keys; "" where it can. Gives it none."""
    try:
        if path.stat().st_uid not in _trusted():
            return _("{path} belongs to another user", path=path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as daemon:
            daemon.connect(str(path))
    except OSError as err:
        if err.errno in (errno.EACCES, errno.EPERM):
            owner = f"{os.getuid()}:{os.getgid()}"
            return _("you may not write to {path}: start ydotoold with --socket-own={owner}", path=path, owner=owner)
        if err.errno == errno.EPROTOTYPE:  # streams: version 0.1
            return _(_OLD)
        return _(_DAEMON, path=path)
    return ""


def _trusted() -> tuple[int, ...]:
    """Returns the users whose daemon may be given keys: anybody can put a socket into /tmp."""
    return (0, os.getuid())


async def _press(keys: Sequence[int], environ: Mapping[str, str], times: int = 1) -> None:
    """Presses the keys together, and lets them go, so many times: in one call. Raises ProgramError."""
    known = _with_socket(environ)
    let_go = [f"{key}:0" for key in reversed(keys)]
    events = [*(f"{key}:1" for key in keys), *let_go] * times
    try:
        await run("ydotool", "key", f"--key-delay={_DELAY}", *events, environ=known)
    except (ProgramError, asyncio.CancelledError):
        try:
            await run("ydotool", "key", *let_go, environ=known)  # it may have ended with a key down
        except ProgramError as err:
            log.debug("%s", err)
        raise


async def _put_back(contents: Held, selected: str, environ: Mapping[str, str]) -> None:
    await select(selected, environ)
    try:
        await offer(contents, environ)
    except ProgramError as err:
        log.warning("the clipboard could not be put back: %s", err)
