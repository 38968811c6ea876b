"""Names of timers, and what one wants to be reminded of: which words cannot be any, and which timer a name means. Pure."""

from __future__ import annotations

import re

from daemon.skills.intent import AlarmSet, Intent, TimerSet, Which
from daemon.skills.numbers import ORDINALS, TENS, UNITS, duration
from daemon.skills.table import table
from daemon.skills.times import time_of_day

_LABEL_WORDS = 6
"""The most words that name a timer which is asked for."""
_NO_LABEL = {
    "en": re.compile(
        r"(?:.* )?(?:no|and|um|uh|at|for|in|on|or|but|the|a|an|of|with|by|my|wait|about|roughly|around|maybe|like)"
        r"|.*\b(?:days?|weeks?|months?|years?)|me|us|you|it|that|this|now"
        r"|(?:another|about|roughly|around|maybe|called|for|from|minutes?|hours?|one|so|in|off|to) .*"
        r"|.*\b(?:minutes?|hours?|seconds?|timers?|alarms?) and\b.*|.*\band another\b.*|(?:every|each) .*"
    ),
    "es": re.compile(
        r"(?:.* )?(?:no|y|eh|a|para|en|o|pero|el|la|de|con|mi|un|una|espera|como|unos)"
        r"|.*\b(?:dias?|semanas?|mes|meses|anos?)|(?:un|una|otro|otra|unos|unas|llamado|minutos?|horas?) .*"
        r"|.*\b(?:minutos?|horas?|segundos?|temporizador|alarma) y\b.*|.*\by (?:otro|otra)\b.*|(?:cada|todos|todas) .*"
    ),
}
"""Words that name no timer: their sentence was understood in the wrong parts."""
_NO_ENDING = {
    "en": re.compile(r"(?:.* )?(?:no|and|um|uh|at|for|or|but|the|a|an|of|wait)|and .*"),
    "es": re.compile(r"(?:.* )?(?:no|y|eh|para|o|pero|el|la|las|de|un|una|espera)|y .*"),
}
"""The same for what one wants to be reminded of, which may be almost anything."""
_NO_WHICH = {
    "en": re.compile(
        r"(?:the|a|an|no|another|make|add|set|give|let|put|to|on|for|of|in|everything|all|that|it|this|them|my|more|left|what|how"
        r"|is)(?: .*)?|.*\b(?:timers?|alarms?|reminders?|except|but)\b.*|(?:all|every|any|both|each)\b.*"
        r"|.* (?:to|on|in|for|at)"
    ),
    "es": re.compile(
        r".*\b(?:temporizador(?:es)?|timers?|alarmas?|recordatorios?|menos|excepto|salvo)\b.*"
        r"|(?:todos?|todas?|cada|ambos)\b.*"
    ),
}
"""Words that name none that is there."""
_BEGINS_TIME = {
    "en": r"at (?:\d|noon|midnight|half|quarter|a quarter)",
    "es": r"(?:a las? |al? medio ?dia|a media ?noche)",
}
_BEFORE_NAME = re.compile(
    r"^(?:de la|de los|de las|del|de mi|de|para|sobre|lo del|lo de|el|la|los|las|mi|the|my|about|for) (?=\S)"
)


def wrongly_cut(kind: type[Intent], label: str, vague: bool, language: str) -> bool:
    """Whether words that name a timer, or a reminder's matter, show that the sentence was cut at the wrong place."""
    if kind is TimerSet:
        return _NO_LABEL[language].fullmatch(label) is not None or _ends_with_number(label, language)
    if vague and kind is AlarmSet and _has_a_time(label, language):
        return True
    return _NO_ENDING[language].fullmatch(label) is not None


def _has_a_time(label: str, language: str) -> bool:
    """Whether a reminder's name begins or ends with a time, which was said of the reminder: "take my pills at eight"."""
    if re.match(_BEGINS_TIME[language], label) is not None:  # "tomorrow at noon that the plumber comes"
        return True
    cut = label.rfind(" at " if language == "en" else " a la")
    return cut > 0 and time_of_day(label[cut + 1 :], language) is not None


def _ends_with_number(label: str, language: str) -> bool:
    """Whether the words end with a number, which belongs to what follows it."""
    end = label.split()[-1]
    halves = ("half", "quarter") if language == "en" else ("media", "medio", "cuarto")
    return end in halves or end[0].isdigit() or end in UNITS[language] or end in TENS[language]


def which_timer(words: str, language: str) -> Which | None:
    """The timer that is meant by its place ("first"), its length ("ten minute") or its name ("pizza")."""
    words = _BEFORE_NAME.sub("", table(language).polite.sub("", words))
    if words in ORDINALS[language]:
        return Which(place=ORDINALS[language][words])
    if (seconds := duration(words, language)) is not None:
        return Which(seconds=seconds)
    if len(words.split()) > _LABEL_WORDS or _NO_WHICH[language].fullmatch(words) is not None:
        return None
    return Which(label=words)
