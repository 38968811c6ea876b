"""The user manager of systemd, and what the daemon tells it (sd_notify(3))."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from config.errors import UserError
from config.texts import _
from daemon.control.systemd_unit import UNIT


def notify(*assignments: str) -> bool:
    """Send e.g. "READY=1", "STATUS=listening" to the service manager. False when nobody asked to be told."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]  # Linux's abstract namespace
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        sock.setblocking(False)  # a manager that does not read must not stop the conversation
        try:
            sock.sendto("\n".join(assignments).encode(), address)
        except OSError:
            return False
    return True


def watchdog_interval() -> float | None:
    """Seconds between two signs of life: half of what the unit's WatchdogSec allows. None without a watchdog."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    if not microseconds.isdigit() or os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(microseconds) / 2e6


LINGER = Path("/var/lib/systemd/linger")
"""logind keeps a file here for each user whose services run without a login."""
_QUICK = 10.0
_PROPERTIES = ("LoadState", "UnitFileState", "ActiveState", "SubState", "MainPID", "NRestarts", "Result", "StatusText")


class NoManager(UserError):
    """Nobody is there who could keep a user service running."""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Our service as the manager sees it."""

    installed: bool
    enabled: bool
    active: str
    """active, activating, inactive, failed ..."""
    detail: str
    """What exactly: running, start, auto-restart, dead ..."""
    pid: int
    restarts: int
    result: str
    """Why it ended last: success, exit-code, signal, watchdog, timeout, oom-kill ..."""
    says: str
    """What the daemon told the manager about itself."""


def systemctl(*arguments: str, timeout: float = _QUICK) -> subprocess.CompletedProcess[str]:
    """Run `systemctl --user`. Raises NoManager when there is no systemctl, or when it does not answer."""
    try:
        return subprocess.run(
            ["systemctl", "--user", "--no-pager", *arguments],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError as err:
        raise NoManager(
            _("there is no systemd here; have your desktop's autostart, or your own service manager, start `sarai run`")
        ) from err
    except subprocess.TimeoutExpired as err:
        raise NoManager(
            _(
                "systemd did not answer `systemctl --user {arguments}` within {timeout:g} s",
                arguments=arguments[0],
                timeout=timeout,
            )
        ) from err


def environment() -> dict[str, str]:
    """Ours, in English, with the runtime directory of a user who came through `su` and has none in the environment."""
    found = {**os.environ, "LC_ALL": "C"}
    runtime = Path(f"/run/user/{os.getuid()}")
    if not found.get("XDG_RUNTIME_DIR") and runtime.is_dir():
        found["XDG_RUNTIME_DIR"] = str(runtime)
    return found


def need_manager() -> None:
    """Raises NoManager, with what can be done about it, unless a user manager answers."""
    answer = systemctl("show", "--property=Version")
    if answer.returncode != 0:
        raise NoManager(
            _(
                "no systemd user manager runs for {user} ({last_line}): log in to a desktop session "
                "as the user who is to be served (not through su or sudo), or start one with `sudo "
                "loginctl enable-linger {user}`; without one, `sarai run` works in any terminal",
                user=user(),
                last_line=_last_line(answer.stderr),
            )
        )


def version() -> int:
    """The version of systemd; 0 when it cannot be told."""
    found = re.search(r"systemd (\d+)", systemctl("--version").stdout)
    return int(found[1]) if found else 0


def service_state(unit: str = UNIT) -> ServiceState:
    """How our service is, or another unit of ours. Raises NoManager."""
    need_manager()
    answer = systemctl("show", unit, f"--property={','.join(_PROPERTIES)}")
    return parse_state(answer.stdout)


def parse_state(listing: str) -> ServiceState:
    """What `systemctl show` prints."""
    fields = dict(line.split("=", 1) for line in listing.splitlines() if "=" in line)
    return ServiceState(
        installed=fields.get("LoadState", "not-found") != "not-found",
        enabled=fields.get("UnitFileState", "") in ("enabled", "enabled-runtime"),
        active=fields.get("ActiveState", "inactive"),
        detail=fields.get("SubState", "dead"),
        pid=_number(fields.get("MainPID", "")),
        restarts=_number(fields.get("NRestarts", "")),
        result=fields.get("Result", ""),
        says=fields.get("StatusText", ""),
    )


def lingers(folder: Path = LINGER) -> bool:
    """Whether this user's services start with the machine and outlive the last logout."""
    try:
        return (folder / user()).exists()
    except OSError:
        return False


def user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())  # containers have users without a name


def has_systemd() -> bool:
    return shutil.which("systemctl") is not None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else _("no answer")


def program() -> tuple[str, ...]:
    """How this very installation is started, wherever it lies: a venv, pipx's, uv's, or the system's Python.

    The interpreter's path is not resolved: behind the links of a venv lies a Python that knows nothing of sarai."""
    python = Path(sys.executable).absolute()
    script = python.with_name("sarai")
    return (str(script),) if os.access(script, os.X_OK) else (str(python), "-m", "daemon.cli")
