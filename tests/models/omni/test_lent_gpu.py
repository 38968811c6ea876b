"""The one call that measures all of Omni on a lent GPU: parts are stopped in time, and what they wrote is shown."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.omni_gpu import Measurement, parts, run, table


def test_a_part_that_takes_too_long_is_stopped_and_one_that_fails_is_told() -> None:
    assert run(Measurement("slow", ("-c", "import time; time.sleep(60)"), 1), 0.5) == "stopped after 0 s"
    assert run(Measurement("broken", ("-c", "raise SystemExit(3)"), 1), 20) == "ended with 3"
    assert run(Measurement("well", ("-c", ""), 1), 20) == "done"


def test_what_tells_most_comes_first(tmp_path: Path) -> None:
    planned = list(parts(["3b", "7b"], "cuda", tmp_path))
    assert [part.name for part in planned[:3]] == ["3b", "7b", "tests"]
    assert sum(part.limit for part in planned[:3]) < 400
    assert all(str(tmp_path) in " ".join(part.arguments) for part in planned if part.name != "tests")


def test_the_figures_of_all_reports_stand_side_by_side(tmp_path: Path) -> None:
    metric = {"p50": 432.1, "p90": 450.0}
    for name in ("3b", "7b"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"metrics": {"engine_first_audio_ms": metric}}))
    (tmp_path / "ends.json").write_text("{}")
    heads, row = table(tmp_path).splitlines()
    assert heads.split() == ["3b", "7b"]
    assert row.split() == ["engine_first_audio_ms", "432.1", "/", "450", "432.1", "/", "450"]
