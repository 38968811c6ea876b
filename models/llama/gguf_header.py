"""Reads the header of a GGUF file, to tell its kind and completeness without loading it.

The file may come from anywhere, so every count and length is bounded before it is trusted. Format:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import mmap
import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.texts import _

MAGIC: Final = b"GGUF"
_VERSIONS: Final = (2, 3)
_MOST_TENSORS: Final = 1 << 16
_MOST_KEYS: Final = 1 << 16
_MOST_ITEMS: Final = 1 << 24
_LONGEST_STRING: Final = 1 << 24
_LONGEST_KEPT: Final = 1 << 20
_MOST_DIMENSIONS: Final = 4  # GGML_MAX_DIMS
_DEEPEST: Final = 3

_STRING: Final = 8
_ARRAY: Final = 9
_SCALARS: Final = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

# ggml type -> (weights in a block, bytes of a block): ggml/src/ggml.c, type_traits.
_BLOCKS: Final = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17), 40: (64, 36),
}  # fmt: skip


class NotGguf(Exception):
    """The file is not a GGUF, or not a complete one. The text states the fault without naming the file."""


@dataclass(frozen=True, slots=True)
class Tensor:
    name: str
    shape: tuple[int, ...]
    kind: int
    """ggml type number."""
    offset: int
    """Offset in bytes from the beginning of the tensor data."""


@dataclass(frozen=True, slots=True)
class GgufHeader:
    version: int
    metadata: dict[str, object]
    """Scalars and strings; an array is represented by its length."""
    tensors: tuple[Tensor, ...]
    data_start: int
    """Offset in bytes of the tensor data."""
    size: int
    """Size in bytes of the complete file, as far as the tensor types are known."""
    file_size: int

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))

    @property
    def name(self) -> str:
        return str(self.metadata.get("general.name", ""))

    @property
    def trained_context(self) -> int | None:
        value = self.metadata.get(f"{self.architecture}.context_length")
        return value if isinstance(value, int) else None

    @property
    def truncated(self) -> bool:
        return self.file_size < self.size

    @property
    def is_projector(self) -> bool:
        """Whether the file is an mmproj: it turns images or sound into embeddings and is no language model itself."""
        return self.architecture == "clip" or self.metadata.get("general.type") == "mmproj"

    @property
    def has_vision_tensors(self) -> bool:
        """Whether a language model's file contains vision weights, as some Ollama blobs do; llama.cpp refuses those."""
        return not self.is_projector and any(t.name.startswith(("v.", "mm.", "a.")) for t in self.tensors)


def read_header(path: str | Path) -> GgufHeader:
    """Reads the header of `path`. Raises NotGguf when the file is not a GGUF or ends within its header, and OSError
    where it cannot be read. A file truncated in its weights is returned with `truncated` true."""
    mode = Path(path).stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # who opens a pipe waits for somebody who writes into it
        raise NotGguf(_("it is no file"))
    with Path(path).open("rb") as file:
        start = file.read(4)
        if start != MAGIC:
            raise NotGguf(_what_instead(start))
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _Reader(view).header()


def _what_instead(start: bytes) -> str:
    if not start:
        return _("the file is empty")
    if start[:2] == b"PK":
        return _("it is a zip or PyTorch archive, not a GGUF file")
    if start[:1] in (b"<", b"{") or start == b"vers":  # "vers": a Git LFS pointer
        return _("it is a text or web page, not a GGUF file (a download that went wrong?)")
    return _("it is not a GGUF file")


class _Reader:
    def __init__(self, view: mmap.mmap) -> None:
        self._view = view
        self._end = len(view)
        self._at = 4

    def header(self) -> GgufHeader:
        version = self._number("I")
        if version not in _VERSIONS:
            raise NotGguf(_("GGUF version {version} is not supported (2 and 3 are)", version=version))
        tensors = self._count("Q", _MOST_TENSORS, "tensors")
        keys = self._count("Q", _MOST_KEYS, "metadata keys")
        metadata: dict[str, object] = {}
        for _key in range(keys):
            name = self._string()
            metadata[name] = self._value(self._number("I"))
        infos = tuple(self._tensor() for _ in range(tensors))
        alignment = metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 0 < alignment <= 1 << 20:
            raise NotGguf(_("its header is damaged (alignment)"))
        start = -(-self._at // alignment) * alignment
        size = max((start + t.offset + _bytes(t) for t in infos), default=self._at)
        return GgufHeader(version, metadata, infos, start, size, self._end)

    def _tensor(self) -> Tensor:
        name = self._string()
        dimensions = self._count("I", _MOST_DIMENSIONS, "dimensions")
        shape = tuple(self._number("Q") for _ in range(dimensions))
        return Tensor(name, shape, self._number("I"), self._number("Q"))

    def _value(self, kind: int, depth: int = 0) -> object:
        if kind in _SCALARS:
            return self._scalar(_SCALARS[kind])
        if kind == _STRING:
            return self._string(kept=True)
        if kind != _ARRAY or depth > _DEEPEST:
            raise NotGguf(_("its header is damaged (unknown value type)"))
        inner = self._number("I")
        length = self._count("Q", _MOST_ITEMS, "array items")
        if inner in _SCALARS:
            self._skip(length * struct.calcsize("<" + _SCALARS[inner]))
        elif inner == _STRING:
            for _each in range(length):
                self._skip(self._count("Q", _LONGEST_STRING, "characters"))
        else:
            for _each in range(length):
                self._value(inner, depth + 1)
        return length

    def _string(self, *, kept: bool = False) -> str:
        length = self._count("Q", _LONGEST_STRING, "characters")
        at = self._at
        self._skip(length)
        if kept and length > _LONGEST_KEPT:
            return ""
        return self._view[at : at + length].decode("utf-8", "replace")

    def _count(self, form: str, most: int, what: str) -> int:
        value = self._number(form)
        if value > most:
            raise NotGguf(_("its header is damaged ({value} {what})", value=value, what=what))
        return value

    def _number(self, form: str) -> int:
        value = self._scalar(form)
        assert isinstance(value, int)
        return value

    def _scalar(self, form: str) -> int | float | bool:
        at = self._at
        self._skip(struct.calcsize("<" + form))
        (value,) = struct.unpack_from("<" + form, self._view, at)
        assert isinstance(value, int | float | bool)
        return value

    def _skip(self, size: int) -> None:
        if size > self._end - self._at:
            raise NotGguf(_("it is cut short: the file ends within its header"))
        self._at += size


def _bytes(tensor: Tensor) -> int:
    block, size = _BLOCKS.get(tensor.kind, (1, 0))  # an unknown type: llama.cpp will judge
    weights = 1
    for length in tensor.shape:
        weights *= length
    return weights // block * size
