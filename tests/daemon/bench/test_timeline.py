"""The picture of who has the cores, and the ratios that `benchmarks.real` prints."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest

from benchmarks.real import longest_silence, picture, ratios
from benchmarks.timeline import STEP, Sampler, draw
from daemon.bench.turn.naive import Naive
from tests.support.virtual_card import RATE


def sampled(**shares: list[float]) -> Sampler:
    """Processes with that share of all cores in each step from second 100 on."""
    cores = len(os.sched_getaffinity(0))
    sampler = Sampler(dict.fromkeys(shares, 1))
    steps = len(next(iter(shares.values())))
    sampler.times = [100 + STEP * index for index in range(steps + 1)]
    sampler.used = {
        name: list(np.cumsum([0.0, *(STEP * cores * share for share in given)])) for name, given in shares.items()
    }
    return sampler


def test_each_process_has_a_line_and_each_event_a_mark() -> None:
    lines = draw(sampled(mind=[0, 0.5, 1, 1], voice=[0, 0, 0, 0.2]), 100.11, [(100.17, "words")]).splitlines()
    assert lines == [
        "speech ends    |",
        "mind         .5##",
        "voice        ...2",
        "                ^ +60 ms: words",
    ]


def test_the_sampler_sees_who_computes() -> None:
    with Sampler({"me": os.getpid()}) as sampler:
        until = time.process_time() + 2 * STEP
        while time.process_time() < until:
            pass
    assert sampler.used["me"][-1] - sampler.used["me"][0] > 0
    assert len(sampler.times) == len(sampler.used["me"])


def test_a_turn_is_drawn_from_its_events() -> None:
    events = [
        {"kind": "state", "state": "hearing", "seen": 99.0},
        {"kind": "partial", "text": "what is", "seen": 100.05},
        {"kind": "state", "state": "paused", "seen": 100.25},
        {"kind": "state", "state": "thinking", "seen": 100.4},
        {"kind": "state", "state": "speaking", "seen": 100.7},
    ]
    timings = {"endpoint": 300.0, "stt": 20.0, "first_token": 100.0, "voice_to_voice": 600.0}
    drawn = picture(sampled(mind=[1.0] * 20), events, timings)
    marks = [line.split("^ ")[1] for line in drawn.splitlines() if "^" in line]
    assert marks == [
        "-50 ms: partial: what is",
        "+150 ms: pause noticed",
        "+170 ms: words",
        "+250 ms: first token",
        "+300 ms: turn over",
        "+600 ms: audible",
    ]
    assert "did not end with a pause" in picture(sampled(mind=[1.0]), events[:2], timings)


def test_the_chain_is_the_sum_of_the_parts_up_to_the_first_sentences_sound() -> None:
    alone = Naive(stt=100, llm=1000, tts=200, cpu_s=3, first_token=150, first_sentence=500, first_sound=80)
    assert alone.chain(160) == 160 + 100 + 500 + 80


def test_ratios_say_how_a_run_compares_with_its_own_parts() -> None:
    from benchmarks.real import Turn

    alone = Naive(stt=100, llm=1000, tts=200, cpu_s=3, first_token=150, first_sentence=500, first_sound=80)
    turns = [Turn("q", "q", "a", waited, {}, 5.0, 0, 200.0, "") for waited in (420.0, 420.0, 840.0)]
    told = dict(ratios(turns, [alone] * 3, 160))
    assert told["P50 / chain"] == "0.50"
    assert told["P90 / chain"] == "1.00"
    assert told["naive / ours"] == f"{(800 + 100 + 1000 + 200 + 30) / 420:.2f}"


@pytest.mark.parametrize("silence", [0.1, 0.5])
def test_the_longest_silence_of_a_reply_is_found(silence: float) -> None:
    loud, quiet = np.full(RATE, 5000, np.int16), np.zeros(round(silence * RATE), np.int16)
    reply = np.concatenate([loud, quiet, loud, np.zeros(RATE, np.int16)])
    assert longest_silence(reply) == pytest.approx(1000 * silence, abs=1)
