"""Models that Ollama has pulled: read from its manifests and blobs, used in place.

manifests/HOST/NAMESPACE/MODEL/TAG   JSON; its layers name blobs by digest
blobs/sha256-HEX                     the file itself: a GGUF for the model layer, another for the projector
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import small_files
from config.texts import _
from models.store.gguf import gguf_problem

_MODEL_LAYER = "application/vnd.ollama.image.model"
_PROJECTOR_LAYER = "application/vnd.ollama.image.projector"
_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_MANIFEST_LIMIT = 1 << 20
"""Upper bound of a manifest in bytes; real ones have a few kilobytes."""


@dataclass(frozen=True, slots=True)
class OllamaModel:
    """One model in Ollama's store."""

    name: str
    """Name as in `ollama list`: `llama3.2:1b`, `hf.co/owner/name:tag`."""
    path: Path
    size: int
    projector: Path | None
    problem: str
    """Reason why it cannot be used here; empty when it can."""


@dataclass(frozen=True, slots=True)
class OllamaScan:
    """The models in Ollama's stores, and the places that could not be read."""

    models: tuple[OllamaModel, ...]
    problems: tuple[str, ...]


def scan_ollama(roots: Sequence[Path]) -> OllamaScan:
    """Reads all models in these stores. An absent store is no problem; an unreadable one is reported."""
    models: list[OllamaModel] = []
    problems: list[str] = []
    for root in roots:
        for manifest in sorted(_manifests(root, root / "manifests", problems)):
            try:
                models.append(_read(root, manifest))
            except PermissionError as err:
                problems.append(_unreadable(Path(err.filename or manifest), root))
            except (OSError, ValueError) as err:
                problems.append(
                    _(
                        "{manifest}: {why}; `ollama pull {name}` mends it",
                        manifest=manifest,
                        why=err,
                        name=_name(root, manifest),
                    )
                )
    return OllamaScan(tuple(models), tuple(problems))


def blob_with(sha256: str, roots: Sequence[Path]) -> Path | None:
    """Returns the blob with this hash: a file that Ollama has pulled from the hub is identified by its hash alone."""
    for root in roots:
        blob = root / "blobs" / f"sha256-{sha256}"
        try:
            with blob.open("rb"):  # there, and readable for us: Ollama's system-wide store often is not
                return blob
        except OSError:
            continue
    return None


def named(name: str, roots: Sequence[Path]) -> OllamaModel | None:
    """Returns the model that `ollama list` calls `name`; a missing tag means `latest`."""
    wanted = name if ":" in name.rpartition("/")[2] else f"{name}:latest"
    return next((model for model in scan_ollama(roots).models if model.name == wanted), None)


def _manifests(root: Path, folder: Path, problems: list[str]) -> Iterator[Path]:
    try:
        for entry in folder.iterdir() if folder.exists() else ():
            if entry.is_dir():
                yield from _manifests(root, entry, problems)
            elif not entry.name.startswith("."):
                yield entry
    except PermissionError as err:
        problems.append(_unreadable(Path(err.filename or folder), root))
    except OSError as err:  # a file in its place, a bad disk
        problems.append(_("{folder}: cannot be looked into ({why})", folder=folder, why=err.strerror))


def _read(root: Path, manifest: Path) -> OllamaModel:
    if manifest.stat().st_size > _MANIFEST_LIMIT:
        raise ValueError(_("is too large for a manifest"))
    try:
        document = small_files.read_json(manifest, _MANIFEST_LIMIT)
        layers = document["layers"]
        model = _blob(root, layers, _MODEL_LAYER)
        projector = _blob(root, layers, _PROJECTOR_LAYER)
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        raise ValueError(_("is no manifest")) from None
    if model is None:
        raise ValueError(_("names no model (a cloud model, or an unfinished pull)"))
    size = model.stat().st_size
    return OllamaModel(_name(root, manifest), model, size, projector, gguf_problem(model) or "")


def _blob(root: Path, layers: list[dict[str, Any]], media_type: str) -> Path | None:
    for layer in layers:
        if layer["mediaType"] == media_type:
            # A digest that is not one is refused: it would become a path.
            match = _DIGEST.fullmatch(layer["digest"])
            if match is None:
                raise ValueError(_("has a digest that is none"))
            return root / "blobs" / f"sha256-{match[1]}"
    return None


def _name(root: Path, manifest: Path) -> str:
    """Returns the name in `ollama list`, without the default host and namespace."""
    *where, model, tag = manifest.relative_to(root / "manifests").parts
    place = "/".join(where)
    for default in ("registry.ollama.ai/library", "registry.ollama.ai"):
        if place == default or place.startswith(f"{default}/"):
            place = place[len(default) :].lstrip("/")
            break
    return f"{place}/{model}:{tag}" if place else f"{model}:{tag}"


def _unreadable(path: Path, root: Path) -> str:
    return _(
        "{path}: not readable for you (Ollama runs as a user of its own); `sudo usermod -aG "
        "ollama $USER` or `sudo chmod -R o+rX {root}` lets you use its models",
        path=path,
        root=root,
    )
