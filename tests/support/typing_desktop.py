"""Desktops to type on: an X server and Sway, both without a screen, with fields that are programs of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support import fields

_DROPPED = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "SWAYSOCK",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_CURRENT_DESKTOP",
    "GTK_IM_MODULE",
)
_NOBODY = 65534


class TypingDesktop:
    """Context manager. Programs end with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {key: value for key, value in os.environ.items() if key not in _DROPPED}
        self.env |= {"NO_AT_BRIDGE": "1", "GTK_USE_PORTAL": "0", "GSETTINGS_BACKEND": "memory", "LC_ALL": "C.UTF-8"}
        self._processes: list[subprocess.Popen[bytes]] = []

    async def environment(self) -> Mapping[str, str]:
        return self.env

    def __enter__(self) -> Self:
        try:
            self._begin()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait(10)

    def _begin(self) -> None:
        raise NotImplementedError

    def focus(self, title: str) -> None:
        raise NotImplementedError

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            command, env=self.env, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        self._processes.append(process)
        return process

    def open(self, field: str) -> Path:
        """Starts a field ("gtk", "tk", "xterm" or "foot") with its name as the title. Returns the file with its content."""
        file = self.folder / field
        if file.exists():
            return file
        match field:
            case "gtk":
                self.start(*fields.gtk(file, field))
            case "tk":
                self.start(*fields.tk(file, field))
            case "xterm":
                self.start("xterm", "-u8", "-title", field, "-e", *fields.terminal_input(file))
            case "foot":
                self.start("foot", "-T", field, *fields.terminal_input(file))
        until(file.exists, f"the {field} field", 30)
        return file


class XServer(TypingDesktop):
    """Xvfb with xdotool for its focus."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._windows: dict[str, str] = {}

    def _begin(self) -> None:
        read, write = os.pipe()
        try:
            command = ("Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset")
            quiet = subprocess.DEVNULL
            self._processes.append(subprocess.Popen(command, pass_fds=[write], stdout=quiet, stderr=quiet))
        finally:
            os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.env["DISPLAY"] = f":{number}"

    def xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ("xdotool", *arguments), env=self.env, capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout.strip()

    def window(self, title: str) -> str:
        # Once: a search fails where some window goes meanwhile, as those of the process that types do.
        if title not in self._windows:
            self._windows[title] = self.xdotool("search", "--sync", "--onlyvisible", "--name", f"^{title}$").split()[0]
        return self._windows[title]

    def focus(self, title: str) -> None:
        self.xdotool("windowfocus", "--sync", self.window(title))


class SwayDesktop(TypingDesktop):
    """Sway without a screen. A keyboard is plugged in, as on every desk.

    The folder lies right in /tmp: as root it runs Sway as nobody, whom pytest's folders keep out.
    """

    def _begin(self) -> None:
        run = self.folder / "run"
        run.mkdir(mode=0o700)
        config = self.folder / "config"
        config.write_text("xwayland disable\nfocus_follows_mouse no\ndefault_border none\n")
        self.env |= {
            "XDG_RUNTIME_DIR": str(run),
            "WLR_BACKENDS": "headless",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "WLR_RENDERER": "pixman",
            "GDK_BACKEND": "wayland",
        }
        command: tuple[str, ...] = ("sway", "-c", str(config))
        if os.getuid() == 0:  # which it refuses to be
            os.chown(run, _NOBODY, _NOBODY)
            self.folder.chmod(0o755)
            command = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", *command)
        self.start(*command)
        until(lambda: list(run.glob("sway-ipc.*")) and list(run.glob("wayland-?")), "Sway", 20)
        self.env["SWAYSOCK"] = str(next(run.glob("sway-ipc.*")))
        self.env["WAYLAND_DISPLAY"] = next(run.glob("wayland-?")).name
        self.start("wtype", "-s", "3600000", "-k", "Shift_L")

    def swaymsg(self, *arguments: str) -> bool:
        """Returns whether it was done."""
        quiet = subprocess.DEVNULL
        return not subprocess.run(
            ("swaymsg", *arguments), env=self.env, stdout=quiet, stderr=quiet, timeout=20, check=False
        ).returncode

    def focus(self, title: str) -> None:
        until(lambda: self.swaymsg(f'[title="^{title}$"] focus'), f"the window {title}")


def until(condition: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    """Waits. Fails with `what` when it takes too long."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.01)


def missing(*programs: str) -> str:
    """Returns why this cannot be tried here; "" where it can."""
    absent = [each for each in programs if shutil.which(each) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""
