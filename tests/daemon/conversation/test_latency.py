"""Figures of turns, summed up."""

from __future__ import annotations

import random

import pytest

from daemon.conversation.latency import METRICS, Stamps, Summary, Timings, Window, percentile


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(each) for each in range(1, 101)]
    random.Random(1).shuffle(values)
    assert (percentile(values, 0.5), percentile(values, 0.9), percentile(values, 0.99)) == (50, 90, 99)
    assert (percentile(values, 0), percentile(values, 1)) == (1, 100)
    assert percentile([7.0], 0.99) == 7
    assert percentile([1.0, 2.0], 0.5) == 1
    assert percentile([1.0, 2.0], 0.51) == 2


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_percentiles_of_nothing_and_out_of_range(share: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        percentile([1.0], share)
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_the_names_are_those_that_a_turn_measures() -> None:
    every = Stamps(1.0, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8).milliseconds()
    assert set(every) == set(METRICS)
    timings = Timings.of(every)
    assert timings.as_json() == every
    assert timings.voice_to_voice == pytest.approx(800)


def test_a_stage_that_did_not_happen_is_left_out() -> None:
    timings = Timings.of({"stt": 80, "something_new": 1})
    assert timings == Timings(stt=80.0)
    assert timings.as_json() == {"stt": 80.0}


def test_a_window_forgets_the_oldest_turns() -> None:
    window = Window(size=3)
    assert window.summary() == {}
    for value in (1000.0, 10.0, 20.0, 30.0):
        window.add({"voice_to_voice": value})
    assert len(window) == 3
    assert window.summary() == {"voice_to_voice": {"count": 3, "p50": 20.0, "p90": 30.0, "p99": 30.0}}


def test_each_metric_is_counted_for_itself() -> None:
    window = Window()
    window.add(Timings(stt=10))
    window.add(Timings(stt=20, voice_to_voice=500))
    assert window.summary()["stt"] == Summary(2, 10, 20, 20).as_json()
    assert window.summary()["voice_to_voice"]["count"] == 1
