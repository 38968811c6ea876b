"""The short form of benchmarks/hotplug.py: devices come and go while a conversation runs."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from benchmarks.hotplug import measure
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support import pipewire_card, virtual_card
from tests.support.virtual_card import VirtualCard

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


def test_a_frozen_sound_server_costs_no_restart(tmp_path: Path) -> None:
    """Neither of the daemon nor of its sound worker: callbacks stop, and are there again when the server is."""
    question = say("what is the capital of france", tmp_path)
    with VirtualCard() as card, House(tmp_path, card, "tier: embedded\n") as house:

        def sound() -> int:
            return int(next(model["pid"] for model in house.call("status")["models"] if model["name"] == "sound"))

        assert house.ask(question, within=60)["text"]
        before = sound()
        assert card._server is not None
        os.kill(card._server.pid, signal.SIGSTOP)
        try:
            house.wait_for("device", lambda event: "does not answer" in event["problem"], within=60)
            time.sleep(6)  # longer than a call of PortAudio may take
        finally:
            os.kill(card._server.pid, signal.SIGCONT)
        house.until_true(lambda: not house.call("status")["problem"], "the sound to come back", 30)
        assert house.ask(question, within=60)["text"]
        assert sound() == before
        assert house.process.poll() is None
