"""Which models this machine should have, and why. Pure: facts in, a list with reasons out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from config.catalogue import Catalogue, catalogue
from models.store.machine import Machine

_MARGIN_MB = 300
"""Private memory of the daemon, the sound worker and the workers' own code, beside the models."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One model, and why it is in the set or is left out of it."""

    model_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The set for one machine."""

    picks: tuple[Pick, ...]
    left_out: tuple[Pick, ...]
    ram_mb: int
    """Private memory that those take which stay loaded."""
    budget_mb: int
    download: int
    """Bytes to fetch if none of it is here."""
    settings: dict[str, str] = field(default_factory=dict)
    """Settings that go with it, where they differ from the shipped ones."""


def recommend(
    machine: Machine,
    languages: Sequence[str] = ("en", "es"),
    budget_mb: int | None = None,
    models: Catalogue | None = None,
) -> Recommendation:
    """The best set that fits the memory, is fast enough for the cores, and speaks the languages."""
    return _Choice(machine, languages, budget_mb, catalogue() if models is None else models).made()


class _Choice:
    def __init__(self, machine: Machine, languages: Sequence[str], budget_mb: int | None, models: Catalogue) -> None:
        self._machine = machine
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
        cores, vram = self._machine.cores, self._machine.vram_mb
        if vram >= 6_000:
            ears = ("whisper-turbo", f"the GPU ({vram / 1000:.0f} GB) makes the most accurate ears fast enough")
        elif cores >= 8:
            ears = ("whisper-small", f"{cores} cores transcribe a sentence with it in well under a second")
        else:
            ears = (
                "whisper-base",
                f"the most accurate that {_count(cores)} can transcribe a sentence with in a second",
            )
        for model_id, why in (ears, ("whisper-tiny", "the smallest ears that understand every language here")):
            if self._take(model_id, why):
                if model_id != "whisper-base":
                    self._settings["fast.recogniser"] = model_id
                return

    def _voices(self) -> None:
        for language in self._languages:
            model_id = f"piper-{language}"
            if model_id in self._models:
                self._take(model_id, f"speaks {_LANGUAGES.get(language, language)}")
            else:
                self._left_out.append(Pick("espeak", f"no Piper voice for {language} is catalogued; eSpeak speaks it"))

    def _turn_detector(self) -> None:
        self._take("smart-turn", "hears from the melody whether you are done: shorter waits (9 MB)")

    def _mind(self) -> None:
        cores = self._machine.cores
        if cores >= 4 or self._machine.vram_mb >= 4_000:
            if self._take("qwen3-vl-4b", "the resident mind: best answers at speaking pace on this machine"):
                return
        else:
            per_second = 3 * cores
            self._left_out.append(
                Pick("qwen3-vl-4b", f"about {per_second} words' worth of tokens a second on {_count(cores)}: too slow")
            )
        if self._take("tiny", f"the largest mind that answers at speaking pace within {_count(cores)} and the budget"):
            self._settings["fast.mind"] = "tiny"
        else:
            self._left_out.append(Pick("tiny", "does not fit the budget; the built-in starter mind answers"))
            self._settings["fast.mind"] = "starter"

    def _eyes(self) -> None:
        if any(pick.model_id == "qwen3-vl-4b" for pick in self._picks):
            self._take("qwen3-vl-4b-mmproj", "lets the resident mind see images; loaded for the turn only", stays=False)

    def _deep(self) -> None:
        if self._machine.cores < 6:
            self._left_out.append(Pick("deep", f"long answers from a 7B on {_count(self._machine.cores)} take minutes"))
        else:
            self._take("deep", "for code, long texts and step-by-step questions; unloaded when idle", stays=False)

    def _omni(self) -> None:
        vram = self._machine.vram_mb
        if not vram:
            self._left_out.append(Pick("omni-3b", "hears and speaks in one model, but needs a GPU with 13 GB"))
            return
        for model_id in ("omni-7b", "omni-3b"):
            needed = self._models[model_id].vram_mb or 0
            if vram >= needed:
                spoken = [language for language in self._languages if self._models[model_id].says(language)]
                note = "" if len(spoken) == len(self._languages) else "; what it cannot speak, Piper does"
                why = f"the quality tier: hears how you say it and answers in its own voice{note}"
                self._pick(model_id, why)
                return
            self._left_out.append(
                Pick(model_id, f"needs {needed / 1000:.0f} GB of GPU memory, there are {vram / 1000:.0f}")
            )

    def _take(self, model_id: str, why: str, *, stays: bool = True) -> bool:
        """Take a model if budget and disk allow it beside those taken; one that does not stay must fit for a while."""
        model = self._models[model_id]
        if self._ram + model.ram_mb > self._budget:
            room = max(0, self._budget - self._ram)
            self._left_out.append(Pick(model_id, f"needs {model.ram_mb} MB, the budget has {room} MB left"))
            return False
        if self._machine.disk_free_mb and self._download + model.size > self._machine.disk_free_mb * 1_000_000:
            self._left_out.append(Pick(model_id, f"{model.size / 1e9:.1f} GB do not fit on the disk"))
            return False
        self._pick(model_id, why)
        if stays:
            self._ram += model.ram_mb
        return True

    def _pick(self, model_id: str, why: str) -> None:
        self._picks.append(Pick(model_id, why))
        self._download += self._models[model_id].size


_LANGUAGES = {"en": "English", "es": "Spanish"}


def _count(cores: int) -> str:
    return "one core" if cores == 1 else f"{cores} cores"
