"""All ways of typing, the best first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from daemon.typing.clipboard_way import ClipboardWay
from daemon.typing.way import Way
from daemon.typing.wayland.wlroots import Wlroots
from daemon.typing.x11.xtest import XTest


class Ways(NamedTuple):
    """What a `Typist` is built of."""

    ways: tuple[Way, ...]
    keep: Callable[[str], Awaitable[None]]


def ways(group: asyncio.TaskGroup) -> Ways:
    """Returns the ways in the order in which they are tried. Starts nothing; a way's processes are waited for in `group`."""
    xtest = XTest(group)
    clipboard = ClipboardWay(xtest.keep)
    return Ways((Wlroots(), xtest, clipboard), clipboard.keep)
