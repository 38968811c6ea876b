"""All ways of typing, the best first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from config.paths import state_dir
from daemon.desktop.remote_keyboard import RemoteKeyboard
from daemon.typing.clipboard_way import ClipboardWay
from daemon.typing.portal_way import PortalWay
from daemon.typing.way import Way
from daemon.typing.wayland.wlroots import Wlroots
from daemon.typing.x11.xtest import XTest


class Ways(NamedTuple):
    """What a `Typist` is built of."""

    ways: tuple[Way, ...]
    keep: Callable[[str], Awaitable[None]]
    portal: PortalWay
    """One of them; the user may want to be asked again."""


def ways(group: asyncio.TaskGroup, tell: Callable[[str], None]) -> Ways:
    """Returns the ways in the order in which they are tried. Starts nothing; a way's processes are waited for in `group`.
    `tell` shows the user one line."""
    portal = PortalWay(RemoteKeyboard(state_dir() / "remote-desktop.token"), tell)
    xtest = XTest(group)
    clipboard = ClipboardWay(xtest.keep)
    return Ways((portal, Wlroots(), xtest, clipboard), clipboard.keep, portal)
