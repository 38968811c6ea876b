"""Whatever lies in the place of a file of the program's own, each command tells it in one line, or does without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.cli import main

PLACES = (
    "config/sarai/sarai.yaml",
    "config/sarai",
    "state/sarai/history.db",
    "state/sarai/timers.json",
    "state/sarai/habits.json",
    "state/sarai/benchmarks.json",
    "state/sarai/memory.json",
    "state/sarai",
    "data/sarai/models/lock.json",
    "data/sarai/models/whisper-base",
    "data/sarai/models/piper-en-joe/en_US-joe-medium.onnx.json",
    "data/sarai/models",
    "data/sarai/checked.json",
    "run/sarai/control.sock",
    "huggingface/hub",
)
COMMANDS = (
    "status",
    "stop",
    "history",
    "history forget --all",
    "config show",
    "config check",
    "models list",
    "models verify",
    "models remove whisper-base",
    "voice",
    "tier",
    "bench kpi",
    "service status",
)


def written(text: str | bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text if isinstance(text, bytes) else text.encode())


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": written(""),
    "no text": written(bytes(range(256)) * 40),
    "an object": written('{"a": {"b": [1, null]}}'),
    "a list": written("[1, 2"),
    "a number": written("3"),
    "deep": written("[" * 100_000),
    "another kind": written(json.dumps([{"kind": "timer", "due": "x"}, {"engine": 3}, {"sound": {"volume": {}}}])),
    "a folder": lambda path: (path / "in it").mkdir(parents=True),
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nowhere": lambda path: path.symlink_to(path.parent / "nowhere"),
    "a link to itself": lambda path: path.symlink_to(path),
}


def move(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the program live in that folder."""
    for name in ("STATE", "DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
    monkeypatch.setenv("HF_HOME", str(home / "huggingface"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={home}/no-bus")


@pytest.mark.parametrize("place", PLACES)
def test_no_command_shows_more_than_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, damage in DAMAGES.items():
        home = tmp_path / name.replace(" ", "-")
        move(home, monkeypatch)
        path = home / place
        path.parent.mkdir(parents=True, mode=0o700)
        damage(path)
        for command in COMMANDS:
            code = main.main(command.split())
            said, told = capsys.readouterr()
            context = (name, command, code, said[-300:], told[-700:])
            assert code in (0, 1), context
            assert "Traceback" not in said + told, context
            assert "defect" not in told, context
            assert code == 0 or told.count("\n") >= 1, context
            assert all(line.startswith("sarai: ") for line in told.splitlines()), context
            assert all(len(line) < 700 for line in told.splitlines()), context


@pytest.mark.parametrize("command", ["status", "status --json", "config path", "config show --json", "--version"])
def test_streams_that_are_closed_or_full_are_no_traceback(tmp_path: Path, command: str) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    for streams in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", ">/dev/full 2>/dev/full"):
        line = f"exec {sys.executable} -m daemon.cli {command} {streams}"
        ended = subprocess.run(["sh", "-c", line], env=environ, capture_output=True, text=True, check=False)
        assert ended.returncode in (0, 1), (streams, ended)
        assert ended.stderr.count("\n") <= 1, (streams, ended)
        assert ended.stderr == "" or ended.stderr.startswith("sarai: "), (streams, ended)
