"""The composition root: builds the parts, runs them, takes them down in reverse."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from audio.events import Event, Play
from audio.events import Volume as SetVolume
from config.settings import Settings
from daemon import engines
from daemon.conversation import Conversation, Record
from daemon.effects import Effects
from daemon.events import EventHub
from daemon.responder import Cascade
from daemon.speech_desk import SpeechDesk
from daemon.stage import Stage
from daemon.turn import Phase
from daemon.wire import Frame, unpack, vocabulary
from daemon.workers import State, Worker, WorkerError

log = logging.getLogger(__name__)

SOUND_EVENTS = vocabulary(Event)
STOP_WITHIN = 1.5
"""Seconds all workers get to end; SIGTERM promises two."""


class Daemon:
    """Everything that runs, wired together. `async with daemon.running(): ...`"""

    def __init__(self, settings: Settings, on_record: Callable[[Record], None] | None = None) -> None:
        self.settings = settings
        self.began = time.monotonic()
        self.hub = EventHub(self.status)
        self.sound = Worker(engines.sound(settings), self._on_sound, settings.log.level)
        self.workers: dict[str, Worker] = {}
        self.tier = "embedded"
        self.last: dict[str, Any] = {}
        self._on_record = on_record
        self._group: asyncio.TaskGroup
        self.conversation: Conversation
        self.effects: Effects

    async def run(self, ready: Callable[[], None], stop: asyncio.Event) -> None:
        """Run until `stop` is set. `ready` is called as soon as the daemon can be controlled and listens; models load
        after that."""
        async with asyncio.TaskGroup() as group, AsyncExitStack() as stack:
            self._group = group
            stack.push_async_callback(self._stop_workers)
            responder = self._cascade(engines.embedded(self.settings))
            desk = SpeechDesk(group, responder)
            self.effects = Effects(self)
            stage = Stage(self.sound, desk, self.publish, self._record, self.effects.carry_out)
            self.conversation = Conversation(self.settings, stage)
            desk.attach(self.conversation)
            group.create_task(self._keep_sound())
            ready()
            await stop.wait()

    # ------------------------------------------------------------------------------------------------------- workers

    def _cascade(self, tier: engines.TierSpec) -> Cascade:
        ears, mind = self._worker(tier.ears), self._worker(tier.mind)
        voices = {language: self._worker(spec) for language, spec in tier.voices.items()}
        return Cascade(tier.name, ears, mind, voices, self.settings.speaking, tier.language, tier.ready_made)

    def _worker(self, spec: engines.Spec) -> Worker:
        """The running worker of that name; started when there is none."""
        worker = self.workers.get(spec.name)
        if worker is None:
            worker = self.workers[spec.name] = Worker(spec, log_level=self.settings.log.level)
            self._group.create_task(self._keep(worker))
        return worker

    async def _keep(self, worker: Worker) -> None:
        await worker.run()
        if worker.state is State.FAILED:
            self.publish({"kind": "problem", "text": worker.problem})

    async def _keep_sound(self) -> None:
        self._group.create_task(self._greet_sound())
        await self.sound.run()
        if self.sound.state is State.FAILED:
            self.publish({"kind": "problem", "text": self.sound.problem})

    async def _greet_sound(self) -> None:
        """Tell every new sound worker what the old one knew."""
        first = True
        while True:
            try:
                await self.sound.ready()
            except WorkerError:
                return
            if first:
                self.conversation.ports.sound(SetVolume(self.settings.sound.volume))
                self.conversation.listen(self.settings.listening.at_start)
                first = False
            else:
                self.conversation.sound_back()
            await self.sound.gone()
            self.conversation.sound_lost()

    async def _stop_workers(self) -> None:
        everyone = [self.sound, *self.workers.values()]
        for worker in everyone:
            await worker.stop()

    # --------------------------------------------------------------------------------------------------------- events

    def _on_sound(self, frame: Frame) -> None:
        self.conversation.on_sound(unpack(frame, SOUND_EVENTS))

    def publish(self, event: dict[str, Any]) -> None:
        if event["kind"] in ("heard", "reply_done", "timings"):
            self.last.update({key: value for key, value in event.items() if key != "kind"})
        self.hub.publish(event)

    def _record(self, record: Record) -> None:
        if self._on_record is not None:
            self._on_record(record)

    def status(self) -> dict[str, Any]:
        conversation = self.conversation
        return {
            "pid": os.getpid(),
            "state": conversation.phase.value,
            "listening": conversation.phase is not Phase.OFF,
            "tier": self.settings.tier,
            "tier_active": self.tier,
            "models": [
                {"name": worker.spec.name, "state": worker.state.value, "pid": worker.pid, "problem": worker.problem}
                for worker in [self.sound, *self.workers.values()]
            ],
            "last": self.last,
            "uptime_s": round(time.monotonic() - self.began, 1),
        }


__all__ = ["Daemon", "Play"]
