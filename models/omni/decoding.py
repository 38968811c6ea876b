"""Decodes token after token with one transformer over fixed tensors: the arithmetic of the stock `generate`, step for
step.

One cache holds the keys and values of every context length. A step in a bucket of 1024 reads the first 1024 places, so
going over into the next bucket moves nothing and costs nothing in the middle of a reply. A prompt is padded to the next
of a few lengths: nothing before its end sees the padding, and the steps write over it. Each bucket and each such length
is one CUDA graph. Where nothing is recorded, a step reads exactly the places that are filled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from models.omni.graphs import Graphed, GraphPool
from models.omni.sampling import Choice, Sampler

CONTEXTS = (1024, 2048, 4096, 8192)
"""Context lengths, in tokens, with a recorded step; a longer context runs without a graph."""
PROMPTS = (128, 256, 384, 512, 768, 1024)
"""Prompt lengths, in tokens, with a recorded prefill; the longest holds about half a minute of sound."""

Prefill = Callable[["KVCache", torch.Tensor], torch.Tensor]
"""Runs the prompt at its positions [3, 1, n] over an empty cache and returns the last hidden states [1, n, width]."""
Forward = Callable[[torch.Tensor, torch.Tensor, torch.Tensor | None, "KVCache"], torch.Tensor]
"""A transformer: maps embeddings [1, n, width], positions [3, 1, n], a mask and the cache to hidden states [1, n,
width]. The mask, bool [1, 1, 1, context], tells where a single token may look; None: everywhere. Several tokens are
plainly causal."""


def stock(
    transformer: Any,
    masked: Callable[[torch.Tensor | None, torch.Tensor], Any] = lambda mask, _: {"full_attention": mask},
) -> Forward:
    """Wraps one of Transformers' own decoders. `masked` builds the mask it expects from the mask and the embeddings."""

    def run(
        embeddings: torch.Tensor, positions: torch.Tensor, mask: torch.Tensor | None, cache: KVCache
    ) -> torch.Tensor:
        hidden: torch.Tensor = transformer(
            inputs_embeds=embeddings,
            position_ids=positions,
            attention_mask=masked(mask, embeddings),
            cache=cache,
            use_cache=True,
        ).last_hidden_state
        return hidden

    return run


class KVCache:
    """A cache with the interface that Transformers' attention expects: it writes to `at` and reads the first `reach`
    places."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._stored: list[torch.Tensor] = []
        self.at = torch.empty(0, dtype=torch.long)
        """int64 [n]: places of the tokens that are being computed."""
        self.reach = 0

    def store(self, index: int, new: torch.Tensor) -> torch.Tensor:
        """Stores `new` [1, heads, n, size] at the tokens' places under the number `index` (from 0 on). Returns all
        stored values that may be seen."""
        if index == len(self._stored):
            heads, size = new.shape[1], new.shape[3]
            self._stored.append(new.new_zeros(1, heads, max(self._room, self.reach), size))
        elif self._stored[index].shape[2] < self.reach:
            # Only where nothing is recorded: twice the room each time, or every step would move everything.
            more = max(self._stored[index].shape[2], self.reach)
            self._stored[index] = torch.nn.functional.pad(self._stored[index], (0, 0, 0, more))
        kept = self._stored[index]
        kept.index_copy_(2, self.at, new)
        return kept[:, :, : self.reach]

    def update(
        self, keys: torch.Tensor, values: torch.Tensor, layer: int, *_: object, **__: object
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Stores the keys and values of a layer and returns those it attends to. The signature is that of
        Transformers."""
        return self.store(2 * layer, keys), self.store(2 * layer + 1, values)

    def get_seq_length(self, layer: int = 0) -> int:
        """Returns the places taken before this call: always 0, because a prompt begins with none and steps bring their
        own mask."""
        return 0


class DecodeLoop:
    """Decodes one sequence at a time. `begin` reads the prompt, `step` the token drawn last; both draw the next one."""

    def __init__(
        self,
        run: Forward,
        enter: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
        leave: Callable[[torch.Tensor], torch.Tensor],
        *,
        pool: GraphPool,
        recorded: bool,
        vocabulary: int,
        choice: Choice,
        beside: torch.Tensor,
        gives: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] = torch.add,
        contexts: Sequence[int] = CONTEXTS,
        prompts: Sequence[int] = PROMPTS,
    ) -> None:
        """`run`: the transformer. `enter` maps a token [1, 1] and its companion input to an embedding [1, 1, width].
        `leave` maps a hidden state [1, width] to logits. `recorded`: works in buckets, as graphs are recorded, if
        there is a device for that. `beside`: an example of the companion input. `gives` makes a step's result from its
        hidden state and its embedding. `contexts`, `prompts`: the buckets, rising."""
        self._run, self._enter, self._leave, self._gives = run, enter, leave, gives
        self._contexts, self._prompts = tuple(contexts), tuple(prompts)
        self._recorded = recorded
        self._beside = beside.clone()
        device = beside.device
        self.token = torch.zeros(1, 1, dtype=torch.long, device=device)
        """The token drawn last."""
        self.sampler = Sampler(vocabulary, device, choice, recorded=recorded, most=self._contexts[-1])
        self._places = torch.arange(self._contexts[-1], device=device)
        self._place = torch.zeros(1, dtype=torch.long, device=device)
        self._position = torch.zeros(3, 1, 1, dtype=torch.long, device=device)
        self._fixed = KVCache(self._contexts[-1])
        self._cache = self._fixed
        self._in_buckets = recorded
        self._length = 0
        self._steps = Graphed(pool, self._step)
        self._read = Graphed(pool, self._read_padded)
        if recorded:
            longest = self._prompts[-1]
            self._prompt: torch.Tensor | None = None
            self._positions = torch.zeros(3, 1, longest, dtype=torch.long, device=device)
            self._last = torch.zeros(1, dtype=torch.long, device=device)

    @property
    def graphs(self) -> tuple[int, ...]:
        """The contexts whose step is a graph."""
        return self._steps.shapes

    def record(self) -> None:
        """Records every shape ahead of need."""
        if not self._recorded:
            return
        with torch.inference_mode():
            self.sampler.begin(0, self.sampler.choice)
            self._cache, self._in_buckets = self._fixed, True
            self._place_prompt(self._enter(self.token, self._beside), torch.zeros_like(self._position))
            for length in self._prompts:
                self._read.record(length)
            for context in self._contexts:
                self._place.zero_()
                self.sampler.begin(0, self.sampler.choice)
                self._steps.record(context)

    def begin(
        self,
        embeddings: torch.Tensor | None,
        positions: torch.Tensor,
        delta: torch.Tensor | int,
        most: int,
        prefill: Prefill | None = None,
    ) -> torch.Tensor:
        """Reads a prompt: embeddings [1, n, width] (or `prefill`, which runs it), positions [3, 1, n]. A token's
        position is its place plus `delta`. At most `most` tokens follow. Returns the last hidden states [1, n, width],
        valid until the next call.

        Call the sampler's `begin` first.
        """
        n = positions.shape[2]
        self._length = n
        self._in_buckets = self._recorded and n + most <= self._contexts[-1]
        self._cache = self._fixed if self._in_buckets else KVCache(n + min(most, 256))
        if embeddings is not None and self._in_buckets and n <= self._prompts[-1]:
            self._place_prompt(embeddings, positions)
            hidden = self._read(next(length for length in self._prompts if length >= n))[:, :n]
        else:
            hidden = self._read_exactly(embeddings, positions, prefill)
        self._place.fill_(n)
        self._position.copy_((self._place + delta).expand(3, 1, 1))
        return hidden

    def step(self, beside: torch.Tensor | None = None) -> torch.Tensor:
        """Goes on by the token drawn last. Returns `gives`(its hidden state, its embedding), [1, 1, width], valid
        until the next call."""
        if beside is not None:
            self._beside.copy_(beside)
        self._length += 1
        if not self._in_buckets:
            return self._step(self._length)
        return self._steps(next(context for context in self._contexts if context >= self._length))

    def end(self) -> None:
        """Frees the memory that a sequence without buckets took."""
        self._cache = self._fixed

    # ------------------------------------------------------------------------------- what is recorded, over fixed tensors

    def _read_padded(self, length: int) -> torch.Tensor:
        assert self._prompt is not None
        return self._read_all(
            self._prompt[:, :length], self._positions[..., :length], self._places[:length], self._last
        )

    def _step(self, reach: int) -> torch.Tensor:
        entered = self._enter(self.token, self._beside)
        self._cache.at, self._cache.reach = self._place, reach
        mask = (self._places[:reach] <= self._place).view(1, 1, 1, -1) if self._in_buckets else None
        hidden = self._run(entered, self._position, mask, self._cache)
        self._place += 1
        self._position += 1
        self._choose(hidden[:, -1])
        return self._gives(hidden, entered)

    # ----------------------------------------------------------------------------------------------------- and its parts

    def _place_prompt(self, embeddings: torch.Tensor, positions: torch.Tensor) -> None:
        n = embeddings.shape[1]
        if self._prompt is None:
            self._prompt = embeddings.new_zeros(1, self._prompts[-1], embeddings.shape[2])
        self._prompt[:, :n] = embeddings
        self._prompt[:, n:] = 0  # nothing sees it, but it must be numbers
        self._positions[..., :n] = positions
        self._last.fill_(n - 1)

    def _read_exactly(
        self, embeddings: torch.Tensor | None, positions: torch.Tensor, prefill: Prefill | None
    ) -> torch.Tensor:
        n, device = positions.shape[2], positions.device
        places = torch.arange(n, device=device)
        if prefill is None:
            assert embeddings is not None
            return self._read_all(embeddings, positions, places, places[-1:])
        self._cache.at, self._cache.reach = places, n
        hidden = prefill(self._cache, positions)
        self._choose(hidden[:, -1])
        return hidden

    def _read_all(
        self, embeddings: torch.Tensor, positions: torch.Tensor, places: torch.Tensor, last: torch.Tensor
    ) -> torch.Tensor:
        """Runs the prompt plainly causal: one sequence without padding before it needs no mask."""
        self._cache.at, self._cache.reach = places, len(places)
        hidden = self._run(embeddings, positions, None, self._cache)
        self._choose(hidden.index_select(1, last)[:, -1])
        return hidden

    def _choose(self, hidden: torch.Tensor) -> None:
        self.token.copy_(self.sampler.draw(self._leave(hidden).float()))
