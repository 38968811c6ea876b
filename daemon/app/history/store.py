"""The history of what was said: SQLite, on this machine, readable by its owner only.

Synchronous; the daemon calls it from one thread of its own. Keeping a turn never ends a conversation: when the disk is full,
or the file is damaged or cannot be written, `problem` gets one line and the turn is not kept. Reading and forgetting turns
raise HistoryError instead.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from config import paths
from config.errors import UserError
from config.texts import _
from daemon.app.history.ages import delete_older, iso
from daemon.app.history.schema import bring_up_to_date, write_ahead
from daemon.conversation.dialogue import Exchange
from daemon.skills.clocks import Moment, read_clocks

log = logging.getLogger(__name__)

T = TypeVar("T")

BUSY = 2.0
"""Seconds to wait for another process that writes (`sarai history forget` while no daemon runs)."""

_COLUMNS = "conversation, at, language, tier, heard, said, said_full, interrupted, timings, route, done"


class HistoryError(UserError):
    """The history cannot be read or changed; one line with what that means, the file and the reason."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One turn."""

    conversation: str
    """Id of the conversation that the turn belongs to."""
    exchange: Exchange
    """Its `turn` is not kept."""
    tier: str = ""
    """The tier that answered."""
    route: str = ""
    """The row of the routing table that chose the tier, and the reason."""
    at: str = ""
    """ISO 8601, UTC; empty takes the time it is added."""
    id: int = 0
    """Given by the history."""


def as_json(entry: HistoryEntry) -> dict[str, Any]:
    """For clients, with the time in this machine's time zone."""
    exchange = entry.exchange
    return {
        "id": entry.id,
        "conversation": entry.conversation,
        "at": _time(entry.at).astimezone().isoformat(timespec="seconds"),
        "language": exchange.language,
        "tier": entry.tier,
        "route": entry.route,
        "heard": exchange.heard,
        "said": exchange.said,
        "said_full": exchange.said_full,
        "interrupted": exchange.interrupted,
        "done": exchange.done,
        "timings_ms": dict(exchange.timings_ms),
    }


class History:
    """`with History(path, problem=...) as history`. Opened on first use; usable from one thread at a time."""

    def __init__(
        self,
        path: Path,
        problem: Callable[[str], None],
        days: int = 0,
        clock: Callable[[], Moment] = read_clocks,
    ) -> None:
        """`days`: older turns are deleted when one is added; 0 keeps them for ever."""
        self.path = path
        self._problem = problem
        self._days = days
        self._clock = clock
        self._database: sqlite3.Connection | None = None
        self._told = ""

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    # ---------------------------------------------------------------------------------------------------------- turns

    def add(self, entry: HistoryEntry) -> int | None:
        """Keep a turn. Returns its id, or None if it could not be kept, which `problem` has been told."""
        exchange, now = entry.exchange, self._clock()
        row = (
            entry.conversation,
            entry.at or iso(now.wall),
            exchange.language,
            entry.tier,
            _text(exchange.heard),
            _text(exchange.said),
            _text(exchange.said_full),
            int(exchange.interrupted),
            json.dumps(dict(exchange.timings_ms)),
            _text(entry.route),
            _text(exchange.done),
        )

        def insert(database: sqlite3.Connection) -> int | None:
            number = database.execute(f"INSERT INTO turns ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)", row).lastrowid
            if self._days:
                delete_older(database, self._days, now)
            return number

        try:
            return self._write(_("what was said is not kept"), insert)
        except HistoryError as err:
            self._tell(str(err))
            return None

    def update(self, number: int, said: str, interrupted: bool) -> bool:
        """Correct what was heard of a turn's reply. Returns whether that is kept."""
        change = "UPDATE turns SET said = ?, interrupted = ? WHERE id = ?"
        row = (_text(said), int(interrupted), number)
        try:
            return (
                self._write(
                    _("what was said is not corrected"), lambda database: database.execute(change, row).rowcount
                )
                == 1
            )
        except HistoryError as err:
            self._tell(str(err))
            return False

    def extend(self, number: int, said: str, done: str) -> bool:
        """Add to a turn what was said and done after its reply. Returns whether that is kept."""
        change = (
            "UPDATE turns SET said = trim(said || ' ' || ?1), said_full = trim(said_full || ' ' || ?1), "
            "done = coalesce(nullif(?2, ''), done) WHERE id = ?3"
        )
        row = (_text(said), _text(done), number)
        try:
            changed = self._write("what was done is not kept", lambda database: database.execute(change, row).rowcount)
        except HistoryError as err:
            self._tell(str(err))
            return False
        return changed == 1

    def recent(self, limit: int) -> list[HistoryEntry]:
        """The last turns, oldest first. Raises HistoryError."""
        query = f"SELECT {_COLUMNS}, id FROM turns ORDER BY id DESC LIMIT ?"
        rows: list[tuple[Any, ...]] = self._try(
            _("the history cannot be read"), lambda database: database.execute(query, (_bounded(limit),)).fetchall()
        )
        return [_entry(row) for row in reversed(rows)]

    def forget(self, last: int | None) -> int:
        """Delete the last turns, with None all. Returns how many there were. Raises HistoryError.

        Their words are overwritten on the disk, in the write-ahead log too.
        """
        chosen = "" if last is None else "WHERE id IN (SELECT id FROM turns ORDER BY id DESC LIMIT ?)"
        values = () if last is None else (_bounded(last),)
        count = self._write(
            _("the history is not forgotten"),
            lambda database: database.execute(f"DELETE FROM turns {chosen}", values).rowcount,
        )
        self._try(
            _("old parts of the history remain on the disk"),
            lambda database: database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall(),
        )
        return count

    # -------------------------------------------------------------------------------------------------------- failing

    def _write(self, consequence: str, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` as a transaction: all of it, or nothing. Raises HistoryError."""

        def transaction(database: sqlite3.Connection) -> T:
            with database:  # commits, or rolls back when left with an error
                database.execute("BEGIN IMMEDIATE")
                result = work(database)
            self._told = ""  # it works again: the next failure is news
            return result

        return self._try(consequence, transaction)

    def _try(self, consequence: str, work: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `work`. Raises HistoryError with `consequence`, the file, and the reason.

        A damaged file gets a new index, and if that does not help is replaced by a new file; `work` is retried after each.
        """
        cures = iter((self._index_anew, self._set_aside))  # each of them once
        while True:
            try:
                if self._database is None:
                    self._database = self._open()
                return work(self._database)
            except sqlite3.Error as err:
                self.close()
                if _damaged(err) and any(cure(str(err)) for cure in cures):
                    continue
                raise HistoryError(f"{consequence}: {self.path}: {err}") from err
            except (OSError, UserError) as err:
                self.close()
                raise HistoryError(f"{consequence}: {self.path}: {getattr(err, 'strerror', None) or err}") from err

    def _tell(self, text: str) -> None:
        """Tell each kind of trouble once, not once a turn."""
        if text != self._told:
            self._told = text
            self._problem(text)

    def _index_anew(self, reason: str) -> bool:
        """Rebuild the index, in case only that is damaged. Returns whether it could be done."""
        try:
            self._database = self._open()
            self._database.execute("REINDEX")
        except (sqlite3.Error, OSError, UserError):
            self.close()
            return False
        log.warning("%s was damaged (%s); its index has been made anew", self.path, reason)
        return True

    def _set_aside(self, reason: str) -> bool:
        """Keep the damaged file under another name, to rescue turns from; the next file begins empty."""
        aside = self.path.with_name(f"{self.path.name}.corrupt-{time.strftime('%Y%m%d-%H%M%S')}")
        try:
            self.path.rename(aside)
            for suffix in ("-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError:
            return False
        self._tell(
            _("the history was damaged ({why}) and begins anew; the old file is {aside}", why=reason, aside=aside)
        )
        return True

    def _open(self) -> sqlite3.Connection:
        paths.make_private(self.path.parent)
        # Created by us, so that it is never readable by others, not even before the first chmod.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self.path.chmod(0o600)
        database = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        database.text_factory = _as_well_as_can_be
        try:
            database.execute("PRAGMA secure_delete = ON")
            write_ahead(database, BUSY)
            database.execute("PRAGMA synchronous = NORMAL")
            bring_up_to_date(database)
        except BaseException:
            database.close()
            raise
        return database


def _damaged(err: sqlite3.Error) -> bool:
    """Whether the file is damaged. The last byte of an extended code, as for a damaged index, is the plain code."""
    return getattr(err, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _as_well_as_can_be(data: bytes) -> str:
    """Text damaged by a bad disk loses its own letters only."""
    return data.decode("utf-8", "replace")


def _measured(timings: str) -> dict[str, float]:
    try:
        found = json.loads(timings)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _time(at: str) -> datetime:
    """The time, or 1970 where the text is damaged."""
    try:
        return datetime.fromisoformat(at)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _entry(row: tuple[Any, ...]) -> HistoryEntry:
    conversation, at, language, tier, heard, said, said_full, interrupted, timings, route, done, number = row
    measured = _measured(timings)
    exchange = Exchange(0, heard, said, language, said_full, bool(interrupted), measured, done)
    return HistoryEntry(conversation, exchange, tier, route, at, int(number))


def _bounded(count: int) -> int:
    """SQLite's integers end at 64 bits; a larger count means all."""
    return min(count, sys.maxsize)


def _text(text: str) -> str:
    """The text without lone surrogates, which a model may produce and SQLite cannot store."""
    return text.encode("utf-8", "replace").decode()
