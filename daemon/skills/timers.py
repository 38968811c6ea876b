"""Timers and alarms: a pure schedule, and a task that tells when one is due.

Timers are counted on a clock that nobody can set, alarms on the wall clock. Both clocks count while the machine sleeps, so
that a laptop that slept rings late rather than never.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daemon.skills import wording
from daemon.skills.clocks import Moment, read_clocks
from daemon.skills.intent import (
    ALL,
    AlarmLeft,
    AlarmMove,
    AlarmSet,
    TimerCancel,
    TimerExtend,
    TimerIntent,
    TimerLeft,
    TimerSet,
    Which,
)
from daemon.skills.numbers import without_accents
from daemon.skills.wording import known

MOST = 32
"""Timers and alarms at once; one more is refused, and said so."""
LOOK_AGAIN = 30.0
"""Seconds after which the clock is looked at again: it may have been set, or the machine may have slept."""


AWAKE = (7, 23)
"""Hours between which people do what they want to be reminded of."""
CORRECTED = 60.0
"""Seconds after an alarm was set within which "no, at five a.m." corrects it."""
SNOOZED = 600.0
"""Seconds after a timer has rung within which "five more minutes" lets it ring again."""


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


class Timers:
    """The schedule at work. `ring(text, language)` is called for each that is due, `keep(entries)` after every change."""

    def __init__(
        self,
        ring: Callable[[str, str], None],
        clock: Callable[[], Moment] = read_clocks,
        entries: Sequence[TimerEntry] = (),
        keep: Callable[[Sequence[TimerEntry]], None] = lambda entries: None,
    ) -> None:
        """`entries`: those set before a restart."""
        now = clock()
        self.schedule = Schedule([each.counted_from(now) for each in entries])
        self._ring = ring
        self._clock = clock
        self._keep = keep
        self._changed = asyncio.Event()
        self._alarm: TimerEntry | None = None
        """The alarm that was set last, at `_alarm_at`."""
        self._alarm_at = 0.0
        self._rung: TimerEntry | None = None
        """The one that has rung last."""

    async def run(self) -> None:
        """Let them ring. Never returns."""
        while True:
            due = self.schedule.take_due(self._clock())
            if due:
                self._keep(self.schedule.entries)
            for entry in due:
                self._rung = entry
                at = datetime.fromtimestamp(entry.due)
                self._ring(wording.due(entry.kind, entry.seconds, entry.label, at, entry.language), entry.language)
            self._changed.clear()
            upcoming = self.schedule.next(self._clock())
            wait = None if upcoming is None else min(LOOK_AGAIN, max(0.0, upcoming))
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                pass

    def carry_out(self, intent: TimerIntent, language: str) -> str:
        """Set, change, cancel or tell. Returns what is said to it."""
        language = known(language)
        now = self._clock()
        match intent:
            case TimerSet():
                return self._set(intent, now, language)
            case TimerExtend():
                return self._extend(intent, now, language)
            case AlarmSet(label=label):
                today = datetime.fromtimestamp(now.wall)
                at = next_time(today, intent.hour, intent.minute, intent.exact, intent.day, to_do=bool(label))
                entry = TimerEntry("alarm", at.timestamp(), 0, label, language)
                self._alarm, self._alarm_at = entry, now.wall
                return self._add(entry, wording.alarm_set(at, today, label, language))
            case AlarmMove():
                return self._move(intent, now, language)
            case TimerCancel(kind=kind, which=which):
                cancelled = self.schedule.cancel(kind, which, now)
                self._change()
                label = cancelled[0].label if len(cancelled) == 1 and which != ALL else ""
                if not cancelled and which != ALL:
                    return wording.no_such_timer(which, language)
                return wording.timers_cancelled(len(cancelled), kind, language, label)
            case TimerLeft(which=which):
                left = self.schedule.of("timer", which, now)
                if not left and which != ALL:
                    return wording.no_such_timer(which, language)
                return wording.timers_left([(max(0, round(each.left(now))), each.label) for each in left], language)
            case AlarmLeft():
                alarms = [
                    (datetime.fromtimestamp(each.due), each.label) for each in self.schedule.of("alarm", ALL, now)
                ]
                return wording.alarms_left(alarms, datetime.fromtimestamp(now.wall), language)

    def _set(self, intent: TimerSet, now: Moment, language: str) -> str:
        if intent.seconds is None:
            return wording.how_long(language)
        seconds, label = intent.seconds, intent.label
        entry = TimerEntry("timer", now.wall + seconds, seconds, label, language, now.uptime + seconds, now.boot)
        return self._add(entry, wording.timer_set(seconds, label, language))

    def _extend(self, intent: TimerExtend, now: Moment, language: str) -> str:
        meant = self.schedule.of("timer", intent.which, now)
        if intent.seconds is None:
            return wording.how_long(language)
        if not meant and self._rung is not None and intent.which == ALL and -self._rung.left(now) < SNOOZED:
            again, self._rung = self._rung, None
            return self._set(TimerSet(intent.seconds, again.label), now, language)
        if not meant:
            return wording.no_such_timer(intent.which, language)
        if len(meant) > 1:
            return wording.which_timer(language)
        later = self.schedule.put_off(meant[0], intent.seconds)
        self._change()
        return wording.timers_left([(max(0, round(later.left(now))), later.label)], language)

    def _move(self, intent: AlarmMove, now: Moment, language: str) -> str:
        wrong = self._alarm
        if (
            wrong is None
            or not any(each is wrong for each in self.schedule.entries)
            or now.wall - self._alarm_at > CORRECTED
        ):
            return wording.timers_cancelled(0, "alarm", language)
        today, was = datetime.fromtimestamp(now.wall), datetime.fromtimestamp(wrong.due)
        at = was.replace(hour=intent.hour, minute=intent.minute)
        if intent.day or at <= today:
            at = next_time(today, intent.hour, intent.minute, intent.exact, intent.day)
        self._alarm = right = replace(wrong, due=at.timestamp(), language=language)
        self.schedule.entries = [right if each is wrong else each for each in self.schedule.entries]
        self._change()
        return wording.alarm_set(at, today, right.label, language)

    def _add(self, entry: TimerEntry, said: str) -> str:
        if not self.schedule.add(entry):
            return wording.too_many_timers(entry.language)
        self._change()
        return said

    def _change(self) -> None:
        self._changed.set()
        self._keep(self.schedule.entries)
