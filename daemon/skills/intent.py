"""Intents: each command that needs no model, understood, as a small value of its own type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeGuard

from daemon.skills.actions.intents import ActionIntent, HomeUnknown
from daemon.skills.dates import SpokenDate

Kind = Literal["timer", "alarm"]


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day; not `exact`: either half of the day may be meant."""

    hour: int
    minute: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Which:
    """The timers that are meant. Nothing given: all of them."""

    label: str = ""
    """Words of the timer's name."""
    place: int = 0
    """1 is the first to ring, 2 the next, -1 the last; 0: not said."""
    seconds: int = 0
    """The length it was set for; 0: not said."""
    at: ClockTime | None = None
    """The time of day that an alarm is set for; None: not said."""
    day: int | None = None
    """The day of an alarm in days from today; None: not said."""
    weekday: int | None = None
    """0 is Monday; None: not said."""


ALL = Which()
A_DAY = 24 * 3600
"""Seconds of the longest timer."""


@dataclass(frozen=True, slots=True)
class Stop:
    name: ClassVar[str] = "stop"


@dataclass(frozen=True, slots=True)
class Repeat:
    name: ClassVar[str] = "repeat"


@dataclass(frozen=True, slots=True)
class Mute:
    name: ClassVar[str] = "mute"


@dataclass(frozen=True, slots=True)
class Dictate:
    """What is said from now on is typed."""

    name: ClassVar[str] = "dictate"


@dataclass(frozen=True, slots=True)
class TellTime:
    name: ClassVar[str] = "time"


@dataclass(frozen=True, slots=True)
class TellDate:
    name: ClassVar[str] = "date"


@dataclass(frozen=True, slots=True)
class TellYear:
    name: ClassVar[str] = "year"


@dataclass(frozen=True, slots=True)
class TellWeekday:
    """What day a date is."""

    name: ClassVar[str] = "weekday"
    date: SpokenDate


@dataclass(frozen=True, slots=True)
class TellDaysUntil:
    name: ClassVar[str] = "days_until"
    date: SpokenDate


@dataclass(frozen=True, slots=True)
class TellDateIn:
    name: ClassVar[str] = "date_in"
    days: int
    """From today; negative: ago."""


@dataclass(frozen=True, slots=True)
class TimerSet:
    name: ClassVar[str] = "timer_set"
    seconds: int | None = None
    """None: not said, or not within a day."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class TimerExtend:
    name: ClassVar[str] = "timer_extend"
    seconds: int | None = None
    """Added to what is left, or taken off it; None: not within a day."""
    which: Which = ALL
    to: bool = False
    """`seconds` is what shall be left instead."""
    sure: bool = True
    """False: a command only if a timer is called so; else it is talk."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """What rings shall ring again later."""

    name: ClassVar[str] = "snooze"
    seconds: int | None = None
    """None: as long as the settings say."""


@dataclass(frozen=True, slots=True)
class TimerCancel:
    name: ClassVar[str] = "timer_cancel"
    kind: Kind = "timer"
    which: Which = ALL
    sure: bool = True
    """False: a command only if a timer is called so; else it is talk."""


@dataclass(frozen=True, slots=True)
class TimerLeft:
    name: ClassVar[str] = "timer_left"
    which: Which = ALL
    sure: bool = True
    """False: a command only if a timer is called so; else it is talk."""


@dataclass(frozen=True, slots=True)
class AlarmSet:
    name: ClassVar[str] = "alarm_set"
    hour: int
    minute: int
    exact: bool
    """False: either half of the day may be meant."""
    day: int = 0
    """0: the next time it is that late, 1: tomorrow, 2: the day after."""
    label: str = ""
    weekday: int | None = None
    """0 is Monday; the next day of that name. None: not said."""


@dataclass(frozen=True, slots=True)
class AlarmMove:
    """The alarm that was set just now is meant for another time: "no, at five a.m.", "I meant tomorrow"."""

    name: ClassVar[str] = "alarm_move"
    hour: int | None
    """None: the hour stays, but for its `half`."""
    minute: int
    exact: bool
    """False: the half of the day stays."""
    day: int = 0
    """As in `AlarmSet`; 0: the day stays."""
    weekday: int | None = None
    """As in `AlarmSet`; None: the day stays."""
    half: Literal["", "am", "pm"] = ""
    by: int = 0
    """Seconds that it shall ring later; negative: earlier. Else the hour counts."""
    which: Which = ALL
    """The one that is meant, where that was said."""
    outright: bool = False
    """Said of "my alarm", not to correct the last words: the only one that is set is meant."""


@dataclass(frozen=True, slots=True)
class AlarmLeft:
    name: ClassVar[str] = "alarm_left"


@dataclass(frozen=True, slots=True)
class VolumeChange:
    name: ClassVar[str] = "volume"
    by: float
    """Added to the volume, which lies between 0 and 1."""


@dataclass(frozen=True, slots=True)
class VolumeTo:
    name: ClassVar[str] = "volume_to"
    level: float
    """Between 0 and 1."""


@dataclass(frozen=True, slots=True)
class TellVolume:
    """How loud the assistant speaks."""

    name: ClassVar[str] = "tell_volume"


@dataclass(frozen=True, slots=True)
class SpeedChange:
    name: ClassVar[str] = "speed"
    by: float
    """Added to the pace; 1 is a voice's own."""


@dataclass(frozen=True, slots=True)
class SpeedNormal:
    name: ClassVar[str] = "speed_normal"


@dataclass(frozen=True, slots=True)
class TierChoice:
    name: ClassVar[str] = "tier"
    tier: Literal["embedded", "fast", "quality", "max", "auto"]


@dataclass(frozen=True, slots=True)
class Unable:
    """What sounds like a command and cannot be carried out: the user is told what is missing."""

    name: ClassVar[str] = "unable"
    what: Literal[
        "device", "message", "media", "list", "order", "computer", "online", "moment", "length", "chore", "account", "money",
        "program", "timer", "repeating", "date", "later", "place",
        "language",
    ]  # fmt: skip
    label: str = ""
    """What one wants to be reminded of, where only the moment is missing."""
    when: str = ""
    """The day that was said without an hour, normalised."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """What sounds like a command and may be several, or none that is possible now: the user is asked to say it again."""

    name: ClassVar[str] = "unclear"


@dataclass(frozen=True, slots=True)
class Computed:
    """A question whose answer was computed: a sum, a unit, the days of a month, a spelling."""

    name: ClassVar[str] = "computed"
    answer: str


@dataclass(frozen=True, slots=True)
class TimerMove:
    """The timer that was set just now is meant to be of another length: "no, fifteen minutes"."""

    name: ClassVar[str] = "timer_move"
    seconds: int | None
    """None: not within a day."""
    sure: bool = False
    """A command only if a timer was set just now; else it is talk."""


@dataclass(frozen=True, slots=True)
class Several:
    """Two of a kind: "cancel the pizza timer and the egg timer"."""

    name: ClassVar[str] = "several"
    intents: tuple[TimerSet | TimerExtend | TimerCancel | AlarmSet, ...]


TimerIntent = (
    TimerSet | TimerExtend | TimerMove | Snooze | TimerCancel | TimerLeft | AlarmSet | AlarmMove | AlarmLeft | Several
)
"""What `timers.Timers` carries out."""
SettingIntent = VolumeChange | VolumeTo | TellVolume | SpeedChange | SpeedNormal | TierChoice
DateIntent = TellDate | TellYear | TellWeekday | TellDaysUntil | TellDateIn
Intent = (
    Stop
    | Repeat
    | Mute
    | Dictate
    | TellTime
    | DateIntent
    | SettingIntent
    | TimerIntent
    | Computed
    | ActionIntent
    | Unable
    | Unclear
)


def refuses(asked: object) -> TypeGuard[Unable | HomeUnknown]:
    """Whether what was asked for is an effect that nothing of ours can have: a tool of others may."""
    if isinstance(asked, HomeUnknown):
        return not asked.several
    return isinstance(asked, Unable) and asked.what not in ("moment", "length")  # timers, with a part that is missing
