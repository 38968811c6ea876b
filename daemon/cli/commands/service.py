"""The command `sarai service`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UserError
from config.texts import N_, _, ngettext
from daemon.cli import desktop_files
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.systemd import program

if TYPE_CHECKING:
    from daemon.cli.answers import ServiceAnswer, ServiceRemovedAnswer
    from daemon.control.systemd import ServiceState


LINGER = N_("""\
It starts when you log in and ends with your last session. To have it start with the machine and outlive your logout (a
headless box, a speaker in the kitchen): `sudo loginctl enable-linger {user}`.""")


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "service",
        run,
        _(
            "Run the assistant as a systemd user service: it starts with your desktop session, "
            "and again when it fails. Your desktop's menu of programs gets a launcher."
        ),
        _("""
        sarai service install               start it now, and at every login
        sarai service install --no-start    only at the next login
        sarai service status
        sarai service remove
        systemctl --user edit sarai         change something in it, for good
        """),
    )
    parser.add_argument("action", choices=["install", "remove", "status"], help=_("what to do"))
    parser.add_argument("--no-start", action="store_true", help=_("with install: don't start it now"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.action == "install":
        return _install(args)
    return _remove(args) if args.action == "remove" else _status(args)


def unit_file(unit: str = "sarai.service") -> Path:
    """Returns where systemd looks for a user's own unit."""
    return _config_home() / "systemd" / "user" / unit


def autostart_file() -> Path:
    """Returns the file that has desktops start the tray."""
    return _config_home() / "autostart" / "sarai-tray.desktop"


def _config_home() -> Path:
    from config.paths import config_home

    return config_home()


def units() -> list[str]:
    """Returns the units of this installation: the tray's only where its packages are installed."""
    from importlib.util import find_spec

    from daemon.control.systemd_unit import TRAY_UNIT, UNIT

    tray = all(find_spec(each) is not None for each in ("PIL", "dbus_fast", "pystray"))
    return [UNIT, TRAY_UNIT] if tray else [UNIT]


def rendered(unit: str = "sarai.service") -> str:
    """Returns the text of a unit for this machine, installation and settings."""
    from config import paths
    from config.load import load
    from daemon.control.systemd import version
    from daemon.control.systemd_unit import UnitFacts, render, template
    from daemon.routing.recommended import budget_mb
    from models.store.machine import inspect_machine

    budget = budget_mb(load(), inspect_machine(paths.data_dir(), gpu=False))
    return render(template(unit), UnitFacts(program(), budget, version()))


def _install(args: argparse.Namespace) -> int:
    from daemon.control import systemd
    from daemon.control.systemd_unit import AUTOSTART, TRAY_UNIT, UNIT

    systemd.need_manager()
    changed = [unit for unit in units() if _write(unit_file(unit), rendered(unit))]
    if TRAY_UNIT in units():
        _write(autostart_file(), AUTOSTART)
    for file, text in desktop_files.texts(program(), units()).items():
        _write(file, text)
    _ask("daemon-reload")
    for unit in units():
        _ask("enable", unit)
    if not args.no_start:
        _start(UNIT, changed)
        # Outside of a desktop session there is nowhere to show an icon.
        session = systemd.systemctl("is-active", "graphical-session.target")
        if TRAY_UNIT in units() and session.stdout.strip() == "active":
            _start(TRAY_UNIT, changed)
    state = systemd.service_state()
    if args.json:
        print_json(_facts(state))
        return 0
    cached = _("which lies in a cache: install sarai for good (`pipx install`, `uv tool install`), then repeat this")
    for label, value in (
        (_("installed:"), ", ".join(str(unit_file(unit)) for unit in units())),
        (_("runs:"), " ".join(program())),
        *((("", cached),) if _short_lived(program()[0]) else ()),
        (_("now:"), describe(state)),
        (_("tray:"), _tray()),
        (_("launcher:"), _("SARAi voice, among your desktop's programs")),
    ):
        print(f"{label:10} {value}")
    if not systemd.lingers():
        print(_(LINGER, user=systemd.user()))
    return 0


def _start(unit: str, changed: list[str]) -> None:
    from daemon.control import systemd

    # A service that had given up may be started again only after this.
    systemd.systemctl("reset-failed", unit)
    running = systemd.service_state(unit).active == "active"
    _ask("restart" if running and unit in changed else "start", unit, timeout=120.0)


def _remove(args: argparse.Namespace) -> int:
    from daemon.control import systemd
    from daemon.control.systemd_unit import TRAY_UNIT, UNIT

    try:
        systemd.need_manager()
        managed = True
    except systemd.NoManager:
        managed = False  # then nothing runs, and only the files are to be removed
    # The tray's in any case: it may lie there from a time when the extra was installed.
    removed = [unit for unit in (TRAY_UNIT, UNIT) if _remove_unit(unit, managed)]
    for file in (autostart_file(), *desktop_files.places().values()):
        file.unlink(missing_ok=True)
    if managed:
        _ask("daemon-reload")
        for unit in removed:
            systemd.systemctl("reset-failed", unit)
    if args.json:
        answer: ServiceRemovedAnswer = {"removed": UNIT in removed, "unit_file": str(unit_file())}
        print_json(answer)
    else:
        files = ", ".join(str(unit_file(unit)) for unit in removed)
        print(_("removed: {files}", files=files) if removed else _("the service is not installed"))
    return 0


def _remove_unit(unit: str, managed: bool) -> bool:
    """Removes a unit. Returns whether it was there."""
    file = unit_file(unit)
    was_there = file.exists() or file.is_symlink()
    if managed and was_there:
        _ask("disable", "--now", unit, timeout=60.0)
    file.unlink(missing_ok=True)
    for wants in file.parent.glob("*.wants"):
        (wants / unit).unlink(missing_ok=True)
    return was_there


def _status(args: argparse.Namespace) -> int:
    from daemon.control import systemd

    state = systemd.service_state()
    if args.json:
        print_json(_facts(state))
    else:
        print(describe(state))
        if state.installed:
            outdated = "" if _current() else f"  ({_('outdated: `sarai service install` renews it')})"
            at_login = _("starts") if state.enabled else _("does not start; `sarai service install` changes that")
            off = _("off. {what_to_do}", what_to_do=_(LINGER, user=systemd.user()))
            on = _("on: it starts with the machine and outlives your logout")
            for label, value in (
                (_("unit"), f"{unit_file()}{outdated}"),
                (_("at login"), at_login),
                (_("log"), "journalctl --user -u sarai -e"),
                (_("tray"), _tray()),
                (_("linger"), on if systemd.lingers() else off.replace("\n", "\n             ")),
            ):
                print(f"  {label:10} {value}")
    return 0 if state.active == "active" else 1


def _tray() -> str:
    """Returns the tray icon's state in one line."""
    from daemon.control import systemd
    from daemon.control.systemd_unit import TRAY_UNIT

    if TRAY_UNIT not in units():
        return _(
            "no icon: it comes with the extra `tray` (pipx install 'sarai-voice[tray]'), then `sarai service install`"
        )
    state = systemd.service_state(TRAY_UNIT)
    if not state.installed:
        return _("not installed; `sarai service install` does that")
    if state.active == "active":
        return _("the icon is there")
    if state.active == "failed":
        return _("no icon: `journalctl --user -u sarai-tray -n 20` tells why")
    return _("the icon comes with your next desktop session")


def describe(state: ServiceState) -> str:
    """Returns the service's state in one line."""
    if not state.installed:
        return _("the service is not installed; `sarai service install` does that")
    words = {
        "active": _("the service is running"),
        "failed": _("the service is failed ({result})", result=state.result),
        "inactive": _("the service is stopped"),
    }
    other = _("the service is {state} ({detail})", state=state.active, detail=state.detail)
    parts = [words.get(state.active, other)]
    if state.pid:
        parts.append(f"pid {state.pid}")
    if state.restarts:
        parts.append(ngettext("restarted {count} time", "restarted {count} times", state.restarts))
    if state.says:
        parts.append(state.says)
    return ", ".join(parts)


def _facts(state: ServiceState) -> ServiceAnswer:
    from daemon.control.systemd import lingers, service_state
    from daemon.control.systemd_unit import TRAY_UNIT

    tray = service_state(TRAY_UNIT)
    return {
        "installed": state.installed,
        "enabled": state.enabled,
        "active": state.active,
        "detail": state.detail,
        "pid": state.pid,
        "restarts": state.restarts,
        "result": state.result,
        "says": state.says,
        "unit_file": str(unit_file()),
        "current": _current(),
        "linger": lingers(),
        "tray": {"installed": tray.installed, "enabled": tray.enabled, "active": tray.active},
    }


def _current() -> bool:
    """Returns whether the installed units are those that would be installed now."""
    try:
        return all(unit_file(unit).read_text(encoding="utf-8") == rendered(unit) for unit in units())
    except (OSError, ValueError, UserError):
        return False


def _write(file: Path, text: str) -> bool:
    """Writes the file in one step, because systemd may be reading it. Returns whether the text has changed."""
    try:
        if file.exists() and file.read_text(encoding="utf-8", errors="replace") == text:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.new")
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    except OSError as err:
        raise UserError(_("cannot write {file}: {why}", file=file, why=err.strerror)) from err
    return True


def _ask(*arguments: str, timeout: float = 30.0) -> None:
    from daemon.control.systemd import systemctl

    done = systemctl(*arguments, timeout=timeout)
    if done.returncode != 0:
        said = " ".join(done.stderr.split()) or _("no reason given")
        raise UserError(
            _(
                "`{command}` failed: {said}; `journalctl --user -u sarai -n 20` may tell more",
                command=" ".join(("systemctl --user", *arguments)),
                said=said,
            )
        )


def _short_lived(path: str) -> bool:
    """Returns whether the installation lies in a cache that will be cleared (`uvx sarai`, `pipx run sarai`)."""
    return "/.cache/" in path or path.startswith(os.environ.get("XDG_CACHE_HOME") or "\0")
