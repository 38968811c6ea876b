"""An LLM in llama.cpp: a GGUF file, with the KV cache kept over the turns of every conversation."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from config import paths
from config.texts import _
from models.engine import Cancel, Choice, EngineError, Message, Sampling, TextDelta, Tool, Usage
from models.fitting import fit
from models.llama.bindings import NativeModel, NativeSampler
from models.llama.cache import LlamaCache, Slot
from models.llama.chat_template import CHATML, ChatTemplate, Prompt
from models.llama.text_stream import TextStream
from models.llama.tool_calls import ToolCaller

MOST_CHOICES: Final = 64
"""Number of candidate tokens for sampling (top-k)."""
CHUNK: Final = 64
"""Tokens prefilled at once. It is small because a cancelled chunk is lost; on a CPU a chunk is also aborted midway."""
CHARACTERS: Final = 16
"""Characters a token of the context, above which a text is too long without being tokenised. English has 4 or 5 a token."""
WINDOW: Final = 8192
"""Characters of a content that are searched for control tokens at once: llama.cpp's search takes time that grows with the
square of their number."""
OVERLAP: Final = 256
"""Characters that two windows share: more than a control token has."""


class LlamaMind:
    """`Mind` over llama.cpp, for one thread and one answer at a time.

    Each conversation has a KV sequence of its own; LlamaCache decides what stays in it.
    """

    native: type[NativeModel] = NativeModel

    def __init__(
        self,
        path: str | Path,
        *,
        context: int = 4096,
        threads: int | None = None,
        batch_threads: int | None = None,
        gpu_layers: int = 0,
        mmap: bool = True,
        repack: bool = False,
        kv_type: str = "f16",
        sequences: int = 2,
        pinned: str = "voice",
        chunk: int = CHUNK,
        states: str | Path | None = None,
    ) -> None:
        """Loads the GGUF at `path`, with room for `context` tokens in each of `sequences` conversations.

        `threads` generate and `batch_threads` prefill (default: the CPUs this process may use). `mmap` keeps the
        weights as file pages, shared and reclaimable; `repack` lets llama.cpp copy them into another layout. `kv_type`
        is "f16" or "q8_0". `states`: the folder of saved KV states (default: in the user's cache). Raises EngineError,
        one line naming the file, when it cannot be used.
        """
        path = Path(path)
        threads = threads or len(os.sched_getaffinity(0))
        self._native = self.native(
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
        self._cache = LlamaCache(self._native, sequences, pinned)
        self._states = states
        self._calls: ToolCaller | None = None
        try:
            self._chat = self._template(path)
            self._warm_up()
        except BaseException:
            self.close()
            raise

    # ---------------------------------------------------------------------------------------------------------- public

    def count(self, messages: Sequence[Message]) -> int:
        """Returns the number of tokens that `generate` of `messages` puts into the context before the answer. Raises
        EngineError when the template refuses them."""
        return len(self._tokens(self._chat.render(messages, answer=True)))

    def prefill(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        self._check_characters(messages, self.context)
        prompt = self._chat.render(messages, answer=False)
        slot = self._cache.slot(conversation)
        # The end of an unfinished text may merge with what follows into other tokens: leave its last word out.
        tokens = self._cache.reuse(slot, self._tokens(prompt, end=_last_word(prompt)))
        self._check_length(tokens)
        if slot.tokens[: len(tokens)] == tokens:  # all there, and perhaps more: leave that for `generate` to judge
            return Usage(len(tokens), len(tokens), 0, "stop")
        cached = self._cache.keep_prefix(slot, tokens)
        self._cache.extend(slot, tokens[cached:], cancel, logits=False)
        return Usage(len(tokens), cached, 0, "stop")

    def anticipate(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        _, _, tokens, cached = self._read(conversation, self._fit(messages, Sampling()), cancel)
        return Usage(len(tokens), cached, 0, "stop")

    def generate(
        self, conversation: str, messages: Sequence[Message], sampling: Sampling, cancel: Cancel
    ) -> Iterator[TextDelta | Usage]:
        cancel.check()
        fitting = self._fit(messages, sampling)
        prompt, slot, tokens, cached = self._read(conversation, fitting, cancel)
        text = TextStream(thinking=prompt.thinking)
        generated = 0
        silent = 0  # tokens since the last delta
        finish: Any = "length"
        # Half a token cannot be taken back from a recurrent state: there it is finished, and soon done.
        stops = not self.recurrent
        with closing(self._sampler(sampling)) as sampler, self._native.watching(cancel, stops=stops):
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
                if text.over:
                    finish = "stop"
                    break
                if generated >= sampling.max_tokens:
                    break
                if len(slot.tokens) >= self.context:
                    finish = "context"
                    break
                cancel.check()
                self._cache.append(slot, [token])
        rest = text.finish()
        if rest:
            yield TextDelta(rest, silent)
        yield Usage(len(tokens), cached, generated, finish, len(messages) - len(fitting))

    def _read(
        self, conversation: str, messages: Sequence[Message], cancel: Cancel
    ) -> tuple[Prompt, Slot, list[int], int]:
        """Brings the prompt of an answer into the cache. Returns it, its sequence, its tokens, and how many of those were
        there."""
        prompt = self._chat.render(messages, answer=True)
        slot = self._cache.slot(conversation)
        tokens = self._cache.reuse(slot, self._tokens(prompt))
        self._check_length(tokens)
        return prompt, slot, tokens, self._cache.complete(slot, tokens, cancel)

    def _sampler(self, sampling: Sampling) -> NativeSampler:
        return self._native.sampler(partial(_chain, sampling))

    def forget(self, conversation: str) -> None:
        self._cache.forget(conversation)

    def offer(self, tools: Sequence[Tool], cancel: Cancel) -> Usage:
        """Implements models.engine.Calling, as `choose` and `arguments` do."""
        return self._caller().offer(tools, cancel)

    def choose(self, tools: Sequence[Tool], messages: Sequence[Message], cancel: Cancel) -> Choice:
        return self._caller().choose(tools, messages, cancel)

    def likeliest(self, tools: Sequence[Tool], messages: Sequence[Message], cancel: Cancel) -> tuple[str | None, float]:
        """Does what ToolCaller.likeliest does; for measuring where the threshold should be."""
        return self._caller().likeliest(tools, messages, cancel)

    def arguments(self, tool: Tool, messages: Sequence[Message], cancel: Cancel) -> dict[str, Any]:
        return self._caller().arguments(tool, messages, cancel)

    def _caller(self) -> ToolCaller:
        if self._calls is None:
            states = paths.cache_dir() / "tools" if self._states is None else Path(self._states)
            self._calls = ToolCaller(self._native, self._chat, self._tokens, self._harmless, states)
        return self._calls

    def close(self) -> None:
        """Frees the model, its contexts and caches. Harmless when repeated."""
        if self._calls is not None:
            self._calls.close()
        self._native.close()

    # ---------------------------------------------------------------------------------------------------------- tokens

    def _tokens(self, prompt: Prompt, *, end: int | None = None) -> list[int]:
        tokens = self._native.tokenize(prompt.text[:end])
        if self._native.adds_bos() and tokens[:1] != [self._native.bos()]:
            tokens.insert(0, self._native.bos())
        return tokens

    def _stops(self, token: int) -> bool:
        if self._native.ends(token):
            return True
        # Any other control token (the beginning of another turn) has no place in an answer either.
        return self._native.is_control(token) and b"think>" not in self._native.piece(token)

    def _harmless(self, content: str) -> str:
        """Returns `content` with a space inserted into any text that would be read as a control token."""
        windows = (content[at : at + WINDOW + OVERLAP] for at in range(0, len(content), WINDOW))
        tokens = {token for window in windows for token in self._native.tokenize(window)}
        for token in tokens:
            if self._native.is_control(token) or self._native.ends(token):
                word = self._native.piece(token).decode("utf-8", "replace")
                content = content.replace(word, f"{word[:1]} {word[1:]}") if word else content
        return re.sub(r"<(/?think>)", r"< \1", content)

    def _fit(self, messages: Sequence[Message], sampling: Sampling) -> Sequence[Message]:
        # An answer needs room, too: as much as it may take, or a quarter of the context.
        room = self.context - min(sampling.max_tokens, self.context // 4)
        if self._most_tokens(messages) <= room:
            return messages  # no need to count
        messages = fit(messages, room * CHARACTERS, _characters)
        self._check_characters(messages, room)
        return fit(messages, room, self.count)

    def _most_tokens(self, messages: Sequence[Message]) -> int:
        """Returns an upper bound: a token is a byte or more."""
        return sum(len(message.content.encode()) + 16 for message in messages)

    def _check_characters(self, messages: Sequence[Message], room: int) -> None:
        """Refuses at once what cannot fit into `room` tokens: tokenising a megabyte may take minutes."""
        characters = _characters(messages)
        if characters > room * CHARACTERS:
            raise EngineError(
                _(
                    "the conversation has {characters} characters, and the model's context holds "
                    "{context} tokens: drop older turns or ask in fewer words",
                    characters=characters,
                    context=self.context,
                )
            )

    def _check_length(self, tokens: list[int]) -> None:
        if len(tokens) >= self.context:
            raise EngineError(
                _(
                    "the conversation takes {count} tokens and the model's context holds {context}: drop "
                    "older turns or ask in fewer words",
                    count=len(tokens),
                    context=self.context,
                )
            )

    # ----------------------------------------------------------------------------------------------------------- start

    def _template(self, path: Path) -> ChatTemplate:
        native = self._native
        source = native.chat_template()
        if source is None:
            marks = native.tokenize("<|im_start|><|im_end|>")
            if len(marks) != 2:
                raise EngineError(
                    _("{path} has no chat template: it is a base model, choose an instruct model", path=path)
                )
            source = CHATML
        bos, eos = (native.piece(t).decode() if t >= 0 else "" for t in (native.bos(), native.eos()))
        try:
            return ChatTemplate(source, bos=bos, eos=eos, harmless=self._harmless, owner=f"{path}: its")
        except EngineError as err:
            raise EngineError(_("{path}: {why}: choose another model", path=path, why=err)) from err

    def _warm_up(self) -> None:
        """Decodes one token, so that the weights are in memory and buffers exist before the first question."""
        self._native.decode([max(self._native.bos(), 0)], 0, 0, logits=True)
        self._native.cut(0, 0)


def _characters(messages: Sequence[Message]) -> int:
    return sum(len(message.content) for message in messages)


def _last_word(prompt: Prompt) -> int:
    """Returns where the last word of the last message begins, with the white space before it."""
    words = prompt.text[prompt.last_start :].split()
    before = prompt.text.removesuffix(words[-1]).rstrip() if words else prompt.text
    return max(prompt.last_start, len(before))


def _chain(sampling: Sampling, lib: Any, chain: Any) -> None:
    add = partial(lib.llama_sampler_chain_add, chain)
    if sampling.temperature <= 0:
        add(lib.llama_sampler_init_greedy())
        return
    # min_p first: it runs over the vocabulary once and leaves few tokens to sort. Where it leaves many, the mind does not
    # know what to say: sorting all of 150 thousand would cost 11 ms a token.
    if sampling.min_p > 0:
        add(lib.llama_sampler_init_min_p(sampling.min_p, 1))
    add(lib.llama_sampler_init_top_k(MOST_CHOICES))
    if sampling.top_p < 1:
        add(lib.llama_sampler_init_top_p(sampling.top_p, 1))
    add(lib.llama_sampler_init_temp(sampling.temperature))
    seed = lib.LLAMA_DEFAULT_SEED if sampling.seed is None else sampling.seed & 0x7FFFFFFF
    add(lib.llama_sampler_init_dist(seed))
