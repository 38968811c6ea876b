"""Understands the words that the slots of a sentence hold. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from daemon.skills.dates import day_count, spoken_date
from daemon.skills.intent import A_DAY, AlarmMove, AlarmSet, ClockTime, Intent, Which
from daemon.skills.numbers import duration, number
from daemon.skills.slots.names import which_timer, wrongly_cut
from daemon.skills.table import Sentence, table
from daemon.skills.times import time_of_day

MOST_MINUTES: Final = 180
"""The longest timer whose unit need not be said."""
Arguments = dict[str, Any]
"""Of an intent."""


def meant(sentence: Sentence, given: Mapping[str, str], language: str) -> Intent | None:
    """What the slots of one reading of a sentence ask for; None where they mean nothing of the kind."""
    arguments = _understand(given, language)
    if arguments is None:
        return None
    vague = "vague" in arguments
    if vague and (arguments := _usual(sentence.intent, arguments)) is None:
        return None
    if (label := arguments.get("label")) is not None:
        arguments["label"] = label = table(language).polite.sub("", label)
        if wrongly_cut(sentence.intent, label, vague, language):
            return None
    if (points := arguments.pop("points", None)) is not None:
        arguments["by"] = math.copysign(points / 100, sentence.arguments["by"])
    return sentence.intent(**{**sentence.arguments, **arguments})


def _understand(given: Mapping[str, str], language: str) -> dict[str, Any] | None:
    """What the free words of a phrase mean; None when they mean nothing of the kind."""
    result: dict[str, Any] = {}
    for key, words in given.items():
        if key in _SLOTS:
            found = _SLOTS[key](words, language)
            if found is None:
                return None
            result |= found
        elif not key.startswith("any"):  # words that make no difference
            result[key] = words
    return result


def _length(words: str, language: str) -> Arguments | None:
    seconds = duration(words, language)
    return None if seconds is None else {"seconds": seconds if 0 < seconds <= A_DAY else None}


def _minutes(words: str, language: str) -> Arguments | None:
    """ "A timer for twenty-five": minutes."""
    count = number(words.removesuffix(" more"), language)
    return None if count is None or not 0 < count <= MOST_MINUTES else {"seconds": round(60 * count)}


def _shift(words: str, language: str, argument: str, sign: int) -> Arguments | None:
    seconds = duration(words, language)
    return None if seconds is None else {argument: sign * seconds}


def _moment(words: str, language: str) -> Arguments | None:
    moment = None if words in ("a", "an", "un", "una") else time_of_day(words, language)
    if moment is None:
        return None
    found = {"hour": moment.hour, "minute": moment.minute, "exact": moment.exact, "day": moment.day}
    if moment.weekday is not None:
        found["weekday"] = moment.weekday
    return found | ({"vague": moment.vague} if moment.vague else {})


def _alarm_at(words: str, language: str) -> Arguments | None:
    moment = time_of_day(words, language)
    if moment is None or moment.vague or moment.day or moment.weekday is not None:
        return None
    return {"which": Which(at=ClockTime(moment.hour, moment.minute, moment.exact))}


def _alarm_on(words: str, language: str) -> Arguments | None:
    """The day of an alarm."""
    moment = time_of_day(words, language)
    if moment is None or moment.vague not in ("day", "part"):
        return None
    day = None if moment.weekday is not None else moment.day
    if day == 0 and words.split()[0] not in ("today", "tonight", "this", "hoy", "esta"):
        return None  # "my morning alarm" may be of any day
    return {"which": Which(day=day, weekday=moment.weekday)}


def _alarm_on_s(words: str, language: str) -> Arguments | None:
    """ "Tomorrow's alarm"."""
    return _alarm_on(words.removesuffix(" s"), language) if words.endswith(" s") else None


def _date(words: str, language: str) -> Arguments | None:
    date = spoken_date(words, language)
    return None if date is None else {"date": date}


def _days(words: str, language: str, sign: int) -> Arguments | None:
    days = day_count(words, language)
    return None if days is None else {"days": sign * days}


def _which(words: str, language: str) -> Arguments | None:
    which = which_timer(words, language)
    return None if which is None else {"which": which}


def _percent(words: str, language: str) -> Arguments | None:
    percent = number(words, language)
    return None if percent is None or not 0 <= percent <= 100 else {"level": percent / 100}


def _points(words: str, language: str) -> Arguments | None:
    points = number(words, language)
    return None if points is None or not 0 < points <= 100 else {"points": points}


def _tier(words: str, language: str) -> Arguments | None:
    tiers = table(language).tiers
    return {"tier": tiers[words]} if words in tiers else None


_SLOTS: Final[Mapping[str, Callable[[str, str], Arguments | None]]] = {
    "duration": _length,
    "more": lambda words, language: _length(words.replace("more ", ""), language),
    "minutes": _minutes,
    "number_more": _minutes,
    "later": partial(_shift, argument="by", sign=1),
    "earlier": partial(_shift, argument="by", sign=-1),
    "less": partial(_shift, argument="seconds", sign=-1),
    "time": _moment,
    "at": _alarm_at,
    "on": _alarm_on,
    "on_s": _alarm_on_s,
    "date": _date,
    "days": partial(_days, sign=1),
    "days_ago": partial(_days, sign=-1),
    "which": _which,
    "percent": _percent,
    "points": _points,
    "tier": _tier,
}
"""Slot -> what its words mean, from them and their language: arguments of the intent; None where they mean nothing of the
kind."""


def _usual(kind: type[Intent], arguments: dict[str, Any]) -> dict[str, Any] | None:
    """What a day or a part of it means without an hour: the usual one for a reminder, the former one for a correction.
    An alarm clock needs an hour."""
    vague = arguments.pop("vague")
    if kind is AlarmMove:
        half = ("am" if arguments["hour"] < 12 else "pm") if vague == "part" else ""
        return arguments | {"hour": None, "half": half}
    return arguments if kind is AlarmSet and arguments.get("label") else None
