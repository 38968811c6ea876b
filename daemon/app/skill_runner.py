"""Carries out skills: what the user asks the assistant itself to do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from audio.events import Command, Volume
from config import paths
from config.settings import Settings, Tier
from daemon.app.choices import Choices
from daemon.app.history.recorder import HistoryRecorder
from daemon.skills.intent import Intent
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
        return Timers(self._ring, entries=read_timers(path, time.time(), history.tell), keep=keep)

    async def run(self) -> None:
        """Let timers ring. Never returns."""
        await self.timers.run()

    def carry_out(self, skill: Intent, language: str) -> str:
        """Carry out the skill. Returns what is said to it, "" for nothing."""
        match skill.name:
            case "stop":
                return ""
            case "repeat":
                said = [exchange.said for exchange in self._conversation().dialogue.exchanges if exchange.said]
                return said[-1] if said else answer(skill, datetime.now(), language)
            case "mute":
                self._conversation().listen(False)
                return ""
            case "volume":
                self._change_volume(skill)
            case "speed":
                self._choices.change_pace(skill.arguments.get("change"))
            case "tier":
                self._group.create_task(self._choose_tier(skill.arguments["name"]))
            case "timer_set" | "alarm_set" | "timer_cancel" | "timer_left" | "alarm_left":
                return self.timers.carry_out(skill, datetime.now(), language)
        return answer(skill, datetime.now(), language)

    def _change_volume(self, skill: Intent) -> None:
        change = skill.arguments.get("change", 0.0)
        self._choices.change_volume(skill.arguments.get("level", self._choices.volume + change))
        self._send(Volume(self._choices.volume))

    def _ring(self, text: str, language: str) -> None:
        self._conversation().announce(text, language, rings=True)
