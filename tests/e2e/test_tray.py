"""The tray on real desktops: what its icon shows, and what every entry of its menu does to a running daemon."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("dbus_fast", reason="the extra `tray` is not installed")
pytest.importorskip("PIL", reason="the extra `tray` is not installed")


from config.load import load
from daemon.control.client import Client
from daemon.control.events import Snapshot
from daemon.tray.menu import view
from daemon.tray.model import Face, TrayModel
from daemon.tray.texts import Texts
from daemon.tray.view import MenuEntry
from tests.e2e.house import House
from tests.e2e.speech import say
from tests.support.notification_server import NotificationServer
from tests.support.tray_desktop import Menu, TrayDesktop, missing
from tests.support.virtual_card import VirtualCard, available

pytestmark = [
    pytest.mark.sound,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not available(), reason="PulseAudio is not installed: no virtual sound card"),
    pytest.mark.skipif(bool(missing()), reason=missing()),
]

OPENER = """#!/bin/sh
# Stands for the user's text viewer: keeps what it was given.
cp "$1" "$OPENED/$(basename "$1")"
stat -c %a "$1" > "$OPENED/$(basename "$1").mode"
"""


class Home:
    """A daemon, a desktop with a panel, and the tray between them."""

    def __init__(self, folder: Path, card: VirtualCard, house: House) -> None:
        self.card = card
        self.house = house
        self.opened = folder / "opened"
        self.opened.mkdir()
        programs = folder / "programs"
        programs.mkdir()
        opener = programs / "xdg-open"
        opener.write_text(OPENER)
        opener.chmod(0o755)
        env = house.env | {"PATH": f"{programs}:{os.environ['PATH']}", "OPENED": str(self.opened)}
        self.desktop = TrayDesktop(folder, env)
        self.notices: NotificationServer
        self.tray: Any = None
        self.texts = Texts("en")
        self.model = TrayModel()

    def start_tray(self, **more: str) -> None:
        self.tray = self.desktop.start(sys.executable, "-m", "daemon.cli", "tray", "--wait", "60", **more)

    def shows(self, *faces: Face, seconds: float = 90.0) -> None:
        names = " or ".join(face.value for face in faces)
        self.desktop.until(lambda: self.desktop.face() in faces, f"the icon to show {names}", seconds)

    def menu(self, legacy: bool) -> tuple[MenuEntry, ...]:
        """The menu as it should be now, by the daemon's own word."""
        if self.house.process.poll() is None:
            self.model.update(Snapshot.of(self.house.call("status")))
        else:
            self.model.gone()
        shown = view(self.model, self.texts)
        first, *rest = shown.menu
        return (MenuEntry("click", first.label, shown.click), *rest) if legacy else shown.menu

    def choose(self, *keys: str, legacy: bool = False) -> None:
        """Open the menu at the icon and go to an entry, with the keys that everybody has."""
        if not legacy:
            # The tray follows the daemon with a delay, and a menu may change under the hand.
            self.desktop.until(
                lambda: self.desktop.menu_of(self.tray) == _labels(self.menu(legacy)), "the tray to follow"
            )
        entries = self.menu(legacy)
        found = self.desktop.icon()
        assert found is not None
        self.desktop.click(*found[1], button=3)
        self.desktop.until(self.desktop.menu_is_open, "the menu")
        for number, key in enumerate(keys):
            # GTK's menus skip what cannot be chosen. A submenu opens with its first entry chosen.
            keys_there = [entry.key for entry in entries if entry.label and entry.enabled]
            entry = next(entry for entry in entries if entry.key == key)
            self.desktop.keys(*["Down"] * (keys_there.index(key) + (number == 0)))
            self.desktop.keys("Right" if entry.children else "Return")
            entries = entry.children
        self.desktop.until(lambda: not self.desktop.menu_is_open(), "the menu to close")

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.house.call("status")
        return found

    def until_status(self, condition: Callable[[dict[str, Any]], object], what: str) -> None:
        self.desktop.until(lambda: condition(self.status()), what)

    def until_opened(self, name: str, seconds: float = 60.0) -> str:
        """What the user's text viewer was given; it was readable by the user alone."""
        self.desktop.until((self.opened / f"{name}.mode").exists, f"{name} to be opened", seconds)
        text = (self.opened / name).read_text()
        (self.opened / f"{name}.mode").unlink()
        return text


def _labels(menu: tuple[MenuEntry, ...]) -> Menu:
    return [(entry.label, entry.enabled, _labels(entry.children)) for entry in menu if entry.label]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    settings = "tier: embedded\nspeaking:\n  temperature: 0\n"
    with VirtualCard() as card, House(tmp_path, card, settings) as house:
        made = Home(tmp_path, card, house)
        with made.desktop, NotificationServer(made.desktop.env["DBUS_SESSION_BUS_ADDRESS"]) as made.notices:
            yield made


@pytest.fixture(params=["xfce4-panel", "trayer"])
def at_home(home: Home, request: pytest.FixtureRequest) -> Home:
    """With the icon in the panel: one that speaks StatusNotifierItem, and one of the older kind."""
    if missing(request.param):
        pytest.skip(missing(request.param))
    if request.param == "xfce4-panel":
        home.desktop.xfce_panel()
    else:
        home.desktop.trayer()
    home.start_tray()
    home.shows(Face.LISTENING)
    return home


def test_every_entry_does_its_work_and_the_icon_follows(at_home: Home, request: pytest.FixtureRequest) -> None:
    home, house = at_home, at_home.house
    legacy = "trayer" in request.node.name

    def choose(*keys: str) -> None:
        home.choose(*keys, legacy=legacy)

    # The microphone, by the menu and by a plain click.
    choose("mute")
    home.shows(Face.OFF)
    assert not home.status()["listening"]
    choose("listen")
    home.shows(Face.LISTENING)
    found = home.desktop.icon()
    assert found is not None
    home.desktop.click(*found[1])
    home.shows(Face.OFF)
    home.desktop.click(*found[1])
    home.shows(Face.LISTENING)

    # A conversation: the icon hears, and speaks.
    home.card.play(say("what is the capital of france", home.desktop.folder), wait=False)
    home.shows(Face.HEARING)
    home.shows(Face.SPEAKING)
    house.wait_for("reply_done", within=90)
    home.shows(Face.LISTENING)
    choose("last", "last-heard")
    home.notices.until("what is the capital of france")
    assert "Paris" in home.notices.texts[-1]

    # Silence, in the middle of a long text.
    house.call("say", text="This goes on for a while. " * 20)
    home.shows(Face.SPEAKING)
    choose("stop")
    home.shows(Face.LISTENING)

    choose("tier", "tier-auto")
    home.until_status(lambda status: status["tier"] == "auto", "the tier")
    choose("tier", "tier-quality")
    home.until_status(lambda status: status["tier"] == "quality", "the tier")
    home.desktop.until(lambda: len(home.notices.texts) > 1, "a notice on why another tier answers")
    choose("tier", "tier-embedded")
    home.until_status(lambda status: status["tier"] == "embedded", "the tier")

    choose("history")
    history = home.until_opened("history.txt")
    assert "you: what is the capital of france" in history
    choose("config")
    assert "temperature: 0" in home.until_opened("sarai.yaml")
    choose("doctor")
    report = home.until_opened("doctor.txt", 240)
    assert "control socket" in report
    home.desktop.until(
        lambda: "broken" in home.notices.texts[-1] or "well" in home.notices.texts[-1], "the verdict", 60
    )
    private = Path(home.desktop.env["XDG_RUNTIME_DIR"]) / "sarai" / "history.txt"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600

    # The language is for good, and the tray speaks it as well.
    choose("language", "language-es")
    home.until_status(lambda status: status["language"] == "es", "the language")
    # Its file is written after the daemon has answered; on a slow disk that takes a while.
    home.desktop.until(lambda: load(house_settings(home)).speaking.language == "es", "the language to be remembered")
    home.texts = Texts("es")
    choose("language", "language-auto")
    home.until_status(lambda status: status["language"] == "auto", "the language")
    home.texts = Texts("en")
    choose("voice", "voice-es-espeak")
    home.desktop.until(lambda: load(house_settings(home)).fast.voice_es == "espeak", "the voice to be remembered")

    choose("stop_daemon")
    home.shows(Face.STOPPED)
    assert house.process.wait(30) == 0
    choose("quit")
    assert home.tray.wait(30) == 0
    home.desktop.until(lambda: home.desktop.face() is None, "the icon to go")
    assert not private.exists()


def house_settings(home: Home) -> Path:
    return Path(home.house.env["HOME"]) / ".config" / "sarai" / "sarai.yaml"


def test_a_killed_daemon_shows_and_can_be_started_again(at_home: Home, request: pytest.FixtureRequest) -> None:
    home, house = at_home, at_home.house
    house.process.send_signal(signal.SIGKILL)
    house.process.wait(10)
    home.shows(Face.STOPPED)
    # Somebody starts it again: the icon finds it.
    house.start()
    home.shows(Face.LISTENING)
    house.process.send_signal(signal.SIGKILL)
    house.process.wait(10)
    home.shows(Face.STOPPED)
    # The user starts it from the icon: no systemd here, so it is a program of its own, which outlives the tray.
    home.choose("start", legacy="trayer" in request.node.name)
    home.shows(Face.LISTENING)
    with Client(house.socket) as client:
        pid = client.call("status")["pid"]
    assert pid != house.process.pid
    home.desktop.end(home.tray)
    with Client(house.socket) as client:
        assert client.call("status")["pid"] == pid
        client.call("shutdown")
    home.desktop.until(lambda: not Path(f"/proc/{pid}").exists(), "the daemon to end")


@pytest.mark.skipif(bool(missing("xfce4-panel")), reason=missing("xfce4-panel"))
def test_a_panel_that_starts_anew_gets_the_icon_again(home: Home) -> None:
    panel = home.desktop.xfce_panel()
    home.start_tray()
    home.shows(Face.LISTENING)
    home.desktop.end(panel)
    home.desktop.until(lambda: home.desktop.face() is None, "the panel to go")
    home.desktop.xfce_panel()
    home.shows(Face.LISTENING)
    # Sound goes: the icon says so at once.
    home.card.remove_microphone()
    home.shows(Face.ERROR, Face.LOADING)
    home.card.restore_microphone()
    home.shows(Face.LISTENING)


WITHOUT_GTK = """
from pathlib import Path
from daemon.tray import xembed
xembed.SYSTEM_PACKAGES = Path("/nowhere")
from daemon.cli.main import main
main(["tray"])
"""


@pytest.mark.skipif(bool(missing("trayer")), reason=missing("trayer"))
def test_a_plain_x_tray_without_gtk_has_the_icon_and_the_click(home: Home) -> None:
    home.desktop.trayer()
    home.tray = home.desktop.start(sys.executable, "-c", WITHOUT_GTK)
    home.shows(Face.LISTENING)
    doctor = "from daemon.doctor.desktop import tray_host; print(*tray_host(None))"
    found_by_doctor = subprocess.run(
        [sys.executable, "-c", doctor], env=home.desktop.env, capture_output=True, text=True, check=True, timeout=60
    )
    assert "status='ok'" in found_by_doctor.stdout
    assert "XEmbed" in found_by_doctor.stdout
    found = home.desktop.icon()
    assert found is not None
    home.desktop.click(*found[1])
    home.shows(Face.OFF)
    home.desktop.click(*found[1], button=3)
    home.notices.until("python3-gi")
    home.tray.send_signal(signal.SIGTERM)
    assert home.tray.wait(30) == 0


@pytest.mark.skipif(bool(missing("xfce4-panel")), reason=missing("xfce4-panel"))
def test_the_first_steps(home: Home) -> None:
    house_settings(home).unlink()
    home.desktop.xfce_panel()
    nowhere = "http://127.0.0.1:9"  # nothing is downloaded in a test, and the user learns why
    home.start_tray(HF_ENDPOINT=nowhere, PIP_CONFIG_FILE=os.devnull, PIP_INDEX_URL=f"{nowhere}/simple")
    home.shows(Face.LISTENING)
    home.notices.until("Three short steps")
    step = Path(home.house.env["HOME"]) / ".local/state/sarai/first-steps"

    first = home.desktop.icon()
    assert first is not None

    def press(*keys: str) -> None:
        home.desktop.click(*first[1], button=3)
        home.desktop.until(home.desktop.menu_is_open, "the menu")
        home.desktop.keys(*keys)

    def choose(downs: int) -> None:
        """First steps are the menu's first entry that can be chosen."""
        press("Down", "Right", *["Down"] * downs, "Return")

    # Nobody speaks: it says so, and the step stays.
    choose(0)
    home.notices.until("no speech came through")
    assert not step.exists()
    choose(0)
    home.notices.until("Say a few words")
    home.card.play(say("hello there how are you today my friend", home.desktop.folder), wait=False)
    home.notices.until("hears you well")
    assert step.read_text() == "2"
    home.shows(Face.LISTENING, Face.SPEAKING)

    choose(1)  # automatic, English, Spanish
    home.notices.until("Language: English. Next")
    assert load(house_settings(home)).speaking.language == "en"
    home.notices.until("to download, for better ears and a voice")
    assert "Whisper base" in home.notices.texts[-1]
    assert "(MIT)" in home.notices.texts[-1]
    assert step.read_text() == "3"
    choose(0)
    home.notices.until("The download stopped", 120)
    assert "127.0.0.1:9 cannot be reached" in home.notices.texts[-1]
    assert "the package index cannot be reached" in home.notices.texts[-1]
    choose(1)
    home.desktop.until(lambda: step.read_text() == "4", "the steps to be skipped")
    # It was all once: with no steps left, the first entry is the microphone's.
    press("Down", "Return")
    home.shows(Face.OFF)


@pytest.mark.skipif(bool(missing("xfce4-panel")), reason=missing("xfce4-panel"))
def test_one_icon_is_enough_and_it_ends_with_the_session(home: Home) -> None:
    home.desktop.xfce_panel()
    home.start_tray()
    home.shows(Face.LISTENING)
    home.choose("history")
    home.notices.until("history is empty")
    second = home.desktop.start(sys.executable, "-m", "daemon.cli", "tray")
    assert second.wait(60) == 1
    assert "sarai: the tray icon is already there" in home.desktop.log()
    home.desktop.end_session()
    assert home.tray.wait(60) == 3
    assert "sarai: the desktop session has ended" in home.desktop.log()
    assert "Traceback" not in home.desktop.log()
    assert home.status()["state"]  # the daemon has lost nothing


def test_a_desktop_without_a_tray_is_told_apart_in_one_line(home: Home) -> None:
    began = time.monotonic()
    tray = home.desktop.start(sys.executable, "-m", "daemon.cli", "tray", "--wait", "1", XDG_CURRENT_DESKTOP="GNOME")
    assert tray.wait(60) == 3
    assert time.monotonic() - began > 1
    said = [line for line in home.desktop.log().splitlines() if line.startswith("sarai: ")]
    assert len(said) == 1
    assert "gnome-shell-extension-appindicator" in said[0]
    assert "Traceback" not in home.desktop.log()
