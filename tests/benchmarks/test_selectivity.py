"""`benchmarks.selectivity`: what tau-voice's rules make of a recording."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.selectivity import (
    AUDIBLE,
    TICK,
    Outcome,
    Sound,
    cough,
    figures,
    hum,
    judge_over,
    judge_silent,
    muffled,
    throat,
    ticks_of,
    trimmed,
)
from tests.support.virtual_card import RATE


def track(*parts: tuple[float, int]) -> Sound:
    """Sound of (seconds, level) after each other."""
    return np.concatenate([np.full(round(seconds * RATE), level, np.int16) for seconds, level in parts])


def test_a_tick_speaks_if_anything_is_audible_in_it() -> None:
    assert list(ticks_of(track((0.2, 0), (0.01, 1000), (0.39, 0), (0.1, 1000)))) == [False, True, False]
    assert not ticks_of(track((0.4, AUDIBLE))).any()


def test_yielding_is_the_first_silent_tick() -> None:
    reply = track((1.45, 1000), (2.0, 0))
    found = judge_over("interruption", "stop", reply, round(1.05 * RATE), was_turn=True)
    assert (found.yielded, found.ticks, found.went_on) == (True, 3, False)  # from tick 5 to tick 8
    assert found.seconds == pytest.approx(0.4, abs=0.001)


def test_an_interruption_is_given_two_seconds_and_a_backchannel_must_be_ignored_for_one() -> None:
    late = track((2.5, 1000), (2.0, 0))
    assert judge_over("interruption", "stop", late, RATE, was_turn=True).yielded
    assert not judge_over("backchannel", "yeah", late, RATE, was_turn=True).yielded
    assert not judge_over("interruption", "stop", track((9.0, 1000)), RATE, was_turn=False).yielded


def test_a_reply_that_pauses_has_yielded_and_gone_on() -> None:
    found = judge_over("backchannel", "yeah", track((1.4, 1000), (0.4, 0), (3.0, 1000)), RATE, was_turn=False)
    assert (found.yielded, found.went_on) == (True, True)
    softer = judge_over("backchannel", "yeah", track((1.4, 1000), (0.4, 120), (3.0, 1000)), RATE, was_turn=False)
    assert not softer.yielded


def test_in_silence_a_reply_within_two_seconds_is_an_error() -> None:
    early, late = track((3.0, 0), (1.0, 1000)), track((5.0, 0), (1.0, 1000))
    onset, end = RATE, 2 * RATE
    assert judge_silent("vocal tic", "cough", early, onset, end).yielded
    assert not judge_silent("vocal tic", "cough", late, onset, end).yielded
    assert not judge_silent("vocal tic", "cough", track((5.0, 0)), onset, end).yielded


def test_the_columns_are_shares_and_means() -> None:
    outcomes = [
        Outcome("interruption", "stop", True, True, 2, 0.3),
        Outcome("interruption", "wait", True, False),
        Outcome("backchannel", "yeah", True, False),
        Outcome("backchannel", "okay", True, True, 3, 0.5, went_on=True),
        Outcome("vocal tic", "cough", False, False),
    ]
    found = figures(outcomes, [1.0, None, 2.0], [True, False])
    assert found["yield_latency_s"] == 0.3
    assert found["yield_latency_in_ticks_s"] == pytest.approx(2 * TICK / RATE)
    assert found["yield_rate"] == found["ignored: backchannel"] == found["of these only paused: backchannel"] == 0.5
    assert (found["ignored: vocal tic"], found["ignored: not directed"]) == (1.0, None)
    assert (found["response_latency_s"], found["response_rate"]) == (1.5, pytest.approx(2 / 3))
    assert found["agent_interruptions_per_turn"] == 0.5
    assert found["counts"]["backchannel"] == 2


def test_made_sounds_are_as_long_and_loud_as_those_of_people() -> None:
    rng = np.random.default_rng(1)
    for sound, least, most in ((cough(rng), 0.3, 0.7), (throat(rng), 0.3, 0.65), (hum(rng), 0.3, 0.5)):
        assert least < len(trimmed(sound)) / RATE < most
        assert 6000 < np.abs(sound.astype(int)).max() < 14_000
    voice = (8000 * np.sin(2 * np.pi * 300 * np.arange(RATE) / RATE)).astype(np.int16)
    hiss = (8000 * np.sin(2 * np.pi * 5000 * np.arange(RATE) / RATE)).astype(np.int16)
    assert np.abs(muffled(voice)).max() == pytest.approx(8000 / 10**0.5, rel=0.05)
    assert np.abs(muffled(hiss)).max() < 200
