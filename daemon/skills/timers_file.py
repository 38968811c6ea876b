"""Timers and alarms, kept over restarts in a small file of the user's own until they have rung."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from config import small_files
from config.constants import LANGUAGES
from config.small_files import KeptFile, Tell
from config.texts import _
from daemon.skills.clocks import Moment
from daemon.skills.schedule import MOST, TimerEntry

log = logging.getLogger(__name__)

LATEST = 86_400.0
"""Seconds after which what was due while nothing ran is not rung any more."""
_KINDS = ("timer", "alarm")


def read_timers(path: Path, now: Moment, tell: Tell = log.warning) -> list[TimerEntry]:
    """The timers that are still to ring at `now`; none when there is no file.

    A damaged file is kept aside, and what can be read of it rings. `tell` says so in one line.
    """
    try:
        found = small_files.read_json(path)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError) as err:
        why, aside = small_files.reason(err), _set_aside(path)
        tell(_("the timers in {path} cannot be read and will not ring: {why}{aside}", path=path, why=why, aside=aside))
        return []
    listed = found if isinstance(found, list) else []
    entries = [entry for each in listed if (entry := _entry(each)) is not None]
    if len(entries) < len(listed) or found not in ({}, listed):
        lost = {"count": len(listed) - len(entries), "all": len(listed), "path": path, "aside": _set_aside(path)}
        if listed:
            tell(_("{count} of {all} timers in {path} cannot be read and will not ring{aside}", **lost))
        else:
            tell(_("the timers in {path} cannot be read and will not ring{aside}", **lost))
        if entries:
            TimersFile(path, tell).keep(entries)
    return sorted((each for each in entries if each.left(now) > -LATEST), key=lambda each: each.left(now))[:MOST]


class TimersFile:
    """Writes the timers after every change."""

    def __init__(self, path: Path, tell: Tell = log.warning) -> None:
        self._file = KeptFile(path, _("timers are lost when the assistant ends"), tell)

    def keep(self, entries: Sequence[TimerEntry]) -> None:
        """Blocks until they are on the disk: an alarm is relied on. A disk that refuses is no reason not to ring."""
        self._file.write(json.dumps([asdict(each) for each in entries]))


def _set_aside(path: Path) -> str:
    """Rename the damaged file, for a user who can rescue something from it. Returns the end of the line that tells so."""
    aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    try:
        path.rename(aside)
    except OSError:
        return ""
    return _("; the file is now {name}", name=aside.name)


def _entry(found: object) -> TimerEntry | None:
    """The timer that was written; None for anything else."""
    if not isinstance(found, dict):
        return None
    try:
        kind, label, language = (str(found[key]) for key in ("kind", "label", "language"))
        due, seconds = float(str(found["due"])), int(str(found["seconds"]))
        uptime, boot = float(str(found.get("uptime", 0.0))), str(found.get("boot", ""))
    except (KeyError, ValueError):
        return None
    known = kind in _KINDS and language in LANGUAGES and math.isfinite(due) and math.isfinite(uptime)
    return TimerEntry(kind, due, seconds, label, language, uptime, boot) if known else None
