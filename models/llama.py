"""The mind in llama.cpp: a GGUF file that answers, with the KV cache kept over the turns of every conversation."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from models.engine import Cancel, Cancelled, EngineError, Message, Sampling, TextDelta, Usage
from models.llama_chat import CHATML, ChatTemplate, Prompt
from models.llama_lib import NativeModel
from models.llama_text import TextStream

CHUNK: Final = 64
"""Tokens prefilled at once. A cancelled chunk is lost, so it is small; on a CPU it is stopped in its midst, too."""


@dataclass(slots=True)
class _Slot:
    """A KV sequence and the tokens in it."""

    number: int
    conversation: str | None = None
    tokens: list[int] = field(default_factory=list)
    used: int = 0


class LlamaMind:
    """`Mind` over llama.cpp. One thread; one answer at a time.

    Each conversation has a KV sequence of its own. When there are more conversations than `sequences`, the one unused
    for longest loses its cache, never `pinned`. Models with recurrent layers cannot drop the end of a sequence: where
    the prompt differs from the cache they are prefilled anew, and `recurrent` says so.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        context: int = 4096,
        threads: int | None = None,
        batch_threads: int | None = None,
        gpu_layers: int = 0,
        mmap: bool = True,
        repack: bool = True,
        kv_type: str = "f16",
        sequences: int = 2,
        pinned: str = "voice",
        chunk: int = CHUNK,
    ) -> None:
        """Load the GGUF at `path`, with room for `context` tokens in each of `sequences` conversations.

        `threads` generate and `batch_threads` prefill (default: the CPUs this process may use). `mmap` keeps the weights
        as file pages, shared and reclaimable; `repack` lets llama.cpp make private copies in a faster layout. `kv_type`
        is "f16" or "q8_0". Raises EngineError, one line naming the file, when it cannot be used.
        """
        path = Path(path)
        threads = threads or len(os.sched_getaffinity(0))
        self._native = NativeModel(
            path,
            context=context,
            sequences=sequences,
            batch=chunk,
            threads=threads,
            batch_threads=batch_threads or threads,
            gpu_layers=gpu_layers,
            mmap=mmap,
            repack=repack,
            kv_type=kv_type,
        )
        self.context = self._native.context
        self.recurrent = self._native.recurrent
        self._pinned = pinned
        self._slots = [_Slot(number) for number in range(sequences)]
        self._clock = 0
        try:
            self._chat = self._template(path)
            self._warm_up()
        except BaseException:
            self.close()
            raise

    # ---------------------------------------------------------------------------------------------------------- public

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens that a `generate` of `messages` puts into the context before the answer's first. Raises EngineError
        when the template refuses them."""
        return len(self._tokens(self._chat.render(messages, answer=True)))

    def prefill(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        prompt = self._chat.render(messages, answer=False)
        slot = self._slot(conversation)
        # The end of an unfinished text may merge with what follows into other tokens: leave its last word out.
        tokens = self._reuse(slot, self._tokens(prompt, end=_last_word(prompt)))
        self._check_length(tokens)
        if slot.tokens[: len(tokens)] == tokens:  # all there, and perhaps more: leave that for `generate` to judge
            return Usage(len(tokens), len(tokens), 0, "stop")
        cached = self._keep_prefix(slot, tokens)
        self._extend(slot, tokens[cached:], cancel, logits=False)
        return Usage(len(tokens), cached, 0, "stop")

    def generate(
        self, conversation: str, messages: Sequence[Message], sampling: Sampling, cancel: Cancel
    ) -> Iterator[TextDelta | Usage]:
        cancel.check()
        prompt = self._chat.render(messages, answer=True)
        slot = self._slot(conversation)
        tokens = self._reuse(slot, self._tokens(prompt))
        self._check_length(tokens)
        cached = self._keep_prefix(slot, tokens, leave=1)  # the last token is decoded again: its logits are wanted
        self._extend(slot, tokens[cached:], cancel, logits=True)
        text = TextStream(thinking=prompt.thinking)
        generated = 0
        silent = 0  # tokens since the last delta
        finish: Any = "length"
        with closing(self._native.sampler(partial(_chain, sampling))) as sampler:
            while generated < sampling.max_tokens:
                cancel.check()
                token = sampler.sample()
                if self._stops(token):
                    finish = "stop"
                    break
                generated += 1
                silent += 1
                delta = text.feed(self._native.piece(token))
                if delta:
                    yield TextDelta(delta, silent)
                    silent = 0
                if generated >= sampling.max_tokens:
                    break
                if len(slot.tokens) >= self.context:
                    finish = "context"
                    break
                cancel.check()
                self._decode(slot, [token], logits=True)
        rest = text.finish()
        if rest:
            yield TextDelta(rest, silent)
        yield Usage(len(tokens), cached, generated, finish)

    def forget(self, conversation: str) -> None:
        for slot in self._slots:
            if slot.conversation == conversation:
                self._clear(slot)
                slot.conversation = None

    def close(self) -> None:
        """Free the model, its context and caches. Harmless when repeated."""
        self._native.close()

    # ----------------------------------------------------------------------------------------------------------- cache

    def _slot(self, conversation: str) -> _Slot:
        self._clock += 1
        slot = next((s for s in self._slots if s.conversation == conversation), None)
        if slot is None:
            free = [s for s in self._slots if s.conversation is None]
            others = [s for s in self._slots if s.conversation != self._pinned]
            slot = free[0] if free else min(others or self._slots, key=lambda s: s.used)
            self._clear(slot)
            slot.conversation = conversation
        slot.used = self._clock
        return slot

    def _clear(self, slot: _Slot) -> None:
        slot.tokens = []
        self._native.cut(slot.number, 0)

    def _keep_prefix(self, slot: _Slot, tokens: list[int], *, leave: int = 0) -> int:
        """Cut the cache down to what it has in common with `tokens`, less the last `leave` of them; the length kept."""
        common = 0
        for ours, theirs in zip(slot.tokens, tokens, strict=False):
            if ours != theirs:
                break
            common += 1
        common = min(common, len(tokens) - leave)
        if common < len(slot.tokens):
            if not self._native.cut(slot.number, common):
                self._clear(slot)
                return 0
            del slot.tokens[common:]
        return common

    def _extend(self, slot: _Slot, tokens: list[int], cancel: Cancel, *, logits: bool) -> None:
        self._native.watch(cancel)
        try:
            for start in range(0, len(tokens), self._native.batch):
                cancel.check()
                chunk = tokens[start : start + self._native.batch]
                self._decode(slot, chunk, logits=logits and start + len(chunk) == len(tokens))
        finally:
            # Not while generating: the callback is asked at each node of the graph, and a token is soon done.
            self._native.watch(None)

    def _decode(self, slot: _Slot, tokens: list[int], *, logits: bool) -> None:
        try:
            done = self._native.decode(tokens, len(slot.tokens), slot.number, logits=logits)
        except EngineError:
            self._clear(slot)
            raise
        if not done:
            # llama.cpp took the aborted batch out of the sequence; a recurrent state it cannot take back.
            if self.recurrent:
                self._clear(slot)
            raise Cancelled
        slot.tokens += tokens

    # ---------------------------------------------------------------------------------------------------------- tokens

    def _tokens(self, prompt: Prompt, *, end: int | None = None) -> list[int]:
        tokens = self._native.tokenize(prompt.text[:end])
        if self._native.adds_bos() and tokens[:1] != [self._native.bos()]:
            tokens.insert(0, self._native.bos())
        return tokens

    def _reuse(self, slot: _Slot, tokens: list[int]) -> list[int]:
        """`tokens`, with what the model itself wrote in the tokens it chose: the same text can be cut in several ways,
        and the tokeniser's way need not be the one in the cache."""
        out: list[int] = []
        for cached, asked in zip(self._turns(slot.tokens), self._turns(tokens), strict=False):
            if cached != asked and self._bytes(cached) != self._bytes(asked):
                break
            out += cached
            tokens = tokens[len(asked) :]
        return out + tokens

    def _turns(self, tokens: list[int]) -> list[list[int]]:
        """Cut before and after each control token: no other token reaches over those."""
        out: list[list[int]] = [[]]
        for token in tokens:
            if self._native.is_control(token):
                out += [[token], []]
            else:
                out[-1].append(token)
        return out

    def _bytes(self, tokens: list[int]) -> bytes:
        return b"".join(self._native.piece(token) for token in tokens)

    def _stops(self, token: int) -> bool:
        if self._native.ends(token):
            return True
        # Any other control token (the beginning of another turn) has no place in an answer either.
        return self._native.is_control(token) and b"think>" not in self._native.piece(token)

    def _harmless(self, content: str) -> str:
        """`content` with a space put into whatever would be read as a control token."""
        if "<" not in content and "[" not in content:
            return content
        for token in set(self._native.tokenize(content)):
            if self._native.is_control(token):
                word = self._native.piece(token).decode("utf-8", "replace")
                content = content.replace(word, f"{word[:1]} {word[1:]}") if word else content
        return re.sub(r"<(/?think>)", r"< \1", content)

    def _check_length(self, tokens: list[int]) -> None:
        if len(tokens) >= self.context:
            raise EngineError(
                f"the conversation takes {len(tokens)} tokens and the model's context holds {self.context}: "
                "drop older turns or ask in fewer words"
            )

    # ----------------------------------------------------------------------------------------------------------- start

    def _template(self, path: Path) -> ChatTemplate:
        native = self._native
        source = native.chat_template()
        if source is None:
            marks = native.tokenize("<|im_start|><|im_end|>")
            if len(marks) != 2:
                raise EngineError(f"{path} has no chat template: it is a base model, choose an instruct model")
            source = CHATML
        bos, eos = (native.piece(t).decode() if t >= 0 else "" for t in (native.bos(), native.eos()))
        try:
            return ChatTemplate(source, bos=bos, eos=eos, harmless=self._harmless)
        except EngineError as err:
            raise EngineError(f"{path}: {err}: choose another model") from err

    def _warm_up(self) -> None:
        """Decode one token, so that the weights are in memory and buffers stand before the first question."""
        slot = self._slots[0]
        self._native.decode([max(self._native.bos(), 0)], 0, slot.number, logits=True)
        self._clear(slot)


def _last_word(prompt: Prompt) -> int:
    """Where the last word of the last message begins, with the white space before it."""
    words = prompt.text[prompt.last_start :].split()
    before = prompt.text.removesuffix(words[-1]).rstrip() if words else prompt.text
    return max(prompt.last_start, len(before))


def _chain(sampling: Sampling, lib: Any, chain: Any) -> None:
    add = partial(lib.llama_sampler_chain_add, chain)
    if sampling.temperature <= 0:
        add(lib.llama_sampler_init_greedy())
        return
    # min_p first: it runs over the vocabulary once and leaves top_p few tokens to sort.
    if sampling.min_p > 0:
        add(lib.llama_sampler_init_min_p(sampling.min_p, 1))
    if sampling.top_p < 1:
        add(lib.llama_sampler_init_top_p(sampling.top_p, 1))
    add(lib.llama_sampler_init_temp(sampling.temperature))
    seed = lib.LLAMA_DEFAULT_SEED if sampling.seed is None else sampling.seed & 0x7FFFFFFF
    add(lib.llama_sampler_init_dist(seed))
