"""The systemd user service: what is written, and how a real user manager takes it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import UserError
from daemon.cli.commands import service
from daemon.cli.main import main
from daemon.control import systemd as user_manager
from daemon.control.systemd import NoManager, parse_state, systemctl
from daemon.control.systemd_unit import TRAY_UNIT, UNIT, UnitFacts, mebibytes, quote, render, template
from tests.support.systemd_user import CannotStart, UserManager, missing

SARAI = Path(sys.executable).with_name("sarai")
OLD, NEW = 252, 257


def unit(program: tuple[str, ...] = (str(SARAI),), budget_mb: int = 12_000, systemd: int = OLD) -> str:
    return render(template(), UnitFacts(program, budget_mb, systemd))


def settings_of(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))


# ------------------------------------------------------------------------------------------------------------- the text


def test_unit_has_the_absolute_program_and_the_budget() -> None:
    found = settings_of(unit(("/home/ann/.local/bin/sarai",), 12_000))
    assert found["ExecStart"] == "/home/ann/.local/bin/sarai run --no-view"
    assert found["MemoryHigh"] == mebibytes(12_000) == "11444M"
    assert found["MemoryMax"] == mebibytes(13_200)


def test_the_tray_s_unit_starts_this_installation_s_tray_and_gives_up_where_there_is_none() -> None:
    found = settings_of(render(template(TRAY_UNIT), UnitFacts(("/home/ann b/sarai",), 12_000, OLD)))
    assert found["ExecStart"] == '"/home/ann b/sarai" tray'
    assert "3" in found["RestartPreventExitStatus"].split()
    assert found["WantedBy"] == "graphical-session.target"


def test_no_placeholder_is_left() -> None:
    for line in unit().splitlines():
        assert "@" not in line or line.startswith("#") or line == "SystemCallFilter=@system-service"


def test_a_tiny_budget_for_models_leaves_room_for_the_daemon() -> None:
    assert settings_of(unit(budget_mb=50))["MemoryHigh"] == "953M"


def test_restarts_back_off_where_systemd_can() -> None:
    assert settings_of(unit(systemd=NEW))["RestartMaxDelaySec"] == "60"
    assert "RestartSteps" not in unit(systemd=OLD)
    assert settings_of(unit(systemd=OLD))["RestartSec"] == "3"


def test_what_is_in_the_unit_by_design() -> None:
    found = settings_of(unit())
    assert found["Type"] == "notify"
    assert found["OOMPolicy"] == "continue"
    assert found["Restart"] == "on-failure"
    assert int(found["WatchdogSec"]) > 0
    # Both would break it: the one its engines, the other files that the user names.
    assert not {"MemoryDenyWriteExecute", "PrivateTmp", "ProtectHome"} & found.keys()


def test_each_line_of_the_sandbox_has_its_reason_above() -> None:
    lines = template().splitlines()
    for name in ("NoNewPrivileges", "Restrict", "LockPersonality", "SystemCallA", "SystemCallF", "UMask"):
        for number, line in enumerate(lines):
            if line.startswith(name):
                assert lines[number - 1].startswith("# "), line


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (("/opt/sarai/bin/sarai",), "/opt/sarai/bin/sarai"),
        (("/home/ann b/sarai",), '"/home/ann b/sarai"'),
        (("/x/100%/sarai",), "/x/100%%/sarai"),
        (('/x/"y"/sarai',), '"/x/\\"y\\"/sarai"'),
        (("/usr/bin/python3", "-m", "daemon.cli"), "/usr/bin/python3 -m daemon.cli"),
        (("/usr/bin/python3", "$HOME"), "/usr/bin/python3 $$HOME"),
    ],
)
def test_quoting(command: tuple[str, ...], written: str) -> None:
    assert quote(command) == written


@pytest.mark.parametrize("path", ["/x/\n/sarai", "/x/$y/sarai"])
def test_a_path_that_no_unit_can_hold_is_refused(path: str) -> None:
    with pytest.raises(UserError, match="plainer path"):
        quote((path,))


def test_the_program_is_this_installation_without_following_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "venv" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    assert user_manager.program() == (str(folder / "python"), "-m", "daemon.cli")
    (folder / "sarai").touch(0o755)
    assert user_manager.program() == (str(folder / "sarai"),)


# ---------------------------------------------------------------------------------------------------- talking to systemd


def test_state_is_read_from_what_systemctl_prints() -> None:
    state = parse_state(
        "LoadState=loaded\nUnitFileState=enabled\nActiveState=active\nSubState=running\nMainPID=42\nNRestarts=1\n"
        "Result=success\nStatusText=listening, tier fast\n"
    )
    assert (state.installed, state.enabled, state.pid, state.restarts) == (True, True, 42, 1)
    assert service.describe(state) == "the service is running, pid 42, restarted 1 time, listening, tier fast"
    assert "service install" in service.describe(parse_state("LoadState=not-found\nMainPID=0\n"))


def test_without_a_user_manager_it_says_what_to_do_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert main(["service", "install"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "sarai run" in error
    assert not list(tmp_path.iterdir())
    # Removing works: files may lie there from a time when there was a manager.
    (tmp_path / "systemd/user/default.target.wants").mkdir(parents=True)
    (tmp_path / "systemd/user/sarai.service").touch()
    (tmp_path / "systemd/user/sarai-tray.service").touch()
    (tmp_path / "systemd/user/default.target.wants/sarai.service").symlink_to("../sarai.service")
    assert main(["service", "remove", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["removed"] is True
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".service")]


def test_without_systemd_it_names_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoManager, match="autostart"):
        systemctl("show")


def test_linger_is_a_file_of_logind(tmp_path: Path) -> None:
    assert not user_manager.lingers(tmp_path / "absent")
    assert not user_manager.lingers(tmp_path)
    (tmp_path / user_manager.user()).touch()
    assert user_manager.lingers(tmp_path)


@pytest.mark.parametrize("name", [UNIT, TRAY_UNIT])
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_to_complain_of(tmp_path: Path, name: str) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    file = tmp_path / name
    file.write_text(render(template(name), UnitFacts(user_manager.program(), 12_000, user_manager.version())))
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(file)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    about_ours = [line for line in done.stderr.splitlines() if "sarai" in line]
    assert (done.returncode, about_ours) == (0, [])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_unit_is_no_more_exposed_than_it_says(tmp_path: Path) -> None:
    recorded = re.search(r"calls its exposure (\d)\.(\d)", template(UNIT))
    assert recorded is not None
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    file = tmp_path / UNIT
    file.write_text(render(template(UNIT), UnitFacts(user_manager.program(), 12_000, user_manager.version())))
    done = subprocess.run(
        [
            "systemd-analyze",
            "--user",
            "security",
            "--offline=true",
            f"--threshold={''.join(recorded.groups())}",
            str(file),
        ],
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-400:] + done.stderr


# ------------------------------------------------------------------------------------------------- a live user manager


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[UserManager]:
    why = missing()
    if why:
        pytest.skip(why)
    try:
        started = UserManager(tmp_path / "u").__enter__()
    except CannotStart as err:
        pytest.skip(f"no systemd --user can be started here: {err}")
    try:
        yield started
    finally:
        started.__exit__(None, None, None)


def prepare(manager: UserManager, *overrides: str) -> Path:
    """Settings of the quickest start, and a drop-in; returns the file with what the daemon says: there is no journal."""
    settings = manager.home / ".config/sarai/sarai.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text("tier: embedded\nlistening: {at_start: false}\n")
    log = manager.root / "daemon.log"
    drop_in = manager.home / ".config/systemd/user/sarai.service.d/test.conf"
    drop_in.parent.mkdir(parents=True)
    drop_in.write_text("\n".join(["[Service]", f"StandardError=append:{log}", "StandardOutput=null", *overrides, ""]))
    return log


@pytest.mark.slow
@pytest.mark.timeout(240)  # seconds when the machine is idle; every wait below has a limit of its own
def test_life_under_a_real_user_manager(manager: UserManager) -> None:
    log = prepare(manager)
    assert manager.run(str(SARAI), "service", "status").returncode == 1
    installed = manager.run(str(SARAI), "service", "install", "--json", timeout=90)
    assert installed.returncode == 0, installed.stderr + manager.log()
    facts = json.loads(installed.stdout)
    # Start had blocked until READY: right now it is active, and its socket answers.
    assert (facts["active"], facts["enabled"], facts["current"], facts["restarts"]) == ("active", True, True, 0)
    autostart = manager.home / ".config/autostart/sarai-tray.desktop"
    assert "Exec=systemctl --user start sarai-tray.service\n" in autostart.read_text()
    launcher = manager.home / ".local/share/applications/org.sarai.Voice.desktop"
    assert "Exec=systemctl --user start sarai.service sarai-tray.service\n" in launcher.read_text()
    # The tray's unit waits for a desktop session, which there is none of.
    assert facts["tray"] == {"installed": True, "enabled": True, "active": "inactive"}
    status = manager.run(str(SARAI), "status", "--json")
    assert json.loads(status.stdout)["pid"] == facts["pid"], log.read_text()

    # Started all the same, it finds nowhere to show an icon, says so once, and is left in peace.
    manager.run("systemctl", "--user", "start", "sarai-tray.service")
    manager.until("sarai-tray.service", ActiveState="failed", NRestarts="0", Result="exit-code")

    # Killed, it is back under a new number, and none of its old workers is left.
    manager.run("kill", "-9", str(facts["pid"]))
    again = manager.until("sarai.service", ActiveState="active", NRestarts="1")
    assert again["MainPID"] != str(facts["pid"])
    # A worker that is just being started is a second of that name until its exec().
    limit = time.monotonic() + 30
    while len(manager.processes("run --no-view")) != 1:
        assert time.monotonic() < limit, manager.processes("run --no-view")
        time.sleep(0.2)

    # The manager has understood what the unit says.
    understood = manager.properties("sarai.service", "WatchdogUSec", "OOMPolicy", "NoNewPrivileges")
    assert understood == {"WatchdogUSec": "20s", "OOMPolicy": "continue", "NoNewPrivileges": "yes"}

    # Installing the same again does not disturb it.
    assert manager.run(str(SARAI), "service", "install", timeout=90).returncode == 0
    assert manager.properties("sarai.service", "MainPID")["MainPID"] == again["MainPID"]

    assert manager.run("systemctl", "--user", "stop", "sarai", timeout=60).returncode == 0
    assert manager.properties("sarai.service", "Result", "ActiveState") == {
        "Result": "success",
        "ActiveState": "inactive",
    }
    assert manager.processes("daemon.workers.child") + manager.processes("run --no-view") == []

    # Started from the tray's menu, it is the service again, and no program of its own.
    manager.run(sys.executable, "-c", "from daemon.control import start; assert start.start() is None")
    assert manager.properties("sarai.service", "ActiveState")["ActiveState"] == "active"

    removed = manager.run(str(SARAI), "service", "remove")
    assert removed.returncode == 0, removed.stderr
    assert not list((manager.home / ".config").rglob("sarai*.service"))
    assert not autostart.exists()
    assert not launcher.exists()
    gone = json.loads(manager.run(str(SARAI), "service", "status", "--json").stdout)
    assert gone["installed"] is False


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_dead_worker_is_no_failure_of_the_service_and_a_stuck_event_loop_is(manager: UserManager) -> None:
    # The pause before the restart is long enough to read the reason in.
    log = prepare(manager, "WatchdogSec=8", "RestartSec=6")
    installed = manager.run(str(SARAI), "service", "install", "--json", timeout=90)
    assert installed.returncode == 0, installed.stderr + manager.log()
    pid = str(json.loads(installed.stdout)["pid"])

    # As the OOM killer does it.
    worker = manager.processes("daemon.workers.child")[0].split()[0]
    manager.run("kill", "-9", worker)
    limit = time.monotonic() + 30
    while "it starts again" not in log.read_text() and time.monotonic() < limit:
        time.sleep(0.1)
    assert "was killed (signal 9)" in log.read_text()
    assert manager.properties("sarai.service", "MainPID", "NRestarts") == {"MainPID": pid, "NRestarts": "0"}

    # A stopped process feeds no watchdog, just as one whose event loop is stuck.
    manager.run("kill", "-STOP", pid)
    manager.until("sarai.service", Result="watchdog")
    again = manager.until("sarai.service", ActiveState="active")
    assert (again["MainPID"] != pid, again["NRestarts"]) == (True, "1")
