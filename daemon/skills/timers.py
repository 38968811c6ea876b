"""Timers and alarms: a pure schedule, and a task that tells when one is due.

Counted on the wall clock, so that a laptop that slept rings late rather than never.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from daemon.skills import wording
from daemon.skills.intent import Intent
from daemon.skills.wording import known

MOST = 32
"""Timers and alarms at once; one more is refused, and said so."""
LOOK_AGAIN = 30.0
"""Seconds after which the clock is looked at again: it may have been set, or the machine may have slept."""


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


@dataclass(slots=True)
class Schedule:
    """What is to ring, the next first."""

    entries: list[TimerEntry] = field(default_factory=list)

    def add(self, entry: TimerEntry) -> bool:
        if len(self.entries) >= MOST:
            return False
        self.entries = sorted([*self.entries, entry], key=lambda each: each.due)
        return True

    def cancel(self, kind: str) -> int:
        """Cancel all of a kind; how many there were."""
        before = len(self.entries)
        self.entries = [entry for entry in self.entries if entry.kind != kind]
        return before - len(self.entries)

    def take_due(self, now: float) -> list[TimerEntry]:
        """What rings now, removed."""
        due = [entry for entry in self.entries if entry.due <= now]
        self.entries = self.entries[len(due) :]
        return due

    def next(self) -> float | None:
        return self.entries[0].due if self.entries else None


def next_time(now: datetime, hour: int, minute: int, exact: bool, day: int) -> datetime:
    """The moment an alarm is meant for: the next time a clock shows it. Unless the half of the day was said, "at seven"
    means whichever seven comes first; with a `day` (1: tomorrow, 2: the day after) it is the one in the morning."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if day:
        return midnight + timedelta(days=day, hours=hour, minutes=minute)
    hours = {hour} if exact else {hour % 12, hour % 12 + 12}
    candidates = [midnight + timedelta(days=day, hours=each, minutes=minute) for day in (0, 1) for each in hours]
    return min(candidate for candidate in candidates if candidate > now)


class Timers:
    """The schedule at work. `ring(text, language)` is called for each that is due, `keep(entries)` after every change."""

    def __init__(
        self,
        ring: Callable[[str, str], None],
        clock: Callable[[], float] = time.time,
        entries: Sequence[TimerEntry] = (),
        keep: Callable[[Sequence[TimerEntry]], None] = lambda entries: None,
    ) -> None:
        """`entries`: those set before a restart, the next first."""
        self.schedule = Schedule([*entries])
        self._ring = ring
        self._clock = clock
        self._keep = keep
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            due = self.schedule.take_due(self._clock())
            if due:
                self._keep(self.schedule.entries)
            for entry in due:
                at = datetime.fromtimestamp(entry.due)
                self._ring(wording.due(entry.kind, entry.seconds, entry.label, at, entry.language), entry.language)
            self._changed.clear()
            upcoming = self.schedule.next()
            wait = None if upcoming is None else min(LOOK_AGAIN, max(0.0, upcoming - self._clock()))
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                pass

    def carry_out(self, skill: Intent, now: datetime, language: str) -> str:
        """Set, cancel or tell; returns what is said to it."""
        language = known(language)
        arguments = skill.arguments
        match skill.name:
            case "timer_set":
                seconds = arguments.get("seconds")
                if seconds is None:
                    return wording.answer(Intent("timer_set"), now, language)
                label = arguments.get("label", "")
                entry = TimerEntry("timer", now.timestamp() + seconds, seconds, label, language)
                return self._add(entry, wording.timer_set(seconds, label, language))
            case "alarm_set":
                at = next_time(now, arguments["hour"], arguments["minute"], arguments["exact"], arguments["day"])
                label = arguments.get("label", "")
                entry = TimerEntry("alarm", at.timestamp(), 0, label, language)
                return self._add(entry, wording.alarm_set(at, now, label, language))
            case "timer_cancel":
                count = self.schedule.cancel(arguments["kind"])
                self._change()
                return wording.timers_cancelled(count, arguments["kind"], language)
            case "timer_left":
                left = [entry for entry in self.schedule.entries if entry.kind == "timer"]
                remaining = [(max(0, round(entry.due - now.timestamp())), entry.label) for entry in left]
                return wording.timers_left(remaining, language)
            case "alarm_left":
                alarms = [entry for entry in self.schedule.entries if entry.kind == "alarm"]
                moments = [(datetime.fromtimestamp(entry.due), entry.label) for entry in alarms]
                return wording.alarms_left(moments, now, language)
        raise ValueError(f"{skill.name} has nothing to do with timers")

    def _add(self, entry: TimerEntry, said: str) -> str:
        if not self.schedule.add(entry):
            return wording.too_many_timers(entry.language)
        self._change()
        return said

    def _change(self) -> None:
        self._changed.set()
        self._keep(self.schedule.entries)
