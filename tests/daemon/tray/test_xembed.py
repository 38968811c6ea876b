"""The icon without GTK in a tray of the older kind, which a stand-in plays: how often it is asked, and what it may miss."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("Xlib", reason="the extra `tray` is not installed")

from Xlib import X
from Xlib.display import Display
from Xlib.error import BadWindow
from Xlib.ext import xtest
from Xlib.protocol.event import ClientMessage

from tests.support.tray_desktop import TrayDesktop, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

ICON = """
import asyncio, sys
from pathlib import Path
from daemon.tray import xembed
from daemon.tray.model import Face
from daemon.tray.view import Action, View

xembed.SYSTEM_PACKAGES = Path("/nowhere")  # no GTK
xembed._ASK_AGAIN = float(sys.argv[1])

def view(face, title):
    return View(face, title, (), Action("toggle"))

async def main():
    icon = xembed.PystrayIcon()
    icon.show(view(Face.LISTENING, "at first"))
    running = asyncio.create_task(icon.run(lambda action: print(action.name, flush=True)))
    line = await asyncio.to_thread(sys.stdin.readline)
    if not line:
        return await running
    xembed._ASK_AGAIN = float(line)
    for face in [Face.OFF, Face.HEARING, Face.THINKING, Face.SPEAKING] * 3:
        icon.show(view(face, "changing"))
        await asyncio.sleep(0.01)
    icon.show(view(Face.LISTENING, "changed"))
    await running

asyncio.run(main())
"""


class Tray:
    """Owns the selection that makes a window the tray, and keeps the windows that ask to be taken in."""

    def __init__(self, address: str) -> None:
        self.display = Display(address)
        self.display.set_error_handler(lambda error, request: None)  # windows go while they are asked
        screen = self.display.screen()
        self.window = screen.root.create_window(
            *(0, 0, 40, 40, 0, screen.root_depth), override_redirect=True, event_mask=X.StructureNotifyMask
        )
        self.window.map()
        self.window.set_selection_owner(self.display.intern_atom("_NET_SYSTEM_TRAY_S0"), X.CurrentTime)
        self.display.sync()
        self.asked: list[int] = []
        """The window of each request, in order."""

    def read(self) -> None:
        """Takes in the requests that have come."""
        opcode = self.display.intern_atom("_NET_SYSTEM_TRAY_OPCODE")
        while self.display.pending_events():
            event = self.display.next_event()
            if isinstance(event, ClientMessage) and event.client_type == opcode:
                self.asked.append(event.data[1][2])

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
        """Waits until something is so, and says what was not."""
        limit = time.monotonic() + seconds
        while True:
            self.display.sync()
            self.read()
            if holds():
                return
            assert time.monotonic() < limit, f"{what}; asked for {self.asked}"
            select.select([self.display.fileno()], [], [], 0.02)

    def icon(self) -> Any:
        return self.display.create_resource_object("window", self.asked[-1])

    def title(self) -> str:
        with suppress(BadWindow):
            return str(self.icon().get_wm_name())
        return ""

    def take_in(self) -> None:
        """Takes in the window that was asked for last. It may have been replaced just then: another comes."""

        def taken() -> bool:
            with suppress(BadWindow):
                self.icon().reparent(self.window, 0, 0)
                self.icon().configure(width=40, height=40)
                self.icon().map()
                return bool(self.icon().query_tree().parent == self.window)
            return False

        self.until(taken, "not taken in")

    def click(self) -> None:
        xtest.fake_input(self.display, X.MotionNotify, x=20, y=20)
        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self.display, kind, 1)
        self.display.sync()


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[TrayDesktop]:
    with TrayDesktop(tmp_path, {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}) as desktop:
        desktop.end_session()
        del desktop.env["DBUS_SESSION_BUS_ADDRESS"]
        yield desktop


@pytest.fixture
def tray(desktop: TrayDesktop) -> Iterator[Tray]:
    tray = Tray(desktop.env["DISPLAY"])
    yield tray
    tray.display.close()


@pytest.fixture
def start(desktop: TrayDesktop) -> Iterator[Callable[[float], subprocess.Popen[str]]]:
    """Starts an icon that asks again after so many seconds and prints its clicks.

    It changes often when it reads a line, which has the seconds from then on.
    """
    started: list[subprocess.Popen[str]] = []

    def start(ask_again: float) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", ICON, str(ask_again)]
        started.append(
            subprocess.Popen(command, env=desktop.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            stream.close()


Start = Callable[[float], subprocess.Popen[str]]


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_tray_is_asked_once_however_often_the_icon_changes(tray: Tray, start: Start, taken_in: bool) -> None:
    process = start(600.0)
    tray.until(lambda: bool(tray.asked), "nobody asked")
    if taken_in:
        tray.take_in()
    assert process.stdin is not None
    # A tray that has it needs no request; to one that has not, there are none sooner than that.
    process.stdin.write("0\n" if taken_in else "600\n")
    process.stdin.flush()
    tray.until(lambda: tray.title() == "changed", "the changes did not come")
    assert len(tray.asked) == 1


def test_a_tray_that_pays_no_heed_is_asked_for_a_new_window_and_its_click_works(tray: Tray, start: Start) -> None:
    process = start(0.1)
    tray.until(lambda: len(set(tray.asked)) == 2, "no new window")
    first, _ = dict.fromkeys(tray.asked)
    assert tray.asked.count(first) > 1
    tray.take_in()
    tray.click()
    assert process.stdout is not None
    assert process.stdout.readline() == "toggle\n"


def test_a_window_that_is_replaced_while_there_is_no_tray_does_not_end_the_icon(tray: Tray, start: Start) -> None:
    process = start(0.1)
    tray.until(lambda: bool(tray.asked), "nobody asked")
    tray.window.destroy()
    tray.until(lambda: not tray.title(), "the window was not replaced")
    other = Tray(tray.display.get_display_name())
    try:
        other.until(lambda: bool(other.asked), "the icon has ended")
        other.take_in()
        other.click()
        assert process.stdout is not None
        assert process.stdout.readline() == "toggle\n"
    finally:
        other.display.close()
