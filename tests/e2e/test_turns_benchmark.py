"""The latency benchmark, which is also the acceptance run's last step, on the embedded tier."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.turns import refused

ROOT = Path(__file__).resolve().parents[2]


def test_it_asks_measures_and_reports() -> None:
    command = [sys.executable, "-m", "benchmarks.turns", "--turns", "2", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    report = json.loads(done.stdout)
    assert report["conditions"]["tier"] == "embedded"
    assert report["conditions"]["turns"] == 2
    assert report["unanswered"] == 0
    assert report["word_error_rate"] < 0.5
    timings = report["ms"]
    assert 0 < timings["endpoint"]["P50"] <= timings["voice_to_voice"]["P50"]


@pytest.mark.parametrize(
    ("unanswered", "wrong", "why"),
    [
        (0, 0.1, ""),
        (2, 0.0, "questions without an answer: 2"),
        (0, 0.25, "25% of the words were misheard, more than 10%"),
        (1, 1.0, "questions without an answer: 1; 100% of the words were misheard, more than 10%"),
    ],
)
def test_what_an_acceptance_run_is_refused_for(unanswered: int, wrong: float, why: str) -> None:
    assert refused(unanswered, wrong) == why
