"""Builds a small trigram language model from sentences, in the ARPA format of pocketsphinx.

Smoothing is Witten and Bell's (1991): words unseen after a history get a share that grows with the number of different
words seen there. It needs no held-out text and suits the few thousand sentences of a domain.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

BEGIN, END = "<s>", "</s>"
_ORDER = 3
_NEVER = -99.0
"""ARPA's log probability of a word that is never predicted: the beginning of a sentence."""

Gram = tuple[str, ...]


def arpa(sentences: Iterable[str], least: int = 1) -> str:
    """Returns the model of `sentences` (words between spaces). Trigrams seen fewer than `least` times are left out."""
    counts: list[Counter[Gram]] = [Counter() for _ in range(_ORDER)]
    for sentence in sentences:
        words = (BEGIN, *sentence.split(), END)
        for order in range(1, _ORDER + 1):
            counts[order - 1].update(words[at : at + order] for at in range(len(words) - order + 1))
    counts[-1] = Counter({gram: count for gram, count in counts[-1].items() if count >= least})
    probability = _probabilities(counts)
    followed = [_followed(level) for level in counts]
    lines = ["\\data\\", *(f"ngram {order + 1}={len(level)}" for order, level in enumerate(counts))]
    for order, level in enumerate(counts):
        lines += ["", f"\\{order + 1}-grams:"]
        for gram in sorted(level):
            chance = _NEVER if gram == (BEGIN,) else math.log10(probability[gram])
            line = f"{chance:.4f}\t{' '.join(gram)}"
            if order + 1 < _ORDER and gram in followed[order + 1]:
                kinds, total = followed[order + 1][gram]
                line += f"\t{math.log10(kinds / (kinds + total)):.4f}"
            lines.append(line)
    return "\n".join([*lines, "", "\\end\\", ""])


def _followed(level: Counter[Gram]) -> dict[Gram, tuple[int, int]]:
    """Returns for each history the number of different words that follow it, and the number of all words that do."""
    kinds: defaultdict[Gram, int] = defaultdict(int)
    total: defaultdict[Gram, int] = defaultdict(int)
    for gram, count in level.items():
        kinds[gram[:-1]] += 1
        total[gram[:-1]] += count
    return {history: (kinds[history], total[history]) for history in kinds}


def _probabilities(counts: list[Counter[Gram]]) -> dict[Gram, float]:
    """Returns P(last word | the words before it) of every gram, interpolated with the next shorter gram's."""
    words = Counter({gram: count for gram, count in counts[0].items() if gram != (BEGIN,)})
    kinds, total = len(words), sum(words.values())
    # The share of unseen words goes to all alike.
    chances: dict[Gram, float] = {gram: (count + 1) / (total + kinds) for gram, count in words.items()}
    for level in counts[1:]:
        followed = _followed(level)
        for gram, count in level.items():
            kinds, total = followed[gram[:-1]]
            chances[gram] = (count + kinds * chances[gram[1:]]) / (total + kinds)
    return chances
