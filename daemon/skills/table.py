"""Compiles the sentences of a language (`sentences/{en,es}.yaml`, `sentences/actions/`) to patterns over whole utterances.

The syntax is hassil's: `(a|b c)` is one of several, `[a]` may be missing, `{slot}` is any words, which `match` goes on to
understand, `<rule>` stands for an expansion rule. Words are parted by spaces; hassil's alternatives within a word are not
read. Eleven slots are narrower than any words: `{span}` is a duration up to its last unit, `{more}` a duration with a "more"
in it, `{ordinal}` is "first", `{when}` is a time with its "at" and its day, `{list}` and `{item}` are a few words without
"list", `{query}` is what one searches for, `{day}` a day without an hour, `{called}` up to three words of a name,
`{one_word}` one word of a name, `{one}` one word, and `{to_do}` what begins with a Spanish infinitive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from daemon.skills.actions.intents import HomeControl, HomeQuestion, HomeUnknown, ToolCall
from daemon.skills.intent import Computed, Intent, Several, Unclear
from daemon.skills.numbers import ORDINALS, SECONDS, without_accents
from daemon.skills.times import WHEN

LANGUAGES = ("en", "es")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Safe either way; libyaml's is ten times as fast, where PyYAML was built with it."""
_OTHERWISE = (Computed, Several, Unclear, HomeControl, HomeQuestion, HomeUnknown, ToolCall)
"""Intents that no sentence of the table asks for."""
CLASSES: dict[str, type[Intent]] = {each.name: each for each in Intent.__args__ if each not in _OTHERWISE}
"""Intents by the name they have in the file."""
_OF_ITSELF = "|".join(
    "is was has had will would says said just can did does are were and or should might may knows thinks wants".split()
)
"""What tells something of Google, and asks for no search: "Google is hiring"."""
_TOKEN = re.compile(r"[\[\]()|]|\{\w+\}|[^\s\[\]{}()|]+")
_NOT_CALLED = (
    "the|a|an|my|is|to|for|no|timer|timers|alarm|add|extend|make|give|minutes?|hours?|seconds?|temporizador|alarma|minutos?"
    "|horas?"
)
"""Words of no name."""
_FORBIDDEN = {
    "en": "",
    "es": r"(?!no (?:(?:me|te|se|nos|lo|la|le|los|las) )*(?:\w+[ae]s |quiero |quisiera |necesito |me gustaria |puedes "
    r"|podrias |puede |hace falta |hay que |tienes |se te ocurra |vayas ))",
}
"""A "no" that forbids what follows, "no canceles", and is no interjection."""
_DAY = {
    "en": "(?:(?:the day after tomorrow|tomorrow|today|tonight|this|(?:next |this )?"
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: (?:morning|afternoon|evening|night))?)",
    "es": "(?:(?:pasado manana|manana|hoy|esta (?:noche|tarde|manana)|(?:el )?(?:proximo )?"
    "(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))(?: por la (?:manana|tarde|noche))?)",
}
"""A day without an hour."""
_FOLDER = Path(__file__).with_name("sentences")
_LENGTH = "%when%"
_LONGEST_TIME = 12
"""Words: "the day after tomorrow at twenty-five past six in the evening"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One way to say an intent."""

    intent: type[Intent]
    arguments: Mapping[str, Any]
    """Those that the sentence implies."""
    pattern: re.Pattern[str]
    """Matches normalised words that each end in a space. Its groups are named after the slots, with a "__2" and so on where
    alternatives share one."""
    source: str = ""
    """The pattern with a place for the number of words of its `{when}`; "" where it has none."""

    def readings(self, words: str) -> Iterator[re.Match[str]]:
        """Yields the ways to read the words, which each end in a space, as this sentence.

        A time ends where it makes sense: "at ten to six to go" is tried with more words first.
        """
        found = self.pattern.fullmatch(words)
        if found is None or not self.source:
            yield from () if found is None else (found,)
            return
        for length in range(min(_LONGEST_TIME, words.count(" ")), 0, -1):
            if (found := _of_length(self.source, length).fullmatch(words)) is not None:
                yield found


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
    """First word -> the sentences that may begin with it, in the same order; "" -> those that any other word may begin."""
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
    rules = {name: _plain(words) for name, words in (read["expansion_rules"] | actions["expansion_rules"]).items()}
    # What cannot be done comes last: its sentences are the widest.
    intents = read["intents"] | actions["intents"]
    intents |= {name: intents.pop(name) for name in ("unable",) if name in intents}
    sentences: list[Sentence] = []
    beginnings: list[frozenset[str]] = []
    for name, intent in intents.items():
        for block in intent["data"]:
            for sentence in map(_plain, block["sentences"]):
                regex = _regex(sentence, rules, language)
                timed = "{when}" in sentence
                pattern = re.compile(regex.replace(_LENGTH, f"1,{_LONGEST_TIME}") if timed else regex)
                sentences.append(Sentence(CLASSES[name], block.get("slots", {}), pattern, regex if timed else ""))
                beginnings.append(_beginnings(_expanded(sentence, rules)))
    before, after, polite = (rules[name].strip("()") for name in ("before", "after", "polite"))
    return SentenceTable(
        tuple(sentences),
        _by_beginning(sentences, beginnings),
        re.compile(rf"(?: (?:{polite}))+$"),
        re.compile(rf"^{rules['wonder']} (?={rules['question']} )".replace("(", "(?:").replace("(?:?", "(?")),
        re.compile(rf"^{_FORBIDDEN[language]}(?:{before}) "),
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
        frozenset(map(_plain, read["ends_ring"])),
        frozenset(map(_plain, read["takes_back"])),
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
        return re.compile(_regex(_plain(sentence), {}, language))
    except (re.error, KeyError) as err:
        raise ValueError(str(err)) from err


def phrases(file: Path, language: str) -> tuple[Phrase, ...]:
    """The compiled phrases of a file, in their order."""
    read = yaml.load(file.read_text(encoding="utf-8"), LOADER)
    rules = {name: _plain(words) for name, words in read["expansion_rules"].items()}
    return tuple(
        Phrase(name, block.get("slots", {}), re.compile(_regex(_plain(sentence), rules, language)))
        for name, intent in read["intents"].items()
        for block in intent["data"]
        for sentence in block["sentences"]
    )


def _plain(sentence: str) -> str:
    """The sentence as utterances are compared: without accents and apostrophes."""
    return without_accents(sentence.lower()).replace("'", " ").replace("| ", "|")


def _expanded(sentence: str, rules: Mapping[str, str]) -> str:
    """The sentence with its expansion rules written out."""
    while (found := re.search(r"<(\w+)>", sentence)) is not None:
        sentence = sentence.replace(found[0], rules[found[1]])
    return sentence


def _beginnings(sentence: str) -> frozenset[str]:
    """The words that a sentence may begin with; "" among them: any word."""
    tokens = [*_TOKEN.findall(sentence), ")"]
    at = 0

    def group() -> tuple[set[str], bool]:
        """The first words of alternatives up to their bracket, and whether one of them may have no words."""
        nonlocal at
        words: set[str] = set()
        ever_empty, empty = False, True
        while (token := tokens[at]) not in (")", "]"):
            at += 1
            if token == "|":
                ever_empty, empty = ever_empty or empty, True
            elif token in ("(", "["):
                inner, may_lack = group()
                at += 1
                if empty:
                    words |= inner
                    empty = may_lack or token == "["
            elif empty:
                words.add("" if token.startswith("{") else re.split(r"\W", token)[0])
                empty = False
        return words, ever_empty or empty

    words, _empty = group()
    return frozenset(words)


def _by_beginning(sentences: list[Sentence], beginnings: list[frozenset[str]]) -> Mapping[str, tuple[Sentence, ...]]:
    fitting = list(zip(sentences, beginnings, strict=True))
    return {
        word: tuple(sentence for sentence, first in fitting if word in first or "" in first)
        for word in frozenset().union(*beginnings)
    }


@lru_cache(1024)
def _of_length(source: str, length: int) -> re.Pattern[str]:
    return re.compile(source.replace(_LENGTH, str(length)))


def _regex(sentence: str, rules: Mapping[str, str], language: str) -> str:
    """A regular expression over words that each end in a space; `_LENGTH` stands for how many of them `{when}` has."""
    sentence = _expanded(sentence, rules)
    units = "|".join(SECONDS[language])
    narrow = {
        "{span}": rf"(?P<duration>(?:\S+ )*?(?:{units}) (?:y (?:media|medio|cuarto) )?)",
        "{more}": rf"(?P<more>(?:\S+ )+?more (?:{units}) )",
        "{ordinal}": rf"(?P<which>(?:{'|'.join(ORDINALS[language])}) )",
        "{list}": r"(?P<list>(?:(?!lista? )\S+ ){1,4}?)",
        "{item}": r"(?P<item>(?:(?!lista? )\S+ ){1,12}?)",
        "{query}": rf"(?P<words>(?!(?:{_OF_ITSELF}) )(?:\S+ )+?)",
        "{called}": rf"(?P<label>(?:(?!(?:{_NOT_CALLED}) )[a-z]+ ){{1,3}}?)",
        "{day}": rf"(?P<when>{_DAY[language]} )",
        "{one}": r"(?P<any>[a-z]+ )",
        "{to_do}": r"(?P<label>(?:que (?:tengo|tenemos|debo|hay) que )?\w+(?:ar|er|ir)(?:[mts]e|nos|l[aeo]s?)* (?:\S+ )*?)",
        "{one_word}": r"(?P<label>[a-z]+ )",
        "{when}": rf"(?P<time>(?={WHEN[language]})(?:\S+ ){{{_LENGTH}}})",
    }
    signs = {"(": "(?:", ")": ")", "[": "(?:(?:", "]": "))?", "|": "|", **narrow}
    result = ""
    for token in _TOKEN.findall(sentence):
        if token in signs:
            result += signs[token]
        elif token.startswith("{any"):  # words that make no difference
            result += r"(?:\S+ )+?"
        elif token.startswith("{"):
            result += rf"(?P<{token[1:-1]}>(?:\S+ )+?)"
        else:
            result += re.escape(token) + " "
    seen: dict[str, int] = {}

    def once(found: re.Match[str]) -> str:
        """A slot that alternatives of a rule share has a number in all groups but its first: `which__2`."""
        seen[found[1]] = seen.get(found[1], 0) + 1
        return f"(?P<{found[1]}__{seen[found[1]]}>" if seen[found[1]] > 1 else found[0]

    return re.sub(r"\(\?P<(\w+)>", once, result)
