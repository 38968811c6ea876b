"""Shows desktop notifications (org.freedesktop.Notifications): the daemon's and the tray's. A new one replaces the last
one of its subject.

https://specifications.freedesktop.org/notification-spec/latest/
"""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from config.constants import APP_ID
from daemon.desktop.bus import Bus, BusError, Once, Signal, quietly

log = logging.getLogger(__name__)

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_LONGEST = 600
"""Most characters of a body: more does not fit a bubble."""
_NORMAL = 1
"""Urgency. GNOME shows nobody what is LOW."""
_TIMEOUT = 2.0
"""Seconds to wait for the service."""
_WAITING = 8
"""Most notifications that wait for a service that hangs."""


class Stays(Enum):
    """For how long a notification is there."""

    BRIEFLY = "briefly"
    """For as long as the desktop likes, and in no list of it: what was said is for `sarai history`."""
    IN_LIST = "in list"
    """The same, then in the desktop's list, if it has one: for who was not there."""
    UNTIL_WITHDRAWN = "until withdrawn"
    """On the screen, where the desktop allows it, until `withdraw`: what it tells of is still so."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A square picture: `rgba` holds size x size pixels, row by row, four bytes each."""

    size: int
    rgba: bytes


@dataclass(frozen=True, slots=True)
class Notification:
    """One notification. All texts are plain."""

    subject: str
    """"talk", "device", "tier", "microphone", "problem", "ring", "dictation", "dictated" or "tray". A new notification
    replaces the last one of its subject."""
    summary: str
    body: str
    icon: str | Pixels = "audio-input-microphone"
    """A name of the desktop's icon theme, or the picture itself."""
    stays: Stays = Stays.BRIEFLY
    actions: tuple[tuple[str, str], ...] = ()
    """Its buttons as (key, label); the key "default" is a click on the notification itself."""


@dataclass(frozen=True, slots=True)
class _Withdrawal:
    """The wish that the notification of a subject be taken away."""

    subject: str


class Sender:
    """Sends notifications over one connection, which stays open: some desktops take a notification away when its sender
    goes."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._shown: dict[str, int] = {}
        self._markup: bool | None = None

    async def send(self, notification: Notification) -> None:
        """Shows a notification. Raises BusError where the desktop shows none."""
        body = notification.body[:_LONGEST]
        if await self._takes_markup():
            body = html.escape(body, quote=False)  # what a model said must not be taken for markup
        icon = notification.icon
        answer = await self._call(
            "Notify",
            "susssasa{sv}i",
            [
                "SARAi voice",
                self._shown.get(notification.subject, 0),
                icon if isinstance(icon, str) else "",
                notification.summary[:_LONGEST],
                body,
                [text for action in notification.actions for text in action],
                _hints(notification),
                0 if notification.stays is Stays.UNTIL_WITHDRAWN else -1,  # never, or whenever the desktop likes
            ],
        )
        if not (answer and isinstance(answer[0], int)):
            raise BusError(f"{SERVICE} Notify: a strange answer: {answer}")
        self._shown[notification.subject] = answer[0]

    async def withdraw(self, subject: str) -> None:
        """Takes the notification of a subject away, if there is one. Raises BusError."""
        number = self._shown.pop(subject, None)
        if number is not None:
            await self._call("CloseNotification", "u", [number])

    async def watch(self, chosen: Callable[[str, str], None]) -> None:
        """From now on, calls `chosen(subject, key)` when an action of a notification is chosen. Raises BusError."""

        def handle(signal: Signal) -> None:
            if signal.interface == SERVICE and signal.member == "ActionInvoked" and len(signal.body) == 2:
                number, key = signal.body
                for subject in [each for each, shown in self._shown.items() if shown == number]:
                    chosen(subject, str(key))

        await self._bus.watch(f"interface='{SERVICE}',member='ActionInvoked'", handle)

    async def _takes_markup(self) -> bool:
        if self._markup is None:
            found = await self._call("GetCapabilities")
            if not (found and isinstance(found[0], list)):
                raise BusError(f"{SERVICE} GetCapabilities: a strange answer: {found}")
            self._markup = "body-markup" in found[0]
        return self._markup

    async def _call(self, member: str, signature: str = "", body: list[Any] | None = None) -> list[Any]:
        # Many desktops start their notification service by the first notification.
        return await self._bus.call(SERVICE, PATH, SERVICE, member, signature, body, timeout=_TIMEOUT, starts=True)


class Notifier:
    """Sends notifications to the desktop, one after the other."""

    def __init__(self, bus: Bus, chosen: Callable[[str, str], None] = lambda subject, key: None) -> None:
        """`chosen` is called with the subject and the key of an action that the user has chosen."""
        self._sender = Sender(bus)
        self._chosen = chosen
        # Bounded: when the service hangs, the oldest are dropped; nobody misses them.
        self._queue: asyncio.Queue[Notification | _Withdrawal] = asyncio.Queue(_WAITING)
        self._standing: set[str] = set()
        self._once = Once(log)

    def show(self, notification: Notification) -> None:
        """Queues a notification; returns at once."""
        self._put(notification)
        if notification.stays is Stays.UNTIL_WITHDRAWN:
            self._standing.add(notification.subject)
        else:
            self._standing.discard(notification.subject)

    def withdraw(self, subject: str) -> None:
        """Has the notification of a subject taken away, if it is one that stays until then; returns at once."""
        if subject in self._standing:
            self._standing.discard(subject)
            self._put(_Withdrawal(subject))

    async def run(self) -> None:
        """Sends what is queued, until cancelled. What stays until it is withdrawn does not outlive it."""
        try:
            await quietly(self._sender.watch(self._chosen))
            while True:
                await self._do(await self._queue.get())
        finally:
            for subject in self._standing:
                await asyncio.shield(self._do(_Withdrawal(subject)))

    def _put(self, request: Notification | _Withdrawal) -> None:
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(request)

    async def _do(self, request: Notification | _Withdrawal) -> None:
        try:
            if isinstance(request, Notification):
                await self._sender.send(request)
            else:
                await self._sender.withdraw(request.subject)
        except BusError as err:
            self._once.info("notifications", "not shown: %s", err)


def _hints(notification: Notification) -> dict[str, Any]:
    from dbus_fast import Variant

    hints = {
        "urgency": Variant("y", _NORMAL),
        "transient": Variant("b", notification.stays is Stays.BRIEFLY),
        "desktop-entry": Variant("s", APP_ID),
        "suppress-sound": Variant("b", True),
    }
    icon = notification.icon
    if isinstance(icon, Pixels):
        hints["image-data"] = Variant("(iiibiiay)", [icon.size, icon.size, icon.size * 4, True, 8, 4, icon.rgba])
    return hints
