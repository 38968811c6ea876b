"""What needs no model and is answered at once: which skill, if any, an utterance asks for. Pure.

Only whole utterances match (see `phrases`), so that an ordinary question is never taken for a command. The effect is
carried out by the daemon (daemon.app.skill_runner), the answer is worded by `wording`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from daemon.skills.intent import Intent
from daemon.skills.numbers import SECONDS, duration, number
from daemon.skills.phrases import AFTER, BEFORE, MACROS, TABLES, TIERS
from daemon.skills.times import WHEN, time_of_day

LONGEST = 120
"""Characters; a longer utterance is no command."""
A_DAY = 24 * 3600
_LONGEST_TIME = 12
"""Words: "the day after tomorrow at twenty-five past six in the evening"."""


def match(text: str, language: str) -> Intent | None:
    """The skill that `text` asks for; None for anything else. Where the language isn't known, either will do."""
    if len(text) > LONGEST:
        return None
    words = normalise(text)
    languages = [language] if language in TABLES else list(TABLES) if not language else []
    for each in languages:
        for candidate in _bare(words, each):
            skill = _look_up(candidate, each)
            if skill is not None:
                return _with_accents(skill, words, _tidy(text))
    return None


def normalise(text: str) -> str:
    """Lower case, without accents and punctuation, except within `7:30` and `1.5`."""
    text = "".join(each for each in unicodedata.normalize("NFD", _tidy(text)) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^a-z0-9.:, ]", " ", text).split())


def _tidy(text: str) -> str:
    """The same with its accents."""
    text = unicodedata.normalize("NFC", text.lower())
    text = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", text)
    text = text.replace("%", " percent ")
    return " ".join(re.sub(r"(?<!\d)[.:,]|[.:,](?!\d)|[^\w.:, ]|_", " ", text).split())


def _with_accents(skill: Intent, words: str, written: str) -> Intent:
    """A label is said again, and a voice needs its accents. `words` and `written`: the utterance without and with them."""
    label = skill.arguments.get("label")
    if label is None or len(words.split()) != len(written.split()):
        return skill
    first = len(f" {words} ".rsplit(f" {label} ", 1)[0].split())
    said = written.split()[first : first + len(label.split())]
    return replace(skill, arguments={**skill.arguments, "label": " ".join(said)})


def _bare(words: str, language: str) -> Iterator[str]:
    """The utterance, first as it is, then with what may stand before and after taken off, one after the other."""
    before = re.compile(rf"^(?:{BEFORE[language]}) ")
    after = re.compile(rf" (?:{AFTER[language]})$")
    while words:
        yield words
        shorter = after.sub("", words)
        if shorter == words:
            shorter = before.sub("", words)
        if shorter == words:
            return
        words = shorter


def _look_up(words: str, language: str) -> Intent | None:
    for name, fixed, pattern in _compiled(language):
        found = pattern.fullmatch(words + " ")
        if found is None:
            continue
        given = {key: value.strip() for key, value in found.groupdict().items() if value is not None}
        arguments = _understand(given, language)
        if arguments is not None:
            return Intent(name, {**fixed, **arguments})
    return None


def _understand(given: dict[str, str], language: str) -> dict[str, Any] | None:
    """What the free words of a phrase mean; None when they mean nothing of the kind."""
    result: dict[str, Any] = {}
    for key, words in given.items():
        if key == "duration":
            seconds = duration(words, language)
            if seconds is None:
                return None
            result["seconds"] = seconds if 0 < seconds <= A_DAY else None
        elif key == "time":
            moment = time_of_day(words, language)
            if moment is None:
                return None
            result |= {"hour": moment.hour, "minute": moment.minute, "exact": moment.exact, "day": moment.day}
        elif key == "percent":
            percent = number(words, language)
            if percent is None or not 0 <= percent <= 100:
                return None
            result["level"] = percent / 100
        elif key == "tier":
            if words not in TIERS[language]:
                return None
            result["name"] = TIERS[language][words]
        else:
            result[key] = words
    return result


@cache
def _compiled(language: str) -> tuple[tuple[str, dict[str, Any], re.Pattern[str]], ...]:
    """The table of a language: (skill, its fixed arguments, pattern), in the order in which it is written."""
    result = []
    name, fixed = "", {}
    for line in TABLES[language].strip().splitlines():
        if not line.startswith(" "):
            name, *settings = line.split()
            fixed = {key: _argument(value) for key, value in (each.split("=") for each in settings)}
            continue
        for phrase in line.split(";"):
            # A time ends where it makes sense: "at ten to six to go" is tried with more words first.
            lengths = range(_LONGEST_TIME, 1, -1) if "<when>" in phrase else (0,)
            result += [(name, fixed, re.compile(_regex(phrase.strip(), language, length))) for length in lengths]
    return tuple(result)


def _argument(text: str) -> Any:
    if text == "none":
        return None
    return float(text) if text[-1].isdigit() else text


def _regex(phrase: str, language: str, when: int) -> str:
    """A phrase of the table as a regular expression over words that each end in a space; `<when>` has so many of them."""
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
        elif token == "<when>":
            result += rf"(?P<time>(?={WHEN[language]})(?:\S+ ){{{when}}})"
        elif token.startswith("<"):
            result += rf"(?P<{token[1:-1]}>(?:\S+ )+?)"
        else:
            result += re.escape(token) + " "
    return result
