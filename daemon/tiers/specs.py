"""Specifications of the workers: each engine's process, with its arguments and threads."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from config.catalogue import catalogue
from config.settings import Expert, Settings
from daemon.routing.omni_modes import Mode
from daemon.workers.spec import Spec
from models.store.places import Located


def cores(settings: Settings) -> int:
    """Returns the CPU threads that all engines together may use."""
    return settings.compute.threads or len(os.sched_getaffinity(0))


RECOGNISER = "daemon.workers.servers:recogniser"
WHISPER = "models.whisper.recogniser:WhisperRecogniser"
NEMO = "models.nemo.recogniser:NemoRecogniser"
LLAMA = "models.llama.mind:LlamaMind"
SEEING = "models.llama_media.vision:SeeingMind"
STARTER_THREADS = 1
"""So small an LLM is slowed by a second thread: they would mostly wait for each other."""

SERVER = 300.0
"""Seconds for which a worker may wait for a server: longer than its own patience (models.remote.io), tried twice."""

SMALL = 1_000_000_000
"""Bytes of weights up to which an LLM writes in one thread where there are two cores."""

Stage = Literal["ears", "mind", "voice"]


def threads_for(stage: Stage, cores: int) -> int:
    """Returns the threads of a stage, so that stages which work at the same time don't wait for each other's cores. Measured
    by `python -m benchmarks.threads`.

    The recogniser's last pass, the LLM's first clause and the voice's have the machine to themselves, and get nearly all
    of it. Later clauses are spoken while the LLM generates; two threads cost it no more than one, for they are done
    sooner."""
    if stage == "voice":
        return min(cores, 2)
    if stage == "ears":
        return min(cores, 4)
    return cores if cores < 8 else cores - 2  # from there on memory, not arithmetic, is what it waits for


def sound(settings: Settings) -> Spec:
    return Spec(
        "sound",
        "daemon.workers.servers:sound",
        oom_score_adj=0,
        threads=1,
        extra={
            "sound": settings.sound.model_dump(mode="json"),
            "turn": settings.turn.model_dump(mode="json"),
        },
    )


def pocketsphinx() -> Spec:
    return Spec("pocketsphinx-en", RECOGNISER, "models.pocketsphinx.recogniser:PocketsphinxRecogniser", threads=1)


def espeak() -> Spec:
    return Spec("espeak", "daemon.workers.servers:voice", "models.espeak:EspeakVoice", threads=1, oom_score_adj=300)


def llama(name: str, path: Path, threads: int, context: int) -> Spec:
    """`threads` read the prompt. As many write the answer, but for a small LLM on two cores: a second thread gains little,
    as memory is the limit, and two meet hundreds of times a token, and wait long for each other when anything else runs."""
    writing = 1 if threads == 2 and path.is_file() and path.stat().st_size <= SMALL else threads
    arguments = {"path": str(path), "context": context, "threads": writing, "batch_threads": threads}
    return Spec(name, "daemon.workers.servers:mind", LLAMA, arguments, threads=threads)


def seeing(spec: Spec, projector: Path) -> Spec:
    """Returns the same GGUF with a projector, so that it also looks at images."""
    arguments = {**spec.arguments, "projector": str(projector)}
    return replace(spec, factory=SEEING, arguments=arguments)


def whisper(name: str, folder: Path, threads: int, window: str = "speech") -> Spec:
    """`window`: see models.whisper.recogniser.Window."""
    arguments = {"path": str(folder), "threads": threads, "window": window}
    return Spec(name, RECOGNISER, WHISPER, arguments, threads=threads)


def nemo(name: str, folder: Path, threads: int, language: str, detector: Located | None = None) -> Spec:
    """Canary or Parakeet. `detector`: the Whisper that tells Canary which language is spoken; `language`: the one it
    hears until that is known."""
    arguments: dict[str, Any] = {"path": str(folder), "threads": threads, "language": language}
    spec = Spec(name, RECOGNISER, NEMO, arguments, threads=threads)
    known = catalogue()
    if detector is None:
        return spec
    spec = replace(spec, arguments={**arguments, "detector": str(detector.path)})
    if name not in known:
        return spec
    return replace(spec, ram_mb=known[name].ram_mb + known[detector.model_id].ram_mb)


def piper(name: str, model: Path, threads: int) -> Spec:
    arguments = {"path": str(model), "threads": threads}
    return Spec(name, "daemon.workers.servers:voice", "models.piper.voice:PiperVoice", arguments, threads=threads)


def ollama(name: str, expert: Expert) -> Spec:
    arguments = {"model": expert.model, "host": expert.url, "keep_alive": expert.keep_alive, "context": expert.context}
    return _remote(name, "models.remote.minds:OllamaMind", arguments)


def openai(name: str, expert: Expert) -> Spec:
    arguments = {"model": expert.model, "url": expert.url, "key": expert.key, "context": expert.context}
    return _remote(name, "models.remote.minds:OpenAiMind", arguments)


def _remote(name: str, factory: str, arguments: dict[str, Any]) -> Spec:
    return Spec(name, "daemon.workers.servers:mind", factory, arguments, threads=1, oom_score_adj=300, waits=SERVER)


def hearing(name: str, path: Path, projector: Path, settings: Settings) -> Spec:
    """A GGUF with an audio encoder."""
    threads = threads_for("mind", cores(settings))
    arguments = {
        "path": str(path),
        "projector": str(projector),
        "context": settings.compute.context,
        "threads": threads,
        "low_memory": settings.quality.low_vram,
        "repack": settings.compute.repack,
    }
    return Spec(
        name,
        "daemon.workers.servers_omni:hearing_mind",
        "models.llama_media.engine:OmniGguf",
        arguments,
        threads=threads,
    )


def omni(name: str, path: Path, settings: Settings, mode: Mode) -> Spec:
    """A checkpoint of an Omni, run by Transformers in that mode."""
    chosen = settings.quality
    arguments = {
        "path": str(path),
        "talker": mode.speaks,
        "device": "cuda" if mode.gpu else "cpu",
        "quantise": "4bit" if mode.four_bits else "none",
        "low_vram": mode.low_vram,
        "voice": chosen.voice,
        "solver_steps": chosen.solver_steps,
        "solver_method": chosen.solver,
        "first": chosen.first_window,
        "tf32": chosen.tf32,
        "seed": settings.speaking.seed,
        "allow_urls": chosen.allow_urls,
        "warm": mode.gpu,
    }
    return Spec(
        name,
        "daemon.workers.servers_omni:omni",
        "models.omni.engine:open_checkpoint",
        arguments,
        threads=settings.compute.threads or 0,
        ram_mb=mode.ram_mb,
        vram_mb=mode.vram_mb,
    )


def omni_server(name: str, settings: Settings) -> Spec:
    """An Omni on a server. The worker fetches URLs itself: the server gets the bytes."""
    server = settings.max
    arguments = {
        "model": server.model,
        "url": server.url,
        "key": server.key,
        "voice": server.voice,
        "allow_urls": settings.quality.allow_urls,
    }
    return Spec(
        name,
        "daemon.workers.servers_omni:omni",
        "models.omni.remote:RemoteOmni",
        arguments,
        threads=1,
        oom_score_adj=300,
        waits=SERVER,
    )
