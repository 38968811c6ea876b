"""Choosing a token from logits with a random generator of one's own.

`generate(do_sample=True)` draws from torch's global generator, which the concurrent stages would share in an order that
differs from run to run. Here every stage of every reply owns a seeded generator, so a seed repeats a reply.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

Warp = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True, slots=True)
class Choice:
    """How tokens are drawn. A temperature of 0 takes the likeliest."""

    temperature: float = 0.7
    top_k: int = 0
    """0 considers all."""
    top_p: float = 1.0
    min_p: float = 0.0
    repetition_penalty: float = 1.0


TALKER_CHOICE = Choice(temperature=0.9, top_k=40, top_p=0.8, repetition_penalty=1.05)
"""What the stock `generate` draws codec codes with; greedy codes drone."""


class Sampler:
    """Draws token ids from logits: the stock processors in the stock order, then one draw from `generator`."""

    def __init__(self, choice: Choice, generator: torch.Generator, suppress: Sequence[int] = ()) -> None:
        from transformers.generation import logits_process as stock

        warps: list[Any] = []
        if choice.repetition_penalty != 1.0:
            warps.append(stock.RepetitionPenaltyLogitsProcessor(choice.repetition_penalty))
        self._greedy = choice.temperature <= 0
        if not self._greedy:
            if choice.temperature != 1.0:
                warps.append(stock.TemperatureLogitsWarper(choice.temperature))
            if choice.top_k:
                warps.append(stock.TopKLogitsWarper(choice.top_k))
            if choice.top_p < 1.0:
                warps.append(stock.TopPLogitsWarper(choice.top_p))
            if choice.min_p > 0.0:
                warps.append(stock.MinPLogitsWarper(choice.min_p))
        self._warps: list[Warp] = warps
        self._generator = generator
        self._suppress = torch.tensor(list(suppress), dtype=torch.long)

    def draw(self, history: torch.Tensor, logits: torch.Tensor) -> int:
        """One token id, given the ids so far (int64 [1, n]) and the logits that follow them (float32 [1, vocabulary])."""
        if len(self._suppress):
            self._suppress = self._suppress.to(logits.device)  # once: a copy for every code would wait for the GPU
            logits = logits.index_fill(1, self._suppress, float("-inf"))
        for warp in self._warps:
            logits = warp(history, logits)
        if self._greedy:
            return int(logits.argmax(-1))
        # The generator lives on the CPU on every machine, so that a seed means the same everywhere.
        weights = torch.softmax(logits[0].float(), -1).cpu()
        return int(torch.multinomial(weights, 1, generator=self._generator))


def as_logits_processor(sampler: Sampler) -> object:
    """A processor for a greedy `generate` that leaves only the id that `sampler` has drawn."""
    from transformers import LogitsProcessor

    class Drawn(LogitsProcessor):  # type: ignore[misc]  # the library carries no types
        def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
            only = torch.full_like(scores, float("-inf"))
            only[:, sampler.draw(input_ids, scores.float())] = 0.0
            return only

    return Drawn()
