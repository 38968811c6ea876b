"""Chooses ears and voices one by one: the better engine where it is here and fits, else the one that every machine has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.catalogue import catalogue
from config.constants import LANGUAGES
from config.settings import Settings
from config.texts import N_, _
from config.units import size
from daemon.routing.facts import StandIn

WHISPER = "whisper-base"
JOE = "piper-en-joe"
STARTER_SET = (WHISPER, JOE)
"""Models that the set-up fetches (scripts/setup.sh): 210 MB, and everywhere to be had."""
POCKETSPHINX = "pocketsphinx-en"
ESPEAK = "espeak"
"""The voice that is on every machine and speaks every language."""
SMALL = (POCKETSPHINX, "starter", ESPEAK)
"""The least that the tier `embedded` consists of."""

WhyNot = Callable[[str], str]
"""Returns why a model cannot be used, in one line; "" if it can."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Ears and voices of the tier `embedded`."""

    ears: str
    voices: Mapping[str, str]
    """Language -> engine id; "*" for any other."""
    hears: frozenset[str]
    """Languages."""
    stand_ins: tuple[StandIn, ...]


SPEAKS = {"en": N_("speaks English"), "es": N_("speaks Spanish")}


def voice_for(language: str, settings: Settings, why_not: WhyNot) -> str:
    """Returns the voice for a language: the one in the settings if it is here, else Joe in English, else eSpeak."""
    return next((voice for voice in _voices(language, settings) if not why_not(voice)), ESPEAK)


def ears_for(wanted: str, why_not: WhyNot) -> tuple[str, tuple[StandIn, ...]]:
    """Returns the fast tier's recogniser: the one in the settings, or Whisper base where only that can be used."""
    why = why_not(wanted)
    if not why or why_not(WHISPER):
        return wanted, ()
    return WHISPER, (StandIn(_("hears"), WHISPER, wanted, why),)


def embedded(settings: Settings, why_not: WhyNot, budget_mb: int) -> Parts:
    """Returns the parts that are here and fit into the budget (MB), beside the small ones, in the order of their worth:
    ears, English, Spanish."""
    known = catalogue()
    left = budget_mb - sum(known[part].ram_mb for part in SMALL)
    stand_ins: list[StandIn] = []

    def pick(does: str, wanted: tuple[str, ...], small: str, spared: int) -> str:
        """Returns the first of `wanted` that can be used, else `small`. `spared`: MB that go with `small`."""
        nonlocal left
        why = ""
        for part in wanted:
            if part == small:
                return small
            needs = (known[part].ram_mb if part in known else 0) - spared
            why = why_not(part)
            if not why and needs > max(left, 0):
                why = _(
                    "it needs {size} more than the budget of {size2} has left",
                    size=size(needs * 1000000.0),
                    size2=size(budget_mb * 1000000.0),
                )
            if not why:
                left -= needs
                return part
        stand_ins.append(StandIn(does, small, wanted[-1], why))
        return small

    ears = pick(_("hears"), (WHISPER,), POCKETSPHINX, known[POCKETSPHINX].ram_mb)
    voices = {each: pick(_(SPEAKS[each]), _voices(each, settings), ESPEAK, 0) for each in LANGUAGES}
    better = {language: voice for language, voice in voices.items() if voice != ESPEAK}
    hears = frozenset(known[POCKETSPHINX].languages) if ears == POCKETSPHINX else frozenset(LANGUAGES)
    return Parts(ears, {**better, "*": ESPEAK}, hears, tuple(stand_ins))


def stand_ins(voices: Mapping[str, str], settings: Settings, why_not: WhyNot) -> tuple[StandIn, ...]:
    """Returns the voices, by language, that are not those of the settings."""
    found = []
    for language, used in voices.items():
        wanted = _chosen(language, settings)
        if used != wanted:
            found.append(StandIn(_(SPEAKS[language]), used, wanted, why_not(wanted)))
    return tuple(found)


def _voices(language: str, settings: Settings) -> tuple[str, ...]:
    """Returns the voices for a language, the best first. Somebody who chose eSpeak gets eSpeak."""
    chosen = _chosen(language, settings)
    return (chosen, JOE) if language == "en" else (chosen,)


def _chosen(language: str, settings: Settings) -> str:
    return {"en": settings.fast.voice_en, "es": settings.fast.voice_es}[language]
