"""What is logged over and over is logged once a minute."""

from __future__ import annotations

import logging

from daemon.control.log_limit import EVERY, MOST_KINDS, LogLimit


def record(text: str, *arguments: object, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("x", level, "", 0, text, arguments, None)


def test_one_of_a_kind_in_a_minute_and_the_number_of_those_left_out() -> None:
    now = 0.0
    limit = LogLimit(lambda: now)
    assert limit.filter(record("%s has failed", "a"))
    assert not limit.filter(record("%s has failed", "b"))
    assert not limit.filter(record("%s has failed", "c"))
    assert limit.filter(record("something else"))
    assert limit.filter(record("%s has failed", "d", level=logging.DEBUG))
    now = EVERY
    again = record("%s has failed", "e")
    assert limit.filter(again)
    assert again.getMessage() == "e has failed (2 more like this in between)"
    now = 2 * EVERY
    last = record("%s has failed", "f")
    assert limit.filter(last)
    assert last.getMessage() == "f has failed"


def test_kinds_without_end_are_not_kept() -> None:
    limit = LogLimit(lambda: 0.0)
    for number in range(2 * MOST_KINDS):
        assert limit.filter(record(f"{number}\nand details"))
    assert not limit.filter(record(f"{number}\nother details"))
    assert limit.filter(record("0"))
