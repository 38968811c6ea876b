"""Repetition in a transcript, the sign of a decoder that has lost itself. Pure."""

from __future__ import annotations

import itertools
from itertools import pairwise


def ends_as_before(text: str) -> bool:
    """Whether the text ends with words that stand in it earlier, the sign of a decoder that went on after the end of the
    speech: "Turn on the living room light. Turn on t", "between a frog and a frog?". It takes two different words, the
    last one perhaps cut; repeated digits are no loop."""
    *before, first, last = ["", "", *_bare(text)]
    if first == last or last.isdigit():
        return False
    return any(one == first and other.startswith(last) for one, other in pairwise(before))


def without_loops(text: str) -> str:
    """Keeps one of each run of repeated phrases, the sign of a looping decoder: a phrase of up to 8 words three
    times in a row, a single word five times (people do say "no no no no"), and the beginning of one more at the end of the
    text. Repeated digits are no loop."""
    words = text.split()
    for length in range(1, 9):
        least = 5 if length == 1 else 3
        kept: list[str] = []
        at = 0
        while at < len(words):
            phrase = _bare(" ".join(words[at : at + length]), keep_empty=True)
            repeats = 1
            for again in itertools.count(at + length, length):
                if _bare(" ".join(words[again : again + length]), keep_empty=True) != phrase:
                    break
                repeats += 1
            if repeats >= least and any(word and not word.isdigit() for word in phrase):
                kept += words[at : at + length]
                at += repeats * length
                if _begins(_bare(" ".join(words[at:]), keep_empty=True), phrase):
                    break
            else:
                kept.append(words[at])
                at += 1
        words = kept
    return " ".join(words)


def _bare(text: str, *, keep_empty: bool = False) -> list[str]:
    words = [word.lower().strip(".,;:!?¡¿-") for word in text.split()]
    return words if keep_empty else [word for word in words if word]


def _begins(rest: list[str], phrase: list[str]) -> bool:
    """Whether the rest of a text is the beginning of that phrase, its last word perhaps cut."""
    *whole, cut = rest or [""]
    return whole == phrase[: len(whole)] and len(whole) < len(phrase) and phrase[len(whole)].startswith(cut)
