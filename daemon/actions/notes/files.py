"""Notes and lists: Markdown files in a folder of the user's."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from config import small_files
from daemon.actions.doer import ActionResult, CannotDo, TakeBack
from daemon.actions.notes import markdown
from daemon.actions.notes.markdown import Item, items, same
from daemon.actions.texts import say, together, trouble
from daemon.skills.actions.intents import (
    ActionIntent,
    ListAdd,
    ListClear,
    ListDrop,
    ListRead,
    ListsRead,
    ListTick,
    NoteAdd,
    NoteDrop,
    NotesDelete,
    NotesRead,
)

NOTES = "notes.md"
USUAL = frozenset(
    (
        "shopping",
        "grocery",
        "groceries",
        "to do",
        "todo",
        "compra",
        "la compra",
        "compras",
        "tareas",
        "pendientes",
        "super",
    )
)
"""Lists that everybody has, even before their file is there."""
SHOPPING = USUAL - {"to do", "todo", "tareas", "pendientes"}
"""Those of things, where "milk and eggs" are two."""
READ_OUT = 5
"""Notes that are read; of more, the last ones."""
SPOKEN_OF = 120.0
"""Seconds for which "it" is the list that was spoken of."""
LOOKED_INTO = 50
"""Most files in which an item is looked for that was named without its list."""


class _Seen(NamedTuple):
    """What was in the folder when it was looked at last, as it is compared."""

    lists: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    """Open ones, of all lists."""


class Notes:
    """The doer of notes and lists. A list is a file with its name, each item a line with a box."""

    does = (NoteAdd, NotesRead, NoteDrop, NotesDelete, ListAdd, ListRead, ListsRead, ListTick, ListDrop, ListClear)

    def __init__(self, folder: Path, now: Callable[[], datetime] = datetime.now) -> None:
        self._folder = folder
        self._now = now
        self._seen = _Seen()
        self._spoken_of: str | None = None
        """The name of the list that was changed or read last, at `_spoken_at`: "put milk on it"."""
        self._spoken_at = 0.0

    def known(self, action: ActionIntent) -> bool:
        match action:
            case ListAdd():
                return self._spoken_of is not None and time.monotonic() - self._spoken_at <= SPOKEN_OF
            case ListRead():
                return action.list in USUAL or markdown.plain(markdown.file_name(action.list)[:-3]) in self._seen.lists
            case ListTick():
                return markdown.plain(action.item) in self._seen.items
        return True

    async def look(self) -> None:
        self._seen = await asyncio.to_thread(self._look)

    def _look(self) -> _Seen:
        paths = self._lists()
        found = [item for path in paths for item in self._open_items(path)]
        return _Seen(frozenset(markdown.plain(path.stem) for path in paths), frozenset(map(markdown.plain, found)))

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        if isinstance(action, ListAdd) and not action.sure:
            action = replace(action, list=self._spoken_of or "")
        if isinstance(action, ListAdd | ListRead | ListTick | ListDrop | ListClear):
            self._spoken_of, self._spoken_at = action.list, time.monotonic()
        try:
            result = await asyncio.to_thread(self._do, action, language)
        except OSError as err:
            raise self._trouble(err, language) from err
        if result.changed:
            await self.look()
        return result

    def _do(self, action: ActionIntent, language: str) -> ActionResult:
        match action:
            case NoteAdd():
                return self._add_note(action.text, language)
            case NotesRead():
                return self._read_notes(language)
            case NoteDrop():
                return self._drop_note(language)
            case NotesDelete():
                return self._delete_notes(language)
            case ListAdd():
                return self._add(action, language)
            case ListRead():
                return self._read_list(action, language)
            case ListsRead():
                return self._tell_lists(language)
            case ListTick():
                return self._tick(action, language)
            case ListDrop():
                return self._drop(action, language)
            case ListClear():
                return self._clear(action, language)
        raise CannotDo(say("went_wrong", language))

    # ---------------------------------------------------------------------------------------------------------- notes

    def _add_note(self, text: str, language: str) -> ActionResult:
        if not text:
            return ActionResult(say("note_what", language))
        line = f"- {self._now():%Y-%m-%d %H:%M} {text}"
        heading = "Notas" if language == "es" else "Notes"
        return self._change(self._notes, lambda old: markdown.added(old, line, heading), "noted", language, text=text)

    def _read_notes(self, language: str) -> ActionResult:
        found = [item.text for item in items(self._read(self._notes)) if not item.ticked]
        if not found:
            return ActionResult(say("no_notes", language))
        key = "one_note" if len(found) == 1 else "notes" if len(found) <= READ_OUT else "last_notes"
        return ActionResult(say(key, language, count=len(found), notes="; ".join(found[-READ_OUT:])))

    def _drop_note(self, language: str) -> ActionResult:
        found = items(self._read(self._notes))
        if not found:
            return ActionResult(say("no_notes", language))
        last = found[-1]
        return self._change(
            self._notes, lambda old: markdown.without(old, [last]), "note_dropped", language, text=last.text
        )

    def _delete_notes(self, language: str) -> ActionResult:
        found = items(self._read(self._notes))
        if not found:
            return ActionResult(say("no_notes", language))
        return self._change(self._notes, lambda old: markdown.without(old, found), "notes_deleted", language)

    # ---------------------------------------------------------------------------------------------------------- lists

    def _add(self, action: ListAdd, language: str) -> ActionResult:
        path = self._file(action.list)
        called = _called(action.list, language)
        there = [item.text for item in items(self._read(path)) if not item.ticked]
        wanted = markdown.apart(action.item) if markdown.plain(action.list) in SHOPPING else [action.item]
        new = [each for each in wanted if not any(same(text, each) for text in there)]
        if not new:
            return ActionResult(say("already", language, item=action.item, list=called))
        lines = "\n".join(f"- [ ] {each}" for each in new)
        heading = called.removeprefix("the ").removeprefix("la ").capitalize()
        said = together(new, language)
        return self._change(
            path, lambda old: markdown.added(old, lines, heading), "added", language, item=said, list=called
        )

    def _read_list(self, action: ListRead, language: str) -> ActionResult:
        called = _called(action.list, language)
        open_items = [item.text for item in items(self._read(self._file(action.list))) if not item.ticked]
        if not open_items:
            return ActionResult(say("empty_list", language, list=called))
        return ActionResult(say("items", language, list=called, items=together(open_items, language)))

    def _tell_lists(self, language: str) -> ActionResult:
        usual = markdown.file_name("")
        names = [
            _called("" if path.name == usual else path.stem, language)
            for path in self._lists()
            if self._open_items(path)
        ]
        if not names:
            return ActionResult(say("no_lists", language))
        return ActionResult(say("lists", language, names=together(names, language)))

    def _tick(self, action: ListTick, language: str) -> ActionResult:
        path = self._file(action.list) if action.list else self._holding(action.item)
        path = path or self._file("")
        item = self._item(path, action.item, action.list, language)
        return self._change(path, lambda old: markdown.ticked(old, item), "ticked", language, item=item.text)

    def _drop(self, action: ListDrop, language: str) -> ActionResult:
        path = self._file(action.list) if action.list else self._holding(action.item) or self._file("")
        gone = [self._item(path, each, action.list, language) for each in self._apart(path, action)]
        called, said = _called(action.list, language), together([item.text for item in gone], language)
        return self._change(path, lambda old: markdown.without(old, gone), "dropped", language, item=said, list=called)

    def _apart(self, path: Path, action: ListDrop) -> list[str]:
        """Returns the items that are meant: "milk and bread" is one only where the list has it."""
        whole = any(same(text, action.item) for text in self._open_items(path))
        return [action.item] if whole else markdown.apart(action.item)

    def _clear(self, action: ListClear, language: str) -> ActionResult:
        path, called = self._file(action.list), _called(action.list, language)
        found = items(self._read(path))
        if not found:
            return ActionResult(say("empty_list", language, list=called))
        return self._change(path, lambda old: markdown.without(old, found), "cleared", language, list=called)

    def _item(self, path: Path, wanted: str, name: str, language: str) -> Item:
        """Returns the open item with that text. Raises CannotDo."""
        for item in items(self._read(path)):
            if same(item.text, wanted) and not item.ticked:
                return item
        raise CannotDo(say("not_on_list", language, item=wanted, list=_called(name, language)))

    def _holding(self, wanted: str) -> Path | None:
        """Returns the list that has the item open; the unnamed list comes first."""
        paths = [self._file(""), *self._lists()]
        return next((path for path in paths if any(same(text, wanted) for text in self._open_items(path))), None)

    def _open_items(self, path: Path) -> list[str]:
        """Returns the texts of a list's open items; of a file that is no list of ours, none."""
        try:
            return [item.text for item in items(self._read(path)) if not item.ticked]
        except (OSError, UnicodeDecodeError):
            return []

    # ---------------------------------------------------------------------------------------------------------- files

    @property
    def _notes(self) -> Path:
        return self._folder / NOTES

    def _lists(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.glob("*.md") if path.name != NOTES)[:LOOKED_INTO]
        except OSError:
            return []

    def _file(self, name: str) -> Path:
        """Returns the file of a list: the one with that name in any spelling, else a new one."""
        wanted = markdown.file_name(name)
        return next((path for path in self._lists() if same(path.stem, wanted[:-3])), self._folder / wanted)

    def _trouble(self, err: OSError, language: str) -> CannotDo:
        return CannotDo(say("notes_trouble", language, why=f"{err.filename or self._folder}: {trouble(err, language)}"))

    def _read(self, path: Path) -> str:
        """Raises OSError that names the file, also for one that is no text."""
        try:
            return small_files.read(path).decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as err:
            raise OSError(errno.EILSEQ, "no text in UTF-8", str(path)) from err
        except OSError as err:
            raise OSError(err.errno, err.strerror, str(path)) from err

    def _change(
        self, path: Path, edit: Callable[[str], str], key: str, language: str, **values: object
    ) -> ActionResult:
        """Change a file. The old text comes back with `undo`, unless somebody has changed it since."""
        old = self._read(path)
        new = edit(old)
        self._write(path, new)
        return ActionResult(
            say(key, language, **values), changed=True, take_back=self._restore(path, old, new, language)
        )

    def _restore(self, path: Path, old: str, new: str, language: str) -> TakeBack:
        def restore() -> None:
            if self._read(path) != new:
                raise CannotDo(say("changed_since", language))
            if old:
                self._write(path, old)
            else:
                path.unlink()

        async def take_back() -> None:
            try:
                await asyncio.to_thread(restore)
            except OSError as err:
                raise self._trouble(err, language) from err

        return take_back

    def _write(self, path: Path, text: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            small_files.replace(path.resolve(), text)
        except OSError as err:
            raise OSError(err.errno, err.strerror, str(path)) from err


def _called(name: str, language: str) -> str:
    return (
        say("named_list" if name else "the_list", language, name=name).replace("The ", "the ").replace("La ", "la ", 1)
    )
