"""CUDA graphs around functions whose inputs stay where they are; on other devices the plain call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import torch

log = logging.getLogger(__name__)


class Graphed:
    """Calls `run`, which reads only from fixed tensors. On a GPU the first call records its kernels, later calls replay
    them with a single launch; if recording fails the plain call stays.

    The result is overwritten by the next call. `run` must be harmless to repeat (it is run once to warm up), apart from
    what `rewind` puts back.
    """

    def __init__(self, run: Callable[[], torch.Tensor], rewind: Callable[[], None] = lambda: None) -> None:
        self._run = run
        self._rewind = rewind
        self._graph: Any = None
        self._result: torch.Tensor | None = None
        self._plain = not torch.cuda.is_available()

    def __call__(self) -> torch.Tensor:
        if self._graph is not None and self._result is not None:
            self._graph.replay()
            return self._result
        result = self._run()
        if result.is_cuda and not self._plain:
            result = result.clone()
            self._capture()
        return result

    def _capture(self) -> None:
        """Record one call. Nothing is computed while recording, so what `run` advances on the host is rewound."""
        try:
            torch.cuda.synchronize()
            graph = torch.cuda.CUDAGraph()
            # The outer one, because a recording that fails leaves its own stream behind as the thread's. Other stages may be
            # launching work of their own meanwhile: only this thread's calls are recorded.
            with (
                torch.cuda.stream(torch.cuda.current_stream()),
                torch.cuda.graph(graph, capture_error_mode="thread_local"),
            ):
                self._result = self._run()
            self._graph = graph
        except RuntimeError as err:
            log.warning("no CUDA graph for this step, it runs kernel by kernel: %s", err)
            self._plain = True
        finally:
            self._rewind()
