"""Which way of typing this desktop has: the first that can be used, in an order of what works best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from daemon.typing.way import Way


class Passed(NamedTuple):
    """A way that cannot be used here."""

    name: str
    why: str
    """One line: what is missing, and what would mend that."""


class WayChoice(NamedTuple):
    """The way that is used, and those that come before it and cannot be."""

    way: Way | None
    passed: tuple[Passed, ...]


async def choose(ways: Sequence[Way]) -> WayChoice:
    """Returns the first of the ways that can be used here, and why those before it cannot."""
    passed: list[Passed] = []
    for way in ways:
        why = await way.missing()
        if not why:
            return WayChoice(way, tuple(passed))
        passed.append(Passed(way.name, why))
    return WayChoice(None, tuple(passed))
