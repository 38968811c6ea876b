"""Functions of fixed tensors, recorded as CUDA graphs for the shapes they are called in; without a GPU the plain calls.

What a function reads and writes stays where it is, so a recorded call is one launch instead of a thousand. Everything is
recorded while warming up, one recording at a time, each stage's on a stream and in a pool of memory of its own: stages
replay side by side, and what PyTorch keeps for a stream (room for matrix products) must not be shared between them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import torch

log = logging.getLogger(__name__)

Shape = TypeVar("Shape")
Launch = Callable[[], torch.Tensor]


class GraphRecorder:
    """What an engine has recorded, and what of it did not succeed."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.problem = ""
        """Why something runs kernel by kernel, for the user; "" while all recordings succeeded."""
        self.count = 0
        """Graphs that were recorded."""
        self.memory = 0
        """Bytes of the GPU's memory that they took."""
        self._lock = threading.Lock()

    @property
    def records(self) -> bool:
        """Whether there is something to record on."""
        return self.device.type == "cuda"

    def pool(self, name: str) -> GraphPool:
        """Begin the recordings of one stage of the work."""
        return GraphPool(self, name)

    def record(self, name: str, capture: Callable[[], tuple[Launch, torch.Tensor]]) -> Launch | None:
        """A recorded call, made by `capture`; None where it failed, of which `problem` tells."""
        with self._lock:
            before = self._free()
            try:
                replay, _ = capture()
            except RuntimeError as err:
                why = str(err).strip().split("\n")[0]
                log.warning("the %s runs kernel by kernel, no CUDA graph could be recorded: %s", name, why)
                self.problem = self.problem or f"Omni answers later than it could: no CUDA graph of its {name} ({why})"
                return None
            self.count += 1
            self.memory += max(0, before - self._free())
            return replay

    def _free(self) -> int:
        return torch.cuda.mem_get_info(self.device)[0] if self.device.type == "cuda" else 0


class GraphPool:
    """Where one stage records: it replays one graph at a time, so all of its graphs share their memory."""

    def __init__(self, recorder: GraphRecorder, name: str) -> None:
        self._recorder = recorder
        self._name = name
        self._stream: Any = None
        self._memory: Any = None

    @property
    def records(self) -> bool:
        return self._recorder.records

    def record(self, run: Launch) -> Launch | None:
        """`run`, which is run once to warm up and once to be recorded; None where that failed."""
        return self._recorder.record(self._name, lambda: self.capture(run))

    def capture(self, run: Launch) -> tuple[Launch, torch.Tensor]:
        """A replay, and where its result lies. Raises RuntimeError."""
        if self._stream is None:
            self._stream = torch.cuda.Stream(self._recorder.device)  # type: ignore[no-untyped-call]  # torch types it not
            self._memory = torch.cuda.graph_pool_handle()
        device = self._recorder.device
        graph = torch.cuda.CUDAGraph()
        self._stream.wait_stream(torch.cuda.current_stream(device))
        # The outer one, because a recording that fails leaves its stream behind as the thread's. Only this thread's calls
        # are recorded, whatever others launch meanwhile.
        with torch.cuda.stream(self._stream):
            run()
            torch.cuda.synchronize(device)
            with torch.cuda.graph(graph, pool=self._memory, stream=self._stream, capture_error_mode="thread_local"):
                result = run()
        torch.cuda.current_stream(device).wait_stream(self._stream)

        def replay() -> torch.Tensor:
            graph.replay()
            return result

        return replay, result


class Graphed(Generic[Shape]):
    """`run(shape)`, which reads and writes only fixed tensors and returns a new one. The result of a recorded call is
    overwritten by the stage's next."""

    def __init__(self, pool: GraphPool, run: Callable[[Shape], torch.Tensor]) -> None:
        self._pool = pool
        self._run = run
        self._recorded: dict[Shape, Launch] = {}

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Those that were recorded."""
        return tuple(self._recorded)

    def record(self, shape: Shape) -> None:
        """Record the call in that shape, if there is something to record on."""
        if self._pool.records and shape not in self._recorded:
            replay = self._pool.record(lambda: self._run(shape))
            if replay is not None:
                self._recorded[shape] = replay

    def __call__(self, shape: Shape) -> torch.Tensor:
        replay = self._recorded.get(shape)
        return self._run(shape) if replay is None else replay()
