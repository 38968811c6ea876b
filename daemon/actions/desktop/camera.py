"""Pictures of the screen that are looked at and kept nowhere."""

from __future__ import annotations

import asyncio
import logging
import os
import stat
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config import small_files
from config.paths import runtime_dir
from daemon.actions.desktop.buses import session_bus
from daemon.actions.doer import CannotDo
from daemon.actions.texts import say
from daemon.desktop.portal import Portal
from daemon.desktop.programs import ProgramError, desktop_environment, here, output

log = logging.getLogger(__name__)

SCREENSHOT = "org.freedesktop.portal.Screenshot"
PORTAL_PATIENCE = 6.0
"""Seconds for the desktop to photograph itself; it may ask the user first."""
MOST_BYTES = 32 << 20
_FRESH = 60.0
"""Seconds: a file that is older was not made for us, and is not removed."""
_SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff")
_STREAMS: dict[str, tuple[str, ...]] = {
    "grim": ("grim", "-t", "png", "-l", "1", "-"),
    "maim": ("maim", "--format=png"),
    "import": ("import", "-window", "root", "png:-"),
}
"""Programs that write the screen to standard output."""
_X_ROOT = (sys.executable, "-m", "daemon.actions.desktop.x_root")
_FILES: dict[str, tuple[str, ...]] = {
    "spectacle": ("spectacle", "--background", "--nonotify", "--fullscreen", "--output"),
    "gnome-screenshot": ("gnome-screenshot", "--file"),
    "scrot": ("scrot", "--silent"),
}
"""Programs that write it to the file named last."""


async def file_by_portal() -> Path | None:
    """Returns the file that the desktop's portal has written; None where it does not photograph."""
    try:
        async with asyncio.timeout(PORTAL_PATIENCE), session_bus("en") as bus:
            portal = Portal(bus)
            await portal.open()
            answer = await portal.request(SCREENSHOT, "Screenshot", "sa{sv}", ["", {}])
    except (CannotDo, TimeoutError):
        return None
    uri = str(answer.get("uri", ""))
    path = Path(unquote(urlsplit(uri).path))
    return path if uri.startswith("file://") and await asyncio.to_thread(path.is_file) else None


async def picture(language: str, environ: Mapping[str, str] = os.environ) -> bytes:
    """Returns the screen as a PNG or JPEG file's contents, which lie in memory alone. Raises CannotDo."""
    if (file := await file_by_portal()) is not None and (image := await asyncio.to_thread(take, file)):
        return image
    environ = await desktop_environment(environ)
    known = False
    for command in _commands(environ):
        known = True
        try:
            image = await output(*command, environ=environ)
        except ProgramError as err:
            log.info("%s", err)
            continue
        if image.startswith(_SIGNATURES) and len(image) <= MOST_BYTES:
            return image
    for command in _FILES.values():
        if here(command[0]) and (image := await _by_file(command, environ)):
            return image
    raise CannotDo(say("camera_trouble" if known else "no_camera", language))


def _commands(environ: Mapping[str, str]) -> list[tuple[str, ...]]:
    wayland, x11 = environ.get("WAYLAND_DISPLAY"), environ.get("DISPLAY")
    names = ("grim",) if wayland else ("maim", "import") if x11 else ()
    found = [_STREAMS[name] for name in names if here(name)]
    return [*found, _X_ROOT] if x11 and not wayland else found


async def _by_file(command: tuple[str, ...], environ: Mapping[str, str]) -> bytes:
    """Has a program photograph into a folder of our own, in memory where the system has one, which is removed at once."""
    runtime = runtime_dir(environ)
    parent = runtime.parent if runtime.parent.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="sarai-", dir=parent) as folder:
        file = Path(folder) / "screen.png"
        try:
            await output(*command, str(file), environ=environ)
        except ProgramError as err:
            log.info("%s", err)
            return b""
        return await asyncio.to_thread(take, file)


def take(file: Path) -> bytes:
    """Returns a picture that was just made for us, and removes its file, whatever happens. Returns nothing where the file is
    not such a picture, and leaves that alone."""
    try:
        found = file.lstat()
        ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid() and time.time() - found.st_mtime < _FRESH
        with file.open("rb") as opened:
            ours = ours and opened.read(8).startswith(_SIGNATURES)
    except OSError as err:
        log.info("the picture of the screen: %s", err)
        return b""
    if not ours:
        log.info("what the desktop gave is no picture of the screen")
        return b""
    try:
        return small_files.read(file, MOST_BYTES)
    except OSError as err:
        log.info("the picture of the screen: %s", err)
        return b""
    finally:
        with suppress(OSError):
            file.unlink()
