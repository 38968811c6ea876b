"""What is going on when somebody speaks: what can be meant, besides what is said."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.skills.home.house import NO_HOUSE, House


@dataclass(frozen=True, slots=True)
class Situation:
    timers: tuple[str, ...] = ()
    """The names of the timers that run; "" for one without."""
    alarms: int = 0
    """Alarms that are set."""
    corrigible: bool = False
    """An alarm was set just now, so that the next words may correct it."""
    timer_corrigible: bool = False
    """A timer was, and no alarm since."""
    rings: bool = False
    """A timer or an alarm rings."""
    undoable: bool = False
    """Something was done just now that "undo that" takes back, and "delete it" may mean."""
    fresh: bool = False
    """It was done so shortly ago that "cancel that" means it, and not what is being said."""
    house: House = NO_HOUSE
    """The devices at home."""
