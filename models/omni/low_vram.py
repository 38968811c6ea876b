"""Low-VRAM mode: the parts of a model take turns in one stretch of the device's memory.

All weights wait in main memory, pinned. Each group's weights are in one piece, so a turn is one copy at the bus's
speed. Their places on the device never change, so graphs recorded over them stay right. Nothing is copied back, because
weights do not change.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch

log = logging.getLogger(__name__)

ALIGNED = 256
"""Alignment of a weight's first byte, in bytes."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a weight or buffer: its module, and its first byte in its group."""

    table: dict[str, Any]
    leaf: str
    start: int
    like: torch.Tensor

    def point(self, memory: torch.Tensor) -> None:
        """Points the module's tensor into `memory`."""
        size = self.like.numel() * self.like.element_size()
        found = memory[self.start : self.start + size].view(self.like.dtype).view(self.like.shape)
        is_weight = isinstance(self.like, torch.nn.Parameter)
        self.table[self.leaf] = torch.nn.Parameter(found, requires_grad=False) if is_weight else found


class OneAtATime:
    """Keeps one group of modules at a time on the device."""

    def __init__(self, device: torch.device, groups: Mapping[str, Iterable[torch.nn.Module]]) -> None:
        """`groups`: all modules of a group, by name; each module stands for its own weights only. They must be in main
        memory."""
        self._device = device
        self._places: dict[str, list[_Place]] = {}
        self._waiting: dict[str, torch.Tensor] = {}
        self._room: torch.Tensor | None = None
        self._there: str | None = None
        for name, modules in groups.items():
            self._places[name], size = _laid_out(modules)
            # Only what is written to takes memory, so there is never a second copy of more than one weight.
            self._waiting[name] = torch.empty(size, dtype=torch.uint8)
            for place in self._places[name]:
                weight = place.table[place.leaf]
                place.point(self._waiting[name])
                place.table[place.leaf].data.copy_(weight)
                del weight
            if device.type == "cuda":
                _pin(self._waiting[name])

    def take(self, name: str) -> None:
        """Brings this group onto the device in place of any other; nothing may be at work there."""
        if name == self._there:
            return
        self._there = None
        if self._room is None:
            size = max(map(len, self._waiting.values()))
            self._room = torch.empty(size, dtype=torch.uint8, device=self._device)
            for place in itertools.chain.from_iterable(self._places.values()):
                place.point(self._room)
        waiting = self._waiting[name]
        self._room[: len(waiting)].copy_(waiting, non_blocking=True)
        if self._device.type == "cuda":
            torch.cuda.current_stream(self._device).synchronize()
        self._there = name

    def leave(self) -> None:
        """Gives the device's memory back until the next group is taken."""
        self._there = None
        if self._room is not None:
            self._room = None
            for name, places in self._places.items():
                for place in places:
                    place.point(self._waiting[name])

    def close(self) -> None:
        """Lets go of the pinned memory; the parts must not be used any more."""
        self._room = None
        if self._device.type == "cuda":
            for waiting in self._waiting.values():
                _driver().cudaHostUnregister(waiting.data_ptr())
        self._waiting.clear()


def _laid_out(modules: Iterable[torch.nn.Module]) -> tuple[list[_Place], int]:
    """Returns the places of a group's weights and buffers, and its size in bytes. A shared tensor gets one place."""
    starts: dict[int, int] = {}
    places: list[_Place] = []
    end = 0
    for table, leaf, tensor in _tensors(modules):
        if id(tensor) not in starts:
            starts[id(tensor)] = end
            end += -(-tensor.numel() * tensor.element_size() // ALIGNED) * ALIGNED
        like = torch.empty_like(tensor, device="meta")
        is_weight = isinstance(tensor, torch.nn.Parameter)
        places.append(_Place(table, leaf, starts[id(tensor)], torch.nn.Parameter(like, False) if is_weight else like))
    return places, end


def _tensors(modules: Iterable[torch.nn.Module]) -> Iterator[tuple[dict[str, Any], str, torch.Tensor]]:
    """Yields where the modules' weights and buffers stand: (module's table, name, tensor)."""
    for module in modules:
        for table in (module._parameters, module._buffers):
            for leaf, tensor in table.items():
                if tensor is not None:
                    yield table, leaf, tensor


def _driver() -> Any:
    return torch.cuda.cudart()  # type: ignore[no-untyped-call]  # torch types it not


def _pin(memory: torch.Tensor) -> None:
    """Pins the memory in place, so that the device can fetch it by itself. PyTorch's own pinned memory comes in powers
    of two."""
    error = _driver().cudaHostRegister(memory.data_ptr(), memory.numel(), 0)
    if int(error) != 0:
        log.warning(
            "%d MB of main memory cannot be pinned, so they take longer to the GPU", memory.numel() // 1_000_000
        )
