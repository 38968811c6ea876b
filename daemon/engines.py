"""Which engine runs in which worker, and how the tiers are built from them.

A way of answering that hears by itself lives in a module of its own, which `build` calls with what it needs: a `Kit`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast

from config.catalogue import catalogue
from config.errors import UserError
from config.settings import Expert, Settings
from daemon.ears import Ears
from daemon.fleet import Fleet, ModelHandle
from daemon.opening import Opening
from daemon.rehearsed import rehearsed
from daemon.responder import Cascade, Responder
from daemon.routing_facts import Facts, Voiced
from daemon.short_window import hears_short
from daemon.worker_spec import Spec
from models.starter import STARTER_PATH
from models.store.places import Located, Missing, OnServer

log = logging.getLogger(__name__)


def cores(settings: Settings) -> int:
    """CPU threads that all engines together may use."""
    return settings.compute.threads or len(os.sched_getaffinity(0))


RECOGNISER = "daemon.servers:recogniser"
SMART_TURN = "smart-turn"
"""Its id in the catalogue."""

STARTER_THREADS = 1
"""So small a mind is slowed by a second one: they would mostly wait for each other."""

Stage = Literal["ears", "mind", "voice"]


def threads_for(stage: Stage, cores: int) -> int:
    """How many threads a stage gets, so that those which work at the same time don't wait for each other's cores. To be
    settled by `python -m benchmarks.threads` on the cores in question.

    The recogniser's last pass, the mind's first clause and the voice's have the machine to themselves: they get nearly all
    of it. Later clauses are spoken while the mind thinks on; two threads cost it no more than one, for they are done
    sooner."""
    if stage == "voice":
        return min(cores, 2)
    if stage == "ears":
        return min(cores, 4)
    return cores if cores < 8 else cores - 2  # from there on memory, not arithmetic, is what it waits for


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
    return Spec("pocketsphinx-en", RECOGNISER, "models.pocketsphinx:PocketsphinxRecogniser", threads=1)


def espeak() -> Spec:
    return Spec("espeak", "daemon.servers:voice", "models.espeak:EspeakVoice", threads=1, oom_score_adj=300)


def llama(name: str, path: Path, threads: int, context: int) -> Spec:
    arguments = {"path": str(path), "context": context, "threads": threads}
    return Spec(name, "daemon.servers:mind", "models.llama:LlamaMind", arguments, threads=threads)


def seeing(spec: Spec, projector: Path) -> Spec:
    """A GGUF that also looks at images."""
    arguments = {**spec.arguments, "projector": str(projector)}
    return replace(spec, factory="models.llama_eyes:SeeingMind", arguments=arguments)


def whisper(name: str, folder: Path, threads: int, short_window: bool = False) -> Spec:
    arguments = {"path": str(folder), "threads": threads, "short_window": short_window}
    return Spec(name, RECOGNISER, "models.whisper:WhisperRecogniser", arguments, threads=threads)


def piper(name: str, model: Path, threads: int) -> Spec:
    arguments = {"path": str(model), "threads": threads}
    return Spec(name, "daemon.servers:voice", "models.piper:PiperVoice", arguments, threads=threads)


def ollama(name: str, expert: Expert) -> Spec:
    arguments = {"model": expert.model, "host": expert.url, "keep_alive": expert.keep_alive, "context": expert.context}
    return _remote(name, "models.remote:OllamaMind", arguments)


def openai(name: str, expert: Expert) -> Spec:
    arguments = {"model": expert.model, "url": expert.url, "key": expert.key, "context": expert.context}
    return _remote(name, "models.remote:OpenAiMind", arguments)


def _remote(name: str, factory: str, arguments: dict[str, Any]) -> Spec:
    return Spec(name, "daemon.servers:mind", factory, arguments, threads=1, oom_score_adj=300)


class CannotBuild(UserError):
    """A way of answering cannot be put together. The text is one line for the user."""


Locate = Callable[[str], Located | OnServer | Missing]


@dataclass(frozen=True, slots=True)
class Kit:
    """What a way of answering is built from: handles on models by their id or file, as the settings want them run."""

    settings: Settings
    fleet: Fleet
    locate: Locate
    pace: Callable[[], float]
    """How fast to speak; the user may change it at any time."""
    facts: Callable[[], Facts]
    gpu_mb: int = 0

    def path(self, model: str) -> Path:
        """Where its file or folder is. Raises CannotBuild."""
        found = self.locate(model)
        if isinstance(found, Located):
            return found.path
        raise CannotBuild(found.reason if isinstance(found, Missing) else f"{model} runs on a server")

    def ears(self, model: str) -> ModelHandle:
        if model == "pocketsphinx-en":
            return self.fleet.handle(self._attentive(pocketsphinx()))
        folder = self.path(model)
        short = hears_short(self.settings.fast.short_window, model, folder)
        spec = whisper(model, folder, threads_for("ears", cores(self.settings)), short)
        return self.fleet.handle(self._attentive(rehearsed(spec, self.settings.benchmark)))

    def _attentive(self, ears: Spec) -> Spec:
        """The same recogniser, with Smart Turn beside it where that is here and wanted."""
        found = self.locate(SMART_TURN) if self.settings.turn.melody else None
        if not isinstance(found, Located) or ears.server != RECOGNISER:
            return ears
        arguments = {**ears.arguments, "ears": ears.factory, "turn_detector": str(found.path)}
        return replace(ears, factory="models.smart_turn:AttentiveRecogniser", arguments=arguments)

    def mind(self, model: str) -> ModelHandle:
        """A GGUF, an Omni, or a mind on a server."""
        return self.fleet.handle(self._mind(model))

    def _mind(self, model: str) -> Spec:
        expert = self.settings.expert
        if model == "expert" and expert.engine is not None:
            return (ollama if expert.engine == "ollama" else openai)(model, expert)
        if model == "max" and self.settings.max.url is not None:
            from daemon.omni_responder import remote

            return remote(model, self.settings)
        threads, path = cores(self.settings), self.path(model)
        if path.is_dir() and not (path / "config.json").exists():
            raise CannotBuild(f"{path} is a folder without a model: name the .gguf file in it")
        if is_checkpoint(model, path):
            from daemon.omni_responder import spec as omni

            return omni(model, path, self)
        if path == STARTER_PATH:
            return llama(model, path, STARTER_THREADS, context=1024)
        spec = llama(model, path, threads_for("mind", threads), self.settings.compute.context)
        if self.settings.compute.repack:
            spec = replace(spec, arguments={**spec.arguments, "repack": True})
        projector = self.projector(model)
        if projector is not None and _is_omni(model):  # one process, whichever way it is asked
            from daemon.hearing_mind import spec as hearing

            return hearing(model, self)
        if projector is not None and not self.settings.benchmark.reply:
            return seeing(spec, projector.path)
        return rehearsed(spec, self.settings.benchmark)

    def projector(self, model: str) -> Located | None:
        """The file that gives a mind eyes, if it has one and it is here."""
        known = catalogue()
        wanted = self.settings.fast.projector if model == self.settings.fast.mind else None
        if wanted is None and model in known:
            wanted = known[model].projector
        found = self.locate(wanted) if wanted is not None else None
        return found if isinstance(found, Located) else None

    def projector_bytes(self, model: str) -> int:
        """What looking at an image takes besides: the catalogue's word, or the projector's size and as much again."""
        found = self.projector(model)
        if found is None:
            return 0
        known = catalogue()
        return known[found.model_id].ram_mb * 1_000_000 if found.model_id in known else 2 * found.size

    def voice(self, model: str) -> ModelHandle:
        if model == "espeak":
            return self.fleet.handle(espeak())
        return self.fleet.handle(piper(model, self.path(model), threads_for("voice", cores(self.settings))))

    def below(self) -> Cascade:
        """The cascade that a tier rests on which hears by itself: fast, or embedded where that is not here."""
        tiers = self.facts().tiers
        name = "fast" if tiers["fast"].usable else "embedded"
        return cascade(name, tiers[name], self)


def _is_omni(model: str) -> bool:
    known = catalogue()
    return model in known and known[model].kind == "omni"


def build(tier: str, way: Voiced, kit: Kit) -> Responder:
    """The way of answering that `way` describes. Raises CannotBuild. Loads nothing."""
    if tier in ("embedded", "fast"):
        return cascade(tier, way, kit)
    if tier == "max":
        return _from("daemon.omni_responder", "build_max", way, kit)
    by_transformers = is_checkpoint(way.mind, kit.path(way.mind))
    return _from("daemon.omni_responder" if by_transformers else "daemon.hearing_mind", "build", way, kit)


def is_checkpoint(model: str, path: Path) -> bool:
    """Whether Transformers runs it, and not llama.cpp."""
    known = catalogue()
    return known[model].engine == "transformers" if model in known else path.is_dir()


def cascade(tier: str, way: Voiced, kit: Kit) -> Cascade:
    """Recogniser, mind and voice."""
    only = next(iter(way.hears)) if len(way.hears) == 1 and "*" not in way.hears else None
    chosen = kit.settings.speaking.language
    language = only or (None if chosen == "auto" else chosen)
    ears, mind = kit.ears(way.ears), kit.mind(way.mind)
    ready_made = way.mind == "starter"
    voices = voices_of(way, kit)
    opener = _opener(tier, kit)
    if opener is not None:
        return Opening(
            tier,
            Ears(ears, language),
            mind,
            voices,
            kit.settings.speaking,
            kit.pace,
            ready_made=ready_made,
            opener=opener,
        )
    return Cascade(tier, Ears(ears, language), mind, voices, kit.settings.speaking, kit.pace, ready_made=ready_made)


def _opener(tier: str, kit: Kit) -> ModelHandle | None:
    """The small mind that says the opening clause of the fast tier, where the settings name one that is here."""
    wanted = kit.settings.fast.opener
    if tier != "fast" or wanted is None:
        return None
    try:
        return kit.mind(wanted)
    except CannotBuild as err:
        log.warning("fast.opener is left out: %s", err)
        return None


def voices_of(way: Voiced, kit: Kit) -> dict[str, ModelHandle]:
    """The voices by language; "*" speaks all others."""
    return {language: kit.voice(voice) for language, voice in way.voices.items() if voice != way.mind}


def _from(module: str, function: str, way: Voiced, kit: Kit) -> Responder:
    try:
        found = getattr(import_module(module), function)
    except (ModuleNotFoundError, AttributeError) as err:
        raise CannotBuild(f"{way.mind} cannot answer speech in this version ({module} is not there)") from err
    return cast("Responder", found(way, kit))
