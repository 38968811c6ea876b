"""The folder in which a model grows until every byte of it has been checked; what all sources share."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from models.store.keep import sha256_of
from models.store.places import StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull has come."""

    stage: Literal["download", "unpack", "check"]
    file: str
    done: int
    total: int


Report = Callable[[Progress], None]


class Offer(Protocol):
    """A source that has answered: it has the model, and this is how it comes."""

    @property
    def origin(self) -> str:
        """Who answered, for people: `huggingface.co`."""

    def names(self) -> set[str]:
        """Names in the staging folder that belong to it."""

    def lacks(self, staging: Path) -> int:
        """Bytes of disk that it still needs, what it deletes again included."""

    def fetch(self, staging: Path, report: Report) -> dict[str, str]:
        """Bring all files of the model into the staging folder, whole and checked; what was not pinned in the catalogue
        and is to be recorded: {file: sha256}. Raises StoreError, and OSError where the disk fails."""


def have(path: Path) -> int:
    """Bytes of a file; 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def full(err: OSError) -> bool:
    """Whether there is no room for a file: on the disk, in the quota, or in what a file may be here."""
    return err.errno in _FULL


def check(path: Path, name: str, size: int, wanted: str | None, report: Report, *, of: str, by: str) -> str:
    """The sha256 of a file that has come. Raises StoreError, and removes the staging folder, where it is not as it should
    be. `of`: what it is a file of; `by`: who says what it should be."""
    found = path.stat().st_size
    if found != size:
        drop(path.parent)
        raise StoreError(f"{name} came with {found} bytes instead of {size}; it was removed")
    digest = sha256_of(path, lambda _, done, total: report(Progress("check", name.rpartition("/")[2], done, total)))
    if wanted is not None and digest != wanted:
        drop(path.parent)
        raise StoreError(
            f"{name} of {of} is corrupt: its sha256 is {digest[:12]}..., {by} {wanted[:12]}...; "
            "what had come was removed, pull again"
        )
    return digest


def interrupted(model_id: str, part: Path, name: str, size: int, err: Exception) -> StoreError:
    """What is said when a connection is lost for good. What has come stays."""
    come = have(part)
    if come > size:
        drop(part.parent)
        return StoreError(f"{name} came with more than its {size} bytes; it was removed")
    return StoreError(
        f"the download of {model_id} broke off at {come / 1e6:.1f} of {size / 1e6:.1f} MB of "
        f"{name.rpartition('/')[2]} ({one_line(err)[:120]}); `sarai models pull {model_id}` goes on from there"
    )


def one_line(err: Exception) -> str:
    """What an exception says."""
    return " ".join(str(err).split())[:160] or type(err).__name__


def tidy(staging: Path, wanted: set[str]) -> None:
    """Remove parts of other versions and sources, and anything else that the download to come would not use."""
    for path in staging.iterdir():
        if path.name not in wanted or path.is_symlink() or not path.is_file():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def drop(path: Path) -> None:
    """Remove it, whatever it is. What cannot be removed stays: it is in nobody's way."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
