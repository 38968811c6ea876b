"""Builds a byte-level BPE vocabulary of any size.

An English word takes about as many tokens as with a real one: the merges are learnt from the questions and replies of
the benchmarks, and filled up with pairs of letters and pairs of pairs.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable

from benchmarks.answers import ANSWERS
from daemon.bench.turn.measure import REPLIES
from daemon.bench.turn.questions import PLAIN
from daemon.bench.turn.sentences import FRESH, KNOWN

LETTERS = "etaoinshrdlcumwfgypbvkjxqz"
"""English letters, by frequency."""


def byte_level(size: int) -> tuple[list[str], list[str]]:
    """Returns `size` tokens (bytes, then the results of the merges) and the merges, "left right"."""
    tokens, merges = _learnt(_spoken(), size)
    known = set(tokens)
    for first, second in _pairs():
        if len(tokens) == size:
            break
        if first + second not in known:
            known.add(first + second)
            tokens.append(first + second)
            merges.append(f"{first} {second}")
    if len(tokens) != size:
        raise ValueError(f"there are not enough pairs for {size} tokens")
    return tokens, merges


def _spoken() -> Iterable[str]:
    """Yields the texts that are said in the benchmarks, in the middle of a sentence and at its beginning."""
    for text in (*REPLIES, *PLAIN, *ANSWERS, *ANSWERS.values(), *FRESH.values(), *KNOWN.values()):
        yield from (f" {line.replace('|', ' ')} {line}" for line in text.splitlines())


def _learnt(texts: Iterable[str], size: int) -> tuple[list[str], list[str]]:
    """Returns the 256 bytes, and at most half of `size` tokens learnt from the texts."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=size // 2, initial_alphabet=alphabet, show_progress=False)
    )
    found = sorted(bpe.get_vocab(with_added_tokens=False).items(), key=lambda item: item[1])
    merges = json.loads(bpe.to_str())["model"]["merges"]
    return [token for token, _ in found], [" ".join(merge) for merge in merges]


def _pairs() -> Iterable[tuple[str, str]]:
    """Yields letters, then pairs of letters, the frequent ones first; a word's first may have a blank before it."""
    pairs = [("Ġ", letter) for letter in LETTERS]
    both = itertools.product(LETTERS, LETTERS)
    pairs += sorted(both, key=lambda pair: LETTERS.index(pair[0]) + LETTERS.index(pair[1]))
    yield from pairs
    made = [first + second for first, second in pairs]
    order = sorted(itertools.product(range(len(made)), repeat=2), key=sum)
    yield from ((made[a], made[b]) for a, b in order if not made[b].startswith("Ġ"))
