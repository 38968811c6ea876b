"""The fast tier with its real libraries on tiny models: Whisper hears, llama.cpp thinks, Piper speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio.wavefile import write_wav
from config.settings import Settings
from daemon.app.offline import rehearse
from tests.support.tiny_gguf import write_tiny
from tests.support.tiny_piper import tiny_piper
from tests.support.tiny_whisper import say, tiny_whisper


@pytest.fixture(scope="module")
def fast(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("models")
    return Settings.model_validate(
        {
            "tier": "fast",
            "fast": {
                "recogniser": str(tiny_whisper()),
                "mind": str(write_tiny(folder / "mind.gguf", script="Parsi, obwe.")),
                "voice_en": str(tiny_piper(folder, name="english")),
                "voice_es": str(tiny_piper(folder, language="es", name="spanish")),
            },
            "speaking": {"temperature": 0},
            "compute": {"context": 1024},
        }
    )


def test_questions_in_both_languages_are_heard_thought_about_and_spoken(fast: Settings, tmp_path: Path) -> None:
    questions = []
    for number, (text, language) in enumerate((("What is the capital of France?", "en"), ("¿Qué hora es?", "es"))):
        questions.append(tmp_path / f"{number}.wav")
        write_wav(questions[-1], say(text, language), 16_000)
    english, spanish = rehearse(fast, questions)
    assert english.exchange.heard == "What is the capital of France?"
    assert english.exchange.language == "en"
    assert english.tier == "fast"
    assert english.exchange.said == "Parsi, obwe."
    assert len(english.pcm) > english.rate // 2
    assert spanish.exchange.heard == "¿Qué hora es?"
    assert spanish.exchange.language == "es"
    # That one is a skill: the time, told in Spanish by the Spanish voice.
    assert spanish.exchange.said.lower().startswith(("son las", "es la"))
    assert set(english.exchange.timings_ms) >= {
        "endpoint",
        "stt",
        "first_token",
        "first_clause",
        "engine_first_audio",
        "voice_to_voice",
    }
