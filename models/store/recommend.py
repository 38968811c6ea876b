"""Recommends models for this machine, with reasons. Pure: facts in, a list with reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from config.catalogue import Catalogue, catalogue
from config.constants import LANGUAGE_NAMES
from config.texts import _
from models.store.machine import Machine

_MARGIN_MB = 300
"""Private memory in MB of the daemon, the sound worker and the workers' own code, beside the models."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One model, with the reason why it is in the set or left out."""

    model_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The set of models for one machine."""

    picks: tuple[Pick, ...]
    left_out: tuple[Pick, ...]
    ram_mb: int
    """Private memory of the models that stay loaded."""
    budget_mb: int
    download: int
    """Bytes to download if no model is present."""
    settings: dict[str, str] = field(default_factory=dict)
    """Settings for the set, where they differ from the shipped ones."""


@dataclass(frozen=True, slots=True)
class OmniFit:
    """How an Omni in Transformers would run on the machine."""

    how: str = ""
    """For example `whole on the GPU (12.5 GB), with its own voice`; empty where it does not fit."""
    lacks: str = ""
    """The missing resource where it does not fit."""
    gpu: bool = False
    speaks: bool = False
    """It speaks with its own voice."""
    ram_mb: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    """Settings that it needs to run like that."""


def recommend(
    machine: Machine,
    languages: Sequence[str] = ("en", "es"),
    budget_mb: int | None = None,
    models: Catalogue | None = None,
    omni: Mapping[str, OmniFit] | None = None,
) -> Recommendation:
    """Returns the best set that fits the memory, is fast enough for the cores, and speaks the languages. `omni`: how
    Omnis would run here; Omnis without an entry are not mentioned."""
    return _Choice(machine, languages, budget_mb, catalogue() if models is None else models, omni or {}).made()


class _Choice:
    def __init__(
        self,
        machine: Machine,
        languages: Sequence[str],
        budget_mb: int | None,
        models: Catalogue,
        omni: Mapping[str, OmniFit],
    ) -> None:
        self._machine = machine
        self._fits = omni
        self._languages = tuple(languages)
        self._budget = machine.budget_mb if budget_mb is None else budget_mb
        self._models = models
        self._ram = _MARGIN_MB
        self._download = 0
        self._picks: list[Pick] = []
        self._left_out: list[Pick] = []
        self._settings: dict[str, str] = {}

    def made(self) -> Recommendation:
        self._ears()
        self._voices()
        self._turn_detector()
        self._mind()
        self._eyes()
        self._deep()
        self._omni()
        return Recommendation(
            tuple(self._picks), tuple(self._left_out), self._ram, self._budget, self._download, self._settings
        )

    def _ears(self) -> None:
        """Picks the most accurate recogniser that these cores keep up with, in the published word errors (read English:
        Canary and Parakeet 1.9 %, Whisper base 5.1 %)."""
        cores = _count(self._machine.cores)
        better = _("mishears 2 words in 100 where Whisper base mishears 5 (published, read English)")
        wanted = [
            (4, "parakeet-tdt-0.6b", _("{better}; finds the language by itself", better=better)),
            (2, "canary-180m-flash", better),
            (
                1,
                "whisper-base",
                _("the most accurate that {count} can transcribe a sentence with in a second", count=cores),
            ),
            (1, "whisper-tiny", _("the smallest ears that understand every language here")),
        ]
        for least, model_id, why in wanted:
            model = self._models.get(model_id)
            hears = model is not None and all(map(model.understands, self._languages))
            if self._machine.cores >= least and hears and self._take(model_id, why):
                if model_id != "whisper-base":
                    self._settings["fast.recogniser"] = model_id
                if model_id == "canary-180m-flash" and len(self._languages) > 1:
                    self._take("whisper-tiny", _("tells Canary which language is spoken"))
                return

    def _voices(self) -> None:
        for language in self._languages:
            model_id = f"piper-{language}"
            if model_id in self._models:
                self._take(model_id, _("speaks {language}", language=_(LANGUAGE_NAMES.get(language, language))))
            else:
                self._left_out.append(
                    Pick(
                        "espeak", _("no Piper voice for {language} is catalogued; eSpeak speaks it", language=language)
                    )
                )

    def _turn_detector(self) -> None:
        self._take("smart-turn", _("hears from the melody whether you are done: shorter waits (9 MB)"))

    def _mind(self) -> None:
        cores = self._machine.cores
        if cores >= 4 or self._machine.vram_mb >= 4_000:
            if self._take("qwen3-vl-4b", _("the resident mind: best answers at speaking pace on this machine")):
                return
        else:
            per_second = 3 * cores
            self._left_out.append(
                Pick(
                    "qwen3-vl-4b",
                    _(
                        "about {per_second} words' worth of tokens a second on {count}: too slow",
                        per_second=per_second,
                        count=_count(cores),
                    ),
                )
            )
        if self._take(
            "tiny",
            _("the largest mind that answers at speaking pace within {count} and the budget", count=_count(cores)),
        ):
            self._settings["fast.mind"] = "tiny"
        else:
            self._left_out.append(Pick("tiny", _("does not fit the budget; the built-in starter mind answers")))
            self._settings["fast.mind"] = "starter"

    def _eyes(self) -> None:
        if any(pick.model_id == "qwen3-vl-4b" for pick in self._picks):
            self._take(
                "qwen3-vl-4b-mmproj", _("lets the resident mind see images; loaded for the turn only"), stays=False
            )

    def _deep(self) -> None:
        if self._machine.cores < 6:
            self._left_out.append(
                Pick("deep", _("long answers from a 7B on {count} take minutes", count=_count(self._machine.cores)))
            )
        else:
            self._take("deep", _("for code, long texts and step-by-step questions; unloaded when idle"), stays=False)

    def _omni(self) -> None:
        """Picks an Omni: one on the GPU, preferably with its own voice, then without a change of settings, then the
        larger; else one that hears and thinks on the CPU."""
        fits = {model_id: self._fits[model_id] for model_id in ("omni-7b", "omni-3b") if model_id in self._fits}
        on_gpu = [model_id for model_id, fit in fits.items() if fit.gpu]
        best = min(on_gpu, key=lambda it: (not fits[it].speaks, bool(fits[it].settings)), default=None)
        for model_id, fit in fits.items():
            if model_id == best:
                break
            self._left_out.append(Pick(model_id, _("here only {how}", how=fit.how) if fit.how else fit.lacks))
        if best is None:
            self._omni_on_cpu(fits.get("omni-3b", OmniFit()))
            return
        spoken = [language for language in self._languages if self._models[best].says(language)]
        note = (
            "; " + _("what it cannot speak, Piper does")
            if fits[best].speaks and len(spoken) < len(self._languages)
            else ""
        )
        self._pick(best, _("the quality tier: hears how you say it; runs {how}{note}", how=fits[best].how, note=note))
        self._settings |= fits[best].settings

    def _omni_on_cpu(self, in_transformers: OmniFit) -> None:
        """Picks an Omni for the CPU, preferably the one in llama.cpp: it is faster than the same in Transformers and
        a sixth of the download, but takes more memory, because its audio and image encoders are in eight bits."""
        pair = ("omni-3b-gguf", "omni-3b-mmproj")
        if not in_transformers.how or any(model_id not in self._models for model_id in pair):
            return
        if self._machine.cores < 4:
            self._left_out.append(
                Pick(pair[0], _("the same in llama.cpp; {count} would listen long", count=_count(self._machine.cores)))
            )
            return
        why = self._lacks(pair, sum(self._models[model_id].ram_mb for model_id in pair))
        if not why:
            self._pick(pair[0], _("the quality tier: hears how you say it; thinks on the CPU, and Piper speaks"))
            self._pick(pair[1], _("its ears and eyes"))
            return
        self._left_out.append(Pick(pair[0], why))
        if not self._lacks(("omni-3b",), in_transformers.ram_mb):
            self._left_out = [pick for pick in self._left_out if pick.model_id != "omni-3b"]
            self._pick("omni-3b", _("the quality tier: hears how you say it; runs {how}", how=in_transformers.how))

    def _take(self, model_id: str, why: str, *, stays: bool = True) -> bool:
        """Takes a model if budget and disk allow it beside those taken; one that does not stay needs the room only
        for a while."""
        model = self._models[model_id]
        lacks = self._lacks((model_id,), model.ram_mb)
        if lacks:
            self._left_out.append(Pick(model_id, lacks))
            return False
        self._pick(model_id, why)
        if stays:
            self._ram += model.ram_mb
        return True

    def _lacks(self, model_ids: Sequence[str], ram_mb: int) -> str:
        """Returns why these do not fit beside those taken; "" where they do."""
        if self._ram + ram_mb > self._budget:
            return _(
                "needs {ram_mb} MB, the budget has {left} MB left", ram_mb=ram_mb, left=max(0, self._budget - self._ram)
            )
        download = sum(self._models[model_id].size for model_id in model_ids)
        if self._machine.disk_free_mb and self._download + download > self._machine.disk_free_mb * 1_000_000:
            return _("{download:.1f} GB do not fit on the disk", download=download / 1e9)
        return ""

    def _pick(self, model_id: str, why: str) -> None:
        self._picks.append(Pick(model_id, why))
        self._download += self._models[model_id].size


def _count(cores: int) -> str:
    return _("one core") if cores == 1 else _("{cores} cores", cores=cores)
