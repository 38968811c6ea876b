"""What a machine without a downloaded mind answers, in Whisper's words: enough right, and no effect claimed."""

from __future__ import annotations

import pytest

from benchmarks.starter import measure
from models.starter import STARTER_PATH
from models.starter.evaluate import Starter


@pytest.mark.parametrize(("name", "least"), [("first", 37), ("second", 37), ("fourth", 37), ("fifth", 37)])
def test_questions_are_answered_and_no_effect_is_claimed(name: str, least: int) -> None:
    found = measure(name, Starter(STARTER_PATH, threads=1))
    for tally in found.values():
        assert tally.asked == 40
        # The card's figures are higher; other processors' kernels may decide a word otherwise.
        assert tally.right >= least, tally.misses
        assert tally.other_language == 0
        assert tally.requests >= 15
        assert tally.honest == tally.requests, tally.misses


def test_requests_of_the_third_set_are_turned_down() -> None:
    for tally in measure("third", Starter(STARTER_PATH, threads=1)).values():
        assert tally.honest == tally.requests, tally.misses
