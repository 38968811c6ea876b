"""A command that needs no model, understood: its name and arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Intent:
    """A skill and what it is to be done with. Names and arguments:

    stop, repeat, mute, time, date, year: none. timer_set: seconds (None: not said, or not within a day), label.
    alarm_set: hour, minute, exact, day (0: the next time it is that late, 1: tomorrow, 2: the day after), label.
    timer_cancel: kind ("timer" or "alarm"). timer_left, alarm_left: none.
    volume, speed: change (added to the setting) or level (volume: the new setting; speed: 1.0, as normal). tier: name.
    """

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
