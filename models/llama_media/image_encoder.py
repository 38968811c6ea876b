"""Encodes images with llama.cpp's own multimodal library (mtmd)."""

from __future__ import annotations

import ctypes
import io
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from config.texts import _
from models.engine import EngineError
from models.llama.bindings import library
from models.llama_media.audio_encoder import read_projector
from models.llama_media.native import MediaModel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Places = npt.NDArray[np.int32]
    Pixels = npt.NDArray[np.uint8]

_IMAGE_CHUNK: Final = 1  # mtmd_input_chunk_type
_MOST_PIXELS: Final = 64 << 20
"""Most pixels of an image: larger ones are refused before they are decoded."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Embeddings of an image for a language model."""

    rows: Floats
    """Embeddings [n, width]."""
    places: Places
    """Positions [3, n]: steps of time, height and width."""
    extent: int
    """Number of positions that the image takes before the text behind it."""


class Eyes:
    """A projector's image encoder, loaded, for one thread."""

    def __init__(self, projector: Path, model: MediaModel, *, threads: int, most: int) -> None:
        """`most` bounds the embeddings of an image; larger images are scaled down. Raises EngineError in one line."""
        if not read_projector(projector).metadata.get("clip.has_vision_encoder"):
            raise EngineError(_("{projector} has ears but no eyes: choose a model that sees", projector=projector))
        self._lib = library()
        from llama_cpp import mtmd_cpp as mtmd

        _listen(mtmd)
        self._mtmd: Any = mtmd
        self._model = model
        params = mtmd.mtmd_context_params_default()
        params.use_gpu, params.warmup, params.print_timings = False, False, False
        params.n_threads, params.image_max_tokens = threads, most
        self._eyes = mtmd.mtmd_init_from_file(str(projector).encode(), model._model, params)
        if not self._eyes:
            raise EngineError(
                _(
                    "{projector} cannot be loaded to see with: pull it again, or pull the one of this model",
                    projector=projector,
                )
            )

    def look(self, image: bytes) -> list[Seen | list[int]]:
        """Encodes the contents of a PNG or JPEG file. Returns the embeddings and the tokens that the model puts
        around an image, in order. Raises EngineError."""
        pixels = _open(image)
        mtmd = self._mtmd
        with ExitStack() as stack:
            height, width = pixels.shape[:2]
            data = pixels.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
            bitmap = mtmd.mtmd_bitmap_init(width, height, data)
            stack.callback(mtmd.mtmd_bitmap_free, bitmap)
            chunks = mtmd.mtmd_input_chunks_init()
            stack.callback(mtmd.mtmd_input_chunks_free, chunks)
            marker = mtmd.mtmd_default_marker()
            text = mtmd.mtmd_input_text(marker, len(marker), False, True)
            bitmaps = (mtmd.mtmd_bitmap_p_ctypes * 1)(bitmap)
            if mtmd.mtmd_tokenize(self._eyes, chunks, ctypes.byref(text), bitmaps, 1):
                raise EngineError(_("the image cannot be prepared: try a smaller one, or another format"))
            count = mtmd.mtmd_input_chunks_size(chunks)
            return [self._part(mtmd.mtmd_input_chunks_get(chunks, index)) for index in range(count)]

    def close(self) -> None:
        """Frees the memory. Harmless when repeated."""
        if self._eyes:
            self._mtmd.mtmd_free(self._eyes)
        self._eyes = None

    def _part(self, chunk: Any) -> Seen | list[int]:
        mtmd = self._mtmd
        if mtmd.mtmd_input_chunk_get_type(chunk) == _IMAGE_CHUNK:
            return _encode(mtmd, self._eyes, chunk, self._model.width)
        count = ctypes.c_size_t()
        tokens = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(count))
        return [int(tokens[index]) for index in range(count.value)]


def look(image: bytes, projector: Path, model: MediaModel, *, threads: int, most: int) -> tuple[Floats, Places, int]:
    """Encodes one image and loads the projector for it alone. Returns `rows`, `places` and `extent` of Seen. Raises
    EngineError."""
    with closing(Eyes(projector, model, threads=threads, most=most)) as eyes:
        seen = next((part for part in eyes.look(image) if isinstance(part, Seen)), None)
    if seen is None:
        raise EngineError(_("the image cannot be prepared: nothing of it was left"))
    return seen.rows, seen.places, seen.extent


def _encode(mtmd: Any, eyes: Any, chunk: Any, width: int) -> Seen:
    import numpy as np

    if mtmd.mtmd_encode_chunk(eyes, chunk):
        raise EngineError(_("the image cannot be looked at: try a smaller one"))
    count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
    rows = np.ctypeslib.as_array(mtmd.mtmd_get_output_embd(eyes), (count, width)).copy()
    tokens = mtmd.mtmd_input_chunk_get_tokens_image(chunk)
    places = [mtmd.mtmd_image_tokens_get_decoder_pos(tokens, 0, i) for i in range(count)]
    table = np.array([[p.t for p in places], [p.y for p in places], [p.x for p in places]], np.int32)
    return Seen(rows, table, int(mtmd.mtmd_input_chunk_get_n_pos(chunk)))


def _open(image: bytes) -> Pixels:
    import numpy as np

    try:
        from PIL import Image, UnidentifiedImageError
    except ModuleNotFoundError as err:
        raise EngineError(_("images need Pillow, which is not installed: run scripts/setup.sh")) from err
    try:
        with Image.open(io.BytesIO(image)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise EngineError(
                    _(
                        "the image has {width} x {height} pixels: give a smaller one",
                        width=opened.width,
                        height=opened.height,
                    )
                )
            return np.ascontiguousarray(opened.convert("RGB"), np.uint8)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as err:
        raise EngineError(_("this is no image that can be read: give a PNG or JPEG file")) from err


_log_callback: Any = None


def _listen(mtmd: Any) -> None:
    """Sends mtmd's messages to llama.cpp's logger."""
    global _log_callback
    if _log_callback is None:
        from models.llama import bindings

        _log_callback = bindings._log_callback
        mtmd.mtmd_log_set(_log_callback, ctypes.c_void_p(0))
        mtmd.mtmd_helper_log_set(_log_callback, ctypes.c_void_p(0))
