"""Intents of actions: what the assistant does to the desktop and to files of the user's, each a small value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back the last action that changed something."""

    name: ClassVar[str] = "undo"


@dataclass(frozen=True, slots=True)
class NoteAdd:
    name: ClassVar[str] = "note_add"
    text: str = ""
    """Empty: not said."""


@dataclass(frozen=True, slots=True)
class NotesRead:
    name: ClassVar[str] = "notes_read"


@dataclass(frozen=True, slots=True)
class NoteDrop:
    """Deletes the last note."""

    name: ClassVar[str] = "note_drop"


@dataclass(frozen=True, slots=True)
class NotesDelete:
    """Deletes all notes."""

    name: ClassVar[str] = "notes_delete"


@dataclass(frozen=True, slots=True)
class ListAdd:
    name: ClassVar[str] = "list_add"
    item: str
    list: str = ""
    """The list's name, "shopping"; empty: the list that is not named."""


@dataclass(frozen=True, slots=True)
class ListRead:
    name: ClassVar[str] = "list_read"
    list: str = ""
    sure: bool = True
    """False: a command only if there is such a list; else it is talk."""


@dataclass(frozen=True, slots=True)
class ListTick:
    """Ticks an item off: it stays in the file, and is not read any more."""

    name: ClassVar[str] = "list_tick"
    item: str
    list: str = ""
    sure: bool = True
    """False: a command only if some list has that item; else it is talk."""


@dataclass(frozen=True, slots=True)
class ListDrop:
    """Removes an item."""

    name: ClassVar[str] = "list_drop"
    item: str
    list: str = ""


@dataclass(frozen=True, slots=True)
class ListClear:
    """Removes all items."""

    name: ClassVar[str] = "list_clear"
    list: str = ""


@dataclass(frozen=True, slots=True)
class BetterModel:
    """Fetches the models that are recommended for this machine."""

    name: ClassVar[str] = "better_model"
    agreed: tuple[str, ...] = ()
    """Ids of the models that the user has agreed to; no sentence fills it in, only a yes."""


ActionIntent = (
    Undo
    | NoteAdd
    | NotesRead
    | NoteDrop
    | NotesDelete
    | ListAdd
    | ListRead
    | ListTick
    | ListDrop
    | ListClear
    | BetterModel
)
"""What `daemon.actions` carries out."""
