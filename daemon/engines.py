"""Which engine runs in which worker: specs of the processes, and which of them make a tier."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from config.settings import Settings, Tier
from daemon.workers import Spec

STARTER = Path(__file__).resolve().parent.parent / "models" / "starter" / "sarai-starter.gguf"


def cores(settings: Settings) -> int:
    """CPU threads that all engines together may use."""
    return settings.compute.threads or len(os.sched_getaffinity(0))


def sound(settings: Settings) -> Spec:
    return Spec(
        "sound",
        "daemon.servers:sound",
        oom_score_adj=0,
        threads=1,
        extra={
            "sound": settings.sound.model_dump(mode="json"),
            "turn": settings.turn.model_dump(mode="json"),
        },
    )


def pocketsphinx() -> Spec:
    return Spec("pocketsphinx", "daemon.servers:recogniser", "models.pocketsphinx:PocketsphinxRecogniser", threads=1)


def espeak() -> Spec:
    return Spec("espeak", "daemon.servers:voice", "models.espeak:EspeakVoice", threads=1, oom_score_adj=300)


def llama(name: str, path: Path, settings: Settings, threads: int, context: int | None = None) -> Spec:
    arguments = {
        "path": str(path),
        "context": context or settings.compute.context,
        "threads": threads,
    }
    return Spec(name, "daemon.servers:mind", "models.llama:LlamaMind", arguments, threads=threads)


def whisper(name: str, path: Path, settings: Settings, threads: int) -> Spec:
    arguments = {"path": str(path), "threads": threads}
    return Spec(name, "daemon.servers:recogniser", "models.whisper:WhisperRecogniser", arguments, threads=threads)


def piper(name: str, path: Path, threads: int) -> Spec:
    arguments = {"path": str(path), "threads": threads}
    return Spec(name, "daemon.servers:voice", "models.piper:PiperVoice", arguments, threads=threads)


@dataclass(frozen=True, slots=True)
class TierSpec:
    """The workers of a cascade."""

    name: str
    ears: Spec
    mind: Spec
    voices: dict[str, Spec]
    language: str | None
    """What it listens for; None finds out."""
    ready_made: bool = False
    note: str = ""
    """Why it is this tier and not the one that was asked for; one line for the user."""


def choose(settings: Settings, tier: Tier) -> TierSpec:
    """The tier to answer with: the one asked for if it can be had, else the next best, which says so."""
    if tier in ("embedded", "auto"):
        return embedded(settings)
    return replace(embedded(settings), note=f"the tier {tier} has no models here yet; run `sarai models pull`")


def embedded(settings: Settings) -> TierSpec:
    """What a fresh machine has: English ears, the starter mind, espeak's voice."""
    voice = espeak()
    mind = llama("starter", STARTER, settings, min(2, cores(settings)), context=2048)
    return TierSpec("embedded", pocketsphinx(), mind, {"en": voice, "es": voice}, "en", ready_made=True)
