"""A byte-level BPE vocabulary of any size, made without a corpus: an English word takes about as many tokens as with a
real one."""

from __future__ import annotations

import itertools


def byte_level(size: int) -> tuple[list[str], list[str]]:
    """`size` tokens (bytes, pairs of letters, pairs of pairs) and the merges that make them, "left right"."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    letters = [chr(byte) if byte in plain else chr(256 + rest.index(byte)) for byte in range(256)]
    space = letters[32]
    by_frequency = "etaoinshrdlcumwfgypbvkjxqz"  # of English letters
    pairs = [(space, letter) for letter in by_frequency]
    both = itertools.product(by_frequency, by_frequency)
    pairs += sorted(both, key=lambda pair: by_frequency.index(pair[0]) + by_frequency.index(pair[1]))
    known = [first + second for first, second in pairs]
    order = sorted(itertools.product(range(len(known)), repeat=2), key=sum)
    quads = [(known[a], known[b]) for a, b in order if not known[b].startswith(space)]
    merges = (pairs + quads)[: size - 256]
    tokens = letters + [first + second for first, second in merges]
    if len(set(tokens)) != len(tokens):
        raise AssertionError("a token occurs twice")
    return tokens, [f"{first} {second}" for first, second in merges]
