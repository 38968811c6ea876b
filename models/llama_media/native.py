"""A loaded language model that also takes embeddings of sound and images.

In a sequence of tokens, each step of sound and each step of an image's extent is a negative number of its own. So the
cache compares, keeps and cuts sound and images as it does words.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from config.texts import _
from models.engine import EngineError
from models.llama.bindings import NativeModel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Places = npt.NDArray[np.int32]

_PLANES: Final = 4
"""Positions of an embedding under M-RoPE: time, height, width, and one unused."""
_MROPE: Final = (8, 40)  # LLAMA_ROPE_TYPE_MROPE, LLAMA_ROPE_TYPE_IMROPE


@dataclass(frozen=True, slots=True)
class Medium:
    """Embeddings decoded at one number, and their positions relative to it."""

    rows: Floats
    """Embeddings [n, width]."""
    places: Places
    """Positions [3, n]: steps of time, height and width from the number's own position."""


class MediaModel(NativeModel):
    """A model whose `decode` also takes the negative numbers of added media."""

    _numbers = itertools.count(-1, -1)  # of all models: a number is never used twice

    def __init__(self, path: Path, **options: Any) -> None:
        """Takes the options of NativeModel."""
        self._media: dict[int, Medium] = {}
        super().__init__(path, **options)

    @property
    def width(self) -> int:
        """Length of an embedding."""
        return int(self._lib.llama_model_n_embd_inp(self._model))

    def add_sound(self, rows: Floats) -> list[int]:
        """Adds embeddings [n, width] that follow each other in time. Returns their numbers."""
        import numpy as np

        none = np.zeros((3, 1), np.int32)
        return [self._add(Medium(rows[i : i + 1], none)) for i in range(len(rows))]

    def add_image(self, rows: Floats, places: Places, extent: int) -> list[int]:
        """Adds an image. Returns `extent` numbers: the positions that the image takes before the text behind it."""
        return [self._add(Medium(rows, places)), *(next(self._numbers) for _ in range(extent - 1))]

    def _add(self, medium: Medium) -> int:
        number = next(self._numbers)
        self._media[number] = medium
        return number

    def drop(self, numbers: Sequence[int]) -> None:
        """Drops embeddings that will not be decoded again; the cache keeps its part."""
        for number in numbers:
            self._media.pop(number, None)

    # -------------------------------------------------------------------------------------------- in the place of tokens

    def piece(self, token: int) -> bytes:
        return b"\xff%d" % token if token < 0 else super().piece(token)  # no text: 0xff is no byte of UTF-8

    def is_control(self, token: int) -> bool:
        return token < 0 or super().is_control(token)

    def decode(self, tokens: Sequence[int], position: int, sequence: int, *, logits: bool) -> bool:
        at = position
        for is_medium, run in itertools.groupby(tokens, key=lambda token: token < 0):
            part = list(run)
            last = logits and at + len(part) == position + len(tokens)
            done = (
                self._decode_media(part, at, sequence) if is_medium else super().decode(part, at, sequence, logits=last)
            )
            if not done:
                self.cut(sequence, position)
                return False
            at += len(part)
        return True

    def _decode_media(self, numbers: Sequence[int], position: int, sequence: int) -> bool:
        import numpy as np

        found = [(position + i, self._media[n]) for i, n in enumerate(numbers) if n in self._media]
        if not found:
            return True  # the rest of an image's extent
        rows = np.concatenate([medium.rows for _, medium in found])
        places = np.concatenate([medium.places + at for at, medium in found], axis=1)
        for start in range(0, len(rows), self.batch):
            part = slice(start, start + self.batch)
            if not self._decode_rows(rows[part], places[:, part], sequence):
                return False
        return True

    def _decode_rows(self, rows: Floats, places: Places, sequence: int) -> bool:
        import numpy as np

        count = len(rows)
        planes = _PLANES if self._lib.llama_model_rope_type(self._model) in _MROPE else 1
        rows = np.ascontiguousarray(rows, np.float32)
        positions = np.zeros((planes, count), np.int32)
        positions[: min(planes, 3)] = places[: min(planes, 3)]
        # The text batch's own arrays, but for embeddings in the place of tokens and more positions for each.
        batch = self._lib.llama_batch()
        batch.n_tokens = count
        batch.embd = rows.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        batch.pos = positions.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
        batch.n_seq_id, batch.seq_id, batch.logits = self._batch.n_seq_id, self._batch.seq_id, self._batch.logits
        for index in range(count):
            batch.seq_id[index][0] = sequence
            batch.logits[index] = 0
        status = self._lib.llama_decode(self._ctx, batch)
        if status == 0:
            return True
        if status == 2:
            return False
        raise EngineError(
            _("llama.cpp failed to take in sound or an image ({status}): begin a new conversation", status=status)
        )
