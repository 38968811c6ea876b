"""What the doctor says of how dictation is typed, desktop by desktop."""

from __future__ import annotations

import pytest

from daemon.doctor.typing import judge
from daemon.typing.choice import Passed, WayChoice
from tests.support.scripted_way import ScriptedWay


@pytest.mark.parametrize(
    ("way", "environ", "status", "detail", "fix"),
    [
        ("xtest", {"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "i3"}, "ok", "XTEST", ""),
        ("xtest", {"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "GNOME"}, "ok", "XTEST", ""),
        ("wlroots", {"WAYLAND_DISPLAY": "wayland-1", "SWAYSOCK": "/run/x"}, "ok", "Sway tells", ""),
        ("portal", {"WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "KDE"}, "ok", "portal", ""),
        (
            "clipboard",
            {"WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "ubuntu:GNOME"},
            "warning",
            "paste",
            "GNOME 45",
        ),
        ("clipboard", {"WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "KDE"}, "warning", "paste", "Plasma 6"),
        ("clipboard", {"WAYLAND_DISPLAY": "wayland-1", "SWAYSOCK": "/run/x"}, "warning", "paste", "Sway"),
        ("clipboard", {"WAYLAND_DISPLAY": "wayland-1"}, "warning", "paste", "docs/dictation.md"),
        ("", {"WAYLAND_DISPLAY": "wayland-1"}, "warning", "nowhere", "docs/dictation.md"),
        ("", {}, "ok", "no desktop session", ""),
    ],
)
def test_each_desktop_is_told_its_way_and_what_would_be_better(
    way: str, environ: dict[str, str], status: str, detail: str, fix: str
) -> None:
    choice = WayChoice(ScriptedWay(way) if way else None, (Passed("portal", "no portal"),))
    (finding,) = judge(choice, environ)
    assert finding.status == status
    assert detail in finding.detail
    assert fix in finding.fix
    assert bool(fix) == (status == "warning")
