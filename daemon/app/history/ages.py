"""Which turns are old enough to go, although the wall clock may be wrong.

A clock that is a month ahead for one start would otherwise delete the whole history. The clock is therefore believed only
where two starts agree: turns go by the reading of an earlier start, and what has certainly passed since, and a day more.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from daemon.skills.clocks import Moment

DAY = 86_400.0
"""Seconds between two readings that count as two. At most so much more is deleted than an earlier reading says."""
_LAST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()

# No migration: versions that do not know the table leave it alone.
_TABLE = "CREATE TABLE IF NOT EXISTS clock (wall REAL NOT NULL, uptime REAL NOT NULL, boot TEXT NOT NULL)"


def delete_older(database: sqlite3.Connection, days: int, now: Moment) -> None:
    """Delete the turns older than `days`, as part of the caller's transaction.

    Turns go in the order they were said: one with an impossible time goes with those before and after it.
    """
    certain = _certain(database, now)
    oldest = iso(certain - days * DAY)
    database.execute(
        "DELETE FROM turns WHERE id <= (SELECT max(id) FROM turns WHERE at < :oldest AND id < "
        "(SELECT coalesce(min(id), 0) FROM turns WHERE at BETWEEN :oldest AND :now))",
        {"oldest": oldest, "now": iso(now.wall)},
    )


def iso(wall: float) -> str:
    """Seconds since the epoch as the history keeps them: ISO 8601, UTC, milliseconds, from 1970 to 9999."""
    bounded = min(max(0.0, wall), _LAST)
    return (datetime.fromtimestamp(0, UTC) + timedelta(seconds=bounded)).isoformat(timespec="milliseconds")


def _certain(database: sqlite3.Connection, now: Moment) -> float:
    """Seconds since the epoch that may be believed. Notes `now` where it is another start's, or a day after the last."""
    database.execute(_TABLE)
    query = (
        "SELECT wall, uptime, boot FROM clock WHERE typeof(wall) = 'real' AND typeof(uptime) = 'real' ORDER BY rowid"
    )
    seen = [Moment(wall, uptime, boot) for wall, uptime, boot in database.execute(query)] or _before(database)
    if not seen or _passed(seen[-1], now) >= DAY or not _same_boot(seen[-1], now):
        seen = [*seen[-1:], now]
        database.execute("DELETE FROM clock")
        database.executemany(
            "INSERT INTO clock VALUES (?, ?, ?)", [(each.wall, each.uptime, each.boot) for each in seen]
        )
    return min(now.wall, seen[0].wall + _passed(seen[0], now) + DAY)


def _before(database: sqlite3.Connection) -> list[Moment]:
    """The time of the last turn but the one being added, in a file that knows no readings yet."""
    row = database.execute("SELECT at FROM turns ORDER BY id DESC LIMIT 1 OFFSET 1").fetchone()
    try:
        return [Moment(datetime.fromisoformat(row[0]).timestamp())] if row is not None else []
    except (ValueError, OverflowError):
        return []


def _passed(earlier: Moment, now: Moment) -> float:
    """Seconds that have certainly passed since then."""
    return max(0.0, now.uptime - earlier.uptime) if _same_boot(earlier, now) else 0.0


def _same_boot(earlier: Moment, now: Moment) -> bool:
    return earlier.boot == now.boot != ""
