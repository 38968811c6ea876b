"""Getting a model from the hub: resumable, checked to the last byte, and then there all at once.

The files grow in a staging folder. Only when every one of them has its right size and hash does the folder get its
name in the store, in one rename: whoever looks sees a whole model or none. After a refusal (corrupt, wrong size, no
space) nothing is left; after an interruption what has come so far stays, and the next pull goes on from there.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
from contextlib import suppress
from pathlib import Path

from config.catalogue import Catalogue, Model, catalogue
from config.small_files import sync_folder
from models.store.find import resolve
from models.store.hub import Progress, Remote, Report, ask, download, hub_errors, refuse_offline, transport_error
from models.store.keep import exclusive, expected_hashes, record, sha256_of
from models.store.machine import free_disk
from models.store.places import Located, Missing, OnServer, Places, StoreError

_SPARE = 200_000_000
"""Bytes that stay free on the disk: a full one breaks more than a download."""


def pull(model_id: str, places: Places, report: Report | None = None, models: Catalogue | None = None) -> Located:
    """Make sure that a model is on this machine, and say where. Raises StoreError in one line."""
    model = (catalogue() if models is None else models)[model_id]
    here = resolve(model_id, places, models)
    if isinstance(here, Located):
        return here
    if isinstance(here, OnServer):
        raise StoreError(f"{model_id} runs on a server ({here.name} at {here.engine}); there is nothing to pull")
    if not model.files or model_id in places.named:
        raise StoreError(here.reason)
    refuse_offline(model)
    try:
        with exclusive(places, model.id):
            _fetch(model, places, report or (lambda progress: None))
    except OSError as err:  # no rights, a read-only disk, ...
        raise StoreError(f"{err.filename or places.root}: {err.strerror or err}; {model_id} was not pulled") from err
    located = resolve(model_id, places, models)
    if isinstance(located, Missing):  # the disk did not keep what was checked a moment ago
        raise StoreError(located.reason)
    assert isinstance(located, Located)
    return located


def _fetch(model: Model, places: Places, report: Report) -> None:
    staging = places.staging / model.id
    with hub_errors(model):
        remotes = [ask(model, file) for file in model.files]
    staging.mkdir(parents=True, exist_ok=True)
    _tidy(staging, remotes)
    needed = sum(remote.size - _have(staging, remote) for remote in remotes)
    free = free_disk(staging)
    if needed + _SPARE > free:
        _drop(staging)
        raise StoreError(
            f"{model.id} needs {needed / 1e9:.2f} GB and the disk of {places.root} has "
            f"{max(0, free - _SPARE) / 1e9:.2f} GB to spare; `sarai models list` shows what could be removed"
        )
    hashes: dict[str, str] = {}
    expected = expected_hashes(model, places)
    for remote in remotes:
        hashes[remote.file.name] = _fetch_file(model, staging, remote, expected.get(remote.file.name), report)
    _publish(staging, places.root / model.id)
    record(model.id, hashes, places)


def _fetch_file(model: Model, staging: Path, remote: Remote, expected: str | None, report: Report) -> str:
    """Bring one file into the staging folder, whole and checked; returns its hash."""
    final = staging / remote.file.local_name
    part = final if final.exists() else _part(staging, remote)
    if part is not final:
        _download(model, part, remote, report)
    size = part.stat().st_size
    if size != remote.size:
        _drop(staging)
        raise StoreError(f"{remote.file.name} came with {size} bytes instead of {remote.size}; it was removed")
    digest = sha256_of(part, lambda name, done, total: report(Progress("check", remote.file.local_name, done, total)))
    wanted = expected or remote.sha256
    if wanted is not None and digest != wanted:
        _drop(staging)
        source = "the catalogue says" if remote.file.sha256 else "it should be"
        raise StoreError(
            f"{remote.file.name} of {model.id} is corrupt: its sha256 is {digest[:12]}..., {source} {wanted[:12]}...; "
            "what had come was removed, pull again"
        )
    part.replace(final)
    return digest


def _download(model: Model, part: Path, remote: Remote, report: Report) -> None:
    """Bring the part file to its full length. What has come stays if the connection is lost for good."""
    try:
        download(remote, part, report)
    except OSError as err:
        if err.errno in (errno.ENOSPC, errno.EDQUOT):
            _drop(part.parent)
            raise StoreError(
                f"no space left for {model.id} in {part.parents[2]} ({err.strerror}); what had come was removed: "
                "make room and pull again"
            ) from err
        raise _interrupted(model, part, remote, err) from err
    except transport_error() as err:
        raise _interrupted(model, part, remote, err) from err


def _interrupted(model: Model, part: Path, remote: Remote, err: Exception) -> StoreError:
    have = part.stat().st_size if part.exists() else 0
    if have > remote.size:
        _drop(part.parent)
        return StoreError(f"{remote.file.name} came with more than its {remote.size} bytes; it was removed")
    reason = " ".join(str(err).split()) or type(err).__name__
    return StoreError(
        f"the download of {model.id} broke off at {have / 1e6:.1f} of {remote.size / 1e6:.1f} MB of "
        f"{remote.file.local_name} ({reason[:120]}); `sarai models pull {model.id}` goes on from there"
    )


def _part(staging: Path, remote: Remote) -> Path:
    """Where a file grows. The ETag is in the name, so that two versions never mix; hashed, as a server chose it."""
    version = hashlib.sha256(remote.etag.encode()).hexdigest()[:16]
    return staging / f"{remote.file.local_name}.{version}.part"


def _have(staging: Path, remote: Remote) -> int:
    for path in (staging / remote.file.local_name, _part(staging, remote)):
        if path.exists():
            return path.stat().st_size
    return 0


def _tidy(staging: Path, remotes: list[Remote]) -> None:
    """Remove parts of other versions, and anything else that the downloads to come would not use."""
    wanted = {remote.file.local_name for remote in remotes} | {_part(staging, remote).name for remote in remotes}
    for path in staging.iterdir():
        if path.name not in wanted or path.is_symlink() or not path.is_file():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _publish(staging: Path, folder: Path) -> None:
    """Give the finished folder its name. A damaged earlier copy makes way."""
    sync_folder(staging)  # its files have their names before it has its own
    old = staging.with_name(f"{staging.name}.old")
    _drop(old)  # of a pull that was killed just here
    if folder.exists() or folder.is_symlink():
        folder.replace(old)
    staging.replace(folder)
    sync_folder(folder.parent)
    _drop(old)


def _drop(path: Path) -> None:
    """Remove it, whatever it is. What cannot be removed stays: it is in nobody's way."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
