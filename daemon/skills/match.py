"""Matches a whole utterance with the sentences of a language: which skill, if any, it asks for. Pure.

An ordinary question is never taken for a command, because only whole utterances match (see `table`).
`daemon.app.skill_runner` carries the intent out; `wording` words the answer.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from daemon.skills import intent
from daemon.skills.actions.clauses import commands, told
from daemon.skills.actions.intents import ActionIntent, CopyReply, HomeUnknown, NoteAdd
from daemon.skills.actions.spoken_of import spoken_of
from daemon.skills.actions.tool_calls import ToolSentences
from daemon.skills.actions.written import as_written
from daemon.skills.computed.questions import computed
from daemon.skills.dates import day_count, spoken_date
from daemon.skills.intent import (
    AlarmSet,
    ClockTime,
    Computed,
    Intent,
    Stop,
    TimerCancel,
    TimerExtend,
    TimerLeft,
    TimerSet,
    Unable,
    VolumeChange,
    VolumeTo,
    Which,
)
from daemon.skills.numbers import ORDINALS, duration, number, plain_numbers, signs_in_words
from daemon.skills.table import LANGUAGES, Phrase, phrases, table
from daemon.skills.times import time_of_day

LONGEST = 120
"""Characters; a longer utterance is no command ..."""
LONGEST_NOTE = 1000
"""... but a note."""
A_DAY = 24 * 3600
_LABEL_WORDS = 6
"""The most words that name a timer which is asked for."""


REQUESTS = Path(__file__).with_name("sentences") / "requests"
_COLON = re.compile(r"^\s*(note|memo|nota)\s*:\s", re.IGNORECASE)
_BESIDE_A_REASON = ActionIntent | VolumeChange | VolumeTo | TimerSet | TimerExtend | TimerCancel | AlarmSet
"""What is asked for behind or before a reason: "The pasta isn't done, add three minutes." """
_HEADINGS = {"note": "new note ", "memo": "new memo ", "nota": "nueva nota "}
"""What a heading before a colon asks for."""
_ASKING = re.compile(r"(?:me |nos )?(\w+[ae])s\b(.*)")
"""A Spanish request as a question: "¿Me pones la siguiente?"."""
_IRREGULAR = {"pone": "pon", "hace": "haz", "dice": "dime"}
_GERUND = re.compile(r"(?:(?:would|do) you mind|how about|what about|mind) (\w{2,})ing\b(.*)")
UNABLE = {
    "device": Unable("device"),
    "chore": Unable("chore"),
    "account": Unable("account"),
    "money": Unable("money"),
    "order": Unable("order"),
    "message": Unable("message"),
    "program": Unable("program"),
    "computer": Unable("computer"),
}
"""Kind of request, as in `sentences/requests` -> what is told."""

Known = Callable[[ActionIntent], bool]
"""Whether what an action names is there: an application, a list. Asked where the words alone may be talk."""


def match(text: str, language: str, known: Known = lambda action: False) -> Intent | None:
    """The intent of `text`; None for anything that is no command. `language` "" tries every language that has phrases."""
    long = len(text) > LONGEST
    if len(text) > LONGEST_NOTE:
        return None
    quoted = spoken_of(text)
    words = normalise(text)
    languages = [language] if language in LANGUAGES else LANGUAGES if not language else ()
    for each in languages:
        if words in table(each).never:
            return None
        if long:  # a note may be; anything else of that length is talk
            for candidate in bare(words, each):
                if (note := _note(candidate, text, each)) is not None:
                    return note
            continue
        sure = partial(_sure, text=text, known=known)
        for candidate in bare(words, each):
            found = _look_up(candidate, each, sure)
            if quoted and not isinstance(found, Stop | NoteAdd):
                found = None  # a command that somebody speaks of
            if isinstance(found, ActionIntent):
                return found
            if found is not None:
                return _with_accents(found, words, _tidy(text))
        if (said := _said_in_parts(text, each)) is not None:
            return said
        for command in commands(text, each, normalise):
            for candidate in bare(command, each):
                found = _look_up(candidate, each, sure)
                if isinstance(found, _BESIDE_A_REASON) and not isinstance(found, NoteAdd | CopyReply):
                    return found
        for candidate in bare(words, each):
            if (answer := computed(candidate, _part(candidate, words, _tidy(text)), each)) is not None:
                return Computed(answer)
            if not quoted and (unable := _impossible(candidate, each)) is not None:
                return unable
    return None


def with_tools(
    understand: Callable[[str, str], Intent | None], tools: ToolSentences
) -> Callable[[str, str], Intent | None]:
    """Returns `understand(text, language)` with tools of others beside the skills.

    A phrase of the user's comes before every skill but "stop" and "mute". A tool's own name counts only where the words are
    no command, or one that cannot be carried out.
    """

    def understood(text: str, language: str) -> Intent | None:
        call, found = tools.by_phrase(text, language), understand(text, language)
        if isinstance(found, intent.Stop | intent.Mute):
            return found
        if call is not None:
            return call
        return (
            (tools.by_name(text, language) or found)
            if found is None or isinstance(found, Unable | intent.Unclear | HomeUnknown)
            else found
        )

    return understood


def _impossible(words: str, language: str) -> Unable | None:
    """What is missing for a request for an effect that nothing here can have, so that no mind promises it."""
    fitting = (phrase for phrase in _requests(language) if phrase.pattern.fullmatch(words + " "))
    found = next(fitting, None)
    return None if found is None else UNABLE[found.name]


@cache
def _requests(language: str) -> tuple[Phrase, ...]:
    return phrases(REQUESTS / f"{language}.yaml", language)


def _part(candidate: str, words: str, written: str) -> str:
    """Returns the candidate, a part of `words`, as it stands in `written`, which has the accents."""
    if len(words.split()) != len(written.split()):
        return candidate
    first = len(f" {words} ".split(f" {candidate} ", 1)[0].split())
    return " ".join(written.split()[first : first + len(candidate.split())])


def _said_in_parts(text: str, language: str) -> Intent | None:
    """What is asked for again and again: "Stop. Please, stop it!"."""
    if len(parts := re.split(r"[,.;:!?\u00a1\u00bf\u2026]+", text)) < 2:
        return None
    found = set()
    for part in parts:
        words = normalise(part)
        if words and table(language).filler.fullmatch(words) is None:
            found.add(next(filter(None, (_look_up(each, language) for each in bare(words, language))), None))
    only = found.pop() if len(found) == 1 else None
    return only if isinstance(only, intent.Stop | intent.Repeat | intent.Mute) else None


def normalise(text: str) -> str:
    """Lower case, without accents and punctuation, except within `7:30`, `1.5` and `3,600`. Fractions become decimals."""
    text = "".join(each for each in unicodedata.normalize("NFD", _tidy(text)) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^a-z0-9.:, ]", " ", text).split())


def _tidy(text: str) -> str:
    """As `normalise`, with the accents."""
    text = _COLON.sub(lambda found: _HEADINGS[found[1].lower()], text, count=1)
    text = signs_in_words(plain_numbers(unicodedata.normalize("NFC", text.lower())))
    text = re.sub(r"(?<![a-z])([ap])\.\s?m\b\.?", r"\1m", text)
    text = text.replace("%", " percent ")
    return " ".join(re.sub(r"(?<!\d)[.:,]|[.:,](?!\d)|[^\w.:, ]|_", " ", text).split())


def _with_accents(found: Intent, words: str, written: str) -> Intent:
    """A name is said again, and a voice needs its accents. `words`, `written`: the utterance without and with them."""
    if not isinstance(found, TimerSet | AlarmSet | TimerExtend | TimerLeft | TimerCancel):
        return found
    label = found.label if isinstance(found, TimerSet | AlarmSet) else found.which.label
    if not label or len(words.split()) != len(written.split()):
        return found
    first = len(f" {words} ".rsplit(f" {label} ", 1)[0].split())
    label = " ".join(written.split()[first : first + len(label.split())])
    if isinstance(found, TimerSet | AlarmSet):
        return replace(found, label=label)
    return replace(found, which=replace(found.which, label=label))


def bare(words: str, language: str) -> Iterator[str]:
    """Yields the normalised utterance: as it is, then with what may stand before and after taken off, one after the other.

    What is only said over again counts once: "stop stop stop". "Would you mind pausing the music" asks for "pause the
    music", "¿me pones la siguiente?" for "pon la siguiente".
    """
    before, after = table(language).before, table(language).after
    while words:
        yield words
        if (asked := _GERUND.match(words)) is not None:
            stem = asked[1]
            for verb in dict.fromkeys((stem, f"{stem}e", stem[:-1])):  # "opening", "taking", "putting"
                yield f"{verb}{asked[2]}"
        if language == "es" and (asked := _ASKING.match(words)) is not None:
            yield f"{_IRREGULAR.get(asked[1], asked[1])}{asked[2]}"
        if (again := re.fullmatch(r"(\D+?)(?: \1)+", words)) is not None:
            yield again[1]
        shorter = after.sub("", words)
        if shorter == words:
            shorter = before.sub("", words)
        if shorter == words:
            return
        words = shorter


def _note(words: str, text: str, language: str) -> ActionIntent | None:
    """Returns the note that a long utterance asks for."""
    for sentence in table(language).sentences:
        if sentence.intent is NoteAdd and (found := sentence.pattern.fullmatch(words + " ")) is not None:
            return as_written(
                NoteAdd(**{key: value.strip() for key, value in found.groupdict().items()}), text, normalise
            )
    return None


def _sure(action: ActionIntent, text: str, known: Known) -> ActionIntent | None:
    """Returns the action as the user wrote it; None where it may be talk, and names nothing that is there."""
    written = as_written(action, text, normalise)
    if isinstance(written, NoteAdd) and told(normalise(written.text)):
        return None  # "Take note, he said, and left."
    return written if getattr(written, "sure", True) or known(written) else None


def _look_up(
    words: str, language: str, sure: Callable[[ActionIntent], ActionIntent | None] = lambda action: action
) -> Intent | None:
    for sentence in table(language).sentences:
        found = sentence.pattern.fullmatch(words + " ")
        if found is None:
            continue
        given = {key: value.strip() for key, value in found.groupdict().items() if value is not None}
        arguments = _understand(given, language)
        if arguments is not None and "vague" in arguments:
            arguments = _usual(sentence.intent, arguments)
        if arguments is not None and (points := arguments.pop("points", None)) is not None:
            arguments["by"] = math.copysign(points / 100, sentence.arguments["by"])
        if arguments is not None:
            meant = sentence.intent(**{**sentence.arguments, **arguments})
            if not isinstance(meant, ActionIntent):
                return meant
            if (action := sure(meant)) is not None:
                return action
    return None


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
            which = _which(words, language)
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
    if kind is intent.AlarmMove:
        half = ("am" if arguments["hour"] < 12 else "pm") if vague == "part" else ""
        return arguments | {"hour": None, "half": half}
    return arguments if kind is AlarmSet and arguments.get("label") else None


def _which(words: str, language: str) -> Which | None:
    """The timer meant by its place ("first"), its length ("ten minute") or its name ("pizza")."""
    if words in ORDINALS[language]:
        return Which(place=ORDINALS[language][words])
    if (seconds := duration(words, language)) is not None:
        return Which(seconds=seconds)
    return Which(label=words) if len(words.split()) <= _LABEL_WORDS else None
