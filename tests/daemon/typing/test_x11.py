"""Typing on X11: a real server, real windows, real key and clipboard paths, and kill -9 in between."""

from __future__ import annotations

import asyncio
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from Xlib import X
from Xlib.display import Display

from daemon.typing.typist import Typist
from daemon.typing.way import Fate
from daemon.typing.x11.keepsake import Contents, Form, Keepsake
from daemon.typing.x11.keyboard import RETURN, SHIFT, Keyboard, Stroke
from daemon.typing.x11.selections import Selections, text_contents
from daemon.typing.x11.xtest import XTest
from tests.support import fields
from tests.support.awaiting import awaited
from tests.support.typing_desktop import XServer, missing

WHY = missing("Xvfb", "xdotool", "xterm", "xclip")
on_x11 = pytest.mark.skipif(bool(WHY), reason=WHY)
PICTURE = bytes(range(256)) * 3000
"""More than goes into one transfer."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[XServer]:
    with XServer(tmp_path_factory.mktemp("x")) as running:
        yield running


@pytest.fixture(scope="module")
def xterm(server: XServer) -> Path:
    return server.open("xterm")


@pytest.fixture(scope="module")
def tk(server: XServer) -> Path:
    return server.open("tk")


@asynccontextmanager
async def typing(server: XServer) -> AsyncIterator[tuple[Typist, XTest]]:
    async with asyncio.TaskGroup() as group:
        way = XTest(group, server.environment)
        typist = Typist([way], way.keep)
        yield typist, way
        await typist.close()


def copied(server: XServer, text: str) -> None:
    """The user has copied a text."""
    subprocess.run(
        ("xclip", "-selection", "clipboard", "-in"), input=text.encode(), env=server.env, check=True, timeout=10
    )


class Owner:
    """A program that the user has copied from: it goes on when whoever asks it dies, which xclip does not."""

    def __init__(self, server: XServer, contents: Contents) -> None:
        self.display = Display(server.env["DISPLAY"])
        self.display.set_error_handler(lambda *args: None)
        self.selections = Selections(self.display)
        assert self.selections.hold("CLIPBOARD", contents)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self._over.is_set():
            select.select([self.display.fileno()], [], [], 0.02)
            while self.display.pending_events():
                self.selections.handle(self.display.next_event())
            self.display.flush()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self.display.close()


def clipboard(server: XServer) -> str:
    command = ("xclip", "-selection", "clipboard", "-out")
    while True:
        try:
            done = subprocess.run(command, env=server.env, capture_output=True, check=False, timeout=1)
        except subprocess.TimeoutExpired:  # it waits for ever where the owner is killed meanwhile
            continue
        return done.stdout.decode()


async def arrives(file: Path, text: str, seconds: float = 5.0) -> None:
    limit = time.monotonic() + seconds
    while fields.held(file) != text:
        assert time.monotonic() < limit, f"{fields.held(file)[-80:]!r} instead of {text[-80:]!r}"
        await asyncio.sleep(0.01)


async def clipboard_is(server: XServer, text: str) -> None:
    limit = time.monotonic() + 5
    while await asyncio.to_thread(clipboard, server) != text:
        assert time.monotonic() < limit, clipboard(server)
        await asyncio.sleep(0.02)


def pressed_keys(server: XServer) -> list[int]:
    display = Display(server.env["DISPLAY"])
    try:
        bits = display.query_keymap()
        return [8 * at + bit for at, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1]
    finally:
        display.close()


def set_layout(server: XServer, layout: str) -> None:
    subprocess.run(("setxkbmap", "-layout", layout), env=server.env, check=True, timeout=10)


def start_daemon(server: XServer) -> subprocess.Popen[bytes]:
    """A process that has begun to type, and is about to paste."""
    environ = {**server.env, "PYTHONPATH": str(Path.cwd())}
    daemon = subprocess.Popen((sys.executable, "-c", _DAEMON), env=environ, stdout=subprocess.PIPE)
    assert daemon.stdout is not None
    assert daemon.stdout.readline() == b"begun\n"
    return daemon


class DeafWindow:
    """A window that has the focus and never asks for what is pasted."""

    def __init__(self, server: XServer) -> None:
        self.display = Display(server.env["DISPLAY"])
        screen = self.display.screen()
        self.window = screen.root.create_window(0, 0, 50, 50, 0, screen.root_depth, event_mask=X.KeyPressMask)
        self.window.set_wm_class("deaf", "Deaf")
        self.window.map()
        self.display.sync()
        self.window.set_input_focus(X.RevertToNone, X.CurrentTime)
        self.display.sync()

    def close(self) -> None:
        self.display.close()


@on_x11
@pytest.mark.parametrize("field", ["xterm", "tk", "gtk"])
@awaited
async def test_every_sentence_arrives_letter_for_letter_and_the_clipboard_stays(server: XServer, field: str) -> None:
    if field == "gtk" and not fields.has_gtk():
        pytest.skip("GTK for Python is not installed (python3-gi, gir1.2-gtk-3.0)")
    file = server.open(field)
    copied(server, "what was copied: ¡ñ!")
    server.focus(field)
    before = fields.held(file)
    async with typing(server) as (typist, _):
        await typist.begin()
        for sentence in fields.SENTENCES:
            assert (await typist.insert(sentence)).fate is Fate.TYPED
            before += sentence
            await arrives(file, before)
        await clipboard_is(server, "what was copied: ¡ñ!")
        await typist.take_back()
        await arrives(file, before.removesuffix(fields.SENTENCES[-1]))
    assert pressed_keys(server) == []


@on_x11
@awaited
async def test_the_clipboard_is_put_back_in_all_its_forms(server: XServer, tk: Path) -> None:
    forms = {
        **text_contents("text", passing=False),
        "text/html": Form("text/html", 8, "<b>ñ</b>".encode()),
        "image/png": Form("image/png", 8, PICTURE),
    }
    owner = Owner(server, forms)
    server.focus("tk")
    async with typing(server) as (typist, _):
        await typist.begin()
        before = fields.held(tk)
        await typist.insert("año")
        await arrives(tk, before + "año")
        await asyncio.sleep(0.2)
    assert not owner.selections.held, "it is another process's now"
    owner.close()
    display = Display(server.env["DISPLAY"])
    found = Selections(display).read("CLIPBOARD")
    assert {name: found[name] for name in ("UTF8_STRING", "text/html", "image/png")} == {
        name: forms[name] for name in ("UTF8_STRING", "text/html", "image/png")
    }
    display.close()


@on_x11
@awaited
async def test_an_empty_clipboard_is_empty_afterwards(server: XServer, tk: Path) -> None:
    display = Display(server.env["DISPLAY"])
    Selections(display).hold("CLIPBOARD", text_contents("gone with its owner", passing=False))
    display.close()
    server.focus("tk")
    async with typing(server) as (typist, _):
        await typist.begin()
        await typist.insert("año")
        await asyncio.sleep(0.2)
        assert clipboard(server) == ""


@on_x11
@awaited
async def test_when_the_focus_has_moved_nothing_is_typed_and_the_text_is_kept(
    server: XServer, tk: Path, xterm: Path
) -> None:
    server.focus("tk")
    async with typing(server) as (typist, _):
        await typist.begin()
        first, other = fields.held(tk), fields.held(xterm)
        await typist.insert("before ")
        await arrives(tk, first + "before ")
        server.focus("xterm")
        for text in ("rm -rf ~\n", "¿año?"):
            assert (await typist.insert(text)).fate is Fate.KEPT
        assert (await typist.take_back()) is not None  # from the clipboard
        await clipboard_is(server, "rm -rf ~\n")
        assert (fields.held(tk), fields.held(xterm)) == (first + "before ", other)
    await clipboard_is(server, "rm -rf ~\n")


@on_x11
@awaited
async def test_the_focus_may_move_at_any_moment(server: XServer, tk: Path, xterm: Path) -> None:
    """Whatever is in the other window came by other ways than ours: not one letter of a long text."""
    server.focus("tk")
    windows = [int(server.window(each)) for each in ("xterm", "tk")]
    display = Display(server.env["DISPLAY"])
    async with typing(server) as (typist, _):
        other = fields.held(xterm)
        for seed in range(8):
            server.focus("tk")
            await typist.begin()
            before, text = fields.held(tk), "abcdefghij" * 200
            insertion = asyncio.create_task(typist.insert(text))
            await asyncio.sleep(random.Random(seed).uniform(0, 0.012))
            display.create_resource_object("window", windows[0]).set_input_focus(X.RevertToNone, X.CurrentTime)
            display.sync()
            done = await insertion
            await arrives(tk, before + (text if done.fate is Fate.TYPED else text[: done.typed]))
            if done.fate is Fate.KEPT:
                await clipboard_is(server, text[done.typed :])
        assert fields.held(xterm) == other
    display.close()


@on_x11
@awaited
async def test_a_modifier_that_is_held_down_is_waited_for(server: XServer, tk: Path) -> None:
    server.focus("tk")
    async with typing(server) as (typist, _):
        await typist.begin()
        before = fields.held(tk)
        server.xdotool("keydown", "super")
        insertion = asyncio.create_task(typist.insert("hello ñ"))
        await asyncio.sleep(0.3)
        assert fields.held(tk) == before
        server.xdotool("keyup", "super")
        assert (await insertion).fate is Fate.TYPED
        await arrives(tk, before + "hello ñ")


@on_x11
@awaited
async def test_nothing_is_typed_while_another_program_has_the_keyboard(server: XServer, tk: Path) -> None:
    server.focus("tk")
    display = Display(server.env["DISPLAY"])
    async with typing(server) as (typist, _):
        await typist.begin()
        before = fields.held(tk)
        assert (
            display.screen().root.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime) == X.GrabSuccess
        )
        display.sync()
        done = await typist.insert("a secret")
        assert done.fate is Fate.KEPT
        assert "keyboard" in done.why
        assert fields.held(tk) == before
    display.close()


@on_x11
@awaited
async def test_a_window_that_takes_no_paste_gets_nothing_and_the_clipboard_stays(server: XServer) -> None:
    copied(server, "copied before")
    window = DeafWindow(server)
    async with typing(server) as (typist, _):
        await typist.begin()
        assert (await typist.insert("¿año?")).fate is Fate.KEPT
        await clipboard_is(server, "¿año?")
    window.close()
    assert pressed_keys(server) == []


@on_x11
@awaited
async def test_kill_9_in_the_middle_of_a_paste_leaves_no_key_down_and_the_clipboard_as_it_was(server: XServer) -> None:
    copied(server, "copied before")
    window = DeafWindow(server)
    async with typing(server) as (typist, way):
        await typist.begin()
        insertion = asyncio.create_task(typist.insert("¿año?"))
        await clipboard_is(server, "¿año?")
        assert way.process is not None
        os.kill(way.process, signal.SIGKILL)
        with pytest.raises(Exception, match="ended"):
            await insertion
        await clipboard_is(server, "copied before")
        assert pressed_keys(server) == []
    window.close()


@on_x11
@awaited
async def test_kill_9_at_any_moment(server: XServer, tk: Path) -> None:
    server.focus("tk")
    async with typing(server) as (typist, way):
        for seed in range(10):
            owner = Owner(server, text_contents(f"copied {seed}", passing=False))
            await typist.begin()
            insertion = asyncio.create_task(typist.insert("Año, niño: «sí» — " + "and THE rest " * 5))
            await asyncio.sleep(random.Random(seed).uniform(0, 0.03))
            assert way.process is not None
            os.kill(way.process, signal.SIGKILL)
            await asyncio.wait((insertion,))
            insertion.exception()
            await clipboard_is(server, f"copied {seed}")
            assert pressed_keys(server) == []
            owner.close()


_DAEMON = """
import asyncio, os
from daemon.typing.x11.xtest import XTest
async def main():
    async with asyncio.TaskGroup() as group:
        async def environ():
            return os.environ
        way = XTest(group, environ)
        await way.begin()
        print("begun", flush=True)
        await way.insert("¿año?")
asyncio.run(main())
"""


@on_x11
@awaited
async def test_kill_9_of_the_daemon_leaves_no_key_down_and_the_clipboard_as_it_was(server: XServer) -> None:
    copied(server, "copied before")
    window = DeafWindow(server)
    daemon = start_daemon(server)
    await clipboard_is(server, "¿año?")
    daemon.kill()
    daemon.wait(10)
    assert daemon.stdout is not None
    daemon.stdout.close()
    await clipboard_is(server, "copied before")
    assert pressed_keys(server) == []
    window.close()
    copied(server, "something else")  # then nobody holds the old content any longer
    await clipboard_is(server, "something else")


@on_x11
@awaited
async def test_what_the_user_copies_meanwhile_stays(server: XServer, tk: Path) -> None:
    copied(server, "old")
    server.focus("tk")
    async with typing(server) as (typist, way):
        await typist.begin()
        await typist.insert("ñ")
        copied(server, "new")
        await asyncio.sleep(0.2)
        assert way.process is not None
        os.kill(way.process, signal.SIGKILL)
        await asyncio.sleep(0.3)
        await clipboard_is(server, "new")


@on_x11
@awaited
async def test_the_second_layout_is_left_alone_by_a_paste(server: XServer, tk: Path) -> None:
    """With another layout on, the keys would write other letters."""
    set_layout(server, "ru,us")
    try:
        server.focus("tk")
        async with typing(server) as (typist, _):
            await typist.begin()
            before = fields.held(tk)
            assert (await typist.insert("Hello, world?")).fate is Fate.TYPED
            await arrives(tk, before + "Hello, world?")
    finally:
        set_layout(server, "us")


@awaited
async def test_where_there_is_no_x_it_is_said() -> None:
    async def wayland() -> dict[str, str]:
        return {"WAYLAND_DISPLAY": "wayland-1", "DISPLAY": ":0"}

    async def nothing() -> dict[str, str]:
        return {}

    async with asyncio.TaskGroup() as group:
        assert "Wayland" in await XTest(group, wayland).missing()
        assert "no X display" in await XTest(group, nothing).missing()


def test_what_is_kept_is_the_old_or_the_new() -> None:
    descriptor = os.memfd_create("test")
    keepsake = Keepsake(descriptor)
    assert keepsake.empty
    assert keepsake.read() == {}
    for size in (10, 100_000, 5, 70_000, 0):
        kept = {
            "CLIPBOARD": {"UTF8_STRING": Form("UTF8_STRING", 8, b"x" * size), "ATOMS": Form("ATOM", 32, bytes(8))},
            "PRIMARY": {},
        }
        keepsake.write(kept)
        assert Keepsake(descriptor).read() == kept
    keepsake.write({})
    assert keepsake.empty
    os.close(descriptor)


def test_keys_of_a_layout() -> None:
    rows = [[ord("a"), ord("A")], [ord("1"), ord("!")], [0xFE51, 0xFE57, ord("'")], [RETURN], [SHIFT], [0, 0]]
    keyboard = Keyboard(8, rows)
    assert keyboard.strokes("aA!\n") == [Stroke(8, False), Stroke(8, True), Stroke(9, True), Stroke(11, False)]
    assert keyboard.strokes("a'") is None, "a dead key, and a third level"
    assert keyboard.strokes("ñ") is None
    assert keyboard.strokes("b") is None
    assert Keyboard(8, rows[:2]).strokes("a") is None, "no Shift"
