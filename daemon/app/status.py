"""The daemon's status, as `sarai status` shows it: how things are, and what happened last."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

from config.texts import _
from daemon.control.events import Devices, Event, MicrophoneSwitched, RingingTimer, ToolServerState, TurnTimed
from daemon.control.problems import Problems
from daemon.control.state import DaemonState
from daemon.conversation.latency import Window
from daemon.conversation.turn import Phase
from daemon.workers.process_memory import read_memory
from daemon.workers.worker import State

if TYPE_CHECKING:
    from daemon.app.selection import Selection
    from daemon.conversation.conversation import Conversation
    from daemon.workers.fleet import Fleet
    from daemon.workers.worker import Worker


class Latest:
    """The picture that the daemon has of itself by its own events, with the latencies of the last turns."""

    def __init__(self) -> None:
        self.latencies = Window()
        self.switched = False
        """Whether the user has opened or closed the microphone since the start."""
        self._state = DaemonState()

    def take(self, event: Event) -> None:
        self._state.update(event)
        match event:
            # An announcement answers nobody, and has no latencies.
            case TurnTimed() if self._state.last is not None and self._state.last.turn == event.turn:
                self.latencies.add(event.ms)
            case MicrophoneSwitched():
                self.switched = True

    @property
    def turn(self) -> dict[str, Any]:
        """The last exchange as JSON: "turn", "language", "heard"; "timings_ms" once the reply is audible, "reply" once it
        has ended. Empty where nothing was asked yet, or after the history was forgotten."""
        last = self._state.last
        if last is None:
            return {}
        found: dict[str, Any] = {"turn": last.turn, "language": last.language, "heard": last.heard}
        if last.timings:
            found["timings_ms"] = dict(last.timings)
        if last.done:
            found["reply"] = last.reply
        return found

    @property
    def devices(self) -> Devices:
        return self._state.devices

    @property
    def download(self) -> dict[str, int] | None:
        """Bytes "done" and "total" of models that are being fetched; None while none are."""
        running = self._state.download
        return None if running is None else {"done": running.done, "total": running.total}

    @property
    def problems(self) -> Problems:
        return self._state.problems

    @property
    def question(self) -> str:
        """What was asked about before something dangerous, and waits for an answer; "" for nothing."""
        return self._state.question

    @property
    def in_use(self) -> tuple[str, str]:
        """Names of the microphone and the loudspeaker; "" for one that is not open."""
        return self.devices.capture, self.devices.playback

    def row(self, model: dict[str, Any]) -> dict[str, Any]:
        """Adds to a model's row why it could not be loaded: the fleet forgets that with the worker."""
        why = self.problems.models.get(model["name"])
        return model | {"state": "failed", "problem": why} if why and model["state"] == "stopped" else model


def devices_of(sound: Worker, known: Devices, wanted: bool) -> Devices:
    """The devices after the sound worker has changed its state.

    Without a worker none is open. A new worker reports the devices that it opens. While no microphone is `wanted` it opens
    none, and no problem is known.
    """
    match sound.state:
        case State.FAILED:
            return Devices("", "", sound.problem)
        case State.STOPPED if sound.failures > 1:  # once may be an accident
            why = _(
                "sound does not work, its process keeps ending: {why}; `sarai doctor` looks for the cause",
                why=sound.problem,
            )
            return Devices("", "", why)
        case State.STOPPED:
            return Devices("", "", known.problem)
        case State.READY if not wanted:
            return replace(known, problem="")
    return known


def overview(
    conversation: Conversation,
    selection: Selection,
    sound: Worker,
    fleet: Fleet,
    latest: Latest,
    *,
    muted_by: str,
    began: float,
    ringing: Sequence[RingingTimer] = (),
    home: dict[str, Any] | None = None,
    tools: Sequence[ToolServerState] = (),
) -> dict[str, Any]:
    """The whole status as JSON. `muted_by`: why the microphone is closed, or "". `began`: CLOCK_MONOTONIC seconds.
    `home`: the connection to Home Assistant."""
    phase, settings = conversation.phase, selection.settings
    microphone, loudspeaker = latest.in_use
    return {
        "pid": os.getpid(),
        "version": version(),
        "state": phase.value,
        "listening": phase is not Phase.OFF,
        "mode": settings.listening.mode,
        "muted_by": muted_by,
        "tier": selection.chosen,
        "tier_active": selection.tier,
        "language": settings.speaking.language,
        "voices": [asdict(each) for each in selection.voices()],
        "microphone": microphone,
        "loudspeaker": loudspeaker,
        "problem": latest.devices.problem,
        "notice": selection.notice if selection.tier else latest.problems.notice,
        "models": [_sound_row(sound), *map(latest.row, fleet.status())],
        "memory": _memory(fleet),
        "last": latest.turn,
        "latency_ms": latest.latencies.summary(),
        "uptime_s": round(time.monotonic() - began, 1),
        "stand_ins": selection.stand_ins,
        "ringing": [asdict(each) for each in ringing],
        "download": latest.download,
        "dictating": conversation.dictates,
        "home_assistant": home,
        "question": latest.question,
        "tools": [asdict(each) for each in tools],
    }


@cache
def version() -> str:
    """The installed version of this program."""
    try:
        return installed("sarai-voice")
    except PackageNotFoundError:
        return "unknown"


def _sound_row(worker: Worker) -> dict[str, Any]:
    row = {"name": "sound", "kind": "sound", "state": worker.state.value, "pid": worker.pid}
    found = read_memory(worker.pid) if worker.pid is not None else None
    if found is not None:
        row |= {"private_mb": round(found.private / 1e6), "mapped_mb": round(found.mapped / 1e6)}
    return {**row, "problem": worker.problem}


def _memory(fleet: Fleet) -> dict[str, int]:
    """Megabytes: the budget of all models together, and what they take by the kernel's count."""
    budget, held = fleet.residency.budget, fleet.residency.holdings()
    figures = {"budget": budget.private, "used": sum(each.private for each in held)}
    if budget.gpu:
        figures |= {"gpu_budget": budget.gpu, "gpu_used": sum(each.gpu for each in held)}
    return {f"{name}_mb": round(size / 1e6) for name, size in figures.items()}
