"""A bell for timers that are let ring without a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Bell:
    """Notes what is rung. Implements `daemon.skills.ringing.Bell`."""

    said: list[str] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)
    hushed: int = 0
    quiet: bool = True
    """Nothing else sounds."""
    audible: bool = True
    """What is to be said is heard at once."""

    def tone(self, gain: float) -> bool:
        self.gains.append(gain)
        return self.quiet

    def say(self, text: str, language: str, heard: Callable[[], None]) -> None:
        if self.audible:
            self.said.append(text)
            heard()

    def hush(self) -> None:
        self.hushed += 1
