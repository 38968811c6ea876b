"""Writes tiny projectors (mmproj) for the tests: the vision of Qwen2.5-VL and of Qwen3-VL, with random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SPECIAL = ("<|vision_start|>", "<|vision_end|>", "<|image_pad|>")
"""Control tokens that a language model needs to be shown images."""
WIDTH = 64
"""Width of `tests.support.tiny_gguf`'s language models without a script."""
_WIDTH, _HEADS, _INNER, _LAYERS, _PATCH, _MERGE = 32, 2, 48, 2, 14, 2


def write_tiny_projector(path: Path, *, deepstack: bool = False, seed: int = 0, gain: float = 2.0) -> Path:
    """Writes a projector for a language model of WIDTH: Qwen2.5-VL's, or with `deepstack` Qwen3-VL's, whose first
    layer goes into the language model's first layer as well."""
    import gguf

    writer = gguf.GGUFWriter(str(path), "clip")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", "qwen3vl_merger" if deepstack else "qwen2.5vl_merger")
    writer.add_uint32("clip.vision.image_size", 14 * 8)
    writer.add_uint32("clip.vision.patch_size", _PATCH)
    writer.add_uint32("clip.vision.embedding_length", _WIDTH)
    writer.add_uint32("clip.vision.feed_forward_length", _INNER)
    writer.add_uint32("clip.vision.projection_dim", WIDTH)
    writer.add_uint32("clip.vision.block_count", _LAYERS)
    writer.add_uint32("clip.vision.attention.head_count", _HEADS)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    writer.add_uint32("clip.vision.spatial_merge_size", _MERGE)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    if deepstack:
        writer.add_bool("clip.use_gelu", True)
        writer.add_array("clip.vision.is_deepstack_layers", [True, False])
    else:
        writer.add_bool("clip.use_silu", True)
        writer.add_uint32("clip.vision.n_wa_pattern", 2)
        writer.add_uint32("clip.vision.window_size", 112)
    random = np.random.default_rng(seed)
    for name, shape in (_qwen3() if deepstack else _qwen25()).items():
        if name.endswith("bias"):
            data = random.normal(0, 0.02, shape)
        elif len(shape) == 1:
            data = np.ones(shape)
        else:
            data = random.normal(0, gain / np.sqrt(np.prod(shape[1:])), shape)
        writer.add_tensor(name, data.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _patches() -> dict[str, tuple[int, ...]]:
    # Two frames of a video are one patch: an image counts as both.
    return {f"v.patch_embd.weight{end}": (_WIDTH, 3, _PATCH, _PATCH) for end in ("", ".1")}


def _merger(name: str, inner: int, norm: bool) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    if norm:
        shapes |= {f"{name}.norm.weight": (inner,), f"{name}.norm.bias": (inner,)}
    return shapes | {
        f"{name}.fc1.weight": (inner, inner),
        f"{name}.fc1.bias": (inner,),
        f"{name}.fc2.weight": (WIDTH, inner),
        f"{name}.fc2.bias": (WIDTH,),
    }


def _qwen25() -> dict[str, tuple[int, ...]]:
    shapes = _patches()
    for layer in range(_LAYERS):
        block = f"v.blk.{layer}."
        shapes |= {f"{block}{norm}.weight": (_WIDTH,) for norm in ("ln1", "ln2")}
        for part in ("attn_q", "attn_k", "attn_v", "attn_out"):
            shapes |= {f"{block}{part}.weight": (_WIDTH, _WIDTH), f"{block}{part}.bias": (_WIDTH,)}
        for part in ("ffn_gate", "ffn_up"):
            shapes |= {f"{block}{part}.weight": (_INNER, _WIDTH), f"{block}{part}.bias": (_INNER,)}
        shapes |= {f"{block}ffn_down.weight": (_WIDTH, _INNER), f"{block}ffn_down.bias": (_WIDTH,)}
    inner = _WIDTH * _MERGE**2
    shapes |= {"v.post_ln.weight": (_WIDTH,), "mm.0.weight": (inner, inner), "mm.0.bias": (inner,)}
    return shapes | {"mm.2.weight": (WIDTH, inner), "mm.2.bias": (WIDTH,)}


def _qwen3() -> dict[str, tuple[int, ...]]:
    shapes = {**_patches(), "v.patch_embd.bias": (_WIDTH,), "v.position_embd.weight": (64, _WIDTH)}
    for layer in range(_LAYERS):
        block = f"v.blk.{layer}."
        for norm in ("ln1", "ln2"):
            shapes |= {f"{block}{norm}.weight": (_WIDTH,), f"{block}{norm}.bias": (_WIDTH,)}
        shapes |= {f"{block}attn_qkv.weight": (3 * _WIDTH, _WIDTH), f"{block}attn_qkv.bias": (3 * _WIDTH,)}
        shapes |= {f"{block}attn_out.weight": (_WIDTH, _WIDTH), f"{block}attn_out.bias": (_WIDTH,)}
        shapes |= {f"{block}ffn_up.weight": (_INNER, _WIDTH), f"{block}ffn_up.bias": (_INNER,)}
        shapes |= {f"{block}ffn_down.weight": (_WIDTH, _INNER), f"{block}ffn_down.bias": (_WIDTH,)}
    inner = _WIDTH * _MERGE**2
    shapes |= {"v.post_ln.weight": (_WIDTH,), "v.post_ln.bias": (_WIDTH,)}
    shapes |= {"mm.0.weight": (inner, inner), "mm.0.bias": (inner,)}
    shapes |= {"mm.2.weight": (WIDTH, inner), "mm.2.bias": (WIDTH,)}
    return shapes | _merger("v.deepstack.0", inner, norm=True)
