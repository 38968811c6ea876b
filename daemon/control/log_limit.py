"""Keeps clients, and anything else that fails over and over, from filling the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY = 60.0
"""Seconds in which a kind of record is logged once."""
MOST_KINDS = 256


class LogLimit(logging.Filter):
    """Lets one record of a kind through in EVERY seconds; the next one says how many were left out.

    A record's kind is the first line of its message before its arguments are put in, and the type of its exception.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._kinds: dict[tuple[object, ...], tuple[float, int]] = {}  # when the last one was logged, how many since

    @classmethod
    @contextmanager
    def on(cls, *loggers: str) -> Iterator[None]:
        """Limits what is logged with the loggers of those names. Their children's records are not limited."""
        limit, found = cls(), [logging.getLogger(name) for name in loggers]
        for each in found:
            each.addFilter(limit)
        try:
            yield
        finally:
            for each in found:
                each.removeFilter(limit)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        kind = (record.name, str(record.msg).partition("\n")[0], record.exc_info[0] if record.exc_info else None)
        now = self._now()
        last, left_out = self._kinds.get(kind, (float("-inf"), 0))
        if now - last < EVERY:
            self._kinds[kind] = (last, left_out + 1)
            return False
        if left_out:
            record.msg = f"{record.msg} ({left_out} more like this in between)"
        self._kinds.pop(kind, None)
        self._kinds[kind] = (now, 0)
        while len(self._kinds) > MOST_KINDS:
            del self._kinds[next(iter(self._kinds))]
        return True
