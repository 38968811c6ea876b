"""Starts and ends the models' workers: on demand, within the memory budget.

Callers use a `ModelHandle`, which loads the model first. `Fleet` implements the Loader of `residency`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from config import small_files
from config.catalogue import catalogue
from config.errors import UserError
from config.texts import _
from daemon.workers.eviction import Budget, Terms, terms_of
from daemon.workers.ledger import Holding
from daemon.workers.request import Refused, Request, WorkerDied, WorkerError
from daemon.workers.residency import DoesNotFit, Residency
from daemon.workers.spec import Spec
from daemon.workers.wire import Frame
from daemon.workers.worker import BACK_OFF, State, Worker
from models.engine import Choice, Message, Tool

log = logging.getLogger(__name__)

LEFT_BEHIND = 10 * 60.0
"""Seconds that a model without a time limit in the catalogue is kept once the tier in use does without it."""
TRY_AGAIN = 10 * 60.0
"""Seconds after which a model that could not be loaded is tried again, though its files are as they were."""
CRASHES_WITHIN = 60.0
"""Seconds within which a second crash shows that a model cannot be used."""
BESIDE_ITS_FILE = 300_000_000
"""Bytes that a user's model takes beside its weights: a guess, until it has been measured once."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A model of the tier in use that could not be loaded."""

    why: str
    """One line: which file, and what to do."""
    stamp: tuple[tuple[str, int, int], ...]
    """`Spec.stamp` when it was tried."""
    until: float
    """Time of the event loop from which on it may be tried again."""


@dataclass(frozen=True, slots=True)
class ModelHandle:
    """A model that may be in memory or not; asking loads it. Its process serves requests one after the other."""

    name: str
    fleet: Fleet

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Worker]:
        """Yields the model's worker, ready, and keeps it loaded until the block is left. Raises WorkerError, one line, when
        it does not fit or cannot be loaded."""
        if why := self.fleet.unusable(self.name):
            raise Refused(why)
        try:
            async with self.fleet.residency.use(self.name, swap=self.fleet.swap):
                worker = self.fleet.worker(self.name)
                if worker is None:
                    raise WorkerDied(f"{self.name} has ended")
                yield worker
        except DoesNotFit as err:
            raise WorkerError(str(err)) from err

    @asynccontextmanager
    async def room(self, extra: int) -> AsyncIterator[bool]:
        """Does what Residency.room does. Raises WorkerError when there is no room."""
        try:
            async with self.fleet.residency.room(self.name, extra) as may_keep:
                yield may_keep
        except DoesNotFit as err:
            raise WorkerError(str(err)) from err

    @asynccontextmanager
    async def ask(self, op: str, payload: bytes = b"", **head: Any) -> AsyncIterator[Request]:
        """Loads the model, then does what Worker.ask does."""
        async with self.use() as worker, worker.ask(op, payload, **head) as request:
            yield request

    async def ask_one(self, op: str, payload: bytes = b"", **head: Any) -> Frame:
        """Loads the model, then does what Worker.ask_one does."""
        async with self.use() as worker:
            return await worker.ask_one(op, payload, **head)

    @asynccontextmanager
    async def asking_offer(self, tools: Sequence[Tool]) -> AsyncIterator[Request]:
        """Loads the model, and has it read the tools' texts: the request ends when it has. What was read of them stays read
        when the block is left before that."""
        async with self.ask("offer", tools=[asdict(tool) for tool in tools]) as request:
            yield request

    async def choose(self, tools: Sequence[Tool], messages: Sequence[Message]) -> Choice:
        """Asks the model which tool the last message asks for (see models.engine.Calling). Raises WorkerError."""
        asked = [asdict(each) for each in messages]
        frame = await self.ask_one("choose", tools=[asdict(tool) for tool in tools], messages=asked)
        return Choice(frame.head["name"], frame.head["probability"])

    async def arguments(self, tool: Tool, messages: Sequence[Message]) -> dict[str, Any]:
        """Has the model write the arguments of a call (see models.engine.Calling). Raises WorkerError."""
        asked = [asdict(each) for each in messages]
        frame = await self.ask_one("arguments", tools=[asdict(tool)], messages=asked)
        return dict(frame.head["arguments"])

    async def ready(self) -> None:
        """Loads the model. Raises WorkerError."""
        async with self.use():
            pass

    def send(self, op: str, payload: bytes = b"", **head: Any) -> None:
        """Does what Worker.send does; drops the frame when the model is not in memory."""
        worker = self.fleet.worker(self.name)
        if worker is not None:
            worker.send(op, payload, **head)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the model has told of itself; nothing while it is not in memory."""
        worker = self.fleet.worker(self.name)
        return {} if worker is None else worker.facts

    @property
    def pid(self) -> int | None:
        """Process id of its worker. A new process knows nothing of what the last one was told."""
        return self.fleet.pid(self.name)


class Fleet:
    """The workers by model, and their memory."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        budget: Budget,
        *,
        log_level: str = "INFO",
        problem: Callable[[str], None] = lambda text: None,
        on_state: Callable[[Worker], None] = lambda worker: None,
        memory_file: Path | None = None,
        swap: bool = False,
        adapt: Callable[[Spec], Spec] = lambda spec: spec,
        on_unusable: Callable[[str, str], None] = lambda name, why: None,
    ) -> None:
        """`problem` gets one line when a model crashes or hangs, `on_state` every change. `memory_file` keeps what each
        model took, as the estimate for its next load. `swap`: the user allows pinned models to be evicted for one that does
        not fit beside them. `adapt` rewrites the specification of each worker before it is started. `on_unusable` gets the
        name of a model of the tier in use that cannot be loaded, and why."""
        self.swap = swap
        self._adapt = adapt
        self._group = group
        self._log_level = log_level
        self._problem = problem
        self._on_state = on_state
        self._on_unusable = on_unusable
        self._memory_file = memory_file
        self._specs: dict[str, Spec] = {}
        self._workers: dict[str, Worker] = {}
        self._lives: dict[str, asyncio.Task[None]] = {}
        self._kept: tuple[str, ...] = ()
        self._pinned: frozenset[str] = frozenset()
        self._closing = asyncio.Event()
        self._falls: dict[str, list[float]] = {}
        self._unusable: dict[str, Unusable] = {}
        self._crashes: dict[str, float] = {}
        """When the process of each model crashed last, by the event loop's clock."""
        self._remembered = _read(memory_file)
        self.residency = Residency(self, self.terms, budget)

    # -------------------------------------------------------------------------------------------------------- the models

    def handle(self, spec: Spec) -> ModelHandle:
        """Returns a handle on the model that this spec describes. The first spec of a name stands."""
        if spec.name not in self._specs:
            adapted = self._specs[spec.name] = self._adapt(spec)
            remembered = self._remembered.get(spec.name)
            if remembered is not None and remembered["arguments"] == dict(adapted.arguments):
                self.residency.learned[spec.name] = remembered["private"]
        return ModelHandle(spec.name, self)

    def keep(self, names: Collection[str], pinned: Collection[str] = ()) -> None:
        """Declares the models of the tier in use: they are restarted after a crash, and stay for as long as the catalogue
        says. Pinned ones are not evicted for others either. All others may go."""
        self._kept, self._pinned = tuple(names), frozenset(pinned)
        self.residency.reconsider()

    def keeps(self, name: str) -> bool:
        """Returns whether the tier in use needs the model."""
        return name in self._kept

    def unusable(self, name: str) -> str:
        """Returns why a model of the tier in use could not be loaded, one line; "" once its files have changed."""
        found = self._unusable.get(name)
        if found is None:
            return ""
        if asyncio.get_running_loop().time() < found.until and found.stamp == self._specs[name].stamp():
            return found.why
        del self._unusable[name]
        return ""

    def all_unusable(self) -> dict[str, str]:
        """Returns why, by model, for all that `unusable` tells of."""
        return {name: why for name in list(self._unusable) if (why := self.unusable(name))}

    def try_again(self) -> None:
        """Forgets which models could not be loaded: the next one who asks for them has them loaded."""
        self._unusable.clear()

    def worker(self, name: str) -> Worker | None:
        """Returns the model's worker, if it can be asked right now."""
        worker = self._workers.get(name)
        return worker if worker is not None and worker.state is State.READY else None

    def terms(self, name: str) -> Terms:
        """Returns the model's terms: from its specification, the catalogue, or guessed from its file's size."""
        known, spec = catalogue(), self._specs.get(name)
        pinned = name in self._pinned
        if name in known:
            terms = terms_of(known[name], pinned=pinned)
        else:
            terms = Terms(name, self._specs[name].size() + BESIDE_ITS_FILE, pinned=pinned)
        if spec is not None and spec.ram_mb is not None:
            terms = replace(terms, private=spec.ram_mb * 1_000_000, gpu=spec.vram_mb * 1_000_000)
        if terms.auto_unload is None and name not in self._kept:
            terms = Terms(name, terms.private, terms.gpu, LEFT_BEHIND, pinned)
        return terms

    def states(self) -> Mapping[str, Any]:
        """Returns "loaded" or "loading" for every model in memory or on its way there."""
        return self.residency.states()

    def status(self) -> list[dict[str, Any]]:
        """Returns rows for `sarai status`: the tier's models, and others in memory."""
        held = {each.model_id: each for each in self.residency.holdings()}
        names = dict.fromkeys([*self._kept, *held, *self.all_unusable()])
        return [self._row(name, held.get(name)) for name in names]

    def _row(self, name: str, held: Holding | None) -> dict[str, Any]:
        worker, spec = self._workers.get(name), self._specs[name]
        state = worker.state.value if worker is not None else State.STOPPED.value
        row = {"name": name, "kind": spec.server.rpartition(":")[2], "state": state, "pid": self.pid(name)}
        row["problem"] = worker.problem if worker is not None else ""
        if worker is None and (why := self.unusable(name)):
            row |= {"state": State.FAILED.value, "problem": why}
        if held is not None:
            row |= {"private_mb": round(held.private / 1e6), "mapped_mb": round(held.mapped / 1e6)}
            row |= {"peak_mb": round(held.peak / 1e6), "gpu_mb": round(held.gpu / 1e6), "pinned": held.pinned}
            row |= {"idle_s": round(held.idle)}
        return row

    # -------------------------------------------------------------------------------------------------------- its life

    async def run(self) -> None:
        """Unloads models that have been idle for their time, until cancelled."""
        await self.residency.run()

    async def close(self) -> None:
        """Ends all workers, and saves what was learned of their memory."""
        self._closing.set()
        self._remember()
        # Whatever loads or works right now is ended, too: nothing of it is worth waiting for.
        for worker in self._workers.values():
            await worker.stop()
        await asyncio.gather(*self._lives.values(), return_exceptions=True)

    def _remember(self) -> None:
        # With its arguments: another context or another file takes something else.
        now = {
            name: {"private": private, "arguments": dict(self._specs[name].arguments)}
            for name, private in self.residency.learned.items()
            if private and name in self._specs
        }
        if self._memory_file is not None and now:
            _write(self._memory_file, {**self._remembered, **now})

    # ----------------------------------------------------------------------------------------------- residency's loader

    async def load(self, model_id: str) -> None:
        """Starts the model's worker and waits until it can be asked: once more where the process crashes. Raises
        WorkerError."""
        while True:
            if self._closing.is_set():
                raise WorkerError(_("the assistant is stopping"))
            worker = Worker(self._specs[model_id], log_level=self._log_level, restarts=False, on_state=self._on_state)
            self._workers[model_id] = worker
            life = self._lives[model_id] = self._group.create_task(self._live(model_id, worker))
            try:
                await worker.ready()
            except WorkerError as err:
                if worker.crashed and not self._crashes_again(model_id):
                    log.warning("%s; it is loaded once more", err)
                    await asyncio.gather(life, return_exceptions=True)
                    continue
                if worker.refused or worker.crashed:
                    self._note_unusable(worker)
                raise
            return

    def _crashes_again(self, name: str) -> bool:
        """Notes that the model's process crashed. Returns whether it did so before, within CRASHES_WITHIN seconds."""
        now = asyncio.get_running_loop().time()
        before, self._crashes[name] = self._crashes.get(name, -math.inf), now
        return now - before < CRASHES_WITHIN

    def _note_unusable(self, worker: Worker) -> None:
        """The next best takes the place of a model of the tier in use: its engine could not be loaded, or keeps crashing."""
        spec, why = worker.spec, worker.problem
        if not self.keeps(spec.name) or spec.waits:  # a server may be back any moment
            return
        if worker.crashed:
            known = catalogue().get(spec.name)
            if known is not None and known.builtin:  # nothing takes its place
                return
            if not worker.starved:  # else it is told already what to do
                why = _("{why}; it does so again and again: get it anew, or choose another model", why=why)
        until = asyncio.get_running_loop().time() + TRY_AGAIN
        self._unusable[spec.name] = Unusable(why, spec.stamp(), until)
        self._on_unusable(spec.name, why)

    async def unload(self, model_id: str) -> None:
        worker, life = self._workers.get(model_id), self._lives.get(model_id)
        if worker is not None and life is not None:
            await worker.stop()
            await asyncio.gather(life, return_exceptions=True)

    def pid(self, model_id: str) -> int | None:
        worker = self._workers.get(model_id)
        return worker.pid if worker is not None else None

    async def _live(self, name: str, worker: Worker) -> None:
        served = False

        async def watch() -> None:
            nonlocal served
            with suppress(WorkerError):
                await worker.ready()
                served = True

        watching = asyncio.ensure_future(watch())
        try:
            await worker.run()
        finally:
            watching.cancel()
            if self._workers.get(name) is worker:
                del self._workers[name], self._lives[name]
        if worker.state is not State.FAILED or not served:
            return  # it was told to end, or never came in: whoever wanted it knows
        self.residency.forget(name)
        log.warning("%s", worker.problem)
        if worker.crashed and self._crashes_again(name):
            self._note_unusable(worker)
        if self.unusable(name):  # told already
            return
        self._problem(worker.problem)
        if name in self._kept:
            self._group.create_task(self._bring_back(name))

    async def _bring_back(self, name: str) -> None:
        """Reloads a crashed model of the tier in use, with growing pauses when it crashes again."""
        now = asyncio.get_running_loop().time()
        falls = self._falls[name] = [at for at in self._falls.get(name, []) if now - at < 60] + [now]
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), BACK_OFF[min(len(falls), len(BACK_OFF)) - 1] or 0.01)
        if name in self._kept and not self._closing.is_set():
            try:
                await ModelHandle(name, self).ready()
            except WorkerError as err:
                if not self.unusable(name):  # told already
                    self._problem(str(err))


def _read(path: Path | None) -> dict[str, dict[str, Any]]:
    """Returns what was learned in earlier runs; nothing where that cannot be read."""
    try:
        document = small_files.read_json(path) if path is not None else {}
    except (OSError, ValueError):
        return {}
    found = document.items() if isinstance(document, dict) else ()
    return {
        name: each
        for name, each in found
        if isinstance(each, dict) and isinstance(each.get("private"), int) and isinstance(each.get("arguments"), dict)
    }


def _write(path: Path, learned: Mapping[str, Any]) -> None:
    try:
        small_files.write(path, json.dumps(dict(learned), indent=1, sort_keys=True))
    except (OSError, UserError) as err:
        log.info("%s: what models take is not kept (%s)", path, small_files.reason(err))
