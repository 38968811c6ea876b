"""The benchmark runs, on the tiny model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import omni


def test_the_figures_are_there_and_plausible(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "omni.json"
    omni.main(
        "--shape tiny --device cpu --iterations 2 --warm-up 1 --stock 1 --seconds 0.8 --tokens 8 --question 0.5 "
        f"--solver euler --solver-steps 2 --json {file}".split()
    )
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["iterations"] == 2
    assert found["audio_s"] == {"p50": 0.8, "p90": 0.8, "p99": 0.8}
    first, completion = found["engine_first_audio_ms"], found["completion_ms"]
    assert 0 < first["p50"] <= first["p90"] <= first["p99"] <= completion["p99"]
    assert found["ms_per_code"]["p50"] > 0
    assert found["stock_first_audio_ms"] > 0
    assert "underruns" in found
    assert "engine_first_audio_ms" in capsys.readouterr().out


def test_thinker_only(capsys: pytest.CaptureFixture[str]) -> None:
    found = omni.main("--shape tiny --device cpu --iterations 1 --warm-up 0 --tokens 6 --thinker-only".split())
    assert found["tokens_per_s"]["p50"] > 0
    assert "engine_first_audio_ms" not in found
    assert "talker" not in capsys.readouterr().err


@pytest.mark.parametrize("shape", ["3b", "7b"])
def test_the_real_shapes_are_valid_configurations(shape: str) -> None:
    """Only built in the abstract: no memory is taken."""
    import torch
    from transformers import Qwen2_5OmniForConditionalGeneration

    with torch.device("meta"):
        model = Qwen2_5OmniForConditionalGeneration(omni.config_of(shape))
    size = sum(p.numel() for p in model.parameters()) / 1e9
    low, high = {"3b": (5.0, 6.0), "7b": (10.0, 11.5)}[shape]
    assert low < size < high
