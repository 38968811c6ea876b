"""The screen: locked, brighter or darker, photographed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from daemon.actions.desktop.buses import session_bus, system_bus
from daemon.actions.desktop.camera import file_by_portal
from daemon.actions.doer import ActionResult, CannotDo, TakeBack
from daemon.actions.texts import say
from daemon.desktop.programs import ProgramError, desktop_environment, here, run
from daemon.desktop.screen import LOGIND, SAVERS, SESSION, graphical_session
from daemon.skills.actions.intents import (
    ActionIntent,
    BrightnessChange,
    BrightnessTo,
    ScreenLock,
    Screenshot,
)

log = logging.getLogger(__name__)

BACKLIGHTS = Path("/sys/class/backlight")
DARKEST = 0.05
"""The least brightness: the user must be able to see how to undo it."""
_CAMERAS: dict[str, tuple[str, ...]] = {
    "grim": ("grim",),
    "spectacle": ("spectacle", "--background", "--nonotify", "--fullscreen", "--output"),
    "gnome-screenshot": ("gnome-screenshot", "--file"),
    "scrot": ("scrot", "--silent"),
    "maim": ("maim",),
    "import": ("import", "-window", "root"),
}
"""Programs that write the screen to the file named last."""


class Screen:
    """The doer of the screen."""

    does = (ScreenLock, BrightnessTo, BrightnessChange, Screenshot)

    def __init__(
        self, pictures: Path, backlights: Path = BACKLIGHTS, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self._pictures = pictures
        self._backlights = backlights
        self._now = now

    def known(self, action: ActionIntent) -> bool:
        return True

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        match action:
            case ScreenLock():
                return await self._lock(language)
            case Screenshot():
                return await self._photograph(language)
        return await self._brightness(action, language)

    # ----------------------------------------------------------------------------------------------------------- lock

    async def _lock(self, language: str) -> ActionResult:
        try:
            async with system_bus(language) as bus:
                await bus.call(LOGIND, await graphical_session(bus), SESSION, "Lock")
        except CannotDo:
            async with session_bus(language) as bus:
                savers = [name for name in await bus.names() if name in SAVERS]
                if not savers:
                    raise CannotDo(say("no_lock", language)) from None
                await bus.call(savers[0], SAVERS[savers[0]], savers[0], "Lock")
        return ActionResult(say("locked", language), changed=True)

    # ----------------------------------------------------------------------------------------------------- brightness

    async def _brightness(self, action: ActionIntent, language: str) -> ActionResult:
        name, now, most = self._backlight(language)
        level = action.level if isinstance(action, BrightnessTo) else now / most
        level += action.by if isinstance(action, BrightnessChange) else 0
        level = min(1.0, max(DARKEST, level))
        await self._light(name, round(level * most), language)

        async def take_back() -> None:
            await self._light(name, now, language)

        said = say("brightness", language, percent=round(level * 100))
        return ActionResult(said, changed=True, take_back=take_back)

    def _backlight(self, language: str) -> tuple[str, int, int]:
        """Returns the name of the screen's light, its brightness and the most it can be. Raises CannotDo."""
        try:
            for path in sorted(self._backlights.iterdir()):
                now, most = (int((path / name).read_text()) for name in ("brightness", "max_brightness"))
                if most > 0:
                    return path.name, now, most
        except (OSError, ValueError) as err:
            log.info("%s", err)
        raise CannotDo(say("no_backlight", language))

    async def _light(self, name: str, value: int, language: str) -> None:
        async with system_bus(language) as bus:
            session = await graphical_session(bus)
            await bus.call(LOGIND, session, SESSION, "SetBrightness", "ssu", ["backlight", name, value])

    # ----------------------------------------------------------------------------------------------------- screenshot

    async def _photograph(self, language: str) -> ActionResult:
        path = await file_by_portal() or await self._by_program(language)
        return ActionResult(say("screenshot", language, folder=path.parent.name), True, self._remove(path, language))

    async def _by_program(self, language: str) -> Path:
        if not (camera := here(*_CAMERAS)):
            raise CannotDo(say("no_camera", language))
        path = self._pictures / f"Screenshot {self._now():%Y-%m-%d %H-%M-%S}.png"
        try:
            await asyncio.to_thread(self._pictures.mkdir, parents=True, exist_ok=True)
            await run(*_CAMERAS[camera], str(path), environ=await desktop_environment())
        except (ProgramError, OSError) as err:
            log.info("%s", err)
            raise CannotDo(say("camera_trouble", language)) from err
        if not await asyncio.to_thread(path.is_file):
            raise CannotDo(say("camera_trouble", language))
        return path

    def _remove(self, path: Path, language: str) -> TakeBack:
        async def take_back() -> None:
            try:
                await asyncio.to_thread(path.unlink)
            except OSError as err:
                raise CannotDo(say("changed_since", language)) from err

        return take_back
