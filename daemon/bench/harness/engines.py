"""Engines to be measured, each in a worker process of its own, exactly as the daemon runs them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from config.errors import UserError
from config.texts import N_, _
from daemon.bench.harness.report import BenchError, Metric
from daemon.tiers.alone import Loaded, loaded
from daemon.workers.process_memory import Memory, gpu_memory, read_memory
from daemon.workers.spec import Spec
from daemon.workers.wire import Frame


@dataclass(frozen=True, slots=True)
class Engine(Loaded):
    """A loaded engine that is measured."""

    @property
    def name(self) -> str:
        return self.worker.spec.name

    def memory(self) -> Memory:
        assert self.worker.pid is not None
        held = read_memory(self.worker.pid)
        if held is None:
            raise BenchError(self.worker.problem or _("{name} ended", name=self.name))
        return held

    def memory_metrics(self) -> list[Metric]:
        """Returns the memory that the process holds now, by the kernel's count."""
        held = self.memory()
        metrics = [
            Metric("private_mb", "MB", (held.private / 1e6,), label=N_("private memory")),
            Metric("mapped_mb", "MB", (held.mapped / 1e6,), label=N_("mapped file pages")),
            Metric("peak_mb", "MB", (held.peak / 1e6,), label=N_("peak, private and mapped")),
        ]
        assert self.worker.pid is not None
        on_gpu = gpu_memory([self.worker.pid]).get(self.worker.pid, 0)
        return metrics + ([Metric("gpu_mb", "MB", (on_gpu / 1e6,), label=N_("GPU memory"))] if on_gpu else [])

    async def barrier(self, op: str, **head: Any) -> None:
        """Waits until the worker has handled everything that was sent before. `op` names an operation without items."""
        async with self.worker.ask(op, **head) as request:
            async for _ in request:
                pass

    async def one(self, op: str, payload: bytes = b"", **head: Any) -> Frame:
        return await self.worker.ask_one(op, payload, **head)


@asynccontextmanager
async def engine(spec: Spec) -> AsyncIterator[Engine]:
    """Loads an engine. Its process ends with the block. Raises BenchError when the engine cannot be loaded."""
    async with AsyncExitStack() as stack:
        try:
            alone = await stack.enter_async_context(loaded(spec))
        except UserError as err:
            raise BenchError(str(err)) from err
        yield Engine(alone.worker, alone.load_s, alone.after_load)


@asynccontextmanager
async def engines(*specs: Spec) -> AsyncIterator[tuple[Engine, ...]]:
    """Loads several engines one after the other and holds them together. Raises BenchError, like `engine`."""
    async with AsyncExitStack() as stack:
        yield tuple([await stack.enter_async_context(engine(spec)) for spec in specs])
