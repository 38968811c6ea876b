"""Shows desktop notifications (org.freedesktop.Notifications). A new one replaces the last one of its subject.

https://specifications.freedesktop.org/notification-spec/latest/
"""

from __future__ import annotations

import asyncio
import html
import logging
from dataclasses import dataclass
from typing import Any

from daemon.desktop.bus import Bus, BusError, Once

log = logging.getLogger(__name__)

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_LONGEST = 600
"""Most characters of a body: more does not fit a bubble."""
_TIMEOUT = 2.0
"""Seconds to wait for the service."""
_WAITING = 8
"""Most notifications that wait for a service that hangs."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One notification. All texts are plain."""

    subject: str
    """"talk", "device", "microphone" or "problem". A new notification replaces the last one of its subject."""
    summary: str
    body: str
    icon: str = "audio-input-microphone"


class Notifier:
    """Sends notifications to the desktop, one after the other."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        # Bounded: when the service hangs, the oldest are dropped; nobody misses them.
        self._queue: asyncio.Queue[Notification] = asyncio.Queue(_WAITING)
        self._shown: dict[str, int] = {}
        self._markup: bool | None = None
        self._once = Once(log)

    def show(self, notification: Notification) -> None:
        """Queues a notification; returns at once."""
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(notification)

    async def run(self) -> None:
        """Sends what is queued, until cancelled."""
        while True:
            notification = await self._queue.get()
            try:
                await self._send(notification)
            except (BusError, IndexError, TypeError, ValueError) as err:
                self._once.info("notifications", "not shown: %s", err)

    async def _send(self, notification: Notification) -> None:
        body = notification.body[:_LONGEST]
        if await self._takes_markup():
            body = html.escape(body, quote=False)
        answer = await self._bus.call(
            *(SERVICE, PATH, SERVICE, "Notify", "susssasa{sv}i"),
            body=[
                "SARAi voice",
                self._shown.get(notification.subject, 0),
                notification.icon,
                notification.summary[:_LONGEST],
                body,
                [],
                _hints(),
                -1,  # shown for as long as the desktop likes
            ],
            timeout=_TIMEOUT,
        )
        self._shown[notification.subject] = int(answer[0])

    async def _takes_markup(self) -> bool:
        if self._markup is None:
            found = await self._bus.call(SERVICE, PATH, SERVICE, "GetCapabilities", timeout=_TIMEOUT)
            self._markup = "body-markup" in found[0]
        return self._markup


def _hints() -> dict[str, Any]:
    from dbus_fast import Variant

    return {
        "urgency": Variant("y", 0),
        "transient": Variant("b", True),  # not kept in the desktop's list: what was said is for `sarai history`
        "desktop-entry": Variant("s", "sarai"),
        "suppress-sound": Variant("b", True),
    }
