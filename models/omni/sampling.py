"""Chooses tokens from logits, on the device and without waiting for it, with random numbers of its own.

`generate(do_sample=True)` draws from torch's global generator, which the concurrent stages would share in an order that
differs from run to run. Here every stage of every reply draws its numbers ahead from a seeded generator on the CPU, so
a seed repeats a reply. The chosen token is the one where the running sum of the probabilities passes its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Choice:
    """How tokens are drawn. A temperature of 0 takes the likeliest."""

    temperature: float = 0.7
    top_k: int = 0
    """Number of likeliest tokens to draw from; 0 considers all."""
    top_p: float = 1.0
    min_p: float = 0.0
    repetition_penalty: float = 1.0


TALKER_CHOICE = Choice(temperature=0.9, top_k=40, top_p=0.8, repetition_penalty=1.05)
"""Settings of the stock `generate` for codec codes; greedy codes drone."""


class Sampler:
    """Draws token ids from logits: the stock processors in the stock order, then one random number decides.

    `begin` sets choice and seed in fixed tensors, so that a recorded `draw` serves every reply.
    """

    def __init__(self, vocabulary: int, device: torch.device, choice: Choice, *, recorded: bool, most: int) -> None:
        """`choice`: its top_k and whether there is a repetition penalty are the same for all replies. `recorded`:
        `draw` is part of a graph, so it goes through all processors whatever the numbers. `most`: draws of a reply at
        most."""
        self.choice = choice
        self._kind = choice
        self._recorded = recorded

        def number(value: float) -> torch.Tensor:
            return torch.full((), value, device=device)

        self._greedy = torch.zeros((), dtype=torch.bool, device=device)
        self._temperature, self._rest, self._min_p = number(1.0), number(0.0), number(0.0)
        self._penalty = number(1.0)
        self._seen = torch.zeros(1, vocabulary, dtype=torch.bool, device=device)
        """Marks the tokens that the repetition penalty applies to."""
        self._never = torch.zeros(1, vocabulary, dtype=torch.bool, device=device)
        self._numbers = torch.zeros(most, device=device)
        self._count = torch.zeros(1, dtype=torch.long, device=device)
        """Number of draws so far."""

    def forbid(self, ids: Sequence[int]) -> None:
        """Excludes these tokens from all later draws."""
        self._never[:, list(ids)] = True

    def begin(self, seed: int, choice: Choice | None = None, seen: Sequence[int] = ()) -> None:
        """Begins a new reply. `seen`: ids that count as drawn already."""
        choice = self.choice = self._kind if choice is None else choice
        if (choice.top_k, choice.repetition_penalty) != (self._kind.top_k, self._kind.repetition_penalty):
            raise ValueError("top_k and the repetition penalty are the same for all replies")
        numbers = torch.rand(len(self._numbers), generator=torch.Generator().manual_seed(seed))
        self._numbers.copy_(numbers)
        self._count.zero_()
        self._greedy.fill_(choice.temperature <= 0)
        self._temperature.fill_(choice.temperature if choice.temperature > 0 else 1.0)
        self._rest.fill_(1 - choice.top_p)
        self._min_p.fill_(choice.min_p)
        self._penalty.fill_(choice.repetition_penalty)
        self._seen.zero_()
        self._seen[:, list(seen)] = True

    def draw(self, logits: torch.Tensor) -> torch.Tensor:
        """Draws a token: int64 [1, 1] from float32 [1, vocabulary]."""
        logits = logits.masked_fill(self._never, NEVER)
        if self._kind.repetition_penalty != 1.0:
            punished = torch.where(logits < 0, logits * self._penalty, logits / self._penalty)
            logits = torch.where(self._seen, punished, logits)
        likeliest = logits.argmax(-1, keepdim=True)
        drawn = likeliest
        if self._recorded or self.choice.temperature > 0:
            drawn = torch.where(self._greedy, likeliest, self._found(self._warped(logits), likeliest))
        self._seen.scatter_(1, drawn, True)
        self._count += 1
        return drawn

    def _warped(self, logits: torch.Tensor) -> torch.Tensor:
        """Applies TemperatureLogitsWarper, TopK..., TopP... and MinP..., one after the other."""
        always, choice = self._recorded, self.choice
        logits = logits / self._temperature
        if choice.top_k:
            least = torch.topk(logits, min(choice.top_k, logits.shape[-1])).values[..., -1:]
            logits = logits.masked_fill(logits < least, NEVER)
        if always or choice.top_p < 1.0:
            rising, order = torch.sort(logits)
            removed = rising.softmax(-1).cumsum(-1) <= self._rest
            removed[..., -1:] = False
            logits = logits.masked_fill(removed.scatter(1, order, removed), NEVER)
        if always or choice.min_p > 0.0:
            likely = logits.softmax(-1)
            logits = logits.masked_fill(likely < self._min_p * likely.amax(-1, keepdim=True), NEVER)
        return logits

    def _found(self, logits: torch.Tensor, likeliest: torch.Tensor) -> torch.Tensor:
        sums = logits.softmax(-1).cumsum(-1)
        number = self._numbers.index_select(0, self._count) * sums[:, -1]
        found = (sums <= number.unsqueeze(-1)).sum(-1, keepdim=True)
        # A number that was rounded up to the whole sum belongs to no token.
        return torch.where(found < sums.shape[-1], found, likeliest)
