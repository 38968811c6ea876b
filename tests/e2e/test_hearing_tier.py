"""The quality tier on a CPU in the whole daemon: a tiny Omni GGUF is asked by voice, and espeak-ng says its answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.wavefile import write_wav
from config.settings import Settings
from daemon.app.offline import rehearse
from tests.support.spoken import flite
from tests.support.tiny_projector_omni import write_tiny_omni

SCRIPT = "Sure, Bob!"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model under the names of a real one of which the catalogue knows no sizes."""
    folder = tmp_path_factory.mktemp("models")
    model, projector = write_tiny_omni(folder, context=4096, script=SCRIPT)
    model.rename(folder / "Qwen2.5-Omni-7B-Q4_K_M.gguf")
    projector.rename(folder / "mmproj-Qwen2.5-Omni-7B-Q8_0.gguf")
    return folder


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("questions")
    files = []
    for number, text in enumerate(("tell me about the weather in the old town", "tell me a story about the sea")):
        files.append(folder / f"{number}.wav")
        write_wav(files[-1], flite(text), 16_000)
    return files


@pytest.mark.timeout(600)
def test_questions_are_answered_by_the_gguf_that_heard_them(folder: Path, questions: list[Path]) -> None:
    settings = Settings.model_validate(
        {
            "tier": "quality",
            "quality": {"model": "omni-7b-gguf"},
            "speaking": {"temperature": 0, "max_tokens": 16},
            "compute": {"threads": 1, "ram_budget_gb": 7, "gpu": "off"},
            "models": {"folders": [str(folder)]},
            "fast": {"recogniser": "/nowhere/whisper"},
        }
    )
    answers = rehearse(settings, questions)
    assert len(answers) == 2
    assert "weather" in answers[0].exchange.heard
    for answer in answers:
        assert answer.problem == ""
        assert answer.tier == "quality"
        assert answer.exchange.said == SCRIPT
        assert answer.rate == 22_050
        assert np.abs(np.frombuffer(answer.pcm, "<i2")).max() > 1000
        times = answer.exchange.timings_ms
        assert times.keys() >= {"endpoint", "stt", "first_token", "engine_first_audio", "voice_to_voice"}
        assert 0 < times["first_token"] < times["engine_first_audio"]
