"""Is speech over a reply an interruption, or a cough, "mhm", or the reply's own echo? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    INTERRUPTS = "interrupts"
    DISMISSED = "dismissed"


HESITATIONS = tuple("um umm uh uhm er erm eh em ahem ha haha heh".split())
"""Sounds of a voice that thinks, laughs or clears itself, as recognisers write them, also for beginnings of words."""
FILLERS = (*HESITATIONS, *"hm hmm mm mmm ah".split())
"""The same and what may be assent as well. Alone they ask for nothing."""


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def judge(text: str, reply: str, backchannels: Iterable[str]) -> Verdict:
    """Whether words spoken over a reply interrupt it.

    `text`: the recognised words. `reply`: the reply's text, which may come back as echo. `backchannels`: words of assent
    that do not interrupt. Fillers do not either.
    """
    said = words(text)
    if not said:
        return Verdict.DISMISSED
    assent = "|".join(re.escape(" ".join(words(phrase))) for phrase in (*backchannels, *FILLERS))
    if re.fullmatch(rf"(?:(?:{assent})(?: |$))+", " ".join(said)):
        return Verdict.DISMISSED
    if is_echo(said, words(reply)):
        return Verdict.DISMISSED
    return Verdict.INTERRUPTS


def says_nothing(text: str) -> bool:
    """Whether there are no words but fillers. As a question ("eh?") they ask to hear it again."""
    return not text.rstrip().endswith("?") and all(word in FILLERS for word in words(text))


def hesitates(text: str) -> bool:
    """Whether there are no words, or only those of hesitation."""
    return all(word in HESITATIONS for word in words(text))


def is_echo(said: list[str], reply: list[str]) -> bool:
    """Whether `said` repeats the reply: at least 80 % of it is a common subsequence of both. One word is never an echo."""
    if not reply:
        return False
    row = [0] * (len(reply) + 1)
    for word in said:
        previous = 0
        for column, other in enumerate(reply, 1):
            above = row[column]
            row[column] = previous + 1 if word == other else max(above, row[column - 1])
            previous = above
    return row[-1] >= 0.8 * len(said) and len(said) >= 2
