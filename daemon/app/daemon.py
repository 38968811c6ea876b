"""The composition root: builds the parts, runs them, takes them down in reverse."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

from audio.events import Command, Event, Meter, Volume
from config import paths
from config.settings import Settings
from daemon.app.habits_file import HabitsFile, read_habits
from daemon.app.history.recorder import HistoryRecorder
from daemon.app.router import Router
from daemon.app.selection import ChosenSettings, Selection
from daemon.app.skill_runner import SkillRunner
from daemon.app.speech import SpeechService
from daemon.app.stage import Stage
from daemon.app.status import Latest, devices_of, overview
from daemon.app.typed import Typed
from daemon.control.events import EventHub
from daemon.conversation.conversation import Conversation
from daemon.conversation.ports import Record
from daemon.desktop.manners import Manners
from daemon.routing.facts import Route
from daemon.tiers import specs
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from daemon.workers.preemption import Preemption
from daemon.workers.request import WorkerError
from daemon.workers.wire import Frame, unpack, vocabulary
from daemon.workers.worker import State, Worker
from models.store.machine import Machine, inspect_machine
from models.store.places import places_here
from models.text.language import guess_language

log = logging.getLogger(__name__)

SOUND_EVENTS = vocabulary(Event)


class Daemon:
    """Everything that runs, wired together."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.latest = Latest()
        self.hub = EventHub(self.status)
        self.hub.on_levels = lambda on: self._stage.sound(Meter(on))
        self.sound = Worker(specs.sound(settings), self._on_sound, settings.log.level, on_state=self._on_state)
        self.book: HistoryRecorder
        self.conversation: Conversation
        self.effects: SkillRunner
        self.typed: Typed
        self.fleet: Fleet
        self.router: Router
        self.selection: Selection
        self._group: asyncio.TaskGroup
        self._desk: SpeechService
        self._stage: Stage
        self._way = Preemption()
        self._desktop: Manners
        self._habits = HabitsFile(paths.state_dir() / "habits.json")
        self._stopping = asyncio.Event()
        self._began = time.monotonic()
        self._sound_gone: float | None = self._began  # since when no sound worker is there
        self._listeners: list[Callable[[dict[str, Any]], None]] = []

    # ------------------------------------------------------------------------------------------------------- its life

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Run until `stop`. `started` is called when everything can be talked to; models load after that."""
        async with asyncio.TaskGroup() as group, AsyncExitStack() as stack:
            self._group = group
            stack.push_async_callback(self.sound.stop)
            await self._make_fleet(group)
            stack.push_async_callback(self.fleet.close)
            self._desk = SpeechService(group, self.router, self._way, self.publish)
            stack.callback(self._desk.end)
            self.book = HistoryRecorder(self.settings, self._problem)
            stack.push_async_callback(self.book.close)
            self.effects = SkillRunner(
                self.settings, lambda: self.conversation, self.selection.choose_tier, self.book, group
            )
            stack.callback(self.effects.close)
            self._stage = Stage(
                self.sound, self._desk, self.publish, self._record, self.book.correct, self.effects.carry_out
            )
            self.conversation = Conversation(self.settings, self._stage)
            stack.callback(self.conversation.end)  # while what was said can still be kept
            if self.settings.history.keep:
                self.conversation.habits = read_habits(self._habits.path)
            self._desk.attach(self.conversation)
            self.typed = Typed(
                self.settings, self.router, self._way, self._record_typed, carry_out=self.effects.carry_out
            )
            self._desktop = Manners(self.settings, self.conversation, self)
            await stack.enter_async_context(self._desktop)
            group.create_task(self.sound.run())
            group.create_task(self._accompany_sound())
            stack.callback(group.create_task(self.fleet.run()).cancel)
            self.selection.take_up()
            started()
            await self._stopping.wait()

    def stop(self) -> None:
        """Have `run` return: everything it started is ended first."""
        self._stopping.set()

    async def ready(self) -> None:
        """Wait until a spoken turn can be answered. Raises WorkerError when a model cannot be loaded."""
        await self.sound.ready()
        _, responder = self.router.spoken()
        for model in responder.models:
            await model.ready()

    async def _make_fleet(self, group: asyncio.TaskGroup) -> None:
        places, compute = places_here(tuple(self.settings.models.folders)), self.settings.compute
        # nvidia-smi takes a moment, and may hang for longer.
        machine: Machine = await asyncio.to_thread(inspect_machine, places.root, gpu=compute.gpu == "auto")
        chosen = compute.ram_budget_gb
        private = round(chosen * 1e9) if chosen is not None else machine.budget_mb * 10**6
        self.fleet = Fleet(
            group,
            Budget(private, machine.vram_mb * 10**6),
            log_level=self.settings.log.level,
            problem=self._problem,
            on_state=self._on_state,
            memory_file=paths.state_dir() / "memory.json",
            swap=self.settings.compute.swap,
        )
        chosen_settings = ChosenSettings(self.settings)
        self.router = Router(
            lambda: chosen_settings.now, self.fleet, places, lambda: self.effects.pace, gpu_mb=machine.vram_mb
        )
        self.selection = Selection(chosen_settings, self.router, self.fleet, group, self.publish, self._load_failed)

    def _problem(self, text: str) -> None:
        self.publish({"kind": "problem", "text": text})

    def _on_state(self, worker: Worker) -> None:
        self._tell_model(worker.spec.name, worker.state, worker.problem if worker.state is State.FAILED else "")
        device = devices_of(self.sound, self.latest.device, self.conversation.hears)
        if worker is self.sound and not self._stopping.is_set() and device != self.latest.device:
            self.publish({"kind": "device", **device})

    def _load_failed(self, name: str, why: str) -> None:
        if not self._stopping.is_set():  # else it was told to end
            self._tell_model(name, State.FAILED, why)
            self._problem(why)

    def _tell_model(self, name: str, state: State, problem: str) -> None:
        needed = name == self.sound.spec.name or self.fleet.keeps(name)  # of others, whoever asked them is told
        self.publish({"kind": "model", "name": name, "state": state.value, "problem": problem if needed else ""})

    # ------------------------------------------------------------------------------------------------------- the sound

    def sound_missing(self) -> float:
        """Seconds since the sound worker went, when restarting it does not help; 0 while it is there, whatever becomes of
        the devices, and where it cannot work on this machine at all."""
        gone = self._sound_gone
        return 0.0 if gone is None or self.sound.state is State.FAILED else time.monotonic() - gone

    async def _accompany_sound(self) -> None:
        """Tell every new sound worker what the last one knew."""
        open_it = self.settings.listening.at_start and self.settings.listening.mode != "push"
        while not self._stopping.is_set():
            try:
                await self.sound.ready()
            except WorkerError:
                return
            self._sound_gone = None
            self._stage.sound(Volume(self.effects.volume))
            self._stage.sound(Meter(self.hub.wants_levels))
            if open_it and not self.latest.switched:
                self.conversation.listen(True)
            else:
                self.conversation.sound_back()
            open_it = False
            await self.sound.gone()
            self._sound_gone = time.monotonic()
            self.conversation.sound_lost()

    # --------------------------------------------------------------------------------------------------------- events

    def _on_sound(self, frame: Frame) -> None:
        self.conversation.on_sound(unpack(frame, SOUND_EVENTS))

    def publish(self, event: dict[str, Any]) -> None:
        self.latest.take(event)
        if event["kind"] == "state":
            busy = event["state"] not in ("off", "listening", "speaking")
            (self._way.take if busy else self._way.give)("turn")
        self.hub.publish(event)
        for listener in self._listeners:
            listener(event)

    @contextmanager
    def listening_in(
        self,
        on_event: Callable[[dict[str, Any]], None],
        on_command: Callable[[Command], None] = lambda command: None,
    ) -> Iterator[None]:
        """See every published event and every command to the sound worker, in this process."""
        self._listeners.append(on_event)
        self._stage.taps.append(on_command)
        try:
            yield
        finally:
            self._listeners.remove(on_event)
            self._stage.taps.remove(on_command)

    def _record(self, record: Record) -> None:
        route = self._desk.routes.get(record.turn)
        why = f"{route.row}: {route.reason}" if route is not None else ""
        self.book.record(record, route.tier if route is not None else self.selection.tier, why)
        if self.settings.history.keep:
            self.book.later(self._habits.keep, self.conversation.habits)

    def _record_typed(self, asked: str, said: str, route: Route) -> None:
        record = Record(0, guess_language(asked), asked, said, said, False, {})
        self.book.record(record, route.tier, f"{route.row}: {route.reason}")

    # --------------------------------------------------------------------------------------------------------- status

    def status(self) -> dict[str, Any]:
        """What `sarai status` shows."""
        muted_by = self._desktop.muted_by
        return overview(
            self.conversation, self.selection, self.sound, self.fleet, self.latest, muted_by=muted_by, began=self._began
        )
