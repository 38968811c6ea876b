"""The short form of benchmarks/hotplug.py: devices come and go while a conversation runs."""

from __future__ import annotations

import pytest

from benchmarks.hotplug import measure
from tests import pipewire_card, virtual_card

pytestmark = [
    pytest.mark.sound,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not virtual_card.available(), reason="PulseAudio is not installed: no virtual sound card"),
]


@pytest.mark.parametrize(("server", "seed"), [("pulseaudio", 10), ("pipewire", 8)])
def test_every_question_is_answered(server: str, seed: int) -> None:
    if server == "pipewire" and not pipewire_card.available():
        pytest.skip("PipeWire, its PulseAudio and WirePlumber are not installed")
    report = measure(server, steps=4, seed=seed)
    assert report.answered == report.asked > 0, report
    assert (report.spontaneous, report.unfinished, report.on_monitor) == (0, 0, 0), report
    assert report.wrong_device == []
    assert report.same_daemon
