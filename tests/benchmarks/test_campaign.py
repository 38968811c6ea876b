"""The short form of the campaign of faults: each fault once or a few times, without a sound card."""

from __future__ import annotations

import pytest

from benchmarks import campaign

SHORT = ["messages", "texts", "disks", "ends", "files"]


@pytest.mark.slow
def test_the_short_form_of_the_campaign_finds_nothing() -> None:
    found = campaign.run(SHORT, 0.01)
    assert {figure.part for figure in found} == set(SHORT)
    # Times depend on what else the machine does.
    assert [figure for figure in found if figure.missed and figure.unit not in ("ms", "s")] == []


def test_a_figure_above_its_aim_is_missed() -> None:
    assert campaign.Figure("ends", "orphans", 1, "", 0).missed
    assert not campaign.Figure("ends", "orphans", 0, "", 0).missed
    assert not campaign.Figure("soak", "growth", 9, "MB").missed
