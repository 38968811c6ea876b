"""Writes a tiny Qwen2.5-Omni for the tests: a language model and its projector (ears and eyes) of random weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.omni_shapes import ProjectorShape, write_projector
from tests.support.tiny_gguf import write_tiny

WIDTH = 64
"""Width of `write_tiny`'s language models without a script."""
TINY = ProjectorShape(
    "tiny-omni",
    WIDTH,
    audio_width=32,
    audio_layers=2,
    audio_heads=2,
    audio_inner=64,
    vision_width=32,
    vision_layers=2,
    vision_heads=2,
    vision_inner=48,
    full_attention_every=2,
)
SPECIAL = ("<|audio_bos|>", "<|audio_eos|>", "<|vision_bos|>", "<|vision_eos|>")


def write_tiny_omni(
    folder: Path, *, context: int = 2048, seed: int = 0, script: str | None = None
) -> tuple[Path, Path]:
    """Writes both, and returns the paths of the model and its projector. With a `script` the model says just that,
    whatever it hears."""
    mind = folder / "omni.gguf"
    write_tiny(mind, architecture="qwen2vl", context=context, seed=seed, script=script, special=SPECIAL)
    shape = TINY if script is None else replace(TINY, output=320)
    return mind, write_tiny_projector(folder / "omni-mmproj.gguf", shape, seed=seed)


def write_tiny_projector(path: Path, shape: ProjectorShape = TINY, **options: Any) -> Path:
    # Loud enough that what is heard sways a random language model.
    chosen: dict[str, Any] = {"weights": "f32", "gain": 2.0} | options
    return write_projector(shape, path, **chosen)
