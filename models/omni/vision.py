"""Pictures to patches: the arithmetic of Qwen2VLImageProcessor and Qwen2VLVideoProcessor without torchvision.

Patches come in the order in which the vision tower merges them: 2 x 2 neighbours together, each patch as
(channel, time, row, column).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from models.engine import EngineError

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage

PATCH, MERGE, TIME = 14, 2, 2
FACTOR = PATCH * MERGE
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many pixels are looked at; a token sees 28 x 28 of them."""

    image_min: int = 4 * FACTOR**2
    image_max: int = 1280 * FACTOR**2
    """Larger images are scaled down; the model could take 16384 * 28 * 28, but a voice turn should not wait for that."""
    frame_min: int = 128 * FACTOR**2
    frame_max: int = 768 * FACTOR**2
    video_total: int = int(128_000 * FACTOR**2 * 0.9)
    """Bound for all frames of a video together."""


def smart_size(height: int, width: int, smallest: int, largest: int) -> tuple[int, int]:
    """Height and width nearest to the given, multiples of 28, whose product lies within `smallest` .. `largest`.

    Raises EngineError for shapes more than 200 times as long as wide.
    """
    if max(height, width) > 200 * min(height, width):
        raise EngineError(f"a picture of {width} x {height} pixels is too narrow to be looked at")
    h, w = round(height / FACTOR) * FACTOR, round(width / FACTOR) * FACTOR
    if h * w > largest:
        shrink = math.sqrt(height * width / largest)
        h = max(FACTOR, math.floor(height / shrink / FACTOR) * FACTOR)
        w = max(FACTOR, math.floor(width / shrink / FACTOR) * FACTOR)
    elif h * w < smallest:
        grow = math.sqrt(smallest / (height * width))
        h, w = math.ceil(height * grow / FACTOR) * FACTOR, math.ceil(width * grow / FACTOR) * FACTOR
    return h, w


def image_patches(image: PilImage, limits: Limits) -> tuple[torch.Tensor, tuple[int, int, int]]:
    """float32 [patches, 1176] and the grid (1, rows, columns) of an RGB image."""
    from PIL.Image import Resampling

    height, width = smart_size(image.height, image.width, limits.image_min, limits.image_max)
    pixels = np.asarray(image.resize((width, height), Resampling.BICUBIC))
    frames = torch.from_numpy(pixels.copy()).permute(2, 0, 1).unsqueeze(0)
    # A still picture is a film of two equal frames.
    return _patches(_normalised(frames.expand(TIME, -1, -1, -1)))


def video_patches(frames: npt.NDArray[np.uint8], limits: Limits) -> tuple[torch.Tensor, tuple[int, int, int]]:
    """float32 [patches, 1176] and the grid (frames / 2, rows, columns) of uint8 [n, height, width, 3], n even."""
    count, height, width, _ = frames.shape
    share = limits.video_total // count * TIME
    largest = max(min(limits.frame_max, share), int(limits.frame_min * 1.05))
    size = smart_size(height, width, limits.frame_min, largest)
    film = torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).contiguous()
    if size != (height, width):
        film = torch.nn.functional.interpolate(film, size, mode="bicubic", antialias=True)
    return _patches(_normalised(film))


def _normalised(frames: torch.Tensor) -> torch.Tensor:
    """uint8 [n, 3, h, w] to float32 with the statistics that CLIP was trained with."""
    mean = torch.tensor(MEAN).view(1, 3, 1, 1) * 255
    std = torch.tensor(STD).view(1, 3, 1, 1) * 255
    return (frames.float() - mean) / std


def _patches(frames: torch.Tensor) -> tuple[torch.Tensor, tuple[int, int, int]]:
    n, channels, height, width = frames.shape
    t, h, w = n // TIME, height // PATCH, width // PATCH
    blocks = frames.reshape(t, TIME, channels, h // MERGE, MERGE, PATCH, w // MERGE, MERGE, PATCH)
    flat = blocks.permute(0, 3, 6, 4, 7, 2, 1, 5, 8).reshape(t * h * w, channels * TIME * PATCH * PATCH)
    return flat, (t, h, w)
