"""The data that a tray shows, independent of the desktop: an icon, a line of text and a menu. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from daemon.tray.model import Face


@dataclass(frozen=True, slots=True)
class Action:
    """The request of a click."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of a menu."""

    key: str
    """Identifies the entry, and stays when its label changes. Unique in the whole menu."""
    label: str = ""
    """Empty for a separator."""
    action: Action | None = None
    """What a click does; None when the entry cannot be clicked."""
    chosen: bool | None = None
    """For one of several choices: whether it is the chosen one. None for other entries."""
    children: tuple[MenuEntry, ...] = ()

    @property
    def enabled(self) -> bool:
        return self.action is not None or bool(self.children)


def separator(key: str) -> MenuEntry:
    return MenuEntry(key)


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the tray shows at one moment."""

    face: Face
    title: str
    """The icon's meaning in one line."""
    menu: tuple[MenuEntry, ...]
    click: Action
    """The action of a plain click on the icon."""


def walk(menu: tuple[MenuEntry, ...]) -> Iterator[MenuEntry]:
    """Yields every entry, parents before their children."""
    for entry in menu:
        yield entry
        yield from walk(entry.children)


class NoTray(Exception):
    """The desktop has no place for an icon. The text is one line for the user."""


class Surface(Protocol):
    """A way to show a view."""

    async def run(self, clicked: Callable[[Action], None]) -> None:
        """Shows the view until cancelled. Calls `clicked` in the event loop's thread. Raises NoTray."""
        ...

    def show(self, view: View) -> None:
        """Replaces the view. For the event loop's thread; may be called before `run`."""
        ...
