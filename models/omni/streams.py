"""A CUDA stream per stage: on a shared one, a talker that asks for its next code would wait for the diffusion's kernels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def own_stream(device: torch.device) -> Iterator[None]:
    """Run the block's kernels on a stream of its own; on other devices this does nothing.

    What is handed to another stage must be complete first: see `settle`.
    """
    if device.type != "cuda":
        yield
        return
    stream: torch.cuda.Stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]  # torch types it not
    with torch.cuda.stream(stream):
        try:
            yield
        finally:
            stream.synchronize()


def settle(tensor: torch.Tensor) -> torch.Tensor:
    """`tensor`, computed to the end, so that another stream may read it."""
    if tensor.is_cuda:
        torch.cuda.current_stream(tensor.device).synchronize()
    return tensor
