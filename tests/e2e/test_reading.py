"""The selected text read aloud over the virtual sound card, stopped, gone on with, translated and pasted: a whole daemon, a
real X server, its selection and a text field.

The words are given (the settings' `benchmark` section), so that no recogniser's mistake decides; all else is a daemon.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support import fields, virtual_card
from tests.support.desktop import until
from tests.support.shapes import toy_settings
from tests.support.typing_desktop import XServer, missing
from tests.support.virtual_card import VirtualCard

PROGRAMS = ("Xvfb", "xclip", "xdotool", "flite")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.sound,
    pytest.mark.skipif(not virtual_card.available(), reason="needs PulseAudio: scripts/setup.sh test"),
    pytest.mark.skipif(bool(missing(*PROGRAMS)), reason=missing(*PROGRAMS)),
]
ARTICLE = " ".join(f"The heron number {number} stands in the water, and waits for a fish." for number in range(1, 170))
"""Two thousand words."""
TRANSLATION = "La garza espera."
GIVEN = ["read this", "stop reading", "go on reading", "translate this to Spanish", "yes"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    given = {"transcript": GIVEN, "reply": [TRANSLATION]}
    settings = toy_settings(tmp_path, benchmark=given, speaking={"speed": 1.3})
    with XServer(tmp_path) as desk, VirtualCard() as card, ExitStack() as stack:
        house = House(tmp_path, card, yaml.safe_dump(settings))
        house.env |= {"DISPLAY": desk.env["DISPLAY"], "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
        house.env.pop("WAYLAND_DISPLAY", None)
        yield stack.enter_context(house)


def select(house: House, text: str) -> subprocess.Popen[bytes]:
    owner = subprocess.Popen(
        ("xclip", "-quiet", "-selection", "primary"), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env=house.env
    )
    assert owner.stdin is not None
    owner.stdin.write(text.encode())
    owner.stdin.close()
    until(lambda: _run(house, "xclip", "-selection", "primary", "-out") == text, "the selection")
    return owner


def _run(house: House, *command: str) -> str:
    return subprocess.run(command, env=house.env, capture_output=True, text=True, check=False, timeout=10).stdout


def spoken(house: House, turn: int) -> str:
    return "".join(event["delta"] for event in house.events if event["kind"] == "reply" and event["turn"] == turn)


@pytest.mark.timeout(240)
def test_it_is_read_stopped_gone_on_with_translated_and_pasted(house: House, tmp_path: Path) -> None:
    owner = select(house, ARTICLE)
    sound = say("would you kindly do that for me", tmp_path)

    def ask(question: str) -> int:
        house.card.play(sound, wait=False)
        return int(house.wait_for("heard", lambda event: event["text"] == question, 60)["turn"])

    try:
        first = ask("read this")
        assert house.wait_for("timings", lambda event: event["turn"] == first)["ms"]["voice_to_voice"] > 0
        time.sleep(6)
        ask("stop reading")
        told = house.wait_for("reply_done", lambda event: event["turn"] == first)["text"]
        words = int(told.removeprefix("Read aloud ").removesuffix(" words."))
        assert 3 <= words < 200
        assert ARTICLE.startswith(spoken(house, first))
        assert len(spoken(house, first)) < len(ARTICLE) // 2, "no more is made than is soon heard"
        house.until_true(lambda: house.call("status")["state"] == "listening", "silence")

        again = ask("go on reading")
        house.wait_for("timings", lambda event: event["turn"] == again)
        place = ARTICLE.index(spoken(house, again)[:40])
        assert place <= len(" ".join(ARTICLE.split()[:words])), "nothing is left out"
        assert len(ARTICLE[:place].split()) >= words - 35, "the clause that was being heard"
        assert house.call("read", stop=True) == {"reading": False, "text": ""}
        house.wait_for("reply_done", lambda event: event["turn"] == again)
    finally:
        owner.kill()
        owner.wait(5)

    file, text = tmp_path / "field", "The heron waits for a fish."
    field = subprocess.Popen(fields.tk(file, "field"), env=house.env)
    owner = select(house, text)
    try:
        until(file.exists, "the field", 30)
        _run(house, "xdotool", "search", "--sync", "--name", "^field$", "windowfocus", "--sync")
        translated = ask("translate this to Spanish")
        assert house.wait_for("reply_done", lambda event: event["turn"] == translated)["text"] == (
            "Translated 6 selected words."
        )
        assert spoken(house, translated) == f"{TRANSLATION} Shall I put that in place of what is selected?"
        house.until_true(lambda: house.call("status")["state"] == "listening", "the end of the question")
        ask("yes")
        house.wait_for("reply_done", lambda event: event["text"] == "It is in its place.")
        until(lambda: fields.held(file) == TRANSLATION, "the text in the field")
    finally:
        for program in (owner, field):
            program.kill()
            program.wait(5)

    kept = yaml.safe_dump(house.call("history", limit=20))
    assert "Read aloud" in kept
    assert not {"heron", "garza"} & set(re.findall(r"\w+", kept + house.log.read_text()))
