"""The schedule of timers and alarms. Pure: each question gives the moment it is asked at.

Timers are counted on a clock that nobody can set, alarms on the wall clock. Both clocks count while the machine sleeps, so
that a laptop that slept rings late rather than never.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daemon.skills.clocks import Moment
from daemon.skills.intent import Which
from daemon.skills.numbers import without_accents

MOST = 32
"""Timers and alarms at once; one more is refused, and said so."""
AWAKE = (7, 23)
"""Hours between which people do what they want to be reminded of."""


@dataclass(frozen=True, slots=True)
class TimerEntry:
    kind: str
    """ "timer" or "alarm"."""
    due: float
    """Seconds since the epoch."""
    seconds: int
    """How long a timer was set for."""
    label: str
    language: str
    uptime: float = 0.0
    """When a timer is due, in seconds of CLOCK_BOOTTIME; counts during `boot`."""
    boot: str = ""
    """Id of the boot in which a timer was set; "" for what follows the wall clock."""

    def left(self, now: Moment) -> float:
        """Seconds until it rings; negative when it should have rung."""
        return self.uptime - now.uptime if self.boot and self.boot == now.boot else self.due - now.wall

    def counted_from(self, now: Moment) -> TimerEntry:
        """The same, counted on this boot's clock: after a reboot what is left comes from the wall clock."""
        left = self.left(now)
        if self.kind != "timer" or not self.boot or not now.boot:
            return self
        return replace(self, due=now.wall + left, uptime=now.uptime + left, boot=now.boot)

    def is_meant(self, which: Which) -> bool:
        """Whether its length and its name are those; `which.place` is the schedule's affair."""
        if which.seconds and which.seconds != self.seconds:
            return False
        named = f" {without_accents(self.label)} "
        return not which.label or f" {without_accents(which.label)} " in named


@dataclass(slots=True)
class Schedule:
    """What is to ring. Each question gives the moment it is asked at: only then can timers and alarms be compared."""

    entries: list[TimerEntry] = field(default_factory=list)
    """In the order in which they were set."""

    def add(self, entry: TimerEntry) -> bool:
        """Returns False when there are too many already."""
        if len(self.entries) >= MOST:
            return False
        self.entries = [*self.entries, entry]
        return True

    def of(self, kind: str, which: Which, now: Moment) -> list[TimerEntry]:
        """Those of a kind that are meant, the next to ring first."""
        alike = [each for each in self.entries if each.kind == kind and each.is_meant(which)]
        found = sorted(alike, key=lambda each: each.left(now))
        if not which.place:
            return found
        place = which.place - 1 if which.place > 0 else len(found) - 1
        return found[place : place + 1] if found else []

    def cancel(self, kind: str, which: Which, now: Moment) -> list[TimerEntry]:
        """Cancel those that are meant. Returns them."""
        meant = self.of(kind, which, now)
        self.entries = [each for each in self.entries if not any(each is other for other in meant)]
        return meant

    def put_off(self, entry: TimerEntry, seconds: int) -> TimerEntry:
        """Let one ring so much later. Returns it as it is now."""
        later = replace(entry, due=entry.due + seconds, uptime=entry.uptime + seconds, seconds=entry.seconds + seconds)
        self.entries = [later if each is entry else each for each in self.entries]
        return later

    def take_due(self, now: Moment) -> list[TimerEntry]:
        """What rings now, removed; the longest overdue first."""
        due = sorted((each for each in self.entries if each.left(now) <= 0), key=lambda each: each.left(now))
        self.entries = [each for each in self.entries if each.left(now) > 0]
        return due

    def next(self, now: Moment) -> float | None:
        """Seconds until the next one rings; None when there is none."""
        return min((each.left(now) for each in self.entries), default=None)


def next_time(now: datetime, hour: int, minute: int, exact: bool, day: int, to_do: bool = False) -> datetime:
    """The moment an alarm is meant for: the next time a clock shows it.

    Unless the half of the day was said (`exact`), "at seven" means whichever seven comes first; with a `day` (1: tomorrow,
    2: the day after) it is the one in the morning. `to_do`: there is something to do then, which people do while they are
    awake. "Tomorrow at five" is in the afternoon for a call, and in the morning for an alarm clock.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if day:
        later = 12 if to_do and not exact and 0 < hour < AWAKE[0] else 0
        return midnight + timedelta(days=day, hours=hour + later, minutes=minute)
    hours = {hour} if exact else {hour % 12, hour % 12 + 12}
    candidates = [midnight + timedelta(days=day, hours=each, minutes=minute) for day in (0, 1) for each in hours]
    ahead = sorted(candidate for candidate in candidates if candidate > now)
    likelier = [each for each in ahead if to_do and not exact and AWAKE[0] <= each.hour < AWAKE[1]]
    return [*likelier, *ahead][0]
