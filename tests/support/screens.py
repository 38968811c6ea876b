"""Screens without a monitor: `with x_screen() as environ:` and `with sway_screen() as environ:`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.desktop import until

_NOBODY = 65534
_SWAY = "output HEADLESS-1 resolution 640x480\nxwayland disable\ndefault_border none\n"


def missing(*programs: str) -> str:
    """Returns why these programs cannot be used; "" where they can."""
    absent = [each for each in programs if shutil.which(each) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


@contextmanager
def x_screen(size: str = "640x480x24") -> Iterator[dict[str, str]]:
    """An X server of its own. Yields the environment of programs that show something on it, and nothing of ours."""
    read, write = os.pipe()
    command = ("Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-screen", "0", size)
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "DISPLAY": f":{told.readline().strip()}"}
    finally:
        server.kill()
        server.wait(5)


@contextmanager
def sway_screen() -> Iterator[dict[str, str]]:
    """A headless Sway of its own. Yields the environment of programs that show something on it."""
    runtime = Path(tempfile.mkdtemp(prefix="sarai-sway-"))
    config = runtime / "config"
    config.write_text(_SWAY)
    config.chmod(0o644)
    drop: tuple[str, ...] = ()
    if os.getuid() == 0:  # whom Sway does not serve
        drop = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--")
        os.chown(runtime, _NOBODY, _NOBODY)
    environ = {"PATH": os.environ["PATH"], "HOME": str(runtime), "XDG_RUNTIME_DIR": str(runtime)}
    headless = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
    sway = subprocess.Popen(
        (*drop, "sway", "--config", str(config)),
        env={**environ, **headless},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def socket() -> str:
        return next((each.name for each in runtime.glob("wayland-*") if not each.name.endswith(".lock")), "")

    try:
        until(lambda: bool(socket()) and any(runtime.glob("sway-ipc.*")), "Sway", 30)
        yield {**environ, "WAYLAND_DISPLAY": socket(), "SWAYSOCK": str(next(runtime.glob("sway-ipc.*")))}
    finally:
        sway.terminate()
        try:
            sway.wait(5)
        except subprocess.TimeoutExpired:
            sway.kill()
            sway.wait(5)
        shutil.rmtree(runtime, ignore_errors=True)
