"""What `sarai status` shows: how things are, and what happened last."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

from daemon.control.problems import Problems
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
    """The last turn, the latencies of late, the devices in use, and what is wrong, from the published events."""

    def __init__(self) -> None:
        self.turn: dict[str, Any] = {}
        self.latencies = Window()
        self.device: dict[str, Any] = {"capture": "", "playback": "", "problem": ""}
        self.problems = Problems()
        self.switched = False
        """The user has opened or closed the microphone, whatever the settings say of the start."""

    def take(self, event: dict[str, Any]) -> None:
        self.problems.update(event)
        match event["kind"]:
            case "heard":
                self.turn = {name: event[name] for name in ("turn", "language")} | {"heard": event["text"]}
            # An announcement answers nobody: it has a number of its own, and no words that were heard.
            case "reply_done" | "reply_mended" if event["turn"] == self.turn.get("turn"):
                self.turn["reply"] = event["text"]
            case "timings" if event["turn"] == self.turn.get("turn"):
                self.turn["timings_ms"] = event["ms"]
                self.latencies.add(event["ms"])
            case "switch":
                self.switched = True
            case "forgotten":
                self.turn = {}
            case "device":
                self.device = {key: event[key] for key in self.device}

    @property
    def in_use(self) -> tuple[str, str]:
        """Microphone and loudspeaker."""
        return self.device["capture"], self.device["playback"]

    def row(self, model: dict[str, Any]) -> dict[str, Any]:
        """A model's row with why it could not be loaded: its worker has gone, and the fleet knows no more of it."""
        why = self.problems.models.get(model["name"])
        return model | {"state": "failed", "problem": why} if why and model["state"] == "stopped" else model


def devices_of(sound: Worker, known: dict[str, Any], wanted: bool) -> dict[str, Any]:
    """What is so of the devices now that the sound worker has changed its state. Without it none is open. A new one tells
    of those that it opens: none while no microphone is `wanted`, and then nothing is known to be wrong."""
    match sound.state:
        case State.FAILED:
            return {"capture": "", "playback": "", "problem": sound.problem}
        case State.STOPPED if sound.failures > 1:  # once may be an accident
            why = f"sound does not work, its process keeps ending: {sound.problem}; `sarai doctor` looks for the cause"
            return {"capture": "", "playback": "", "problem": why}
        case State.STOPPED:
            return {"capture": "", "playback": "", "problem": known["problem"]}
        case State.READY if not wanted:
            return known | {"problem": ""}
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
) -> dict[str, Any]:
    """How things are now. `began` is CLOCK_MONOTONIC seconds."""
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
        "problem": latest.device["problem"],
        "notice": selection.notice if selection.tier else latest.problems.notice,
        "models": [_sound_row(sound), *map(latest.row, fleet.status())],
        "memory": _memory(fleet),
        "last": latest.turn,
        "latency_ms": latest.latencies.summary(),
        "uptime_s": round(time.monotonic() - began, 1),
    }


def version() -> str:
    """Of this program."""
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
    """Megabytes that all models together may take, and take by the kernel's count."""
    budget, held = fleet.residency.budget, fleet.residency.holdings()
    figures = {"budget": budget.private, "used": sum(each.private for each in held)}
    if budget.gpu:
        figures |= {"gpu_budget": budget.gpu, "gpu_used": sum(each.gpu for each in held)}
    return {f"{name}_mb": round(size / 1e6) for name, size in figures.items()}
