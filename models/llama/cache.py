"""The KV cache: a sequence of tokens for each conversation, reused as far as a prompt begins with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from models.engine import Cancel, Cancelled, EngineError
from models.llama.bindings import NativeModel

_MOST_CHECKPOINTS: Final = 8
"""Most checkpoints of a conversation with a recurrent model. LFM2-1.2B's state takes 160 kB; the KV of its attention
layers stays in the sequence."""


@dataclass(slots=True)
class Slot:
    """A KV sequence and the tokens in it."""

    number: int
    conversation: str | None = None
    tokens: list[int] = field(default_factory=list)
    used: int = 0
    checkpoints: dict[int, bytes] = field(default_factory=dict)
    """Length in tokens -> the recurrent layers' state at that length."""


class LlamaCache:
    """The sequences of one context. With more conversations than sequences, the least recently used one is dropped,
    `pinned` never.

    A transformer's sequence can be cut at any token. Recurrent layers have only one state, which cannot be taken back.
    For them the state is saved at the ends of prompts, and a prompt that differs starts from the last state that fits.
    """

    def __init__(self, native: NativeModel, sequences: int, pinned: str) -> None:
        self._native = native
        self._pinned = pinned
        self._slots = [Slot(number) for number in range(sequences)]
        self._clock = 0
        self._logits: Slot | None = None  # whose last token was the last to be decoded, with logits

    def slot(self, conversation: str) -> Slot:
        """Returns the conversation's sequence, empty when it is new."""
        self._clock += 1
        slot = next((s for s in self._slots if s.conversation == conversation), None)
        if slot is None:
            free = [s for s in self._slots if s.conversation is None]
            others = [s for s in self._slots if s.conversation != self._pinned]
            slot = free[0] if free else min(others or self._slots, key=lambda s: s.used)
            self.clear(slot)
            slot.conversation = conversation
        slot.used = self._clock
        return slot

    def forget(self, conversation: str) -> None:
        for slot in self._slots:
            if slot.conversation == conversation:
                self.clear(slot)
                slot.conversation = None

    def clear(self, slot: Slot) -> None:
        slot.tokens.clear()
        slot.checkpoints.clear()
        self._logits = None
        self._native.cut(slot.number, 0)

    def keep_prefix(self, slot: Slot, tokens: list[int], *, leave: int = 0) -> int:
        """Cuts the sequence to the prefix it shares with `tokens`, less the last `leave` of them. Returns the kept
        length."""
        common = 0
        for ours, theirs in zip(slot.tokens, tokens, strict=False):
            if ours != theirs:
                break
            common += 1
        common = min(common, len(tokens) - leave)
        if common == len(slot.tokens):
            return common
        self._logits = None
        if self._native.recurrent:
            common = max((length for length in slot.checkpoints if length <= common), default=0)
            if common and not self._native.restore(slot.number, slot.checkpoints[common]):
                common = 0
        if not common or not self._native.cut(slot.number, common):
            self.clear(slot)
            return 0
        del slot.tokens[common:]
        slot.checkpoints = {length: state for length, state in slot.checkpoints.items() if length <= common}
        return common

    def complete(self, slot: Slot, tokens: list[int], cancel: Cancel) -> int:
        """Brings `tokens` into the sequence, with the logits of the last one. Returns how many of them were there.
        Raises Cancelled like `extend`."""
        if self._logits is slot and slot.tokens == tokens:
            return len(tokens)
        cached = self.keep_prefix(slot, tokens, leave=1)
        self.extend(slot, tokens[cached:], cancel, logits=True)
        return cached

    def extend(self, slot: Slot, tokens: list[int], cancel: Cancel, *, logits: bool) -> None:
        """Decodes `tokens` at the end of the sequence. Raises Cancelled within one chunk and keeps decoded chunks."""
        if self._native.recurrent and logits and len(tokens) > self._native.batch:
            # The same prompt may be asked again, and its last token is needed for that: stop before it to save the state.
            self.extend(slot, tokens[:-1], cancel, logits=False)
            tokens = tokens[-1:]
        with self._native.watching(cancel, stops=True):
            for start in range(0, len(tokens), self._native.batch):
                cancel.check()
                chunk = tokens[start : start + self._native.batch]
                self.append(slot, chunk, logits=logits and start + len(chunk) == len(tokens))
        self.checkpoint(slot)

    def append(self, slot: Slot, tokens: list[int], *, logits: bool = True) -> None:
        """Decodes at most a batch of tokens at the end of the sequence."""
        self._logits = None
        try:
            done = self._native.decode(tokens, len(slot.tokens), slot.number, logits=logits)
        except EngineError:
            self.clear(slot)
            raise
        if not done:
            # llama.cpp took the aborted batch out of the sequence; a recurrent state it cannot take back.
            if self._native.recurrent:
                self._go_back(slot)
            raise Cancelled
        slot.tokens += tokens
        self._logits = slot if logits else None

    def checkpoint(self, slot: Slot) -> None:
        """Keeps the state of a recurrent model's sequence as it stands, to go back to; nothing for other models."""
        if not self._native.recurrent or len(slot.tokens) in slot.checkpoints or not slot.tokens:
            return
        while len(slot.checkpoints) >= _MOST_CHECKPOINTS:
            # The first is the system prompt's end as a rule, and the last ones are where the next prompt will fork.
            del slot.checkpoints[sorted(slot.checkpoints)[1]]
        slot.checkpoints[len(slot.tokens)] = self._native.save(slot.number)

    def _go_back(self, slot: Slot) -> None:
        """Returns to the last checkpoint, because the state is invalid."""
        length = max(slot.checkpoints, default=0)
        if (
            length
            and self._native.restore(slot.number, slot.checkpoints[length])
            and self._native.cut(slot.number, length)
        ):
            del slot.tokens[length:]
        else:
            self.clear(slot)

    # ---------------------------------------------------------------------------------------------------------- tokens

    def reuse(self, slot: Slot, tokens: list[int]) -> list[int]:
        """Returns `tokens` with the model's own output in the tokens it chose. The same text can be tokenised in
        several ways, and the tokeniser's way need not be the one in the cache."""
        out: list[int] = []
        for cached, asked in zip(self._turns(slot.tokens), self._turns(tokens), strict=False):
            if cached != asked:
                same = self._beginning(cached, asked)
                if same is None:
                    break
                out += cached[:same]
                tokens = tokens[len(asked) :]
                if same < len(cached):
                    break
            else:
                out += asked
                tokens = tokens[len(asked) :]
        return out + tokens

    def _beginning(self, cached: list[int], asked: list[int]) -> int | None:
        """Returns how many of the cached tokens spell exactly the text of `asked`: all, or fewer where the answer
        was cut short. None where they differ."""
        said, wanted = b"", b"".join(self._native.piece(token) for token in asked)
        for count, token in enumerate([*cached, -1]):
            if said == wanted:
                return count
            if token < 0 or not wanted.startswith(said):
                return None
            said += self._native.piece(token)
        return None

    def _turns(self, tokens: list[int]) -> list[list[int]]:
        """Splits at control tokens, which no other token spans."""
        out: list[list[int]] = [[]]
        for token in tokens:
            if self._native.is_control(token):
                out += [[token], []]
            else:
                out[-1].append(token)
        return out
