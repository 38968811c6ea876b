"""Which engine runs in which worker: specs of the processes, and which of them make a tier."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from config.constants import LANGUAGES
from config.settings import Settings, Tier
from daemon.workers import Spec
from models.starter import STARTER_PATH
from models.store.find import resolve
from models.store.places import Located, places_here


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


def llama(name: str, path: Path, threads: int, context: int) -> Spec:
    arguments = {"path": str(path), "context": context, "threads": threads}
    return Spec(name, "daemon.servers:mind", "models.llama:LlamaMind", arguments, threads=threads)


def whisper(name: str, folder: Path, threads: int) -> Spec:
    arguments = {"path": str(folder), "threads": threads}
    return Spec(name, "daemon.servers:recogniser", "models.whisper:WhisperRecogniser", arguments, threads=threads)


def piper(name: str, model: Path, threads: int) -> Spec:
    arguments = {"path": str(model), "threads": threads}
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
    """The mind was trained for this very use and takes no system prompt."""
    note: str = ""
    """Why it is this tier and not the one that was asked for; one line for the user."""


def choose(settings: Settings, tier: Tier) -> TierSpec:
    """The tier to answer with: the one asked for if it can be had, else the next best, which says so."""
    if tier == "embedded":
        return embedded(settings)
    found = fast(settings)
    if isinstance(found, TierSpec):
        note = "" if tier in ("fast", "auto") else f"the tier {tier} is not set up here; the fast tier answers instead"
        return replace(found, note=note)
    note = "" if tier == "auto" else f"{found} The embedded tier answers meanwhile."
    return replace(embedded(settings), note=note)


def embedded(settings: Settings) -> TierSpec:
    """What a fresh machine has: English ears, the starter mind, espeak's voice."""
    voice = espeak()
    mind = llama("starter", STARTER_PATH, min(2, cores(settings)), context=1024)
    return TierSpec("embedded", pocketsphinx(), mind, {"en": voice, "es": voice}, "en", ready_made=True)


def fast(settings: Settings) -> TierSpec | str:
    """Whisper, a GGUF and Piper, if all of them are here; else one line on what is missing."""
    places, chosen, threads = (
        places_here(tuple(settings.models.folders)),
        settings.fast,
        cores(settings),
    )
    wanted = {"ears": chosen.recogniser, "mind": chosen.mind, "en": chosen.voice_en, "es": chosen.voice_es}
    found = {role: resolve(model, places) for role, model in wanted.items()}
    here = {role: model.path for role, model in found.items() if isinstance(model, Located)}
    for role in ("ears", "mind"):
        if role not in here:
            return f"{found[role].model_id}: {getattr(found[role], 'reason', 'it runs on a server')}."
    # A voice that is not here is replaced by espeak's: better than silence.
    voices = {language: piper(wanted[language], here[language], 1) for language in LANGUAGES if language in here}
    voices |= {language: espeak() for language in LANGUAGES if language not in here}
    language = settings.speaking.language
    return TierSpec(
        "fast",
        whisper(wanted["ears"], here["ears"], max(1, threads // 2)),
        llama(wanted["mind"], here["mind"], threads, settings.compute.context),
        voices,
        None if language == "auto" else language,
    )
