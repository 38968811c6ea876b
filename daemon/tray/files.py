"""Writes the files that the tray shows."""

from __future__ import annotations

import os
from pathlib import Path

from config import paths


def write_private(name: str, text: str) -> Path:
    """Writes a text file into the runtime directory that only this user can read. Returns its path."""
    path = paths.make_private(paths.runtime_dir()) / name
    path.unlink(missing_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    return path
