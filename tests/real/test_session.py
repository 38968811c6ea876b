"""A timer by voice with real ears and a real voice over a sound card: set, rung, stopped by a word, and the impossible."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.spoken_session import session
from tests.support.virtual_card import available

pytestmark = [
    pytest.mark.real,
    pytest.mark.sound,
    pytest.mark.timeout(1200),  # the first run fetches the models
    pytest.mark.skipif(not available(), reason="needs PulseAudio: scripts/setup.sh test"),
]


def test_a_timer_is_set_rings_and_is_stopped_by_voice(tmp_path: Path) -> None:
    played = session("en", short=True, folder=tmp_path)
    assert [(each.step.says, each.heard, each.words, each.wrong) for each in played if each.wrong] == []
