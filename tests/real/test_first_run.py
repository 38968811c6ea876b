"""What a fresh machine has after its set-up: Whisper base, Joe and the starter mind, over a sound card, as measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import real as program
from daemon.routing.parts import STARTER_SET
from tests.support.real_models import places, plain, real, word_error_rate
from tests.support.virtual_card import available

pytestmark = [
    pytest.mark.real,
    pytest.mark.sound,
    pytest.mark.timeout(1200),  # the first run fetches the models
    pytest.mark.skipif(not available(), reason="needs PulseAudio: scripts/setup.sh test"),
]


def test_a_question_is_heard_and_answered_over_the_sound_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for model in STARTER_SET:
        real(model)
    monkeypatch.setenv("SARAI_MODELS__FOLDERS", json.dumps([str(places().root)]))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    out = tmp_path / "out"
    monkeypatch.setattr(sys, "argv", ["real", "--mind", "starter", "--turns", "1", "--out", str(out)])
    program.main()
    found = json.loads((out / "starter.json").read_text())
    (turn,) = found["turns"]
    assert plain(turn["question"]) == "what is the tallest animal in the world"
    # A busy machine drops samples: a word may be another one, and then the answer is, too.
    assert word_error_rate([turn["question"]], [turn["heard"]]) <= 0.25, turn
    assert "giraffe" in turn["reply"] or plain(turn["heard"]) != plain(turn["question"]), turn
    assert turn["recorded_ms"] > 0
    assert turn["cpu_s"] > 0
    assert {"recorded_ms", "endpoint_ms", "stt_ms", "first_token_ms", "cpu_s"} <= set(found["metrics"])
    assert (out / "starter-stages.svg").exists()


def test_a_question_ends_where_its_speech_does_and_not_the_room() -> None:
    room = np.random.default_rng(1).integers(-150, 150, 9000).astype(np.int16)
    spoken = room.copy()
    spoken[2000:5000] += np.int16(12_000)
    assert program.last_of(spoken) == 4999
