"""Fetches a model from a repository of the hub, one file after the other, each resumed where it stopped."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from config.catalogue import HubSource, Model
from config.texts import _
from models.store.hub import Remote, ask, download, hub_errors, hub_name, transport_error
from models.store.keep import expected_hashes
from models.store.places import Places
from models.store.staging import Report, check, full, have, interrupted


@dataclass(frozen=True, slots=True)
class HubOffer:
    """The offer of a hub repository; see models.store.staging.Offer."""

    model_id: str
    remotes: tuple[Remote, ...]
    expected: dict[str, str]

    @property
    def origin(self) -> str:
        return hub_name()

    def names(self) -> set[str]:
        return {remote.file.local_name for remote in self.remotes} | {_part(remote) for remote in self.remotes}

    def lacks(self, staging: Path) -> int:
        come = sum(have(staging / remote.file.local_name) or have(staging / _part(remote)) for remote in self.remotes)
        return sum(remote.size for remote in self.remotes) - come

    def fetch(self, staging: Path, report: Report) -> dict[str, str]:
        return {remote.file.name: self._fetch_file(staging, remote, report) for remote in self.remotes}

    def _fetch_file(self, staging: Path, remote: Remote, report: Report) -> str:
        final = staging / remote.file.local_name
        part = final if final.exists() else staging / _part(remote)
        if part is not final:
            try:
                download(remote, part, report)
            except OSError as err:
                if full(err):
                    raise
                raise interrupted(self.model_id, part, remote.file.name, remote.size, err) from err
            except transport_error() as err:
                raise interrupted(self.model_id, part, remote.file.name, remote.size, err) from err
        wanted = self.expected.get(remote.file.name) or remote.sha256
        by = _("the catalogue says") if remote.file.sha256 else _("it should be")
        digest = check(part, remote.file.name, remote.size, wanted, report, of=self.model_id, by=by)
        part.replace(final)
        return digest


def ask_hub(model: Model, source: HubSource, places: Places) -> HubOffer:
    """Asks the hub for all files of a model. Raises StoreError; Unreachable where the hub does not answer."""
    with hub_errors(model, source):
        remotes = tuple(ask(source, file) for file in source.files)
    return HubOffer(model.id, remotes, expected_hashes(model.id, source.files, places))


def _part(remote: Remote) -> str:
    """Returns a file's name while it grows. It contains the ETag, so that two versions never mix; the ETag is
    hashed, because a server chose it."""
    version = hashlib.sha256(remote.etag.encode()).hexdigest()[:16]
    return f"{remote.file.local_name}.{version}.part"
