"""Listening modes over a virtual sound card: a capture stream only while there is something to listen for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.virtual_card import VirtualCard, available

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(not available(), reason="PulseAudio is not installed: no virtual sound card"),
]
_PLAIN = "speaking: {temperature: 0}\n"


@pytest.fixture(scope="module")
def card() -> Iterator[VirtualCard]:
    with VirtualCard() as running:
        yield running


def captures(house: House) -> bool:
    """Whether the daemon's sound worker has a capture stream open, by the sound server's own account."""
    return any(house.card.source_of(pid) for pid in house.children())


def test_with_the_microphone_off_no_capture_stream_is_open(card: VirtualCard, tmp_path: Path) -> None:
    with House(tmp_path, card, _PLAIN) as house:
        house.until_true(lambda: captures(house), "the capture stream")
        assert house.call("mute") == {"listening": False}
        house.until_true(lambda: not captures(house), "the end of the capture stream")
        house.card.play(say("what is the capital of france", tmp_path))
        time.sleep(2)
        assert not any(event["kind"] in ("partial", "heard") for event in house.events)
        assert house.call("toggle") == {"listening": True}
        house.until_true(lambda: captures(house), "the capture stream")
        assert house.ask(say("what is the capital of france", tmp_path))["text"]


def test_push_to_talk_opens_the_capture_stream_for_one_question(card: VirtualCard, tmp_path: Path) -> None:
    with House(tmp_path, card, f"{_PLAIN}listening: {{mode: push}}\n") as house:
        assert not captures(house)
        assert house.call("listen", hold=True) == {"listening": True}
        house.until_true(lambda: captures(house), "the capture stream")
        house.card.play(say("what is the capital of france", tmp_path))
        assert not any(event["kind"] == "reply_done" for event in house.events)  # held down: it waits
        house.call("listen", release=True)
        house.until_true(lambda: not captures(house), "the end of the capture stream")
        done = house.wait_for("reply_done", within=60)
        assert "Paris" in done["text"]
        house.wait_for("state", lambda event: event["state"] == "off", within=60)


def test_only_what_begins_with_the_wake_phrase_is_answered(card: VirtualCard, tmp_path: Path) -> None:
    settings = f"{_PLAIN}listening: {{mode: wake, follow_up_seconds: 0}}\n"
    with House(tmp_path, card, settings) as house:
        house.until_true(lambda: captures(house), "the capture stream")
        house.wait_for("state", lambda event: event["state"] == "listening", within=60)  # the first of two
        house.card.play(say("what is the capital of spain", tmp_path, "slt"))
        house.wait_for("state", lambda event: event["state"] == "paused", within=60)
        house.wait_for("state", lambda event: event["state"] == "listening", within=60)
        assert not any(event["kind"] in ("partial", "heard", "reply") for event in house.events)
        done = house.ask(say("sah rye. what is the capital of france", tmp_path, "slt"), within=60)
        assert "Paris" in done["text"]
        assert [event["text"] for event in house.events if event["kind"] == "heard"] == [
            "what is the capital of france"
        ]
        assert "spain" not in str(house.call("history")).lower()
        assert "spain" not in house.log.read_text().lower()
