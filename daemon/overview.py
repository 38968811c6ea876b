"""What `sarai status` shows: how things are, and what happened last."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

from daemon.memory import read_memory
from daemon.timings import Window
from daemon.turn import Phase

if TYPE_CHECKING:
    from daemon.app import Daemon
    from daemon.fleet import Fleet
    from daemon.voices import Choice
    from daemon.workers import Worker


class Latest:
    """The last turn, the latencies of late, and the devices in use, from the published events."""

    def __init__(self) -> None:
        self.turn: dict[str, Any] = {}
        self._number = 0
        self.latencies = Window()
        self.device: dict[str, Any] = {"capture": "", "playback": "", "problem": ""}

    def take(self, event: dict[str, Any]) -> None:
        match event["kind"]:
            case "heard":
                self.turn = {"heard": event["text"], "language": event["language"]}
                self._number = event["turn"]
            case "reply_done":
                self.turn["reply"] = event["text"]
            case "reply_mended" if event["turn"] == self._number:
                self.turn["reply"] = event["text"]
            case "timings":
                self.turn["timings_ms"] = event["ms"]
                self.latencies.add(event["ms"])
            case "device":
                self.device = {key: event[key] for key in self.device}

    @property
    def in_use(self) -> tuple[str, str]:
        """Microphone and loudspeaker."""
        return self.device["capture"], self.device["playback"]


def overview(daemon: Daemon, began: float, muted_by: str, voices: Sequence[Choice]) -> dict[str, Any]:
    """`began` is CLOCK_MONOTONIC seconds."""
    phase, latest = daemon.conversation.phase, daemon.latest
    microphone, loudspeaker = latest.in_use
    return {
        "pid": os.getpid(),
        "version": version(),
        "state": phase.value,
        "listening": phase is not Phase.OFF,
        "mode": daemon.settings.listening.mode,
        "muted_by": muted_by,
        "tier": daemon.chosen,
        "tier_active": daemon.tier,
        "language": daemon.settings.speaking.language,
        "voices": [asdict(each) for each in voices],
        "microphone": microphone,
        "loudspeaker": loudspeaker,
        "problem": latest.device["problem"],
        "notice": daemon.router.not_understood(daemon.tier),
        "models": [_sound_row(daemon.sound), *daemon.fleet.status()],
        "memory": _memory(daemon.fleet),
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
