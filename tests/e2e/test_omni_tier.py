"""The quality tier in the whole daemon: a tiny Omni is asked by voice, and its own speech leaves the loudspeaker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio.wavefile import write_wav
from config.settings import Settings
from daemon.rehearsal import rehearse
from tests.spoken import flite
from tests.tiny_omni import build_tiny_omni


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_omni(tmp_path_factory.mktemp("omni"))


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("questions")
    files = []
    for number, text in enumerate(("what is the weather like", "tell me a story")):
        files.append(folder / f"{number}.wav")
        write_wav(files[-1], flite(text), 16_000)
    return files


def quality(checkpoint: Path, **more: Any) -> Settings:
    return Settings.model_validate(
        {
            "tier": "quality",
            "quality": {
                "model": str(checkpoint), "talker": "on", "weights": "full", "solver": "euler", "solver_steps": 2, **more,
            },
            "speaking": {"temperature": 0, "max_tokens": 16, "seed": 1},
            "compute": {"threads": 1, "ram_budget_gb": 4},
            "fast": {"recogniser": "/nowhere/whisper"},
        }
    )  # fmt: skip


@pytest.mark.timeout(600)
def test_questions_are_answered_by_the_model_that_heard_them(checkpoint: Path, questions: list[Path]) -> None:
    weather, story = rehearse(quality(checkpoint), questions)
    assert "weather" in weather.heard
    for answer in (weather, story):
        assert answer.tier == "quality"
        assert answer.problem == ""
        assert answer.reply
        assert answer.rate == 24_000
        assert len(answer.pcm) > answer.rate // 2
        assert np.abs(np.frombuffer(answer.pcm, "<i2")).max() > 1000
        times = answer.timings_ms
        assert times.keys() >= {"endpoint", "stt", "first_token", "engine_first_audio", "voice_to_voice"}
        assert 0 < times["first_token"] < times["engine_first_audio"]
    assert weather.reply != story.reply


@pytest.mark.timeout(600)
def test_where_it_is_too_slow_to_speak_another_voice_speaks_for_it(checkpoint: Path, questions: list[Path]) -> None:
    (answer,) = rehearse(quality(checkpoint, talker="off"), questions[:1])
    assert answer.tier == "quality"
    assert answer.rate == 22_050
    assert len(answer.pcm) > 2000
