"""Models of random weights are heard with as real ones are: with Transformers, LSTMs and int8."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.shapes import write
from models.engine import Cancel
from models.nemo.recogniser import NemoRecogniser
from tests.support.tiny_nemo import RATE, say


def test_canary_writes_as_many_tokens_as_speech_has(tmp_path: Path) -> None:
    ears = NemoRecogniser(write("nemo", "toy-canary", tmp_path), threads=1)
    pcm = say("what time is it")
    _, tokens = ears.transcribe(pcm, "en", Cancel())
    assert len(tokens[0]) == pytest.approx(0.4 * len(pcm) / (8 * RATE // 100), abs=1.1)


def test_parakeet_goes_through_all_of_the_sound_and_finds_nothing(tmp_path: Path) -> None:
    ears = NemoRecogniser(write("nemo", "toy-parakeet", tmp_path), threads=1)
    heard, _ = ears.transcribe(say("what time is it"), "en", Cancel())
    assert (heard.text, heard.no_speech) == ("", 1.0)
