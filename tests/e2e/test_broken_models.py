"""Every command with broken, foreign and half files of models: one line, or the next best; a traceback never."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from daemon.cli.launch import QUESTIONS
from tests.support.tiny_gguf import write_tiny
from tests.support.tiny_nemo import tiny_canary
from tests.support.tiny_piper import tiny_piper
from tests.support.tiny_projector import write_tiny_projector
from tests.support.tiny_whisper import tiny_whisper

QUESTION = QUESTIONS / "1-my-name-is-maria.wav"
FAST = {"recogniser": "recogniser", "mind": "mind", "voice": "voice_en"}
BENCH = {"recogniser": "stt", "mind": "llm", "voice": "tts"}


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def without_layers(file: Path) -> None:
    file.write_bytes(re.sub(rb"(block_count\x04\0\0\0)....", rb"\1\0\0\0\0", file.read_bytes(), flags=re.DOTALL))


def whisper(folder: Path, spoil: Callable[[Path], object]) -> Path:
    ears = Path(shutil.copytree(tiny_whisper(), folder / "ears"))
    spoil(ears)
    return ears


def canary(folder: Path, spoil: Callable[[Path], object]) -> Path:
    ears = tiny_canary(folder / "canary")
    spoil(ears)
    return ears


def mind(folder: Path, spoil: Callable[[Path], object]) -> Path:
    path = write_tiny(folder / "mind.gguf")
    spoil(path)
    return path


def voice(folder: Path, spoil: Callable[[Path], object]) -> Path:
    path = tiny_piper(folder)
    spoil(path)
    return path


BROKEN: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "cut model.bin": ("recogniser", lambda at: whisper(at, lambda ears: cut(ears / "model.bin"))),
    "config {}": ("recogniser", lambda at: whisper(at, lambda ears: (ears / "config.json").write_text("{}"))),
    "config []": ("recogniser", lambda at: whisper(at, lambda ears: (ears / "config.json").write_text("[]"))),
    "foreign tokenizer": (
        "recogniser",
        lambda at: whisper(at, lambda ears: (ears / "tokenizer.json").write_text('{"version": "1.0"}')),
    ),
    "tokenizer of words": (
        "recogniser",
        lambda at: whisper(at, lambda ears: (ears / "tokenizer.json").write_text(json.dumps(WORDS))),
    ),
    "cut encoder": ("recogniser", lambda at: canary(at, lambda ears: cut(ears / "encoder-model.int8.onnx"))),
    "no decoder": ("recogniser", lambda at: canary(at, lambda ears: (ears / "decoder-model.int8.onnx").unlink())),
    "cut GGUF": ("mind", lambda at: mind(at, cut)),
    "GGUF that llama.cpp crashes on": ("mind", lambda at: mind(at, without_layers)),
    "projector for a mind": ("mind", lambda at: mind(at, write_tiny_projector)),
    "endless template": (
        "mind",
        lambda at: mind(
            at,
            lambda path: write_tiny(
                path, template="{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
            ),
        ),
    ),
    "cut onnx": ("voice", lambda at: voice(at, cut)),
    "another kind of json": ("voice", lambda at: voice(at, lambda path: Path(f"{path}.json").write_text('{"a": [1]}'))),
    "json with null": (
        "voice",
        lambda at: voice(at, lambda path: Path(f"{path}.json").write_text('{"audio": null, "espeak": 3}')),
    ),
}
"""Kind of damage -> (role, who makes such a model in a folder)."""
WORDS: dict[str, Any] = {
    "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None,
    "post_processor": None, "decoder": None, "model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"},
}  # fmt: skip


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A home of its own, and a place for the socket whose path is short enough."""
    homes = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("STATE", "DATA", "CONFIG", "CACHE")}
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    return {**os.environ, **homes, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(run)}


def settings(folder: Path, **fast: str) -> Path:
    file = folder / "sarai.yaml"
    document = {
        "tier": "fast",
        "fast": fast,
        "sound": {"backend": "wav"},
        "listening": {"at_start": False},
        "speaking": {"max_tokens": 16},
    }
    file.write_text(json.dumps(document))
    return file


def sarai(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "daemon.cli", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)


def told_in_one_line(done: subprocess.CompletedProcess[str], file: Path) -> None:
    assert "Traceback" not in done.stderr + done.stdout
    assert "ExceptionGroup" not in done.stderr
    assert done.returncode == 1, (done.stdout, done.stderr)
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("sarai: ")
    assert str(file) in line
    assert len(line) < 700


@pytest.mark.parametrize("name", BROKEN)
def test_a_benchmark_of_a_broken_model_is_told_in_one_line(tmp_path: Path, env: dict[str, str], name: str) -> None:
    role, make = BROKEN[name]
    file = make(tmp_path)
    done = sarai(env, "bench", BENCH[role], "--config", str(settings(tmp_path)), *named(role, file))
    told_in_one_line(done, file)


def named(role: str, file: Path) -> list[str]:
    return ["--model", str(file)] if role == "recogniser" else [str(file)]


def test_a_question_is_answered_though_no_model_of_the_tier_loads(tmp_path: Path, env: dict[str, str]) -> None:
    fast = {FAST[role]: str(BROKEN[name][1](tmp_path)) for role, name in ALL.items()}
    reply = tmp_path / "reply.wav"
    done = sarai(env, "talk", str(QUESTION), "-o", str(reply), "--json", "--config", str(settings(tmp_path, **fast)))
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["tier"] == "embedded"
    assert answer["reply"]
    assert reply.stat().st_size > 10_000


ALL = {"recogniser": "config {}", "mind": "endless template", "voice": "another kind of json"}


@contextmanager
def running(env: dict[str, str], config: Path) -> Iterator[None]:
    with Path(env["HOME"], "log").open("wb") as log:
        command = [sys.executable, "-m", "daemon.cli", "run", "--config", str(config)]
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while not Path(env["XDG_RUNTIME_DIR"], "sarai", "control.sock").exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert "Traceback" not in Path(env["HOME"], "log").read_text(errors="replace")


def test_a_running_assistant_with_broken_models_answers_and_speaks(tmp_path: Path, env: dict[str, str]) -> None:
    fast = {FAST[role]: str(BROKEN[name][1](tmp_path)) for role, name in ALL.items()}
    with running(env, settings(tmp_path, **fast)):
        for words in (["ask", "who are you"], ["say", "dinner is ready"], ["status"]):
            done = sarai(env, *words)
            assert "Traceback" not in done.stderr
            assert done.returncode == 0, (words, done.stderr)
        assert any(path in done.stdout for path in fast.values())
