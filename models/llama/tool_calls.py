"""Chooses among tools and writes the arguments of a call, in a context of its own over the mind's weights.

The tools' texts are the fixed beginning of every prompt there. They are read once, and their KV state is kept on disk
(`state_files`); a choice reads the user's words behind them, and no more. The spoken and the typed conversation stay as they
are: their answers know nothing of tools, and cost what they cost without.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from config.texts import _
from models.engine import Cancel, Choice, EngineError, Message, Tool, Usage
from models.llama import call_grammar
from models.llama.bindings import NativeModel
from models.llama.cache import LlamaCache, Slot
from models.llama.call_formats import PLAIN, TALK, CallFormat, beginning, for_template, format_of
from models.llama.chat_template import ChatTemplate, Prompt
from models.llama.state_files import StateFiles

if TYPE_CHECKING:
    from models.llama.bindings import Logits

MOST_TOOLS: Final = 64
MOST_PREFIX: Final = 3072
"""Tokens of the tools' texts. A 4B model reads some 33 a second on two cores."""
ROOM: Final = 768
"""Tokens of the context behind them: the user's words, and the call."""
MOST_WORDS: Final = 2000
"""Characters of a message that are looked at: its last ones."""
MOST_ARGUMENTS: Final = 256
"""Tokens of a call's arguments."""
THRESHOLDS: Final = {"hermes": 0.5, "lfm2": 0.5, "plain": 0.9}
"""Probability of a call from which on it is one, by the form of calls. See docs/actions.md."""
NEGLIGIBLE: Final = 0.1
"""Probability of a call below which nobody asks of what."""
_NEUTRAL: Final = ("...", "hello", "N/A")
_NOBODY: Final = "tools"
_SAMPLES, _SAMPLE = 16, 65_536  # places of a model's file, and bytes at each, that its fingerprint is made of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Offered:
    """The tools that are in the context."""

    tools: tuple[Tool, ...]
    form: CallFormat
    template: ChatTemplate
    first: list[Message]
    """Messages that every prompt begins with, and"""
    prefix: list[int]
    """their tokens, up to the first word that differs."""
    calls: dict[str, list[int]]
    """Name of each choice, and the tokens of its call up to the arguments."""
    certain: list[int]
    """Tokens with which every answer begins; none where an answer need not be a call."""

    def messages(self, given: Sequence[Message]) -> list[Message]:
        """Returns the prompt's messages: the system's own text, and the end of the conversation."""
        said = [Message(each.role, each.content[-MOST_WORDS:]) for each in given if each.role != "system"]
        return [*self.first, *said]


class ToolCaller:
    """Implements `models.engine.Calling` over a mind's weights. One thread only. To be closed before the weights."""

    def __init__(
        self,
        native: NativeModel,
        template: ChatTemplate,
        tokens: Callable[[Prompt], list[int]],
        harmless: Callable[[str], str],
        states: Path,
    ) -> None:
        """`tokens` cuts a prompt into tokens, `harmless` takes control tokens out of a text, `states` is the folder of KV
        states."""
        self._mind = native
        self._template = template
        self._tokens = tokens
        self._harmless = harmless
        self._files = StateFiles(states)
        self._form = format_of(native.chat_template() or "")
        self._native: NativeModel | None = None
        self._cache: LlamaCache | None = None
        self._offered: _Offered | None = None
        self._read_whole = False  # the prefix is in the context, to its end, and the prior is known
        self._prior: dict[int, float] = {}
        self._model = ""

    # ---------------------------------------------------------------------------------------------------------- public

    def offer(self, tools: Sequence[Tool], cancel: Cancel) -> Usage:
        """Implements Calling.offer."""
        if not tools:
            self.close()
            return Usage(0, 0, 0, "stop")
        offered = self._prepared(tools)
        length = len(offered.prefix)
        if self._read_whole:
            return Usage(length, length, 0, "stop")
        native, cache = self._context(length)
        slot = cache.slot(_NOBODY)
        cached = self._restore(offered, native, cache, slot)
        if cached < length:
            cached = cache.keep_prefix(slot, offered.prefix)
            cache.extend(slot, offered.prefix[cached:], cancel, logits=False)
            if cached < length:
                self._files.save(self._key(offered), native.save(slot.number, whole=True))
        self._learn_prior(offered, cache, slot, cancel)
        self._read_whole = True
        return Usage(length, cached, 0, "stop")

    def _restore(self, offered: _Offered, native: NativeModel, cache: LlamaCache, slot: Slot) -> int:
        """Brings a saved reading into the sequence, in place of what was offered before. Returns its length in tokens; 0
        where there is none."""
        read = slot.tokens[: len(offered.prefix)] == offered.prefix
        if read or (state := self._files.load(self._key(offered))) is None:
            return 0
        cache.clear(slot)
        if not native.restore(slot.number, state, whole=True):
            log.warning("the saved reading of the tools is not taken by llama.cpp: they are read again")
            self._files.drop(self._key(offered))
            cache.clear(slot)
            return 0
        slot.tokens = list(offered.prefix)
        cache.checkpoint(slot)
        return len(offered.prefix)

    def choose(self, tools: Sequence[Tool], messages: Sequence[Message], cancel: Cancel) -> Choice:
        """Implements Calling.choose: one prefill of the words, then a few tokens only where a tool is likely."""
        name, probability = self.likeliest(tools, messages, cancel)
        sure = probability >= THRESHOLDS[self._form.name]
        return Choice(name if sure else None, probability)

    def likeliest(self, tools: Sequence[Tool], messages: Sequence[Message], cancel: Cancel) -> tuple[str | None, float]:
        """Returns the likeliest tool and its probability. None for talk, with the probability that it is none. Raises
        Cancelled within a token, and EngineError."""
        if not tools:
            return None, 0.0
        self.offer(tools, cancel)
        offered, cache, slot = self._ready()
        cache.complete(slot, [*self._prompt(offered, messages), *offered.certain], cancel)
        open_calls, probability, at = offered.calls, 1.0, len(offered.certain)
        if offered.form.opening:
            probability = self._of_first(next(iter(open_calls.values()))[0])
            if probability < NEGLIGIBLE:
                return None, probability
        while len(open_calls) > 1:
            at = self._decode_forced(cache, slot, open_calls, at, cancel)
            shares = self._shares({tokens[at] for tokens in open_calls.values()})
            if at == len(offered.certain):
                shares = self._less_prior(shares)
            best = max(shares, key=lambda token: shares[token])
            probability *= shares[best]
            open_calls = {name: tokens for name, tokens in open_calls.items() if tokens[at] == best}
        name = next(iter(open_calls))
        return (None, 1 - probability) if name == TALK and not offered.form.opening else (name, probability)

    def arguments(self, tool: Tool, messages: Sequence[Message], cancel: Cancel) -> dict[str, Any]:
        """Implements Calling.arguments, greedily, held to a grammar of the tool's schema."""
        pythonic = self._form.pythonic
        make, read = (
            (call_grammar.pythonic_grammar, call_grammar.read_pythonic)
            if pythonic
            else (call_grammar.json_grammar, call_grammar.read_json)
        )
        grammar = make(tool)
        if not call_grammar.checked(tool).get("properties", True):
            return {}
        known = self._offered.tools if self._offered is not None else ()
        self.offer(known if tool in known else [tool], cancel)
        offered, cache, slot = self._ready()
        native = self._native
        assert native is not None
        prompt = [*self._prompt(offered, messages), *offered.calls[tool.name]]
        cache.complete(slot, prompt, cancel)
        try:
            compiled = native.grammar(grammar)
        except EngineError as err:
            raise call_grammar.refused(tool, str(err)) from err
        text = b""
        with closing(compiled) as held, native.watching(cancel, stops=not native.recurrent):
            for _count in range(MOST_ARGUMENTS):
                cancel.check()
                token = held.best(native.logits())
                if token is None or native.ends(token):
                    break
                held.accept(token)
                text += native.piece(token)
                found = read(text.decode("utf-8", "ignore"))
                if found is not None:
                    return found
                if len(slot.tokens) >= native.context:
                    break
                cache.append(slot, [token])
        raise EngineError(
            _(
                "the mind found no end for the arguments of {name!r} within {most} tokens: say it in other words",
                name=tool.name[:64],
                most=MOST_ARGUMENTS,
            )
        )

    def close(self) -> None:
        """Frees the context. Harmless when repeated."""
        if self._native is not None:
            self._native.close()
        self._native = self._cache = self._offered = None
        self._read_whole = False

    # --------------------------------------------------------------------------------------------------------- scoring

    def _of_first(self, token: int) -> float:
        """Returns the probability of a token, among all."""
        logits = self._logits()
        return math.exp(float(logits[token]) - _log_sum(logits))

    def _shares(self, tokens: set[int]) -> dict[int, float]:
        """Returns the probability of each of these tokens, if it must be one of them."""
        logits = self._logits()
        total = _log_sum(logits[list(tokens)])
        return {token: math.exp(float(logits[token]) - total) for token in tokens}

    def _less_prior(self, shares: dict[int, float]) -> dict[int, float]:
        """Returns the probabilities without the model's liking for some names, whatever is said (contextual calibration:
        Zhao et al., "Calibrate Before Use", 2021)."""
        if not self._prior:
            return shares
        weights = {token: share / max(self._prior[token], 1e-6) for token, share in shares.items()}
        total = sum(weights.values())
        return {token: weight / total for token, weight in weights.items()}

    def _learn_prior(self, offered: _Offered, cache: LlamaCache, slot: Slot, cancel: Cancel) -> None:
        """Looks at what the model makes of words that ask for nothing."""
        first = {tokens[len(offered.certain)] for tokens in offered.calls.values()}
        seen = []
        for words in _NEUTRAL if offered.certain and len(first) > 1 else ():
            cache.complete(slot, [*self._prompt(offered, [Message("user", words)]), *offered.certain], cancel)
            seen.append(self._shares(first))
        self._prior = {token: sum(shares[token] for shares in seen) / len(seen) for token in first} if seen else {}

    def _logits(self) -> Logits:
        assert self._native is not None
        return self._native.logits()

    def _decode_forced(
        self, cache: LlamaCache, slot: Slot, calls: dict[str, list[int]], at: int, cancel: Cancel
    ) -> int:
        """Decodes the tokens from `at` on that all calls share. Returns the place of the first that they don't."""
        first = next(iter(calls.values()))
        end = at
        while all(len(tokens) > end and tokens[end] == first[end] for tokens in calls.values()):
            end += 1
        if end > at:
            cache.extend(slot, first[at:end], cancel, logits=True)
        return end

    # --------------------------------------------------------------------------------------------------------- prompts

    def _prepared(self, tools: Sequence[Tool]) -> _Offered:
        """Returns the tools as they are offered, with their tokens; forgets what was offered before, if that differs."""
        if self._offered is not None and self._offered.tools == tuple(tools):
            return self._offered
        if len(tools) > MOST_TOOLS:
            raise EngineError(
                _(
                    "{count} tools are offered, more than {most}: allow fewer (`allow`)",
                    count=len(tools),
                    most=MOST_TOOLS,
                )
            )
        try:
            offered = self._in_form(self._form, tools)
        except EngineError:
            if self._form is PLAIN:
                raise
            log.warning("the model's chat template refuses these tools: they are offered in words")
            self._form = PLAIN
            offered = self._in_form(PLAIN, tools)
        most = min(MOST_PREFIX, self._mind.trained - ROOM)
        if len(offered.prefix) > most:
            raise EngineError(
                _(
                    "the descriptions of the {count} tools take {tokens} tokens, more than {most}: "
                    "allow fewer tools (`allow`)",
                    count=len(tools),
                    tokens=len(offered.prefix),
                    most=most,
                )
            )
        self._offered, self._read_whole = offered, False
        return offered

    def _in_form(self, form: CallFormat, tools: Sequence[Tool]) -> _Offered:
        template = self._template
        if form.opening:
            template = template.with_tools(for_template(tools, self._harmless))
        first = beginning(form, tools)
        texts = form.texts([self._harmless(tool.name) for tool in tools])
        calls = dict(zip([*(tool.name for tool in tools), TALK], map(self._mind.tokenize, texts), strict=False))
        # What two prompts have in common is what every prompt begins with.
        one, other = (
            self._tokens(template.render([*first, Message("user", words)], answer=True)) for words in ("a", "¿Él?")
        )
        certain: list[int] = []
        if not form.opening:
            certain = list(next(iter(calls.values())))
            for tokens in calls.values():
                certain = _common(certain, tokens)
        return _Offered(tuple(tools), form, template, first, _common(one, other), calls, certain)

    def _prompt(self, offered: _Offered, messages: Sequence[Message]) -> list[int]:
        prompt = self._tokens(offered.template.render(offered.messages(messages), answer=True))
        assert self._native is not None
        if len(prompt) + 32 > self._native.context:  # what was said before goes first
            shorter = [each for each in messages if each.role != "system"][-1:]
            prompt = self._tokens(offered.template.render(offered.messages(shorter), answer=True))
        if len(prompt) + 32 > self._native.context:
            raise EngineError(
                _("{count} tokens are too many to look for a request in: say it in fewer words", count=len(prompt))
            )
        return prompt

    # --------------------------------------------------------------------------------------------------------- context

    def _context(self, prefix: int) -> tuple[NativeModel, LlamaCache]:
        """Returns a context with room for the prefix and what comes behind it; a new one where the last is too small."""
        if self._native is None or self._native.context < prefix + ROOM:
            if self._native is not None:
                self._native.close()
                self._native = None
            self._native = self._mind.beside(prefix + ROOM)
            self._cache = LlamaCache(self._native, 1, _NOBODY)
        assert self._cache is not None
        return self._native, self._cache

    def _ready(self) -> tuple[_Offered, LlamaCache, Slot]:
        assert self._offered is not None
        assert self._cache is not None
        return self._offered, self._cache, self._cache.slot(_NOBODY)

    def _key(self, offered: _Offered) -> str:
        """Returns the hash of all that the state of the prefix depends on."""
        self._model = self._model or _fingerprint(self._mind.path)
        facts = [self._model, self._mind.build(), offered.prefix]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _common(one: Sequence[int], other: Sequence[int]) -> list[int]:
    length = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        length += 1
    return list(one[:length])


def _log_sum(logits: Logits) -> float:
    """Returns the logarithm of the sum of the exponentials."""
    import numpy as np

    most = float(logits.max())
    return most + math.log(float(np.exp(logits - most, dtype=np.float64).sum()))


def _fingerprint(path: Path) -> str:
    """Returns a hash of a model's file: of its size, its time of change, its header and samples of its weights. To hash all
    of 2.5 GB would take longer than to read the tools."""
    with path.open("rb", buffering=0) as file:
        found = os.fstat(file.fileno())
        digest = hashlib.sha256(f"{found.st_size} {found.st_mtime_ns}".encode())
        for index in range(_SAMPLES):
            file.seek(max(0, found.st_size - _SAMPLE) * index // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE))
    return digest.hexdigest()
