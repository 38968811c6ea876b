"""Actions on a desktop: real players, sound servers, X and `gio`; stand-ins of a desktop's services, on a private bus."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from dbus_fast import PropertyAccess, Variant
from dbus_fast.annotations import DBusBool, DBusDict, DBusObjectPath, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_property, method, signal

from daemon.actions.desktop.clipboard import Clipboard
from daemon.actions.desktop.desktop_entries import Applications, command
from daemon.actions.desktop.loudness import Loudness
from daemon.actions.desktop.media import Media
from daemon.actions.desktop.opening import Opening, address
from daemon.actions.desktop.quiet import Quiet
from daemon.actions.desktop.screen import Screen
from daemon.desktop.players import PREFIX
from daemon.desktop.portal import PATH, PORTAL
from daemon.desktop.programs import launched
from daemon.skills.actions.intents import (
    AppOpen,
    BrightnessChange,
    BrightnessTo,
    ClipboardRead,
    CopyReply,
    DoNotDisturb,
    LoudnessChange,
    LoudnessMute,
    LoudnessTo,
    MediaControl,
    MediaWhat,
    PageOpen,
    ScreenLock,
    Screenshot,
    Undo,
    WebSearch,
)
from daemon.skills.actions.outcome import Outcome
from tests.support import desktop, systemd_user, virtual_card
from tests.support.acting import act
from tests.support.desktop import Client, Mpv, OpenURIPortal, PrivateBus, until
from tests.support.systemd_user import UserManager
from tests.support.typing_desktop import SWAY, SwayDesktop, missing
from tests.support.virtual_card import VirtualCard

DBusNothing = Annotated[None, DBusSignature("")]
Answer = Annotated[list[Any], DBusSignature("ua{sv}")]
Information = Annotated[list[str], DBusSignature("ssss")]
SEARCH = "https://search.example/?q={words}"


def said(outcomes: list[Outcome]) -> list[str]:
    return [outcome.said for outcome in outcomes]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    with PrivateBus() as private:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", private.address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", private.address)
        yield private


@pytest.fixture
def client(bus: PrivateBus) -> Iterator[Client]:
    connected = Client(bus.address)
    yield connected
    connected.close()


# ------------------------------------------------------------------------------------------------------------- players


@pytest.mark.skipif(not desktop.available(), reason="mpv or its MPRIS plugin is not installed")
def test_a_real_player_is_paused_by_name_and_goes_on(bus: PrivateBus, tmp_path: Path) -> None:
    mpv = Mpv(bus.address, tmp_path)
    left: list[str] = []
    media = Media(tuple, left.append)
    try:
        until(lambda: said(act(media, MediaWhat())) == ["Music.wav, on mpv."], "the title")
        assert said(act(media, MediaControl("pause", "MPV"))) == ["Mpv is paused."]
        until(lambda: mpv.status == "Paused", "the pause")
        assert said(act(media, MediaWhat(), MediaControl("pause"))) == ["Nothing is playing."] * 2
        assert said(act(media, MediaControl("play"), Undo())) == ["Playing on mpv.", "Undone: Playing on mpv."]
        until(lambda: mpv.status == "Paused", "the pause again")
        assert said(act(media, MediaControl("pause", "firefox"))) == ["Firefox plays nothing."]
        # One that the daemon holds paused while it listens counts as playing, and stays paused.
        held = Media(lambda: [f"{PREFIX}mpv"], left.append)
        left.clear()
        assert said(act(held, MediaControl("pause"))) == ["Mpv is paused."]
        assert left == [f"{PREFIX}mpv"]
    finally:
        mpv.close()
    assert said(act(media, MediaControl("next"), language="es")) == ["No hay ningún reproductor en marcha."]


class StrangePlayer(ServiceInterface):
    """A player whose titles are written by strangers."""

    def __init__(self) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")

    @dbus_property(access=PropertyAccess.READ)
    def PlaybackStatus(self) -> DBusStr:
        return "Playing"

    @dbus_property(access=PropertyAccess.READ)
    def Metadata(self) -> DBusDict:
        return {"xesam:title": Variant("s", "Line\none\x07 " + "x" * 500), "xesam:artist": Variant("as", ["Ana"])}


class Player(ServiceInterface):
    """A player that does what it is told."""

    def __init__(self, status: str) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self.status = status

    @dbus_property(access=PropertyAccess.READ)
    def PlaybackStatus(self) -> DBusStr:
        return self.status

    @method()
    def Pause(self) -> DBusNothing:
        self.status = "Paused"

    @method()
    def Play(self) -> DBusNothing:
        self.status = "Playing"


def test_of_two_players_the_one_goes_on_that_was_paused(client: Client) -> None:
    page, songs = Player("Paused"), Player("Playing")
    other = Client(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    client.offer(f"{PREFIX}page", ("/org/mpris/MediaPlayer2", page))
    other.offer(f"{PREFIX}songs", ("/org/mpris/MediaPlayer2", songs))
    media = Media()
    assert said(act(media, MediaControl("pause"), MediaControl("play"))) == ["Songs is paused.", "Playing on songs."]
    assert (page.status, songs.status) == ("Paused", "Playing")
    other.close()


class LimitedPlayer(ServiceInterface):
    """A player of one piece: what it cannot do has no effect, and gives no error."""

    def __init__(self, *, pauses: bool, goes_on: bool) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._pauses, self._goes_on = pauses, goes_on
        self.told: list[str] = []

    @dbus_property(access=PropertyAccess.READ)
    def PlaybackStatus(self) -> DBusStr:
        return "Playing"

    @dbus_property(access=PropertyAccess.READ)
    def CanPause(self) -> DBusBool:
        return self._pauses

    @dbus_property(access=PropertyAccess.READ)
    def CanGoNext(self) -> DBusBool:
        return self._goes_on

    @method()
    def Pause(self) -> DBusNothing:
        self.told.append("Pause")

    @method()
    def Next(self) -> DBusNothing:
        self.told.append("Next")


def test_a_player_that_cannot_do_it_is_not_said_to_have_done_it(client: Client) -> None:
    page, radio = LimitedPlayer(pauses=True, goes_on=False), LimitedPlayer(pauses=False, goes_on=False)
    client.offer(f"{PREFIX}page", ("/org/mpris/MediaPlayer2", page))
    (outcome,) = act(Media(), MediaControl("next"))
    assert (outcome.said, outcome.done, outcome.failed) == ("There is no next one on page.", "", True)
    other = Client(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    other.offer(f"{PREFIX}radio", ("/org/mpris/MediaPlayer2", radio))
    assert said(act(Media(), MediaControl("next"))) == ["There is no next one on page and radio."]
    assert said(act(Media(), MediaControl("pause"), MediaControl("pause", "radio"))) == [
        "Page is paused.",
        "Radio can't be paused.",
    ]
    other.close()
    assert (page.told, radio.told) == (["Pause"], [])


@pytest.mark.skipif(not desktop.available(), reason="mpv or its MPRIS plugin is not installed")
def test_a_real_player_goes_on_in_its_playlist_and_back(bus: PrivateBus, tmp_path: Path) -> None:
    mpv = Mpv(bus.address, tmp_path, more=("second", "third"))
    media = Media()

    def plays(title: str) -> bool:
        return said(act(media, MediaWhat())) == [f"{title}.wav, on mpv."]

    try:
        until(lambda: plays("Music"), "the first")
        assert said(act(media, MediaControl("next"), Undo())) == [
            "The next one, on mpv.",
            "That I cannot undo: The next one, on mpv.",
        ]
        until(lambda: plays("Second"), "the second")
        assert said(act(media, MediaControl("next", "mpv"), language="es")) == ["La siguiente, en mpv."]
        until(lambda: plays("Third"), "the third")
        assert said(act(media, MediaControl("previous"))) == ["The one before, on mpv."]
        until(lambda: plays("Second"), "the second again")
    finally:
        mpv.close()


def test_a_strangers_title_is_one_short_line(client: Client) -> None:
    client.offer(f"{PREFIX}odd", ("/org/mpris/MediaPlayer2", StrangePlayer()))
    (outcome,) = act(Media(), MediaWhat())
    assert outcome.said.startswith("Line one xxx")
    assert outcome.said.endswith("by Ana, on odd.")
    assert len(outcome.said) < 160
    assert outcome.done == ""


# ------------------------------------------------------------------------------------------------------------ loudness


@pytest.mark.sound
@pytest.mark.skipif(not virtual_card.available(), reason="PulseAudio is not installed")
def test_the_machines_loudness_is_set_and_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with VirtualCard() as card:
        for name, value in card.env.items():
            monkeypatch.setenv(name, value)

        def told(what: str) -> str:
            command = ["pactl", f"get-sink-{what}", "@DEFAULT_SINK@"]
            return subprocess.run(command, capture_output=True, text=True, check=True, env=card.env).stdout

        outcomes = act(
            Loudness(), LoudnessTo(0.3), LoudnessChange(0.1), LoudnessChange(-0.9), LoudnessMute(True), Undo(), Undo()
        )
        assert said(outcomes[:4]) == [
            "The computer's volume is 30 percent.",
            "The computer's volume is 40 percent.",
            "The computer's volume is 0 percent.",
            "The computer is muted.",
        ]
        assert " 40%" in told("volume")
        assert "no" in told("mute")


def test_without_a_mixer_it_says_so() -> None:
    (outcome,) = act(Loudness(lambda: ""), LoudnessTo(0.3), language="es")
    assert outcome.failed
    assert outcome.said == "No puedo: no están instalados ni pactl ni wpctl."


# -------------------------------------------------------------------------------------------------- applications, pages


def entry(folder: Path, name: str, **keys: str) -> None:
    lines = "\n".join(f"{key.replace('__', '[') + ']' if '__' in key else key}={value}" for key, value in keys.items())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.desktop").write_text(
        f"[Desktop Entry]\nType=Application\n{lines}\n\n[Desktop Action x]\nName=No\n"
    )


@pytest.fixture
def applications(tmp_path: Path) -> Applications:
    folder = tmp_path / "applications"
    touch = shutil.which("touch") or "touch"
    entry(
        folder,
        "org.example.Paint",
        Name="Paint Box",
        Name__es="Caja de pinturas",
        Exec=f"{touch} {tmp_path}/painted %U",
    )
    entry(folder, "writer", Name="Office Writer", GenericName="Word Processor", Exec="office --writer")
    entry(folder, "calc", Name="Office Calc", Exec=f'"{touch}" "{tmp_path}/sum $(x)" %f')
    entry(folder, "hidden", Name="Secret", NoDisplay="true", Exec="secret")
    entry(folder, "gone", Name="Gone", TryExec="/no/such/program", Exec="gone")
    entry(folder, "firefox", Name="Firefox Web Browser", Exec="/no/such/firefox %u")
    (folder / "broken.desktop").write_bytes(b"\xff\xfe[Desktop")
    return Applications([folder])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("paint box", ["org.example.Paint"]),
        ("the Paint Box", ["org.example.Paint"]),
        ("caja de pinturas", ["org.example.Paint"]),
        ("paint", ["org.example.Paint"]),
        ("fire fox", ["firefox"]),
        ("firefoks", ["firefox"]),
        ("word processor", ["writer"]),
        ("office", ["calc", "writer"]),
        ("secret", []),
        ("gone", []),
        ("sesame", []),
        ("the mind", []),
        ("x", []),
    ],
)
def test_applications_are_found_as_people_call_them(applications: Applications, name: str, found: list[str]) -> None:
    assert [each.id.removesuffix(".desktop") for each in applications.called(name)] == found


def test_an_application_is_launched_without_a_shell(applications: Applications, tmp_path: Path) -> None:
    opening = Opening(applications, SEARCH)
    assert opening.known(AppOpen("paint box", sure=False))
    assert not opening.known(AppOpen("sesame", sure=False))
    outcomes = act(opening, AppOpen("paint"), Undo())
    assert said(outcomes) == ["Opening Paint Box.", "That I cannot undo: Opening Paint Box."]
    until((tmp_path / "painted").exists, "the application")
    (outcome,) = act(opening, AppOpen("calc"), language="es")
    assert outcome.said == "Abro Office Calc."
    until((tmp_path / "sum $(x)").exists, "the application with an odd file name")
    (outcome,) = act(opening, AppOpen("Firefox"))
    assert (outcome.failed, outcome.said) == (True, "Firefox Web Browser did not start; my log says why.")
    (outcome,) = act(opening, AppOpen("photo shop"))
    assert (outcome.failed, outcome.said) == (True, "I find no application called photo shop.")


@pytest.mark.skipif(bool(missing(*SWAY, "foot", "gio")), reason=missing(*SWAY, "foot", "gio"))
def test_an_application_opens_its_window_on_wayland(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "applications"
    entry(
        folder, "org.codeberg.dnkl.foot", Name="Foot", GenericName="Terminal", GenericName__es="Terminal", Exec="foot"
    )
    with SwayDesktop(open_folder) as wayland:
        for name, value in wayland.env.items():
            monkeypatch.setenv(name, value)
        assert said(act(Opening(Applications([folder]), SEARCH), AppOpen("terminal"))) == ["Opening Foot."]
        until(lambda: '"app_id": "foot"' in wayland.windows(), "the window")


def test_it_asks_when_two_fit(applications: Applications) -> None:
    (outcome,) = act(Opening(applications, SEARCH), AppOpen("office"))
    assert outcome.said == "Several fit. Which one: Office Calc, Office Writer?"
    assert outcome.question is not None
    assert not outcome.done
    for words in ("Office Writer", "the second one", "writer"):
        answered = outcome.question.answer(words, "en")
        assert getattr(answered, "action", None) == AppOpen("office", entry="writer.desktop")
    assert outcome.question.answer("office", "en") is None


def test_what_is_called_so_comes_before_what_is_of_that_kind(tmp_path: Path) -> None:
    entry(tmp_path, "vim", Name="Vim", GenericName="Text Editor", Exec="vim")
    entry(tmp_path, "org.gnome.TextEditor", Name="Text Editor", GenericName__es="Editor de textos", Exec="gte")
    found = Applications([tmp_path])
    assert [each.names for each in found.called("the text editor")] == [("Text Editor",)]
    assert len(found.called("editor de textos")) == 1


def test_a_new_application_is_seen_at_once(applications: Applications, tmp_path: Path) -> None:
    assert not applications.called("krita")
    entry(tmp_path / "applications", "krita", Name="Krita", Exec="krita")
    assert applications.called("krita")


def test_what_is_no_file_or_has_no_name_is_no_application(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.desktop")  # to read it would never end
    (tmp_path / "device.desktop").symlink_to("/dev/zero")
    (tmp_path / "gone.desktop").symlink_to(tmp_path / "nothing")
    entry(tmp_path, "nameless", Name="\u202e\x07", Exec="true")
    entry(tmp_path, "hidden", Name="Hidden", NoDisplay="true", Exec="true")
    entry(tmp_path, "untried", Name="Untried", TryExec="no-such-program", Exec="true")
    entry(tmp_path, "long", Name="Long\x1b[31m " + "x" * 1000, Exec="true")
    (only,) = Applications([tmp_path]).entries()
    assert only.names == (("Long [31m " + "x" * 1000)[:60],)


def test_a_command_line_is_read_after_its_own_rules() -> None:
    assert command(r'env A=b "a b" "x\"y" %U 100%% %i') == ("env", "A=b", "a b", 'x"y', "100%")


def test_a_service_has_the_user_manager_start_what_outlives_it() -> None:
    assert launched(["gio", "launch", "x"], {}) == ["gio", "launch", "x"]
    if shutil.which("systemd-run"):
        assert launched(["gio"], {"INVOCATION_ID": "1"})[:2] == ["systemd-run", "--user"]


@pytest.mark.skipif(bool(systemd_user.missing()), reason=systemd_user.missing())
def test_what_a_service_has_opened_outlives_it(tmp_path: Path) -> None:
    """With a real user manager: `gio launch` ends at once, its application goes on."""
    if shutil.which("gio") is None:
        pytest.skip("gio is not installed")
    with UserManager(tmp_path / "manager") as manager:
        late = manager.home / "late"
        entry(manager.home, "slow", Name="Slow", Exec=f"sh -c 'sleep 1; echo > {late}'")
        command = launched(["gio", "launch", str(manager.home / "slow.desktop")], {"INVOCATION_ID": "1"})
        manager.run(*command)
        assert not late.exists()
        until(late.exists, "the application")


def test_pages_and_searches_go_to_the_portal(client: Client, applications: Applications) -> None:
    portal = OpenURIPortal()
    client.offer(PORTAL, (PATH, portal))
    opening = Opening(applications, SEARCH)
    outcomes = act(opening, PageOpen("wikipedia dot org"), WebSearch("¿Qué es «paella»? & más"), PageOpen("the mind"))
    assert portal.opened == [
        "https://wikipedia.org",
        "https://search.example/?q=%C2%BFQu%C3%A9%20es%20%C2%ABpaella%C2%BB%3F%20%26%20m%C3%A1s",
    ]
    assert said(outcomes)[0] == "Opening wikipedia.org."
    assert outcomes[2].failed


class SlowPortal(OpenURIPortal):
    @method()
    async def OpenURI(self, parent: DBusStr, uri: DBusStr, options: DBusDict) -> DBusObjectPath:
        await asyncio.sleep(0.3)
        self.opened.append(uri)
        return "/org/freedesktop/portal/desktop/request/1"


def test_a_portal_that_is_late_may_open_it_yet_and_nothing_else_does(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f"#!/bin/sh\ntouch {tmp_path}/opened\n")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{opener.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("daemon.actions.desktop.opening.PORTAL_WITHIN", 0.1)
    portal = SlowPortal()
    client.offer(PORTAL, (PATH, portal))
    (outcome,) = act(Opening(Applications([]), SEARCH), PageOpen("example.org"))
    assert (outcome.failed, outcome.said) == (True, "I got no answer in time, so I don't know whether it was done.")
    until(lambda: portal.opened == ["https://example.org"], "the page")
    assert not (tmp_path / "opened").exists()


def test_without_a_portal_xdg_open_opens(bus: PrivateBus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{opener.parent}:{os.environ['PATH']}")
    (outcome,) = act(Opening(Applications([]), SEARCH), PageOpen("example.org/a b"), language="en")
    assert outcome.failed  # no address
    (outcome,) = act(Opening(Applications([]), SEARCH), PageOpen("Example.org/a?b=$(c)"))
    assert outcome.said == "Opening example.org."
    until((tmp_path / "opened").exists, "xdg-open")
    until(lambda: (tmp_path / "opened").read_text() == "https://example.org/a?b=$(c)", "the address")


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("wikipedia.org", "https://wikipedia.org"),
        ("ejemplo punto com barra uno", "https://ejemplo.com/uno"),
        ("http://localhost.example:8080/x", "http://localhost.example:8080/x"),
        ("youtube", "https://www.youtube.com"),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
        ("notes.txt", None),
        ("3.5", None),
        ("the mind", None),
        ("", None),
    ],
)
def test_only_web_addresses_are_pages(said: str, url: str | None) -> None:
    assert address(said) == url


# ------------------------------------------------------------------------------------------------------------ clipboard


@pytest.mark.skipif(not all(map(shutil.which, ("Xvfb", "xclip"))), reason="Xvfb or xclip is not installed")
def test_the_last_reply_is_copied_and_read_and_taken_back() -> None:
    read, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-nolisten", "tcp"], pass_fds=[write])
    try:
        os.close(write)
        with os.fdopen(read) as told:
            environ = {"PATH": os.environ["PATH"], "DISPLAY": f":{told.readline().strip()}"}
        replies = iter(["", "It's a «fine» day.", "Another."])
        board = Clipboard(lambda: next(replies), environ)
        outcomes = act(
            board, CopyReply(), ClipboardRead(), CopyReply(), ClipboardRead(), CopyReply(), Undo(), ClipboardRead()
        )
        assert said(outcomes) == [
            "I haven't said anything yet.",
            "There is no text in the clipboard.",
            "Copied.",
            "In the clipboard: It's a «fine» day.",
            "Copied.",
            "Undone: Copied.",
            "In the clipboard: It's a «fine» day.",
        ]
    finally:
        screen.kill()
        screen.wait(5)


@pytest.mark.skipif(bool(missing(*SWAY, "wl-copy", "wl-paste")), reason=missing(*SWAY, "wl-copy", "wl-paste"))
def test_the_clipboard_of_wayland(open_folder: Path) -> None:
    with SwayDesktop(open_folder) as wayland:
        board = Clipboard(lambda: "It's a «fine» day.", wayland.env)
        outcomes = act(board, ClipboardRead(), CopyReply(), ClipboardRead())
        assert said(outcomes) == [
            "There is no text in the clipboard.",
            "Copied.",
            "In the clipboard: It's a «fine» day.",
        ]
        seen = subprocess.run(
            ["wl-paste", "--no-newline"],
            env=wayland.env,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        assert seen.stdout == "It's a «fine» day."


def test_without_a_clipboard_it_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.actions.desktop.clipboard.here", lambda *names: "")
    for environ, reply in (
        ({"WAYLAND_DISPLAY": "wayland-0"}, "I can't: wl-clipboard is not installed."),
        ({"DISPLAY": ":7"}, "I can't: xclip is not installed."),
        ({"PATH": "/nowhere"}, "I can't: no desktop is reachable from here."),
    ):
        (outcome,) = act(Clipboard(lambda: "x", environ), CopyReply())
        assert outcome.said == reply


# --------------------------------------------------------------------------------------------------------------- screen


class Seat(desktop.LogindSession):
    """A session that can be locked, and has a backlight."""

    def __init__(self, light: Path) -> None:
        super().__init__()
        self.locks = 0
        self._light = light

    @method()
    def Lock(self) -> DBusNothing:
        self.locks += 1

    @method()
    def SetBrightness(self, subsystem: DBusStr, name: DBusStr, value: DBusUInt32) -> DBusNothing:
        assert (subsystem, name) == ("backlight", "panel")
        self._light.write_text(f"{value}\n")


def test_logind_locks_and_dims(client: Client, tmp_path: Path) -> None:
    panel = tmp_path / "backlight" / "panel"
    panel.mkdir(parents=True)
    (panel / "max_brightness").write_text("900\n")
    (panel / "brightness").write_text("450\n")
    seat = Seat(panel / "brightness")
    client.offer(
        "org.freedesktop.login1",
        ("/org/freedesktop/login1", desktop.LogindManager()),
        (f"/org/freedesktop/login1/user/_{os.getuid()}", desktop.LogindUser()),
        ("/org/freedesktop/login1/session/_32", seat),
    )
    screen = Screen(tmp_path, tmp_path / "backlight")
    outcomes = act(screen, BrightnessTo(1.0), BrightnessChange(-0.1), Undo(), BrightnessTo(0.0), ScreenLock())
    assert said(outcomes) == [
        "The brightness is 100 percent.",
        "The brightness is 90 percent.",
        "Undone: The brightness is 90 percent.",
        "The brightness is 5 percent.",
        "Locked.",
    ]
    assert (panel / "brightness").read_text() == "45\n"
    assert seat.locks == 1
    (outcome,) = act(Screen(tmp_path, tmp_path / "none"), BrightnessTo(0.5))
    assert outcome.said == "I can't: this screen's brightness cannot be set from here."


class ScreenshotPortal(ServiceInterface):
    def __init__(self, client: Client, file: Path) -> None:
        super().__init__("org.freedesktop.portal.Screenshot")
        self._client = client
        self._file = file

    @method()
    def Screenshot(self, parent: DBusStr, options: DBusDict) -> DBusObjectPath:
        path = "/org/freedesktop/portal/desktop/request/7"
        request = PortalRequest({"uri": Variant("s", self._file.as_uri())})
        self._client.bus.export(path, request)
        asyncio.get_running_loop().call_later(0.1, request.Response)
        return path


class PortalRequest(ServiceInterface):
    def __init__(self, results: dict[str, Variant]) -> None:
        super().__init__("org.freedesktop.portal.Request")
        self._results = results

    @signal()
    def Response(self) -> Answer:
        return [0, self._results]


def test_a_screenshot_by_the_portal_and_its_undo(client: Client, tmp_path: Path) -> None:
    shot = tmp_path / "My Pictures" / "Screen shot.png"
    shot.parent.mkdir()
    shot.write_bytes(b"png")
    client.offer(PORTAL, (PATH, ScreenshotPortal(client, shot)))
    outcomes = act(Screen(tmp_path), Screenshot(), Undo())
    assert said(outcomes)[0] == "The screenshot is in My Pictures."
    assert not shot.exists()


class Dunst(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.dunstproject.cmd0")
        self.is_paused = False

    @dbus_property()
    def paused(self) -> DBusBool:
        return self.is_paused

    @paused.setter  # type: ignore[no-redef]  # the way of dbus-fast
    def paused(self, value: DBusBool) -> None:
        self.is_paused = value


class Server(ServiceInterface):
    def __init__(self, name: str) -> None:
        super().__init__("org.freedesktop.Notifications")
        self._name = name

    @method()
    def GetServerInformation(self) -> Information:
        return [self._name, "x", "1", "1.2"]


def test_do_not_disturb_at_dunst(client: Client) -> None:
    dunst = Dunst()
    client.offer("org.freedesktop.Notifications", ("/org/freedesktop/Notifications", dunst))
    client.do(lambda: client.bus.export("/org/freedesktop/Notifications", Server("dunst")))
    assert said(act(Quiet(), DoNotDisturb(True))) == ["Notifications are held back."]
    assert dunst.is_paused
    act(Quiet(), DoNotDisturb(False), Undo())
    assert dunst.is_paused


def test_an_unknown_notification_server_is_told(client: Client) -> None:
    client.offer("org.freedesktop.Notifications", ("/org/freedesktop/Notifications", Server("mine")))
    (outcome,) = act(Quiet(), DoNotDisturb(True))
    assert outcome.failed


def test_without_a_desktop_every_action_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for doer, action in ((Media(), MediaWhat()), (Quiet(), DoNotDisturb(True))):
        (outcome,) = act(doer, action)
        assert outcome.failed
        assert outcome.said == "I can't: no desktop is reachable from here."
