"""A live `systemd --user` for tests, in namespaces of its own: it touches none of the machine's own services."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType

import psutil

_SCRIPT = Path(__file__).with_name("systemd_user.sh")
_PROGRAMS = ("unshare", "nsenter", "findmnt", "systemctl", "bash", "ps")


def missing() -> str:
    """Returns why there can be no user manager here; "" when it is worth a try."""
    if os.geteuid() != 0:
        return "a private systemd --user needs root"
    absent = [program for program in _PROGRAMS if shutil.which(program) is None]
    if absent:
        return f"not installed: {', '.join(absent)}"
    if not any(Path(place).exists() for place in ("/lib/systemd/systemd", "/usr/lib/systemd/systemd")):
        return "systemd is not installed"
    namespaces = ["unshare", "--mount", "--pid", "--cgroup", "--fork", "--mount-proc", "true"]
    if subprocess.run(namespaces, capture_output=True, check=False).returncode != 0:
        return "namespaces cannot be made here"
    return ""


class CannotStart(Exception):
    """Raised when the manager did not come up: the surroundings forbid something it needs."""


class UserManager:
    """Runs the manager as a context manager; `run` runs programs beside it, as the user that it serves."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self._uid = os.getuid()

    def __enter__(self) -> UserManager:
        self.home.mkdir(parents=True)
        self._log = (self.root / "script.log").open("wb")
        self._process = subprocess.Popen(
            ["bash", str(_SCRIPT), str(self.root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        try:
            self._inside = self._await_start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _await_start(self) -> int:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], 60)[0]:
            raise CannotStart("the user manager did not start within 60 s")
        line = self._process.stdout.readline().decode().strip()
        if line not in ("manager running", "manager degraded"):
            raise CannotStart(f"{line}: {self.log()}")
        # bash (this script) -> unshare -> bash, the first process of the new namespaces
        for process in psutil.Process(self._process.pid).children(recursive=True):
            if _namespace(process.pid, "pid") != _namespace(os.getpid(), "pid"):
                return process.pid
        raise CannotStart("the namespaces' first process is not to be found")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            for child in psutil.Process(self._process.pid).children(recursive=True):
                child.kill()
            self._process.wait(10)
        self._process.stdout.close()
        self._log.close()

    def run(self, *command: str, timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Runs a program inside, with the environment of a login of this user."""
        home = self.home
        env = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("DBUS_", "XDG_", "SARAI_"))},
            "HOME": str(home),
            "XDG_RUNTIME_DIR": f"/run/user/{self._uid}",
            "XDG_CONFIG_HOME": str(home / ".config"),
        }
        enter = ["nsenter", f"--target={self._inside}", "--mount", "--pid", "--cgroup", "--"]
        return subprocess.run(
            [*enter, *command],
            env=env,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def properties(self, unit: str, *names: str) -> dict[str, str]:
        """Returns the properties of the unit from `systemctl show`."""
        answer = self.run("systemctl", "--user", "show", unit, f"--property={','.join(names)}")
        return dict(line.split("=", 1) for line in answer.stdout.splitlines() if "=" in line)

    def processes(self, containing: str) -> list[str]:
        """Returns the command lines inside that contain a text."""
        listing = self.run("ps", "-eo", "pid=,args=").stdout
        return [line.strip() for line in listing.splitlines() if containing in line and "ps -eo" not in line]

    def until(self, unit: str, seconds: float = 60.0, **wanted: str) -> dict[str, str]:
        """Waits until the unit's properties have these values."""
        limit = time.monotonic() + seconds
        while True:
            found = self.properties(unit, "MainPID", "NRestarts", "Result", "SubState", *wanted)
            if all(found.get(name) == value for name, value in wanted.items()):
                return found
            if time.monotonic() > limit:
                raise TimeoutError(f"{unit} is {found}, not {wanted}, after {seconds} s: {self.log()}")
            time.sleep(0.1)

    def log(self) -> str:
        """Returns the end of the output of manager and script."""
        texts = [
            (self.root / name).read_text(errors="replace")[-2000:]
            for name in ("script.log", "manager.log")
            if (self.root / name).exists()
        ]
        return "\n".join(texts)


def _namespace(pid: int, kind: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/{kind}")  # noqa: PTH115 - Path.readlink gives a Path, this is no path
    except OSError:
        return ""
