"""Typing under Sway: a real compositor, a real terminal and a GTK field."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.typing.clipboard_way import ClipboardWay
from daemon.typing.typist import Typist
from daemon.typing.way import Fate, TypingError
from daemon.typing.wayland.sway import SwayError, focused, socket_of
from daemon.typing.wayland.wlroots import Wlroots
from tests.support import fields
from tests.support.awaiting import awaited
from tests.support.typing_desktop import SwayDesktop, missing

WHY = missing("sway", "swaymsg", "foot", "wtype", "wl-copy", "wl-paste", *(["setpriv"] if os.getuid() == 0 else []))
under_sway = pytest.mark.skipif(bool(WHY), reason=WHY)


@pytest.fixture(scope="module")
def desktop() -> Iterator[SwayDesktop]:
    with tempfile.TemporaryDirectory(prefix="sarai-sway-") as folder, SwayDesktop(Path(folder)) as running:
        running.open("foot")
        yield running


@pytest.fixture
def foot(desktop: SwayDesktop) -> Path:
    desktop.focus("foot")
    return desktop.folder / "foot"


@pytest.fixture
def other(desktop: SwayDesktop) -> Path:
    """Another window that could be typed into."""
    if not fields.has_gtk():
        pytest.skip("GTK for Python is not installed (python3-gi, gir1.2-gtk-3.0)")
    return desktop.open("gtk")


def typist_of(desktop: SwayDesktop) -> Typist:
    async def no_x(text: str) -> None:
        raise AssertionError(text)

    return Typist([Wlroots(desktop.environment)], ClipboardWay(no_x, desktop.environment).keep)


def clipboard(desktop: SwayDesktop) -> str:
    command = ("wl-paste", "--no-newline")
    return subprocess.run(command, env=desktop.env, capture_output=True, check=False, timeout=10).stdout.decode()


def copied(desktop: SwayDesktop, text: str) -> None:
    subprocess.run(("wl-copy",), input=text.encode(), env=desktop.env, check=True, timeout=10)


async def arrives(file: Path, text: str, seconds: float = 5.0) -> None:
    limit = time.monotonic() + seconds
    while fields.held(file) != text:
        assert time.monotonic() < limit, f"{fields.held(file)[-80:]!r} instead of {text[-80:]!r}"
        await asyncio.sleep(0.01)


@under_sway
@pytest.mark.parametrize(("field", "sentences"), [("foot", fields.SENTENCES), ("gtk", fields.SENTENCES)])
@awaited
async def test_sentences_arrive_letter_for_letter_and_the_clipboard_stays(
    desktop: SwayDesktop, field: str, sentences: tuple[str, ...]
) -> None:
    if field == "gtk" and not fields.has_gtk():
        pytest.skip("GTK for Python is not installed (python3-gi, gir1.2-gtk-3.0)")
    file = desktop.open(field)
    copied(desktop, "what was copied: ¡ñ!")
    desktop.focus(field)
    typist = typist_of(desktop)
    await typist.begin()
    before = fields.held(file)
    for sentence in sentences:
        assert (await typist.insert(sentence)).fate is Fate.TYPED
        before += sentence
        await arrives(file, before)
    await typist.take_back()
    await arrives(file, before.removesuffix(sentences[-1]))
    await typist.close()
    assert clipboard(desktop) == "what was copied: ¡ñ!"


@under_sway
@awaited
async def test_when_the_focus_has_moved_nothing_is_typed_and_the_text_is_kept(
    desktop: SwayDesktop, foot: Path, other: Path
) -> None:
    desktop.focus("foot")
    typist = typist_of(desktop)
    assert (await typist.begin()).application == "foot"
    first, second = fields.held(foot), fields.held(other)
    await typist.insert("before ")
    await arrives(foot, first + "before ")
    desktop.focus("gtk")
    for text in ("rm -rf ~\n", "¿año?"):
        assert (await typist.insert(text)).fate is Fate.KEPT
    assert clipboard(desktop) == "rm -rf ~\n¿año?"
    assert (fields.held(foot), fields.held(other)) == (first + "before ", second)
    await typist.close()


@under_sway
@awaited
async def test_a_long_text_arrives_whole(desktop: SwayDesktop, foot: Path) -> None:
    typist = typist_of(desktop)
    await typist.begin()
    before, text = fields.held(foot), "¿Qué más? " * 300
    assert (await typist.insert(text)).fate is Fate.TYPED
    await arrives(foot, before + text)
    await typist.close()


_DAEMON = """
import os, time
from daemon.typing.wayland.keyboard import VirtualKeyboard
keyboard = VirtualKeyboard(os.environ)
print("begun", flush=True)
while True:
    keyboard.type("ab" * 40)
    time.sleep(0.03)
"""


@under_sway
@awaited
async def test_kill_9_of_what_types_leaves_no_key_down(desktop: SwayDesktop, foot: Path) -> None:
    for seed in range(5):
        already = fields.held(foot)
        await killed_while_typing(desktop, random.Random(seed).uniform(0, 0.1))
        await asyncio.sleep(0.3)
        before = fields.held(foot)
        typed = before.removeprefix(already)
        assert typed == "ab" * (len(typed) // 2), "whole batches"
        assert len(typed) % 80 == 0
        await asyncio.sleep(0.4)
        assert fields.held(foot) == before, "a key repeats"
    typist = typist_of(desktop)
    await typist.begin()
    await typist.insert("¿Fin?")
    await arrives(foot, before + "¿Fin?")
    await typist.close()


async def killed_while_typing(desktop: SwayDesktop, after: float) -> None:
    daemon = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _DAEMON),
        env={**desktop.env, "PYTHONPATH": str(Path.cwd())},
        stdout=asyncio.subprocess.PIPE,
    )
    assert daemon.stdout is not None
    assert await daemon.stdout.readline() == b"begun\n"
    await asyncio.sleep(after)
    daemon.send_signal(signal.SIGKILL)
    await daemon.communicate()


@under_sway
@awaited
async def test_where_no_window_has_the_focus_nothing_begins(desktop: SwayDesktop, foot: Path) -> None:
    desktop.swaymsg("workspace 9")
    try:
        with pytest.raises(TypingError, match="no window has the focus"):
            await typist_of(desktop).begin()
    finally:
        desktop.swaymsg("workspace 1")


@awaited
async def test_without_sway_it_says_so(tmp_path: Path) -> None:
    async def environ() -> dict[str, str]:
        return {"WAYLAND_DISPLAY": "wayland-1", "XDG_RUNTIME_DIR": str(tmp_path)}

    assert "Sway" in await Wlroots(environ).missing()
    assert socket_of({"XDG_RUNTIME_DIR": str(tmp_path)}) == ""
    with pytest.raises(SwayError):
        await focused(str(tmp_path / "nothing"))
