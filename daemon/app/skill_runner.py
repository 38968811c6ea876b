"""Carries out skills: what the user asked the assistant itself to do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from audio.events import Volume
from config import paths
from config.settings import Settings, Tier
from daemon.app.history.recorder import HistoryRecorder
from daemon.skills.intent import Intent
from daemon.skills.timers import Timers
from daemon.skills.timers_file import TimersFile, read_timers
from daemon.skills.wording import answer

if TYPE_CHECKING:
    from daemon.conversation.conversation import Conversation

SLOWEST, FASTEST = 0.5, 2.0


class SkillRunner:
    """Owns volume, pace and timers; everything else is asked of others."""

    def __init__(
        self,
        settings: Settings,
        conversation: Callable[[], Conversation],
        choose_tier: Callable[[Tier], Coroutine[Any, Any, object]],
        book: HistoryRecorder,
        group: asyncio.TaskGroup,
    ) -> None:
        self._settings = settings
        self._conversation = conversation
        self._choose_tier = choose_tier
        self._book = book
        self._group = group
        self.volume = settings.sound.volume
        self.pace = settings.speaking.speed
        """How fast replies are spoken; 1.0 is the voice's own pace."""
        self.timers = self._timers()
        self._running = group.create_task(self.timers.run())

    def close(self) -> None:
        self._running.cancel()

    def _timers(self) -> Timers:
        if not self._settings.history.keep:
            return Timers(self._ring)
        path, book = paths.state_dir() / "timers.json", self._book
        keep = partial(book.later, TimersFile(path, book.tell).keep)
        return Timers(self._ring, entries=read_timers(path, time.time(), book.tell), keep=keep)

    def carry_out(self, skill: Intent, language: str) -> str:
        """Do it, and return what is said to it; an empty text says nothing."""
        conversation = self._conversation()
        match skill.name:
            case "stop":
                return ""
            case "repeat":
                said = [exchange.said for exchange in conversation.dialogue.exchanges if exchange.said]
                return said[-1] if said else answer(skill, datetime.now(), language)
            case "mute":
                conversation.listen(False)
                return ""
            case "volume":
                self._set_volume(skill)
            case "speed":
                self._set_speed(skill)
            case "tier":
                self._group.create_task(self._choose_tier(skill.arguments["name"]))
            case "timer_set" | "alarm_set" | "timer_cancel" | "timer_left" | "alarm_left":
                return self.timers.carry_out(skill, datetime.now(), language)
        return answer(skill, datetime.now(), language)

    def _set_volume(self, skill: Intent) -> None:
        level = skill.arguments.get("level", self.volume + skill.arguments.get("change", 0.0))
        self.volume = max(0.05, min(1.0, level))  # never inaudible: the user could not hear how to undo it
        self._conversation().ports.sound(Volume(self.volume))

    def _set_speed(self, skill: Intent) -> None:
        change = skill.arguments.get("change")  # without one, it shall be normal again: as it was set
        pace = self._settings.speaking.speed if change is None else self.pace + change
        self.pace = max(SLOWEST, min(FASTEST, pace))

    def _ring(self, text: str, language: str) -> None:
        self._conversation().announce(text, language, rings=True)
