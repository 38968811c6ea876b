"""What is asked for, in a line: its name and what it holds besides defaults."""

from __future__ import annotations

import dataclasses

from daemon.skills.intent import Intent, Several
from daemon.skills.situation import Situation

STATES = {
    "idle": Situation(),
    "run": Situation(timers=("pizza", "eggs", "pasta", "huevos"), alarms=1),
    "alarm": Situation(timers=("pizza",), alarms=1, corrigible=True, undoable=True, fresh=True),
    "timer": Situation(timers=("pizza",), timer_corrigible=True, undoable=True, fresh=True),
    "ring": Situation(timers=("pizza",), alarms=1, rings=True),
}
"""What goes on when something is said: timers run; an alarm, or a timer, was set just now; something rings."""


def told(asked: Intent | None) -> str:
    """Returns "timer_set seconds=600 label=pasta"; "-" for talk."""
    if asked is None:
        return "-"
    if isinstance(asked, Several):
        return " + ".join(told(each) for each in asked.intents)
    return " ".join([asked.name, *_held(asked)])


def _held(value: object) -> list[str]:
    assert dataclasses.is_dataclass(value)
    found: list[str] = []
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if held == field.default or field.name == "sure" or (field.name == "exact" and not held):
            continue
        found += _held(held) if dataclasses.is_dataclass(held) else [f"{field.name}={held}"]
    return found
