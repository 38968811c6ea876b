"""What a tray shows, whichever way the desktop wants it: an icon, a line of text and a menu. Pure data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from daemon.tray.model import Face


@dataclass(frozen=True, slots=True)
class Action:
    """What a click asks for."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of a menu."""

    key: str
    """Tells the entry from the others, and stays the same when its label changes. Unique in the whole menu."""
    label: str = ""
    """Empty for a separator."""
    action: Action | None = None
    """None: it cannot be clicked."""
    chosen: bool | None = None
    """For one of several choices: is it this one?"""
    children: tuple[MenuEntry, ...] = ()

    @property
    def enabled(self) -> bool:
        return self.action is not None or bool(self.children)


def separator(key: str) -> MenuEntry:
    return MenuEntry(key)


@dataclass(frozen=True, slots=True)
class View:
    """Everything that is shown at one moment."""

    face: Face
    title: str
    """One line: what the icon means now."""
    menu: tuple[MenuEntry, ...]
    click: Action
    """What a plain click on the icon does."""


def walk(menu: tuple[MenuEntry, ...]) -> Iterator[MenuEntry]:
    """Every entry, parents before their children."""
    for entry in menu:
        yield entry
        yield from walk(entry.children)


class NoTray(Exception):
    """This desktop has no place for an icon. The text is one line for the user."""


class Surface(Protocol):
    """A way of showing a view."""

    async def run(self, clicked: Callable[[Action], None]) -> None:
        """Show what `show` says until cancelled. `clicked` is called in the event loop's thread. Raises NoTray."""
        ...

    def show(self, view: View) -> None:
        """Show this from now on. From the event loop's thread; may come before `run`."""
        ...
