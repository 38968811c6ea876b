"""Where models can be on this machine, and what looking for one gives.

Nothing here touches the network, and nothing is ever copied from somebody else's cache: it is used where it lies.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from config.errors import UserError
from config.paths import data_dir, expanded, home

Source = Literal["yours", "store", "hub cache", "ollama", "shipped", "builtin"]


class StoreError(UserError):
    """The store cannot do what was asked. The text is one line for the user: what, where, and what to do."""


class Unreachable(StoreError):
    """The hub does not answer: what else was to be fetched from it will not come either."""


@dataclass(frozen=True, slots=True)
class Located:
    """A model that is here."""

    model_id: str
    """Its id in the catalogue; for anything else what the user called it."""
    path: Path
    """What its engine is given: a file, or the folder that holds all its files."""
    source: Source
    size: int
    """Bytes on disk; 0 for what a Python package carries."""


@dataclass(frozen=True, slots=True)
class OnServer:
    """A model that runs elsewhere; whether its server answers is another question."""

    model_id: str
    engine: str
    name: str
    """What the server calls it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A model that cannot be used as things are."""

    model_id: str
    reason: str
    """One line: why, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Every place that is looked into."""

    root: Path
    """The project's own store."""
    hub_cache: Path
    ollama: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    """Folders of the user's, searched for files with the names of the catalogue."""
    named: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    """Files or folders that the user has given for ids of the catalogue."""

    @property
    def staging(self) -> Path:
        """Where downloads grow until every byte of a model has been checked."""
        return self.root / ".partial"

    @property
    def lock_file(self) -> Path:
        """The hashes of what has been pulled, so that it cannot change unnoticed."""
        return self.root / "lock.json"


def places_here(folders: tuple[Path, ...] = (), named: Mapping[str, Path] | None = None) -> Places:
    """The places of this user on this machine; the environment variables of Hugging Face and Ollama are honoured."""
    return Places(
        root=data_dir() / "models",
        hub_cache=_hub_cache(),
        ollama=_ollama_roots(),
        folders=tuple(map(expanded, folders)),
        named=MappingProxyType({model_id: expanded(path) for model_id, path in (named or {}).items()}),
    )


def _hub_cache() -> Path:
    """huggingface_hub's own rule; importing it costs 0.25 s and 20 MB, too much for the daemon."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(variable):
            return expanded(Path(os.environ[variable]))
    theirs = os.environ.get("HF_HOME")
    if not theirs:
        theirs = str(Path(os.environ.get("XDG_CACHE_HOME") or home() / ".cache") / "huggingface")
    return expanded(Path(theirs)) / "hub"


def _ollama_roots() -> tuple[Path, ...]:
    set_to = os.environ.get("OLLAMA_MODELS")
    roots = [expanded(Path(set_to))] if set_to else []
    roots += [home() / ".ollama" / "models", Path("/usr/share/ollama/.ollama/models")]
    return tuple(dict.fromkeys(roots))
