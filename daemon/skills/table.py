"""Compiles the sentences of a language (`sentences/{en,es}.yaml`, `sentences/actions/`) to patterns over whole utterances.

The syntax is hassil's: `(a|b c)` is one of several, `[a]` may be missing, `{slot}` is any words, which `match` goes on to
understand, `<rule>` stands for an expansion rule. Words are parted by spaces; hassil's alternatives within a word are not
read. Seven slots are narrower than any words: `{span}` is a duration up to its last unit, `{more}` a duration with a "more"
in it, `{ordinal}` is "first", `{when}` is a time with its "at" and its day, `{list}` and `{item}` are a few words without
"list", `{query}` is what one searches for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from daemon.skills.actions.intents import HomeControl, HomeQuestion, HomeUnknown, ToolCall
from daemon.skills.intent import Computed, Intent, Unclear
from daemon.skills.numbers import ORDINALS, SECONDS, without_accents
from daemon.skills.times import WHEN

LANGUAGES = ("en", "es")
_OTHERWISE = (Computed, Unclear, HomeControl, HomeQuestion, HomeUnknown, ToolCall)
"""Intents that no sentence of the table asks for."""
CLASSES: dict[str, type[Intent]] = {each.name: each for each in Intent.__args__ if each not in _OTHERWISE}
"""Intents by the name they have in the file."""
_OF_ITSELF = "|".join(
    "is was has had will would says said just can did does are were and or should might may knows thinks wants".split()
)
"""What tells something of Google, and asks for no search: "Google is hiring"."""
_FOLDER = Path(__file__).with_name("sentences")
_LONGEST_TIME = 12
"""Words: "the day after tomorrow at twenty-five past six in the evening"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One way to say an intent."""

    intent: type[Intent]
    arguments: Mapping[str, Any]
    """Those that the sentence implies."""
    pattern: re.Pattern[str]
    """Matches normalised words that each end in a space. Its groups are named after the slots."""


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
    ordinary: frozenset[str]
    """Whole utterances that sound like commands and are talk."""


@cache
def table(language: str) -> SentenceTable:
    """The compiled table, read with the first question in that language."""
    read, actions = (
        yaml.safe_load((_FOLDER / folder / f"{language}.yaml").read_text(encoding="utf-8"))
        for folder in ("", "actions")
    )
    rules = {name: _plain(words) for name, words in (read["expansion_rules"] | actions["expansion_rules"]).items()}
    # What cannot be done comes last: its sentences are the widest.
    intents = read["intents"] | actions["intents"]
    intents |= {name: intents.pop(name) for name in ("unable",) if name in intents}
    sentences = []
    for name, intent in intents.items():
        for block in intent["data"]:
            for sentence in map(_plain, block["sentences"]):
                # A time ends where it makes sense: "at ten to six to go" is tried with more words first.
                lengths = range(_LONGEST_TIME, 0, -1) if "{when}" in sentence else (0,)
                patterns = (re.compile(_regex(sentence, rules, language, length)) for length in lengths)
                sentences += [Sentence(CLASSES[name], block.get("slots", {}), each) for each in patterns]
    before, after = (rules[name].strip("()") for name in ("before", "after"))
    return SentenceTable(
        tuple(sentences),
        re.compile(rf"^(?:{before}) "),
        re.compile(rf" (?:{after})$"),
        re.compile(rf"{before}|{after}"),
        {_plain(each["in"]): each["out"] for each in read["lists"]["tier"]["values"]},
        frozenset(map(_plain, read.get("never", ()))),
        tuple(
            SoundAlike(
                CLASSES[each["intent"]],
                each.get("slots", {}),
                each.get("when", ""),
                tuple(map(_plain, each["phrases"])),
            )
            for each in read.get("sounds", ())
        ),
        frozenset(map(_plain, read.get("ordinary", ()))),
    )


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to ask something, of a table beside the commands'."""

    name: str
    """The key of its kind in the file."""
    arguments: Mapping[str, str]
    """Those that the phrase implies."""
    pattern: re.Pattern[str]
    """As that of a `Sentence`."""


def pattern(sentence: str, language: str) -> re.Pattern[str]:
    """Compiles one sentence without expansion rules, as that of a `Sentence`. Raises ValueError where it is none."""
    try:
        return re.compile(_regex(_plain(sentence), {}, language, 0))
    except (re.error, KeyError) as err:
        raise ValueError(str(err)) from err


def phrases(file: Path, language: str) -> tuple[Phrase, ...]:
    """The compiled phrases of a file, in their order."""
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    rules = {name: _plain(words) for name, words in read["expansion_rules"].items()}
    return tuple(
        Phrase(name, block.get("slots", {}), re.compile(_regex(_plain(sentence), rules, language, 0)))
        for name, intent in read["intents"].items()
        for block in intent["data"]
        for sentence in block["sentences"]
    )


def _plain(sentence: str) -> str:
    """The sentence as utterances are compared: without accents and apostrophes."""
    return without_accents(sentence.lower()).replace("'", " ").replace("| ", "|")


def _regex(sentence: str, rules: Mapping[str, str], language: str, when: int) -> str:
    """A regular expression over words that each end in a space; `{when}` has so many of them."""
    while (found := re.search(r"<(\w+)>", sentence)) is not None:
        sentence = sentence.replace(found[0], rules[found[1]])
    units = "|".join(SECONDS[language])
    narrow = {
        "{span}": rf"(?P<duration>(?:\S+ )*?(?:{units}) (?:y (?:media|medio|cuarto) )?)",
        "{more}": rf"(?P<more>(?:\S+ )+?more (?:{units}) )",
        "{ordinal}": rf"(?P<which>(?:{'|'.join(ORDINALS[language])}) )",
        "{list}": r"(?P<list>(?:(?!lista? )\S+ ){1,4}?)",
        "{item}": r"(?P<item>(?:(?!lista? )\S+ ){1,12}?)",
        "{query}": rf"(?P<words>(?!(?:{_OF_ITSELF}) )(?:\S+ )+?)",
        "{when}": rf"(?P<time>(?={WHEN[language]})(?:\S+ ){{{when}}})",
    }
    signs = {"(": "(?:", ")": ")", "[": "(?:(?:", "]": "))?", "|": "|", **narrow}
    result = ""
    for token in re.findall(r"[\[\]()|]|\{\w+\}|[^\s\[\]{}()|]+", sentence):
        if token in signs:
            result += signs[token]
        elif token.startswith("{any"):  # words that make no difference
            result += r"(?:\S+ )+?"
        elif token.startswith("{"):
            result += rf"(?P<{token[1:-1]}>(?:\S+ )+?)"
        else:
            result += re.escape(token) + " "
    return result
