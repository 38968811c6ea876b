"""Checks the rights of the control socket, and whether a daemon answers behind it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from config import paths
from daemon.control.client import ClientError, NotRunning, call
from daemon.control.systemd import NoManager, need_manager
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning

_SOCKET = "control socket"
_PATIENCE = 5.0


def control_socket(around: Surroundings) -> list[Finding]:
    findings = []
    if not os.environ.get("XDG_RUNTIME_DIR"):
        findings.append(
            warning(
                "runtime directory",
                "XDG_RUNTIME_DIR is not set: a daemon that was started from the desktop will not be found from here",
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
            return ok(_SOCKET, f"{path} is made when the daemon starts")
        except OSError as err:
            return broken(_SOCKET, f"{place} cannot be looked at ({err.strerror})", f"sudo ls -ld {place}")
        if found.st_uid != uid:
            return broken(_SOCKET, f"{place} belongs to another user: the daemon will not start", f"sudo rm -r {place}")
        if stat.S_IMODE(found.st_mode) & 0o077:
            text = f"{place} has the rights {stat.S_IMODE(found.st_mode):o}: others could listen in and give orders"
            return broken(_SOCKET, text, f"chmod {mode:o} {place}")
        if found.st_mode & mode & 0o600 != 0o600:
            return broken(_SOCKET, f"you may not use {place} yourself", f"chmod {mode:o} {place}")
    if not stat.S_ISSOCK(path.lstat().st_mode):
        return broken(_SOCKET, f"{path} is in the way and is no socket: the daemon will not start", f"rm {path}")
    return ok(_SOCKET, f"{path}, yours alone")


def running(around: Surroundings) -> list[Finding]:
    try:
        status = call("status", timeout=_PATIENCE)
    except NotRunning:
        return [warning("daemon", "is not running: nobody listens", _start())]
    except ClientError as err:
        return [broken("daemon", str(err), "systemctl --user restart sarai")]
    findings = [ok("daemon", f"runs (pid {status.get('pid')}, tier {status.get('tier_active')})")]
    if status.get("problem"):
        findings.append(broken("daemon's sound", str(status["problem"]), "sarai devices"))
    for model in status.get("models") or []:
        if model.get("state") == "failed":
            findings.append(broken(f"worker {model.get('name')}", str(model.get("problem")), "sarai models list"))
    return findings


def _start() -> str:
    """Returns the command that starts the daemon on this machine."""
    try:
        need_manager()
    except NoManager:
        return "sarai run"
    return "sarai service install"
