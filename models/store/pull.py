"""Pulls a model from the first of its sources that answers: resumable, fully checked, and published at once.

The files grow in a staging folder. Only when every file has its right size and hash does the folder get its name in the
store, in one rename, so readers see a whole model or none. After a refusal (corrupt, wrong size, no space) nothing is
left; after an interruption the partial files stay, and the next pull resumes them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from config.catalogue import Catalogue, HubSource, IndexSource, Model, catalogue
from config.small_files import sync_folder
from config.texts import _
from models.store.checked import note
from models.store.find import files_of, resolve
from models.store.from_hub import ask_hub
from models.store.from_index import ask_index
from models.store.hub import refuse_offline
from models.store.keep import exclusive, expected_hashes, record
from models.store.machine import free_disk
from models.store.places import Located, Missing, OnServer, Places, StoreError, Unreachable
from models.store.staging import Offer, Report, drop, full, tidy

_SPARE = 200_000_000
"""Bytes kept free on the disk: a full one breaks more than a download."""

Tell = Callable[[str, str], None]
"""Called with the source of a model, and with the failures of the sources before it ("" for the first one)."""

Down = dict[type[HubSource] | type[IndexSource], Unreachable]
"""Kinds of sources that have not answered -> the error; they are not asked again."""


def pull(
    model_id: str,
    places: Places,
    report: Report | None = None,
    models: Catalogue | None = None,
    *,
    tell: Tell | None = None,
    down: Down | None = None,
) -> Located:
    """Ensures that a model is on this machine and returns its location. Raises StoreError in one line; Unreachable
    where none of its sources answers. `down` collects unreachable kinds of sources, for pulling several models in a
    row."""
    model = (catalogue() if models is None else models)[model_id]
    here = resolve(model_id, places, models)
    if isinstance(here, Located):
        return here
    if isinstance(here, OnServer):
        raise StoreError(
            _(
                "{model_id} runs on a server ({name} at {engine}); there is nothing to pull",
                model_id=model_id,
                name=here.name,
                engine=here.engine,
            )
        )
    if not model.sources or model_id in places.named:
        raise StoreError(here.reason)
    refuse_offline(model)
    staging = places.staging / model.id
    try:
        with exclusive(places, model.id):
            offer, why = _first_that_answers(model, places, {} if down is None else down)
            if tell is not None:
                tell(offer.origin, why)
            _fetch(model.id, offer, places, report or (lambda progress: None))
    except OSError as err:  # no rights, a read-only disk, ...
        if full(err):
            drop(staging)
            raise StoreError(
                _(
                    "no space left for {model_id} in {root} ({why}); what had come was removed: make "
                    "room and pull again",
                    model_id=model_id,
                    root=places.root,
                    why=err.strerror,
                )
            ) from err
        raise StoreError(
            _(
                "{filename}: {why}; {model_id} was not pulled",
                filename=err.filename or places.root,
                why=err.strerror or err,
                model_id=model_id,
            )
        ) from err
    located = resolve(model_id, places, models)
    if isinstance(located, Missing):  # the disk did not keep what was checked a moment ago
        raise StoreError(located.reason)
    assert isinstance(located, Located)
    files = files_of(located, model)
    hashes = expected_hashes(model_id, [file for file, _path in files], places)
    note(model_id, {path: hashes[file.name] for file, path in files if file.name in hashes})
    return located


def _first_that_answers(model: Model, places: Places, down: Down) -> tuple[Offer, str]:
    """Returns the first source that has the model, and the failures of those before it."""
    failed: list[StoreError] = []
    for source in model.sources:
        try:
            if type(source) in down:
                raise down[type(source)]
            offer = (
                ask_hub(model, source, places)
                if isinstance(source, HubSource)
                else ask_index(model, source, places.staging / model.id)
            )
        except StoreError as err:
            if isinstance(err, Unreachable):
                down[type(source)] = err
            failed.append(err)
        else:
            return offer, _said(failed)
    kind = Unreachable if all(isinstance(err, Unreachable) for err in failed) else StoreError
    raise kind(_said(failed)) from failed[-1]


def _said(errors: list[StoreError]) -> str:
    return "; ".join(map(str, errors))


def _fetch(model_id: str, offer: Offer, places: Places, report: Report) -> None:
    staging = places.staging / model_id
    staging.mkdir(parents=True, exist_ok=True)
    tidy(staging, offer.names())
    needed, free = offer.lacks(staging), free_disk(staging)
    if needed + _SPARE > free:
        drop(staging)
        raise StoreError(
            _(
                "{model_id} needs {needed:.2f} GB and the disk of {root} has {max:.2f} GB to spare; "
                "`sarai models list` shows what could be removed",
                model_id=model_id,
                needed=needed / 1000000000.0,
                root=places.root,
                max=max(0, free - _SPARE) / 1000000000.0,
            )
        )
    hashes = offer.fetch(staging, report)
    _publish(staging, places.root / model_id)
    if hashes:
        record(model_id, hashes, places)


def _publish(staging: Path, folder: Path) -> None:
    """Renames the finished folder to its final name and replaces a damaged earlier copy."""
    sync_folder(staging)  # its files have their names before it has its own
    old = staging.with_name(f"{staging.name}.old")
    drop(old)  # of a pull that was killed just here
    if folder.exists() or folder.is_symlink():
        folder.replace(old)
    staging.replace(folder)
    sync_folder(folder.parent)
    drop(old)
