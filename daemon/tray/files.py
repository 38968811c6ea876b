"""Writes the files that the tray shows, and opens them with the user's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from config import paths
from config.errors import UserError

PATIENCE = 5.0
"""Seconds an opener has to fail. Some run for as long as the file is open."""
_SETTINGS = """\
# Your own settings of SARAi: only what differs from the defaults. Every key, with what it does:
# `sarai config show --all`.
# After a change: `sarai config check`, then start SARAi anew.
"""


def write_private(name: str, text: str) -> Path:
    """Writes a text file into the runtime directory that only this user can read. Returns its path."""
    path = paths.make_private(paths.runtime_dir()) / name
    path.unlink(missing_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    return path


def settings_file() -> Path:
    """Returns the user's settings file; makes one where there is none. Raises UserError."""
    path = paths.config_file()
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_SETTINGS, encoding="utf-8")
        except OSError as err:
            raise UserError(f"cannot write {path}: {err.strerror}") from err
    return path


def open_file(path: Path) -> bool:
    """Has the desktop open a file. Returns whether it could. Blocks for up to PATIENCE seconds."""
    if shutil.which("xdg-open") is None:
        return False
    try:
        # A session of its own: what it opens outlives the tray.
        opener = subprocess.Popen(
            ["xdg-open", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return opener.wait(PATIENCE) == 0
    except subprocess.TimeoutExpired:
        return True
    except OSError:
        return False
