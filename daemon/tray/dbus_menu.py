"""Serves the menu over D-Bus: the interface com.canonical.dbusmenu.

Source: https://github.com/AyatanaIndicators/libdbusmenu, libdbusmenu-glib/dbus-menu.xml
"""

# No deferred annotations here: dbus-fast reads D-Bus signatures from them, and cannot read a deferred `None`.

from collections.abc import Callable
from itertools import count
from typing import Annotated, Any

from dbus_fast import DBusError, PropertyAccess, Variant
from dbus_fast.annotations import DBusBool, DBusInt32, DBusSignature, DBusStr, DBusUInt32, DBusVariant
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from daemon.tray.view import Action, MenuEntry

INTERFACE = "com.canonical.dbusmenu"
ROOT = 0

Properties = dict[str, Variant]
Layout = Annotated[list[Any], DBusSignature("(ia{sv}av)")]
Ids = Annotated[list[int], DBusSignature("ai")]
Names = Annotated[list[str], DBusSignature("as")]
Group = Annotated[list[Any], DBusSignature("a(ia{sv})")]
Removed = Annotated[list[Any], DBusSignature("a(ias)")]
Events = Annotated[list[Any], DBusSignature("a(isvu)")]


class DBusMenu(ServiceInterface):
    """Serves the entries last given to `show`.

    An entry keeps its number for as long as the tray runs: a click into a menu that has just changed hits the entry that
    the user saw.
    """

    def __init__(self, clicked: Callable[[Action], None]) -> None:
        super().__init__(INTERFACE)
        self._clicked = clicked
        self._numbers: dict[str, int] = {}
        self._free = count(ROOT + 1)
        self._menu: tuple[MenuEntry, ...] = ()
        self._entries: dict[int, MenuEntry] = {}
        self._revision = 1

    def show(self, menu: tuple[MenuEntry, ...]) -> None:
        """Serves these entries from now on. Tells hosts only what has changed."""
        if menu == self._menu:
            return
        before, shape = self._entries, _shape(self._menu)
        self._menu, self._entries = menu, {}
        self._number(menu)
        if _shape(menu) == shape:
            now = {number: properties(entry) for number, entry in self._entries.items()}
            changed = [[number, each] for number, each in now.items() if each != properties(before[number])]
            self.ItemsPropertiesUpdated(changed, [])
        else:
            self._revision += 1
            self.LayoutUpdated(self._revision, ROOT)

    def _number(self, menu: tuple[MenuEntry, ...]) -> None:
        for entry in menu:
            if entry.key not in self._numbers:
                self._numbers[entry.key] = next(self._free)
            self._entries[self._numbers[entry.key]] = entry
            self._number(entry.children)

    def _children(self, number: int) -> tuple[MenuEntry, ...]:
        return self._menu if number == ROOT else self._entry(number).children

    def _entry(self, number: int) -> MenuEntry:
        entry = self._entries.get(number)
        if entry is None:
            raise DBusError("com.canonical.dbusmenu.Error", f"there is no menu entry {number}")
        return entry

    def _properties(self, number: int, names: list[str]) -> Properties:
        found = {"children-display": Variant("s", "submenu")} if number == ROOT else properties(self._entry(number))
        return {name: value for name, value in found.items() if not names or name in names}

    def _layout(self, number: int, depth: int, names: list[str]) -> list[Any]:
        children = self._children(number) if depth else ()
        below = [Variant("(ia{sv}av)", self._layout(self._numbers[child.key], depth - 1, names)) for child in children]
        return [number, self._properties(number, names), below]

    def _event(self, number: int, kind: str) -> None:
        entry = self._entries.get(number)
        if kind == "clicked" and entry is not None and entry.action is not None:
            self._clicked(entry.action)

    # ------------------------------------------------------------------------------------------------- what hosts call

    @dbus_method()
    def GetLayout(
        self, parentId: DBusInt32, recursionDepth: DBusInt32, propertyNames: Names
    ) -> Annotated[list[Any], DBusSignature("u(ia{sv}av)")]:
        """Returns the tree below an entry; `recursionDepth` -1 means all of it."""
        return [self._revision, self._layout(parentId, recursionDepth, propertyNames)]

    @dbus_method()
    def GetGroupProperties(self, ids: Ids, propertyNames: Names) -> Group:
        wanted = ids or [ROOT, *self._entries]
        # A host may ask for what has just gone.
        there = [number for number in wanted if number == ROOT or number in self._entries]
        return [[number, self._properties(number, propertyNames)] for number in there]

    @dbus_method()
    def GetProperty(self, id: DBusInt32, name: DBusStr) -> DBusVariant:
        found = self._properties(id, [name])
        if name not in found:
            raise DBusError("com.canonical.dbusmenu.Error", f"menu entry {id} has no property {name}")
        return found[name]

    @dbus_method()
    def Event(self, id: DBusInt32, eventId: DBusStr, data: DBusVariant, timestamp: DBusUInt32) -> None:
        self._event(id, eventId)

    @dbus_method()
    def EventGroup(self, events: Events) -> Ids:
        """Takes several events. Returns the numbers that no entry has."""
        for number, kind, _, _ in events:
            self._event(number, kind)
        return [number for number, _, _, _ in events if number != ROOT and number not in self._entries]

    @dbus_method()
    def AboutToShow(self, id: DBusInt32) -> DBusBool:
        """Returns whether the host has to ask again: never, because it is told every change."""
        return False

    @dbus_method()
    def AboutToShowGroup(self, ids: Ids) -> Annotated[list[Any], DBusSignature("aiai")]:
        return [[], [number for number in ids if number != ROOT and number not in self._entries]]

    @dbus_property(access=PropertyAccess.READ)
    def Version(self) -> DBusUInt32:
        return 3

    @dbus_property(access=PropertyAccess.READ)
    def TextDirection(self) -> DBusStr:
        return "ltr"

    @dbus_property(access=PropertyAccess.READ)
    def Status(self) -> DBusStr:
        return "normal"

    @dbus_property(access=PropertyAccess.READ)
    def IconThemePath(self) -> Names:
        return []

    @dbus_signal()
    def ItemsPropertiesUpdated(
        self, updatedProps: Group, removedProps: Removed
    ) -> Annotated[list[Any], DBusSignature("a(ia{sv})a(ias)")]:
        return [updatedProps, removedProps]

    @dbus_signal()
    def LayoutUpdated(self, revision: DBusUInt32, parent: DBusInt32) -> Annotated[list[Any], DBusSignature("ui")]:
        return [revision, parent]


def properties(entry: MenuEntry) -> Properties:
    """Returns the D-Bus properties of an entry, always the whole set: none is ever to be removed."""
    if not entry.label:
        return {"type": Variant("s", "separator"), "visible": Variant("b", True)}
    found = {
        # An underscore would mark the letter after it as a key to press.
        "label": Variant("s", entry.label.replace("_", "__")),
        "enabled": Variant("b", entry.enabled),
        "visible": Variant("b", True),
    }
    if entry.children:
        found["children-display"] = Variant("s", "submenu")
    if entry.chosen is not None:
        found["toggle-type"] = Variant("s", "radio")
        found["toggle-state"] = Variant("i", int(entry.chosen))
    return found


def _shape(menu: tuple[MenuEntry, ...]) -> tuple[object, ...]:
    """Returns the entries' keys and places. Menus of the same shape differ only in properties."""
    return tuple((entry.key, entry.chosen is None, _shape(entry.children)) for entry in menu)
