"""A running daemon that works on random weights and says given words, measured from outside as any assistant could be."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.shapes import REPLY, toy_settings
from tests.support.virtual_card import VirtualCard, available

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sound,
    pytest.mark.skipif(not available(), reason="needs PulseAudio: scripts/setup.sh test"),
]


def test_it_hears_the_given_question_and_says_the_given_reply(tmp_path: Path) -> None:
    question = "what is the capital of france"
    given = {"transcript": [question], "reply": [REPLY, "It is the second one."]}
    settings = toy_settings(tmp_path, benchmark=given, speaking={"speed": 2})  # it is played in real time
    with VirtualCard() as card, House(tmp_path, card, yaml.safe_dump(settings)) as house:
        for reply in (REPLY, "It is the second one."):
            # Another text is played than is heard: the words are given, the sound only says when.
            done = house.ask(say("who was the first person here", tmp_path), within=120)
            assert house.wait_for("heard")["text"] == question
            assert done["text"] == reply
            assert house.wait_for("timings")["ms"]["voice_to_voice"] > 0
            house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the turn", 60)
