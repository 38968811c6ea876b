"""What can be looked at on a GPU only: recorded steps say what plain ones say, and the figures at the real shapes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from daemon.cli import main
from daemon.routing.omni_modes import needs_of
from models.engine import Cancel, Sampling, Speech, TextDelta
from models.omni.engine import OmniEngine
from models.omni.loading import load
from models.omni.messages import Audio, Image, OmniMessage, Video
from models.omni.sampling import Choice
from tests.models.omni.test_media import SMALL, film, picture

pytestmark = [
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here"),
    pytest.mark.timeout(300),
]
GREEDY = Sampling(max_tokens=24, temperature=0, seed=1)
GREEDY_CODES = Choice(temperature=0, repetition_penalty=1.05)


@pytest.fixture(autouse=True)
def exact_convolutions() -> Iterator[None]:
    """cuDNN's are in tf32 unless told otherwise."""
    before, torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.allow_tf32, False
    yield
    torch.backends.cudnn.allow_tf32 = before


def engine_of(folder: Path, device: str, **options: Any) -> OmniEngine:
    """In single precision throughout."""
    loaded = load(folder, talker=True, device="cpu" if options.get("low_vram") else device, dtype="float32")
    return OmniEngine(
        "unused", parts=loaded, device=device, seed=1, solver_steps=2, max_codes=150, talker_choice=GREEDY_CODES,
        limits=SMALL, tf32="off", **options,
    )  # fmt: skip


def answered(engine: OmniEngine, message: OmniMessage) -> tuple[str, npt.NDArray[np.float64]]:
    """Text and sound of a reply."""
    items = list(engine.respond([message], GREEDY, Cancel(), speak=True))
    text = "".join(item.text for item in items if isinstance(item, TextDelta))
    return text, np.concatenate([item.pcm for item in items if isinstance(item, Speech)]).astype(float)


def alike(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> bool:
    """Within 2e-3 of the peak: a GPU adds up in another order."""
    return len(one) == len(other) and bool(np.abs(one - other).max() <= 2e-3 * np.abs(one).max())


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, OmniMessage]:
    seen = film(tmp_path_factory.mktemp("film") / "film.mkv", 2.0)
    heard = Audio(np.sin(np.arange(20_000) / 9).astype(np.float32))
    return {
        "text": OmniMessage.of("user", "What is this?"),
        "sound and picture": OmniMessage.of("user", heard, Image(picture(1)), "what are they?"),
        "video": OmniMessage.of("user", Video(seen, use_audio=True), "what happens?"),
    }


@pytest.fixture(scope="module")
def wanted(folder: Path, messages: dict[str, OmniMessage]) -> dict[str, tuple[str, npt.NDArray[np.float64]]]:
    """What the CPU says."""
    engine = engine_of(folder, "cpu")
    try:
        return {kind: answered(engine, message) for kind, message in messages.items()}
    finally:
        engine.close()


@pytest.mark.parametrize(
    "options", [{}, {"recorded": False}, {"low_vram": True}], ids=["recorded", "plain", "low VRAM"]
)
def test_however_it_runs_it_says_what_the_cpu_says(
    folder: Path, messages: dict[str, OmniMessage], wanted: Any, options: dict[str, Any]
) -> None:
    engine = engine_of(folder, "cuda", **options)
    try:
        engine.warm_up()
        assert engine.problem == ""
        assert (engine._recorder.count > 20) == (options != {"recorded": False})
        for kind in (*messages, *messages):
            text, sound = answered(engine, messages[kind])
            assert text == wanted[kind][0], kind
            assert alike(sound, wanted[kind][1]), kind
    finally:
        engine.close()


@pytest.mark.parametrize("shape", ["3b", pytest.param("7b", marks=pytest.mark.slow)])
def test_the_figures_at_real_shapes(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    free, needed = torch.cuda.mem_get_info()[0] / 1e6, needs_of(f"omni-{shape}", 0).vram
    if free < needed:
        pytest.skip(f"this shape takes {needed} MB on the GPU, and {free:.0f} are free")
    told = f"bench omni --shape {shape} --device cuda --seconds 3 -n 3 --stock 1 --json --no-keep"
    assert main.main(told.split()) == 0
    found = json.loads(capsys.readouterr().out)
    metrics = found["metrics"]
    assert metrics["audio_s"]["p50"] == pytest.approx(3)
    assert metrics["gpu_peak_mb"]["p50"] > 8000
    assert metrics["graphs_mb"]["p50"] > 0
    for first, end in zip(
        metrics["engine_first_audio_ms"]["samples"], metrics["completion_ms"]["samples"], strict=True
    ):
        assert 0 < first < end
    assert metrics["starved_ms"]["samples"] == [0, 0, 0]
    assert found["tables"][0]["rows"][0][0] == "first sound"
