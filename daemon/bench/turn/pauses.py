"""Questions with pauses inside them, for counting how often a speaker is cut off. Pure.

The places of the pauses are marked by hand where research finds hesitations: before a word that the speaker searches
for, after function words and fillers, and between clauses (Maclay and Osgood 1959, Goldman-Eisler 1968). The length of
a pause is drawn evenly from 300 to 900 ms.

Nothing here knows the rules of the end of a turn (daemon.conversation.rules), and the rules were not made with these
sentences (daemon.bench.turn.sentences): change neither to please the other.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from daemon.bench.turn.sentences import FRESH, KNOWN, Set

SHORTEST_MS, LONGEST_MS = 300, 900
_FILLED = 0.2
"""Share of the pauses whose beginning the speaker fills."""
_FILLERS = {"en": ("um", "uh"), "es": ("eh", "este")}


@dataclass(frozen=True, slots=True)
class Part:
    """Words said in one breath, and the silence after them (0 at the end)."""

    words: str
    pause_ms: int


@dataclass(frozen=True, slots=True)
class Halting:
    """A question said with pauses."""

    parts: tuple[Part, ...]
    language: str

    @property
    def text(self) -> str:
        return " ".join(part.words for part in self.parts)

    @property
    def pauses(self) -> tuple[int, ...]:
        return tuple(part.pause_ms for part in self.parts[:-1])

    def until(self, number: int) -> str:
        """Returns the words that have been said when pause `number` (from 0) begins."""
        return " ".join(part.words for part in self.parts[: number + 1])


def halting(count: int, seed: int = 1, languages: tuple[str, ...] = ("en",), which: Set = "fresh") -> list[Halting]:
    """Returns `count` questions with one pause each, and now and then a second. A seed always gives the same ones."""
    drawn = random.Random(seed)
    sources = [(line, language) for language in languages for line in _lines(language, which)]
    found = []
    for number in range(count):
        if number % len(sources) == 0:
            drawn.shuffle(sources)
        line, language = sources[number % len(sources)]
        found.append(Halting(tuple(_parts(line, language, drawn)), language))
    return found


def fluent(count: int, seed: int = 1, languages: tuple[str, ...] = ("en",)) -> list[Halting]:
    """Returns the same kind of questions without pauses and fillers."""
    return [
        Halting((Part(question.text, 0),), question.language)
        for question in _without_fillers(halting(count, seed, languages))
    ]


def _without_fillers(questions: list[Halting]) -> list[Halting]:
    fillers = {filler for each in _FILLERS.values() for filler in each}
    return [
        Halting((Part(" ".join(word for word in question.text.split() if word not in fillers), 0),), question.language)
        for question in questions
    ]


def _lines(language: str, which: Set) -> list[str]:
    return (FRESH if which == "fresh" else KNOWN)[language].strip().splitlines()


def _parts(line: str, language: str, drawn: random.Random) -> list[Part]:
    pieces = [piece.strip() for piece in line.split("|")]
    places = list(range(len(pieces) - 1))
    chosen = set(drawn.sample(places, 2 if len(places) > 1 and drawn.random() < 0.15 else 1))
    parts, words = [], ""
    for number, piece in enumerate(pieces):
        words = f"{words} {piece}".strip()
        if number in chosen:
            if drawn.random() < _FILLED:
                words = f"{words} {drawn.choice(_FILLERS[language])}"
            parts.append(Part(words, drawn.randint(SHORTEST_MS, LONGEST_MS)))
            words = ""
    return [*parts, Part(words, 0)]
