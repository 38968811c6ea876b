"""Recognises questions that can be answered by computing, and answers them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from daemon.skills.computed import compare, facts, letters, row, stories, sums, tales, units
from daemon.skills.table import LANGUAGES, LOADER, Phrase, phrases

_FOLDER = Path(__file__).parents[1] / "sentences" / "computed"


@dataclass(frozen=True, slots=True)
class _Given:
    """A question whose phrase fits: its kind, the words of its slots, and what the sentence implies."""

    slots: Mapping[str, str]
    accented: Callable[[str], str]
    """Returns words of the question as they were written."""
    language: str


def computed(words: str, written: str, language: str, everyday: bool = False) -> str | None:
    """Returns the answer in words; None for what is no such question.

    `words`: the question normalised, `written`: the same words with their accents. `everyday`: looked up among the everyday
    facts, too, which is for a mind that knows hardly more.
    """
    if language not in LANGUAGES:
        return None
    first, last = 0, len(words.split())
    before, after = _around(language)
    answer = _answer(words, written, language, everyday)
    while answer is None:
        asked = words.split()[first:last]
        lead, trail = before.match(" ".join(asked)), after.search(" ".join(asked))
        if lead is not None:
            first += len(lead[0].split())
        elif trail is not None:
            last -= len(trail[0].split())
        else:
            return None
        accented = written.split()[first:last] if len(words.split()) == len(written.split()) else asked
        answer = _answer(" ".join(words.split()[first:last]), " ".join(accented), language, everyday)
    return answer


def _answer(words: str, written: str, language: str, everyday: bool) -> str | None:
    said = frozenset(words.split())
    for phrase in _phrases(language):
        given = next(iter(phrase.readings(words, said)), None)
        if given is None:
            continue
        slots = {**phrase.arguments, **given}
        answer = _ANSWERS[phrase.name](_Given(slots, lambda part: _as_written(part, words, written), language))
        if answer is not None:
            return answer
    answer = stories.told(words, language) or compare.compared(words, language, things=everyday)
    if answer is not None or not everyday:
        return answer
    return tales.tale(words, lambda part: _as_written(part, words, written), language) or facts.fact(words, language)


@cache
def _around(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may be said before such a question and after it, and changes nothing."""
    read = yaml.load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"), LOADER)
    return re.compile(rf"(?:{read['before']}) "), re.compile(rf" (?:{read['after']})$")


@cache
def _phrases(language: str) -> tuple[Phrase, ...]:
    return phrases(_FOLDER / f"{language}.yaml", language) if language in LANGUAGES else ()


def _as_written(part: str, words: str, written: str) -> str:
    if len(words.split()) != len(written.split()):
        return part
    first = len(f" {words} ".rsplit(f" {part} ", 1)[0].split())
    return " ".join(written.split()[first : first + len(part.split())])


def _sum(given: _Given) -> str | None:
    return sums.sum_answer(given.slots["sum"], given.language)


def _bare_sum(given: _Given) -> str | None:
    """A sum without a question around it; "two and two" alone may be anything."""
    if {"and", "y"} & set(given.slots["sum"].split()):
        return None
    return _sum(given)


def _between(given: _Given) -> str | None:
    return sums.between(given.slots["operation"], given.slots["pair"], given.language)


def _neighbour(given: _Given) -> str | None:
    step = int(given.slots["step"])
    for kind in ("day", "month"):
        if (answer := row.neighbour(kind, given.slots["name"], step, given.language)) is not None:
            return answer
    return row.neighbour_number(given.slots["name"], step, given.language)


def _parity(given: _Given) -> str | None:
    return row.parity(given.slots["number"], given.language)


def _counting(given: _Given) -> str | None:
    return row.counting(given.slots["first"], given.slots["last"], given.language)


def _shifted(given: _Given) -> str | None:
    joint = {"en": "{} and {}", "es": "{} y {}"}[given.language]
    return sums.between(
        given.slots["operation"], joint.format(given.slots["number"], given.slots["few"]), given.language
    )


def _backwards(given: _Given) -> str | None:
    return letters.backwards(given.accented(given.slots["word"]), given.language)


def _vowels(given: _Given) -> str | None:
    return letters.vowels(given.accented(given.slots["word"]), given.language)


def _middle(given: _Given) -> str | None:
    return row.middle(given.slots["name"], given.slots["other"], given.language)


def _day_from(given: _Given) -> str | None:
    return row.day_from(given.slots["name"], int(given.slots["step"]), given.language)


def _next_letter(given: _Given) -> str | None:
    return row.neighbour("letter", given.accented(given.slots["name"]), int(given.slots["step"]), given.language)


def _at_place(given: _Given) -> str | None:
    kinds: dict[str, row.Kind] = {"day": "day", "month": "month", "letter": "letter"}
    return row.at_place(kinds[given.slots["kind"]], given.slots["place"], given.language)


def _place_of(given: _Given) -> str | None:
    return row.place_of("month", given.slots["name"], given.language)


def _days_in(given: _Given) -> str | None:
    return row.days_in(given.slots["name"], given.language)


def _spelling(given: _Given) -> str | None:
    word = given.slots["word"]
    return letters.spelt(word if word in letters.OWN_NAME else given.accented(word), given.language)


def _letter_count(given: _Given) -> str | None:
    return letters.count(given.accented(given.slots["word"]), given.language)


def _edge(given: _Given) -> str | None:
    return letters.edge(
        given.accented(given.slots["word"]), "first" if given.slots["end"] == "first" else "last", given.language
    )


def _conversion(given: _Given) -> str | None:
    return units.conversion(given.slots["quantity"], given.slots["unit"], given.language)


_ANSWERS: dict[str, Callable[[_Given], str | None]] = {
    "sum": _sum,
    "bare_sum": _bare_sum,
    "between": _between,
    "neighbour": _neighbour,
    "parity": _parity,
    "counting": _counting,
    "shifted": _shifted,
    "backwards": _backwards,
    "vowels": _vowels,
    "middle": _middle,
    "day_from": _day_from,
    "next_letter": _next_letter,
    "at_place": _at_place,
    "place_of": _place_of,
    "days_in": _days_in,
    "spelling": _spelling,
    "letter_count": _letter_count,
    "edge": _edge,
    "conversion": _conversion,
}
"""Kind of question, as in `sentences/computed` -> what answers it."""
