"""Random-weight models at the shapes of real ones: a model's cost in time and memory does not depend on its weights.

    python -m benchmarks.shapes llm 0.6b --out /tmp/shapes
    python -m benchmarks.shapes whisper base --out /tmp/shapes
    python -m benchmarks.shapes nemo canary-180m --out /tmp/shapes
    python -m benchmarks.shapes piper medium --out /tmp/shapes

The commands write a GGUF, a CTranslate2 folder, an ONNX recogniser and an ONNX voice of the right sizes, quantised types and
vocabularies, in seconds and with no download. Their output is nonsense: the settings `benchmark` give them words.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.bpe import byte_level
from benchmarks.shapes_nemo import NEMOS, write_nemo
from benchmarks.shapes_piper import PIPERS, write_piper
from benchmarks.shapes_whisper import WHISPERS, write_whisper

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]

CHATML: Final = (
    "{%- for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{%- endif %}"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a language model, from the models' config.json; quantised as llama.cpp's Q4_K_M does it."""

    name: str
    width: int
    layers: int
    inner: int
    heads: int
    kv_heads: int
    head: int
    vocabulary: int
    first_special: int
    """Id of `<|endoftext|>`; the other special tokens follow it."""
    architecture: str = "qwen3"
    context: int = 40960
    attention: tuple[int, ...] = ()
    """Layers with attention, where the others are short convolutions (LFM2)."""


SHAPES: Final = {
    "0.6b": Shape("Qwen3-0.6B", 1024, 28, 3072, 16, 8, 128, 151936, 151643),
    "1.7b": Shape("Qwen3-1.7B", 2048, 28, 6144, 16, 8, 128, 151936, 151643),
    "4b": Shape("Qwen3-4B", 2560, 36, 9728, 32, 8, 128, 151936, 151643),
    "lfm2-1.2b": Shape(
        "LFM2-1.2B", 2048, 16, 8192, 32, 8, 64, 65536, 60000, "lfm2", 128000, attention=(2, 5, 8, 10, 12, 14)
    ),
    "omni-3b": Shape("Qwen2.5-Omni-3B", 2048, 36, 11008, 16, 2, 128, 151936, 151643, "qwen2vl", 32768),
    "omni-7b": Shape("Qwen2.5-Omni-7B", 3584, 28, 18944, 28, 4, 128, 152064, 151643, "qwen2vl", 32768),
    "toy": Shape("toy", 256, 2, 512, 4, 2, 64, 4096, 4000),
    "toy-omni": Shape("toy-omni", 256, 2, 512, 4, 2, 64, 4096, 4000, "qwen2vl"),
}
"""The language models by name; `toy` belongs to no real model and is small enough for tests."""

_SPECIAL: Final = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_OMNI_SPECIAL: Final = (
    *("<|AUDIO|>", "<|audio_bos|>", "<|audio_eos|>", "<|box_end|>", "<|quad_start|>", "<|quad_end|>"),
    *("<|vision_bos|>", "<|vision_eos|>"),
)

_CHUNK: Final = 1 << 25
"""Bytes made and written at once, so that a model of any size is written in little memory."""


def write_llm(shape: Shape, path: Path, seed: int = 0) -> None:
    """Writes a GGUF of `shape` to `path`. Needs the `gguf` package."""
    import gguf
    import numpy as np

    tensors = list(_tensors(shape))
    writer = gguf.GGUFWriter(str(path), shape.architecture)
    _describe(writer, shape)
    for name, dimensions, kind in tensors:
        rows, columns = dimensions if len(dimensions) == 2 else (1, dimensions[0])
        size = rows * _row_bytes(columns, kind)
        stored = np.dtype(np.float32 if kind == "F32" else np.uint8)
        dims = dimensions if kind == "F32" else (*dimensions[:-1], _row_bytes(columns, kind))
        writer.add_tensor_info(name, dims, stored, size, raw_dtype=gguf.GGMLQuantizationType[kind])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    assert writer.fout is not None
    (file,) = writer.fout
    random = np.random.default_rng(seed)
    for _, dimensions, kind in tensors:
        rows, columns = dimensions if len(dimensions) == 2 else (1, dimensions[0])
        writer.write_padding(file, file.tell())
        _write_tensor(file, random, rows, columns, kind)
        writer.write_padding(file, file.tell())
    writer.close()


def _tensors(shape: Shape) -> Any:
    """Yields (name, dimensions in numpy's order, type), in the order of the file."""
    width, head = shape.width, shape.head
    if shape.architecture == "qwen2vl":
        yield "token_embd.weight", (shape.vocabulary, width), "Q4_K"
        yield "output.weight", (shape.vocabulary, width), "Q6_K"
    else:
        yield "token_embd.weight", (shape.vocabulary, width), "Q6_K"
    yield ("token_embd_norm.weight" if shape.architecture == "lfm2" else "output_norm.weight"), (width,), "F32"
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        better = "Q6_K" if _more_bits(layer, shape.layers) else "Q4_K"
        yield block + "attn_norm.weight", (width,), "F32"
        if shape.attention and layer not in shape.attention:
            yield block + "shortconv.conv.weight", (width, 3), "F32"
            yield block + "shortconv.in_proj.weight", (3 * width, width), "Q4_K"
            yield block + "shortconv.out_proj.weight", (width, width), "Q4_K"
        else:
            yield block + "attn_q.weight", (shape.heads * head, width), "Q4_K"
            yield block + "attn_k.weight", (shape.kv_heads * head, width), "Q4_K"
            yield block + "attn_v.weight", (shape.kv_heads * head, width), better
            yield block + "attn_output.weight", (width, shape.heads * head), "Q4_K"
            if shape.architecture == "qwen2vl":
                for part, heads in (("q", shape.heads), ("k", shape.kv_heads), ("v", shape.kv_heads)):
                    yield f"{block}attn_{part}.bias", (heads * head,), "F32"
            else:
                yield block + "attn_q_norm.weight", (head,), "F32"
                yield block + "attn_k_norm.weight", (head,), "F32"
        yield block + "ffn_norm.weight", (width,), "F32"
        yield block + "ffn_gate.weight", (shape.inner, width), "Q4_K"
        yield block + "ffn_up.weight", (shape.inner, width), "Q4_K"
        yield block + "ffn_down.weight", (width, shape.inner), better


def _more_bits(layer: int, layers: int) -> bool:
    """Whether Q4_K_M gives the layer six bits (use_more_bits in llama-quant.cpp)."""
    return layer < layers // 8 or layer >= 7 * layers // 8 or (layer - layers // 8) % 3 == 2


def _row_bytes(columns: int, kind: str) -> int:
    return {"F32": columns * 4, "Q4_K": columns // 256 * 144, "Q6_K": columns // 256 * 210}[kind]


def _write_tensor(file: Any, random: np.random.Generator, rows: int, columns: int, kind: str) -> None:
    import numpy as np

    if kind == "F32":
        weights = np.ones(columns) if rows == 1 else random.normal(0, 0.5, rows * columns)
        file.write(weights.astype(np.float32).tobytes())
        return
    blocks = rows * columns // 256
    size = _row_bytes(256, kind)
    while blocks:
        count = min(blocks, _CHUNK // size)
        file.write(_blocks(random, count, columns, kind).tobytes())
        blocks -= count


def _blocks(random: np.random.Generator, count: int, columns: int, kind: str) -> Bytes:
    """Returns random valid blocks whose weights have a mean near 0 and a deviation near 0.5 / sqrt(columns).

    Bits, scales and minima are random bytes; only the block's f16 factors are chosen. The divisors are the deviations
    that weights of factor 1 then have (block_q4_K and block_q6_K in ggml-common.h).
    """
    import numpy as np

    deviation = 0.5 / np.sqrt(columns)
    if kind == "Q4_K":  # f16 d, f16 dmin, 12 bytes of 6-bit scales and minima, 128 bytes of 4-bit weights
        out = random.integers(0, 256, (count, 144), np.uint8)
        factor = np.float16(deviation / 260)
        out[:, :4] = np.array([factor, factor * np.float16(7.5)], np.float16).view(np.uint8)
        return out
    out = random.integers(0, 256, (count, 210), np.uint8)  # 128 + 64 bytes of 6-bit weights, 16 i8 scales, f16 d
    out[:, 208:] = np.array([deviation / 1370], np.float16).view(np.uint8)
    return out


def _describe(writer: Any, shape: Shape) -> None:
    import gguf

    writer.add_name(f"{shape.name} shape, random weights")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    if shape.attention:
        writer.add_head_count_kv([shape.kv_heads if i in shape.attention else 0 for i in range(shape.layers)])
        writer.add_shortconv_l_cache(3)
    else:
        writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head)
    writer.add_value_length(shape.head)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_K_M)
    tokens, merges = _vocabulary(shape)
    special: tuple[str, ...] = _SPECIAL
    if shape.architecture == "qwen2vl":
        special += _OMNI_SPECIAL
        eighth = shape.head // 8
        writer.add_rope_dimension_sections([eighth, eighth * 3 // 2, eighth * 3 // 2, 0])
    kinds = [gguf.TokenType.NORMAL] * len(tokens)
    for offset, name in enumerate(special):
        tokens[shape.first_special + offset] = name
        kinds[shape.first_special + offset] = gguf.TokenType.CONTROL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(shape.first_special)
    writer.add_eos_token_id(shape.first_special + 2)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHATML)


def _vocabulary(shape: Shape) -> tuple[list[str], list[str]]:
    tokens, merges = byte_level(shape.first_special)
    return tokens + [f"[unused{number}]" for number in range(len(tokens), shape.vocabulary)], merges


def write(kind: str, name: str, folder: Path, seed: int = 0) -> Path:
    """Writes the model of that kind and shape into `folder`, unless it is there already; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "llm":
        path = folder / f"{SHAPES[name].name}-shape-Q4_K_M.gguf"
        make: Callable[[Path], None] = partial(write_llm, SHAPES[name], seed=seed)
    elif kind == "whisper":
        path = folder / f"{WHISPERS[name].name}-shape-int8"
        make = partial(write_whisper, WHISPERS[name], seed=seed)
    elif kind == "nemo":
        path = folder / f"{NEMOS[name].name}-shape-int8"
        make = partial(write_nemo, NEMOS[name], seed=seed)
    else:
        path = folder / f"{PIPERS[name].name}-shape.onnx"
        make = partial(write_piper, PIPERS[name], seed=seed)
    if not path.exists():
        made = path.with_name(f"unfinished-{path.name}")
        make(made)
        if kind == "piper":
            Path(f"{made}.json").rename(f"{path}.json")
        made.rename(path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shapes", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, known, what in (
        ("llm", SHAPES, "a language model as a Q4_K_M GGUF"),
        ("whisper", WHISPERS, "a Whisper for CTranslate2, int8"),
        ("nemo", NEMOS, "Canary or Parakeet as ONNX, int8"),
        ("piper", PIPERS, "a Piper voice as ONNX"),
    ):
        each = kinds.add_parser(kind, help=what)
        each.add_argument("shape", choices=sorted(known))
        each.add_argument("--out", type=Path, required=True, help="directory to write to")
        each.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.monotonic()
    path = write(options.kind, options.shape, options.out, options.seed)
    files = [path] if path.is_file() else [each for each in path.iterdir() if each.is_file()]
    size = sum(each.stat().st_size for each in files)
    print(f"{path}: {size / 1e9:.2f} GB in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
