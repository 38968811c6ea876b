"""What the doctor says of the selection and the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import Settings
from daemon.doctor.finding import Surroundings
from daemon.doctor.windows import judge_selection, screen


def installed(*programs: str) -> Callable[[str], str | None]:
    return lambda name: f"/usr/bin/{name}" if name in programs else None


@pytest.mark.parametrize(
    ("environ", "programs", "told"),
    [
        ({}, (), []),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, ("wl-paste",), ["ok: read by wl-paste (docs/selection.md) -> "]),
        (
            {"WAYLAND_DISPLAY": "w"},
            ("xclip",),
            [
                "warning: the selected text cannot be read aloud, for want of wl-clipboard -> "
                "sudo apt-get install wl-clipboard"
            ],
        ),
        ({"DISPLAY": ":0"}, ("xsel",), ["ok: read by xsel (docs/selection.md) -> "]),
        (
            {"DISPLAY": ":0"},
            (),
            ["warning: the selected text cannot be read aloud, for want of xclip -> sudo apt-get install xclip"],
        ),
    ],
)
def test_what_reads_the_selection(
    environ: dict[str, str], programs: tuple[str, ...], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.doctor.windows.shutil.which", installed(*programs))
    found = [f"{each.status}: {each.detail} -> {each.fix}" for each in judge_selection(environ)]
    assert found == told


def test_who_sees_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("daemon.doctor.windows.shutil.which", installed("grim"))
    (finding,) = screen(Surroundings(Settings()))
    assert finding.status == "ok"
    assert finding.detail == (
        "through the desktop's portal, else by grim; no model here can see images "
        "(`sarai models pull qwen3-vl-4b qwen3-vl-4b-mmproj` gets one that can)"
    )
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert screen(Surroundings(Settings())) == []
