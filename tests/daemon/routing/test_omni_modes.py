"""How an Omni runs here: one decision for routing, for the books of memory and for its process."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import catalogue
from config.settings import Quality, Settings
from daemon.routing.facts import Facts, Measured
from daemon.routing.omni_modes import Mode, as_set, choose, modes, needs_here, needs_of
from daemon.routing.survey import Survey, facts_here
from daemon.tiers.kit import EngineHandles
from daemon.workers.eviction import Budget, Plan, Resident, Terms, plan
from daemon.workers.fleet import Fleet
from models.omni.checkpoint import CpuFormat
from models.store.places import Located, Missing, OnServer

OMNI = [model for model in catalogue() if model.engine == "transformers"]


SETTINGS = [
    {"weights": weights, "low_vram": low, "talker": talker}
    for weights, low, talker in itertools.product(("auto", "full", "4bit"), (False, True), ("auto", "on", "off"))
]


def chosen(gpu_mb: int, budget_mb: int = 12_000, factor: float | None = None, **quality: Any) -> Mode | str:
    needs = needs_of("omni-3b", 0)
    return choose(needs, Quality.model_validate(quality), budget_mb=budget_mb, gpu_mb=gpu_mb, factor=factor)


@pytest.mark.parametrize("model", OMNI, ids=lambda model: model.id)
def test_the_catalogue_has_the_memory_of_every_mode(model: Any) -> None:
    assert None not in (model.ram_4bit_mb, model.vram_mb, model.low_vram_mb, model.vram_4bit_mb, model.voice_mb)
    assert 0 < model.vocoder_mb < model.voice_mb
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
    assert known.ram_4bit is not None
    assert needs.ram_4bit is not None
    assert known.ram_4bit < needs.ram_4bit < needs.ram / 2  # its weights may be in a format that cannot stay mapped


@pytest.mark.parametrize("cpu", ["bfloat16", "float32"])
def test_a_cpu_without_bfloat16_holds_a_whole_model_in_twice_the_memory(cpu: CpuFormat) -> None:
    needs = needs_of("omni-3b", 0, cpu=cpu)
    speaking = as_set(needs, Quality(weights="full"), gpu=False, speaks=True).ram_mb
    silent = as_set(needs, Quality(weights="full"), gpu=False, speaks=False).ram_mb
    packed = as_set(needs, Quality(weights="4bit"), gpu=False, speaks=False).ram_mb
    thinker, talker, vocoder = 9_400, 800, 1_800  # in bfloat16, but for the vocoder
    wide = 2 if cpu == "float32" else 1
    assert speaking == wide * (thinker + talker) + vocoder
    assert silent == wide * thinker
    assert packed == 2_400
    # The GPU has a number format of its own, in which what is not on it waits.
    low = as_set(needs, Quality(low_vram=True), gpu=True, speaks=True)
    assert (low.ram_mb, low.vram_mb) == (12_000, 10_400)
    fits = choose(needs, Quality(talker="on"), budget_mb=12_000, gpu_mb=0)
    assert fits == (
        Mode(False, False, False, True, 12_000)
        if cpu == "bfloat16"
        else "it needs 22.2 GB of the budget of 12.0 GB or a GPU with 12.5 GB"
    )


def test_of_a_folder_of_the_user_s_too_the_vocoder_is_in_float32_already() -> None:
    narrow, wide = (needs_of("/models/mine", 12_000_000_000, cpu=cpu) for cpu in ("bfloat16", "float32"))
    assert wide.ram == pytest.approx(needs_of("omni-3b", 0, cpu="float32").ram, rel=0.05)
    assert wide.ram - wide.ram_voice == pytest.approx(2 * (narrow.ram - narrow.ram_voice), rel=0.05)
    assert (wide.vram, wide.low_vram_ram, wide.ram_4bit) == (narrow.vram, narrow.low_vram_ram, narrow.ram_4bit)


QWEN3 = 70_500_000_000
"""Bytes of the released Qwen3-Omni."""


@pytest.mark.parametrize("quality", SETTINGS, ids=lambda each: "-".join(map(str, each.values())))
def test_a_qwen3_omni_runs_whole_or_not_at_all(quality: dict[str, Any]) -> None:
    needs = needs_of("/models/qwen3", QWEN3, kind="qwen3_omni_moe")
    voice = quality["talker"] != "off"
    on_gpu = choose(needs, Quality.model_validate(quality), budget_mb=12_000, gpu_mb=80_000)
    assert on_gpu == Mode(True, False, False, voice, 1_500, 71_500 if voice else 64_450)
    on_cpu = choose(needs, Quality.model_validate(quality), budget_mb=100_000, gpu_mb=48_000)
    assert on_cpu == Mode(
        False, False, False, quality["talker"] == "on", 70_800 if quality["talker"] == "on" else 63_750
    )
    nowhere = choose(needs, Quality.model_validate(quality), budget_mb=40_000, gpu_mb=48_000)
    assert isinstance(nowhere, str)
    assert nowhere.startswith("it needs ")
    assert " of the budget of 40.0 GB or a GPU with " in nowhere
    assert nowhere.endswith("; a Qwen3-Omni has no smaller mode, but a server can run it (tier max)")
    assert "\n" not in nowhere


@pytest.mark.parametrize("quality", SETTINGS, ids=lambda each: "-".join(map(str, each.values())))
def test_weights_packed_for_gpus_run_there_as_they_are_or_not_at_all(tmp_path: Path, quality: dict[str, Any]) -> None:
    told = {"model_type": "qwen2_5_omni", "quantization_config": {"quant_method": "awq"}}
    (tmp_path / "config.json").write_text(json.dumps(told), encoding="utf-8")
    needs = needs_here(str(tmp_path), Located(str(tmp_path), tmp_path, "yours", 9_000_000_000))
    on_gpu = choose(needs, Quality.model_validate(quality), budget_mb=12_000, gpu_mb=12_000)
    assert on_gpu == Mode(True, False, False, quality["talker"] != "off", 1_500, 10_000)
    for gpu_mb in (0, 8_000):
        nowhere = choose(needs, Quality.model_validate(quality), budget_mb=100_000, gpu_mb=gpu_mb)
        assert nowhere == (
            "it needs a GPU with 10.0 GB; its weights are packed for GPUs (awq): "
            "pull the plain ones, or the GGUF (omni-3b-gguf)"
        )


def test_a_folder_says_in_its_config_what_it_holds(tmp_path: Path) -> None:
    settings = Settings.model_validate({"quality": {"model": str(tmp_path), "low_vram": True, "weights": "4bit"}})

    def facts(gpu_mb: int) -> Facts:
        found = Located(str(tmp_path), tmp_path, "yours", QWEN3)

        def locate(wanted: str) -> Located | Missing:
            return found if wanted == str(tmp_path) else Missing(wanted, f"{wanted} is not here")

        return facts_here(settings, Survey(locate, 12_000, gpu_mb))

    for told, problem in (
        ("{", f"{tmp_path}/config.json cannot be read: "),
        ("[1]", f"{tmp_path}/config.json cannot be read: it is not a JSON object"),
        ("{}", f"{tmp_path} holds a config.json without model_type, and no Omni"),
        ('{"model_type": "llama"}', f"{tmp_path} holds a model of the type 'llama', and no Omni"),
    ):
        (tmp_path / "config.json").write_text(told)
        quality = facts(80_000).tiers["quality"]
        assert not quality.usable
        assert quality.why.startswith(problem)
        assert "\n" not in quality.why
    (tmp_path / "config.json").unlink()
    assert facts(80_000).tiers["quality"].why == f"{tmp_path} holds no model (no config.json): pull it first"

    (tmp_path / "config.json").write_text(json.dumps({"model_type": "qwen3_omni_moe"}))
    assert facts(80_000).minds[str(tmp_path)].mode == Mode(True, False, False, True, 1_500, 71_500)
    assert facts(80_000).tiers["quality"].voices["es"] == str(tmp_path)
    assert facts(48_000).tiers["quality"].why.endswith("has no smaller mode, but a server can run it (tier max)")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "qwen2_5_omni"}))
    mode = facts(80_000).minds[str(tmp_path)].mode
    assert mode is not None
    assert mode.four_bits
    assert facts(80_000).tiers["quality"].voices.get("es") != str(tmp_path)


def test_the_daemon_knows_the_cpu_s_number_format_without_torch() -> None:
    code = (
        "import sys, daemon.app.router, daemon.routing.omni_modes as modes; print(modes.cpu_format()); "
        "print(sorted({'torch', 'numpy', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told, heavy = done.stdout.splitlines()
    assert heavy == "[]"
    assert told in ("bfloat16", "float32")


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
            now = Survey(locate, budget_mb, gpu_mb, measured={"quality": Measured(300.0, factor)})
            facts = facts_here(settings, now)
            budget = Budget(budget_mb * 1_000_000, gpu_mb * 1_000_000)
            async with asyncio.TaskGroup() as group:
                fleet = Fleet(group, budget)
                kit = EngineHandles(settings, fleet, locate, lambda: 1.0, lambda facts=facts: facts, gpu_mb)  # type: ignore[misc]
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
            facts = facts_here(settings, Survey(locate, 12_000, 24_500))
            kit = EngineHandles(settings, fleet, locate, lambda: 1.0, lambda: facts, 24_500)
            for name, vram in (("omni-7b", 24_000), ("omni-3b", 9_900)):
                assert fleet.terms(kit.mind(name).name) == Terms(name, 1_500_000_000, vram * 1_000_000, 600)
                assert fleet._specs[name].arguments["talker"] == (name == "omni-7b")

    asyncio.run(scenario())


def test_the_benchmark_has_any_mode_on_any_device() -> None:
    needs = needs_of("omni-3b", 0)
    assert as_set(needs, Quality(), gpu=False, speaks=True) in modes(needs, Quality(talker="on"))
    assert as_set(needs, Quality(), gpu=False, speaks=False).four_bits
