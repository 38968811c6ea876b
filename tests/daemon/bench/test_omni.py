"""`sarai bench omni` on tiny models of the real classes: random weights beside the stock generate; a checkpoint folder."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import omni_random
from daemon.cli import main
from daemon.routing import measured
from tests.support.tiny_omni import build_tiny_omni

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def bench(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main.main(["bench", "omni", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main.main(["bench", "omni", *arguments]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_random_weights_beside_the_stock_generate(capsys: pytest.CaptureFixture[str]) -> None:
    size = "--shape tiny --device cpu --threads 1 --seconds 0.8 --tokens 8 --solver euler --solver-steps 2".split()
    found = bench(capsys, *size, "-n", "2", "--stock", "1")
    metrics = {name: metric["samples"] for name, metric in found["metrics"].items()}
    assert metrics["audio_s"] == pytest.approx([0.8, 0.8])
    for first, end in zip(metrics["engine_first_audio_ms"], metrics["completion_ms"], strict=True):
        assert 0 < first <= end
    assert metrics["ms_per_code"][0] > 0
    assert metrics["private_mb"][0] > 50
    rows = {row[0]: [float(cell) for cell in row[1:]] for row in found["tables"][0]["rows"]}
    assert rows["first sound"][2] == pytest.approx(rows["first sound"][0] / rows["first sound"][1], rel=0.02)
    assert measured.results() == []  # a tiny model tells nothing of a real one


TINY = (
    "--shape tiny --device cpu --threads 1 --seconds 0.8 --tokens 8 --solver euler --solver-steps 2 --no-keep".split()
)


def test_the_short_form_finds_all_of_it_and_writes_it_down_as_it_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "short.json"
    assert main.main(["bench", "omni", *TINY, "-n", "2", "--short", "--out", str(out), "--json"]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert json.loads(out.read_text())["tables"] == found["tables"]
    stock, windows, alone = found["tables"]
    assert "attention of both: PyTorch's (" in stock["title"]
    assert [row[0] for row in windows["rows"]] == ["48", "36", "16", "8"]
    assert {row[0].split(",")[0] for row in alone["rows"]} >= {"ears", "thinker", "talker", "diffusion", "vocoder"}
    assert "omni-tiny, random weights, reply 2: question -> first text" in printed.err


def test_what_is_stopped_keeps_what_it_has(tmp_path: Path) -> None:
    out = tmp_path / "stopped.json"
    command = [sys.executable, "-m", "daemon.cli", "bench", "omni", *TINY, "-n", "5000", "--out", str(out), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "reply 2:" in line:
                break
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    found = json.loads(told)
    assert found["notes"][-1] == "Stopped: these are the figures of what had been measured until then."
    assert 2 <= found["metrics"]["engine_first_audio_ms"]["count"] < 5000
    assert json.loads(out.read_text())["metrics"]["engine_first_audio_ms"]["count"] >= 2


def test_in_low_vram_mode_it_is_measured_too(capsys: pytest.CaptureFixture[str]) -> None:
    found = bench(capsys, *TINY, "-n", "1", "--low-vram", "--first", "48")
    assert found["metrics"]["audio_s"]["samples"] == pytest.approx([0.8])
    assert found["conditions"]["settings"]["first_window"] == 48


def test_another_voice_speaks_what_a_packed_thinker_thinks(capsys: pytest.CaptureFixture[str]) -> None:
    size = "--shape tiny --device cpu --threads 1 --tokens 12 --thinker-only --weights 4bit --voice espeak".split()
    found = bench(capsys, *size, "-n", "2", "--warm-up", "0")
    metrics = {name: metric["samples"] for name, metric in found["metrics"].items()}
    for text, voice in zip(metrics["first_text_ms"], metrics["voice_first_audio_ms"], strict=True):
        assert 0 < text < voice
    assert metrics["tokens_per_s"][0] > 0
    assert "engine_first_audio_ms" not in metrics
    assert "espeak" in found["conditions"]["models"]


@pytest.mark.parametrize("shape", ["3b", "7b"])
def test_the_real_shapes_are_valid_configurations(shape: str) -> None:
    """Only built in the abstract: no memory is taken."""
    import torch
    from transformers import Qwen2_5OmniForConditionalGeneration

    with torch.device("meta"):
        model = Qwen2_5OmniForConditionalGeneration(omni_random.config_of(shape))
    size = sum(p.numel() for p in model.parameters()) / 1e9
    low, high = {"3b": (5.0, 6.0), "7b": (10.0, 11.5)}[shape]
    assert low < size < high


def test_a_checkpoint_is_measured_and_auto_hears_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = build_tiny_omni(tmp_path / "omni-of-mine")
    arguments = "--device cpu --threads 1 --tokens 6 --solver euler --solver-steps 2 -n 1 --warm-up 0".split()
    found = bench(capsys, str(folder), *arguments)
    assert found["subject"] == "omni-of-mine"
    figures = measured.measured()["quality"]
    assert figures.first_audio_ms == found["metrics"]["engine_first_audio_ms"]["p50"]
    assert figures.real_time_factor == found["metrics"]["real_time_factor"]["p50"]


def test_the_thinker_alone_is_no_measurement_of_the_tier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = build_tiny_omni(tmp_path / "omni-of-mine")
    found = bench(capsys, str(folder), *"--thinker-only --device cpu --threads 1 --tokens 6 -n 1 --warm-up 0".split())
    assert "engine_first_audio_ms" not in found["metrics"]
    assert found["metrics"]["first_text_ms"]["count"] == 1
    assert measured.measured() == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--shape 3b measures its shape with random weights"),
        (["starter"], "starter is no Omni checkpoint"),
        (["omni-3b-gguf"], "bench turn --tier quality"),
        (["omni-3b", "--shape", "tiny"], "exclude each other"),
        (["--shape", "tiny", "--thinker-only", "--stock", "1"], "with its talker"),
        (["--shape", "tiny", "--seconds", "nan"], "0.2 to 80"),
        (["--shape", "tiny", "--voice", "espeak"], "with --thinker-only"),
        (["--shape", "tiny", "--thinker-only", "--voice", "nobody"], "nobody"),
        (["omni-3b", "--weights", "4bit"], "belongs to --shape"),
        (["--shape", "tiny", "--weights", "4bit"], "--thinker-only on the CPU"),
        (["omni-3b", "--short"], "--short and --low-vram measure a --shape"),
        (["--shape", "tiny", "--thinker-only", "--low-vram"], "with its talker"),
        (["--shape", "tiny", "--out", "/nowhere/at/all.json"], "there is no folder /nowhere/at"),
    ],
)
def test_what_cannot_be_measured_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in refused(capsys, *arguments)
