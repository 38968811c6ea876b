"""Notices at every load that a model's file is not the one whose hash was checked.

A pull and `sarai models verify` note each file's hash, times and a sample. A load compares the sample, which takes
milliseconds; where the file's times have changed, it hashes all of it once. Files that were never checked pass.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from config import paths, small_files
from config.errors import UserError
from config.texts import _

log = logging.getLogger(__name__)

BLOCKS: Final = 16
BLOCK: Final = 1 << 16
"""Bytes. The sample of a file is BLOCKS of them, evenly spread from its first byte to its last."""
_READ: Final = 1 << 22

Watch = Callable[[str, int, int], None]
"""Called with (file, bytes done, bytes in all) during the work."""

_FACTS: Final = {"model", "sha256", "times", "sample"}

Notes = dict[str, dict[str, Any]]
"""Path -> what was noted of the file."""


def sha256_of(path: Path, watch: Watch | None = None) -> str:
    """Returns the SHA-256 of a file's contents, read in blocks."""
    digest = hashlib.sha256()
    total = path.stat().st_size
    done = 0
    with path.open("rb", buffering=0) as file:
        while block := file.read(_READ):
            digest.update(block)
            done += len(block)
            if watch is not None:
                watch(path.name, done, total)
    return digest.hexdigest()


def note(model_id: str, hashes: Mapping[Path, str]) -> None:
    """Notes files of a model that have just been found to have these hashes. A note that cannot be kept costs only the
    comparison."""
    try:
        kept = {name: each for name, each in _read().items() if Path(name).exists()}
        _write(kept | {str(path.absolute()): _facts(path, model_id, digest) for path, digest in hashes.items()})
    except OSError as err:
        log.info("%s is not noted as checked: %s", model_id, small_files.reason(err))


def changed(given: Iterable[Path]) -> str | None:
    """Returns in one line which of these files, or of the files in these folders, is not what was checked, and what to
    do; None where all are, or where nothing was noted of them."""
    notes = _read()
    for file in _files(given):
        noted = notes.get(str(file.absolute()))
        if noted is not None and not _same(file, noted, notes):
            name = noted["model"]
            return _(
                "{file} has changed since it was checked: `sarai models remove {name}` and `sarai "
                "models pull {name}` replace it; if it is meant to be so, `sarai models verify "
                "{name}` tells what differs",
                file=file,
                name=name,
            )
    return None


def _files(given: Iterable[Path]) -> Iterator[Path]:
    """The engine's files: a Piper voice has its configuration beside it."""
    for path in given:
        with suppress(OSError):
            yield from sorted(path.iterdir()) if path.is_dir() else (path, path.with_name(f"{path.name}.json"))


def _same(file: Path, noted: Mapping[str, Any], notes: Notes) -> bool:
    try:
        facts = _facts(file, noted["model"], noted["sha256"])
        if facts == noted:
            return True
        if facts["sample"] != noted["sample"] or sha256_of(file) != noted["sha256"]:
            return False
        _write({**notes, str(file.absolute()): facts})  # it was copied or touched
    except OSError as err:  # the engine tells it better
        log.debug("%s: %s", file, err)
    return True


def _facts(path: Path, model_id: str, digest: str) -> dict[str, Any]:
    found = path.stat()
    times = [found.st_mtime_ns, found.st_ctime_ns]
    return {"model": model_id, "sha256": digest, "times": times, "sample": _sample(path)}


def _sample(path: Path) -> str:
    """The hash of the file's size and of a part of it."""
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        digest, last = hashlib.sha256(str(size).encode()), max(0, size - BLOCK)
        for index in range(BLOCKS):
            file.seek(last * index // (BLOCKS - 1))
            digest.update(file.read(BLOCK))
    return digest.hexdigest()


def _place() -> Path:
    return paths.data_dir() / "checked.json"


def _read() -> Notes:
    try:
        found = small_files.read_json(_place())
    except (OSError, ValueError, UserError):
        return {}
    entries = found.items() if isinstance(found, dict) else ()
    return {name: each for name, each in entries if isinstance(each, dict) and each.keys() >= _FACTS}


def _write(notes: Notes) -> None:
    try:
        small_files.write(_place(), json.dumps(notes))
    except UserError as err:
        raise OSError(str(err)) from err
