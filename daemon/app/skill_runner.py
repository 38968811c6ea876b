"""Carries out skills: what the user asks the assistant itself to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from audio.events import Command, Volume
from config import paths
from config.settings import Settings, Tier
from daemon.app.choices import Choices
from daemon.app.history.recorder import HistoryRecorder
from daemon.control.events import Event, RingingChanged, RingingTimer
from daemon.skills.clocks import Moment, read_clocks
from daemon.skills.intent import (
    AlarmLeft,
    AlarmMove,
    AlarmSet,
    Dictate,
    Intent,
    Mute,
    Repeat,
    Several,
    Snooze,
    SpeedChange,
    SpeedNormal,
    Stop,
    TellVolume,
    TierChoice,
    TimerCancel,
    TimerExtend,
    TimerLeft,
    TimerMove,
    TimerSet,
    VolumeChange,
    VolumeTo,
)
from daemon.skills.ringing import Ring
from daemon.skills.situation import Situation
from daemon.skills.timers import Timers
from daemon.skills.timers_file import TimersFile, read_timers
from daemon.skills.wording import answer

if TYPE_CHECKING:
    from daemon.conversation.conversation import Conversation


class SkillRunner:
    """Owns the timers; everything else is asked of others."""

    def __init__(
        self,
        settings: Settings,
        choices: Choices,
        conversation: Callable[[], Conversation],
        send: Callable[[Command], None],
        choose_tier: Callable[[Tier], Coroutine[Any, Any, object]],
        history: HistoryRecorder,
        dictate: Callable[[], object],
        group: asyncio.TaskGroup,
        publish: Callable[[Event], None],
        stop_actions: Callable[[str], str] = lambda language: "",
        did: Callable[[str, Callable[[], None]], None] = lambda what, take_back: None,
        clock: Callable[[], Moment] = read_clocks,
    ) -> None:
        """`send` takes commands to the sound worker. `conversation` is called when a skill needs it, never at once; so is
        `dictate`, which begins a dictation. `stop_actions` gives up the actions under way, and returns what is said of that
        in a language. `did(what, take_back)` is told of a change to the timers that "undo that" takes back."""
        self._choices = choices
        self._conversation = conversation
        self._send = send
        self._choose_tier = choose_tier
        self._group = group
        self._dictate = dictate
        self._publish = publish
        self._stop_actions = stop_actions
        self._did = did
        timers = partial(Timers, _Bell(conversation), settings=settings.timers, rings=self._rings, clock=clock)
        self.timers = self._kept(timers, history) if settings.history.keep else timers()

    def _kept(self, timers: Callable[..., Timers], history: HistoryRecorder) -> Timers:
        """Timers that outlive a restart."""
        path = paths.state_dir() / "timers.json"
        keep = partial(history.later, TimersFile(path, history.tell).keep)
        return timers(entries=read_timers(path, read_clocks(), history.tell), keep=keep)

    def end_ringing(self, snooze: bool) -> None:
        """A click ends all that rings, or puts it off."""
        rings = self.timers.ringer.rings
        if snooze and rings:
            self.timers.snooze(None, rings[0].entry.language)
        else:
            self.timers.ringer.end(rings)

    def situation(self) -> Situation:
        """What runs and rings now."""
        entries = self.timers.schedule.entries
        timers = tuple(entry.label for entry in entries if entry.kind == "timer")
        alarms = sum(entry.kind == "alarm" for entry in entries)
        return Situation(
            timers,
            alarms,
            self.timers.corrigible,
            timer_corrigible=self.timers.timer_corrigible,
            rings=bool(self.timers.ringer.rings),
        )

    def ringing(self) -> tuple[RingingTimer, ...]:
        """What rings now."""
        return tuple(RingingTimer(ring.entry.kind, ring.entry.label, ring.text) for ring in self.timers.ringer.rings)

    def _rings(self, rings: Sequence[Ring]) -> None:
        self._conversation().rings(bool(rings))
        self._publish(RingingChanged(self.ringing()))

    async def run(self) -> None:
        """Let timers ring. Never returns."""
        await self.timers.run()

    def carry_out(self, intent: Intent, language: str) -> str:
        """Carry out the intent. Returns what is said to it, "" for nothing."""
        match intent:
            case TimerLeft() | AlarmLeft() | Snooze():
                return self.timers.carry_out(intent, language)
            case TimerSet() | TimerExtend() | TimerMove() | TimerCancel() | AlarmSet() | AlarmMove() | Several():
                before = self.timers.schedule.entries
                told = self.timers.carry_out(intent, language)
                if (after := self.timers.schedule.entries) != before:
                    self._did(told, partial(self.timers.take_back, before, after))
                return told
            case Stop():
                self.timers.stop_ringing()
                if stopped := self._stop_actions(language):
                    return stopped
            case Repeat():
                said = [exchange.said for exchange in self._conversation().dialogue.exchanges if exchange.said]
                if said:
                    return said[-1]
            case Mute():
                self._conversation().listen(False)
            case Dictate():
                self._dictate()
            case TellVolume():
                return answer(VolumeTo(self._choices.volume), datetime.now(), language)
            case VolumeTo(level=level):
                self._change_volume(level)
            case VolumeChange(by=by):
                self._change_volume(self._choices.volume + by)
            case SpeedChange(by=by):
                self._choices.change_pace(by)
            case SpeedNormal():
                self._choices.change_pace(None)
            case TierChoice(tier=tier):
                self._group.create_task(self._choose_tier(tier))
        return answer(intent, datetime.now(), language)

    def _change_volume(self, level: float) -> None:
        self._choices.change_volume(level)
        self._send(Volume(self._choices.volume))


class _Bell:
    """Rings through the conversation, so that it waits for whoever speaks."""

    def __init__(self, conversation: Callable[[], Conversation]) -> None:
        self._conversation = conversation

    def tone(self, gain: float) -> bool:
        return self._conversation().tone(gain)

    def say(self, text: str, language: str, heard: Callable[[], None]) -> None:
        self._conversation().announce(text, language, rings=True, told=heard)

    def hush(self) -> None:
        self._conversation().hush()
