"""Runs `sarai tray`: finds out how this desktop shows icons, and shows one."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config import paths
from config.errors import UserError
from config.texts import _
from daemon.doctor.desktop import has_xembed_tray
from daemon.tray import xembed
from daemon.tray.status_item import StatusItem, host_is_there
from daemon.tray.tray import Tray
from daemon.tray.view import NoTray, Surface

__all__ = ["NoTray", "main"]

LOOK_EVERY = 0.5
"""Seconds between two searches for a panel while the desktop starts."""
PATIENCE = 3.0
"""Seconds that a panel with icons of the older kind has to show the newer kind as well: a panel that is just starting
begins with the older one."""


def main(wait: float) -> int:
    """Runs until the user removes the icon, or SIGTERM. Raises NoTray, UserError."""
    logging.basicConfig(stream=sys.stderr, level="WARNING", format="%(levelname)s %(name)s: %(message)s")
    with _alone():
        asyncio.run(_run(wait))
    return 0


async def _run(wait: float) -> None:
    tray = Tray(await find_surface(wait))
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, tray.quit)
    await tray.run()


async def find_surface(wait: float) -> Surface:
    """Returns the kind of icon that this desktop shows; searches for `wait` seconds. Raises NoTray.

    Prefers StatusNotifierItem: it has menus everywhere, and is the newer one where a desktop shows both.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + wait
    older_since: float | None = None
    while True:
        if await host_is_there():
            return StatusItem()
        now = clock()
        if await asyncio.to_thread(has_xembed_tray):
            older_since = now if older_since is None else older_since
            if now >= min(until, older_since + PATIENCE):
                return xembed.PystrayIcon()
        elif not _session() or now >= until:
            raise NoTray(_advice(os.environ.get("XDG_CURRENT_DESKTOP", "")))
        await asyncio.sleep(LOOK_EVERY)


def _session() -> bool:
    """Returns whether there is a desktop session for a panel to appear in."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"))


def _advice(desktop: str) -> str:
    if not _session():
        return _("no desktop session here, so no place for an icon; run `sarai tray` in one")
    if "gnome" in desktop.lower():
        return _(
            "GNOME shows no tray icons by itself: sudo apt-get install "
            "gnome-shell-extension-appindicator, turn it on in Extensions, and log in again; "
            "hotkeys and commands work without it"
        )
    return _(
        "this desktop shows no tray icons: start a panel with a tray (waybar, xfce4-panel, "
        "trayer ...); hotkeys and commands work without it"
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Holds the lock that allows one icon per user. The kernel frees it when its holder dies. Raises UserError."""
    path = paths.make_private(paths.runtime_dir()) / "tray.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            raise UserError(_("the tray icon is already there (another `sarai tray` runs)")) from err
        yield
    finally:
        os.close(lock)
