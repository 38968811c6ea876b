"""Turns pictures into patches, for both Omnis: the arithmetic of Qwen2VLImageProcessor and Qwen2VLVideoProcessor
without torchvision.

Patches come in the order in which the vision tower merges them: 2 x 2 neighbours together, each patch as (channel,
time, row, column).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from config.texts import _
from models.engine import EngineError

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage

MERGE, TIME = 2, 2
"""A token covers MERGE x MERGE patches, each of TIME frames."""


@dataclass(frozen=True, slots=True)
class Lens:
    """The picture format of a vision tower."""

    patch: int
    """Side of a patch in pixels."""
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @property
    def step(self) -> int:
        """Side of a token's area in pixels."""
        return self.patch * MERGE

    @property
    def area(self) -> int:
        """Area of a token in pixels."""
        return self.step**2


CLIP = Lens(14, (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))
"""The format of Qwen2.5-Omni, with the statistics of CLIP's training."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on the size of pictures, in tokens."""

    image_min: int = 4
    image_max: int = 1280
    """Larger images are scaled down; the model could take 16384, but a voice turn should not wait for that."""
    frame_min: int = 128
    frame_max: int = 768
    video_total: int = 115_200
    """Limit for all frames of a video together: 0.9 of a context of 128000."""


Patches = tuple[torch.Tensor, tuple[int, int, int]]
"""The patches, and the number of them in time, height and width."""


def smart_size(height: int, width: int, smallest: int, largest: int, step: int) -> tuple[int, int]:
    """Returns the height and width nearest to the given that are multiples of `step` and whose product lies in
    `smallest`..`largest`.

    Raises EngineError for shapes more than 200 times as long as wide.
    """
    if max(height, width) > 200 * min(height, width):
        raise EngineError(
            _("a picture of {width} x {height} pixels is too narrow to be looked at", width=width, height=height)
        )
    h, w = round(height / step) * step, round(width / step) * step
    if h * w > largest:
        shrink = math.sqrt(height * width / largest)
        h = max(step, math.floor(height / shrink / step) * step)
        w = max(step, math.floor(width / shrink / step) * step)
    elif h * w < smallest:
        grow = math.sqrt(smallest / (height * width))
        h, w = math.ceil(height * grow / step) * step, math.ceil(width * grow / step) * step
    return h, w


def image_patches(image: PilImage, limits: Limits, lens: Lens = CLIP) -> Patches:
    """Returns the patches float32 [n, 3 * TIME * patch * patch] and the grid (1, rows, columns) of an RGB image."""
    from PIL.Image import Resampling

    height, width = smart_size(
        image.height, image.width, limits.image_min * lens.area, limits.image_max * lens.area, lens.step
    )
    pixels = np.asarray(image.resize((width, height), Resampling.BICUBIC))
    frames = torch.from_numpy(pixels.copy()).permute(2, 0, 1).unsqueeze(0)
    # A still picture is a film of two equal frames.
    return _patches(_normalised(frames.expand(TIME, -1, -1, -1), lens), lens.patch)


def video_patches(frames: npt.NDArray[np.uint8], limits: Limits, lens: Lens = CLIP) -> Patches:
    """Returns the patches float32 [n, 3 * TIME * patch * patch] and the grid (frames / 2, rows, columns) of uint8
    frames [n, height, width, 3], n even."""
    count, height, width, _ = frames.shape
    share = limits.video_total * lens.area * TIME // count
    smallest = limits.frame_min * lens.area
    largest = max(min(limits.frame_max * lens.area, share), int(smallest * 1.05))
    size = smart_size(height, width, smallest, largest, lens.step)
    film = torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).contiguous()
    if size != (height, width):
        film = torch.nn.functional.interpolate(film, size, mode="bicubic", antialias=True)
    return _patches(_normalised(film, lens), lens.patch)


def _normalised(frames: torch.Tensor, lens: Lens) -> torch.Tensor:
    """Converts uint8 [n, 3, h, w] to normalised float32."""
    mean = torch.tensor(lens.mean).view(1, 3, 1, 1) * 255
    std = torch.tensor(lens.std).view(1, 3, 1, 1) * 255
    return (frames.float() - mean) / std


def _patches(frames: torch.Tensor, side: int) -> Patches:
    n, channels, height, width = frames.shape
    t, h, w = n // TIME, height // side, width // side
    blocks = frames.reshape(t, TIME, channels, h // MERGE, MERGE, side, w // MERGE, MERGE, side)
    flat = blocks.permute(0, 3, 6, 4, 7, 2, 1, 5, 8).reshape(t * h * w, channels * TIME * side * side)
    return flat, (t, h, w)
