"""The budget of threads by stage."""

from __future__ import annotations

import pytest

from daemon.tiers.specs import Stage, threads_for

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
