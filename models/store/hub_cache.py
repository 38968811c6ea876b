"""Finds a model in the Hugging Face cache, where other programs may have put it already.

huggingface_hub documents the layout: models--OWNER--NAME/snapshots/COMMIT/FILE, refs/NAME -> COMMIT. It is read here
without the library, whose import costs more than the whole look-up; a test compares the result with the library's.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from config.catalogue import HubSource
from config.small_files import read

_COMMIT = re.compile(r"[0-9a-f]{40}")


def snapshots(source: HubSource, cache: Path) -> list[Path]:
    """Returns the cached snapshots of a repository, the catalogue's revision first."""
    found: list[Path] = []
    for repo in (source.repo, *source.also):
        folder = cache / f"models--{repo.replace('/', '--')}"
        commit = source.revision
        if not _COMMIT.fullmatch(commit):
            try:
                commit = read(folder / "refs" / commit).decode().strip()
            except (OSError, UnicodeDecodeError):
                commit = ""
        if _COMMIT.fullmatch(commit):
            found.append(folder / "snapshots" / commit)
        # A file with the same hash is the same file, whatever the commit it came with.
        if source.hashed:
            with suppress(OSError):
                found += sorted(entry for entry in (folder / "snapshots").iterdir() if entry not in found)
    return found


def complete(source: HubSource, snapshot: Path) -> bool:
    """Whether this snapshot holds all files of the model, and they match the catalogue as far as names tell."""
    for file in source.files:
        path = snapshot / file.name
        try:
            size = path.stat().st_size
            blob = path.resolve().name
        except OSError:
            return False
        if file.size is not None and size != file.size:
            return False
        # Large files are stored under their sha256: a different name is a different file.
        if file.sha256 is not None and len(blob) == 64 and blob != file.sha256:
            return False
    return True
