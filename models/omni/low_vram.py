"""Low-VRAM mode: the parts of a model take turns on the GPU."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch


class OneAtATime:
    """Groups of parts of which one is on the device at a time. All wait in main memory, and what is on the device is a copy:
    its weights do not change, so it goes by being forgotten, and nothing is copied back."""

    def __init__(self, device: torch.device, groups: Mapping[str, Sequence[torch.nn.Module]]) -> None:
        """The parts must be in main memory."""
        self._device = device
        self._waiting = {name: list(_places(parts)) for name, parts in groups.items()}
        self._there: str | None = None

    def take(self, name: str) -> None:
        """Have this group on the device, and no other; nothing may be at work there."""
        if name == self._there:
            return
        self._there = None
        for table, leaf, kept in itertools.chain.from_iterable(self._waiting.values()):  # also where taking one failed
            table[leaf] = kept
        if self._device.type == "cuda":
            torch.cuda.empty_cache()  # else the device would hold room for both
        copies: dict[int, torch.Tensor] = {}  # one of each, also of a weight that stands in two places
        for table, leaf, kept in self._waiting[name]:
            if id(kept) not in copies:
                copy = kept.to(self._device)
                is_weight = isinstance(kept, torch.nn.Parameter)
                copies[id(kept)] = torch.nn.Parameter(copy, requires_grad=False) if is_weight else copy
            table[leaf] = copies[id(kept)]
        self._there = name


def _places(parts: Sequence[torch.nn.Module]) -> Iterator[tuple[dict[str, Any], str, torch.Tensor]]:
    """Where their weights and buffers stand."""
    for module in itertools.chain.from_iterable(part.modules() for part in parts):
        for table in (module._parameters, module._buffers):
            for leaf, tensor in table.items():
                if tensor is not None:
                    yield table, leaf, tensor
