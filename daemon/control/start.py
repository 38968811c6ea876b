"""Starting the daemon from the tray: as the systemd user service where that is installed, else as a program."""

from __future__ import annotations

import asyncio
import os
import subprocess
import threading
from pathlib import Path

from config import paths
from config.errors import UserError
from config.texts import _
from daemon.control import systemd
from daemon.control.systemd import program
from daemon.control.systemd_unit import UNIT


def start() -> int | None:
    """Blocks until systemd says that it runs, or until the program has been launched, whose number it then returns.
    Raises UserError."""
    if _installed():
        systemd.systemctl("reset-failed", UNIT)  # one that had given up may be started again only after this
        done = systemd.systemctl("start", UNIT, timeout=60.0)
        if done.returncode != 0:
            raise UserError(
                _("{split}; `journalctl --user -u sarai -n 20` may tell more", split=" ".join(done.stderr.split()))
            )
        return None
    try:
        paths.state_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        log = os.open(log_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    except OSError as err:
        raise UserError(_("cannot write {log_file}: {why}", log_file=log_file(), why=err.strerror)) from err
    try:
        # A session of its own: it outlives the tray.
        process = subprocess.Popen(
            [*program(), "run", "--no-view"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
        # Somebody has to wait for it, should it end before the tray does.
        threading.Thread(target=process.wait, name="started daemon", daemon=True).start()
        return process.pid
    finally:
        os.close(log)


def log_file() -> Path:
    """Where a daemon that runs without systemd writes its log."""
    return paths.state_dir() / "daemon.log"


def why_not() -> str:
    """The last line that a daemon said which did not come up."""
    try:
        lines = log_file().read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1].removeprefix("sarai: ") if lines else _("`sarai doctor` may tell why")


async def ended(pid: int) -> None:
    """Wait until a process of ours is no more."""
    gone = asyncio.Event()
    try:
        watched = os.pidfd_open(pid)
    except OSError:
        return
    loop = asyncio.get_running_loop()
    loop.add_reader(watched, gone.set)
    try:
        await gone.wait()
    finally:
        loop.remove_reader(watched)
        os.close(watched)


def _installed() -> bool:
    try:
        return systemd.service_state().installed
    except systemd.NoManager:
        return False
