"""The tables of the history, and their migration from older versions."""

from __future__ import annotations

import sqlite3
import time

from config.errors import UserError
from config.texts import _

VERSION = 3
"""Kept in SQLite's user_version."""

_TABLE = """
CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL,
    at TEXT NOT NULL,
    language TEXT NOT NULL,
    tier TEXT NOT NULL,
    heard TEXT NOT NULL,
    said TEXT NOT NULL,
    said_full TEXT NOT NULL,
    interrupted INTEGER NOT NULL,
    timings TEXT NOT NULL,
    route TEXT NOT NULL DEFAULT '',
    done TEXT NOT NULL DEFAULT ''
)
"""
_STEPS = {
    0: (_TABLE, "CREATE INDEX turns_at ON turns (at)"),
    1: (
        "ALTER TABLE turns ADD COLUMN route TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE turns ADD COLUMN done TEXT NOT NULL DEFAULT ''",
    ),
    2: ("ALTER TABLE turns ADD COLUMN done TEXT NOT NULL DEFAULT ''",),
}
"""Statements that bring a file of each older version to VERSION; an empty file has version 0."""


def bring_up_to_date(database: sqlite3.Connection) -> None:
    """Create or migrate the tables. Raises UserError for those of a later version."""
    if _version(database) == VERSION:
        return
    with database:
        database.execute("BEGIN IMMEDIATE")
        version = _version(database)  # another process may have been quicker
        if version not in (*_STEPS, VERSION):
            raise UserError(
                _(
                    "written by another version of sarai (schema {version}, this one knows {version2}); "
                    "update this one, or move the file away to begin a new history",
                    version=version,
                    version2=VERSION,
                )
            )
        for statement in _STEPS.get(version, ()):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {VERSION}")


def write_ahead(database: sqlite3.Connection, patience: float) -> None:
    """Switch to a write-ahead log.

    When another process does so at the same moment, SQLite fails at once instead of waiting; this retries for `patience`
    seconds.
    """
    until = time.monotonic() + patience
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as err:
            if err.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
