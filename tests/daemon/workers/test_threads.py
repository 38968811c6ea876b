"""The budget of threads by stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.tiers.specs import SMALL, Stage, llama, threads_for

STAGES: tuple[Stage, ...] = ("ears", "mind", "voice")


@pytest.mark.parametrize("cores", [1, 2, 4, 8, 16, 64])
def test_no_stage_has_more_threads_than_cores_and_none_has_none(cores: int) -> None:
    for stage in STAGES:
        assert 1 <= threads_for(stage, cores) <= cores
        assert threads_for(stage, cores) <= threads_for(stage, 2 * cores)


def test_on_two_cores_each_stage_has_both() -> None:
    assert {threads_for(stage, 2) for stage in STAGES} == {2}


@pytest.mark.parametrize("cores", [8, 16])
def test_on_many_cores_mind_and_voice_together_fit(cores: int) -> None:
    assert threads_for("mind", cores) + threads_for("voice", cores) <= cores


def test_a_small_mind_on_two_cores_writes_in_one_thread_and_reads_in_two(tmp_path: Path) -> None:
    small, large = tmp_path / "small.gguf", tmp_path / "large.gguf"
    for path, size in ((small, SMALL), (large, SMALL + 1)):
        with path.open("wb") as file:
            file.truncate(size)  # no byte of it is stored

    def threads(path: Path, cores: int) -> tuple[int, int]:
        arguments = llama("mind", path, cores, 1024).arguments
        return arguments["threads"], arguments["batch_threads"]

    assert threads(small, 2) == (1, 2)
    assert threads(small, 4) == (4, 4)
    assert threads(large, 2) == (2, 2)
    assert threads(small, 1) == (1, 1)
