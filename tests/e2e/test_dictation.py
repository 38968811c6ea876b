"""The whole daemon dictates from a microphone into a terminal: random weights hear, the words are given."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import yaml

from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support import fields
from tests.support.shapes import toy_settings
from tests.support.typing_desktop import XServer, missing
from tests.support.virtual_card import VirtualCard, available

WHY = missing("Xvfb", "xdotool", "xterm", "flite")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.sound,
    pytest.mark.skipif(not available(), reason="needs PulseAudio: scripts/setup.sh test"),
    pytest.mark.skipif(bool(WHY), reason=WHY),
]


def _holds(file: Path, text: str) -> bool:
    return fields.held(file) == text


def test_what_is_said_is_typed_and_stays_between_the_two_of_them(tmp_path: Path) -> None:
    given = {"transcript": ["Querida María, ¿qué tal?", "Borra eso.", "Set a timer.", "Stop dictation."]}
    patient = dict.fromkeys(("complete_ms", "likely_ms", "unsure_ms", "incomplete_ms"), 1500)  # one piece for each
    settings = toy_settings(tmp_path, benchmark=given, listening={"mode": "push"}, turn=patient)
    sound = say("who was the first person here", tmp_path)
    with VirtualCard() as card, XServer(tmp_path) as desktop:
        file = desktop.open("xterm")
        desktop.focus("xterm")
        house = House(tmp_path, card, yaml.safe_dump(settings))
        house.env["DISPLAY"] = desktop.env["DISPLAY"]
        house.env.pop("WAYLAND_DISPLAY", None)
        with house:
            assert house.call("dictate") == {"dictating": True, "listening": True}
            begun = house.wait_for("dictation")
            assert (begun["on"], begun["way"], begun["application"]) == (True, "xtest", "XTerm")
            for fate, held in (("typed", "Querida María, ¿qué tal?"), ("taken_back", ""), ("typed", "Set a timer.")):
                card.play(sound)
                assert house.wait_for("dictated", within=120)["fate"] == fate
                house.until_true(partial(_holds, file, held), "the text")
            card.play(sound)
            assert not house.wait_for("dictation", within=120)["on"]
            house.until_true(partial(_holds, file, "Set a timer."), "the text")
            assert not house.call("status")["dictating"]
            assert house.call("history") == []
            assert not any(told["kind"] in ("heard", "reply", "reply_done") for told in house.events)
        assert "timer" not in house.log.read_text()
