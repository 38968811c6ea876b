"""Timers and alarms, kept over restarts in a small file of the user's own until they have rung."""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from config.constants import LANGUAGES
from config.errors import UserError
from config.paths import make_private
from daemon.timers import MOST, Entry

log = logging.getLogger(__name__)

LATEST = 86_400.0
"""Seconds after which what was due while nothing ran is not rung any more."""
_KINDS = ("timer", "alarm")


def read_timers(path: Path, now: float) -> list[Entry]:
    """What is still to ring at `now`, seconds since the epoch; nothing when the file is missing or damaged."""
    try:
        found = [_entry(each) for each in json.loads(path.read_text("utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError) as err:
        log.warning("%s: the timers in it are lost: %s", path, getattr(err, "strerror", None) or "the file is damaged")
        return []
    return sorted((each for each in found if each.due > now - LATEST), key=lambda each: each.due)[:MOST]


def keep_timers(path: Path, entries: Sequence[Entry]) -> None:
    """Write them, whole or not at all. A disk that refuses is no reason not to ring."""
    part = path.with_suffix(".part")
    try:
        make_private(path.parent)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump([asdict(each) for each in entries], file)
        part.replace(path)
    except (OSError, UserError) as err:
        why = getattr(err, "strerror", None) or err
        log.warning("%s cannot be written (%s): timers are lost when the assistant ends", path, why)


def _entry(found: dict[str, object]) -> Entry:
    kind, label, language = (str(found[key]) for key in ("kind", "label", "language"))
    due, seconds = float(str(found["due"])), int(str(found["seconds"]))
    if kind not in _KINDS or language not in LANGUAGES or not math.isfinite(due):
        raise ValueError("no timer")
    return Entry(kind, due, seconds, label, language)
