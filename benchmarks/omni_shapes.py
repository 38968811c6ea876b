"""Qwen2.5-Omni's projector (mmproj: ears and eyes) with random weights, at any size: for benchmarks and tests.

    python -m benchmarks.omni_shapes 3b --weights q8_0 --out /tmp/shapes

Writes a GGUF with the tensors, types and metadata of the real one in seconds, with no download.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

Weights = Literal["f32", "f16", "q8_0"]
Tensor = tuple[str, tuple[int, ...], str]
"""Name, dimensions in numpy's order, ggml type."""


@dataclass(frozen=True, slots=True)
class ProjectorShape:
    """Sizes of a projector, from `thinker_config` in the models' config.json."""

    name: str
    output: int
    """Width of the language model."""
    audio_width: int = 1280
    audio_layers: int = 32
    audio_heads: int = 20
    audio_inner: int = 5120
    bands: int = 128
    vision_width: int = 1280
    vision_layers: int = 32
    vision_heads: int = 16
    vision_inner: int = 3420
    patch: int = 14
    full_attention_every: int = 8
    """Period of the vision layers that look at the whole image."""


PROJECTORS: Final = {
    "3b": ProjectorShape("Qwen2.5-Omni-3B", 2048),
    "7b": ProjectorShape("Qwen2.5-Omni-7B", 3584),
    "toy": ProjectorShape(
        "toy-omni",
        256,
        audio_width=128,
        audio_layers=2,
        audio_heads=2,
        audio_inner=256,
        vision_width=128,
        vision_layers=2,
        vision_heads=2,
        vision_inner=256,
        full_attention_every=2,
    ),
}
"""The projectors by name; `toy` belongs to no real model and is small enough for tests."""


def write_projector(
    shape: ProjectorShape,
    path: Path,
    *,
    weights: Weights = "f16",
    seed: int = 0,
    sees: bool = True,
    hears: bool = True,
    gain: float = 0.5,
) -> Path:
    """Writes a projector of `shape` to `path`. Weights have a deviation of `gain` over the root of a row's length.
    Needs the `gguf` package."""
    import gguf
    import numpy as np

    tensors = [*(_audio(shape, weights) if hears else ()), *(_vision(shape, weights) if sees else ())]
    writer = gguf.GGUFWriter(str(path), "clip")
    _describe(writer, shape, sees=sees, hears=hears)
    for name, dims, kind in tensors:
        stored = np.dtype(np.float32 if kind == "F32" else np.float16 if kind == "F16" else np.uint8)
        real = (*dims[:-1], dims[-1] // 32 * 34) if kind == "Q8_0" else dims
        size = int(np.prod(real)) * stored.itemsize
        writer.add_tensor_info(name, real, stored, size, raw_dtype=gguf.GGMLQuantizationType[kind])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    assert writer.fout is not None
    (file,) = writer.fout
    random = np.random.default_rng(seed)
    for name, dims, kind in tensors:
        writer.write_padding(file, file.tell())
        file.write(_data(random, name, dims, kind, gain))
        writer.write_padding(file, file.tell())
    writer.close()
    return path


def _matrix(name: str, rows: int, columns: int, weights: Weights) -> Tensor:
    # A row that does not divide into blocks of 32 stays f16, as in llama.cpp's converter.
    kind = "F16" if weights == "q8_0" and columns % 32 else weights.upper()
    return f"{name}.weight", (rows, columns), kind


def _vector(name: str, length: int) -> Tensor:
    return name, (length,), "F32"


def _audio(shape: ProjectorShape, weights: Weights) -> Iterator[Tensor]:
    width, inner = shape.audio_width, shape.audio_inner
    yield "a.conv1d.1.weight", (width, shape.bands, 3), "F16"
    yield "a.conv1d.1.bias", (width, 1), "F32"
    yield "a.conv1d.2.weight", (width, width, 3), "F16"
    yield "a.conv1d.2.bias", (width, 1), "F32"
    yield "a.position_embd.weight", (1500, width), "F32"
    for layer in range(shape.audio_layers):
        block = f"a.blk.{layer}."
        for norm in ("ln1", "ln2"):
            yield _vector(f"{block}{norm}.weight", width)
            yield _vector(f"{block}{norm}.bias", width)
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            yield _matrix(f"{block}{name}", width, width, weights)
            if name != "attn_k":
                yield _vector(f"{block}{name}.bias", width)
        yield _matrix(f"{block}ffn_up", inner, width, weights)
        yield _vector(f"{block}ffn_up.bias", inner)
        yield _matrix(f"{block}ffn_down", width, inner, weights)
        yield _vector(f"{block}ffn_down.bias", width)
    yield _vector("a.post_ln.weight", width)
    yield _vector("a.post_ln.bias", width)
    yield _matrix("mm.a.fc", shape.output, width, weights)
    yield _vector("mm.a.fc.bias", shape.output)


def _vision(shape: ProjectorShape, weights: Weights) -> Iterator[Tensor]:
    width, inner = shape.vision_width, shape.vision_inner
    yield "v.patch_embd.weight", (width, 3, shape.patch, shape.patch), "F16"
    yield "v.patch_embd.weight.1", (width, 3, shape.patch, shape.patch), "F16"
    for layer in range(shape.vision_layers):
        block = f"v.blk.{layer}."
        yield _vector(f"{block}ln1.weight", width)
        yield _vector(f"{block}ln2.weight", width)
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            yield _matrix(f"{block}{name}", width, width, weights)
            yield _vector(f"{block}{name}.bias", width)
        for name, rows, columns in (("gate", inner, width), ("up", inner, width), ("down", width, inner)):
            yield _matrix(f"{block}ffn_{name}", rows, columns, weights)
            yield _vector(f"{block}ffn_{name}.bias", rows)
    yield _vector("v.post_ln.weight", width)
    yield _matrix("mm.0", 4 * width, 4 * width, weights)
    yield _vector("mm.0.bias", 4 * width)
    yield _matrix("mm.2", shape.output, 4 * width, weights)
    yield _vector("mm.2.bias", shape.output)


def _data(random: Any, name: str, dims: tuple[int, ...], kind: str, gain: float) -> bytes:
    import numpy as np

    if name == "a.position_embd.weight":
        return bytes(_sinusoids(*dims).tobytes())
    if len(dims) == 1 or dims[-1] == 1:
        ones = name.endswith("weight")
        return bytes((np.ones(dims) if ones else random.normal(0, 0.1, dims)).astype(np.float32).tobytes())
    deviation = gain / np.sqrt(np.prod(dims[1:]))
    if kind == "Q8_0":  # f16 d, then 32 bytes
        blocks = random.integers(0, 256, (int(np.prod(dims)) // 32, 34), np.uint8)
        blocks[:, :2] = np.array([deviation / 74], np.float16).view(np.uint8)
        return bytes(blocks.tobytes())
    values = random.standard_normal(dims, np.float32) * np.float32(deviation)
    return bytes(values.astype(np.float16 if kind == "F16" else np.float32).tobytes())


def _sinusoids(length: int, width: int) -> Any:
    """Returns Whisper's positions: sines, then cosines, of wave lengths up to 10000."""
    import numpy as np

    step = np.log(10000) / (width // 2 - 1)
    angles = np.arange(length)[:, None] * np.exp(-step * np.arange(width // 2))[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def _describe(writer: Any, shape: ProjectorShape, *, sees: bool, hears: bool) -> None:
    writer.add_type("mmproj")
    writer.add_name(f"{shape.name} projector shape, random weights")
    writer.add_clip_projector_type("qwen2.5o")
    writer.add_clip_has_audio_encoder(hears)
    writer.add_clip_has_vision_encoder(sees)
    if hears:
        writer.add_audio_projection_dim(shape.output)
        writer.add_audio_embedding_length(shape.audio_width)
        writer.add_audio_feed_forward_length(shape.audio_inner)
        writer.add_audio_block_count(shape.audio_layers)
        writer.add_audio_head_count(shape.audio_heads)
        writer.add_audio_num_mel_bins(shape.bands)
        writer.add_audio_attention_layernorm_eps(1e-5)
    if sees:
        writer.add_vision_projection_dim(shape.output)
        writer.add_vision_embedding_length(shape.vision_width)
        writer.add_vision_feed_forward_length(shape.vision_inner)
        writer.add_vision_block_count(shape.vision_layers)
        writer.add_vision_head_count(shape.vision_heads)
        writer.add_vision_image_size(560)
        writer.add_vision_patch_size(shape.patch)
        writer.add_vision_attention_layernorm_eps(1e-6)
        writer.add_vision_n_wa_pattern(shape.full_attention_every)
        writer.add_vision_use_silu(True)
        writer.add_vision_image_mean([0.48145466, 0.4578275, 0.40821073])
        writer.add_vision_image_std([0.26862954, 0.26130258, 0.27577711])


def projector_shape(name: str, folder: Path, weights: Weights) -> Path:
    """Writes the projector of that shape into `folder`, unless it is there already; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{PROJECTORS[name].name}-shape-mmproj-{weights.upper()}.gguf"
    if not path.exists():
        write_projector(PROJECTORS[name], path.with_suffix(".unfinished"), weights=weights).rename(path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.omni_shapes", description=__doc__)
    parser.add_argument("shape", choices=sorted(PROJECTORS))
    parser.add_argument("--weights", choices=("f16", "q8_0"), default="q8_0")
    parser.add_argument("--out", type=Path, required=True, help="directory to write to")
    options = parser.parse_args()
    began = time.monotonic()
    path = projector_shape(options.shape, options.out, options.weights)
    print(f"{path}: {path.stat().st_size / 1e9:.2f} GB in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
