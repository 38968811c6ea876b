"""Timers and alarms at work: what is set, changed and asked, and a task that lets ring what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from config.settings import Timers as TimerSettings
from daemon.skills import wording
from daemon.skills.clocks import Moment, read_clocks
from daemon.skills.intent import (
    ALL,
    AlarmLeft,
    AlarmMove,
    AlarmSet,
    Several,
    Snooze,
    TimerCancel,
    TimerExtend,
    TimerIntent,
    TimerLeft,
    TimerMove,
    TimerSet,
    Which,
)
from daemon.skills.ringing import Bell, Ring, Ringer
from daemon.skills.schedule import Schedule, TimerEntry, next_time
from daemon.skills.wording import known

LOOK_AGAIN = 30.0
"""Seconds after which the clock is looked at again: it may have been set, or the machine may have slept."""
CORRECTED = 60.0
"""Seconds after an alarm was set within which "no, at five a.m." corrects it."""
SNOOZED = 600.0
"""Seconds after a timer has ended ringing within which "five more minutes" lets it ring again."""


class Timers:
    """The schedule at work, and what rings. `keep(entries)` is called after every change."""

    def __init__(
        self,
        bell: Bell,
        clock: Callable[[], Moment] = read_clocks,
        entries: Sequence[TimerEntry] = (),
        keep: Callable[[Sequence[TimerEntry]], None] = lambda entries: None,
        settings: TimerSettings | None = None,
        rings: Callable[[Sequence[Ring]], None] = lambda rings: None,
    ) -> None:
        """`entries`: those set before a restart. `rings` is told what rings, after each change."""
        now = clock()
        settings = settings or TimerSettings()
        self.schedule = Schedule([each.counted_from(now) for each in entries])
        self.ringer = Ringer(bell, 60 * settings.ring_minutes, self._rings, clock)
        self._snooze = round(60 * settings.snooze_minutes)
        self._tell_rings = rings
        self._clock = clock
        self._keep = keep
        self._changed = asyncio.Event()
        self._alarm: TimerEntry | None = None
        """The alarm that was set last, at `_alarm_at`; None where a timer was set since."""
        self._alarm_at = 0.0
        self._timer: TimerEntry | None = None
        """The timer that was set last, at `_timer_at`; None where an alarm was set since."""
        self._timer_at = 0.0
        self._ringing: list[TimerEntry] = []
        self._rung: TimerEntry | None = None
        """The one that has ended ringing last, at `_rung_at`, in seconds of CLOCK_BOOTTIME."""
        self._rung_at = 0.0

    async def run(self) -> None:
        """Let them ring. Never returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_at_the_clock())
            group.create_task(self.ringer.run())

    async def _look_at_the_clock(self) -> None:
        while True:
            due = self.schedule.take_due(self._clock())
            if due:
                self.ringer.begin(due)
            self._changed.clear()
            upcoming = self.schedule.next(self._clock())
            wait = None if upcoming is None else min(LOOK_AGAIN, max(0.0, upcoming))
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                pass

    def _rings(self, rings: Sequence[Ring]) -> None:
        """What rings has changed. It is kept until it has ended: after a crash it rings again."""
        now = [ring.entry for ring in rings]
        ended = [entry for entry in self._ringing if not any(entry is each for each in now)]
        if ended:
            self._rung, self._rung_at = ended[-1], self._clock().uptime
        self._ringing = now
        self._tell_rings(rings)
        self._keep([*now, *self.schedule.entries])

    def stop_ringing(self) -> bool:
        """End what rings and has been heard. Returns whether anything did."""
        return bool(self.ringer.end(self.ringer.heard))

    def snooze(self, seconds: int | None, language: str, rings: Sequence[Ring] | None = None) -> str:
        """Let those that ring (None: all) ring again later; else the one that has rung last. Returns what is said to it."""
        now, seconds = self._clock(), self._snooze if seconds is None else seconds
        again = [ring.entry for ring in self.ringer.end(self.ringer.rings if rings is None else rings)]
        if not again and self._rung is not None and now.uptime - self._rung_at < SNOOZED:
            again = [self._rung]
        self._rung = None
        said = wording.no_such_timer(ALL, language)
        for entry in again:
            later = replace(entry, due=now.wall + seconds, language=language)
            if entry.kind == "timer":
                later = replace(later, seconds=seconds, uptime=now.uptime + seconds, boot=now.boot)
            said = self._add(later, wording.timer_set(seconds, entry.label, language))
        return said

    def carry_out(self, intent: TimerIntent, language: str) -> str:
        """Set, change, cancel or tell. Returns what is said to it."""
        language = known(language)
        now = self._clock()
        match intent:
            case TimerSet():
                return self._set(intent, now, language)
            case TimerExtend():
                return self._extend(intent, now, language)
            case Snooze(seconds=seconds):
                return self.snooze(seconds, language)
            case AlarmSet(label=label):
                today = datetime.fromtimestamp(now.wall)
                at = next_time(today, intent.hour, intent.minute, intent.exact, intent.day, label, intent.weekday)
                entry = TimerEntry("alarm", at.timestamp(), 0, label, language)
                self._alarm, self._alarm_at, self._timer = entry, now.wall, None
                return self._add(entry, wording.alarm_set(at, today, label, language))
            case AlarmMove():
                return self._move(intent, now, language)
            case TimerMove():
                return self._change_length(intent, now, language)
            case Several(intents=intents):
                return " ".join(self.carry_out(each, language) for each in intents)
            case TimerCancel(kind=kind, which=which):
                ended = self.ringer.end(self._meant(which))
                if ended:  # "stop the alarm" means what rings, whatever it is called
                    label = ended[0].entry.label if len(ended) == 1 else ""
                    return wording.timers_cancelled(len(ended), ended[0].entry.kind, language, label)
                cancelled = self.schedule.cancel(kind, which, now)
                self._change()
                label = cancelled[0].label if len(cancelled) == 1 and which != ALL else ""
                if not cancelled and which != ALL:
                    return wording.no_such_timer(which, language, kind)
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
        self._timer, self._timer_at, self._alarm = entry, now.wall, None
        return self._add(entry, wording.timer_set(seconds, label, language))

    def _extend(self, intent: TimerExtend, now: Moment, language: str) -> str:
        meant = self.schedule.of("timer", intent.which, now)
        if intent.seconds is None:
            return wording.how_long(language)
        rings = self._meant(intent.which)
        if rings or (not meant and intent.which == ALL and not intent.to):
            return self.snooze(intent.seconds, language, rings)
        if not meant and intent.to and (intent.which == ALL or intent.which.label):  # "set the timer to ten minutes"
            return self._set(TimerSet(intent.seconds, intent.which.label), now, language)
        if not meant:
            return wording.no_such_timer(intent.which, language)
        if len(meant) > 1:
            return wording.which_timer(language)
        left = meant[0].left(now)
        more = intent.seconds - left if intent.to else intent.seconds
        if left + more <= 0:
            return wording.not_so_much_left(round(left), language)
        later = self.schedule.put_off(meant[0], round(more))
        self._change()
        return wording.timers_left([(max(0, round(later.left(now))), later.label)], language)

    @property
    def corrigible(self) -> bool:
        """Whether an alarm was set so shortly ago that the next words may correct it."""
        return self._alarm in self.schedule.entries and self._clock().wall - self._alarm_at <= CORRECTED

    @property
    def timer_corrigible(self) -> bool:
        """The same for a timer."""
        return self._timer in self.schedule.entries and self._clock().wall - self._timer_at <= CORRECTED

    def _change_length(self, intent: TimerMove, now: Moment, language: str) -> str:
        """Let the timer that was set just now be of another length."""
        wrong = self._timer if self.timer_corrigible else None
        if wrong is None:
            return wording.no_such_timer(ALL, language)
        if intent.seconds is None:
            return wording.how_long(language)
        self.schedule.cancel_only(wrong)
        return self._set(TimerSet(intent.seconds, wrong.label), now, language)

    def take_back(self, before: Sequence[TimerEntry], after: Sequence[TimerEntry]) -> None:
        """Undo a change of the schedule: what it added goes, what it took away comes back unless its time has passed."""
        now = self._clock()
        kept = [each for each in self.schedule.entries if each in before or each not in after]
        again = [each for each in before if each not in after and each not in kept and each.left(now) > 0]
        self.schedule.entries = [*kept, *again]
        self._change()

    def _move(self, intent: AlarmMove, now: Moment, language: str) -> str:
        alarms = self.schedule.of("alarm", ALL, now)
        if intent.which != ALL:
            alarms = self.schedule.of("alarm", intent.which, now)
        wrong = alarms[0] if (intent.outright or intent.which != ALL) and len(alarms) == 1 else None
        if intent.which == ALL and self.corrigible:
            wrong = self._alarm
        if wrong is None:
            return wording.which_alarm(language) if alarms else wording.no_such_timer(intent.which, language, "alarm")
        today, was = datetime.fromtimestamp(now.wall), datetime.fromtimestamp(wrong.due)
        hour, minute = (was.hour, was.minute) if intent.hour is None else (intent.hour, intent.minute)
        half = intent.half or ("" if intent.exact else "am" if was.hour < 12 else "pm")
        if half and (intent.hour is None or hour <= 12):
            hour = hour % 12 + (12 if half == "pm" else 0)
        at = was.replace(hour=hour, minute=minute)
        if intent.by:
            at = was + timedelta(seconds=intent.by)
        if intent.day or intent.weekday is not None or at <= today:
            at = next_time(today, hour, minute, True, intent.day, weekday=intent.weekday)
        self._alarm = right = replace(wrong, due=at.timestamp(), language=language)
        self._alarm_at = now.wall
        self.schedule.entries = [right if each is wrong else each for each in self.schedule.entries]
        self._change()
        return wording.alarm_set(at, today, right.label, language)

    def _add(self, entry: TimerEntry, said: str) -> str:
        if not self.schedule.add(entry):
            return wording.too_many_timers(entry.language)
        self._change()
        return said

    def _meant(self, which: Which) -> list[Ring]:
        """Those that ring and are meant by that. A place counts among those that are still to ring."""
        return [ring for ring in self.ringer.rings if not which.place and ring.entry.is_meant(which)]

    def _change(self) -> None:
        self._changed.set()
        self._keep([*self._ringing, *self.schedule.entries])
