"""Repetition in a transcript, the sign of a decoder that has lost itself. Pure."""

from __future__ import annotations

import itertools
import re
from itertools import pairwise
from typing import Final

FASTEST: Final = 8.0
"""Syllables per second that a speaker who repeats words does not reach. Fluent speech has 6.2 in English and 7.8 in Spanish
(Pellegrino, Coupé and Marsico 2011); decoders that loop write 10 to 30."""
_LONGEST: Final = 8
"""Words of the longest phrase that is looked for."""
_TIMES: Final = 3
"""Times in a row that make a phrase a loop, in a text that the speech cannot hold."""
_INSIDE: Final = re.compile(r"(\S{1,8}?)\1{3,}")
"""The same inside what is written as one word: "5555", "A-A-A-A-", "hahahaha"."""
_VOWELS: Final = re.compile(r"[aeiouyáéíóúü]+|10|\d", re.I)


def ends_as_before(text: str) -> bool:
    """Whether the text ends with words that stand in it earlier, the sign of a decoder that went on after the end of the
    speech: "Turn on the living room light. Turn on t", "between a frog and a frog?". It takes two different words, the
    last one perhaps cut; repeated digits are no loop."""
    *before, first, last = ["", "", *_bare(text)]
    if first == last or last.isdigit():
        return False
    return any(one == first and other.startswith(last) for one, other in pairwise(before))


def without_loops(text: str, seconds: float, *, cut: bool = False) -> str:
    """Keeps one of each run of repeated phrases where so many seconds of speech cannot hold the text: a phrase of up to 8
    words three times in a row, and the beginning of one more at the end of the text. People do say "no no no no no no", so
    repetition that the speech can hold is kept. `cut`: the decoder was stopped at its bound, and had lost itself."""
    if not cut and syllables(text) <= FASTEST * seconds:
        return text
    words = [_INSIDE.sub(r"\1", word) for word in text.split()]
    for length in range(1, _LONGEST + 1):
        words = _without_runs(words, length)
    kept = " ".join(words)
    return kept if kept == text else kept.rstrip(" ,;-")


def syllables(text: str) -> int:
    """Estimates the syllables of English or Spanish: groups of vowels; one for each digit, for 10, and for each part of a
    word that has no vowel."""
    return sum(max(1, len(_VOWELS.findall(part))) for part in re.findall(r"[^\W_]+", text))


def _without_runs(words: list[str], length: int) -> list[str]:
    """Keeps one of each run of phrases of so many words."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        phrase = _bare(" ".join(words[at : at + length]), keep_empty=True)
        repeats = 1
        for again in itertools.count(at + length, length):
            if _bare(" ".join(words[again : again + length]), keep_empty=True) != phrase:
                break
            repeats += 1
        if repeats >= _TIMES and any(phrase):
            kept += words[at : at + length]
            at += repeats * length
            if _begins(_bare(" ".join(words[at:]), keep_empty=True), phrase):
                break
        else:
            kept.append(words[at])
            at += 1
    return kept


def _bare(text: str, *, keep_empty: bool = False) -> list[str]:
    words = [word.lower().strip(".,;:!?¡¿-") for word in text.split()]
    return words if keep_empty else [word for word in words if word]


def _begins(rest: list[str], phrase: list[str]) -> bool:
    """Whether the rest of a text is the beginning of that phrase, its last word perhaps cut."""
    *whole, cut = rest or [""]
    return whole == phrase[: len(whole)] and len(whole) < len(phrase) and phrase[len(whole)].startswith(cut)
