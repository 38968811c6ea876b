"""Loading and unloading, on the tiny model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import omni_cycles


@pytest.mark.timeout(900)
def test_load_and_unload_cycles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other programs move the machine's figure, so only ours are judged."""
    omni_cycles.main(f"--cycles 1 --json {tmp_path / 'cycles.json'}".split())
    found = json.loads((tmp_path / "cycles.json").read_text(encoding="utf-8"))
    assert found["spoke"]
    assert len(found["rows"]) == 1
    assert found["worker_mb"] > 100  # torch alone
    assert found["worst_daemon_percent"] <= 1
    assert "after every cycle" in capsys.readouterr().out
