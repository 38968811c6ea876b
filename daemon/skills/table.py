"""The sentences of a language (`sentences/{en,es}.yaml`, `sentences/actions/`), as patterns over whole utterances.

`syntax.sentence` tells how they are written. A pattern is compiled when the words may be those of its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from daemon.skills.actions.intents import HomeControl, HomeQuestion, HomeUnknown, ToolCall
from daemon.skills.intent import Computed, Intent, Several, Unclear
from daemon.skills.syntax.sentence import Written, plain, regex
from daemon.skills.syntax.shape import ANY, Shapes

LANGUAGES = ("en", "es")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Safe either way; libyaml's is ten times as fast, where PyYAML was built with it."""
_OTHERWISE = (Computed, Several, Unclear, HomeControl, HomeQuestion, HomeUnknown, ToolCall)
"""Intents that no sentence of the table asks for."""
CLASSES: dict[str, type[Intent]] = {each.name: each for each in Intent.__args__ if each not in _OTHERWISE}
"""Intents by the name they have in the file."""
_FORBIDDEN = {
    "en": "",
    "es": r"(?!no (?:(?:me|te|se|nos|lo|la|le|los|las) )*(?:\w+[ae]s |quiero |quisiera |necesito |me gustaria |puedes "
    r"|podrias |puede |hace falta |hay que |tienes |se te ocurra |vayas ))",
}
"""A "no" that forbids what follows, "no canceles", and is no interjection."""
_FOLDER = Path(__file__).with_name("sentences")


@dataclass(frozen=True)
class Sentence(Written):
    """One way to say an intent."""

    intent: type[Intent]
    arguments: Mapping[str, Any]
    """Those that the sentence implies."""


@dataclass(frozen=True, slots=True)
class SoundAlike:
    """Phrases that are recognised by their sound (see `misheard`), and what they ask for."""

    intent: type[Intent]
    arguments: Mapping[str, Any]
    when: str
    """What must be the case: see `misheard`; "" for nothing."""
    phrases: tuple[str, ...]
    """A `{which}` in one stands for the name of each timer that runs."""


@dataclass(frozen=True, slots=True)
class SentenceTable:
    sentences: tuple[Sentence, ...]
    """The first that fits counts."""
    begun: Mapping[str, tuple[Sentence, ...]]
    """First word -> the sentences that may begin with it, in that order; `ANY` -> those that any other word may begin."""
    polite: re.Pattern[str]
    """What may be said after a name, with the space before it, and is no part of it."""
    wonder: re.Pattern[str]
    """What may be said before a question, with the space that follows it."""
    before: re.Pattern[str]
    """What may be said before any of them, with the space that follows it."""
    after: re.Pattern[str]
    """What may be said after any of them, with the space before it."""
    filler: re.Pattern[str]
    """Either of both."""
    tiers: Mapping[str, str]
    never: frozenset[str]
    """Whole utterances that look like commands and are talk."""
    sounds: tuple[SoundAlike, ...]
    ends_ring: frozenset[str]
    """Whole utterances that end a ring while one rings, and are talk else."""
    takes_back: frozenset[str]
    """Whole utterances that take back what was done just now, where something was, and are talk else."""
    ordinary: frozenset[str]
    """Whole utterances that sound like commands and are talk."""


@cache
def table(language: str) -> SentenceTable:
    """The compiled table, read with the first question in that language."""
    read, actions = (
        yaml.load((_FOLDER / folder / f"{language}.yaml").read_text(encoding="utf-8"), LOADER)
        for folder in ("", "actions")
    )
    rules = {name: plain(words) for name, words in (read["expansion_rules"] | actions["expansion_rules"]).items()}
    # What cannot be done comes last: its sentences are the widest.
    intents = read["intents"] | actions["intents"]
    intents |= {name: intents.pop(name) for name in ("unable",) if name in intents}
    shapes = Shapes(rules)
    sentences = tuple(
        Sentence(sentence, language, rules, shapes.of(sentence), CLASSES[name], block.get("slots", {}))
        for name, intent in intents.items()
        for block in intent["data"]
        for sentence in map(plain, block["sentences"])
    )
    before, after, polite = (rules[name].strip("()") for name in ("before", "after", "polite"))
    return SentenceTable(
        sentences,
        _by_beginning(sentences),
        re.compile(rf"(?: (?:{polite}))+$"),
        re.compile(rf"^{rules['wonder']} (?={rules['question']} )".replace("(", "(?:").replace("(?:?", "(?")),
        re.compile(rf"^{_FORBIDDEN[language]}(?:{before}) "),
        re.compile(rf" (?:{after})$"),
        re.compile(rf"{before}|{after}"),
        {plain(each["in"]): each["out"] for each in read["lists"]["tier"]["values"]},
        frozenset(map(plain, read.get("never", ()))),
        tuple(
            SoundAlike(
                CLASSES[each["intent"]],
                each.get("slots", {}),
                each.get("when", ""),
                tuple(map(plain, each["phrases"])),
            )
            for each in read.get("sounds", ())
        ),
        frozenset(map(plain, read["ends_ring"])),
        frozenset(map(plain, read["takes_back"])),
        frozenset(map(plain, read.get("ordinary", ()))),
    )


def _by_beginning(sentences: Sequence[Sentence]) -> Mapping[str, tuple[Sentence, ...]]:
    places: dict[str, list[int]] = {ANY: []}
    for place, sentence in enumerate(sentences):
        for word in sentence.shape.begins:
            places.setdefault(word, []).append(place)
    always = places[ANY]
    return {word: tuple(sentences[place] for place in sorted({*found, *always})) for word, found in places.items()}


@dataclass(frozen=True)
class Phrase(Written):
    """One way to ask something, of a table beside the commands'."""

    name: str
    """The key of its kind in the file."""
    arguments: Mapping[str, str]
    """Those that the phrase implies."""


def pattern(sentence: str, language: str) -> re.Pattern[str]:
    """Compiles one sentence without expansion rules, as that of a `Sentence`. Raises ValueError where it is none."""
    try:
        return re.compile(regex(plain(sentence), {}, language))
    except (re.error, KeyError) as err:
        raise ValueError(str(err)) from err


def phrases(file: Path, language: str) -> tuple[Phrase, ...]:
    """The phrases of a file, in their order."""
    read = yaml.load(file.read_text(encoding="utf-8"), LOADER)
    rules = {name: plain(words) for name, words in read["expansion_rules"].items()}
    shapes = Shapes(rules)
    return tuple(
        Phrase(sentence, language, rules, shapes.of(sentence), name, block.get("slots", {}))
        for name, intent in read["intents"].items()
        for block in intent["data"]
        for sentence in map(plain, block["sentences"])
    )
