"""Opens the user's files with the user's own programs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
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


def edit(path: Path, environ: Mapping[str, str] = os.environ) -> bool:
    """Has the user edit a file: on a terminal in $VISUAL or $EDITOR until that ends, elsewhere in the desktop's editor.

    Returns whether it has been edited when this returns. Raises UserError where no editor can be started.
    """
    command = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "")
    if sys.stdin.isatty() and not command:
        command = [next(filter(shutil.which, ("sensible-editor", "nano", "vi")), "")]
    if sys.stdin.isatty() and command[0]:
        try:
            ended = subprocess.run([*command, str(path)], check=False)
        except OSError as err:
            raise UserError(f"cannot start the editor {command[0]}: {err.strerror}; set $EDITOR to another") from err
        if ended.returncode != 0:
            raise UserError(f"the editor {command[0]} has failed (exit code {ended.returncode}); the file is {path}")
        return True
    if not open_file(path):
        raise UserError(f"no program here opens text files; set $EDITOR, or edit {path} yourself")
    return False
