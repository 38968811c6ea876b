"""Parts a request for two things of a kind: "Set a timer for ten minutes and another one for fifteen." Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from daemon.skills.intent import AlarmSet, Intent, Several, TimerCancel, TimerExtend, TimerSet
from daemon.skills.repair.corrections import in_place

_AND: Final[Mapping[str, tuple[str, ...]]] = {"en": ("and", "and then"), "es": ("y", "e")}
_ANOTHER: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"^(?:also )?(?:another|another one|one|a second one|one more)(?= (?:for|of|at|in|on) )"),
    "es": re.compile(r"^(?:tambien )?(?:otro|otra|uno|una)(?= (?:de|para|a|en|el) )"),
}
_THING: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"\b(timer|alarm|reminder|countdown)\b"),
    "es": re.compile(r"\b(temporizador|timer|alarma|recordatorio|cuenta atras|despertador)\b"),
}
_KINDS: Final = (TimerSet, AlarmSet, TimerCancel, TimerExtend)


_TWO: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(.*?\b)(?:two|2|a couple of) (timer|alarm|reminder)s (?:please )?(?:one )?(.+?) and "
        r"(?:another one|the other one|the other|another|one more|one|the second one|the second) (.+)"
    ),
    "es": re.compile(
        r"(.*?\b)(?:dos|2|un par de) (temporizador|alarma|recordatorio|timer)(?:e?s) (?:por favor )?"
        r"(?:(?:uno|una) )?(.+?) y (?:el otro|la otra|otro|otra|uno|una) (.+)"
    ),
}
_ONE: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"timer": "a", "alarm": "an", "reminder": "a"},
    "es": {"temporizador": "un", "timer": "un", "recordatorio": "un", "alarma": "una"},
}


def both(
    text: str, language: str, normalise: Callable[[str], str], understand: Callable[[str], Intent | None]
) -> Several | None:
    """Returns the two that are asked for; None for any other request. `understand` takes the words of one."""
    tokens = text.split()
    plain = [normalise(token) for token in tokens]
    if (two := _TWO[language].fullmatch(" ".join(plain))) is not None:
        named = f"{two[1]}{_ONE[language][two[2]]} {two[2]}"
        return _pair(understand(f"{named} {two[3]}"), understand(f"{named} {two[4]}"))
    for at, word in enumerate(plain):
        if word not in _AND[language] or not 1 < at < len(tokens) - 1:
            continue
        first = understand(" ".join(tokens[:at]).rstrip(",; "))
        if not isinstance(first, _KINDS) or (isinstance(first, TimerSet | TimerExtend) and first.seconds is None):
            continue
        for candidate in _whole(plain[:at], plain[at + 1 :], language):
            if (pair := _pair(first, understand(candidate))) is not None:
                return pair
    return None


def _pair(first: Intent | None, second: Intent | None) -> Several | None:
    """Returns both, if they are two of a kind and whole."""
    if not isinstance(first, _KINDS) or not isinstance(second, _KINDS) or type(first) is not type(second):
        return None
    whole = all(not isinstance(each, TimerSet | TimerExtend) or each.seconds is not None for each in (first, second))
    return Several((first, second)) if whole and first != second else None


def _whole(first: list[str], second: list[str], language: str) -> Iterator[str]:
    """Yields what the second half may be in full: it lacks what it shares with the first."""
    said = " ".join(second)
    yield said
    thing = _THING[language].search(" ".join(first))
    if thing is not None:
        named = _ANOTHER[language].sub(thing[1], said)
        if named != said or _THING[language].search(said):
            yield from (f"{verb} {named}" for verb in first[:3])
            return
    if (placed := in_place(first, second, language)) is not None:
        yield placed
