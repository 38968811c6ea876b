"""Maintains the store: records hashes, verifies them, and removes models."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config import small_files
from config.catalogue import Catalogue, ModelFile, catalogue
from config.texts import _
from models.store.checked import Watch, note, sha256_of
from models.store.find import files_of, resolve
from models.store.places import Located, Missing, OnServer, Places, StoreError


@dataclass(frozen=True, slots=True)
class FileCheck:
    """Result of checking one file."""

    name: str
    state: Literal["ok", "recorded", "damaged", "missing"]
    """`recorded`: the file has no published hash, and its present hash is the reference from now on."""
    detail: str = ""


def expected_hashes(model_id: str, files: Sequence[ModelFile], places: Places) -> dict[str, str]:
    """Returns the expected hash of each file, by its name in its source: the published one, else the one recorded at
    the first pull."""
    recorded = read_lock(places).get(model_id, {})
    expected = {}
    for file in files:
        digest = file.sha256 or recorded.get(file.name)
        if digest:
            expected[file.name] = digest
    return expected


def read_lock(places: Places) -> dict[str, dict[str, str]]:
    """Returns the recorded hashes: {id: {file: sha256}}. An unreadable record is an error, because ignoring it would
    trust any file."""
    try:
        document = small_files.read_json(places.lock_file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as err:
        why = small_files.reason(err)
        raise StoreError(
            _(
                "{lock_file}: cannot be read ({why}); move it away to start a new record",
                lock_file=places.lock_file,
                why=why,
            )
        ) from err
    if not isinstance(document, dict) or not all(map(_hashes, document.values())):
        raise StoreError(
            _("{lock_file}: is not a record of hashes; move it away to start a new one", lock_file=places.lock_file)
        )
    return document


def _hashes(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(each, str) for each in entry.values())


def record(model_id: str, hashes: Mapping[str, str], places: Places) -> None:
    """Adds the hashes of a model's files to the record. Raises StoreError."""
    try:
        with exclusive(places, "lock"):
            document = {**read_lock(places), model_id: dict(hashes)}
            small_files.replace(places.lock_file, json.dumps(document, indent=1, sort_keys=True), 0o644)
    except OSError as err:
        raise StoreError(
            _(
                "{model_id} is here, but its hashes cannot be recorded in {lock_file} ({why}); make "
                "that possible, then `sarai models verify {model_id}`",
                model_id=model_id,
                lock_file=places.lock_file,
                why=small_files.reason(err),
            )
        ) from err


def verify(
    model_id: str, places: Places, models: Catalogue | None = None, watch: Watch | None = None
) -> list[FileCheck]:
    """Verifies the hash of every file of a model, in whichever place it lies. Raises StoreError if the model is not
    on this machine."""
    model = (catalogue() if models is None else models)[model_id]
    located = resolve(model_id, places, models)
    if isinstance(located, OnServer):
        raise StoreError(_("{model_id} runs on a server; there is nothing here to verify", model_id=model_id))
    if isinstance(located, Missing):
        raise StoreError(located.reason)
    if not model.sources:
        return [FileCheck(located.path.name, "ok", _("comes with the program"))]
    files = files_of(located, model)
    expected = expected_hashes(model_id, [file for file, _path in files], places)
    checks: list[FileCheck] = []
    fresh: dict[str, str] = {}
    right: dict[Path, str] = {}
    for file, path in files:
        try:
            digest = sha256_of(path, watch)
        except OSError as err:
            checks.append(FileCheck(file.name, "missing", f"{path}: {err.strerror}"))
            continue
        if file.name not in expected:
            fresh[file.name] = digest
            checks.append(FileCheck(file.name, "recorded", digest))
        elif digest == expected[file.name]:
            checks.append(FileCheck(file.name, "ok"))
        else:
            checks.append(
                FileCheck(
                    file.name,
                    "damaged",
                    _(
                        "{path}: sha256 is {digest}, not {expected}",
                        path=path,
                        digest=digest,
                        expected=expected[file.name],
                    ),
                )
            )
            continue
        right[path] = digest
    note(model_id, right)
    # Only a model that is right in all else may set what it will be held to.
    if fresh and all(check.state in ("ok", "recorded") for check in checks):
        record(model_id, {**expected, **fresh}, places)
    return checks


def remove(model_id: str, places: Places, models: Catalogue | None = None) -> int:
    """Deletes a model from the project's own store, unfinished downloads included. Returns the bytes freed.

    Its recorded hashes stay, so that a later pull must give the same files.
    """
    known = catalogue() if models is None else models
    model = known[model_id]  # a folder is only ever named by an id of the catalogue
    ours = (places.root / model.id, places.staging / model.id)
    folders = [each for each in ours if each.is_symlink() or each.is_dir()]
    freed = 0
    if folders:
        try:
            with exclusive(places, model.id):
                freed = sum(map(_delete, folders))
                note(model_id, {})  # nothing is known of files that come there later
        except OSError as err:
            raise StoreError(
                _(
                    "{filename}: cannot be removed ({why})",
                    filename=err.filename or folders[0],
                    why=small_files.reason(err),
                )
            ) from err
    if freed == 0:
        located = resolve(model_id, places, models)
        if isinstance(located, Located) and located.source in ("builtin", "shipped"):
            raise StoreError(_("{model_id} comes with the program and cannot be removed from it", model_id=model_id))
        if isinstance(located, Located):
            owner = {"hub cache": _("the Hugging Face cache (`hf cache rm`)"), "ollama": _("Ollama (`ollama rm`)")}
            there = owner.get(located.source, _("a folder of yours"))
            raise StoreError(
                _(
                    "{model_id} is not in the store but in {there}: {path}; it is not ours to delete",
                    model_id=model_id,
                    there=there,
                    path=located.path,
                )
            )
        raise StoreError(_("{model_id} is not on this machine; nothing was removed", model_id=model_id))
    return freed


def _delete(folder: Path) -> int:
    """Deletes the folder and returns the bytes freed. Raises OSError."""
    if folder.is_symlink():
        raise StoreError(_("{folder} is a link, which the store did not make: remove it yourself", folder=folder))
    freed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    shutil.rmtree(folder)
    return freed


@contextmanager
def exclusive(places: Places, name: str) -> Iterator[None]:
    """Locks `name`, so that only one process works under it. Raises StoreError if another one holds the lock."""
    places.staging.mkdir(parents=True, exist_ok=True)
    path = places.staging / f"{name}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if name == "lock" else fcntl.LOCK_NB))
        except BlockingIOError:
            raise StoreError(
                _("{name} is being pulled by another process; wait for it, or stop it", name=name)
            ) from None
        yield
