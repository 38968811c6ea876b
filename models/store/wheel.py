"""Reads members of a wheel, a ZIP archive from a stranger: it is never installed, imported or unpacked.

Its hash has been checked before; the checks here refuse archives that should never have been pinned.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from config.texts import _
from models.store.places import StoreError

_BLOCK = 1 << 20
_ENCRYPTED = 1


class Archive:
    """A wheel opened for reading."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._members = {member.filename: member for member in archive.infolist()}
        if len(self._members) != len(archive.infolist()):
            raise StoreError(_("{name} has two members of the same name, and is not read", name=name))
        for member in archive.infolist():
            problem = _problem(member)
            if problem:
                raise StoreError(
                    _(
                        "{name} has a member {filename!r} that {why}, and is not read",
                        name=name,
                        filename=member.filename[:80],
                        why=problem,
                    )
                )

    def copy(self, member: str, into: IO[bytes], limit: int, watch: Callable[[int], None]) -> None:
        """Appends one member to a file and calls `watch` for each block. Raises StoreError, before any byte is read,
        if the member is absent, encrypted, packed unusually or longer than `limit` bytes; OSError where the file
        cannot be written."""
        found = self._members.get(member)
        if found is None:
            raise StoreError(_("{name} has no member {member}", name=self._name, member=member))
        if found.flag_bits & _ENCRYPTED:
            raise StoreError(_("{name}: {member} is encrypted", name=self._name, member=member))
        if found.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise StoreError(
                _("{name}: {member} is packed in a way that wheels are not", name=self._name, member=member)
            )
        if found.file_size > limit:
            raise StoreError(
                _(
                    "{name}: {member} has {file_size} bytes where {limit} are expected",
                    name=self._name,
                    member=member,
                    file_size=found.file_size,
                    limit=limit,
                )
            )
        left = found.file_size
        for block in self._blocks(found):
            left -= len(block)
            if left < 0:
                raise StoreError(
                    _("{name}: {member} goes on after the bytes that it says it has", name=self._name, member=member)
                )
            into.write(block)
            watch(len(block))

    def _blocks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yields the member's unpacked blocks. Only errors of reading are translated; errors of writing belong to
        the caller."""
        try:
            with self._archive.open(member) as file:
                while block := file.read(_BLOCK):
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as err:
            raise StoreError(
                _("{name}: {filename} cannot be unpacked ({why})", name=self._name, filename=member.filename, why=err)
            ) from err


@contextmanager
def opened(path: Path, name: str) -> Iterator[Archive]:
    """Opens a wheel; messages call it `name`. Raises StoreError."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as err:
        raise StoreError(_("{name} is no wheel ({why})", name=name, why=err)) from err
    with archive:
        yield Archive(archive, name)


def _problem(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.orig_filename or "\0" in member.orig_filename:
        return _("leads out of it")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return _("is a link or a device") if kind != stat.S_IFLNK else _("is a link")
    return ""
