"""Shows desktop notifications over D-Bus (org.freedesktop.Notifications). Each replaces the one before.

Source: https://specifications.freedesktop.org/notification-spec/latest/
"""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Callable

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from daemon.tray import icons
from daemon.tray.model import Face

log = logging.getLogger(__name__)

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_ICON = 64


class Notifications:
    """Shows one notification at a time. Where the desktop shows none, the text goes to `instead`."""

    def __init__(self, instead: Callable[[str], None]) -> None:
        self._instead = instead
        self._bus: MessageBus | None = None
        self._lost: asyncio.Future[None]
        self._last = 0

    async def show(self, text: str, face: Face, title: str = "SARAi") -> None:
        """Shows a notification. Never raises: a text that cannot be shown goes to `instead`."""
        try:
            self._last = await self._notify(title, text, face)
        except Exception as err:  # noqa: BLE001 - no bus, nobody there, a strange answer: the text counts
            log.debug("no notification: %s", err)
            self.close()
            self._instead(text)

    def close(self) -> None:
        if self._bus is not None:
            self._bus.disconnect()
            self._bus = None

    async def _notify(self, title: str, text: str, face: Face) -> int:
        if self._bus is None:
            # Kept open: some desktops take a notification away when its sender goes.
            self._bus = await MessageBus(bus_type=BusType.SESSION).connect()
            self._lost = asyncio.ensure_future(self._bus.wait_for_disconnect())  # type: ignore[no-untyped-call]  # theirs
            self._lost.add_done_callback(_forget)
        pixels = [_ICON, _ICON, _ICON * 4, True, 8, 4, icons.draw(face, _ICON).tobytes()]
        hints = {"image-data": Variant("(iiibiiay)", pixels), "desktop-entry": Variant("s", "sarai")}
        # The body is markup: what a model said must not be taken for it.
        body = [title, self._last, "", title, html.escape(text, quote=False), [], hints, -1]
        reply = await self._bus.call(
            Message(destination=NAME, path=PATH, interface=NAME, member="Notify", signature="susssasa{sv}i", body=body)
        )
        if reply is None or reply.message_type is MessageType.ERROR:
            raise OSError(str(reply.body) if reply is not None else "no answer")
        return int(reply.body[0])


def _forget(lost: asyncio.Future[None]) -> None:
    """Retrieves the error of a lost bus, or asyncio would complain. The next notification finds the loss out."""
    if not lost.cancelled():
        lost.exception()
