"""The set for a machine: golden choices for machines people have."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from config.catalogue import catalogue
from config.settings import Quality
from daemon.routing.recommended import omni_fits
from models.store.machine import Gpu, Machine, inspect_machine
from models.store.recommend import recommend

HEARING = ("omni-3b-gguf", "omni-3b-mmproj")


@pytest.mark.parametrize(
    ("machine", "picks", "settings"),
    [
        pytest.param(
            Machine(ram_mb=2_000, cores=2),
            ["canary-180m-flash", "whisper-tiny", "piper-en", "piper-es", "smart-turn"],
            {"fast.recogniser": "canary-180m-flash", "fast.mind": "starter"},
            id="an old netbook",
        ),
        pytest.param(
            Machine(ram_mb=8_000, cores=2),
            ["canary-180m-flash", "whisper-tiny", "piper-en", "piper-es", "smart-turn", "tiny"],
            {"fast.recogniser": "canary-180m-flash", "fast.mind": "tiny"},
            id="a small laptop",
        ),
        pytest.param(
            Machine(ram_mb=16_000, cores=4),
            ["parakeet-tdt-0.6b", "piper-en", "piper-es", "smart-turn", "qwen3-vl-4b", "qwen3-vl-4b-mmproj", *HEARING],
            {"fast.recogniser": "parakeet-tdt-0.6b"},
            id="an office PC",
        ),
        pytest.param(
            Machine(ram_mb=32_000, cores=8),
            [
                "parakeet-tdt-0.6b",
                "piper-en",
                "piper-es",
                "smart-turn",
                "qwen3-vl-4b",
                "qwen3-vl-4b-mmproj",
                "deep",
                *HEARING,
            ],
            {"fast.recogniser": "parakeet-tdt-0.6b"},
            id="a desktop",
        ),
        pytest.param(
            Machine(ram_mb=64_000, cores=12, gpus=(Gpu("RTX 4080", 16_000),)),
            [
                "parakeet-tdt-0.6b",
                "piper-en",
                "piper-es",
                "smart-turn",
                "qwen3-vl-4b",
                "qwen3-vl-4b-mmproj",
                "deep",
                "omni-3b",
            ],
            {"fast.recogniser": "parakeet-tdt-0.6b"},
            id="a gaming PC",
        ),
    ],
)
def test_the_set_for_a_machine(machine: Machine, picks: list[str], settings: dict[str, str]) -> None:
    omni = omni_fits(Quality(), budget_mb=machine.budget_mb, gpu_mb=machine.vram_mb, cpu="bfloat16")
    chosen = recommend(machine, omni=omni)
    assert [pick.model_id for pick in chosen.picks] == picks
    assert chosen.settings == settings
    assert all(pick.why and "\n" not in pick.why for pick in (*chosen.picks, *chosen.left_out))
    assert chosen.ram_mb <= chosen.budget_mb == machine.budget_mb
    assert chosen.download == sum(catalogue()[pick.model_id].size for pick in chosen.picks)


def test_only_the_languages_asked_for_get_a_voice() -> None:
    picks = [pick.model_id for pick in recommend(Machine(16_000, 4), ["es"]).picks]
    assert "piper-es" in picks
    assert "piper-en" not in picks


@pytest.mark.parametrize(
    ("machine", "budget", "languages", "ears"),
    [
        (Machine(16_000, 4), 12_000, ["en", "es"], ["parakeet-tdt-0.6b"]),
        (Machine(16_000, 4), 1_100, ["en", "es"], ["canary-180m-flash", "whisper-tiny"]),
        (Machine(16_000, 4), 800, ["en"], ["canary-180m-flash"]),
        (Machine(16_000, 4), 620, ["en"], ["whisper-base"]),
        (Machine(16_000, 4), 520, ["en"], ["whisper-tiny"]),
        (Machine(16_000, 3), 12_000, ["es"], ["canary-180m-flash"]),
        (Machine(16_000, 1), 12_000, ["en", "es"], ["whisper-base"]),
        (Machine(16_000, 4), 12_000, ["en", "ja"], ["whisper-base"]),
        (Machine(16_000, 2), 12_000, ["pl"], ["whisper-base"]),
        (Machine(16_000, 4), 12_000, ["pl"], ["parakeet-tdt-0.6b"]),
    ],
)
def test_ears_by_cores_memory_and_languages(
    machine: Machine, budget: int, languages: list[str], ears: list[str]
) -> None:
    chosen = recommend(machine, languages, budget)
    picked = [pick.model_id for pick in chosen.picks if catalogue()[pick.model_id].kind == "recogniser"]
    assert picked == ears
    assert chosen.settings.get("fast.recogniser", "whisper-base") == ears[0]
    if ears[0] == "canary-180m-flash":
        (why,) = [pick.why for pick in chosen.picks if pick.model_id == ears[0]]
        assert why.startswith("mishears 2 words in 100 where Whisper base mishears 5")


def test_a_budget_of_100_mb_leaves_all_out_and_says_why() -> None:
    chosen = recommend(Machine(16_000, 4), budget_mb=100)
    assert chosen.picks == ()
    assert {"whisper-base", "qwen3-vl-4b", "tiny"} <= {pick.model_id for pick in chosen.left_out}
    assert chosen.settings["fast.mind"] == "starter"


def test_a_full_disk_leaves_out_what_does_not_fit_on_it() -> None:
    chosen = recommend(Machine(16_000, 4, disk_free_mb=1_200))
    assert "qwen3-vl-4b" not in [pick.model_id for pick in chosen.picks]
    assert "do not fit on the disk" in " ".join(pick.why for pick in chosen.left_out)
    assert chosen.download < 1_200_000_000


def test_the_default_budget_is_12_gb_or_three_quarters() -> None:
    assert Machine(64_000, 8).budget_mb == 12_000
    assert Machine(8_000, 8).budget_mb == 6_000


def test_this_machine_can_be_inspected(tmp_path: Path) -> None:
    machine = inspect_machine(tmp_path / "not" / "yet", gpu=False)
    assert machine.ram_mb > 100
    assert machine.cores >= 1
    assert machine.disk_free_mb > 0
    assert machine.gpus == ()


def test_gpus_come_from_nvidia_smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'NVIDIA GeForce RTX 4080, 16376'\necho 'Strange, [N/A]'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert inspect_machine(tmp_path).gpus == (Gpu("NVIDIA GeForce RTX 4080", 17171),)


def test_a_driver_that_hangs_is_no_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*args: object, **kwargs: object) -> None:
        raise subprocess.TimeoutExpired("nvidia-smi", 5)

    monkeypatch.setattr(subprocess, "run", hang)
    assert inspect_machine(tmp_path).gpus == ()
