"""CUDA graphs without a GPU: the operators of a call are noted with the very tensors they read and wrote, and done again in
the same places. Python's part of the call is not: what it decided stays decided, as in a graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from models.omni.graphs import GraphPool, GraphRecorder, Launch


class Tape(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves much of its modes bare
    """Notes operators, and does them again."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the same
        self.noted: list[tuple[Any, Any, Any, Any]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        given = {_memory(each) for each in _tensors(tree_leaves((args, kwargs or {})))}
        writes = any(each.alias_info is not None and each.alias_info.is_write for each in func._schema.arguments)
        if writes or any(_memory(each) not in given for each in _tensors(result)):  # else a view: it stays one
            self.noted.append((func, args, kwargs or {}, result))
        return result

    def replay(self) -> None:
        with torch.inference_mode():
            for func, args, kwargs, result in self.noted:
                again = func(*args, **kwargs)
                for old, new in zip(_tensors(result), _tensors(again), strict=True):
                    if old.data_ptr() != new.data_ptr():
                        old.copy_(new)


class TapeRecorder(GraphRecorder):
    """Records on tapes. `fails`: which recordings, counted from 0, the driver refuses."""

    def __init__(self, device: torch.device, fails: Callable[[int], bool] = lambda _: False) -> None:
        super().__init__(device)
        self.fails = fails
        self.asked = 0
        self.replays = 0
        self.tapes: list[Tape] = []

    @property
    def records(self) -> bool:
        return True

    def pool(self, name: str) -> GraphPool:
        return TapePool(self, name)


class TapePool(GraphPool):
    def capture(self, run: Launch) -> tuple[Launch, torch.Tensor]:
        recorder = self._recorder
        assert isinstance(recorder, TapeRecorder)
        recorder.asked += 1
        run()
        if recorder.fails(recorder.asked - 1):
            raise RuntimeError("operation not permitted when stream is capturing\nand more")
        with Tape() as tape:
            result = run()
        recorder.tapes.append(tape)

        def replay() -> torch.Tensor:
            recorder.replays += 1
            tape.replay()
            return result

        return replay, result


def _memory(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


def _tensors(result: Any) -> list[torch.Tensor]:
    several = result if isinstance(result, (tuple, list)) else [result]
    return [each for each in several if isinstance(each, torch.Tensor)]


def refused(path: str) -> Any:
    """The engine of a checkpoint, on a machine whose driver refuses all recordings."""
    from models.omni import graphs
    from models.omni.engine import open_checkpoint

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graphs, "GraphRecorder", partial(TapeRecorder, fails=lambda _: True))
        torch.set_num_threads(1)
        return open_checkpoint(
            path, warm=True, device="cpu", dtype="float32", recorded=True, solver_method="euler", solver_steps=2,
            max_codes=60,
        )  # fmt: skip
