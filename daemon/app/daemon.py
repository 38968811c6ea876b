"""The composition root: builds the parts, runs them, takes them down in reverse."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict
from typing import Any, Literal

from audio.events import Command, Event, Meter, Volume
from config import paths
from config.errors import UserError
from config.settings import Settings, Tier
from daemon.app.habits_file import HabitsFile, read_habits
from daemon.app.history.recorder import Book
from daemon.app.router import Router
from daemon.app.skill_runner import Effects
from daemon.app.speech import SpeechDesk
from daemon.app.stage import Stage
from daemon.app.status import Latest, devices_of, overview
from daemon.app.typed import Typed
from daemon.control.events import EventHub
from daemon.conversation.conversation import Conversation
from daemon.conversation.ports import Record
from daemon.desktop.manners import Desktop
from daemon.routing import voices
from daemon.routing.facts import Route
from daemon.routing.survey import explain
from daemon.tiers import specs
from daemon.tiers.responder import Responder
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.preemption import RightOfWay
from daemon.workers.request import WorkerError
from daemon.workers.residency import Budget
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
        self.tier = ""
        """The tier that answers the next spoken turn; empty where none can."""
        self.chosen: Tier = settings.tier
        """The tier that was asked for."""
        self.latest = Latest()
        self.hub = EventHub(self.status)
        self.hub.on_levels = lambda on: self._stage.sound(Meter(on))
        self.sound = Worker(specs.sound(settings), self._on_sound, settings.log.level, on_state=self._on_state)
        self.book: Book
        self.conversation: Conversation
        self.effects: Effects
        self.typed: Typed
        self.fleet: Fleet
        self.router: Router
        self._group: asyncio.TaskGroup
        self._desk: SpeechDesk
        self._stage: Stage
        self._way = RightOfWay()
        self._desktop = Desktop(self)
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
            self._desk = SpeechDesk(group, self.router, self._way, self.publish)
            stack.callback(self._desk.end)
            self.book = Book(self.settings, self._problem)
            stack.push_async_callback(self.book.close)
            self.effects = Effects(self, group)
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
            await stack.enter_async_context(self._desktop)
            group.create_task(self.sound.run())
            group.create_task(self._accompany_sound())
            stack.callback(group.create_task(self.fleet.run()).cancel)
            self._take_up()
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
        self.router = Router(
            lambda: self.settings, self.fleet, places, lambda: self.effects.pace, gpu_mb=machine.vram_mb
        )

    def _problem(self, text: str) -> None:
        self.publish({"kind": "problem", "text": text})

    def _on_state(self, worker: Worker) -> None:
        self._tell_model(worker.spec.name, worker.state, worker.problem if worker.state is State.FAILED else "")
        device = devices_of(self.sound, self.latest.device, self.conversation.hears)
        if worker is self.sound and not self._stopping.is_set() and device != self.latest.device:
            self.publish({"kind": "device", **device})

    def _tell_model(self, name: str, state: State, problem: str) -> None:
        needed = name == self.sound.spec.name or self.fleet.keeps(name)  # of others, whoever asked them is told
        self.publish({"kind": "model", "name": name, "state": state.value, "problem": problem if needed else ""})

    # ------------------------------------------------------------------------------------------------------- the tier

    def _take_up(self) -> str:
        """Answer with the chosen tier, or with what can be had in its place; what the user should know of it."""
        note = self._prepare()
        notice = self.router.not_understood(self.tier) if self.tier else note
        self.publish({"kind": "tier", "name": self.tier, "chosen": self.chosen, "note": note, "notice": notice})
        return note or notice

    def _prepare(self) -> str:
        """Have the models of the tier that answers now in memory before they are needed; why it is not the chosen one."""
        try:
            route, responder = self.router.spoken()
        except UserError as err:
            self.tier = ""
            return str(err)
        self.tier = route.tier
        names = [model.name for model in responder.models]
        minds = [name for name in names if name in (self.settings.fast.mind, "starter")]
        self.fleet.keep(names, pinned=minds)
        self._group.create_task(self._load(responder))
        return route.fallback_note or ""

    async def _load(self, responder: Responder) -> None:
        async with asyncio.TaskGroup() as group:
            for model in responder.models:
                group.create_task(self._bring_in(model))

    async def _bring_in(self, model: ModelHandle) -> None:
        try:
            await model.ready()
        except WorkerError as err:
            if not self._stopping.is_set():  # else it was told to end
                self._tell_model(model.name, State.FAILED, str(err))
                self._problem(str(err))

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

    async def choose_tier(self, name: Tier) -> dict[str, Any]:
        """Answer the next spoken turn with that tier; what it cannot have, it says. Voices may come and go with it."""
        self.chosen = self.router.tier = name
        note = self._take_up()
        self.publish({"kind": "voices", "voices": [asdict(each) for each in self._voices()]})
        return {"tier": name, "tier_active": self.tier, "note": note}

    async def choose_language(self, name: Literal["auto", "en", "es"]) -> dict[str, Any]:
        """Listen for that language and speak it from the next turn on; `auto` answers in the language it heard."""
        speaking = self.settings.speaking.model_copy(update={"language": name})
        self.settings = self.settings.model_copy(update={"speaking": speaking})
        self.publish({"kind": "language", "name": name})
        await self.choose_tier(self.chosen)
        return {"language": name}

    async def choose_voice(self, name: str, language: str) -> dict[str, Any]:
        """Speak with that voice from the next turn on, in one language or (empty) in all it speaks. Raises UserError."""
        chosen = voices.find(self._voices(), name, language)
        for each in chosen:
            self.settings = voices.with_voice(self.settings, each)
        await self.choose_tier(self.chosen)
        return {"voice": chosen[0].name, "settings": [each.setting for each in chosen]}

    def _voices(self) -> list[voices.Choice]:
        """What there is to choose from."""
        return voices.choices(self.settings, self.router.has, self.router.speaks_itself(self.tier))

    def language_of(self, text: str) -> str:
        """The language to speak a given text in."""
        chosen = self.settings.speaking.language
        return guess_language(text) if chosen == "auto" else chosen

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
        self.book.record(record, route.tier if route is not None else self.tier, why)
        if self.settings.history.keep:
            self.book.later(self._habits.keep, self.conversation.habits)

    def _record_typed(self, asked: str, said: str, route: Route) -> None:
        record = Record(0, guess_language(asked), asked, said, said, False, {})
        self.book.record(record, route.tier, f"{route.row}: {route.reason}")

    # --------------------------------------------------------------------------------------------------------- status

    async def explain(self) -> list[str]:
        """The routing table and what it comes to on this machine."""
        await self.router.look_at_servers()
        return list(explain(self.router.facts(), self.router.tier))

    def status(self) -> dict[str, Any]:
        """What `sarai status` shows."""
        return overview(self, self._began, self._desktop.muted_by, self._voices())
