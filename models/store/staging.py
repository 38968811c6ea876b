"""The folder in which a model grows until every byte of it has been checked; shared by all sources."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from config.texts import _
from models.store.checked import sha256_of
from models.store.places import StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a pull."""

    stage: Literal["download", "unpack", "check"]
    file: str
    done: int
    total: int


Report = Callable[[Progress], None]


class Offer(Protocol):
    """A source that has answered and has the model."""

    @property
    def origin(self) -> str:
        """Name of the source for display: `huggingface.co`."""

    def names(self) -> set[str]:
        """Names in the staging folder that belong to this offer."""

    def lacks(self, staging: Path) -> int:
        """Bytes of disk that it still needs, including temporary ones."""

    def fetch(self, staging: Path, report: Report) -> dict[str, str]:
        """Downloads all files of the model into the staging folder, complete and checked. Returns hashes to record
        for files without a pin in the catalogue: {file: sha256}. Raises StoreError, and OSError where the disk
        fails."""


def have(path: Path) -> int:
    """Returns the size of a file in bytes; 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def full(err: OSError) -> bool:
    """Whether an error means no room for a file: on the disk, in the quota, or by the file size limit."""
    return err.errno in _FULL


def check(path: Path, name: str, size: int, wanted: str | None, report: Report, *, of: str, by: str) -> str:
    """Checks a downloaded file and returns its sha256. On a mismatch it removes the staging folder and raises
    StoreError. `of`: owner of the file in the message; `by`: the source of the expected values."""
    found = path.stat().st_size
    if found != size:
        drop(path.parent)
        raise StoreError(
            _("{name} came with {found} bytes instead of {size}; it was removed", name=name, found=found, size=size)
        )
    digest = sha256_of(path, lambda _, done, total: report(Progress("check", name.rpartition("/")[2], done, total)))
    if wanted is not None and digest != wanted:
        drop(path.parent)
        raise StoreError(
            _(
                "{name} of {of} is corrupt: its sha256 is {digest}..., {by} {wanted}...; what had "
                "come was removed, pull again",
                name=name,
                of=of,
                digest=digest[:12],
                by=by,
                wanted=wanted[:12],
            )
        )
    return digest


def interrupted(model_id: str, part: Path, name: str, size: int, err: Exception) -> StoreError:
    """Returns the error for a connection that is lost for good. Downloaded bytes stay."""
    come = have(part)
    if come > size:
        drop(part.parent)
        return StoreError(_("{name} came with more than its {size} bytes; it was removed", name=name, size=size))
    return StoreError(
        _(
            "the download of {model_id} broke off at {come:.1f} of {size:.1f} MB of {rpartition} "
            "({one_line}); `sarai models pull {model_id}` goes on from there",
            model_id=model_id,
            come=come / 1000000.0,
            size=size / 1000000.0,
            rpartition=name.rpartition("/")[2],
            one_line=one_line(err)[:120],
        )
    )


def one_line(err: Exception) -> str:
    """Returns an exception's text in one line."""
    return " ".join(str(err).split())[:160] or type(err).__name__


def tidy(staging: Path, wanted: set[str]) -> None:
    """Removes parts of other versions and sources, and anything else that the coming download would not use."""
    for path in staging.iterdir():
        if path.name not in wanted or path.is_symlink() or not path.is_file():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def drop(path: Path) -> None:
    """Removes a file or folder. Failures are ignored, because a leftover does no harm."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
