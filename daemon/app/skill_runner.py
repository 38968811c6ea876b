"""Carries out skills: what the user asks the assistant itself to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from audio.events import Command, Volume
from config import paths
from config.settings import Settings, Tier
from daemon.app.choices import Choices
from daemon.app.history.recorder import HistoryRecorder
from daemon.skills.clocks import read_clocks
from daemon.skills.intent import (
    AlarmLeft,
    AlarmMove,
    AlarmSet,
    Intent,
    Mute,
    Repeat,
    SpeedChange,
    SpeedNormal,
    TierChoice,
    TimerCancel,
    TimerExtend,
    TimerLeft,
    TimerSet,
    VolumeChange,
    VolumeTo,
)
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
        group: asyncio.TaskGroup,
    ) -> None:
        """`send` takes commands to the sound worker. `conversation` is called when a skill needs it, never at once."""
        self._choices = choices
        self._conversation = conversation
        self._send = send
        self._choose_tier = choose_tier
        self._group = group
        self.timers = self._kept(history) if settings.history.keep else Timers(self._ring)

    def _kept(self, history: HistoryRecorder) -> Timers:
        """Timers that outlive a restart."""
        path = paths.state_dir() / "timers.json"
        keep = partial(history.later, TimersFile(path, history.tell).keep)
        return Timers(self._ring, entries=read_timers(path, read_clocks(), history.tell), keep=keep)

    async def run(self) -> None:
        """Let timers ring. Never returns."""
        await self.timers.run()

    def carry_out(self, intent: Intent, language: str) -> str:
        """Carry out the intent. Returns what is said to it, "" for nothing."""
        match intent:
            case TimerSet() | TimerExtend() | TimerCancel() | TimerLeft() | AlarmSet() | AlarmMove() | AlarmLeft():
                return self.timers.carry_out(intent, language)
            case Repeat():
                said = [exchange.said for exchange in self._conversation().dialogue.exchanges if exchange.said]
                if said:
                    return said[-1]
            case Mute():
                self._conversation().listen(False)
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

    def _ring(self, text: str, language: str) -> None:
        self._conversation().announce(text, language, rings=True)
