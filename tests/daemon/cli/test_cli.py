"""The command line as programs and people meet it: whole processes where start-up or exit codes matter."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import pty
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml

from config import paths
from config.errors import UserError
from config.settings import Settings, Tier
from daemon.app.daemon import Daemon
from daemon.app.history.store import History, HistoryEntry
from daemon.app.offline import (
    Listener,
    OfflineAnswer,
    QuestionPlayed,
    RecordingNote,
    RehearsalError,
    save,
)
from daemon.cli import launch, main
from daemon.cli.answers import ANSWERS
from daemon.cli.commands import switches
from daemon.cli.commands.status import describe
from daemon.cli.output import span, timings_line, timings_table
from daemon.control import protocol
from daemon.control.connection import Method, Result
from daemon.control.events import Event, ProblemOccurred, QuestionHeard
from daemon.conversation.dialogue import Exchange
from docs.json_answers import adapter
from tests.support.served import Served

STATUS = {
    "pid": 42,
    "version": "0.1.0",
    "state": "listening",
    "listening": True,
    "mode": "wake",
    "muted_by": "",
    "tier": "auto",
    "tier_active": "fast",
    "language": "en",
    "voices": [
        {"language": "en", "name": "piper-en", "title": "Piper, Kristin", "chosen": True},
        {"language": "es", "name": "espeak", "title": "eSpeak NG", "chosen": True},
    ],
    "microphone": "Yeti",
    "loudspeaker": "HDA",
    "problem": "",
    "models": [
        {"name": "whisper-base", "state": "ready", "pid": 43, "private_mb": 210.4, "mapped_mb": 0},
        {"name": "qwen", "state": "loading", "pid": None, "private_mb": None, "mapped_mb": None},
    ],
    "last": {"heard": "What is a fjord?", "reply": "A valley.", "timings_ms": {"voice_to_voice": 612.0, "stt": 120.0}},
    "uptime_s": 7500,
}


class Plausible(Served):
    """A daemon with plausible answers."""

    def __init__(self) -> None:
        super().__init__(paths.control_socket(), STATUS)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def methods(self) -> dict[str, Method]:
        answers: dict[str, object] = {
            "status": STATUS,
            "toggle": {"listening": False},
            "listen": {"listening": True},
            "mute": {"listening": False},
            "stop": {"state": "listening"},
            "tier": {"tier": "auto", "tier_active": "fast"},
            "say": {"queued": True},
            "history": [],
            "history_forget": {"forgotten": 2},
            "voice": {"settings": [], "voice": "espeak"},
            "devices": [
                {"name": "Yeti", "kind": "microphone", "in_use": True, "default": False},
                {"name": "HDA", "kind": "loudspeaker", "default": True},
            ],
        }
        return {**{name: self._answers(name, answer) for name, answer in answers.items()}, "ask": self.ask}

    def _answers(self, name: str, answer: object) -> Method:
        async def method(params: dict[str, Any]) -> object:
            self.asked.append((name, params))
            return answer

        return method

    async def ask(self, params: dict[str, Any]) -> AsyncGenerator[object, None]:
        self.asked.append(("ask", params))
        for piece in ("A ", "valley\n", "\x1b[2Jof sea."):
            yield {"text": piece}
        yield Result({"text": "A valley\nof sea.", "notes": [], "usage": {}})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without anything: no settings, no daemon."""
    for variable in [each for each in os.environ if each.startswith("SARAI_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.fixture
def served(home: Path) -> Iterator[Plausible]:
    with Plausible() as server:
        yield server


def process(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "daemon.cli"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, timeout=60)


# ------------------------------------------------------------------------------------------------------------- start-up

HEAVY = {
    "pydantic",
    "numpy",
    "asyncio",
    "rich",
    "yaml",
    "logging",
    "sqlite3",
    "dataclasses",
    "config.settings",
}


@pytest.mark.parametrize("command", ["status", "toggle", "listen", "mute", "stop", "tier"])
def test_commands_that_only_ask_the_daemon_import_nothing_heavy(served: Plausible, command: str) -> None:
    code = "import sys; from daemon.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    done = process(command, *(["auto"] if command == "tier" else []), code=code)
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.splitlines()[-1].split())
    assert "daemon.control.client" in imported
    assert imported & HEAVY == set()


def test_status_is_quick_as_a_whole_process(served: Plausible, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The promise is 200 ms. The processor's time is asserted, which a busy machine doesn't stretch much."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))  # as in an installation: compiled once
    times = []
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-m", "daemon.cli", "status"], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0
        times.append(used.ru_utime + used.ru_stime)
    assert min(times) < 0.15, times


# ---------------------------------------------------------------------------------------------------------------- usage


def test_help_lists_only_commands_that_are_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(main.COMMANDS, "fly", ("daemon.cli.commands.fly:add", "not written yet"))
    with pytest.raises(SystemExit) as left:
        main.main(["--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    assert "not written yet" not in text
    for command in ("run", "talk", "status", "toggle", "history", "config"):
        assert f"    {command}" in text
    with pytest.raises(SystemExit) as left:
        main.main(["fly"])
    assert left.value.code == 2


@pytest.mark.parametrize(
    "command",
    ["run", "demo", "talk", "ask", "say", "status", "toggle", "listen", "mute", "stop", "tier", "voice", "events", "history",
     "devices", "config", "models", "models list", "models pull", "models verify", "models remove", "doctor", "bench",
     "bench turn", "tray", "service"],
)  # fmt: skip
def test_every_command_explains_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "60")  # a narrow terminal
    with pytest.raises(SystemExit) as left:
        main.main([*command.split(), "--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    assert f"usage: sarai {command}" in text
    assert len(text.splitlines()) > 5
    explained, _, examples = text.partition("examples:")
    assert max(map(len, explained.splitlines())) <= 60
    if not command.startswith("bench "):  # theirs stand under `sarai bench --help` and in docs/bench.md
        assert f"sarai {command}" in examples or command in ("mute", "stop")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["staus"], "there is no command 'staus'; did you mean `sarai status`?"),
        (["xyzzy"], "commands: run, demo"),
        (["tier", "warp"], "sarai tier: error: invalid choice: 'warp'; choose from auto, embedded, fast, quality, max"),
        (["tier", "fats"], "sarai tier: error: invalid choice: 'fats'; did you mean fast?"),
        (["voice", "--language", "e"], "argument --language: invalid choice: 'e'; did you mean es?"),
        (["config"], "required: {show,set,edit,check,path}"),
        (["models", "pul"], "sarai models: error: invalid choice: 'pul'; did you mean pull?"),
        (["status", "--loud"], "sarai status: error: unrecognized arguments: --loud"),
        (["models", "list", "--loud"], "sarai models list: error: unrecognized arguments: --loud"),
        (["bench", "llm", "--loud"], "sarai bench llm: error: unrecognized arguments: --loud"),
        (["bench", "llm", "--threads", "1000"], "1000 is more than 256 threads"),
        (["--config", "mine.yaml", "run"], "options are written after the command: sarai COMMAND --config"),
        (["talk", "q.wav"], "required: -o/--output"),
        (["events", "--watch", "--json"], "not allowed with"),
        ([], "sarai COMMAND --help"),
    ],
)
def test_wrong_usage_is_exit_code_2(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(arguments)
    assert left.value.code == 2
    captured = capsys.readouterr()
    assert said in captured.err + captured.out
    if "--json" in arguments:
        assert "not allowed with" in json.loads(captured.out)["error"]
        assert captured.err == ""


def test_help_is_a_command_too(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, said in ((["help"], "usage: sarai [-h]"), (["help", "ask"], "usage: sarai ask")):
        with pytest.raises(SystemExit) as left:
            main.main(arguments)
        assert left.value.code == 0
        assert capsys.readouterr().out.startswith(said)


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("sarai ")


def test_tiers_are_those_of_the_settings() -> None:
    assert Tier.__args__ == protocol.TIERS  # type: ignore[attr-defined]


# ----------------------------------------------------------------------------------------------------- without a daemon


@pytest.mark.parametrize(
    "arguments",
    [["status"], ["toggle"], ["listen"], ["mute"], ["stop"], ["tier", "fast"], ["ask", "hi"], ["say", "hi"], ["events"],
     ["devices"]],
)  # fmt: skip
def test_a_daemon_that_does_not_run_is_one_line_and_exit_code_1(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main.main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.err == f"sarai: {NOT_RUNNING}\n"
    assert captured.out == ""


NOT_RUNNING = "sarai is not running; start it with `sarai run`, or as a service with `sarai service install`"


def test_status_for_programs_when_it_does_not_run(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["status", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"running": False, "error": NOT_RUNNING}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "hi"], "is not running"),
        (["ask", " "], "there is no text"),
        (["devices"], "is not running"),
        (["events"], "is not running"),
        (["history", "forget"], "say what to forget"),
        (["config", "check", "--config", "there-is-none.yaml"], "there-is-none.yaml"),
        (["talk", "there-is-none.wav", "-o", "r.wav"], "there-is-none.wav"),
        (["models", "pull", "there-is-none"], "there is no model 'there-is-none'"),
        (["service", "status"], "systemd"),
        (["bench", "stt", "there-is-none"], "there-is-none"),
    ],
)
def test_what_cannot_be_done_is_told_to_programs_too(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("PATH", str(home))  # no systemctl
    monkeypatch.chdir(home)
    assert main.main([*arguments, "--json"]) == 1
    answer, told = capsys.readouterr()
    assert said in json.loads(answer)["error"]
    assert told == ""  # programs read one channel


def test_the_history_needs_no_daemon(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["history"]) == 0
    assert capsys.readouterr().out == "nothing has been said yet\n"
    with History(paths.history_file(), pytest.fail) as history:
        history.add(
            HistoryEntry("voice", Exchange(0, "What is a fjord?", "A val", said_full="A valley.", interrupted=True))
        )
        history.add(HistoryEntry("voice", Exchange(0, "My secret\x1b[2J", "")))
    assert main.main(["history"]) == 0
    text = capsys.readouterr().out
    assert "you: What is a fjord?" in text
    assert "it:  A val — interrupted" in text
    assert "\x1b" not in text
    assert main.main(["history", "forget", "--last", "1"]) == 0
    assert capsys.readouterr().out == "forgotten: 1 turn\n"
    assert main.main(["history", "--json", "-n", "9" * 30]) == 0
    (turn,) = json.loads(capsys.readouterr().out)["turns"]
    assert (turn["heard"], turn["said"], turn["said_full"], turn["interrupted"]) == (
        "What is a fjord?",
        "A val",
        "A valley.",
        True,
    )
    assert main.main(["history", "forget", "--last", "9" * 30]) == 0
    assert capsys.readouterr().out == "forgotten: 1 turn\n"
    assert main.main(["history", "forget", "--all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"forgotten": 0}


def test_settings_with_servers_of_tools_and_a_home_are_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    servers = {"time": {"command": ["clock"], "phrases": {"now": [{"say": "time in town"}]}}}
    address = {"url": "http://home.example:8123"}
    given = {"tools": {"servers": servers, "home_assistant": address}, "models": {"folders": [str(home)]}}
    file = paths.config_file()
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(given))
    assert main.main(["config", "show", "--all"]) == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert shown["tools"]["servers"] == servers
    assert shown["tools"]["home_assistant"] == {**address, "token_file": None, "room": ""}
    assert shown["models"]["folders"] == [str(home)]
    file.write_text(yaml.safe_dump(shown))
    assert main.main(["config", "check"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["history", "forget"], "say what to forget"),
        (["history", "--all"], "go with `sarai history forget`"),
        (["history", "-n", "0"], "at least 1"),
        (["say", "\udcff"], "what you wrote is not text"),
        (["ask", " "], "there is no text"),
        (["events", "--levels"], "--levels goes with --json"),
    ],
)
def test_what_makes_no_sense(home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main.main(arguments) == 1
    assert said in capsys.readouterr().err


def test_settings_are_shown_checked_and_found(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = paths.config_file()
    assert main.main(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    file.parent.mkdir(parents=True)
    file.write_text("tier: fast\n")
    assert main.main(["config", "show"]) == 0
    text = capsys.readouterr().out
    assert f"tier: fast  # {file}, line 1\n" in text
    assert "volume: 0.9\n" in text
    assert main.main(["config", "show", "--all"]) == 0
    assert "# Loudness of replies." in capsys.readouterr().out
    assert main.main(["config", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tier"] == "fast"
    assert main.main(["config", "check"]) == 0
    assert "the settings are right (1 set" in capsys.readouterr().out
    assert main.main(["config", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["set"] == {"tier": f"{file}, line 1"}
    assert main.main(["config", "path", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(file), "exists": True}
    file.write_text("teir: fast\n")
    assert main.main(["config", "check"]) == 1
    assert capsys.readouterr().err == f"sarai: {file}, line 1: unknown key teir; the nearest valid key is tier\n"


def test_all_mistakes_are_told_in_the_order_of_the_file(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = paths.config_file()
    file.parent.mkdir(parents=True)
    file.write_text(
        "sound:\n  volume: 4\n  volum: 1\n  volume: 0.5\ntier: fats\n"
        "listening:\n  mode: wake\n7: seven\nspeaking: {speed: quick}\n"
    )
    monkeypatch.setenv("SARAI_TIRE", "fast")
    monkeypatch.setenv("SARAI_SOUND__VOLUM", "1")
    monkeypatch.setenv("SARAI_HISTORY__KEEP", "sometimes")
    assert main.main(["config", "check"]) == 1
    told = capsys.readouterr().err.splitlines()
    wanted = (
        (f"{file}, line 2", "sound.volume must be at most 1"),
        (f"{file}, line 3", "unknown key sound.volum"),
        (f"{file}, line 4", "sound.volume is given twice (first in line 2)"),
        (f"{file}, line 5", "tier must be one of"),
        (f"{file}, line 8", "a key must be a word"),
        (f"{file}, line 9", "speaking.speed must be a number"),
        ("SARAI_SOUND__VOLUM", "no such setting"),
        ("SARAI_HISTORY__KEEP", "history.keep must be true or false"),
        ("SARAI_TIRE", "does nothing; the nearest is SARAI_TIER"),
    )
    assert len(told) == len(wanted), told
    for line, (place, words) in zip(told, wanted, strict=True):
        assert line.startswith(f"sarai: {place}: "), line
        assert words in line
    assert main.main(["config", "check", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (len(answer["mistakes"]), len(answer["unknown_variables"]), answer["right"]) == (8, 1, False)


def test_a_setting_is_written_from_the_command_line(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = paths.config_file()
    for key, value, written in (
        ("tier", "fast", "tier: fast"),
        ("sound.volume", "0.4", "sound:\n  volume: 0.4"),
        ("sound.microphone", "[Yeti, USB]", "  microphone: [Yeti, USB]"),
        ("listening.wake_phrase", "hey: you", "  wake_phrase: 'hey: you'"),
        ("tier", "quality", "tier: quality"),
    ):
        assert main.main(["config", "set", key, value]) == 0, key
        assert str(file) in capsys.readouterr().out
        assert written in file.read_text()
    before = file.read_text()
    assert before.count("tier:") == 1
    for key, value, problem in (
        ("sound.volume", "4", "sound.volume must be at most 1, not 4"),
        ("sound.volum", "1", "there is no setting sound.volum; the nearest is sound.volume"),
        ("sound", "1", "sound is a section; set one of its keys, such as sound.backend"),
    ):
        assert main.main(["config", "set", key, value]) == 1
        assert capsys.readouterr().err == f"sarai: {problem}\n"
    assert file.read_text() == before
    monkeypatch.setenv("SARAI_TIER", "fast")
    assert main.main(["config", "set", "tier", "auto"]) == 0
    assert "SARAI_TIER counts more" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main.main(["config", "set", "tier"])
    with pytest.raises(SystemExit):
        main.main(["config", "show", "tier"])


def test_the_settings_file_is_edited_and_then_checked(home: Path) -> None:
    editor = home / "editor"
    editor.write_text('#!/bin/sh\nprintf "tier: fats\\n" >> "$1"\n')
    editor.chmod(0o755)
    done = on_terminal(["config", "edit"], {**os.environ, "VISUAL": str(editor), "EDITOR": "false"})
    assert "tier must be one of" in done
    assert paths.config_file().read_text().startswith("# Your own settings of SARAi")
    assert "false has failed" in on_terminal(["config", "edit"], {**os.environ, "VISUAL": "", "EDITOR": "false"})
    done = on_terminal(["config", "edit"], {**os.environ, "VISUAL": "'vi"})
    assert done.strip() == 'sarai: $EDITOR cannot be understood: "\'vi"'


def test_on_a_narrow_terminal_no_word_of_a_table_is_cut(home: Path) -> None:
    narrow = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "60"}
    shown = on_terminal(["models", "list"], narrow).splitlines()
    assert max(map(len, shown)) <= 66  # the table's figures alone; nothing else is wider than the terminal
    assert "      Whisper tiny; MIT" in shown
    assert not any("…" in line for line in shown)


def on_terminal(arguments: list[str], env: dict[str, str]) -> str:
    """Runs a command on a terminal of its own. Returns what it printed."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "daemon.cli", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=env
        )
    finally:
        os.close(theirs)
    shown = b""
    with suppress(OSError):  # how a terminal says that nobody holds its other end any more
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    process.wait(30)
    return shown.decode()


# -------------------------------------------------------------------------------------------------------- with a daemon


@pytest.mark.parametrize(
    ("arguments", "method", "params", "printed"),
    [
        (["toggle"], "toggle", {}, "not listening\n"),
        (["listen", "--push"], "listen", {"push": True, "hold": False, "release": False}, "listening\n"),
        (["listen", "--hold"], "listen", {"push": False, "hold": True, "release": False}, "listening\n"),
        (["listen", "--release"], "listen", {"push": False, "hold": False, "release": True}, "listening\n"),
        (["mute"], "mute", {}, "not listening\n"),
        (["stop"], "stop", {}, ""),
        (["tier", "auto"], "tier", {"name": "auto"}, "auto (now: fast)\n"),
        (["tier"], "status", {"explain": False}, "auto (now: fast)\n"),
        (["say", "dinner", "is", "ready"], "say", {"text": "dinner is ready"}, ""),
        (["history", "-n", "3"], "history", {"limit": 3}, "nothing has been said yet\n"),
        (["history", "forget", "--all"], "history_forget", {"all": True, "last": 0}, "forgotten: 2 turns\n"),
        (["ask", "what is", "a fjord?", "--model", "deep"], "ask",
         {"text": "what is a fjord?", "new": False, "speak": False, "model": "deep", "image": "", "audio": "", "video": ""},
         "A valley\n [2Jof sea.\n"),
    ],
)  # fmt: skip
def test_commands_ask_the_daemon(
    served: Plausible,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    method: str,
    params: dict[str, Any],
    printed: str,
) -> None:
    assert main.main(arguments) == 0
    # Whether it listens, only the daemon's microphone can tell.
    follow_up = [("status", {"explain": False})] if method == "listen" else []
    assert served.asked == [(method, params), *follow_up]
    assert capsys.readouterr().out == printed


def test_listening_without_a_microphone_is_not_called_so(
    served: Plausible, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STATUS, "microphone", "")
    monkeypatch.setitem(STATUS, "problem", "no microphone is connected")
    assert main.main(["listen"]) == 0
    assert capsys.readouterr().out == "not listening: no microphone is connected\n"
    monkeypatch.setitem(STATUS, "problem", "")
    monkeypatch.setattr(switches, "OPENS", 0.0)
    assert main.main(["listen", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"listening": True, "microphone": "", "problem": ""}


@pytest.mark.parametrize(
    "command",
    ["status", "toggle", "listen --push", "mute", "stop", "tier", "tier fast", "voice", "voice espeak --language es",
     "say dinner", "ask hello", "history", "history forget --all", "devices", "config path", "config check",
     "config set tier fast", "models list"],
)  # fmt: skip
def test_the_answers_for_programs_are_one_object_of_the_documented_kind(
    served: Plausible, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main.main([*command.split(), "--json"]) == 0
    printed, complaints = capsys.readouterr()
    words = command.split()
    answer = ANSWERS.get(" ".join(words[:2])) or ANSWERS[words[0]]
    adapter(answer).validate_json(printed, strict=True, extra="forbid")
    assert complaints == ""


def test_an_answer_for_programs(served: Plausible, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["ask", "--json", "--new", "hi"]) == 0
    assert json.loads(capsys.readouterr().out) == {"text": "A valley\nof sea.", "notes": [], "usage": {}}
    assert served.asked[0][1]["new"] is True


def test_status_for_people_and_programs(served: Plausible, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["status"]) == 0
    text = capsys.readouterr().out
    for expected in (
        "sarai is listening (pid 42, up 2 h 5 min)",
        "tier         fast (auto)",
        "microphone   Yeti",
        "whisper-base  ready  210 MB  pid 43",
        "qwen          loading",
        "you: What is a fjord?",
        "voice to voice 612 ms, understood 120 ms",
    ):
        assert expected in text
    assert main.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"running": True, **STATUS}


def test_status_of_a_daemon_that_tells_little() -> None:
    assert list(describe({"pid": 1, "state": "new", "tier": "fast"})) == [
        "sarai is new (pid 1, up 0 s)",
        "  tier         fast",
    ]
    told = "\n".join(describe({**STATUS, "problem": "no sound", "explain": ["because", "so"]}))
    assert "problem      no sound" in told
    both = list(describe({**STATUS, "stand_ins": ["espeak speaks", "pocketsphinx hears"]}))
    assert both[both.index("  stand-ins    espeak speaks") + 1] == "               pocketsphinx hears"
    assert "  notice       Spanish is chosen" in list(describe({**STATUS, "notice": "Spanish is chosen"}))
    assert "listens      for its name (wake)\n" in told
    assert "".join(describe({**STATUS, "microphone": ""})).startswith("sarai is waiting for a microphone (pid 42, up")
    assert "  listens      not now: no microphone (mode wake)" in describe({**STATUS, "microphone": ""})
    closed: dict[str, Any] = {**STATUS, "state": "off", "listening": False}
    assert "  listens      not now: the screen is locked (mode wake)" in describe({**closed, "muted_by": "locked"})
    muted = "\n".join(describe({**closed, "mode": "always"}))
    assert "listens      not now: the microphone is closed; `sarai listen` opens it (mode always)" in muted
    assert "everybody" not in muted
    assert "why          because" in told


def test_devices(served: Plausible, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["devices"]) == 0
    assert capsys.readouterr().out == ("microphones:\n  Yeti  (in use)\nloudspeakers:\n  HDA  (the system's default)\n")


def test_events_until_the_reader_has_had_enough(served: Plausible) -> None:
    script = f"{sys.executable} -m daemon.cli events --json | head -n 1"
    done = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        served.publish(QuestionHeard(1, "x" * 2000, "en"))
        try:
            out, err = done.communicate(timeout=0.1)
            break
        except subprocess.TimeoutExpired:
            continue
    assert json.loads(out)["kind"] == "snapshot"
    assert err == ""


@pytest.mark.parametrize("in_group", [False, True])
def test_a_defect_is_one_line_and_its_place_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], in_group: bool
) -> None:
    def broken(*_: object) -> None:
        try:
            int("what was said")
        except ValueError as cause:
            error = ZeroDivisionError("one\nand two")
            cause.__cause__ = error  # in a circle
            raise ExceptionGroup("all of it", [error]) if in_group else error from cause

    monkeypatch.setattr(main, "_parse", broken)
    assert main.main(["config", "show"]) == 1
    kept = paths.state_dir() / "defect.txt"
    told = f"sarai: a defect of SARAi's own (ZeroDivisionError: one and two): please report it, with {kept}\n"
    assert capsys.readouterr().err == told
    places = kept.read_text()
    assert "in broken" in places
    assert "builtins.ValueError\n" in places
    assert "builtins.ZeroDivisionError\n" in places
    assert "and two" not in places  # it is there to be sent
    assert "invalid literal" not in places
    assert kept.stat().st_mode & 0o777 == 0o600


def test_interrupted_by_the_user(served: Plausible, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("daemon.control.client.Client.events", interrupt)
    assert main.main(["events"]) == 130


# -------------------------------------------------------------------------------------------- commands that do the work


def test_talk_prints_the_turn_or_one_object(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = {
        "heard": "hello",
        "reply": "good day",
        "tier": "fast",
        "language": "en",
        "interrupted": False,
        "timings_ms": {"voice_to_voice": 700.0},
        "unused_s": 7.9,
    }
    calls: list[tuple[str, Path, Path]] = []

    def talk(settings: Settings, question: Path, reply: Path, note: Listener) -> dict[str, Any]:
        calls.append((settings.tier, question, reply))
        note(RecordingNote("q.wav is cut\x1b[2J short"))
        note(QuestionPlayed("q.wav", 1200.0))
        return result

    monkeypatch.setattr(launch, "talk", talk)
    assert main.main(["talk", "q.wav", "-o", "r.wav", "--tier", "quality"]) == 0
    assert calls == [("quality", Path("q.wav"), Path("r.wav"))]
    text, told = capsys.readouterr()
    assert "heard   hello" in text
    assert "voice to voice 700 ms" in text
    assert told == (
        "sarai: q.wav is cut [2J short\n"
        "sarai: hearing q.wav at the speed of time, 20 min\n"
        "sarai: the last 7.9 s of q.wav were not used: one question is answered; put others into files of their own\n"
    )
    result["unused_s"] = 0.3  # the silence behind a question
    assert main.main(["talk", "q.wav", "-o", "r.wav", "--json"]) == 0
    text, told = capsys.readouterr()
    assert json.loads(text) == result
    assert "not used" not in told


def test_where_the_answer_goes_is_looked_at_before_anything_is_asked(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.app.offline.rehearse", lambda *_: pytest.fail("a question was asked"))
    question, pipe, link = home / "question.wav", home / "pipe.wav", home / "link.wav"
    os.mkfifo(pipe)
    link.symlink_to(home / "nowhere" / "reply.wav")
    question.write_bytes(next(launch.QUESTIONS.glob("*.wav")).read_bytes())
    for reply, said in (
        (home, "it is a folder; give the name of a file in it"),
        (home / "nowhere" / "reply.wav", f"there is no folder {home / 'nowhere'}"),
        (question, "is the question itself, which the answer would overwrite"),
        (pipe, "a WAV cannot be written into a pipe; give the name of a file"),
        (link, f"it is a link to {home / 'nowhere' / 'reply.wav'}; give the name of a file"),
        (Path("/dev/null"), "it is a device; give the name of a file"),
    ):
        assert main.main(["talk", str(question), "-o", str(reply)]) == 1
        error = capsys.readouterr().err
        assert said in error
        assert str(reply) in error
        assert error.count("\n") == 1
    with monkeypatch.context() as elsewhere:  # root may write anywhere
        elsewhere.setattr(os, "access", lambda path, mode: False)
        assert main.main(["talk", str(question), "-o", str(home / "r.wav")]) == 1
        assert "no permission, or the disk is read-only" in capsys.readouterr().err
    assert main.main(["demo", "-o", str(question)]) == 1
    assert f"cannot make the folder {question}: a file is in its place; give another with -o" in capsys.readouterr().err


def test_a_disk_that_fills_while_the_answer_is_written_is_one_line() -> None:
    full = Path("/dev/full")
    said = r'cannot write /dev/full: No space left on device; the answer was "good day"'
    with pytest.raises(RehearsalError, match=said):
        save(OfflineAnswer(Exchange(0, "hello", "good day"), pcm=bytes(64_000)), full)


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "ma?ana ?"), ("latin-1", "mañana ?"), ("utf-8", "mañana 😀")]
)
def test_a_locale_that_lacks_letters_shows_the_others(
    home: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str
) -> None:
    with History(paths.history_file(), pytest.fail) as history:
        history.add(HistoryEntry("voice", Exchange(0, "mañana 😀", "")))
    written = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(written, encoding=encoding, errors="strict"))
    assert main.main(["history"]) == 0
    assert shown.encode(encoding) in written.getvalue()


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_is_piped_in_and_no_text_is_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, errors: str
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"\x7fELF\xd0\xff"), encoding="utf-8", errors=errors))
    assert main.main(["ask", "-"]) == 1
    assert capsys.readouterr().err == "sarai: standard input is not text in this locale's encoding\n"


def test_a_mistake_deep_in_the_daemon_is_still_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(settings: Settings, show: launch.Show, *, demo_without_sound: bool) -> int:
        raise ExceptionGroup("tasks", [ExceptionGroup("more", [UserError("sarai is already running (pid 7)")])])

    monkeypatch.setattr(launch, "run", run)
    assert main.main(["run"]) == 1
    assert capsys.readouterr().err == "sarai: sarai is already running (pid 7)\n"


def test_run_takes_its_settings_and_options(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[float, launch.Show, bool]] = []

    def run(settings: Settings, show: launch.Show, *, demo_without_sound: bool) -> int:
        given.append((settings.sound.volume, show, demo_without_sound))
        return 3

    monkeypatch.setattr(launch, "run", run)
    file = home / "mine.yaml"
    file.write_text("sound: {volume: 0.25}\n")
    assert main.main(["run", "--config", str(file), "--demo-without-sound"]) == 3
    assert main.main(["run", "--json"]) == 3
    assert given == [(0.25, launch.show_lines, True), (0.9, launch.show_json, False)]


class FullDisk(StringIO):
    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_log_that_cannot_be_written_does_not_end_the_daemon(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hub:
        @contextmanager
        def subscribe(self) -> Iterator[AsyncIterator[Event]]:
            yield events()

    async def events() -> AsyncIterator[Event]:
        for text in ("first", "second"):
            yield ProblemOccurred(text)

    daemon = cast(Daemon, SimpleNamespace(hub=Hub(), settings=Settings()))
    monkeypatch.setattr(sys, "stderr", FullDisk())
    monkeypatch.setattr(sys, "stdout", FullDisk())
    asyncio.run(launch.show_lines(daemon))
    asyncio.run(launch.show_json(daemon))


def test_a_wrong_setting_stops_the_start(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "wrong.yaml"
    file.write_text("sound: {volume: 11}\n")
    assert main.main(["run", "--config", str(file)]) == 1
    assert capsys.readouterr().err == f"sarai: {file}, line 1: sound.volume must be at most 1, not 11\n"


def test_small_texts() -> None:
    assert [span(each) for each in (3.2, 61, 7500, 200_000)] == ["3 s", "1 min", "2 h 5 min", "2 days"]
    assert timings_line({}) == "none"
    table = timings_table([{"heard": "hello " * 50, "timings_ms": {"stt": 32.4}}, {"heard": "bye", "timings_ms": {}}])
    assert "understood                 32 ms         -" in table
    assert max(map(len, table.splitlines())) < 80


def test_the_columns_of_models_list_stand_below_each_other(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["models", "list", "--json"]) == 0
    ids = {model["id"] for model in json.loads(capsys.readouterr().out)["models"]}
    assert main.main(["models", "list"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ") and line.split()[0] in ids]
    assert len(rows) == len(ids)
    longest = max(map(len, ids))
    assert {len(row) - len(row[longest + 2 :].lstrip()) for row in rows} == {longest + 3}
    espeak = next(row for row in rows if row.split()[0] == "espeak")
    assert " 0.0 GB" not in espeak
