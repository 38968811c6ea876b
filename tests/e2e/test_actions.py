"""Actions asked for aloud, over the virtual sound card: a real player, sound server, files and `gio` are the witnesses.

The words are given (the settings' `benchmark` section), so that no recogniser's mistake decides; all else is a daemon.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from daemon.control.client import ClientError
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support import desktop, virtual_card
from tests.support.desktop import Mpv, PrivateBus, until
from tests.support.home_standin import TOKEN, HomeStandin
from tests.support.shapes import toy_settings
from tests.support.virtual_card import VirtualCard

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sound,
    pytest.mark.skipif(not virtual_card.available(), reason="needs PulseAudio: scripts/setup.sh test"),
    pytest.mark.skipif(not desktop.available(), reason="dbus-daemon, mpv and mpv-mpris are not installed"),
]

TURNS = {
    "pause the music": "Mpv is paused.",
    "undo that": "Undone: Mpv is paused.",
    "set the computer volume to 70 percent": "The computer's volume is 70 percent.",
    "Add oat milk to the shopping list.": "Added to the shopping list: oat milk.",
    "What's on my shopping list?": "On the shopping list: oat milk.",
    "open paint box": "Opening Paint Box.",
    "turn on the kitchen light": "I have turned on Kitchen Light.",
    "delete all my notes": "Shall I delete all your notes?",
    "yeah": "Not without a yes.",
    "Delete all my notes!": "Shall I delete all your notes?",
    "Yes.": "All notes are deleted.",
}
"""What is said, and what is answered; "yeah" is answered by the mind, whose words are given, too."""
OWN_VOICE = ("delete all my notes", *["yes"] * 10)
"""Then whatever is heard is taken for a "yes"."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[House, Mpv, HomeStandin]]:
    given = {"transcript": [*TURNS, *OWN_VOICE], "reply": ["Not without a yes."]}
    token = tmp_path / "token"
    token.touch(0o600)
    token.write_text(TOKEN)
    with PrivateBus() as bus, VirtualCard() as card, HomeStandin() as home:
        tools = {"home_assistant": {"url": f"http://127.0.0.1:{home.port}", "token_file": str(token)}}
        settings = toy_settings(
            tmp_path, benchmark=given, speaking={"speed": 2}, manners={"players": "pause"}, tools=tools
        )
        mpv = Mpv(bus.address, tmp_path)
        house = House(tmp_path, card, yaml.safe_dump(settings))
        house.env |= {"DBUS_SESSION_BUS_ADDRESS": bus.address, "XDG_DATA_DIRS": f"{tmp_path}/share:/usr/share"}
        try:
            with house:
                yield house, mpv, home
        finally:
            mpv.close()


def said(daemon: House, kind: str) -> list[str]:
    return [event["text"] for event in daemon.events if event["kind"] == kind]


@pytest.mark.timeout(300)
def test_what_is_asked_for_aloud_is_done(house: tuple[House, Mpv, HomeStandin], tmp_path: Path) -> None:
    daemon, mpv, home = house
    applications = tmp_path / "share" / "applications"
    applications.mkdir(parents=True)
    painted = tmp_path / "painted"
    (applications / "paint.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Paint Box\nExec={shutil.which('touch')} {painted}\n"
    )
    notes = Path(daemon.env["HOME"]) / "Notes"
    notes.mkdir()
    (notes / "notes.md").write_text("- one\n")

    def loudness() -> str:
        command = ["pactl", "get-sink-volume", "@DEFAULT_SINK@"]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=daemon.card.env).stdout

    for words, reply in TURNS.items():
        answered = daemon.ask(say(words, tmp_path), within=120)["text"]
        heard = [event["text"] for event in daemon.events if event["kind"] == "heard"]
        assert answered == reply, f"{words} was heard as {heard[-1:]}"
        daemon.until_true(lambda: daemon.call("status")["state"] == "listening", "the end of the turn", 60)
        match words:
            case "pause the music":
                until(lambda: mpv.status == "Paused", "the pause, which stays")
            case "undo that":
                until(lambda: mpv.status == "Playing", "the music")
            case "set the computer volume to 70 percent":
                assert " 70%" in loudness()
            case "open paint box":
                until(painted.exists, "the application")
            case "turn on the kitchen light":
                assert home.calls == [("light/turn_on", {"entity_id": ["light.kitchen"]})]
            case "What's on my shopping list?":
                assert (notes / "shopping.md").read_text().endswith("- [ ] oat milk\n")
            case "yeah":
                assert (notes / "notes.md").read_text() == "- one\n"
    assert (notes / "notes.md").read_text() == ""
    done = [turn["done"] for turn in daemon.call("history", limit=20)]
    assert done[-1] == "All notes are deleted."
    assert done.count("") == 4
    # The loudspeaker comes into the microphone, and says the word.
    (notes / "notes.md").write_text("- two\n")
    daemon.card.loop_speaker_into_microphone()
    asked = said(daemon, "question").count("Shall I delete all your notes?")
    daemon.ask(say(OWN_VOICE[0], tmp_path), within=120)
    assert said(daemon, "question").count("Shall I delete all your notes?") == asked + 1
    daemon.until_true(lambda: daemon.call("status")["state"] == "listening", "the end of the turn", 60)
    daemon.call("say", text="Yes.")
    daemon.until_true(lambda: "Yes." in said(daemon, "reply_done"), "the word", 60)
    time.sleep(1.5)
    daemon.until_true(lambda: daemon.call("status")["state"] == "listening", "the end of what was made of it", 60)
    with pytest.raises(ClientError, match="nothing waits"):
        daemon.call("answer", yes=True)
    assert (notes / "notes.md").read_text() == "- two\n"
    acted = [(event["name"], event["state"]) for event in daemon.events if event["kind"] == "action"]
    assert acted[:2] == [("media", "begun"), ("media", "done")]
    assert [name for name, state in acted if state == "begun"].count("notes_delete") == 1
