"""Loads a thinker in four bits on the CPU. Each weight is packed as it is read: the whole model is never in memory
unpacked.

PyTorch's own kernels multiply the packed weights (groups of 64 with a scale and a zero each, activations in bfloat16;
the head, which loses most, in eight bits). They need no further library, and measured three times the speed of bfloat16
weights. bitsandbytes unpacks every weight for every token on a CPU, which took twelve times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch

from config.small_files import read_json
from config.texts import _
from models.engine import EngineError

GROUPS = (64, 32)
"""Weights in a row that share a scale; the largest that divides the row is used."""
ROWS = 16
"""The four-bit kernel needs a number of outputs that is a multiple of this."""
PACKED = re.compile(r"model\.language_model\.layers\.\d+\..*_proj\.weight$")
"""Names of the weights packed in four bits. Ears, eyes and embeddings are small beside them, and lose most."""
LARGEST_INDEX = 16 << 20
"""Most bytes of an index of weights; that of a model of 30 billion parameters in experts has 3 MB."""
HEAD = "lm_head"
"""Packed in eight bits: it is read for every token, and takes half a gigabyte in bfloat16."""
HEAD_INPUTS = 16
"""The eight-bit kernel needs a number of inputs that is a multiple of this; with others it ends the process."""
_ROWS_AT_ONCE = 8192
"""Rows of the head that are packed at once."""


class Int4Linear(torch.nn.Module):
    """y = x W^T + b with W in four bits; x and y in bfloat16."""

    packed: torch.Tensor
    scales: torch.Tensor
    bias: torch.Tensor | None

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None = None) -> None:
        """`weight`: [outputs, inputs], any floating dtype. Raises ValueError for a shape that cannot be packed."""
        super().__init__()
        self.out_features, self.in_features = weight.shape
        group = group_of(weight.shape)
        if group is None:
            raise ValueError(f"a weight of {tuple(weight.shape)} cannot be packed in four bits")
        self.group = group
        grouped = weight.float().view(self.out_features, -1, group)
        low, high = grouped.amin(-1), grouped.amax(-1)
        scale = ((high - low) / 15).clamp(min=1e-8)
        levels = ((grouped - low.unsqueeze(-1)) / scale.unsqueeze(-1)).round().clamp(0, 15)
        levels = levels.to(torch.int32).view(self.out_features, self.in_features)
        # The 8 is a tile size that the CPU's packing does not use.
        self.register_buffer("packed", torch.ops.aten._convert_weight_to_int4pack_for_cpu(levels, 8))
        # The kernel takes the value of level 8 for the zero.
        zeros = low + scale * 8
        self.register_buffer("scales", torch.stack([scale, zeros], -1).transpose(0, 1).contiguous().bfloat16())
        self.register_buffer("bias", None if bias is None else bias.bfloat16())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        flat = x.reshape(-1, self.in_features).bfloat16()
        y: torch.Tensor = torch.ops.aten._weight_int4pack_mm_for_cpu(flat, self.packed, self.group, self.scales)
        if self.bias is not None:
            y = y + self.bias
        return y.view(*x.shape[:-1], self.out_features)


class Int8Linear(torch.nn.Module):
    """y = x W^T with W in eight bits, a scale for each row; x and y in bfloat16."""

    packed: torch.Tensor
    scales: torch.Tensor

    def __init__(self, weight: torch.Tensor) -> None:
        """`weight`: [outputs, inputs], any floating dtype. Raises ValueError for a shape that cannot be packed."""
        super().__init__()
        self.out_features, self.in_features = weight.shape
        if self.in_features % HEAD_INPUTS:
            raise ValueError(f"a weight of {tuple(weight.shape)} cannot be packed in eight bits")
        packed = torch.empty(weight.shape, dtype=torch.int8)
        scales = torch.empty(self.out_features, dtype=torch.bfloat16)
        for row in range(0, self.out_features, _ROWS_AT_ONCE):  # in float32 the whole is four times as large
            rows = slice(row, row + _ROWS_AT_ONCE)
            part = weight[rows].float()
            scales[rows] = (part.abs().amax(-1) / 127).clamp(min=1e-8)
            packed[rows] = (part / scales[rows, None].float()).round().clamp(-127, 127)
        self.register_buffer("packed", packed)
        self.register_buffer("scales", scales)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        flat = x.reshape(-1, self.in_features).bfloat16()
        y: torch.Tensor = torch.ops.aten._weight_int8pack_mm(flat, self.packed, self.scales)
        return y.view(*x.shape[:-1], self.out_features)


def group_of(shape: torch.Size | tuple[int, ...]) -> int | None:
    """Returns how many weights share a scale; None for a shape that cannot be packed."""
    if len(shape) != 2 or shape[0] % ROWS:
        return None
    return next((group for group in GROUPS if shape[1] % group == 0), None)


def load_thinker(folder: Path, cls: Any) -> Any:
    """Loads the thinker of the checkpoint in `folder` as a `cls`: its language model packed, the rest in bfloat16.

    Raises EngineError for a checkpoint that lacks weights.
    """
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(folder, local_files_only=True).thinker_config
    model = empty(config, cls)
    wanted = fill(model, ((_in_memory(saved), weight) for saved, weight in _weights(folder, "thinker.")))
    if wanted:
        raise EngineError(
            _(
                "{folder} lacks {count} weights of the thinker, such as {min}: pull it again",
                folder=folder,
                count=len(wanted),
                min=min(wanted),
            )
        )
    return model


def empty(config: Any, cls: Any) -> Any:
    """Returns a model whose weights take no memory yet."""
    from accelerate import init_empty_weights

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    try:
        with init_empty_weights(include_buffers=False):
            return cls(config).eval().requires_grad_(False)
    finally:
        torch.set_default_dtype(before)


def fill(model: Any, weights: Iterable[tuple[str, torch.Tensor]]) -> set[str]:
    """Fills an empty model with weights as they come, packed where they can be. Returns the names that did not come."""
    wanted = set(model.state_dict())
    biases: dict[str, torch.Tensor] = {}
    for name, weight in weights:
        if name not in wanted:
            continue
        wanted.discard(name)
        if PACKED.fullmatch(name) and group_of(weight.shape) is not None:
            place, _, _ = name.rpartition(".")
            model.set_submodule(place, Int4Linear(weight, biases.pop(f"{place}.bias", None)), strict=True)
        elif name == f"{HEAD}.weight" and not weight.shape[1] % HEAD_INPUTS:
            model.set_submodule(HEAD, Int8Linear(weight), strict=True)
        elif (linear := _packed_already(model, name)) is not None:
            linear.bias = weight.bfloat16()
        else:
            if name.endswith("_proj.bias"):
                biases[name] = weight
            # What is in bfloat16 already stays in the mapped file: pages that the kernel can take back.
            _set(model, name, weight.bfloat16() if weight.is_floating_point() else weight)
    return wanted


def _in_memory(saved: str) -> str:
    """Maps a weight's name in the released checkpoints to its name in the model of transformers 5."""
    if saved.startswith(("audio_tower.", "visual.")):
        return f"model.{saved}"
    if saved.startswith("model.") and not saved.startswith(
        ("model.language_model.", "model.audio_tower.", "model.visual.")
    ):
        return saved.replace("model.", "model.language_model.", 1)
    return saved


def _packed_already(model: Any, name: str) -> Int4Linear | None:
    """Returns the packed layer whose bias `name` is."""
    place, _, leaf = name.rpartition(".")
    module = model.get_submodule(place)
    return module if leaf == "bias" and isinstance(module, Int4Linear) else None


def _set(model: Any, name: str, value: torch.Tensor) -> None:
    place, _, leaf = name.rpartition(".")
    module = model.get_submodule(place)
    if leaf in module._buffers:
        module._buffers[leaf] = value
    else:
        setattr(module, leaf, torch.nn.Parameter(value, requires_grad=False))


def _weights(folder: Path, prefix: str) -> Iterator[tuple[str, torch.Tensor]]:
    """Yields the weights whose names begin with `prefix`, without it, one after the other. Files are mapped, not read
    whole."""
    from safetensors import SafetensorError, safe_open

    index = folder / "model.safetensors.index.json"
    try:
        if index.is_file():
            names: dict[str, str] = read_json(index, LARGEST_INDEX)["weight_map"]
            # Only names: an index must not lead out of its folder.
            files = sorted({Path(file).name for name, file in names.items() if name.startswith(prefix)})
        else:
            files = ["model.safetensors"]
        for file in files:
            with safe_open(folder / file, framework="pt") as tensors:
                for name in tensors.keys():  # noqa: SIM118 - no dictionary
                    if name.startswith(prefix):
                        yield name.removeprefix(prefix), tensors.get_tensor(name)
    except (OSError, ValueError, KeyError, SafetensorError) as err:
        raise EngineError(_("Omni cannot be loaded from {folder}: {why}", folder=folder, why=err)) from err
