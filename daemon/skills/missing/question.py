"""Asks for the part that a command lacks: "Set a timer for the pasta." "For how long?" "Ten minutes." Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from daemon.skills import wording
from daemon.skills.actions.intents import ActionIntent
from daemon.skills.intent import A_DAY, ALL, AlarmSet, Intent, Stop, TimerCancel, TimerExtend, TimerSet, Unable
from daemon.skills.match import LONGEST, bare, match, normalise
from daemon.skills.numbers import duration, number
from daemon.skills.situation import Situation
from daemon.skills.slots.meaning import MOST_MINUTES
from daemon.skills.slots.names import which_timer
from daemon.skills.table import LANGUAGES, table
from daemon.skills.times import time_of_day

_AROUND: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"^(?:(?:for|make it|let s say|say|set it (?:to|for)|in|about|i (?:said|want|need)|how about|after|just) )+"
    ),
    "es": re.compile(
        r"^(?:(?:de|que sean|que sea|pon|ponme|digamos|en|dentro de|unos|unas|quiero|por|a ser posible|como) )+"
    ),
}
"""What may stand before a length that is the answer."""
_IN: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"(?:in|after) (.+)|(.+) from now"),
    "es": re.compile(r"(?:en|dentro de) (.+)"),
}


@dataclass(frozen=True, slots=True)
class PartQuestion:
    """What is asked, and what completes the command."""

    text: str
    complete: Callable[[str, str], Intent | None]
    """Takes an answer's words and their language; returns None where they are about something else."""
    consent: ActionIntent | None = None
    """There is nothing that a click could agree to."""

    def answer(self, text: str, language: str) -> Intent | None:
        """Returns the whole command, `Stop` where the words call it off; None for words about something else.

        "Cancel that" means the command that is asked about, and never what was done before it.
        """
        if len(text) > LONGEST:
            return None
        language = language if language in LANGUAGES else "en"
        if isinstance(match(text, language), Stop) or set(bare(normalise(text), language)) & table(language).takes_back:
            return Stop()
        return self.complete(text, language)


def missing(asked: object, language: str, situation: Situation) -> PartQuestion | None:
    """Returns what a command lacks; None for one that is whole, or no command."""
    language = wording.known(language)
    match asked:
        case TimerSet(seconds=None):
            return PartQuestion(wording.how_long(language), lambda text, said: _timer(asked, text, said))
        case Unable(what="moment"):
            return PartQuestion(wording.when(language), lambda text, said: _reminder(asked, text, said))
        case TimerExtend() | TimerCancel(kind="timer") if asked.which == ALL and not situation.rings:
            if isinstance(asked, TimerCancel) or asked.seconds is None or len(situation.timers) < 2:
                return None
            return PartQuestion(wording.which_timer(language), lambda text, said: _which(asked, text, said, situation))
    return None


def _timer(asked: TimerSet, text: str, language: str) -> Intent | None:
    for words in bare(normalise(text), language):
        words = _AROUND[language].sub("", words)
        seconds = duration(words, language)
        if seconds is None and (minutes := number(words, language)) is not None and 0 < minutes <= MOST_MINUTES:
            seconds = round(60 * minutes)
        if seconds is not None and 0 < seconds <= A_DAY:
            return replace(asked, seconds=seconds)
    whole = match(text, language)  # "ten minutes and call it rice" in full
    return replace(whole, label=whole.label or asked.label) if isinstance(whole, TimerSet) else None


def _reminder(asked: Unable, text: str, language: str) -> Intent | None:
    for words in bare(normalise(text), language):
        if (span := _IN[language].fullmatch(words)) is not None:
            seconds = duration(span[1] or span[2], language)
            if seconds is not None and 0 < seconds <= A_DAY:
                return TimerSet(seconds, asked.label)
        # "Set an alarm for tomorrow." "What time?" "At seven."
        for moment in (f"{words} {asked.when}".strip(), words):
            at = time_of_day(moment, language)
            if at is None or (at.vague and not asked.label):
                continue
            return AlarmSet(at.hour, at.minute, at.exact, at.day, asked.label, at.weekday)
    return None


def _which(asked: TimerExtend | TimerCancel, text: str, language: str, situation: Situation) -> Intent | None:
    for words in bare(normalise(text), language):
        words = re.sub(r" (?:one|timer|temporizador)$|^(?:temporizador|timer) ", "", words)
        which = which_timer(re.sub(r"^(?:the|to the|on the|al|a la|el|la) ", "", words), language)
        if which is None or (which.label and not any(which.label in name for name in situation.timers)):
            continue
        return replace(asked, which=which)
    return None
