"""One engine alone in a worker process, exactly as a tier would run it: for whoever tries or measures it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config.errors import UserError
from config.settings import Settings
from config.texts import _
from daemon.tiers import specs
from daemon.tiers.kit import recogniser
from daemon.workers.liveness import UNLIMITED
from daemon.workers.process_memory import Memory, read_memory
from daemon.workers.request import WorkerError
from daemon.workers.spec import Spec
from daemon.workers.worker import Worker
from models.starter import STARTER_PATH
from models.store.find import resolve
from models.store.places import places_here

Role = Literal["recogniser", "mind", "voice"]
LOADING = 900.0
"""Seconds a model may take to load; a large one from a cold disk takes minutes."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded engine."""

    worker: Worker
    load_s: float
    """From starting its process until it could be asked: imports, weights, and its own warm-up."""
    after_load: Memory


def spec_of(
    role: Role, name: str, path: Path, settings: Settings, threads: int | None = None, context: int | None = None
) -> Spec:
    """The worker for the model `name` at `path`. `threads`, `context` None: as the daemon has it."""
    cores = specs.cores(settings)
    if role == "recogniser":
        if name == "pocketsphinx-en":
            return specs.pocketsphinx()
        places = places_here(tuple(settings.models.folders))
        return recogniser(name, path, settings, lambda wanted: resolve(wanted, places), threads)
    if role == "voice":
        return (
            specs.espeak()
            if name == "espeak"
            else specs.piper(name, path, threads or specs.threads_for("voice", cores))
        )
    usual = specs.STARTER_THREADS if path == STARTER_PATH else specs.threads_for("mind", cores)
    return specs.llama(name, path, threads or usual, context or settings.compute.context)


@asynccontextmanager
async def loaded(spec: Spec) -> AsyncIterator[Loaded]:
    """Load an engine; its process ends with the block. Raises UserError when it cannot be loaded."""
    worker = Worker(spec, restarts=False, limits=UNLIMITED)  # a crash is the result, with its reason
    began = time.perf_counter()
    life = asyncio.create_task(worker.run())
    try:
        try:
            await asyncio.wait_for(worker.ready(), LOADING)
        except TimeoutError:
            raise UserError(
                _("{name} was not loaded within {loading:.0f} s", name=spec.name, loading=LOADING)
            ) from None
        except WorkerError as err:
            path = str(spec.arguments.get("path", ""))
            named = path in str(err)  # a process that crashed could not say which file it was reading
            raise UserError(str(err) if named else f"{path}: {err}") from err
        took = time.perf_counter() - began
        assert worker.pid is not None
        yield Loaded(worker, took, read_memory(worker.pid) or Memory(0, 0, 0))
    finally:
        await worker.stop()
        await life
