"""Records functions of fixed tensors as CUDA graphs, one for each shape; without a GPU they stay plain calls.

The tensors that a function reads and writes keep their addresses, so a recorded call is one launch instead of a
thousand. Everything is recorded while warming up, one recording at a time. Each stage has its own stream and its own
pool of memory: stages replay side by side, and what PyTorch keeps for a stream (room for matrix products) must not be
shared between them.
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
    """Keeps an engine's recordings, and the reasons of those that failed."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.problem = ""
        """Reason why something runs kernel by kernel, for the user; "" while all recordings succeeded."""
        self.count = 0
        """Number of recorded graphs."""
        self.memory = 0
        """Bytes of GPU memory that the graphs took."""
        self._lock = threading.Lock()

    @property
    def records(self) -> bool:
        """Whether there is a device to record on."""
        return self.device.type == "cuda"

    def pool(self, name: str) -> GraphPool:
        """Begins the recordings of one stage."""
        return GraphPool(self, name)

    def record(self, name: str, capture: Callable[[], tuple[Launch, torch.Tensor]]) -> Launch | None:
        """Returns a recorded call, made by `capture`; None where that failed, and `problem` then holds the reason."""
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
    """The recordings of one stage. A stage replays one graph at a time, so all of its graphs share their memory."""

    def __init__(self, recorder: GraphRecorder, name: str) -> None:
        self._recorder = recorder
        self._name = name
        self._stream: Any = None
        self._memory: Any = None

    @property
    def records(self) -> bool:
        return self._recorder.records

    def record(self, run: Launch) -> Launch | None:
        """Records `run`, which runs once to warm up and once to be recorded. Returns None where that failed."""
        return self._recorder.record(self._name, lambda: self.capture(run))

    def capture(self, run: Launch) -> tuple[Launch, torch.Tensor]:
        """Returns a replay and the tensor that holds its result. Raises RuntimeError."""
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
    """Wraps `run(shape)`, which reads and writes only fixed tensors and returns a new one. The stage's next call
    overwrites the result of a recorded one."""

    def __init__(self, pool: GraphPool, run: Callable[[Shape], torch.Tensor]) -> None:
        self._pool = pool
        self._run = run
        self._recorded: dict[Shape, Launch] = {}

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The recorded shapes."""
        return tuple(self._recorded)

    def record(self, shape: Shape) -> None:
        """Records the call in that shape, if there is a device to record on."""
        if self._pool.records and shape not in self._recorded:
            replay = self._pool.record(lambda: self._run(shape))
            if replay is not None:
                self._recorded[shape] = replay

    def __call__(self, shape: Shape) -> torch.Tensor:
        replay = self._recorded.get(shape)
        return self._run(shape) if replay is None else replay()
