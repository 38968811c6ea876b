"""Matches a whole utterance with the phrase tables: which skill, if any, it asks for. Pure.

An ordinary question is never taken for a command, because only whole utterances match (see `phrases`).
`daemon.app.skill_runner` carries the intent out; `wording` words the answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from daemon.skills import intent
from daemon.skills.intent import AlarmSet, Intent, TimerCancel, TimerExtend, TimerLeft, TimerSet, Which
from daemon.skills.numbers import ORDINALS, SECONDS, duration, number, plain_numbers
from daemon.skills.phrases import AFTER, BEFORE, MACROS, TABLES, TIERS
from daemon.skills.times import WHEN, time_of_day

LONGEST = 120
"""Characters; a longer utterance is no command."""
A_DAY = 24 * 3600
_LONGEST_TIME = 12
"""Words: "the day after tomorrow at twenty-five past six in the evening"."""
_LABEL_WORDS = 6
"""The most words that name a timer which is asked for."""
_CLASSES: dict[str, type[Intent]] = {each.name: each for each in intent.Intent.__args__}


def match(text: str, language: str) -> Intent | None:
    """The intent of `text`; None for anything that is no command. `language` "" tries every language that has phrases."""
    if len(text) > LONGEST:
        return None
    words = normalise(text)
    languages = [language] if language in TABLES else list(TABLES) if not language else []
    for each in languages:
        for candidate in _bare(words, each):
            found = _look_up(candidate, each)
            if found is not None:
                return _with_accents(found, words, _tidy(text))
        if (said := _said_in_parts(text, each)) is not None:
            return said
    return None


def _said_in_parts(text: str, language: str) -> Intent | None:
    """What is asked for again and again: "Stop. Please, stop it!"."""
    if len(parts := re.split(r"[,.;:!?\u00a1\u00bf\u2026]+", text)) < 2:
        return None
    found = set()
    for part in parts:
        words = normalise(part)
        if words and not _is_filler(words, language):
            found.add(next(filter(None, (_look_up(each, language) for each in _bare(words, language))), None))
    only = found.pop() if len(found) == 1 else None
    return only if isinstance(only, intent.Stop | intent.Repeat | intent.Mute) else None


def _is_filler(words: str, language: str) -> bool:
    return re.fullmatch(rf"(?:{BEFORE[language]}|{AFTER[language]})", words) is not None


def normalise(text: str) -> str:
    """Lower case, without accents and punctuation, except within `7:30`, `1.5` and `3,600`. Fractions become decimals."""
    text = "".join(each for each in unicodedata.normalize("NFD", _tidy(text)) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^a-z0-9.:, ]", " ", text).split())


def _tidy(text: str) -> str:
    """As `normalise`, with the accents."""
    text = plain_numbers(unicodedata.normalize("NFC", text.lower()))
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


def _bare(words: str, language: str) -> Iterator[str]:
    """The utterance, first as it is, then with what may stand before and after taken off, one after the other.

    What is only said over again counts once: "stop stop stop".
    """
    before = re.compile(rf"^(?:{BEFORE[language]}) ")
    after = re.compile(rf" (?:{AFTER[language]})$")
    while words:
        yield words
        if (again := re.fullmatch(r"(\D+?)(?: \1)+", words)) is not None:
            yield again[1]
        shorter = after.sub("", words)
        if shorter == words:
            shorter = before.sub("", words)
        if shorter == words:
            return
        words = shorter


def _look_up(words: str, language: str) -> Intent | None:
    for kind, fixed, pattern in _compiled(language):
        found = pattern.fullmatch(words + " ")
        if found is None:
            continue
        given = {key: value.strip() for key, value in found.groupdict().items() if value is not None}
        arguments = _understand(given, language)
        if arguments is not None:
            return kind(**{**fixed, **arguments})
    return None


def _understand(given: Mapping[str, str], language: str) -> dict[str, Any] | None:
    """What the free words of a phrase mean; None when they mean nothing of the kind."""
    result: dict[str, Any] = {}
    for key, words in given.items():
        if key in ("duration", "more"):
            seconds = duration(words.replace("more ", ""), language)
            if seconds is None:
                return None
            result["seconds"] = seconds if 0 < seconds <= A_DAY else None
        elif key == "time":
            moment = time_of_day(words, language)
            if moment is None:
                return None
            result |= {"hour": moment.hour, "minute": moment.minute, "exact": moment.exact, "day": moment.day}
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
        elif key == "tier":
            if words not in TIERS[language]:
                return None
            result["tier"] = TIERS[language][words]
        else:
            result[key] = words
    return result


def _which(words: str, language: str) -> Which | None:
    """The timer meant by its place ("first"), its length ("ten minute") or its name ("pizza")."""
    if words in ORDINALS[language]:
        return Which(place=ORDINALS[language][words])
    if (seconds := duration(words, language)) is not None:
        return Which(seconds=seconds)
    return Which(label=words) if len(words.split()) <= _LABEL_WORDS else None


@cache
def _compiled(language: str) -> tuple[tuple[type[Intent], dict[str, Any], re.Pattern[str]], ...]:
    """The table of a language: (intent, its fixed arguments, pattern), in the order in which it is written."""
    result = []
    kind: type[Intent] = intent.Stop
    fixed: dict[str, Any] = {}
    for line in TABLES[language].strip().splitlines():
        if not line.startswith(" "):
            name, *settings = line.split()
            kind = _CLASSES[name]
            fixed = {key: _argument(value) for key, value in (each.split("=") for each in settings)}
            continue
        for phrase in line.split(";"):
            # A time ends where it makes sense: "at ten to six to go" is tried with more words first.
            lengths = range(_LONGEST_TIME, 1, -1) if "<when>" in phrase else (0,)
            result += [(kind, fixed, re.compile(_regex(phrase.strip(), language, length))) for length in lengths]
    return tuple(result)


def _argument(text: str) -> Any:
    if text == "none":
        return None
    return float(text) if text[-1].isdigit() else text


def _regex(phrase: str, language: str, when: int) -> str:
    """A phrase of the table as a regular expression over words that each end in a space; `<when>` has so many of them."""
    while "@" in phrase:
        phrase = re.sub(r"@(\w+)", lambda name: MACROS[name[1]], phrase)
    result = ""
    for token in re.findall(r"[\[\]{}|]|<\w+>|[^\s\[\]{}|<>]+", phrase):
        if token in "[{":
            result += "(?:(?:"
        elif token == "|":
            result += "|"
        elif token == "]":
            result += "))?"
        elif token == "}":
            result += "))"
        elif token == "<span>":
            units = "|".join(SECONDS[language])
            result += rf"(?P<duration>(?:\S+ )*?(?:{units}) (?:y (?:media|medio|cuarto) )?)"
        elif token == "<more>":
            result += rf"(?P<more>(?:\S+ )+?more (?:{'|'.join(SECONDS[language])}) )"
        elif token == "<ordinal>":
            result += rf"(?P<which>(?:{'|'.join(ORDINALS[language])}) )"
        elif token == "<when>":
            result += rf"(?P<time>(?={WHEN[language]})(?:\S+ ){{{when}}})"
        elif token.startswith("<"):
            result += rf"(?P<{token[1:-1]}>(?:\S+ )+?)"
        else:
            result += re.escape(token) + " "
    return result
