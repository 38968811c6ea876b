"""The assistant needs nobody: a conversation without any network, and no attempt to reach one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audio.wavefile import read_wav, write_wav
from config.constants import HEARING_RATE
from daemon.cli.launch import QUESTIONS

# Every Python process of the daemon runs this at its start: whoever opens a network connection is written down.
SPY = """
import os, sys
def watch(event, arguments):
    if event == "socket.connect" and not isinstance(arguments[1], (str, bytes)):
        with open(os.environ["SARAI_TEST_CONNECTIONS"], "a") as file:
            file.write(f"{arguments[1]}\\n")
sys.addaudithook(watch)
"""


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("unshare") is None, reason="a network namespace needs root")
def test_a_conversation_without_a_network_and_no_attempt_to_find_one(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(SPY)
    attempts = tmp_path / "attempts"
    question = sorted(QUESTIONS.glob("*france*"))[0]
    program = Path(sys.executable).with_name("sarai")
    env = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "SARAI_TEST_CONNECTIONS": str(attempts),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    done = subprocess.run(
        ["unshare", "-n", program, "talk", question, "-o", tmp_path / "reply.wav", "--json"],
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["heard"] == "what is the capital of france"
    assert set(answer) >= {"heard", "reply", "tier", "language", "interrupted", "timings_ms"}
    assert not attempts.exists()
    assert "capital" not in done.stderr  # no transcript in the log


def test_what_a_file_holds_behind_its_first_question_is_told(tmp_path: Path) -> None:
    first, second, _ = map(read_wav, sorted(QUESTIONS.glob("*.wav")))
    both = tmp_path / "both.wav"
    write_wav(both, np.concatenate([first, np.zeros(10 * HEARING_RATE, np.int16), second]), HEARING_RATE)
    program = Path(sys.executable).with_name("sarai")
    done = subprocess.run(
        [program, "talk", both, "-o", tmp_path / "reply.wav", "--tier", "embedded", "--json"],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    unused = json.loads(done.stdout)["unused_s"]
    assert len(second) / HEARING_RATE < unused < len(second) / HEARING_RATE + 10
    assert done.stderr == ""  # programs read one channel


def test_a_question_whose_file_was_cut_off_is_answered_and_told(tmp_path: Path) -> None:
    question = min(QUESTIONS.glob("*.wav"))
    cut = tmp_path / "cut.wav"
    cut.write_bytes(question.read_bytes()[: -len(question.read_bytes()) // 10])
    program = Path(sys.executable).with_name("sarai")
    done = subprocess.run(
        [program, "talk", cut, "-o", tmp_path / "reply.wav", "--tier", "embedded", "--json"],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    answer = json.loads(done.stdout)
    assert answer["heard"]
    (note,) = answer["notes"]
    assert note.startswith(f"{cut} is cut short: ")
    assert done.stderr == ""  # programs read one channel


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "no such file"),
        (b"", "empty"),
        (b"RIFF\x00\x00\x00\x00WAVE", "corrupt"),
        (b"not a wav at all....", "WAV"),
    ],
)
def test_a_bad_question_gets_one_line(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    question = tmp_path / "q.wav"
    if content is not None:
        question.write_bytes(content)
    program = Path(sys.executable).with_name("sarai")
    done = subprocess.run(
        [program, "talk", question, "-o", tmp_path / "r.wav"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert str(question) in done.stderr
    assert complaint.lower() in done.stderr.lower()
    assert not (tmp_path / "r.wav").exists()
