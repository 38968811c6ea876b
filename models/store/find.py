"""Finds a model by its id in the catalogue, by a path, or by Ollama's name for it. It is fast and needs no network."""

from __future__ import annotations

import importlib.util
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.catalogue import Catalogue, HubSource, Model, ModelFile, catalogue
from config.errors import UserError
from config.paths import expanded
from config.small_files import reason
from config.texts import _
from models.store import hub_cache, ollama
from models.store.gguf import gguf_problem
from models.store.places import Located, Missing, OnServer, Places, Source

_PROJECT = Path(__file__).resolve().parents[2]
_PACKAGES = {"pocketsphinx": "pocketsphinx", "espeak": "espeakng_loader"}
"""Engine -> Python package that contains its model."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Result of a full search."""

    models: dict[str, Located | OnServer | Missing]
    """Catalogue id -> state."""
    ollama: tuple[ollama.OllamaModel, ...]
    """All of Ollama's models. Unusable ones carry the reason."""
    yours: tuple[Located, ...]
    """GGUF files in the user's folders that are not in the catalogue."""
    problems: tuple[str, ...]
    """Places that could not be read."""


def resolve(wanted: str, places: Places, models: Catalogue | None = None) -> Located | OnServer | Missing:
    """Returns the location of `wanted`: an id of the catalogue, a path to a file or folder, or `ollama:NAME`."""
    known = catalogue() if models is None else models
    if wanted in known:
        return _resolve_model(known[wanted], places)
    if wanted.startswith("ollama:"):
        return _resolve_ollama(wanted, places)
    if "/" in wanted or wanted.startswith("~") or wanted.endswith((".gguf", ".onnx")):
        return _resolve_path(wanted)
    return Missing(wanted, known.unknown(wanted))


def resolve_projector(wanted: str, places: Places, models: Catalogue | None = None) -> Located | OnServer | Missing:
    """Returns the location of a projector: an id of the catalogue, or a path to its file."""
    if wanted in (catalogue() if models is None else models):
        return resolve(wanted, places, models)
    try:
        path = expanded(Path(wanted))
        problem = gguf_problem(path, projector=True)
        if problem:
            return Missing(wanted, f"{path}: {problem}")
        return Located(wanted, path, "yours", path.stat().st_size)
    except (OSError, UserError) as err:  # it may go at any moment
        return Missing(wanted, reason(err))


def projector_of(model_id: str, places: Places, models: Catalogue | None = None) -> Located | None:
    """Returns the projector with this model's image or audio encoder, if it has one and it is on this machine."""
    known = catalogue() if models is None else models
    if model_id.startswith("ollama:"):
        found = ollama.named(model_id.removeprefix("ollama:"), places.ollama)
        if found is None or found.projector is None or gguf_problem(found.projector, projector=True):
            return None
        return Located(model_id, found.projector, "ollama", found.projector.stat().st_size)
    wanted = known[model_id].projector if model_id in known else None
    located = resolve(wanted, places, known) if wanted else None
    return located if isinstance(located, Located) else None


def find_all(places: Places, models: Catalogue | None = None) -> Inventory:
    """Searches all places."""
    known = catalogue() if models is None else models
    resolved = {model.id: _resolve_model(model, places) for model in known}
    scan = ollama.scan_ollama(places.ollama)
    problems = list(scan.problems)
    yours: list[Located] = []
    names = {file.local_name for model in known for offered in model.sources for file in offered.files}
    for folder in places.folders:
        try:
            files = sorted(path for path in folder.iterdir() if path.suffix == ".gguf" and path.name not in names)
        except OSError as err:
            problems.append(_("{folder}: cannot be looked into ({why})", folder=folder, why=err.strerror))
            continue
        for path in files:
            located = _resolve_path(str(path))
            if isinstance(located, Located):
                yours.append(located)
            else:
                problems.append(located.reason)
    return Inventory(resolved, scan.models, tuple(yours), tuple(problems))


def _resolve_model(model: Model, places: Places) -> Located | OnServer | Missing:
    if model.remote is not None:
        return OnServer(model.id, model.engine, model.remote)
    if model.builtin:
        return _resolve_builtin(model)
    if model.id in places.named:
        found = _resolve_path(str(places.named[model.id]))
        # What the user has named is meant: a mistake in it is reported, not papered over with another copy.
        if isinstance(found, Missing):
            return Missing(model.id, found.reason)
        return Located(model.id, found.path, "yours", found.size)
    if model.shipped is not None:
        path = _PROJECT / model.shipped
        if not path.is_file():
            return Missing(
                model.id, _("{shipped} is not there: this copy of the project is incomplete", shipped=model.shipped)
            )
        return Located(model.id, path, "shipped", path.stat().st_size)
    damaged = ""
    for folder, source in _folders(model, places):
        files = _files_in(folder, model)
        if files:
            size = sum((folder / file.local_name).stat().st_size for file in files)
            return Located(model.id, folder / (model.entry or ""), source, size)
        damaged = damaged or next(filter(None, (_problem(offered.files, folder) for offered in model.sources)), "")
    for offered in model.sources:
        found_there = _in_cache(model, offered, places) if isinstance(offered, HubSource) else None
        if found_there is not None:
            return found_there
    for sole in (offered.files[0] for offered in model.sources if len(offered.files) == 1):
        blob = ollama.blob_with(sole.sha256, places.ollama) if sole.sha256 is not None else None
        if blob is not None and blob.stat().st_size == sole.size:
            return Located(model.id, blob, "ollama", blob.stat().st_size)
    why = (
        _("{problem}: it is damaged", problem=damaged)
        if damaged
        else _("{title} is not on this machine", title=_(model.title))
    )
    reason = _("{why}; `sarai models pull {id}` gets it ({size:.1f} GB)", why=why, id=model.id, size=model.size / 1e9)
    return Missing(model.id, reason, damaged=bool(damaged))


def _in_cache(model: Model, source: HubSource, places: Places) -> Located | None:
    for snapshot in hub_cache.snapshots(source, places.hub_cache):
        if hub_cache.complete(source, snapshot):
            paths = {file.local_name: snapshot / file.name for file in source.files}
            size = sum(path.stat().st_size for path in paths.values())
            return Located(model.id, paths[model.entry] if model.entry else snapshot, "hub cache", size)
    return None


def files_of(located: Located, model: Model) -> list[tuple[ModelFile, Path]]:
    """Returns the files of a catalogue model and their paths, as listed by the source they came from. Caches keep
    the repository's folders, the store does not."""
    if located.source == "ollama":
        return [(offered.files[0], located.path) for offered in model.sources if len(offered.files) == 1][:1]
    if located.source == "hub cache":
        for source in (offered for offered in model.sources if isinstance(offered, HubSource)):
            entry = next((file.name for file in source.files if file.local_name == model.entry), "")
            snapshot = located.path.parents[len(Path(entry).parts) - 1] if entry else located.path
            if hub_cache.complete(source, snapshot):
                return [(file, snapshot / file.name) for file in source.files]
    folder = located.path.parent if model.entry else located.path
    files = _files_in(folder, model) or model.sources[0].files
    # The file that the user has named for a model may be called anything.
    return [(file, located.path if file.local_name == model.entry else folder / file.local_name) for file in files]


def _resolve_builtin(model: Model) -> Located | Missing:
    package = _PACKAGES[model.engine]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return Missing(
            model.id, _("the Python package {package} is not installed; `make run` installs it", package=package)
        )
    return Located(model.id, Path(spec.origin).parent, "builtin", 0)


def _resolve_ollama(wanted: str, places: Places) -> Located | Missing:
    name = wanted.removeprefix("ollama:")
    found = ollama.named(name, places.ollama)
    if found is None:
        have = ", ".join(model.name for model in ollama.scan_ollama(places.ollama).models)
        return Missing(
            wanted,
            _("Ollama has no model {name!r} that can be read here", name=name)
            + (_("; it has {have}", have=have) * bool(have)),
        )
    if found.problem:
        return Missing(wanted, f"Ollama's {found.name}: {found.problem}")
    return Located(wanted, found.path, "ollama", found.size)


def _resolve_path(wanted: str) -> Located | Missing:
    try:
        path = expanded(Path(wanted))
    except UserError as err:
        return Missing(wanted, str(err))
    try:
        if path.is_dir():
            if path.suffix == ".gguf" or not any(path.iterdir()):
                return Missing(wanted, _("{path} is a folder, not a model file", path=path))
            return Located(wanted, path, "yours", sum(entry.stat().st_size for entry in path.iterdir()))
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # who opens a pipe waits for somebody who writes into it
            return Missing(wanted, _("{path} is not a file", path=path))
        size = found.st_size
        with path.open("rb") as file:
            magic = file.read(4)
    except (OSError, ValueError) as err:  # ValueError: a name that no file can have
        return Missing(wanted, f"{path}: {reason(err)}")
    if path.suffix == ".gguf" or magic == b"GGUF":
        problem = gguf_problem(path)
        if problem:
            return Missing(wanted, f"{path}: {problem}")
    return Located(wanted, path, "yours", size)


def _folders(model: Model, places: Places) -> Iterator[tuple[Path, Source]]:
    """Yields folders in which the model's files would lie side by side."""
    for folder in places.folders:
        yield folder, "yours"
        yield folder / model.id, "yours"
    yield places.root / model.id, "store"


def _files_in(folder: Path, model: Model) -> Sequence[ModelFile]:
    """Returns the files of the source that this folder holds completely; of several sources, the one with the most
    known sizes. Empty where there is none."""
    whole = [offered.files for offered in model.sources if _problem(offered.files, folder) is None]
    return max(whole, key=lambda files: sum(file.size is not None for file in files), default=())


def _problem(files: Sequence[ModelFile], folder: Path) -> str | None:
    """Returns None if this folder holds all these files in their right sizes, else the damage ("" if a file is
    absent)."""
    for file in files:
        path = folder / file.local_name
        try:
            size = path.stat().st_size
        except OSError:
            return ""
        if file.size is not None and size != file.size:
            return _("{path} has {size} bytes instead of {size2}", path=path, size=size, size2=file.size)
    return None
