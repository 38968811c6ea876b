"""Understands the words that the slots of a sentence hold. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from daemon.skills.dates import day_count, spoken_date
from daemon.skills.intent import A_DAY, AlarmMove, AlarmSet, ClockTime, Intent, Which
from daemon.skills.numbers import duration, number
from daemon.skills.slots.names import which_timer, wrongly_cut
from daemon.skills.table import Sentence, table
from daemon.skills.times import time_of_day

MOST_MINUTES: Final = 180
"""The longest timer whose unit need not be said."""


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
        if key in ("duration", "more"):
            seconds = duration(words.replace("more ", "") if key == "more" else words, language)
            if seconds is None:
                return None
            result["seconds"] = seconds if 0 < seconds <= A_DAY else None
        elif key == "time":
            moment = None if words in ("a", "an", "un", "una") else time_of_day(words, language)
            if moment is None:
                return None
            result |= {"hour": moment.hour, "minute": moment.minute, "exact": moment.exact, "day": moment.day}
            if moment.weekday is not None:
                result["weekday"] = moment.weekday
            if moment.vague:
                result["vague"] = moment.vague
        elif key == "at":
            moment = time_of_day(words, language)
            if moment is None or moment.vague or moment.day or moment.weekday is not None:
                return None
            result["which"] = Which(at=ClockTime(moment.hour, moment.minute, moment.exact))
        elif key in ("minutes", "number_more"):  # "a timer for twenty-five": minutes
            count = number(words.removesuffix(" more"), language)
            if count is None or not 0 < count <= MOST_MINUTES:
                return None
            result["seconds"] = round(60 * count)
        elif key in ("on", "on_s"):  # the day of an alarm
            moment = time_of_day(words.removesuffix(" s"), language)
            if moment is None or moment.vague not in ("day", "part") or (key == "on_s" and not words.endswith(" s")):
                return None
            day = None if moment.weekday is not None else moment.day
            if day == 0 and words.split()[0] not in ("today", "tonight", "this", "hoy", "esta"):
                return None  # "my morning alarm" may be of any day
            result["which"] = Which(day=day, weekday=moment.weekday)
        elif key in ("later", "earlier"):
            seconds = duration(words, language)
            if seconds is None:
                return None
            result["by"] = seconds if key == "later" else -seconds
        elif key == "less":
            seconds = duration(words, language)
            if seconds is None:
                return None
            result["seconds"] = -seconds
        elif key == "date":
            date = spoken_date(words, language)
            if date is None:
                return None
            result["date"] = date
        elif key in ("days", "days_ago"):
            days = day_count(words, language)
            if days is None:
                return None
            result["days"] = days if key == "days" else -days
        elif key == "which":
            which = which_timer(words, language)
            if which is None:
                return None
            result["which"] = which
        elif key == "percent":
            percent = number(words, language)
            if percent is None or not 0 <= percent <= 100:
                return None
            result["level"] = percent / 100
        elif key == "points":
            points = number(words, language)
            if points is None or not 0 < points <= 100:
                return None
            result["points"] = points
        elif key == "tier":
            tiers = table(language).tiers
            if words not in tiers:
                return None
            result["tier"] = tiers[words]
        elif not key.startswith("any"):  # words that make no difference
            result[key] = words
    return result


def _usual(kind: type[Intent], arguments: dict[str, Any]) -> dict[str, Any] | None:
    """What a day or a part of it means without an hour: the usual one for a reminder, the former one for a correction.
    An alarm clock needs an hour."""
    vague = arguments.pop("vague")
    if kind is AlarmMove:
        half = ("am" if arguments["hour"] < 12 else "pm") if vague == "part" else ""
        return arguments | {"hour": None, "half": half}
    return arguments if kind is AlarmSet and arguments.get("label") else None
