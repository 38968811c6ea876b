"""What the doctor says of how dictation is typed, desktop by desktop."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import Settings
from daemon.doctor.finding import Finding, Surroundings
from daemon.doctor.typing import judge, typing
from daemon.typing.choice import Passed, WayChoice
from daemon.typing.portal_way import REFUSED
from tests.support.desktop import PrivateBus
from tests.support.remote_portal import RemotePortal
from tests.support.scripted_way import ScriptedWay
from tests.support.typing_desktop import SWAY, SwayDesktop, missing
from tests.support.ydotool_standin import YdotoolStandin

NEEDS_BUS = pytest.mark.skipif(bool(missing("dbus-daemon")), reason=missing("dbus-daemon"))
NEEDS_SWAY = pytest.mark.skipif(bool(missing(*SWAY, "dbus-daemon")), reason=missing(*SWAY, "dbus-daemon"))
GNOME = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}
PLASMA = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":1", "XDG_CURRENT_DESKTOP": "KDE"}
I3 = {"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "i3"}
X11 = {"DISPLAY": ":0"}
SWAY_SESSION = {"WAYLAND_DISPLAY": "wayland-1", "SWAYSOCK": "/run/x", "XDG_CURRENT_DESKTOP": "sway"}
OTHER = {"WAYLAND_DISPLAY": "wayland-1", "XDG_CURRENT_DESKTOP": "labwc"}


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    with PrivateBus() as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running


@pytest.fixture
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of this machine's session is seen, and wl-copy is there."""
    for name in ("WAYLAND_DISPLAY", "DISPLAY", "SWAYSOCK", "XDG_CURRENT_DESKTOP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("YDOTOOL_SOCKET", str(tmp_path / "none"))
    monkeypatch.setattr("daemon.typing.clipboard_way.here", lambda name: name)


def examined(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> Finding:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    (finding,) = typing(Surroundings(Settings()))
    return finding


@NEEDS_BUS
@pytest.mark.parametrize(
    ("environ", "begins", "how"),
    [
        (GNOME, "GNOME, Wayland:", "portal"),
        (PLASMA, "KDE, Wayland:", "portal"),
        (OTHER, "labwc, Wayland:", "portal"),
        (I3, "i3, X11:", "XTEST"),
        (X11, "X11:", "XTEST"),
        ({"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "GNOME"}, "GNOME, X11:", "XTEST"),
        ({"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "KDE"}, "KDE, X11:", "XTEST"),
    ],
)
@pytest.mark.usefixtures("nothing_else")
def test_with_a_portal_wayland_uses_it_and_x11_does_not(
    bus: PrivateBus, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], begins: str, how: str
) -> None:
    portal = RemotePortal(bus.address)
    try:
        finding = examined(monkeypatch, environ)
    finally:
        portal.client.close()
    assert finding.status == "ok"
    assert finding.detail.startswith(begins)
    assert how in finding.detail
    assert portal.asked == 0, "the doctor asks the user nothing"


@NEEDS_BUS
@pytest.mark.parametrize(
    ("environ", "fix"),
    [(GNOME, "GNOME 45"), (PLASMA, "Plasma 6"), (SWAY_SESSION, "this Sway"), (OTHER, "docs/dictation.md")],
)
@pytest.mark.usefixtures("bus", "nothing_else")
def test_without_a_portal_wayland_has_the_clipboard(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], fix: str
) -> None:
    finding = examined(monkeypatch, environ)
    assert finding.status == "warning"
    assert "goes into the clipboard, for you to paste" in finding.detail
    assert fix in finding.fix
    assert "or install ydotool 1.0 or later" in finding.fix


@NEEDS_BUS
@pytest.mark.usefixtures("nothing_else")
def test_a_portal_without_a_clipboard_is_of_no_use(bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> None:
    """GNOME 43 and 44 have such a one, and would ask the user for nothing."""
    portal = RemotePortal(bus.address, has_clipboard=False)
    try:
        finding = examined(monkeypatch, GNOME)
    finally:
        portal.client.close()
    assert finding.status == "warning"
    assert "GNOME 45" in finding.fix
    assert "or install ydotool 1.0 or later" in finding.fix


@NEEDS_BUS
@pytest.mark.usefixtures("nothing_else")
def test_there_an_installed_ydotool_is_used(bus: PrivateBus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("daemon.typing.ydotool_way.clipboard_missing", lambda: "")
    portal, ydotool = RemotePortal(bus.address, has_clipboard=False), YdotoolStandin(tmp_path / "ydotool")
    try:
        finding = examined(monkeypatch, ydotool.session(GNOME))
        ydotool.close()
        without_daemon = examined(monkeypatch, ydotool.session(GNOME))
    finally:
        ydotool.close()
        portal.client.close()
    assert finding.status == "ok"
    assert finding.detail.startswith("GNOME, Wayland: dictation is typed by ydotool, by a paste with Shift+Insert")
    assert "Better: GNOME 45" in finding.detail
    assert ydotool.pressed() == []
    assert without_daemon.status == "warning"
    assert f"ydotool: ydotool's daemon does not answer at {ydotool.socket}: start ydotoold" in without_daemon.detail


@NEEDS_SWAY
@pytest.mark.usefixtures("nothing_else")
def test_sway_types_by_its_own_keyboard_though_a_portal_is_there(
    bus: PrivateBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = RemotePortal(bus.address)
    try:
        with tempfile.TemporaryDirectory(prefix="sarai-doctor-") as folder, SwayDesktop(Path(folder)) as desktop:
            session = {name: desktop.env[name] for name in ("WAYLAND_DISPLAY", "SWAYSOCK", "XDG_RUNTIME_DIR")}
            finding = examined(monkeypatch, {**session, "XDG_CURRENT_DESKTOP": "sway"})
    finally:
        portal.client.close()
    assert finding.status == "ok"
    assert finding.detail.startswith("sway, Wayland:")
    assert "Sway tells which window has the focus" in finding.detail


@pytest.mark.parametrize(
    ("way", "lost", "environ", "status", "detail", "fix"),
    [
        ("wlroots", "not here", SWAY_SESSION, "warning", "What has lost its window is lost", "wl-clipboard"),
        ("", "", X11, "warning", "nowhere", "python-xlib"),
        ("", "", OTHER, "warning", "nowhere", "docs/dictation.md"),
        ("", "", {}, "ok", "no desktop session", ""),
    ],
)
def test_what_is_missing_is_told(
    way: str, lost: str, environ: dict[str, str], status: str, detail: str, fix: str
) -> None:
    choice = WayChoice(ScriptedWay(way) if way else None, (Passed("portal", "no portal"),))
    (finding,) = judge(choice, lost, environ)
    assert finding.status == status
    assert detail in finding.detail
    assert fix in finding.fix
    assert bool(fix) == (status == "warning")


def test_who_has_refused_is_told_how_to_be_asked_again() -> None:
    choice = WayChoice(ScriptedWay("clipboard"), (Passed("portal", REFUSED),))
    (finding,) = judge(choice, environ=GNOME)
    assert "sarai dictate --ask" in finding.fix
