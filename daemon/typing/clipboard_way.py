"""Where nothing can be typed: the text goes into the clipboard, and the user pastes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from config.texts import _
from daemon.desktop.programs import ProgramError, desktop_environment, here, run
from daemon.typing.way import Fate, Insertion, Target, TypingError


class ClipboardWay:
    """The way "clipboard"."""

    name = "clipboard"

    def __init__(
        self,
        keep_on_x: Callable[[str], Awaitable[None]],
        environment: Callable[[], Awaitable[Mapping[str, str]]] = desktop_environment,
    ) -> None:
        """`keep_on_x` puts a text into the clipboard of an X server. `environment` returns the session's variables."""
        self._keep_on_x = keep_on_x
        self._environment = environment

    async def missing(self) -> str:
        environ = await self._environment()
        if environ.get("WAYLAND_DISPLAY"):
            return "" if here("wl-copy") else _("wl-clipboard is not installed (sudo apt-get install wl-clipboard)")
        return "" if environ.get("DISPLAY") else _("no desktop is reachable from here")

    async def keep(self, text: str) -> None:
        """Puts a text into the clipboard, to stay there. Raises TypingError."""
        environ = await self._environment()
        if why := await self.missing():
            raise TypingError(_("the text is lost: {why}", why=why))
        if not environ.get("WAYLAND_DISPLAY"):
            await self._keep_on_x(text)
            return
        try:
            await run("wl-copy", "--type", "text/plain;charset=utf-8", given=text.encode(), environ=environ)
        except ProgramError as err:
            raise TypingError(_("the text is lost: {why}", why=err)) from err

    async def begin(self) -> Target:
        return Target()

    async def insert(self, text: str) -> Insertion:
        return Insertion(Fate.GONE, _("this desktop lets no program type"))  # the typist keeps all of it together

    async def take_back(self, characters: int) -> Insertion:
        return Insertion(Fate.GONE)

    async def end(self) -> None:
        pass

    async def close(self) -> None:
        pass
