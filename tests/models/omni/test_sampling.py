"""Drawing on the device is drawing from what the stock processors leave, by numbers of one's own."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from transformers.generation import logits_process as stock

from models.omni.sampling import TALKER_CHOICE, Choice, Sampler

SIZE = 60
CHOICES = [
    Choice(0.7, top_p=0.9, min_p=0.05),
    Choice(1.0),
    Choice(1.3, top_p=0.5),
    Choice(0.5, min_p=0.3),
    TALKER_CHOICE,
    Choice(1.0, top_k=50, top_p=0.8),
    Choice(0.9, top_k=500, repetition_penalty=1.3),
]


def logits(seed: int) -> torch.Tensor:
    return torch.randn(1, SIZE, generator=torch.Generator().manual_seed(seed)) * 3


def sampler_of(choice: Choice, *, recorded: bool, most: int = 100) -> Sampler:
    return Sampler(SIZE, torch.device("cpu"), choice, recorded=recorded, most=most)


def left_by_stock(choice: Choice, history: list[int], scores: torch.Tensor) -> torch.Tensor:
    warps: list[Any] = []
    if choice.repetition_penalty != 1.0:
        warps.append(stock.RepetitionPenaltyLogitsProcessor(choice.repetition_penalty))
    if choice.temperature != 1.0:
        warps.append(stock.TemperatureLogitsWarper(choice.temperature))
    if choice.top_k:
        warps.append(stock.TopKLogitsWarper(choice.top_k))
    if choice.top_p < 1.0:
        warps.append(stock.TopPLogitsWarper(choice.top_p))
    if choice.min_p > 0.0:
        warps.append(stock.MinPLogitsWarper(choice.min_p))
    for warp in warps:
        scores = warp(torch.tensor([history], dtype=torch.long), scores)
    return scores.softmax(-1)[0]


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_each_token_is_where_the_running_sum_passes_its_number(choice: Choice, recorded: bool) -> None:
    sampler, history = sampler_of(choice, recorded=recorded), [3, 17]
    sampler.begin(5, choice, seen=history)
    numbers = torch.rand(100, generator=torch.Generator().manual_seed(5))
    for count in range(100):
        scores = logits(count)
        likely = left_by_stock(choice, history, scores)
        drawn = int(sampler.draw(scores))
        before, after = float(likely[:drawn].sum()), float(likely[: drawn + 1].sum())
        assert likely[drawn] > 0
        assert before - 1e-5 <= float(numbers[count]) <= after + 1e-5
        history.append(drawn)
    assert len(set(history)) > 10


@pytest.mark.parametrize("recorded", [False, True])
def test_one_sampler_serves_every_reply(recorded: bool) -> None:
    sampler = sampler_of(Choice(), recorded=recorded)

    def drawn(seed: int, choice: Choice) -> list[int]:
        sampler.begin(seed, choice)
        return [int(sampler.draw(logits(count))) for count in range(20)]

    warm = Choice(1.5, top_p=0.95)
    first = drawn(1, warm)
    greedy = [int(logits(count).argmax()) for count in range(20)]
    assert drawn(1, Choice(0)) == greedy
    assert first != greedy
    assert drawn(1, warm) == first
    assert drawn(2, warm) != first


@pytest.mark.parametrize("recorded", [False, True])
def test_what_is_forbidden_is_never_drawn(recorded: bool) -> None:
    sampler = sampler_of(Choice(2.0), recorded=recorded, most=300)
    sampler.forbid(range(1, SIZE))
    sampler.begin(1)
    assert {int(sampler.draw(logits(count))) for count in range(300)} == {0}


def test_a_number_that_reaches_the_whole_sum_takes_the_likeliest() -> None:
    sampler = sampler_of(Choice(1.0), recorded=True)
    sampler.begin(1)
    sampler._numbers.fill_(1.0)
    scores = logits(1)
    assert int(sampler.draw(scores)) == int(scores.argmax())


def test_what_is_recorded_for_all_replies_cannot_change() -> None:
    sampler = sampler_of(TALKER_CHOICE, recorded=True)
    with pytest.raises(ValueError, match="same for all replies"):
        sampler.begin(1, Choice(0.7))
