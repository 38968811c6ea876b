"""The audio encoder of an Omni projector (mmproj): turns frames of sound into embeddings for the language model.

Qwen2.5-Omni encodes independent windows of 2 s: each has its own positions from zero, attends to itself only, and is
not padded (Transformers, Qwen2_5OmniAudioEncoder). So a finished window can be encoded while the next one is spoken,
and the result is identical.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Final

from config.texts import _
from models.engine import Cancel, EngineError
from models.llama.gguf_header import GgufHeader, NotGguf, Tensor, read_header
from models.llama_media.ggml import F32, Graph, Machine, MappedWeights

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

WINDOW: Final = 200
"""Frames of 10 ms in a window: `n_window * 2` of the model's config."""
_KINDS: Final = ("qwen2.5o", "qwen2a")
_F16: Final = 1  # ggml_type
_MATRICES: Final = {0: 1, 1: 1, 2: 32, 3: 32, 6: 32, 7: 32, 8: 32, 12: 256, 13: 256, 14: 256, 30: 1}
"""Accepted matrix types -> weights in a block: f32, f16, Q4_0..Q8_0, Q4_K..Q6_K, bf16."""


def read_projector(path: Path) -> GgufHeader:
    """Reads the header of a projector. Raises EngineError, one line naming the file and the remedy."""
    try:
        header = read_header(path)
    except FileNotFoundError:
        raise EngineError(_("{path} does not exist: check the path, or run `sarai models pull`", path=path)) from None
    except NotGguf as err:
        raise EngineError(
            _("{path}: {why}: name the model's mmproj file, or pull it again", path=path, why=err)
        ) from None
    except OSError as err:
        raise EngineError(
            _("{path} cannot be read: {why}: check the file and its permissions", path=path, why=err.strerror)
        ) from err
    if not header.is_projector:
        raise EngineError(_("{path} is a language model, not a projector: name its mmproj file beside it", path=path))
    if header.truncated:
        raise EngineError(
            _(
                "{path} is cut short ({file_size} of {size} bytes): the download is not complete, pull it again",
                path=path,
                file_size=header.file_size,
                size=header.size,
            )
        )
    return header


def audio_rows(frames: int) -> int:
    """Returns the number of embeddings of `frames` frames: a stride of two, then pairs averaged; 25 a second."""
    return max(0, ((frames - 1) // 2 + 1) // 2)


class Ears:
    """Encodes sound, for one thread. The weights stay in the file's pages."""

    def __init__(self, path: str | Path, *, threads: int) -> None:
        """Raises EngineError, one line naming the file, when it holds no audio encoder of this kind."""
        path = Path(path)
        header = read_projector(path)
        facts = header.metadata
        kind = facts.get("clip.audio.projector_type") or facts.get("clip.projector_type")
        if not facts.get("clip.has_audio_encoder"):
            raise EngineError(_("{path} has eyes but no ears: name the mmproj file of a Qwen2.5-Omni model", path=path))
        if kind not in _KINDS:
            raise EngineError(
                _(
                    "{path} hears in a way that is not known here ({kind}): name a Qwen2.5-Omni mmproj",
                    path=path,
                    kind=kind,
                )
            )
        try:
            self._width = _number(facts, "clip.audio.embedding_length")
            self._layers = _number(facts, "clip.audio.block_count")
            self._heads = _number(facts, "clip.audio.attention.head_count")
            self.bands = _number(facts, "clip.audio.num_mel_bins")
            inner = _number(facts, "clip.audio.feed_forward_length")
            epsilon = facts.get("clip.audio.attention.layer_norm_epsilon")
            self._epsilon = float(epsilon) if isinstance(epsilon, float) else 1e-5
            wanted = dict(self._shapes(inner))
            found = {t.name: t for t in header.tensors if t.name in wanted}
            for name, shape in wanted.items():
                _check(name, shape, found.get(name))
            self._check_rest(found)
        except ValueError as err:
            raise EngineError(
                _("{path} is no whole Qwen2.5-Omni projector ({why}): pull it again", path=path, why=err)
            ) from err
        self.output = found["mm.a.fc.weight"].shape[1]
        """Length of an embedding: the language model's width."""
        places = {name: (t.kind, t.shape, header.data_start + t.offset) for name, t in found.items()}
        self._weights = MappedWeights(path, places)
        self._machine = Machine(threads)

    def encode(self, frames: Floats, cancel: Cancel) -> Floats:
        """Returns the embeddings, float32 [audio_rows(frames), output], of one window: float32 [bands, frames], at
        least 4 frames. Raises Cancelled midway."""
        return self._machine.run(lambda graph: self._build(graph, frames.shape[1]), frames, self.output, cancel)

    def close(self) -> None:
        """Frees everything. Harmless when repeated."""
        if self._weights.tensors:
            self._machine.close()
            self._weights.close()

    # ----------------------------------------------------------------------------------------------------------- graph

    def _build(self, g: Graph, frames: int) -> int:
        w = self._weights.tensors
        x = g.gelu_erf(g.add(g.conv_1d_ph(w["a.conv1d.1.weight"], g.source, 1, 1), w["a.conv1d.1.bias"]))
        x = g.gelu_erf(g.add(g.conv_1d_ph(w["a.conv1d.2.weight"], x, 2, 1), w["a.conv1d.2.bias"]))
        steps = (frames - 1) // 2 + 1
        positions = g.view_2d(w["a.position_embd.weight"], self._width, steps, self._width * 4, 0)
        x = g.add(g.cont(g.transpose(x)), positions)
        for layer in range(self._layers):
            block = f"a.blk.{layer}."
            x = g.add(x, self._attention(g, block, self._norm(g, x, f"{block}ln1"), steps))
            inner = g.gelu_erf(self._linear(g, self._norm(g, x, f"{block}ln2"), f"{block}ffn_up"))
            x = g.add(x, self._linear(g, inner, f"{block}ffn_down"))
        x = g.cont(g.transpose(g.average_pairs(g.cont(g.transpose(x)))))
        return self._linear(g, self._norm(g, x, "a.post_ln"), "mm.a.fc")

    def _attention(self, g: Graph, block: str, x: int, steps: int) -> int:
        head = self._width // self._heads

        def split(name: str) -> int:
            return g.reshape_3d(self._linear(g, x, f"{block}{name}"), head, self._heads, steps)

        query, key = (g.permute(split(name), 0, 2, 1, 3) for name in ("attn_q", "attn_k"))
        value = g.cont(g.permute(split("attn_v"), 1, 2, 0, 3))
        weights = g.soft_max_ext(g.mul_mat(key, query), None, 1 / math.sqrt(head), 0.0)
        mixed = g.cont_2d(g.permute(g.mul_mat(value, weights), 0, 2, 1, 3), self._width, steps)
        return self._linear(g, mixed, f"{block}attn_out")

    def _linear(self, g: Graph, x: int, name: str) -> int:
        y = g.mul_mat(self._weights.tensors[f"{name}.weight"], x)
        bias = self._weights.tensors.get(f"{name}.bias")
        return y if bias is None else g.add(y, bias)

    def _norm(self, g: Graph, x: int, name: str) -> int:
        w = self._weights.tensors
        return g.add(g.mul(g.norm(x, self._epsilon), w[f"{name}.weight"]), w[f"{name}.bias"])

    def _shapes(self, inner: int) -> dict[str, tuple[int | None, ...]]:
        """Returns the required tensors and their shapes, in ggml's order of dimensions; None is any length."""
        width = self._width
        shapes: dict[str, tuple[int | None, ...]] = {
            "a.conv1d.1.weight": (3, self.bands, width),
            "a.conv1d.1.bias": (1, width),
            "a.conv1d.2.weight": (3, width, width),
            "a.conv1d.2.bias": (1, width),
            "a.position_embd.weight": (width, None),
            "a.post_ln.weight": (width,),
            "a.post_ln.bias": (width,),
            "mm.a.fc.weight": (width, None),
            "mm.a.fc.bias": (None,),
        }
        for layer in range(self._layers):
            block = f"a.blk.{layer}."
            for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
                shapes[f"{block}{name}.weight"] = (width, width)
                if name != "attn_k":  # Whisper's keys have no bias
                    shapes[f"{block}{name}.bias"] = (width,)
            shapes |= {f"{block}ffn_up.weight": (width, inner), f"{block}ffn_up.bias": (inner,)}
            shapes |= {f"{block}ffn_down.weight": (inner, width), f"{block}ffn_down.bias": (width,)}
            for name in ("ln1", "ln2"):
                shapes |= {f"{block}{name}.weight": (width,), f"{block}{name}.bias": (width,)}
        return shapes

    def _check_rest(self, found: dict[str, Tensor]) -> None:
        if self._width % self._heads:
            raise ValueError(f"{self._heads} heads in a width of {self._width}")
        if found["a.position_embd.weight"].shape[1] < WINDOW // 2:
            raise ValueError("too few positions")
        if found["mm.a.fc.bias"].shape[0] != found["mm.a.fc.weight"].shape[1]:
            raise ValueError("mm.a.fc.bias does not fit")


def _number(facts: dict[str, object], name: str) -> int:
    value = facts.get(name)
    if not isinstance(value, int) or not 0 < value < 1 << 20:
        raise ValueError(f"{name} is {value}")
    return value


def _check(name: str, wanted: tuple[int | None, ...], found: Tensor | None) -> None:
    if found is None:
        raise ValueError(f"{name} is missing")
    shape = found.shape
    if len(shape) != len(wanted) or any(w not in (None, f) for w, f in zip(wanted, shape, strict=True)):
        raise ValueError(f"{name} has the shape {shape}")
    # ggml convolves with f16 kernels only, and adds and normalises in f32; matrices may be of any type.
    kind = _F16 if name.startswith("a.conv1d.") and name.endswith("weight") else F32
    fixed = len(shape) != 2 or name.endswith("bias") or "position" in name
    if found.kind != kind if fixed else found.kind not in _MATRICES or shape[0] % _MATRICES[found.kind]:
        raise ValueError(f"{name} has the type {found.kind}")
