"""Images, through llama.cpp's own multimodal library (mtmd): seldom needed, so it is opened for each and closed again."""

from __future__ import annotations

import ctypes
import io
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models.engine import EngineError
from models.llama_lib import library
from models.omni_gguf.ears import read_projector
from models.omni_gguf.native import MediaModel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Places = npt.NDArray[np.int32]
    Pixels = npt.NDArray[np.uint8]

_IMAGE_CHUNK: Final = 1  # mtmd_input_chunk_type
_MOST_PIXELS: Final = 64 << 20
"""Larger files are refused before they are unpacked."""


def look(image: bytes, projector: Path, model: MediaModel, *, threads: int, most: int) -> tuple[Floats, Places, int]:
    """Embeddings [n, width] of a PNG or JPEG file's contents, n <= `most`; their places [3, n] in time, height and width;
    and the steps by which text behind it is further on. Raises EngineError in one line."""
    if not read_projector(projector).metadata.get("clip.has_vision_encoder"):
        raise EngineError(f"{projector} has ears but no eyes: choose a model that sees")
    pixels = _open(image)
    lib = library()
    from llama_cpp import mtmd_cpp as mtmd

    _listen(mtmd)
    with ExitStack() as stack:
        params = mtmd.mtmd_context_params_default()
        params.use_gpu, params.warmup, params.print_timings = False, False, False
        params.n_threads, params.image_max_tokens = threads, most
        eyes = mtmd.mtmd_init_from_file(str(projector).encode(), model._model, params)
        if not eyes:
            raise EngineError(f"{projector} cannot be loaded to see with: pull it again")
        stack.callback(mtmd.mtmd_free, eyes)
        height, width = pixels.shape[:2]
        data = pixels.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
        bitmap = mtmd.mtmd_bitmap_init(width, height, data)
        stack.callback(mtmd.mtmd_bitmap_free, bitmap)
        chunks = mtmd.mtmd_input_chunks_init()
        stack.callback(mtmd.mtmd_input_chunks_free, chunks)
        marker = mtmd.mtmd_default_marker()
        text = mtmd.mtmd_input_text(marker, len(marker), False, True)
        bitmaps = (mtmd.mtmd_bitmap_p_ctypes * 1)(bitmap)
        if mtmd.mtmd_tokenize(eyes, chunks, ctypes.byref(text), bitmaps, 1):
            raise EngineError("the image cannot be prepared: try a smaller one, or another format")
        for index in range(mtmd.mtmd_input_chunks_size(chunks)):
            chunk = mtmd.mtmd_input_chunks_get(chunks, index)
            if mtmd.mtmd_input_chunk_get_type(chunk) == _IMAGE_CHUNK:
                return _encode(mtmd, lib, eyes, chunk, model.width)
    raise EngineError("the image cannot be prepared: nothing of it was left")


def _encode(mtmd: Any, lib: Any, eyes: Any, chunk: Any, width: int) -> tuple[Floats, Places, int]:
    import numpy as np

    if mtmd.mtmd_encode_chunk(eyes, chunk):
        raise EngineError("the image cannot be looked at: try a smaller one")
    count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
    rows = np.ctypeslib.as_array(mtmd.mtmd_get_output_embd(eyes), (count, width)).copy()
    tokens = mtmd.mtmd_input_chunk_get_tokens_image(chunk)
    places = [mtmd.mtmd_image_tokens_get_decoder_pos(tokens, 0, i) for i in range(count)]
    table = np.array([[p.t for p in places], [p.y for p in places], [p.x for p in places]], np.int32)
    return rows, table, int(mtmd.mtmd_input_chunk_get_n_pos(chunk))


def _open(image: bytes) -> Pixels:
    import numpy as np

    try:
        from PIL import Image, UnidentifiedImageError
    except ModuleNotFoundError as err:
        raise EngineError("images need Pillow, which is not installed: run scripts/setup.sh omni") from err
    try:
        with Image.open(io.BytesIO(image)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise EngineError(f"the image has {opened.width} x {opened.height} pixels: give a smaller one")
            return np.ascontiguousarray(opened.convert("RGB"), np.uint8)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as err:
        raise EngineError("this is no image that can be read: give a PNG or JPEG file") from err


_log_callback: Any = None


def _listen(mtmd: Any) -> None:
    """Send mtmd's messages where llama.cpp's go."""
    global _log_callback
    if _log_callback is None:
        from models import llama_lib

        _log_callback = llama_lib._log_callback
        mtmd.mtmd_log_set(_log_callback, ctypes.c_void_p(0))
        mtmd.mtmd_helper_log_set(_log_callback, ctypes.c_void_p(0))
