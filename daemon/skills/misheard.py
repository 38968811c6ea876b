"""Understands a misheard command by its sound, and by what is possible now: "Can't solve the timer" while a timer runs.

A recogniser writes words that it knows, so the whole utterance is compared with a few phrases by espeak-ng's phonemes. The
bound is tight, and only what does no harm is done: a timer that is cancelled by mistake can be set again, a muted microphone
opened. Where several things may be meant, or nothing of the kind is possible now, the user is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from daemon.skills.actions.intents import ActionIntent, Undo
from daemon.skills.home.commands import asked_for
from daemon.skills.intent import (
    AlarmMove,
    Intent,
    Stop,
    TimerCancel,
    TimerExtend,
    TimerIntent,
    TimerLeft,
    Unable,
    Unclear,
    Which,
)
from daemon.skills.match import LONGEST, Known, bare, match, normalise
from daemon.skills.numbers import without_accents
from daemon.skills.situation import Situation
from daemon.skills.table import LANGUAGES, SoundAlike, table
from models.engine import EngineError
from models.espeak_library import phonemes

BOUND: Final = 0.175
"""Greatest distance from a phrase, as a share of the phrase's weight: a consonant and a vowel of "cancel the timer"."""
NAMED_BOUND: Final = 0.2
"""The same for a phrase with the name of a timer that runs in it: hardly any talk has that."""
NAME_BOUND: Final = 0.35
"""The same for a name in a command that was understood: only those of the timers that run can be meant."""
SHORTEST: Final = 8
"""Phonemes of the shortest phrase: of shorter ones every other word is a neighbour."""
SHORTEST_NOW: Final = {"rings": 4, "done": 4}
"""The same for what ends a ring, while one rings, and for "undo", when something was just done: whoever says so few words
then most likely says that."""
MOST_WORDS: Final = 8
_TELLING: Final = {
    "en": r"\W*\w{2,}(?:ed|ing)\b",
    "es": r"\W*\w+(?:ó|é|aba|aron|ado|ando|iendo|ará|aré)\b",
}
_LONGEST_WORD: Final = 20
"""Characters. The library is given nothing longer: it is C, and the words are a recogniser's."""
_VOWELS: Final = frozenset("aeiouɐɑɒæɛɜɪɔʊʌəɚɝøyᵻ")
_WEAK: Final = frozenset("əɪᵻhjwɾʔð")
"""Sounds that are easily missed."""
_FAINT: Final = frozenset("ptkbdɡgfv")
"""Sounds that are hardly heard beside another consonant."""
_ALIKE: Final = tuple(map(frozenset, "mnŋɲ td pb kɡg sz ʃʒCJ fv θðd lɹrɾ bβv xh iɪjᵻ uʊw sθ Cʃ ʝjJ".split()))
"""Phonemes that are taken for each other. C and J are the affricates of "church" and "judge"."""


def understood(text: str, language: str, situation: Situation, known: Known = lambda action: False) -> Intent | None:
    """Returns what is asked for, in words or by their sound. A timer's name may be misheard alone."""
    found = in_words(text, language, situation, known)
    if found is None:
        return misheard(text, language, situation)
    if isinstance(found, Unable):  # "Play them music."
        heard = misheard(text, language, situation)
        return heard if isinstance(heard, ActionIntent) else found
    if isinstance(found, TimerCancel | TimerExtend | TimerLeft) and (label := found.which.label):
        return replace(found, which=replace(found.which, label=_named(label, language, situation)))
    return found


def in_words(text: str, language: str, situation: Situation, known: Known = lambda action: False) -> Intent | None:
    """Returns what is asked for in words, and is possible now."""

    def running(asked: TimerIntent) -> bool:
        match asked:
            case TimerExtend(which=which) | TimerCancel(which=which) | TimerLeft(which=which):
                return bool(which.label) and _is_named(which.label, language, situation)
        return situation.timer_corrigible

    found = asked_for(text, language, situation.house, known, running)
    order = language in LANGUAGES and len(text) <= LONGEST
    if order and (found is None or isinstance(found, Stop | Unable)):
        said = set(bare(normalise(text), language))
        if situation.rings:  # "cancel that" means what rings
            return Stop() if said & table(language).ends_ring else found
        if (situation.fresh if isinstance(found, Stop) else situation.undoable) and said & table(language).takes_back:
            return Undo()
    if isinstance(found, AlarmMove) and not (found.outright or situation.corrigible):
        return None  # there is nothing to correct: it is talk
    return found


def _is_named(label: str, language: str, situation: Situation) -> bool:
    """Whether a timer that runs is called so, or nearly so."""
    said = without_accents(_named(label, language, situation))
    return any(name and f" {said} " in f" {without_accents(name)} " for name in situation.timers)


def _named(label: str, language: str, situation: Situation) -> str:
    """Returns the name that a timer has, where only one sounds like the one that was heard; else the one that was heard."""
    names = list(dict.fromkeys(filter(None, situation.timers)))
    said = without_accents(label)
    if any(said in without_accents(name) for name in names) or any(map(_unlikely, label.split())):
        return label
    heard = _pronounced(label, language)
    near = [name for name in names if apart(heard, _pronounced(name, language), NAME_BOUND) <= NAME_BOUND]
    return near[0] if len(near) == 1 else label


@lru_cache(16)
def misheard(text: str, language: str, situation: Situation) -> Intent | None:
    """Returns what is meant by words that are no command as they were written; None for talk."""
    if len(text) > LONGEST:
        return None
    words = re.findall(r"[\w']+", text.lower().replace("’", "'"))
    if situation.rings and language in LANGUAGES:  # "Okay, stop ringing."
        *_, shortest = ["", *bare(" ".join(words), language)]
        words = shortest.split()
    if (
        language not in LANGUAGES
        or not (1 if situation.rings else 2) <= len(words) <= MOST_WORDS
        or any(map(_unlikely, words))
    ):
        return None
    if normalise(text) in table(language).ordinary or _told(text, language):
        return None
    heard = sound(" ".join(words), language)
    near = [each for each in _phrases(language, situation) if apart(heard, each.sound, each.bound) <= each.bound]
    if not near:
        return None
    meant, possible = {each.intent for each in near}, {each.intent for each in near if each.possible}
    return possible.pop() if len(meant) == len(possible) == 1 else Unclear()


def warm_up() -> None:
    """Load the library and the sentences, and pronounce the phrases. It takes an eighth of a second, better spent before the
    first turn."""
    for language in LANGUAGES:
        match("hello there", language)
        for _ in _phrases(language, Situation()):
            pass


def _unlikely(word: str) -> bool:
    return len(word) > _LONGEST_WORD or not word.replace("'", "").isalpha()


def _told(text: str, language: str) -> bool:
    """Whether a verb that begins the sentence tells what somebody does or did: "cancelled the timer", "canceló"."""
    return re.match(_TELLING[language], text.lower()) is not None


def _possible(sound: SoundAlike, situation: Situation) -> bool:
    match sound.when:
        case "timers":
            return bool(situation.timers)
        case "timer":  # only one can be meant
            return len(situation.timers) == 1
        case "alarms":
            return bool(situation.alarms)
        case "rings":
            return situation.rings
        case "done":
            return situation.undoable
    return True


class _Phrase(NamedTuple):
    sound: str
    intent: Intent
    possible: bool
    """It can be meant now."""
    bound: float


def _phrases(language: str, situation: Situation) -> Iterator[_Phrase]:
    """Yields each phrase that is long enough; one with a name in it once for each timer that has one."""
    for alike in table(language).sounds:
        possible = _possible(alike, situation)
        for phrase in alike.phrases:
            named = "{which}" in phrase
            for label in dict.fromkeys(filter(None, situation.timers)) if named else ("",):
                sound = _pronounced(phrase.replace("{which}", label), language)
                if len(sound) >= (SHORTEST_NOW.get(alike.when, SHORTEST) if possible else SHORTEST):
                    which: dict[str, Any] = {"which": Which(label=label)} if named else {}
                    bound = NAMED_BOUND if named else BOUND
                    yield _Phrase(sound, alike.intent(**alike.arguments, **which), possible, bound)


@lru_cache(512)
def _pronounced(phrase: str, language: str) -> str:
    words = re.findall(r"[\w']+", phrase)
    return "" if any(map(_unlikely, words)) else sound(" ".join(words), language)


def sound(words: str, language: str) -> str:
    """Phonemes, each one character, without stress, length and spaces. Nothing where espeak-ng is missing."""
    try:
        told = phonemes(words, language)
    except EngineError:
        return ""
    told = told.replace("tʃ", "C").replace("dʒ", "J").replace("ɔːɹ", "ɚ").replace("ɜː", "ɚ")
    return re.sub(r"[ˈˌː\s\u0361\u200d]", "", told)


def apart(heard: str, phrase: str, bound: float = BOUND) -> float:
    """The edit distance of two sounds, as a share of the phrase's weight; 1 where it is more than the bound."""
    costs = weights(phrase)
    most = bound * sum(costs)
    if not heard or not phrase or 0.4 * abs(len(heard) - len(phrase)) > most:
        return 1.0
    row = [0.0]
    for weight in costs:
        row.append(row[-1] + weight)
    for letter, extra in zip(heard, weights(heard), strict=True):
        above, row = row, [row[0] + extra]
        for at, other in enumerate(phrase):
            row.append(min(above[at] + _swap(letter, other), above[at + 1] + extra, row[at] + costs[at]))
        if min(row) > most:
            return 1.0
    return row[-1] / sum(costs)


@lru_cache(1024)
def weights(sound: str) -> tuple[float, ...]:
    """What each phoneme costs that is missing or too many."""
    return tuple(_weight(sound, at) for at in range(len(sound)))


def _weight(sound: str, at: int) -> float:
    """What it costs to hear a phoneme where there is none, or to miss it."""
    letter = sound[at]
    if letter in _WEAK:
        return 0.4
    if letter in _VOWELS:
        return 0.7
    before, after = sound[max(0, at - 1) : at], sound[at + 1 : at + 2]
    crowded = (before and before not in _VOWELS) or (after and after not in _VOWELS)
    return 0.4 if letter in _FAINT and at and crowded else 0.9


@cache
def _swap(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if any(one in group and other in group for group in _ALIKE):
        return 0.3
    return 0.4 if one in _VOWELS and other in _VOWELS else 1.2
