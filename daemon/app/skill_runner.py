"""Carries out skills: what the user asked the assistant itself to do."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from audio.events import Volume
from config import paths
from daemon.skills.intent import Skill
from daemon.skills.timers import Timers
from daemon.skills.timers_file import TimersFile, read_timers
from daemon.skills.wording import answer

if TYPE_CHECKING:
    from daemon.app.daemon import Daemon

SLOWEST, FASTEST = 0.5, 2.0


class Effects:
    """Volume, pace and timers live here; everything else is asked of the daemon."""

    def __init__(self, daemon: Daemon, group: asyncio.TaskGroup) -> None:
        self._daemon = daemon
        self._group = group
        self.volume = daemon.settings.sound.volume
        self.pace = daemon.settings.speaking.speed
        """How fast replies are spoken; 1.0 is the voice's own pace."""
        self.timers = self._timers()
        self._running = group.create_task(self.timers.run())

    def close(self) -> None:
        self._running.cancel()

    def _timers(self) -> Timers:
        if not self._daemon.settings.history.keep:
            return Timers(self._ring)
        path, book = paths.state_dir() / "timers.json", self._daemon.book
        keep = partial(book.later, TimersFile(path, book.tell).keep)
        return Timers(self._ring, entries=read_timers(path, time.time(), book.tell), keep=keep)

    def carry_out(self, skill: Skill, language: str) -> str:
        """Do it, and return what is said to it; an empty text says nothing."""
        conversation = self._daemon.conversation
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
                self._group.create_task(self._daemon.choose_tier(skill.arguments["name"]))
            case "timer_set" | "alarm_set" | "timer_cancel" | "timer_left" | "alarm_left":
                return self.timers.carry_out(skill, datetime.now(), language)
        return answer(skill, datetime.now(), language)

    def _set_volume(self, skill: Skill) -> None:
        level = skill.arguments.get("level", self.volume + skill.arguments.get("change", 0.0))
        self.volume = max(0.05, min(1.0, level))  # never inaudible: the user could not hear how to undo it
        self._daemon.conversation.ports.sound(Volume(self.volume))

    def _set_speed(self, skill: Skill) -> None:
        change = skill.arguments.get("change")  # without one, it shall be normal again: as it was set
        pace = self._daemon.settings.speaking.speed if change is None else self.pace + change
        self.pace = max(SLOWEST, min(FASTEST, pace))

    def _ring(self, text: str, language: str) -> None:
        self._daemon.conversation.announce(text, language, rings=True)
