"""What can be looked at on a GPU only: recorded steps say what plain ones say, and the figures at the real shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from daemon.cli import main
from daemon.routing.omni_modes import needs_of
from models.engine import Cancel, Sampling, Speech
from models.omni.engine import OmniEngine
from models.omni.loading import load
from models.omni.messages import OmniMessage
from models.omni.sampling import Choice

pytestmark = [
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here"),
    pytest.mark.timeout(900),
]
GREEDY = Sampling(max_tokens=24, temperature=0, seed=1)
GREEDY_CODES = Choice(temperature=0, repetition_penalty=1.05)


def spoken(folder: Path, question: list[OmniMessage], **options: Any) -> npt.NDArray[np.int16]:
    """The sound of a reply in single precision, whole."""
    device = "cpu" if options.get("low_vram") else "cuda"
    engine = OmniEngine(
        "unused", parts=load(folder, talker=True, device=device, dtype="float32"), device="cuda", seed=1,
        solver_steps=2, max_codes=150, talker_choice=GREEDY_CODES, **options,
    )  # fmt: skip
    try:
        replies = [
            [item.pcm for item in engine.respond(question, GREEDY, Cancel(), speak=True) if isinstance(item, Speech)]
            for _ in range(2)
        ]
    finally:
        engine.close()
    first, again = (np.concatenate(pieces) for pieces in replies)
    assert alike(first, again)  # the second reply replays what the first one recorded
    return first


def alike(one: npt.NDArray[np.int16], other: npt.NDArray[np.int16]) -> bool:
    """Within 1e-3 of the peak: a GPU may add up in another order."""
    peak = np.abs(one.astype(float)).max()
    return len(one) == len(other) and bool(np.abs(one.astype(float) - other).max() <= 1e-3 * peak)


@pytest.mark.parametrize("options", [{"static_talker": True}, {"low_vram": True}], ids=["recorded", "low VRAM"])
def test_however_it_runs_it_says_the_same(folder: Path, question: list[OmniMessage], options: dict[str, Any]) -> None:
    plain = spoken(folder, question, static_talker=False)
    other = spoken(folder, question, **options)
    assert len(plain) > 0
    assert alike(plain, other)


@pytest.mark.parametrize("shape", ["3b", "7b"])
def test_the_figures_at_real_shapes(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    free, wanted = torch.cuda.mem_get_info()[0] / 1e6, needs_of(f"omni-{shape}", 0).vram
    if free < wanted:
        pytest.skip(f"this shape takes {wanted} MB on the GPU, and {free:.0f} are free")
    arguments = ["--shape", shape, "--device", "cuda", "-n", "3", "--stock", "1", "--json", "--no-keep"]
    assert main.main(["bench", "omni", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    metrics = found["metrics"]
    assert metrics["audio_s"]["p50"] == pytest.approx(10)
    assert metrics["gpu_peak_mb"]["p50"] > 8000
    for first, end in zip(
        metrics["engine_first_audio_ms"]["samples"], metrics["completion_ms"]["samples"], strict=True
    ):
        assert 0 < first < end
    assert metrics["starved_ms"]["samples"] == [0, 0, 0]
    assert found["tables"][0]["rows"][0][0] == "first sound"
