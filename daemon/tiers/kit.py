"""Handles on models by their ids or files, from which responders are built."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from config.catalogue import catalogue
from config.errors import UserError
from config.locale import shown_language
from config.settings import Settings, Switch
from config.texts import _
from daemon.routing.facts import Facts
from daemon.routing.omni_modes import Mode, choose, needs_here
from daemon.skills.actions.tool_calls import Choose
from daemon.tiers import specs
from daemon.workers.fleet import Fleet, ModelHandle
from daemon.workers.spec import Spec
from models.engine import EngineError
from models.nemo.files import is_nemo, must_be_told
from models.starter import STARTER_PATH
from models.store.places import Located, Missing, OnServer

SMART_TURN = "smart-turn"
"""Its id in the catalogue."""
DETECTORS = ("whisper-tiny", "whisper-base")
"""Models that can tell a recogniser the language, the smallest first."""


class CannotBuild(UserError):
    """A responder cannot be built. The text is one line for the user."""


Locate = Callable[[str], Located | OnServer | Missing]


@dataclass(frozen=True, slots=True)
class EngineHandles:
    """Makes handles on models by their id or file, run as the settings ask."""

    settings: Settings
    fleet: Fleet
    locate: Locate
    pace: Callable[[], float]
    """Returns the pace of speech, which the user may change at any time."""
    facts: Callable[[], Facts]
    gpu_mb: int = 0
    choose: Choose | None = None
    """Has the mind in use choose an action; None where minds only talk."""

    def path(self, model: str) -> Path:
        """Returns the file or folder of a model. Raises CannotBuild."""
        return self._located(model).path

    def _located(self, model: str) -> Located:
        found = self.locate(model)
        if isinstance(found, Located):
            return found
        raise CannotBuild(found.reason if isinstance(found, Missing) else _("{model} runs on a server", model=model))

    def ears(self, model: str) -> ModelHandle:
        if model == "pocketsphinx-en":
            return self.fleet.handle(self._attentive(specs.pocketsphinx()))
        spec = recogniser(model, self.path(model), self.settings, self.locate)
        return self.fleet.handle(self._attentive(spec))

    def _attentive(self, ears: Spec) -> Spec:
        """Returns the same recogniser with Smart Turn beside it, where that is here and wanted."""
        found = self.locate(SMART_TURN) if self.settings.turn.melody else None
        if not isinstance(found, Located) or ears.server != specs.RECOGNISER:
            return ears
        arguments = {**ears.arguments, "ears": ears.factory, "turn_detector": str(found.path)}
        return replace(ears, factory="models.smart_turn:AttentiveRecogniser", arguments=arguments)

    def mind(self, model: str) -> ModelHandle:
        """Returns a handle on an LLM: a GGUF, an Omni, or one on a server. Raises CannotBuild."""
        return self.fleet.handle(self._mind(model))

    def _mind(self, model: str) -> Spec:
        expert = self.settings.expert
        if model == "expert" and expert.engine is not None:
            return (specs.ollama if expert.engine == "ollama" else specs.openai)(model, expert)
        if model == "max" and self.settings.max.url is not None:
            return specs.omni_server(model, self.settings)
        threads, path = specs.cores(self.settings), self.path(model)
        if path.is_dir() and not (path / "config.json").exists():
            raise CannotBuild(_("{path} is a folder without a model: name the .gguf file in it", path=path))
        if is_checkpoint(model, path):
            return specs.omni(model, path, self.settings, self._mode(model))
        if path == STARTER_PATH:
            return specs.llama(model, path, specs.STARTER_THREADS, context=1024)
        spec = specs.llama(model, path, specs.threads_for("mind", threads), self.settings.compute.context)
        if self.settings.compute.repack:
            spec = replace(spec, arguments={**spec.arguments, "repack": True})
        projector = self.projector(model)
        if projector is not None and _is_omni(model):  # one process, whichever way it is asked
            return specs.hearing(model, path, projector.path, self.settings)
        if projector is not None:
            return specs.seeing(spec, projector.path)
        return spec

    def _mode(self, model: str) -> Mode:
        """Returns how an Omni runs, as routing has decided. One process answers speech and files, so both ask for the same
        mode. Raises CannotBuild."""
        facts = self.facts()
        mind = facts.minds.get(model)
        mode = mind.mode if mind is not None and facts.tiers["quality"].mind == model else None
        if mode is not None:
            return mode
        silent = self.settings.quality.model_copy(update={"talker": "off"})  # for typed turns only it needs no voice
        budget_mb = self.fleet.residency.budget.private // 1_000_000
        try:
            needs = needs_here(model, self._located(model))
        except EngineError as err:
            raise CannotBuild(str(err)) from err
        chosen = choose(needs, silent, budget_mb=budget_mb, gpu_mb=self.gpu_mb)
        if isinstance(chosen, str):
            raise CannotBuild(f"{model}: {chosen}")
        return chosen

    def hearing_mind(self, model: str) -> ModelHandle:
        """Returns a handle on a GGUF that hears. Raises CannotBuild when its audio encoder is not here."""
        projector = self.projector(model)
        if projector is None:
            raise CannotBuild(
                _("{model} has no ears here: pull omni-3b-gguf and omni-3b-mmproj, or choose another tier", model=model)
            )
        return self.fleet.handle(specs.hearing(model, self.path(model), projector.path, self.settings))

    def projector(self, model: str) -> Located | None:
        """Returns the projector of an LLM, if it has one and it is here."""
        known = catalogue()
        wanted = self.settings.fast.projector if model == self.settings.fast.mind else None
        if wanted is None and model in known:
            wanted = known[model].projector
        found = self.locate(wanted) if wanted is not None else None
        return found if isinstance(found, Located) else None

    def projector_bytes(self, model: str) -> int:
        """Returns the bytes that looking at an image takes: the catalogue's figure, or twice the projector's size."""
        found = self.projector(model)
        if found is None:
            return 0
        known = catalogue()
        return known[found.model_id].ram_mb * 1_000_000 if found.model_id in known else 2 * found.size

    def voice(self, model: str) -> ModelHandle:
        if model == "espeak":
            return self.fleet.handle(specs.espeak())
        threads = specs.threads_for("voice", specs.cores(self.settings))
        return self.fleet.handle(specs.piper(model, self.path(model), threads))


def _is_omni(model: str) -> bool:
    known = catalogue()
    return model in known and known[model].kind == "omni"


def is_checkpoint(model: str, path: Path) -> bool:
    """Returns whether Transformers runs the model, and not llama.cpp."""
    known = catalogue()
    return known[model].engine == "transformers" if model in known else path.is_dir()


def recogniser(model: str, folder: Path, settings: Settings, locate: Locate, threads: int | None = None) -> Spec:
    """Returns the worker for a recogniser that lies in a folder: Canary, Parakeet or Whisper. `threads` None: as the
    daemon has it."""
    threads = threads or specs.threads_for("ears", specs.cores(settings))
    if not is_nemo(folder):
        return specs.whisper(model, folder, threads, whisper_window(settings.fast.short_window, model))
    language = shown_language(settings.speaking.language, os.environ)
    return specs.nemo(model, folder, threads, language, _detector(locate) if must_be_told(folder) else None)


def _detector(locate: Locate) -> Located | None:
    found = (locate(each) for each in DETECTORS)
    return next((each for each in found if isinstance(each, Located)), None)


def whisper_window(short: Switch, model: str) -> str:
    """Returns how much Whisper encodes, by the setting `fast.short_window` and the catalogue."""
    if short == "auto":
        known = catalogue()
        return "tuned" if model in known and known[model].short_window else "speech"
    return "tuned" if short else "whole"
