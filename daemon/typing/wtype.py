"""Typing on wlroots: wtype makes itself a keyboard that has the very characters, so no layout is in its way and the
clipboard is left alone. Which window has the focus, Sway tells."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping

from daemon.desktop.programs import ProgramError, desktop_environment, here, run
from daemon.typing.sway import SwayError, SwayWindow, focused, socket_of
from daemon.typing.way import TYPED, Fate, Insertion, Target, TypingError

log = logging.getLogger(__name__)

_BATCH = 40
"""Characters between two looks at the focus."""
_GONE = "another window has the focus"


class Wtype:
    """The way "wtype"."""

    name = "wtype"

    def __init__(self, environment: Callable[[], Awaitable[Mapping[str, str]]] = desktop_environment) -> None:
        """`environment` returns the graphical session's variables."""
        self._environment = environment
        self._window: SwayWindow | None = None

    async def missing(self) -> str:
        environ = await self._environment()
        if not environ.get("WAYLAND_DISPLAY"):
            return "this is no Wayland session"
        if not (socket := socket_of(environ)):
            return "only Sway tells which window has the focus"
        if not here("wtype"):
            return "wtype is not installed (sudo apt-get install wtype)"
        try:
            await focused(socket)
        except SwayError as err:
            return str(err)
        return ""

    async def begin(self) -> Target:
        self._window = await self._focused()
        if self._window is None:
            raise TypingError("no window has the focus")
        return Target(self._window.application)

    async def insert(self, text: str) -> Insertion:
        typed = 0
        for part in _batches(text):
            if await self._focused() != self._window:
                return Insertion(Fate.GONE, _GONE, typed)
            await self._type(part)
            typed += len(part)
        return TYPED

    async def take_back(self, characters: int) -> Insertion:
        for at in range(0, characters, _BATCH):
            if await self._focused() != self._window:
                return Insertion(Fate.GONE, _GONE)
            await self._type("\b" * min(_BATCH, characters - at))
        return TYPED

    async def end(self) -> None:
        self._window = None

    async def close(self) -> None:
        pass

    async def _focused(self) -> SwayWindow | None:
        try:
            return await focused(socket_of(await self._environment()))
        except SwayError as err:
            raise TypingError(f"nothing was typed: {err}") from err

    async def _type(self, text: str) -> None:
        try:  # through its input: other users of the machine can read a program's arguments
            await run("wtype", "-", given=text.encode(), environ=await self._environment())
        except ProgramError as err:
            raise TypingError(f"nothing was typed: {err}") from err


def _batches(text: str) -> Iterator[str]:
    """Pieces of the text that end with a word where they can."""
    while len(text) > _BATCH:
        cut = text.rfind(" ", 1, _BATCH) + 1 or _BATCH
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text
