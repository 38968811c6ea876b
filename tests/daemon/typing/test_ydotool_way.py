"""Typing by ydotool: a stand-in with its command line, and a real clipboard and a real window under Sway."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from daemon.desktop.programs import ProgramError
from daemon.typing import ydotool_way
from daemon.typing.clipboard_way import ClipboardWay
from daemon.typing.typist import Typist
from daemon.typing.way import TYPED, Fate, TypingError
from daemon.typing.ways import ways
from daemon.typing.ydotool_way import YdotoolWay, socket_of
from tests.support import fields
from tests.support.typing_desktop import SWAY, SwayDesktop, missing
from tests.support.ydotool_standin import NEW, OLD, YdotoolStandin

WHY = missing(*SWAY, "foot", "wl-copy", "wl-paste") or fields.lacks("qt")
under_sway = pytest.mark.skipif(bool(WHY), reason=WHY)
PASTE = "--key-delay=5 42:1 110:1 110:0 42:0"
TEXT = "¿Qué tal, señor Núñez? $(ls) `«😀»`"
PICTURE = b"\x89PNG\r\n\x1a\n\0\xff"


@pytest.fixture
def ydotool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[YdotoolStandin]:
    standin = YdotoolStandin(tmp_path / "ydotool")
    monkeypatch.setenv("PATH", standin.session({})["PATH"])
    yield standin
    standin.close()


@pytest.fixture(scope="module")
def desktop() -> Iterator[SwayDesktop]:
    with tempfile.TemporaryDirectory(prefix="sarai-ydotool-") as folder, SwayDesktop(Path(folder)) as running:
        running.open("qt")
        running.open("foot")
        yield running


def way_of(environ: Mapping[str, str]) -> YdotoolWay:
    async def environment() -> Mapping[str, str]:
        return environ

    return YdotoolWay(environment)


def why_not(environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(ydotool_way, "clipboard_missing", lambda: "")
    return asyncio.run(way_of(environ).missing())


def copied(desktop: SwayDesktop, content: bytes, form: str) -> None:
    subprocess.run(("wl-copy", "--type", form), input=content, env=desktop.env, check=True, timeout=10)


def clipboard(desktop: SwayDesktop, form: str = "text/plain;charset=utf-8") -> bytes:
    command = ("wl-paste", "--no-newline", "--type", form)
    return subprocess.run(command, env=desktop.env, capture_output=True, check=False, timeout=10).stdout


def test_it_comes_behind_the_portal_and_before_the_clipboard_alone() -> None:
    async def names() -> list[str]:
        async with asyncio.TaskGroup() as group:
            every = ways(group, lambda line: None).ways
            for way in every:
                await way.close()
            return [way.name for way in every]

    assert asyncio.run(names())[-3:] == ["portal", "ydotool", "clipboard"]


@pytest.mark.parametrize("content", [(b"before \xc3\xa9\n", "text/plain"), (PICTURE, "image/png"), (b"", "")])
@under_sway
def test_a_text_arrives_and_the_clipboard_holds_what_it_held(
    desktop: SwayDesktop, ydotool: YdotoolStandin, monkeypatch: pytest.MonkeyPatch, content: tuple[bytes, str]
) -> None:
    environ = ydotool.session(desktop.env)
    before, form = content
    if form:
        copied(desktop, before, form)
    else:
        subprocess.run(("wl-copy", "--clear"), env=desktop.env, check=True, timeout=10)
    desktop.focus("qt")
    file = desktop.folder / "qt"
    there = fields.held(file)

    async def fetched() -> None:  # however busy this machine is
        await until_held(file, there + TEXT)

    monkeypatch.setattr(ydotool_way, "_fetched", fetched)

    async def dictated() -> None:
        way = way_of(environ)
        assert await way.missing() == ""
        await way.begin()
        assert await way.insert(TEXT) == TYPED
        assert await way.take_back(3) == TYPED
        await until_held(file, there + TEXT[:-3])
        await way.end()

    asyncio.run(dictated())
    assert ydotool.pressed() == [PASTE, "--key-delay=5 14:1 14:0 14:1 14:0 14:1 14:0"]
    assert clipboard(desktop, form or "text/plain") == before


@under_sway
def test_a_terminal_pastes_too_and_what_was_selected_is_again(
    desktop: SwayDesktop, ydotool: YdotoolStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(desktop, b"before", "text/plain")
    subprocess.run(("wl-copy", "--primary"), input=b"selected", env=desktop.env, check=True, timeout=10)
    desktop.focus("foot")
    file = desktop.folder / "foot"
    there = fields.held(file)

    async def fetched() -> None:
        await until_held(file, there + TEXT)

    monkeypatch.setattr(ydotool_way, "_fetched", fetched)
    assert asyncio.run(way_of(ydotool.session(desktop.env)).insert(TEXT)) == TYPED
    assert clipboard(desktop) == b"before"
    selected = ("wl-paste", "--primary", "--no-newline")
    assert subprocess.run(selected, env=desktop.env, capture_output=True, check=True, timeout=10).stdout == b"selected"


async def until_held(file: Path, text: str) -> None:
    limit = time.monotonic() + 10
    while fields.held(file) != text:
        assert time.monotonic() < limit, f"{fields.held(file)[-80:]!r} instead of {text[-80:]!r}"
        await asyncio.sleep(0.02)


@under_sway
def test_where_no_key_is_pressed_the_text_is_kept_and_the_keys_are_let_go(
    desktop: SwayDesktop, ydotool: YdotoolStandin
) -> None:
    copied(desktop, b"before", "text/plain")

    async def no_x(text: str) -> None:
        raise AssertionError(text)

    async def dictated() -> None:
        typist = Typist([way_of(ydotool.session(desktop.env))], ClipboardWay(no_x, desktop.environment).keep)
        await typist.begin()
        ydotool.fail()
        done = await typist.insert(TEXT)
        assert (done.fate, done.why) == (Fate.KEPT, "ydotool: ended with 2")
        await typist.end()

    asyncio.run(dictated())
    assert ydotool.pressed() == [PASTE, "110:0 42:0"]
    assert clipboard(desktop) == TEXT.encode()


@pytest.mark.parametrize(
    ("forms", "fits"),
    [
        ("text/plain\nSTRING\nUTF8_STRING\nTIMESTAMP\n", True),
        ("image/png\n", True),
        ("text/html\ntext/plain\nUTF8_STRING\n", False),
        ("image/png\nimage/jpeg\n", False),
        ("text/plain\nx-kde-passwordManagerHint\n", False),
    ],
)
def test_what_could_not_be_put_back_is_not_borrowed(monkeypatch: pytest.MonkeyPatch, forms: str, fits: bool) -> None:
    async def listed(*command: str, environ: Mapping[str, str]) -> str:
        assert command == ("wl-paste", "--list-types")
        return forms

    monkeypatch.setattr("daemon.typing.wayland.clipboard.run", listed)
    way = way_of({})
    if fits:
        asyncio.run(way.begin())
        return
    with pytest.raises(TypingError, match=r"^the clipboard holds more than plain text, which could not be put back$"):
        asyncio.run(way.begin())
    assert asyncio.run(way.insert("a text")).fate is Fate.REFUSED


def test_a_call_that_is_ended_lets_the_keys_go(ydotool: YdotoolStandin, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []
    begun = asyncio.Event()

    async def hangs(*command: str, environ: Mapping[str, str]) -> str:
        calls.append(command)
        if len(calls) == 1:
            begun.set()
            await asyncio.Event().wait()
        raise ProgramError("ydotool: gone")

    monkeypatch.setattr(ydotool_way, "run", hangs)

    async def ended() -> None:
        deleting = asyncio.create_task(way_of({}).take_back(1))
        await begun.wait()
        deleting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await deleting

    asyncio.run(ended())
    assert calls == [("ydotool", "key", "--key-delay=5", "14:1", "14:0"), ("ydotool", "key", "14:0")]


def test_without_its_daemon_it_cannot_be_used(ydotool: YdotoolStandin, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = ydotool.session({"WAYLAND_DISPLAY": "wayland-1"})
    assert why_not(environ, monkeypatch) == ""
    ydotool.close()
    in_vain = f"ydotool's daemon does not answer at {ydotool.socket}: start ydotoold"
    assert why_not(environ, monkeypatch) == in_vain
    ydotool.socket.unlink()
    assert why_not(environ, monkeypatch) == in_vain
    assert why_not({**environ, "WAYLAND_DISPLAY": ""}, monkeypatch) == "this is no Wayland session"
    monkeypatch.setenv("PATH", str(ydotool.folder.parent))
    assert why_not(environ, monkeypatch) == "ydotool is not installed"


@pytest.mark.parametrize(("usage", "status"), [(OLD, 0), ("", 1), (NEW, 0)])
def test_an_old_ydotool_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, usage: str, status: int) -> None:
    standin = YdotoolStandin(tmp_path / "ydotool", usage, status)
    monkeypatch.setenv("PATH", standin.session({})["PATH"])
    try:
        why = why_not(standin.session({"WAYLAND_DISPLAY": "wayland-1"}), monkeypatch)
    finally:
        standin.close()
    assert why == ("" if usage == NEW else "this ydotool is too old: version 1.0 or later is needed")


def test_an_old_daemon_is_refused(ydotool: YdotoolStandin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "stream"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as old:
        old.bind(str(path))
        old.listen()
        environ = {**ydotool.session({"WAYLAND_DISPLAY": "wayland-1"}), "YDOTOOL_SOCKET": str(path)}
        assert why_not(environ, monkeypatch) == "this ydotool is too old: version 1.0 or later is needed"


def test_the_socket_is_where_ydotool_looks_for_it(tmp_path: Path) -> None:
    everywhere = Path("/tmp/.ydotool_socket")
    environ = {"XDG_RUNTIME_DIR": str(tmp_path)}
    assert socket_of(environ) == everywhere
    assert socket_of({}) == everywhere
    (tmp_path / ".ydotool_socket").touch()
    assert socket_of(environ) == tmp_path / ".ydotool_socket"
    assert socket_of({**environ, "YDOTOOL_SOCKET": "/run/y"}) == Path("/run/y")


def test_a_daemon_of_somebody_else_gets_no_keys(ydotool: YdotoolStandin, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = ydotool.session({"WAYLAND_DISPLAY": "wayland-1"})
    monkeypatch.setattr(ydotool_way, "_trusted", lambda: (ydotool.socket.stat().st_uid + 1,))
    assert why_not(environ, monkeypatch) == f"{ydotool.socket} belongs to another user"
