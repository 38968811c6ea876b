"""Shows the icon over D-Bus as an org.kde.StatusNotifierItem, for KDE, Xfce, LXQt, Cinnamon, MATE, sway's bars and GNOME
(with the AppIndicator extension).

Source: https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/
"""

# No deferred annotations here: dbus-fast reads D-Bus signatures from them, and cannot read a deferred `None`.

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

from dbus_fast import BusType, DBusError, Message, MessageType, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusInt32, DBusObjectPath, DBusSignature, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from config.texts import _
from daemon.tray import icons
from daemon.tray.dbus_menu import DBusMenu
from daemon.tray.model import Face
from daemon.tray.view import Action, NoTray, View

log = logging.getLogger(__name__)

WATCHER = "org.kde.StatusNotifierWatcher"
WATCHER_PATH = "/StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
ITEM_PATH = "/StatusNotifierItem"
MENU_PATH = "/MenuBar"
BUS = "org.freedesktop.DBus"
BUS_PATH = "/org/freedesktop/DBus"
ANSWERS = 3.0
"""Seconds in which a session bus that is well has answered."""

Pixmaps = Annotated[list[Any], DBusSignature("a(iiay)")]
Tip = Annotated[list[Any], DBusSignature("(sa(iiay)ss)")]


class _Item(ServiceInterface):
    """The item's D-Bus interface. Hosts are the panels that show it."""

    def __init__(self, clicked: Callable[[Action], None]) -> None:
        super().__init__(ITEM)
        self._clicked = clicked
        self._view = View(Face.STOPPED, "SARAi", (), Action("start"))

    def show(self, view: View) -> None:
        before, self._view = self._view, view
        if view.face is not before.face:
            self.NewIcon()
        if view.title != before.title:
            self.NewTitle()
            self.NewToolTip()

    @dbus_method()
    def Activate(self, x: DBusInt32, y: DBusInt32) -> None:
        self._clicked(self._view.click)

    @dbus_method()
    def SecondaryActivate(self, x: DBusInt32, y: DBusInt32) -> None:
        """Takes a click of the middle button: the assistant falls silent."""
        self._clicked(Action("stop"))

    @dbus_method()
    def ContextMenu(self, x: DBusInt32, y: DBusInt32) -> None:
        """Does nothing: hosts show the exported menu themselves."""

    @dbus_method()
    def Scroll(self, delta: DBusInt32, orientation: DBusStr) -> None:
        """Does nothing: there is nothing to turn."""

    @dbus_property(access=PropertyAccess.READ)
    def Category(self) -> DBusStr:
        return "ApplicationStatus"

    @dbus_property(access=PropertyAccess.READ)
    def Id(self) -> DBusStr:
        return "sarai"

    @dbus_property(access=PropertyAccess.READ)
    def Title(self) -> DBusStr:
        return self._view.title

    @dbus_property(access=PropertyAccess.READ)
    def Status(self) -> DBusStr:
        """Returns "Active", always in sight: an open microphone must not be hidden behind an arrow."""
        return "Active"

    @dbus_property(access=PropertyAccess.READ)
    def WindowId(self) -> DBusInt32:
        return 0

    @dbus_property(access=PropertyAccess.READ)
    def IconName(self) -> DBusStr:
        """Returns nothing: the icon comes as pixels, because no theme has it."""
        return ""

    @dbus_property(access=PropertyAccess.READ)
    def IconThemePath(self) -> DBusStr:
        return ""

    @dbus_property(access=PropertyAccess.READ)
    def IconPixmap(self) -> Pixmaps:
        return [[size, size, icons.argb(self._view.face, size)] for size in icons.SIZES]

    @dbus_property(access=PropertyAccess.READ)
    def OverlayIconName(self) -> DBusStr:
        return ""

    @dbus_property(access=PropertyAccess.READ)
    def AttentionIconName(self) -> DBusStr:
        return ""

    @dbus_property(access=PropertyAccess.READ)
    def ToolTip(self) -> Tip:
        return ["", [], self._view.title, ""]

    @dbus_property(access=PropertyAccess.READ)
    def ItemIsMenu(self) -> DBusBool:
        """Returns False: a plain click does not open the menu."""
        return False

    @dbus_property(access=PropertyAccess.READ)
    def Menu(self) -> DBusObjectPath:
        return MENU_PATH

    @dbus_signal()
    def NewIcon(self) -> None:
        """Signals that the icon has changed."""

    @dbus_signal()
    def NewTitle(self) -> None:
        """Signals that the title has changed."""

    @dbus_signal()
    def NewToolTip(self) -> None:
        """Signals that the tool tip has changed."""


class StatusItem:
    """A Surface. Registers with the desktop's watcher for icons, and again with every successor of it."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._item: _Item | None = None
        self._menu: DBusMenu | None = None

    def show(self, view: View) -> None:
        self._view = view
        if self._item is not None and self._menu is not None:
            self._menu.show(view.menu)
            self._item.show(view)

    async def run(self, clicked: Callable[[Action], None]) -> None:
        bus = await MessageBus(bus_type=BusType.SESSION).connect()
        try:
            self._item, self._menu = _Item(clicked), DBusMenu(clicked)
            bus.export(ITEM_PATH, self._item)
            bus.export(MENU_PATH, self._menu)
            if self._view is not None:
                self.show(self._view)
            name = f"{ITEM}-{os.getpid()}-1"
            await bus.request_name(name)
            comes = _successors(bus)
            await _call(bus, BUS, BUS_PATH, BUS, "AddMatch", "s", _OWNER_CHANGES)
            async with asyncio.TaskGroup() as group:
                registering = group.create_task(self._register(bus, name, comes))
                with suppress(OSError, EOFError):
                    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast left it out
                registering.cancel()
            raise NoTray(_("the desktop session has ended"))
        finally:
            self._item = self._menu = None
            bus.disconnect()

    async def _register(self, bus: MessageBus, name: str, successors: asyncio.Queue[str]) -> None:
        """Registers with the watcher that is there now, and with every one that follows."""
        while True:
            if await has_owner(bus, WATCHER):
                try:
                    await _call(bus, WATCHER, WATCHER_PATH, WATCHER, "RegisterStatusNotifierItem", "s", name)
                except DBusError as err:
                    # It has gone again: its successor will be told.
                    log.info("the desktop did not take the tray icon: %s", err)
            await successors.get()


_OWNER_CHANGES = f"type='signal',sender='{BUS}',interface='{BUS}',member='NameOwnerChanged',arg0='{WATCHER}'"


def _successors(bus: MessageBus) -> asyncio.Queue[str]:
    """Returns a queue that gets the owner of WATCHER whenever a new one appears."""
    comes: asyncio.Queue[str] = asyncio.Queue()  # panels don't restart often enough to need a bound

    def take(message: Message) -> None:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
            name, _, owner = message.body
            if name == WATCHER and owner:
                comes.put_nowait(owner)

    bus.add_message_handler(take)
    return comes


async def _call(
    bus: MessageBus, name: str, path: str, interface: str, member: str, signature: str, *arguments: Any
) -> list[Any]:
    """Calls a D-Bus method; returns the body of the answer. Raises DBusError."""
    reply = await bus.call(
        Message(
            destination=name,
            path=path,
            interface=interface,
            member=member,
            signature=signature,
            body=list(arguments),
        )
    )
    assert reply is not None
    if reply.message_type is MessageType.ERROR:
        raise DBusError(reply.error_name or "", str(reply.body[0]) if reply.body else _("no reason given"))
    return reply.body


async def has_owner(bus: MessageBus, name: str) -> bool:
    """Returns whether the name is owned on the bus."""
    return bool((await _call(bus, BUS, BUS_PATH, BUS, "NameHasOwner", "s", name))[0])


async def host_is_there() -> bool:
    """Returns whether the session bus has a watcher for icons; False where there is no session bus, or none that answers."""
    try:
        async with asyncio.timeout(ANSWERS):
            bus = await MessageBus(bus_type=BusType.SESSION).connect()
    except Exception as err:  # noqa: BLE001 - no address, no socket, no permission: dbus-fast has an error for each
        log.debug("no session bus: %s", err)
        return False
    try:
        async with asyncio.timeout(ANSWERS):
            return await has_owner(bus, WATCHER)
    except TimeoutError:
        return False
    finally:
        bus.disconnect()
