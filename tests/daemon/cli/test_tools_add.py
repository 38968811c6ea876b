"""`sarai tools add home-assistant`: the token is tried, kept for its owner alone, and the settings are written."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from config import paths
from config.load import load
from config.settings import HomeAssistant
from daemon.cli.main import main
from daemon.control.systemd import parse_state
from tests.support.home_standin import TOKEN, HomeStandin


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    return tmp_path / "sarai"


def say(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_two_lines_connect_it(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    place.mkdir()
    (place / "sarai.yaml").write_text("# mine\ntier: fast\n")
    with HomeStandin() as home:
        say(monkeypatch, TOKEN + "\n")
        url = f"http://127.0.0.1:{home.port}"
        assert main(["tools", "add", "home-assistant", url, "--room", "Kitchen", "--json"]) == 0
        assert home.calls == []
    token = place / "home-assistant.token"
    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "url": url, "product": "Home Assistant 2026.11.0", "devices": 13, "rooms": 3, "token_file": str(token),
        "file": str(place / "sarai.yaml"),
    }  # fmt: skip
    assert token.read_text().strip() == TOKEN
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert load().tools.home_assistant == HomeAssistant(url=url, room="Kitchen")
    assert load().tier == "fast"
    assert (place / "sarai.yaml").read_text().startswith("# mine\n")


@pytest.mark.parametrize(
    ("typed", "url", "said"),
    [
        ("wrong", "", "does not accept the token; make a new one there"),
        ("two words", "", "that is no token"),
        ("", "", "that is no token"),
        (TOKEN, "http://127.0.0.1:1", "is that its address, and is it running?"),
        (TOKEN, "ftp://home", "an address is written as"),
    ],
)
def test_what_fails_is_one_line_and_leaves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, url: str, said: str
) -> None:
    with HomeStandin() as home:
        say(monkeypatch, typed)
        assert main(["tools", "add", "home-assistant", url or f"http://127.0.0.1:{home.port}"]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not place.exists()


def test_a_token_comes_from_a_file(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text(f"{TOKEN}\n")
    with HomeStandin() as home:
        home.administrator = False
        arguments = [
            "tools",
            "add",
            "home-assistant",
            f"127.0.0.1:{home.port}/",
            "--token-file",
            str(tmp_path / "mine"),
        ]
        assert main(arguments) == 0
        told = capsys.readouterr()
        assert "14 devices in 0 rooms" in told.out
        assert "the rooms stay unknown" in told.err
        assert main([*arguments[:-1], str(tmp_path / "none")]) == 1
    assert TOKEN not in told.out + told.err


@pytest.mark.parametrize(
    ("active", "said"), [("active", "systemctl --user restart sarai"), ("inactive", "end it, and start it again")]
)
def test_who_has_it_running_is_told_what_has_it_taken_up(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], active: str, said: str
) -> None:
    monkeypatch.setattr(
        "daemon.control.systemd.service_state", lambda: parse_state(f"LoadState=loaded\nActiveState={active}\n")
    )
    for runs in (False, True):
        assert main(["config", "set", "tier", "fast"]) == 0
        assert (said in capsys.readouterr().out) == runs
        paths.control_socket().touch()
