"""The schedule of timers and alarms. Pure: each question gives the moment it is asked at.

Timers are counted on a clock that nobody can set, alarms on the wall clock. Both clocks count while the machine sleeps, so
that a laptop that slept rings late rather than never.
"""

from __future__ import annotations

import re
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

    def is_on(self, which: Which, now: Moment) -> bool:
        """Whether it rings on that day; a weekday is one of the next eight days."""
        on = datetime.fromtimestamp(self.due).date()
        days = (on - datetime.fromtimestamp(now.wall).date()).days
        return which.day in (None, days) and (which.weekday is None or (which.weekday == on.weekday() and days < 8))

    def is_meant(self, which: Which) -> bool:
        """Whether its length and its name are those; `which.place` is the schedule's affair."""
        if which.seconds and which.seconds != self.seconds:
            return False
        if which.at is not None:
            at = datetime.fromtimestamp(self.due)
            hours = (at.hour,) if which.at.exact else (at.hour, at.hour % 12, at.hour % 12 + 12)
            if self.kind != "alarm" or at.minute != which.at.minute or which.at.hour not in hours:
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
        alike = [each for each in self.entries if each.kind == kind and each.is_meant(which) and each.is_on(which, now)]
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

    def cancel_only(self, entry: TimerEntry) -> None:
        """Cancel that very one."""
        self.entries = [each for each in self.entries if each is not entry]

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


_DONE_AT = (
    (re.compile(r"\b(?:breakfast|desayun\w*|get up|wake up|levantar\w*|despertar\w*)\b"), 4, 12),
    (re.compile(r"\b(?:lunch|almuerzo|almorzar|comer|comida)\b"), 11, 17),
    (re.compile(r"\b(?:dinner|supper|cenar?|party|fiesta|movies?|cinema|cine|concert|concierto)\b"), 16, 24),
    (re.compile(r"\b(?:bed|bedtime|sleep|acostar\w*|dormir\w*|cama|pijama|pyjamas)\b"), 19, 27),
)
"""What is done -> the hours of day it is done in; those over 24 are of the next morning."""


def _fits(hour: int, to_do: str) -> bool:
    """Whether people do that at such an hour."""
    for words, first, last in _DONE_AT:
        if words.search(without_accents(to_do.lower())) is not None:
            return first <= hour < last or first <= hour + 24 < last
    return AWAKE[0] <= hour < AWAKE[1]


def next_time(
    now: datetime,
    hour: int,
    minute: int,
    exact: bool,
    day: int,
    to_do: str = "",
    weekday: int | None = None,
) -> datetime:
    """The moment an alarm is meant for: the next time a clock shows it.

    Unless the half of the day was said (`exact`), "at seven" means whichever seven comes first; with a `day` (1: tomorrow,
    2: the day after) or a `weekday` (0: Monday) it is the one in the morning. `to_do`: what is to be done then. People
    do it while they are awake, or when such things are done: "tomorrow at five" is in the afternoon for a call, "at eleven"
    in the evening for going to bed, and either in the morning for an alarm clock.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if day or weekday is not None:
        later = 0 if exact or not to_do or hour > 12 or _fits(hour % 12, to_do) else 12 - (12 if hour == 12 else 0)
        at = midnight + timedelta(days=day, hours=hour + later, minutes=minute)
        if weekday is not None:
            at += timedelta(days=(weekday - at.weekday()) % 7)
        return at if at > now else at + timedelta(days=7)
    hours = {hour} if exact else {hour % 12, hour % 12 + 12}
    candidates = [midnight + timedelta(days=day, hours=each, minutes=minute) for day in (0, 1) for each in hours]
    ahead = sorted(candidate for candidate in candidates if candidate > now)
    likelier = [each for each in ahead if to_do and not exact and _fits(each.hour, to_do)]
    return [*likelier, *ahead][0]
