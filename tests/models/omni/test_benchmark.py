"""The benchmark runs, on the tiny model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import omni, omni_cycles


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


def test_a_packed_thinker_beside_another_voice(capsys: pytest.CaptureFixture[str]) -> None:
    small = "--shape tiny --device cpu --iterations 1 --warm-up 0 --tokens 12"
    found = omni.main(f"{small} --thinker-only --weights 4bit --voice espeak".split())
    assert found["dtype"] == "4 bits"
    first, voice = found["first_text_ms"]["p50"], found["voice_first_audio_ms"]["p50"]
    assert 0 < first < voice
    assert "tokens_per_s" in capsys.readouterr().out


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
