"""Sway without a screen: a Wayland desktop for programs that need one. Needs Debian's sway."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType

from tests.support.desktop import until

_NOBODY = 65534


def available(*programs: str) -> bool:
    """Whether Sway and these programs are installed."""
    return all(shutil.which(name) for name in ("sway", "swaymsg", *programs))


class Sway:
    """`with Sway(tmp_path) as sway:`; `sway.env` is what its programs need. They end with it."""

    def __init__(self, folder: Path) -> None:
        self._run = folder / "sway"
        self._run.mkdir(mode=0o700)
        self._config = self._run / "config"
        self._config.write_text("xwayland disable\n")
        self.env = {
            "XDG_RUNTIME_DIR": str(self._run),
            "WLR_BACKENDS": "headless",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "WLR_RENDERER": "pixman",
        }

    def __enter__(self) -> Sway:
        command = ["sway", "-c", str(self._config)]
        if os.getuid() == 0:  # which it refuses to be
            os.chown(self._run, _NOBODY, _NOBODY)
            for folder in self._run.parents:
                if folder.stat().st_uid == 0 and folder.stat().st_mode & 0o055 != 0o055:
                    folder.chmod(folder.stat().st_mode | 0o055)
            command = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", *command]
        dropped = ("DISPLAY", "WAYLAND_DISPLAY", "SWAYSOCK", "DBUS_SESSION_BUS_ADDRESS")
        kept = {key: value for key, value in os.environ.items() if key not in dropped}
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, env=kept | self.env, stdin=quiet, stdout=quiet, stderr=quiet)
        try:
            until(lambda: bool(self._found("wayland-?")), "Sway's display")
            until(lambda: bool(self._found("sway-ipc.*")), "Sway")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        self.env |= {
            "WAYLAND_DISPLAY": self._found("wayland-?"),
            "SWAYSOCK": f"{self._run}/{self._found('sway-ipc.*')}",
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(10)

    def _found(self, pattern: str) -> str:
        return next((path.name for path in self._run.glob(pattern) if not path.name.endswith(".lock")), "")

    def windows(self) -> str:
        """Returns all windows, as Sway's tree of them tells."""
        told = subprocess.run(
            ["swaymsg", "-t", "get_tree"],
            env=os.environ | self.env,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        return told.stdout
