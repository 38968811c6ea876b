"""Tells how the Omnis of the catalogue would run on a machine, for `sarai models pull recommended`.

Decides with the same function as routing does once they are here (omni_modes), and tries the settings that allow more."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from config.catalogue import catalogue
from config.texts import N_, _
from config.units import size
from daemon.routing.omni_modes import Mode, choose, needs_of
from models.omni.checkpoint import CpuFormat
from models.store.recommend import OmniFit

if TYPE_CHECKING:  # `sarai status` must not pay for these
    from config.settings import Quality, Settings
    from models.store.machine import Machine
    from models.store.places import Places
    from models.store.recommend import Recommendation


Change = dict[str, str | bool]

CHANGES: tuple[Change, ...] = ({}, {"weights": "4bit"}, {"low_vram": True})
"""Changes of the section `quality` that are tried, the best first: none, less exact weights, slower."""


def omni_fits(quality: Quality, *, budget_mb: int, gpu_mb: int, cpu: CpuFormat) -> dict[str, OmniFit]:
    """Returns how each Omni would run, by its id in the catalogue."""
    known = [model.id for model in catalogue() if model.kind == "omni" and model.engine == "transformers"]
    return {model: _fit(model, quality, budget_mb, gpu_mb, cpu) for model in known}


def _fit(model: str, quality: Quality, budget_mb: int, gpu_mb: int, cpu: CpuFormat) -> OmniFit:
    needs = needs_of(model, 0, cpu=cpu)
    wanted = (False,) if quality.talker == "off" else (True, False)
    for speaks, change in itertools.product(wanted, CHANGES):
        mode = choose(needs, quality.model_copy(update=change), budget_mb=budget_mb, gpu_mb=gpu_mb)
        if isinstance(mode, Mode) and mode.gpu and mode.speaks == speaks:
            told = {f"quality.{key}": str(value).lower() for key, value in change.items()}
            return OmniFit(describe(mode), gpu=True, speaks=speaks, ram_mb=mode.ram_mb, settings=told)
    mode = choose(needs, quality, budget_mb=budget_mb, gpu_mb=gpu_mb)
    if isinstance(mode, str):
        return OmniFit(lacks=mode)
    return OmniFit(describe(mode), speaks=mode.speaks, ram_mb=mode.ram_mb)


def describe(mode: Mode) -> str:
    """Describes a mode for people: `in four bits on the CPU (2.4 GB), and Piper speaks`."""
    memory = size((mode.vram_mb if mode.gpu else mode.ram_mb) * 1e6)
    if mode.low_vram:
        how = _(
            "part by part on the GPU ({memory}, the rest waits in {size} of main memory)",
            memory=memory,
            size=size(mode.ram_mb * 1000000.0),
        )
    elif mode.four_bits:
        how = (
            _("in four bits on the GPU ({memory}, with bitsandbytes)", memory=memory)
            if mode.gpu
            else _("in four bits on the CPU ({memory})", memory=memory)
        )
    else:
        whole = N_("whole on the GPU ({memory})") if mode.gpu else N_("whole on the CPU ({memory})")
        how = _(whole, memory=memory)
    return f"{how}, {_('with its own voice') if mode.speaks else _('and Piper speaks')}"


def places_for(settings: Settings) -> Places:
    """Returns the folders in which models are looked for."""
    from models.store.places import places_here

    return places_here(tuple(settings.models.folders))


def machine_here(settings: Settings, places: Places) -> Machine:
    """Inspects this machine's memory, GPU and disk."""
    from models.store.machine import inspect_machine

    return inspect_machine(places.root, gpu=settings.compute.gpu != "off")


def budget_mb(settings: Settings, machine: Machine) -> int:
    """Megabytes of memory that models may take."""
    given = settings.compute.ram_budget_gb
    return machine.budget_mb if given is None else round(given * 1000)


def to_pull(settings: Settings) -> list[str]:
    """Ids of the recommended set that are not here yet."""
    return recommended(settings, places_for(settings))[1]


def recommended(settings: Settings, places: Places) -> tuple[Recommendation, list[str]]:
    """Returns the set for this machine, and the ids of it that are not here yet."""
    from models.omni.checkpoint import cpu_format
    from models.store.find import resolve
    from models.store.places import Missing
    from models.store.recommend import recommend

    machine = machine_here(settings, places)
    budget = budget_mb(settings, machine)
    omni = omni_fits(settings.quality, budget_mb=budget, gpu_mb=machine.vram_mb, cpu=cpu_format())
    language = settings.speaking.language
    languages = ("en", "es") if language == "auto" else (language,)
    recommendation = recommend(machine, languages, budget, omni=omni)
    todo = [pick.model_id for pick in recommendation.picks if isinstance(resolve(pick.model_id, places), Missing)]
    return recommendation, todo
