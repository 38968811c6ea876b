"""Types through the desktop's portal for remote desktops: the text goes into the clipboard, Ctrl+V pastes it, and the
clipboard gets back what it held.

The portal does not tell which window has the focus.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from config.texts import N_, _
from daemon.desktop.bus import BusError
from daemon.desktop.portal import PortalRefused
from daemon.desktop.programs import desktop_environment
from daemon.desktop.remote_keyboard import BACKSPACE, CONTROL, Contents, RemoteKeyboard, V, as_text
from daemon.typing.way import TYPED, Fate, Insertion, Target, TypingError

log = logging.getLogger(__name__)

FETCHED = 2.0
"""Seconds for the window to fetch what it is to paste."""
SETTLED = 0.05
"""Seconds after that until the clipboard is put back: some programs fetch it twice."""
REFUSED = N_("you have not allowed it in the desktop's dialog")
INSTEAD = N_("texts go into the clipboard instead (`sarai dictate --ask` has the desktop ask again)")


class PortalWay:
    """Implements way.Way over one session with the portal, which lasts as long as the daemon."""

    name = "portal"

    def __init__(
        self,
        keyboard: RemoteKeyboard,
        tell: Callable[[str], None],
        environment: Callable[[], Awaitable[Mapping[str, str]]] = desktop_environment,
    ) -> None:
        """`tell` shows the user one line. `environment` returns the graphical session's variables."""
        self._keyboard = keyboard
        self._tell = tell
        self._environment = environment

    def ask_again(self) -> None:
        """The user wants it after all: the desktop may ask them the next time."""
        self._keyboard.ask_again()

    async def missing(self) -> str:
        environ = await self._environment()
        if environ.get("DISPLAY") and not environ.get("WAYLAND_DISPLAY"):
            return _("X11 asks nobody for leave to type")  # the portal would
        if self._keyboard.refused:
            return _(REFUSED)
        try:
            await self._keyboard.reach()
        except (BusError, ImportError) as err:
            log.debug("%s", err)
            return _("this desktop's portal gives programs no keyboard")
        return ""

    async def begin(self) -> Target:
        await self._open()
        return Target()

    async def _open(self) -> None:
        refused = self._keyboard.refused
        try:
            await self._keyboard.open()
        except PortalRefused as err:
            if not refused:
                self._tell(
                    _("typing: {refused}, and are not asked again; {instead}", refused=_(REFUSED), instead=_(INSTEAD))
                )
            raise TypingError(_("nothing was typed: {refused}", refused=_(REFUSED))) from err
        except (BusError, ImportError) as err:
            raise TypingError(_("the desktop's portal gives no keyboard: {why}", why=err)) from err

    async def insert(self, text: str) -> Insertion:
        await self._open()  # the desktop may have ended the session meanwhile
        keyboard = self._keyboard
        if not keyboard.has_clipboard:
            return Insertion(Fate.REFUSED, _("the desktop's portal gives no clipboard"))
        try:
            before = await keyboard.contents()
            try:
                await keyboard.offer(as_text(text))
                await keyboard.press(CONTROL, V)
                pasted = await keyboard.fetched(FETCHED)
                await asyncio.sleep(SETTLED)
            finally:
                await asyncio.shield(self._put_back(before))
        except BusError as err:
            raise TypingError(_("nothing was typed: {why}", why=err)) from err
        return TYPED if pasted else Insertion(Fate.REFUSED, _("the window did not fetch the text"))

    async def _put_back(self, contents: Contents) -> None:
        try:
            await self._keyboard.offer(contents)
        except BusError as err:
            log.info("the clipboard could not be put back: %s", err)

    async def take_back(self, characters: int) -> Insertion:
        await self._open()
        try:
            for _each in range(characters):
                await self._keyboard.press(BACKSPACE)
        except BusError as err:
            raise TypingError(_("not everything was deleted: {why}", why=err)) from err
        return TYPED

    async def end(self) -> None:
        """The session stays: a new one might ask the user again."""

    async def close(self) -> None:
        await self._keyboard.close()
