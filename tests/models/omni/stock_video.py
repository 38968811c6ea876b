"""Run as a program: what the stock video processor makes of frames, for comparison. Needs torchvision.

    python -m tests.models.omni.stock_video FRAMES.npz OUT.npz

A program of its own, because a torchvision built for CUDA imports beside a CPU torch only after its missing operators
have been declared, and that should stay out of the test process.
"""

from __future__ import annotations

import importlib.metadata
import sys
from typing import Any

import numpy as np
import torch
from torch import library as operators


def declare_operators() -> object:
    """Names that torchvision's import registers fake kernels for; the processor calls none of them."""
    library: Any = operators.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]  # torch leaves it bare
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    for name in (
        "qnms roi_align roi_pool ps_roi_align ps_roi_pool deform_conv2d _roi_align_backward _roi_pool_backward "
        "_ps_roi_align_backward _ps_roi_pool_backward _deform_conv2d_backward"
    ).split():
        library.define(f"{name}(Tensor a) -> Tensor")
    return library


def main() -> None:
    keep = None
    if torch.version.cuda is None and "+cpu" not in importlib.metadata.version("torchvision"):
        keep = declare_operators()
    from transformers import Qwen2VLVideoProcessor

    made = {}
    for name, frames in np.load(sys.argv[1]).items():
        film = torch.from_numpy(frames).permute(0, 3, 1, 2).contiguous()
        out = Qwen2VLVideoProcessor()(videos=[film], return_tensors="pt", cap_pixels_per_frame=True)
        made[f"{name} pixels"] = out["pixel_values_videos"].numpy()
        made[f"{name} grid"] = out["video_grid_thw"].numpy()
    np.savez(sys.argv[2], **made)
    del keep


if __name__ == "__main__":
    main()
