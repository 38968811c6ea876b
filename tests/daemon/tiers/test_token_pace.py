"""How fast a mind's text comes, and whether that allows a very short first clause."""

from __future__ import annotations

import pytest

from daemon.tiers.token_pace import QUICK, SLOW, TokenPace


def reply(pace: TokenPace, gap: float, tokens: int) -> None:
    pace.begin()
    for number in range(tokens):
        pace.piece(1000.0 + number * gap)


def test_nothing_is_quick_before_it_has_been_seen() -> None:
    pace = TokenPace()
    reply(pace, 0.01, 1)
    assert not pace.quick
    reply(pace, 0.01, 2)
    assert pace.quick


def test_the_time_between_two_replies_does_not_count() -> None:
    pace = TokenPace()
    for _ in range(5):
        reply(pace, QUICK / 2, 2)
    assert pace.quick


@pytest.mark.parametrize(("gap", "slower"), [(SLOW / 2, False), (SLOW * 2, True)])
def test_a_mind_is_slower_than_the_voice_or_not(gap: float, slower: bool) -> None:
    pace = TokenPace()
    assert not pace.slower_than_voice
    reply(pace, gap, 5)
    assert pace.slower_than_voice is slower


def test_one_late_token_makes_nobody_slow_and_a_slow_machine_is_noticed_soon() -> None:
    pace = TokenPace()
    reply(pace, QUICK / 2, 8)
    pace.piece(2000.0)
    assert pace.quick
    reply(pace, QUICK * 2, 12)
    assert not pace.quick
