"""The composition root: `running(settings)` builds the daemon, runs it, and takes it down in reverse order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

from audio.events import Command, Meter, Volume
from config import paths
from config.settings import Settings
from daemon.actions.actor import Actor
from daemon.actions.better_model import BetterModels
from daemon.actions.by_itself import ByItself
from daemon.actions.doers import doers
from daemon.actions.home.connection import HomeConnection
from daemon.actions.selection.reading import Reading
from daemon.actions.tool_choice import ToolChooser
from daemon.app.choices import Choices
from daemon.app.habits_file import HabitsFile, read_habits
from daemon.app.history.recorder import HistoryRecorder
from daemon.app.router import Router
from daemon.app.selection import Selection
from daemon.app.skill_runner import SkillRunner
from daemon.app.sound import Sound
from daemon.app.speech import SpeechService
from daemon.app.status import Latest, devices_of, overview
from daemon.app.texts.asking import Asking
from daemon.app.threads import prepared
from daemon.app.typed import Typed
from daemon.control.events import (
    Devices,
    Event,
    ModelState,
    ProblemOccurred,
    QuestionChanged,
    StateChanged,
    ToolsChanged,
)
from daemon.control.hub import EventHub
from daemon.conversation.conversation import Conversation
from daemon.conversation.dialogue import Exchange
from daemon.conversation.ports import Ports
from daemon.desktop.manners import Manners
from daemon.dictation.dictation import Dictation
from daemon.dictation.tidied import Tidied
from daemon.routing.facts import NoRoute, Route
from daemon.routing.recommended import budget_mb, machine_here
from daemon.skills import misheard
from daemon.skills.actions.recital import Recital
from daemon.skills.home.house import NO_HOUSE, House
from daemon.skills.situation import Situation
from daemon.tiers.cascade import Cascade
from daemon.tiers.kit import CannotBuild
from daemon.tools.choosing import MindsChoice
from daemon.tools.durations import Durations
from daemon.tools.toolbox import Toolbox
from daemon.typing.typist import Typist
from daemon.typing.ways import ways
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.preemption import Preemption
from daemon.workers.request import WorkerError
from daemon.workers.spec import Spec
from daemon.workers.worker import State, Worker
from models.store.machine import Machine
from models.store.places import Places, places_here
from models.text.clauses import warm_up
from models.text.language import guess_language

log = logging.getLogger(__name__)

CLICK_WITHIN = 120.0
"""Seconds for which a click answers a question before something dangerous; words have `actions.answer_seconds`."""


@asynccontextmanager
async def running(settings: Settings, adapt: Callable[[Spec], Spec] = lambda spec: spec) -> AsyncIterator[Daemon]:
    """A running daemon: it can be talked to while the block lasts. Models go on loading; `ready` waits for them.

    `adapt` rewrites the specification of every model's worker before it is started.

    Whatever a part's task raises cancels the block and comes out of it in an ExceptionGroup.
    """
    places = places_here(tuple(settings.models.folders))
    async with prepared(), asyncio.TaskGroup() as group, AsyncExitStack() as stack:
        # nvidia-smi takes a moment, and may hang for longer.
        machine = await asyncio.to_thread(machine_here, settings, places)
        daemon = Daemon(settings, group, places, machine, adapt)
        stack.push_async_callback(daemon.sound.stop)
        stack.push_async_callback(daemon.fleet.close)
        stack.callback(daemon.speech.close)
        stack.push_async_callback(daemon.history.close)
        stack.push_async_callback(daemon.models.close)
        stack.push_async_callback(daemon.tools.close)
        stack.push_async_callback(daemon.actor.close)
        stack.push_async_callback(daemon.dictation.close)
        stack.callback(group.create_task(daemon.skills.run()).cancel)
        stack.callback(daemon.conversation.end)  # while what was said can still be kept
        await stack.enter_async_context(daemon.manners)
        group.create_task(daemon.sound.run())
        group.create_task(daemon.tools.run())
        if daemon.chooser is not None:
            stack.callback(group.create_task(daemon.chooser.run()).cancel)
        group.create_task(daemon.sound.accompany(daemon.sound_came, daemon.conversation.sound_lost))
        stack.callback(group.create_task(daemon.fleet.run()).cancel)
        if daemon.home is not None:
            stack.callback(group.create_task(daemon.home.run()).cancel)
        daemon.selection.take_up()
        group.create_task(asyncio.to_thread(warm_up))
        group.create_task(asyncio.to_thread(misheard.warm_up))
        stack.callback(daemon.stop)
        yield daemon


class Daemon:
    """All parts of the daemon, each built on those above it. `running` starts and ends them."""

    def __init__(
        self,
        settings: Settings,
        group: asyncio.TaskGroup,
        places: Places,
        machine: Machine,
        adapt: Callable[[Spec], Spec],
    ) -> None:
        """Starts nothing and waits for nothing: no callback that is passed on here is called before all parts are built."""
        self.settings = settings
        """The settings of the start."""
        self.latest = Latest()
        self.hub = EventHub(self.status)
        self._stopping = asyncio.Event()
        self._question: asyncio.TimerHandle | None = None
        self._began = time.monotonic()
        self._listeners: list[Callable[[Event], None]] = []
        self._habits = HabitsFile(paths.state_dir() / "habits.json")
        self._opens_microphone = settings.listening.at_start and settings.listening.mode != "push"
        choices = self._choices = Choices(settings)
        preemption = self._preemption = Preemption()

        self.sound = Sound(settings, lambda event: self.conversation.on_sound(event), self._on_state)
        self.hub.on_levels = lambda on: self.sound.send(Meter(on))
        self.fleet = Fleet(
            group,
            _budget(settings, machine),
            log_level=settings.log.level,
            problem=self._problem,
            on_state=self._on_state,
            memory_file=paths.state_dir() / "memory.json",
            swap=settings.compute.swap,
            adapt=adapt,
            on_unusable=self._unusable,
        )
        by_mind = bool(settings.tools.servers) and settings.tools.chosen_by == "mind"
        self.chooser = ToolChooser(self._calling_mind, preemption, self._problem) if by_mind else None
        choose = MindsChoice(self.chooser, lambda: self.tools.usable()) if self.chooser is not None else None
        self._choice = choose
        self.router = Router(choices, self.fleet, places, gpu_mb=machine.vram_mb, choose=choose)
        self.selection = Selection(choices, self.router, self.fleet, group, self.publish, self._load_failed)
        self.speech = SpeechService(
            group, self.router, preemption, self.publish, lambda: self.conversation, settings.dictation.words
        )
        self.history = HistoryRecorder(settings, self._problem)
        self.skills = SkillRunner(
            settings,
            choices,
            lambda: self.conversation,
            self.sound.send,
            self.selection.choose_tier,
            self.history,
            lambda: self.dictation.begin(),
            group,
            self.publish,
            lambda language: self.actor.stop(language),
            lambda what, take_back: self.actor.did(what, take_back),
        )
        self.asking = Asking(settings, self.router, preemption)
        self.reading = Reading()
        desktop = ways(group, self._problem)
        self.typist = Typist(desktop.ways, desktop.keep)
        self.ask_to_type = desktop.portal.ask_again
        self.dictation = Dictation(
            settings,
            self.typist,
            lambda: self.conversation,
            group,
            self.publish,
            self._announce,
            self._record_dictated,
            Tidied(lambda: self.router.kit.mind(settings.fast.mind), preemption).tidy,
            lambda: "" if self.latest.devices.capture else self.latest.devices.problem,
        )
        self.models = BetterModels(settings, group, self.publish, self._announce)
        named = settings.tools.home_assistant
        self.home = HomeConnection(named, self._problem, self.publish) if named is not None else None
        acting = doers(
            settings,
            self.models,
            self._last_said,
            lambda: self.manners.held_players(),
            lambda player: self.manners.leave_player(player),
            self.reading,
            self.asking,
            self.typist,
            self.home,
        )
        durations = Durations(paths.state_dir() / "tools.json", self.history.later)
        self.tools = Toolbox(settings, self._tools_told, self._problem, durations)
        self.actor = Actor([*acting, self.tools], group, lambda: self.conversation, self.publish)
        ports = Ports(
            speech=self.speech,
            sound=self.sound.send,
            publish=self.publish,
            record=self._record,
            correct=self.history.correct,
            carry_out=self.skills.carry_out,
            act=self.actor.begin,
            known=self.actor.known,
            busy=self._busy,
            dictation=self.dictation,
            extend=self.history.extend,
            tools=self.tools.sentences,
            may_choose=choose.may if choose is not None else lambda text, language: False,
            situation=self._situation,
        )
        self.conversation = Conversation(settings, ports)
        if settings.history.keep:
            self.conversation.habits = read_habits(self._habits.path)
        self.by_itself = ByItself(
            settings, self.skills.carry_out, self.actor, self.tools.sentences, choose, situation=self._situation
        )
        self.typed = Typed(
            settings,
            self.router,
            self.asking,
            self._record_typed,
            by_itself=self.by_itself,
            recite=self.recite,
        )
        self.manners = Manners(settings, self.conversation, self, self.skills.end_ringing, self.dictation)

    # ------------------------------------------------------------------------------------------------------- its life

    async def ready(self) -> None:
        """Wait until a spoken turn can be answered, by the next best where a model cannot be loaded. Raises WorkerError,
        NoRoute or CannotBuild where there is none."""
        await self.sound.worker.ready()
        _, responder = self.router.spoken()
        while True:
            try:
                for model in responder.models:
                    await model.ready()
            except WorkerError:
                failed, (_, responder) = responder, self.router.spoken()
                if responder is failed:
                    raise
            else:
                return

    def stop(self) -> None:
        """Ask that the block of `running` be left: `stopped` returns."""
        self._stopping.set()

    async def stopped(self) -> None:
        """Wait for `stop`."""
        await self._stopping.wait()

    # ---------------------------------------------------------------------------------------------------- its workers

    def sound_came(self, missed: float) -> None:
        """Tell a new sound worker what the last one knew; there was none for `missed` seconds."""
        if self._stopping.is_set():
            return
        self.sound.send(Volume(self._choices.volume))
        self.sound.send(Meter(self.hub.wants_levels))
        if self._opens_microphone and not self.latest.switched:
            self.conversation.listen(True)
        else:
            self.conversation.sound_back(missed)
        self._opens_microphone = False  # at the start only

    def _on_state(self, worker: Worker) -> None:
        self._tell_model(worker.spec.name, worker.state, worker.problem if worker.state is State.FAILED else "")
        if self.chooser is not None and worker.state is State.READY:
            self.chooser.look()
        if worker is self.sound.worker and worker.state is State.STOPPED and worker.hung:
            self._problem(worker.problem)
        devices = devices_of(self.sound.worker, self.latest.devices, self.conversation.hears)
        if worker is self.sound.worker and not self._stopping.is_set() and devices != self.latest.devices:
            self.publish(devices)

    def _tools_told(self, event: Event) -> None:
        self.publish(event)
        if isinstance(event, ToolsChanged) and self._choice is not None:
            self._choice.look()

    def _calling_mind(self) -> ModelHandle | None:
        """The mind of the tier in use, where it can be asked for calls of tools."""
        try:
            _, responder = self.router.spoken()
        except (NoRoute, CannotBuild):
            return None
        return responder.mind if isinstance(responder, Cascade) and not responder.ready_made else None

    def _load_failed(self, name: str, why: str) -> None:
        if not self._stopping.is_set():  # else it was told to end
            self._tell_model(name, State.FAILED, why)
            self._problem(why)

    def _unusable(self, name: str, why: str) -> None:
        """A model of the tier in use cannot be loaded: the next best takes its place, and the user is told."""
        if not self._stopping.is_set():
            log.warning("%s cannot be loaded: %s", name, why)
            self.selection.take_up()
            self._problem(why)

    def _tell_model(self, name: str, state: State, problem: str) -> None:
        # Trouble with any other model is told to those who asked it.
        needed = name == self.sound.worker.spec.name or self.fleet.keeps(name)
        self.publish(ModelState(name, state.value, problem if needed else ""))

    def _announce(self, text: str, language: str) -> None:
        self.conversation.announce(text, language)

    def recite(self, recital: Recital, language: str) -> None:
        """Read something aloud as soon as nobody speaks, in place of what is being read."""
        self.conversation.stop_reciting()
        self.conversation.announce(recital, language)

    def _house(self) -> House:
        return self.home.house if self.home is not None else NO_HOUSE

    def _situation(self) -> Situation:
        undoable, fresh = self.actor.undoable, self.actor.fresh
        return replace(self.skills.situation(), house=self._house(), undoable=undoable, fresh=fresh)

    def _busy(self, busy: bool) -> None:
        if busy:
            self._preemption.take("turn")
        else:
            self._preemption.give("turn")

    # --------------------------------------------------------------------------------------------------------- events

    def publish(self, event: Event) -> None:
        """Tell everybody who listens. Never waits."""
        self.latest.take(event)
        self.hub.publish(event)
        for listener in self._listeners:
            listener(event)
        match event:
            case QuestionChanged():
                self._watch_question(event.text)
            case Devices(capture=""):
                self.dictation.microphone_lost()
            case StateChanged(state="hearing"):
                self.actor.glance()

    def _watch_question(self, text: str) -> None:
        """A question that nobody answers does not stay in a menu for ever."""
        if self._question is not None:
            self._question.cancel()
        self._question = None
        if text:
            self._question = asyncio.get_running_loop().call_later(CLICK_WITHIN, self.conversation.lapse)

    def _problem(self, text: str) -> None:
        self.publish(ProblemOccurred(text))

    @contextmanager
    def listening_in(
        self,
        on_event: Callable[[Event], None],
        on_command: Callable[[Command], None] = lambda command: None,
    ) -> Iterator[None]:
        """See every published event and every command to the sound worker, in this process."""
        self._listeners.append(on_event)
        self.sound.taps.append(on_command)
        try:
            yield
        finally:
            self._listeners.remove(on_event)
            self.sound.taps.remove(on_command)

    def status(self) -> dict[str, Any]:
        """What `sarai status` shows."""
        return overview(
            self.conversation,
            self.selection,
            self.sound.worker,
            self.fleet,
            self.latest,
            muted_by=self.manners.muted_by,
            began=self._began,
            ringing=self.skills.ringing(),
            home=self.home.status() if self.home is not None else None,
            tools=self.tools.servers(),
        )

    # --------------------------------------------------------------------------------------------------------- history

    def _last_said(self) -> str:
        said = [exchange.said for exchange in self.conversation.dialogue.exchanges if exchange.said]
        return said[-1] if said else ""

    def _record(self, exchange: Exchange) -> None:
        route = self.speech.routes.get(exchange.turn)
        self.history.record(exchange, route.tier if route else self.selection.tier, _why(route))
        if self.settings.history.keep:
            self.history.later(self._habits.keep, self.conversation.habits)

    def _record_dictated(self, turn: int, text: str, language: str) -> None:
        self.history.record(Exchange(turn, text, "", language), "dictation")

    def _record_typed(self, exchange: Exchange, route: Route) -> None:
        told = replace(exchange, language=exchange.language or guess_language(exchange.heard))
        self.history.record(told, route.tier, _why(route))


def _why(route: Route | None) -> str:
    return f"{route.row}: {route.reason}" if route is not None else ""


def _budget(settings: Settings, machine: Machine) -> Budget:
    """The memory models may take, in bytes."""
    return Budget(budget_mb(settings, machine) * 10**6, machine.vram_mb * 10**6)
