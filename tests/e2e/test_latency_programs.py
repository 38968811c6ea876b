"""The programs that measure latency: what they make of their figures."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import cutoffs, drift, latency
from config.settings import Turn
from daemon.bench.turn.pauses import Halting, Part, halting


def bench(waits: list[float], *, cut: bool = False, gaps: tuple[float, ...] = (), ratio: str = "5.1") -> dict[str, Any]:
    """What `sarai bench turn --json` gives, in parts."""
    turn = {"pauses": True, "cut_off": cut, "judged_early": cut, "stale": 0, "underruns": 0, "gaps_ms": list(gaps)}
    return {
        "metrics": {"voice_to_voice_ms": {"p50": waits[0]}, "endpoint_ms": {"p50": waits[1]}},
        "tables": [
            {"title": "The same engines one after the other", "rows": [["ratio", ratio]]},
            {"title": "What working ahead costs", "rows": [["ratio", "1.2"]]},
        ],
        "turns": [turn],
    }


def test_figures_are_judged_by_the_aims() -> None:
    good = {"4b": bench([900, 500]), "embedded": bench([530, 500]), "halting": bench([900, 500])}
    assert all(verdict.met for verdict in latency.judge(good))
    bad = {"4b": bench([1301, 500], ratio="4.4"), "embedded": bench([541, 500]), "halting": bench([9, 5], cut=True)}
    missed = [verdict.what for verdict in latency.judge(bad) if not verdict.met]
    assert len(missed) == 4, missed
    late = latency.judge({"0.6b": bench([500, 400], gaps=(0, 400))})
    assert [verdict.what for verdict in late if not verdict.met] == ["0.6B, silence between clauses P95 <= 300 ms"]


def counts(growth: int, files: int = 40) -> list[drift.Count]:
    return [drift.Count(turn, 200_000_000 + growth * turn, files, 20) for turn in range(0, 1000, 5)]


def test_drift_is_found_in_memory_files_and_latency() -> None:
    steady = [500.0] * 1000
    assert all(fine for _, fine in drift.judge(counts(1000), steady, 1000).values())
    assert not drift.judge(counts(20_000), steady, 1000)["memory"][1]
    leaking = [*counts(0)[:-1], drift.Count(995, 200_000_000, 60, 20)]
    assert not drift.judge(leaking, steady, 1000)["open files"][1]
    slower = [500.0] * 500 + [700.0] * 500
    assert not drift.judge(counts(0), slower, 1000)["latency"][1]
    assert not drift.judge(counts(0), steady[:900], 1000)["answered"][1]


def test_cut_offs_are_counted_and_compared_with_fixed_pauses() -> None:
    questions = [
        Halting((Part("tell me about the", 700), Part("old town", 0)), "en"),
        Halting((Part("good morning", 400), Part("dear computer", 0)), "en"),
    ]
    heard = cutoffs.by_words(questions)
    ours = cutoffs.adaptive(heard, Turn())
    assert ours.cut == 0.5  # "good morning" is taken for a whole turn, "tell me about the" for none
    assert ours.heard[340] == 0.5
    assert ours.heard[600] == 0  # nothing of the reply could be heard in its 400 ms
    assert cutoffs.fixed(heard, 500).cut == 0.5
    assert cutoffs.equal_fixed(heard, 0.5) == 401
    assert cutoffs.fixed(heard, 701).cut == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_adaptive_pauses_are_cheaper_than_the_fixed_one_that_cuts_off_as_many(language: str) -> None:
    heard = cutoffs.by_words(halting(200, languages=(language,), which="known"))
    for patience, share in ((0.5, 0.95), (1.0, 0.95), (1.5, 1.0)):  # at 1.5 hardly anybody is cut off in 900 ms at most
        ours = cutoffs.adaptive(heard, Turn(patience=patience))
        assert ours.wait < share * cutoffs.equal_fixed(heard, ours.cut)
        assert ours.heard[1000] == 0
