"""What is told of a question's file before it is heard, which takes as long as it lasts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.frames import Pcm
from audio.vad import CHUNK, SpeechDetector
from audio.wavefile import read_wav, write_wav
from config.constants import HEARING_RATE
from config.settings import Settings
from daemon.app import offline
from daemon.app.offline import RehearsalError, inspect_recording
from daemon.cli import launch

THRESHOLD = Settings().sound.vad_threshold


def minutes(count: float) -> int:
    """Samples."""
    return int(count * 60 * HEARING_RATE)


def noise(level: float, count: float) -> Pcm:
    """`count` minutes of white noise of `level` dBFS."""
    return np.random.default_rng(1).normal(0, 32768 * 10 ** (level / 20), minutes(count)).astype(np.int16)


def written(path: Path, *parts: Pcm) -> Path:
    write_wav(path, np.concatenate(parts), HEARING_RATE)
    return path


@pytest.fixture
def question() -> Pcm:
    return read_wav(min(launch.QUESTIONS.glob("*.wav")))


@pytest.mark.parametrize("pcm", [np.zeros(minutes(20), np.int16), noise(-80, 3)], ids=["nothing", "a muted microphone"])
def test_a_silent_file_is_refused_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pcm: Pcm
) -> None:
    monkeypatch.setattr(offline, "Daemon", lambda settings: pytest.fail("models were loaded for it"))
    path = written(tmp_path / "q.wav", pcm)
    with pytest.raises(RehearsalError, match=r"silent from beginning to end \(-\d+ dBFS at its loudest\); ") as caught:
        launch.talk(Settings(), path, tmp_path / "r.wav")
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_long_file_without_speech_is_said_to_be_one(tmp_path: Path) -> None:
    path = written(tmp_path / "q.wav", noise(-50, 3))
    (note,) = inspect_recording(path, THRESHOLD).notes
    assert note == (
        f"no speech is found in {path} at a first look; it is heard to its end all the same, which takes 3 min: "
        "Ctrl-C ends it"
    )


def test_a_question_late_in_a_long_file_is_found(tmp_path: Path, question: Pcm) -> None:
    late = inspect_recording(written(tmp_path / "late.wav", noise(-60, 3), question), THRESHOLD)
    assert late.notes == ()
    assert late.seconds == pytest.approx(180 + len(question) / HEARING_RATE)


def test_what_is_refused_for_its_softness_could_not_have_been_heard(tmp_path: Path, question: Pcm) -> None:
    refused, heard = set(), set()
    for peak in range(-40, -84, -4):
        soft = (question * (32768 * 10 ** (peak / 20) / np.abs(question).max())).astype(np.int16)
        try:
            inspect_recording(written(tmp_path / "soft.wav", soft), THRESHOLD)
        except RehearsalError:
            refused.add(peak)
        detector = SpeechDetector()
        judged = (detector.process(soft[at : at + CHUNK]) for at in range(0, len(soft), CHUNK))
        if any(each is not None and each[0] >= THRESHOLD for each in judged):
            heard.add(peak)
    assert heard
    assert refused
    assert not refused & heard


def test_a_file_that_was_cut_off_is_told_with_what_is_used_of_it(tmp_path: Path, question: Pcm) -> None:
    path = written(tmp_path / "q.wav", question)
    whole = len(question) / HEARING_RATE
    path.write_bytes(path.read_bytes()[: 44 + len(question)])
    found = inspect_recording(path, THRESHOLD)
    assert found.seconds == pytest.approx(whole / 2, abs=0.001)
    assert found.notes == (
        f"{path} is cut short: {whole / 2:.1f} s of its {whole:.1f} s are there and are used; get it anew for the rest",
    )
    path.write_bytes(written(path, question).read_bytes()[:-200])  # 6 ms
    assert inspect_recording(path, THRESHOLD).notes == ()
