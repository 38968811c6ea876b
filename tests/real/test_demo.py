"""`make run` on a fresh machine without a sound card: Whisper's words, Joe's voice, judged by another Whisper."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jiwer
import pytest

from audio.wavefile import read_wav
from daemon.routing.parts import STARTER_SET
from models.engine import Cancel
from models.whisper.recogniser import WhisperRecogniser
from tests.support.real_models import places, plain, real

pytestmark = [pytest.mark.real, pytest.mark.timeout(1200)]  # the first run fetches the models


def test_without_a_sound_card_three_questions_are_understood_and_answered_aloud(tmp_path: Path) -> None:
    for model in (*STARTER_SET, "whisper-tiny-en"):
        real(model)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "SARAI_"))}
    env |= {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_SERVER": f"unix:{tmp_path}/nobody"}
    env |= {"PIPEWIRE_RUNTIME_DIR": str(tmp_path), "SARAI_MODELS__FOLDERS": json.dumps([str(places().root)])}
    env |= {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "daemon.cli", "run", "--demo-without-sound"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False)
    if "No sound card to talk through" not in done.stdout + done.stderr:
        pytest.skip("this machine has a sound card, which ALSA finds by itself")
    assert done.returncode == 0, done.stderr
    heard = [line.split("you:")[1].strip() for line in done.stdout.splitlines() if "you:" in line]
    said = [line.split("sarai:")[1].strip() for line in done.stdout.splitlines() if line.strip().startswith("sarai:")]
    assert heard == ["My name is Maria.", "What is the capital of France?", "What is my name?"]  # as Whisper writes
    judge = WhisperRecogniser(real("whisper-tiny-en"), threads=2)
    files = sorted((tmp_path / "out").glob("reply-*.wav"))
    assert len(files) == len(said)
    judged = []
    for file in files:
        utterance = judge.open("en")
        utterance.feed(read_wav(file))
        judged.append(plain(utterance.result(Cancel()).text))
    # Joe says a name a little differently each time, and the judge, the smallest there is, hears it as other letters.
    assert jiwer.cer([plain(text) for text in said], judged) <= 0.2, (said, judged)
    assert "Paris" in said[1]
    assert "maria" in said[2].lower()
