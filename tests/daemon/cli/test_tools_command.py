"""`sarai tools`, run as people and programs run it, with a server of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import paths
from config.load import load
from daemon.cli.main import main
from daemon.doctor.finding import Surroundings
from daemon.doctor.tools import tools

ALL_THE_SAME = "with --yes it is called all the same"
SERVER = Path(__file__).parents[2] / "support" / "tool_servers.py"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    file = paths.config_file()
    file.parent.mkdir(parents=True)
    command = json.dumps([sys.executable, str(SERVER), "plain"])
    file.write_text(f"tools:\n  servers:\n    words:  # mine\n      command: {command}\n", encoding="utf-8")
    return file


def sarai(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main(["tools", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_server_is_connected_to_and_a_tool_called_once(capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = sarai(capsys, "test", "words", "echo_words", "words=two words", "times=2", "--yes")
    assert (code, answer["text"], answer["data"]) == (0, "two words two words", None)
    assert answer["protocol"] == "2025-11-25"
    assert [each["name"] for each in answer["tools"]] == ["echo_words", "slow_one", "refuses"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["test", "nobody"], "no server nobody in tools.servers of the settings; there is: words"),
        (["test", "words", "echo_words"], f"words.echo_words is not allowed by your settings; {ALL_THE_SAME}"),
        (["test", "words", "echo_words", "hello"], "arguments are written as NAME=VALUE, and this is none: hello"),
        (["test", "words", "echo_words", "times=1", "-y"], "words.echo_words: 'words' is a required property"),
        (["test", "words", "refuses", "-y"], "words.refuses: not today"),
        (["test", "words", "missing", "-y"], "words.missing: words has no such tool"),
        (["allow", "words", "*", "--as", "read"], "a class of effect is chosen for each tool by its name, not for *"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_in_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer = sarai(capsys, *arguments)
    assert (code, answer) == (1, {"error": told})


def test_tools_are_allowed_in_the_settings_file(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = sarai(capsys, "allow", "words", "echo_words", "slow_one", "--as", "read")
    assert code == 0
    assert answer["allow"] == ["echo_words", "slow_one"]
    assert sarai(capsys, "allow", "words", "refuses")[0] == 0
    server = load().tools.servers["words"]
    assert server.allow == ["echo_words", "slow_one", "refuses"]
    assert server.effects == {"echo_words": "read", "slow_one": "read"}
    assert "words:  # mine" in settings.read_text(encoding="utf-8")


def test_without_a_daemon_the_settings_are_listed(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tools", "list"]) == 0
    assert capsys.readouterr().out.startswith(f"words: unknown, {sys.executable}")
    settings.write_text("tools: {home_assistant: {url: 'http://home:8123'}}", encoding="utf-8")
    assert main(["tools", "list"]) == 0
    assert capsys.readouterr().out.startswith("Home Assistant at http://home:8123: unknown (SARAi is not running")
    settings.write_text("", encoding="utf-8")
    assert main(["tools", "list"]) == 0
    assert capsys.readouterr().out == "no servers of tools: docs/tools.md tells how to add one\n"


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ("{}", "tools.servers.one is not right: a server of tools has either a command or a url"),
        ("{command: [a], url: http://b}", "a server of tools has either a command or a url"),
        ("{url: 'ftp://b'}", "an address is written as"),
        ("{command: [a], allow: 3}", "tools.servers.one.allow"),
        ("{command: [a], effects: {x: fine}}", "tools.servers.one.effects.x"),
        ("{command: [a], comand: [b]}", "unknown key tools.servers.one.comand"),
        ("{command: [a], env: ['A=B']}", "tools.servers"),
        ("{command: [a], phrases: {x: ['{everything}']}}", "words of its own"),
        ("{command: [a], phrases: {x: ['ah (be']}}", "cannot be read"),
    ],
)
def test_mistakes_in_the_settings_are_told(settings: Path, server: str, told: str) -> None:
    settings.write_text(f"tools:\n  servers:\n    one: {server}\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"sarai\.yaml, line \d") as err:
        load()
    assert told in str(err.value)
    assert "\n" not in str(err.value)


def test_the_doctor_looks_at_each_server(settings: Path) -> None:
    servers = {
        "words": {"command": [sys.executable, str(SERVER), "plain"], "allow": ["echo_words"]},
        "strange": {"command": [sys.executable, str(SERVER), "plain"], "allow": ["no_such"]},
        "closed": {"command": [sys.executable, str(SERVER), "plain"]},
        "quits": {"command": [sys.executable, str(SERVER), "quits"], "allow": ["*"]},
        "missing": {"command": ["no-such-program"], "allow": ["*"]},
    }
    settings.write_text(yaml.safe_dump({"tools": {"servers": servers}}, sort_keys=False), encoding="utf-8")
    found = [(each.status, each.detail) for each in tools(Surroundings(load()))]
    assert found == [
        ("ok", "connected, plain 1, 3 tools"),
        ("warning", "it has no tool no_such, which the settings allow; it has echo_words, refuses, slow_one"),
        ("warning", "connected, plain 1, 3 tools; none of its tools is allowed"),
        ("broken", "quits: its program ended with status 7: no licence found"),
        ("broken", "its program no-such-program is not here"),
    ]
    assert [each.status for each in tools(Surroundings(load(), quick=True))] == ["ok", "ok", "warning", "ok", "broken"]
