"""Checks the rights of the control socket, and whether a daemon answers behind it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from config import paths
from config.texts import N_, _
from daemon.control.client import ClientError, NotRunning, call
from daemon.control.systemd import NoManager, need_manager
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning

_SOCKET = N_("control socket")
_PATIENCE = 5.0


def control_socket(around: Surroundings) -> list[Finding]:
    findings = []
    if not os.environ.get("XDG_RUNTIME_DIR"):
        findings.append(
            warning(
                N_("runtime directory"),
                _("XDG_RUNTIME_DIR is not set: a daemon that was started from the desktop will not be found from here"),
                f"export XDG_RUNTIME_DIR=/run/user/{os.getuid()}",
            )
        )
    return [*findings, judge_socket(paths.control_socket(), os.getuid())]


def judge_socket(path: Path, uid: int) -> Finding:
    """Judges whether only the user may use the socket, since write access makes the assistant speak and listen."""
    for place, mode in ((path.parent, 0o700), (path, 0o600)):
        try:
            found = place.lstat()
        except FileNotFoundError:
            return ok(_SOCKET, _("{path} is made when the daemon starts", path=path))
        except OSError as err:
            return broken(
                _SOCKET, _("{place} cannot be looked at ({why})", place=place, why=err.strerror), f"sudo ls -ld {place}"
            )
        if found.st_uid != uid:
            return broken(
                _SOCKET,
                _("{place} belongs to another user: the daemon will not start", place=place),
                f"sudo rm -r {place}",
            )
        if stat.S_IMODE(found.st_mode) & 0o077:
            text = _(
                "{place} has the rights {mode:o}: others could listen in and give orders",
                place=place,
                mode=stat.S_IMODE(found.st_mode),
            )
            return broken(_SOCKET, text, f"chmod {mode:o} {place}")
        if found.st_mode & mode & 0o600 != 0o600:
            return broken(_SOCKET, _("you may not use {place} yourself", place=place), f"chmod {mode:o} {place}")
    if not stat.S_ISSOCK(path.lstat().st_mode):
        return broken(
            _SOCKET, _("{path} is in the way and is no socket: the daemon will not start", path=path), f"rm {path}"
        )
    return ok(_SOCKET, _("{path}, yours alone", path=path))


def running(around: Surroundings) -> list[Finding]:
    try:
        status = call("status", timeout=_PATIENCE)
    except NotRunning:
        return [warning(N_("daemon"), _("is not running: nobody listens"), _start())]
    except ClientError as err:
        return [broken(N_("daemon"), str(err), "systemctl --user restart sarai")]
    findings = [
        ok(
            N_("daemon"),
            _("runs (pid {pid}, tier {tier_active})", pid=status.get("pid"), tier_active=status.get("tier_active")),
        )
    ]
    if status.get("problem"):
        findings.append(broken(N_("daemon's sound"), str(status["problem"]), "sarai devices"))
    for model in status.get("models") or []:
        if model.get("state") == "failed":
            why = str(model.get("problem"))
            findings.append(broken(N_("worker {worker}"), why, "sarai models list", worker=model.get("name")))
    return findings


def _start() -> str:
    """Returns the command that starts the daemon on this machine."""
    try:
        need_manager()
    except NoManager:
        return "sarai run"
    return "sarai service install"
