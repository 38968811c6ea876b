"""Typing on wlroots: by a keyboard of our own, while the window has the focus, which Sway tells."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from config.texts import N_, _
from daemon.desktop.programs import desktop_environment
from daemon.typing.way import TYPED, Fate, Insertion, Target, TypingError
from daemon.typing.wayland.keyboard import BATCH, KeyboardError, VirtualKeyboard
from daemon.typing.wayland.sway import SwayError, SwayWindow, focused, socket_of

_GONE = N_("another window has the focus")
_PACE = 0.03
"""Seconds between two batches: a compositor throws a program out that leaves some 200 KB of keys unread, and a batch is 4 KB
of them, so a program may be busy with other things for over a second."""


class Wlroots:
    """The way "wlroots". Its keyboard is plugged in from `begin` to `end`."""

    name = "wlroots"

    def __init__(self, environment: Callable[[], Awaitable[Mapping[str, str]]] = desktop_environment) -> None:
        """`environment` returns the graphical session's variables."""
        self._environment = environment
        self._window: SwayWindow | None = None
        self._keyboard: VirtualKeyboard | None = None

    async def missing(self) -> str:
        environ = await self._environment()
        if not environ.get("WAYLAND_DISPLAY"):
            return _("this is no Wayland session")
        if not (socket := socket_of(environ)):
            return _("only Sway tells which window has the focus")
        try:
            await focused(socket)
        except SwayError as err:
            return str(err)
        return ""

    async def begin(self) -> Target:
        await self.end()
        self._window = await self._focused()
        if self._window is None:
            raise TypingError(_("no window has the focus"))
        try:
            self._keyboard = await asyncio.to_thread(VirtualKeyboard, await self._environment())
        except KeyboardError as err:
            raise TypingError(_("nothing can be typed: {why}", why=err)) from err
        return Target(self._window.application, self._window.number)

    async def insert(self, text: str) -> Insertion:
        return await self._type(text)

    async def take_back(self, characters: int) -> Insertion:
        return await self._type("\b" * characters)

    async def end(self) -> None:
        self._window = None
        keyboard, self._keyboard = self._keyboard, None
        if keyboard is not None:
            keyboard.close()

    async def close(self) -> None:
        await self.end()

    async def _type(self, keys: str) -> Insertion:
        keyboard = self._keyboard
        if keyboard is None:
            raise TypingError(_("nothing is being typed into"))
        for at in range(0, len(keys), BATCH):
            if at:
                await asyncio.sleep(_PACE)
            if await self._focused() != self._window:
                return Insertion(Fate.GONE, _(_GONE), 0 if keys[0] == "\b" else at)
            try:
                await asyncio.to_thread(keyboard.type, keys[at : at + BATCH])
            except KeyboardError as err:
                raise TypingError(_("not everything was typed: {why}", why=err)) from err
        return TYPED

    async def _focused(self) -> SwayWindow | None:
        try:
            return await focused(socket_of(await self._environment()))
        except SwayError as err:
            raise TypingError(_("nothing was typed: {why}", why=err)) from err
