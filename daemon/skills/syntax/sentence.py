"""One sentence of the tables, and the pattern over whole utterances that it stands for. Pure.

The syntax is hassil's: `(a|b c)` is one of several, `[a]` may be missing, `{slot}` is any words, which `match` goes on to
understand, `<rule>` stands for an expansion rule. Words are parted by spaces; hassil's alternatives within a word are not
read. Eleven slots are narrower than any words: `{span}` is a duration up to its last unit, `{more}` a duration with a "more"
in it, `{ordinal}` is "first", `{when}` is a time with its "at" and its day, `{list}` and `{item}` are a few words without
"list", `{query}` is what one searches for, `{day}` a day without an hour, `{called}` up to three words of a name,
`{one_word}` one word of a name, `{one}` one word, and `{to_do}` what begins with a Spanish infinitive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from daemon.skills.numbers import ORDINALS, SECONDS, without_accents
from daemon.skills.syntax.shape import TOKEN, Shape
from daemon.skills.times import WHEN

_OF_ITSELF: Final = "|".join(
    "is was has had will would says said just can did does are were and or should might may knows thinks wants".split()
)
"""What tells something of Google, and asks for no search: "Google is hiring"."""
_LENGTH: Final = "%when%"
_LONGEST_TIME: Final = 12
"""Words: "the day after tomorrow at twenty-five past six in the evening"."""
_NOT_CALLED = (
    "the|a|an|my|is|to|for|no|timer|timers|alarm|add|extend|make|give|minutes?|hours?|seconds?|temporizador|alarma|minutos?"
    "|horas?"
)
"""Words of no name."""
_DAY = {
    "en": "(?:(?:the day after tomorrow|tomorrow|today|tonight|this|(?:next |this )?"
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: (?:morning|afternoon|evening|night))?)",
    "es": "(?:(?:pasado manana|manana|hoy|esta (?:noche|tarde|manana)|(?:el )?(?:proximo )?"
    "(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))(?: por la (?:manana|tarde|noche))?)",
}
"""A day without an hour."""


@dataclass(frozen=True)
class Written:
    """One sentence. Its pattern is compiled when the words may be its."""

    written: str
    """As `plain` returns it."""
    language: str
    rules: Mapping[str, str]
    shape: Shape

    @cached_property
    def source(self) -> str:
        """A regular expression over normalised words that each end in a space; `_LENGTH` stands for how many `{when}` has.

        Its groups are named after the slots, with a "__2" and so on where alternatives share one.
        """
        return regex(self.written, self.rules, self.language)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.source.replace(_LENGTH, f"1,{_LONGEST_TIME}"))

    def readings(self, words: str, said: frozenset[str]) -> Iterable[dict[str, str]]:
        """Returns the slots of each way to read the words as this sentence. `said`: the words as a set.

        A time ends where it makes sense: "at ten to six to go" is tried with more words first.
        """
        return self._readings(words) if self.shape.fits(said) else ()

    def _readings(self, words: str) -> Iterator[dict[str, str]]:
        spaced = f"{words} "
        found = self.pattern.fullmatch(spaced)
        if found is None:
            return
        if _LENGTH not in self.source:
            yield _slots(found)
            return
        for length in range(min(_LONGEST_TIME, spaced.count(" ")), 0, -1):
            if (found := _of_length(self.source, length).fullmatch(spaced)) is not None:
                yield _slots(found)


def _slots(found: re.Match[str]) -> dict[str, str]:
    return {key.partition("__")[0]: value.strip() for key, value in found.groupdict().items() if value is not None}


@lru_cache(1024)
def _of_length(source: str, length: int) -> re.Pattern[str]:
    return re.compile(source.replace(_LENGTH, str(length)))


def plain(sentence: str) -> str:
    """The sentence as utterances are compared: without accents and apostrophes."""
    return without_accents(sentence.lower()).replace("'", " ").replace("| ", "|")


def _expanded(sentence: str, rules: Mapping[str, str]) -> str:
    """The sentence with its expansion rules written out."""
    while (found := re.search(r"<(\w+)>", sentence)) is not None:
        sentence = sentence.replace(found[0], rules[found[1]])
    return sentence


def regex(sentence: str, rules: Mapping[str, str], language: str) -> str:
    """A regular expression over words that each end in a space; `_LENGTH` stands for how many of them `{when}` has."""
    sentence = _expanded(sentence, rules)
    units = "|".join(SECONDS[language])
    narrow = {
        "{span}": rf"(?P<duration>(?:\S+ )*?(?:{units}) (?:y (?:media|medio|cuarto) |and a (?:half|quarter) )?)",
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
    for token in TOKEN.findall(sentence):
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
