"""Which Omni is recommended for a machine, and how it would run there: as routing decides once it is here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import catalogue
from config.settings import Quality, Settings
from daemon.routing.omni_modes import Mode
from daemon.routing.recommended import describe, omni_fits
from daemon.routing.survey import Survey, facts_here
from models.omni.checkpoint import CpuFormat
from models.store.machine import Gpu, Machine
from models.store.places import Located, Missing
from models.store.recommend import Recommendation, recommend

ON_CPU = "the quality tier: hears how you say it; thinks on the CPU, and Piper speaks"


def recommended(machine: Machine, cpu: CpuFormat = "bfloat16", **quality: Any) -> Recommendation:
    chosen = Quality.model_validate(quality)
    omni = omni_fits(chosen, budget_mb=machine.budget_mb, gpu_mb=machine.vram_mb, cpu=cpu)
    return recommend(machine, omni=omni)


def pc(vram_mb: int = 0, ram_mb: int = 32_000, cores: int = 8) -> Machine:
    return Machine(ram_mb, cores, (Gpu("a GPU", vram_mb),) if vram_mb else ())


def omnis(chosen: Recommendation) -> dict[str, str]:
    return {pick.model_id: pick.why for pick in chosen.picks if pick.model_id.startswith("omni")}


@pytest.mark.parametrize(
    ("vram_mb", "quality", "model", "how", "settings"),
    [
        (24_500, {}, "omni-7b", "whole on the GPU (24.0 GB), with its own voice", {}),
        (16_000, {}, "omni-3b", "whole on the GPU (12.5 GB), with its own voice", {}),
        (
            10_700, {}, "omni-3b", "in four bits on the GPU (8.9 GB, with bitsandbytes), with its own voice",
            {"quality.weights": "4bit"},
        ),
        (
            10_700, {"low_vram": True}, "omni-3b",
            "part by part on the GPU (10.4 GB, the rest waits in 12.0 GB of main memory), with its own voice", {},
        ),
        (
            8_000, {}, "omni-3b", "in four bits on the GPU (6.3 GB, with bitsandbytes), and Piper speaks",
            {"quality.weights": "4bit"},
        ),
        (10_700, {"talker": "off"}, "omni-3b", "whole on the GPU (9.9 GB), and Piper speaks", {}),
    ],
)  # fmt: skip
def test_on_a_gpu_it_says_in_which_mode_it_would_run(
    vram_mb: int, quality: dict[str, Any], model: str, how: str, settings: Mapping[str, str]
) -> None:
    chosen = recommended(pc(vram_mb), **quality)
    (why,) = omnis(chosen).values()
    assert list(omnis(chosen)) == [model]
    assert why.startswith(f"the quality tier: hears how you say it; runs {how}")
    assert {key: value for key, value in chosen.settings.items() if key.startswith("quality")} == settings


def test_on_a_cpu_it_hears_and_thinks() -> None:
    assert omnis(recommended(pc())) == {"omni-3b-gguf": ON_CPU, "omni-3b-mmproj": "its ears and eyes"}
    left_out = {pick.model_id: pick.why for pick in recommended(pc()).left_out}
    assert left_out["omni-3b"] == "here only in four bits on the CPU (2.4 GB), and Piper speaks"
    small = recommended(pc(ram_mb=9_000, cores=4))
    packed = "the quality tier: hears how you say it; runs in four bits on the CPU (2.4 GB), and Piper speaks"
    assert omnis(small) == {"omni-3b": packed}
    assert "needs 4050 MB" in {pick.model_id: pick.why for pick in small.left_out}["omni-3b-gguf"]
    assert omnis(recommended(pc(cores=2))) == {}
    tiny = recommended(pc(ram_mb=2_000))
    assert omnis(tiny) == {}
    assert {pick.model_id: pick.why for pick in tiny.left_out}["omni-3b"] == (
        "it needs 2.4 GB of the budget of 1.5 GB or a GPU with 9.9 GB"
    )


def test_it_is_the_processor_s_number_format_that_counts() -> None:
    """Whole on a CPU is what the settings ask for here: 9.4 GB, or 18.8."""
    for cpu, here in (("bfloat16", True), ("float32", False)):
        fit = omni_fits(Quality(weights="full"), budget_mb=12_000, gpu_mb=0, cpu=cpu)["omni-3b"]  # type: ignore[arg-type]
        assert (fit.how == "whole on the CPU (9.4 GB), and Piper speaks") is here
        assert (fit.lacks == "it needs 18.8 GB of the budget of 12.0 GB or a GPU with 9.9 GB") is not here


@pytest.mark.parametrize("cores", [4, 8])
@pytest.mark.parametrize("ram_mb", [4_000, 8_000, 16_000, 64_000])
@pytest.mark.parametrize("vram_mb", [0, 4_000, 6_400, 8_000, 9_500, 10_700, 12_800, 16_000, 24_500])
def test_what_is_recommended_is_what_routing_then_runs(vram_mb: int, ram_mb: int, cores: int) -> None:
    machine = pc(vram_mb, ram_mb, cores)
    chosen = recommended(machine)
    here = {pick.model_id for pick in chosen.picks}
    told: dict[str, dict[str, str]] = {}
    for key, value in chosen.settings.items():
        section, _, name = key.partition(".")
        told.setdefault(section, {})[name] = value

    def locate(wanted: str) -> Located | Missing:
        found = wanted in here or (
            wanted in catalogue() and (catalogue()[wanted].builtin or catalogue()[wanted].shipped)
        )
        return Located(wanted, Path("/"), "store", 1) if found else Missing(wanted, f"{wanted} is not here")

    facts = facts_here(Settings.model_validate(told), Survey(locate, machine.budget_mb, machine.vram_mb))
    wanted = [model_id for model_id in omnis(chosen) if not model_id.endswith("mmproj")]
    assert facts.tiers["quality"].usable == bool(wanted)
    for model_id in wanted:
        assert facts.tiers["quality"].mind == model_id
        mode = facts.minds[model_id].mode
        assert (omnis(chosen)[model_id] == ON_CPU) == (mode is None)
        assert mode is None or describe(mode) in omnis(chosen)[model_id]


def test_all_modes_read_well() -> None:
    assert describe(Mode(False, False, False, True, 12_000)) == "whole on the CPU (12.0 GB), with its own voice"
    assert describe(Mode(False, True, False, False, 2_400)) == "in four bits on the CPU (2.4 GB), and Piper speaks"
