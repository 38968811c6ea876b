"""The benchmark runs, on toy shapes; the real ones are described rightly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import omni_gguf
from benchmarks.omni_shapes import PROJECTORS, _audio, _vision
from benchmarks.shapes import SHAPES, _row_bytes, _tensors


def test_the_figures_are_there_and_plausible(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "figures.json"
    omni_gguf.main(
        f"toy --shapes {tmp_path} --threads 1 --rounds 1 --seconds 2.6 --projector f16 --json {file}".split()
    )
    figures = json.loads(file.read_text(encoding="utf-8"))
    hearing = figures["omni"]
    turn, beside = hearing["turns"]["2.6"], figures["fast"]["turns"]["2.6"]
    assert turn["left_tokens"] < 50
    assert 0 < turn["first_token_ms_encoded_while_spoken"] < turn["engine_first_audio_ms"]
    assert 0 < beside["recognised_ms"] < beside["first_token_ms"] <= beside["engine_first_audio_ms"]
    assert hearing["encode_s_per_s"] > 0
    assert hearing["tokens_per_s"] > 0
    assert hearing["difference"]["as it is"]["mean"] <= hearing["difference"]["loud at the end"]["mean"] < 0.2
    assert "encode a second of sound" in capsys.readouterr().out


@pytest.mark.parametrize(("shape", "model_mb", "projector_mb"), [("3b", 2105, 1538), ("7b", 4684, 1549)])
def test_the_real_shapes_have_the_sizes_of_the_published_files(shape: str, model_mb: int, projector_mb: int) -> None:
    model = SHAPES[f"omni-{shape}"]
    size = 0
    for _, dims, kind in _tensors(model):
        rows, columns = dims if len(dims) == 2 else (1, dims[0])
        size += rows * _row_bytes(columns, kind)
    assert size / 1e6 == pytest.approx(model_mb, rel=0.02)
    widths = {"F32": 4.0, "F16": 2.0, "Q8_0": 34 / 32}
    total = 0.0
    for _, dims, kind in [*_audio(PROJECTORS[shape], "q8_0"), *_vision(PROJECTORS[shape], "q8_0")]:
        count = 1
        for length in dims:
            count *= length
        total += count * widths[kind]
    assert total / 1e6 == pytest.approx(projector_mb, rel=0.03)
