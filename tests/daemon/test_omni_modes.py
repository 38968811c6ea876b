"""How an Omni runs here: one decision for routing, for the books of memory and for its process."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import catalogue
from config.settings import Quality, Settings
from daemon.engines import Kit
from daemon.fleet import Fleet
from daemon.omni_modes import Mode, as_set, choose, modes, needs_of
from daemon.residency_plan import Budget, Plan, Resident, Terms, plan
from daemon.routing_here import Measured, Present, facts_here
from models.store.places import Located, Missing, OnServer

OMNI = [model for model in catalogue() if model.engine == "transformers"]


def chosen(gpu_mb: int, budget_mb: int = 12_000, factor: float | None = None, **quality: Any) -> Mode | str:
    needs = needs_of("omni-3b", 0)
    return choose(needs, Quality.model_validate(quality), budget_mb=budget_mb, gpu_mb=gpu_mb, factor=factor)


@pytest.mark.parametrize("model", OMNI, ids=lambda model: model.id)
def test_the_catalogue_has_the_memory_of_every_mode(model: Any) -> None:
    assert None not in (model.ram_4bit_mb, model.vram_mb, model.low_vram_mb, model.vram_4bit_mb, model.voice_mb)
    assert model.voice_mb + model.ram_4bit_mb < model.ram_mb
    assert model.vram_4bit_mb < model.low_vram_mb < model.vram_mb


def test_whole_low_vram_four_bits_and_the_cpu() -> None:
    assert chosen(24_000) == Mode(True, False, False, True, 1500, 12_500)
    assert chosen(24_000, low_vram=True) == Mode(True, False, True, True, 12_000, 10_400)
    assert chosen(24_000, weights="4bit") == Mode(True, True, False, True, 1500, 8_900)
    assert chosen(0, talker="on") == Mode(False, False, False, True, 12_000)
    assert chosen(0) == Mode(False, True, False, False, 2_400)


def test_without_its_voice_it_takes_less() -> None:
    assert chosen(10_000) == Mode(True, False, False, False, 1500, 9_900)
    assert chosen(6_400, weights="4bit") == Mode(True, True, False, False, 1500, 6_300)
    assert chosen(0, weights="full") == Mode(False, False, False, False, 9_400)


def test_four_bits_and_low_vram_exclude_each_other_in_the_engine_and_four_bits_take_less() -> None:
    assert chosen(24_000, weights="4bit", low_vram=True) == chosen(24_000, weights="4bit")


def test_measured_too_slow_it_is_silent_and_measured_quick_it_speaks_on_a_cpu() -> None:
    slow, quick = chosen(24_000, factor=1.2), chosen(0, factor=0.8)
    assert isinstance(slow, Mode)
    assert slow.gpu
    assert not slow.speaks
    assert isinstance(quick, Mode)
    assert quick.speaks
    assert not quick.four_bits


def test_what_does_not_fit_is_told_with_the_least_that_would() -> None:
    assert chosen(0, 2_000) == "it needs 2.4 GB of the budget of 2.0 GB or a GPU with 9.9 GB"
    # In four bits on a CPU it cannot speak, so that is no way out.
    assert chosen(6_400, weights="4bit", talker="on") == "it needs a GPU with 8.9 GB"
    low = chosen(12_000, 2_000, low_vram=True)
    assert low == "it needs 2.4 GB of the budget of 2.0 GB or 9.4 GB of the budget of 2.0 GB beside the GPU"


def test_a_folder_of_the_user_s_is_reckoned_by_its_size() -> None:
    needs = needs_of("/models/mine", 12_000_000_000)
    known = needs_of("omni-3b", 0)
    for name in ("ram", "vram", "low_vram", "vram_4bit", "voice"):
        assert getattr(needs, name) == pytest.approx(getattr(known, name), rel=0.1)
    assert known.ram_4bit < needs.ram_4bit < needs.ram / 2  # its weights may be in a format that cannot stay mapped


def test_on_8_gb_the_thinker_has_room_beside_the_resident_mind_and_the_ears_in_use() -> None:
    mode = chosen(0, 6_000)
    assert isinstance(mode, Mode)
    mb = 1_000_000
    held = [
        Resident("qwen3-vl-4b", 2_350 * mb, pinned=True),
        Resident("whisper-base", 300 * mb, users=1),
        Resident("piper-en", 180 * mb),
    ]
    assert plan(Terms("omni-3b", mode.ram_mb * mb), held, Budget(6_000 * mb)) == Plan(load=True)


SETTINGS = [
    {"weights": weights, "low_vram": low, "talker": talker}
    for weights, low, talker in itertools.product(("auto", "full", "4bit"), (False, True), ("auto", "on", "off"))
]


@pytest.mark.parametrize("quality", SETTINGS, ids=lambda each: "-".join(map(str, each.values())))
def test_routing_memory_and_process_agree_on_every_machine(tmp_path: Path, quality: dict[str, Any]) -> None:
    (tmp_path / "config.json").write_text("{}")
    settings = Settings.model_validate({"quality": {"model": "omni-3b", **quality}})

    def locate(wanted: str) -> Located | OnServer | Missing:
        here = wanted in ("pocketsphinx-en", "espeak", "starter", "omni-3b")
        return Located(wanted, tmp_path, "store", 1) if here else Missing(wanted, f"{wanted} is not here")

    async def scenario() -> None:
        had = 0
        for gpu_mb, budget_mb, factor in itertools.product(
            (0, 6_400, 8_500, 10_700, 12_800, 24_500), (1_000, 2_000, 6_000, 12_000), (None, 0.7, 1.3)
        ):
            now = Present(locate, budget_mb, gpu_mb, measured={"quality": Measured(300.0, factor)})
            facts = facts_here(settings, now)
            budget = Budget(budget_mb * 1_000_000, gpu_mb * 1_000_000)
            async with asyncio.TaskGroup() as group:
                fleet = Fleet(group, budget)
                kit = Kit(settings, fleet, locate, lambda: 1.0, lambda facts=facts: facts, gpu_mb)  # type: ignore[misc]
                if not facts.tiers["quality"].usable:
                    assert "it needs" in facts.tiers["quality"].why
                    continue
                had += 1
                name = kit.mind("omni-3b").name
                run, terms = fleet._specs[name].arguments, fleet.terms(name)
                assert plan(terms, [], budget) == Plan(load=True)
                assert (terms.gpu > 0) == (run["device"] == "cuda")
                assert run["talker"] == (name in facts.tiers["quality"].voices.values())
                # What the engine refuses.
                assert not (run["low_vram"] and run["quantise"] == "4bit")
                assert not (run["device"] == "cpu" and run["quantise"] == "4bit" and run["talker"])
        assert had

    asyncio.run(scenario())


def test_a_mind_for_typed_turns_alone_is_loaded_without_its_voice(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    settings = Settings.model_validate({"quality": {"model": "omni-7b"}})

    def locate(wanted: str) -> Located | OnServer | Missing:
        return Located(wanted, tmp_path, "store", 1)

    async def scenario() -> None:
        async with asyncio.TaskGroup() as group:
            fleet = Fleet(group, Budget(12_000_000_000, 24_500_000_000))
            facts = facts_here(settings, Present(locate, 12_000, 24_500))
            kit = Kit(settings, fleet, locate, lambda: 1.0, lambda: facts, 24_500)
            for name, vram in (("omni-7b", 24_000), ("omni-3b", 9_900)):
                assert fleet.terms(kit.mind(name).name) == Terms(name, 1_500_000_000, vram * 1_000_000, 600)
                assert fleet._specs[name].arguments["talker"] == (name == "omni-7b")

    asyncio.run(scenario())


def test_the_benchmark_has_any_mode_on_any_device() -> None:
    needs = needs_of("omni-3b", 0)
    assert as_set(needs, Quality(), gpu=False, speaks=True) in modes(needs, Quality(talker="on"))
    assert as_set(needs, Quality(), gpu=False, speaks=False).four_bits
