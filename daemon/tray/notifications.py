"""Shows the tray's notifications, each in the place of the one before, with the icon's face."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from daemon.desktop.bus import Bus, BusError, session_address
from daemon.desktop.notifications import Notification, Pixels, Sender, Stays
from daemon.tray import icons
from daemon.tray.model import Face

log = logging.getLogger(__name__)

_ICON = 64


class Notifications:
    """Shows one notification at a time. Where the desktop shows none, the text goes to `instead`."""

    def __init__(self, instead: Callable[[str], None]) -> None:
        self._instead = instead
        self._bus: Bus | None = None
        self._sender: Sender
        self._showing = asyncio.Lock()  # so that two at once share one connection

    async def show(self, text: str, face: Face, title: str = "SARAi") -> None:
        """Shows a notification. Never raises: a text that cannot be shown goes to `instead`."""
        picture = Pixels(_ICON, icons.draw(face, _ICON).tobytes())
        async with self._showing:
            try:
                if self._bus is None:
                    await self._connect()
                await self._sender.send(Notification("tray", title, text, picture, Stays.IN_LIST))
            except BusError as err:
                log.debug("no notification: %s", err)
                await self.close()
                self._instead(text)

    async def _connect(self) -> None:
        address = session_address()
        if not address:
            raise BusError("no session bus")
        self._bus = await Bus.connect(address)
        self._sender = Sender(self._bus)

    async def close(self) -> None:
        if self._bus is not None:
            bus, self._bus = self._bus, None
            await bus.close()
