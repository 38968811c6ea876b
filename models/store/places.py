"""The places of models on this machine, and the results of looking for one.

Nothing here touches the network, and nothing is ever copied from another program's cache: the model is used in place.
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
    """The hub does not answer, so other files from it will not come either."""


@dataclass(frozen=True, slots=True)
class Located:
    """A model that is on this machine."""

    model_id: str
    """Its id in the catalogue; for other models the user's own name."""
    path: Path
    """Path for its engine: a file, or the folder that holds all its files."""
    source: Source
    size: int
    """Bytes on disk; 0 for a model in a Python package."""


@dataclass(frozen=True, slots=True)
class OnServer:
    """A model on a server, whose availability is checked separately."""

    model_id: str
    engine: str
    name: str
    """The server's name for it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A model that cannot be used at present."""

    model_id: str
    reason: str
    """One line: the reason and the remedy."""
    damaged: bool = False
    """Its files are here, and not whole."""


@dataclass(frozen=True, slots=True)
class Places:
    """All places that are searched."""

    root: Path
    """The project's own store."""
    hub_cache: Path
    ollama: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    """The user's folders, searched for files with names of the catalogue."""
    named: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    """Catalogue id -> file or folder that the user has given for it."""

    @property
    def staging(self) -> Path:
        """Folder where downloads grow until every byte of a model has been checked."""
        return self.root / ".partial"

    @property
    def lock_file(self) -> Path:
        """File with the hashes of pulled models, so that they cannot change unnoticed."""
        return self.root / "lock.json"


def places_here(folders: tuple[Path, ...] = (), named: Mapping[str, Path] | None = None) -> Places:
    """Returns the places of this user on this machine; respects the environment variables of Hugging Face and
    Ollama."""
    return Places(
        root=data_dir() / "models",
        hub_cache=_hub_cache(),
        ollama=_ollama_roots(),
        folders=tuple(map(expanded, folders)),
        named=MappingProxyType({model_id: expanded(path) for model_id, path in (named or {}).items()}),
    )


def _hub_cache() -> Path:
    """Returns the hub's cache by huggingface_hub's own rule. Importing it costs 0.25 s and 20 MB, too much for the
    daemon."""
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
