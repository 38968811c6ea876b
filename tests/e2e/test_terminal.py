"""`sarai run` as somebody in a terminal meets it. No sound card is needed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from config.paths import control_socket
from daemon.cli.answers import ANSWERS
from daemon.control.client import Client, ClientError
from docs.json_answers import adapter

PROGRAM = Path(sys.executable).with_name("sarai")


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has downloaded nothing."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "SARAI_", "HF_", "DBUS_"))}
    return {**ours, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}


@pytest.fixture
def with_a_terminal() -> Iterator[None]:
    """Programs heed SIGHUP, even if these tests were started by nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


@contextmanager
def running(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [str(PROGRAM), "run", "--no-view"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as daemon:
        try:
            yield daemon
        finally:
            if daemon.poll() is None:
                daemon.send_signal(signal.SIGTERM)


def told(env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([PROGRAM, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


def until_answering(env: dict[str, str], within: float = 30.0) -> None:
    limit = time.monotonic() + within
    while not json.loads(told(env, "status", "--json"))["running"]:
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_the_embedded_tier_says_that_it_does_not_understand_spanish(home: dict[str, str]) -> None:
    said = "Spanish is chosen, but tier embedded understands English only"
    cure = "`sarai models pull recommended` gets what understands Spanish"
    with running({**home, "SARAI_SPEAKING__LANGUAGE": "es"}) as daemon:
        until_answering(home)
        status = told(home, "status")
        daemon.send_signal(signal.SIGTERM)
        output, _ = daemon.communicate(timeout=30)
    assert f"  notice       {said}; {cure}\n" in status
    assert output.splitlines().count(f"sarai: {said}; {cure}") == 1
    with running(home):
        until_answering(home)
        assert json.loads(told(home, "status", "--json"))["notice"] == ""
        for command in ("status", "tier", "voice", "stop", "mute", "devices", "history", "ask what is two plus two"):
            answer = adapter(ANSWERS[command.split()[0]])
            answer.validate_json(told(home, *command.split(), "--json"), strict=True, extra="forbid")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP], ids=["Ctrl-C", "its terminal closes"])
def test_whoever_ends_it_while_the_models_load_hears_no_word_of_that(
    home: dict[str, str], how: signal.Signals, with_a_terminal: None
) -> None:
    events: list[dict[str, Any]] = []
    with running(home) as daemon:
        control = control_socket(home)
        while not control.exists():
            assert daemon.poll() is None
            time.sleep(0.01)
        with Client(control) as client, suppress(ClientError):  # it ends when the daemon has ended
            for event in client.events(idle=30):
                assert event is not None
                if not events:
                    daemon.send_signal(how)
                events.append(event)
        output, _ = daemon.communicate(timeout=30)
    assert any(model["state"] == "loading" for model in events[0]["models"])
    assert [event["text"] for event in events if event["kind"] == "problem"] == []
    assert daemon.returncode == 0
    assert [line for line in output.splitlines() if not line.startswith("sarai: ready")] == []


def test_closing_the_microphone_is_no_news_of_devices(home: dict[str, str]) -> None:
    """Where there is no sound card, the problem is gone while nothing needs to be open, but nothing has come back."""

    def open_or_in_trouble() -> bool:
        status = json.loads(told(home, "status", "--json"))
        return bool(status["microphone"] or status["problem"])

    with running(home) as daemon:
        until_answering(home)
        limit = time.monotonic() + 30
        while not open_or_in_trouble():
            assert time.monotonic() < limit
        assert told(home, "mute") == "not listening\n"
        while open_or_in_trouble():
            assert time.monotonic() < limit
        daemon.send_signal(signal.SIGTERM)
        output, _ = daemon.communicate(timeout=30)
    assert "sound devices: none" not in output
    assert output.count("sarai: ready: ") == 1
