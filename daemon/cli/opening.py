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
from config.texts import N_, _

PATIENCE = 5.0
"""Seconds an opener has to fail. Some run for as long as the file is open."""
_SETTINGS = N_("""\
# Your own settings of SARAi: only what differs from the defaults. Every key, with what it does:
# `sarai config show --all`.
# After a change: `sarai config check`, then start SARAi anew.
""")


def settings_file() -> Path:
    """Returns the user's settings file; makes one where there is none. Raises UserError."""
    path = paths.config_file()
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_(_SETTINGS), encoding="utf-8")
        except OSError as err:
            raise UserError(_("cannot write {path}: {why}", path=path, why=err.strerror)) from err
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
    wanted = environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        command = shlex.split(wanted)
    except ValueError as err:  # a quotation that is not closed
        raise UserError(_("$EDITOR cannot be understood: {wanted!r}", wanted=wanted)) from err
    if sys.stdin.isatty() and not command:
        command = [next(filter(shutil.which, ("sensible-editor", "nano", "vi")), "")]
    if sys.stdin.isatty() and command[0]:
        try:
            ended = subprocess.run([*command, str(path)], check=False)
        except OSError as err:
            raise UserError(
                _(
                    "cannot start the editor {command}: {why}; set $EDITOR to another",
                    command=command[0],
                    why=err.strerror,
                )
            ) from err
        if ended.returncode != 0:
            raise UserError(
                _(
                    "the editor {command} has failed (exit code {returncode}); the file is {path}",
                    command=command[0],
                    returncode=ended.returncode,
                    path=path,
                )
            )
        return True
    if not open_file(path):
        raise UserError(_("no program here opens text files; set $EDITOR, or edit {path} yourself", path=path))
    return False
