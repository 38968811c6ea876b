"""Typing through the desktop's portal: a stand-in on a private bus that speaks the documented interfaces."""

from __future__ import annotations

import asyncio
import logging
import shutil
import stat
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from daemon.desktop.remote_keyboard import CONTROL, KEYBOARD, UNTIL_REVOKED, RemoteKeyboard, V
from daemon.typing import portal_way
from daemon.typing.portal_way import PortalWay
from daemon.typing.way import TYPED, Fate, TypingError
from tests.support.desktop import PrivateBus, until
from tests.support.remote_portal import RemotePortal

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed"),
]
TEXTS = (
    "¿Qué tal, señor Núñez? «Bien», dijo él.",
    "$(rm -rf ~); `echo` \"quoted\" 'single' | & > \\",
    "naïve — 😀👩‍👩‍👧 …\nA second line.",
)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    with PrivateBus() as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running


@pytest.fixture
def portal(bus: PrivateBus) -> Iterator[RemotePortal]:
    standin = RemotePortal(bus.address)
    yield standin
    standin.client.close()


@pytest.fixture
def token(tmp_path: Path) -> Path:
    return tmp_path / "state" / "remote-desktop.token"


async def wayland() -> dict[str, str]:
    return {"WAYLAND_DISPLAY": "wayland-1", "DISPLAY": ":0"}


def with_way(token: Path, scene: Callable[[PortalWay], Coroutine[Any, Any, None]]) -> list[str]:
    """Plays the scene in a daemon of its own: a way from its first use to its end. Returns what the user is told."""
    told: list[str] = []

    async def life() -> None:
        way = PortalWay(RemoteKeyboard(token), told.append, wayland)
        try:
            await scene(way)
        finally:
            await way.close()

    asyncio.run(life())
    return told


async def typed(way: PortalWay, text: str) -> None:
    await way.begin()
    assert await way.insert(text) == TYPED
    await way.end()


@pytest.mark.parametrize("tells_first", [True, False])
def test_texts_arrive_letter_for_letter_and_the_clipboard_is_as_it_was(
    portal: RemotePortal, token: Path, tells_first: bool
) -> None:
    portal.tells_first = tells_first
    before = portal.clipboard()

    async def scene(way: PortalWay) -> None:
        assert await way.missing() == ""
        assert portal.asked == 0, "looking is not asking"
        for text in TEXTS:
            await typed(way, text)
        assert await asyncio.to_thread(portal.clipboard) == before
        assert await way.take_back(3) == TYPED

    with_way(token, scene)
    assert portal.window == "".join(TEXTS)[:-3]
    assert portal.down == []
    assert len(portal.sessions) == portal.asked == 1
    assert portal.session == "", "it is closed in the end"


def test_the_permission_is_kept_for_the_next_start_and_readable_by_nobody_else(
    portal: RemotePortal, token: Path
) -> None:
    for text in ("one", " two"):
        with_way(token, partial(typed, text=text))
        assert stat.S_IMODE(token.stat().st_mode) == 0o600
        assert {token.read_text()} == portal.tokens, "the one of the last session"
    assert portal.window == "one two"
    assert portal.asked == 1
    assert [each["persist_mode"] for each in portal.selected] == [UNTIL_REVOKED] * 2
    assert [each["types"] for each in portal.selected] == [KEYBOARD] * 2
    assert "restore_token" not in portal.selected[0]


def test_a_permission_that_the_user_has_revoked_is_asked_for_again_and_the_old_one_forgotten(
    portal: RemotePortal, token: Path
) -> None:
    with_way(token, lambda way: typed(way, "one"))
    portal.tokens.clear()
    portal.allows = False

    async def refused(way: PortalWay) -> None:
        with pytest.raises(TypingError, match="not allowed it in the desktop's dialog"):
            await way.begin()

    with_way(token, refused)
    assert not token.exists()
    portal.allows = True

    async def wanted(way: PortalWay) -> None:
        way.ask_again()
        await typed(way, " two")

    with_way(token, wanted)
    assert "restore_token" not in portal.selected[-1]
    assert portal.window == "one two"


def test_a_permission_that_the_portal_chokes_on_is_asked_for_anew(portal: RemotePortal, token: Path) -> None:
    with_way(token, lambda way: typed(way, "one"))
    portal.tokens.clear()
    portal.breaks = True
    with_way(token, lambda way: typed(way, " two"))
    assert portal.window == "one two"
    assert portal.asked == 2
    assert {token.read_text()} == portal.tokens


def test_a_no_is_told_once_and_the_user_is_not_asked_again_until_they_want_it(
    portal: RemotePortal, token: Path
) -> None:
    portal.allows = False

    async def scene(way: PortalWay) -> None:
        with pytest.raises(TypingError, match="nothing was typed: you have not allowed it in the desktop's dialog"):
            await way.begin()
        assert await way.missing() == "you have not allowed it in the desktop's dialog", "the next way is chosen"
        with pytest.raises(TypingError):
            await way.begin()
        assert portal.asked == 1

    async def next_start(way: PortalWay) -> None:
        assert await way.missing() == "you have not allowed it in the desktop's dialog"
        way.ask_again()
        portal.allows = True
        assert await way.missing() == ""
        await typed(way, "yes")

    (told,) = with_way(token, scene)
    assert with_way(token, next_start) == []
    assert told.startswith("typing: you have not allowed it in the desktop's dialog, and are not asked again")
    assert portal.asked == 2
    assert portal.window == "yes"


@pytest.mark.parametrize("end", ["session", "portal"])
def test_a_session_that_the_desktop_ends_is_made_anew(
    bus: PrivateBus, token: Path, end: str, caplog: pytest.LogCaptureFixture
) -> None:
    portals = [RemotePortal(bus.address)]

    def restart() -> None:
        before = portals[-1]
        if end == "session":
            before.close_session()
            return
        before.client.close()
        portals.append(RemotePortal(bus.address))
        portals[-1].tokens, portals[-1].window = set(before.tokens), before.window

    async def scene(way: PortalWay) -> None:
        await way.begin()
        assert await way.insert("one") == TYPED
        await asyncio.to_thread(restart)
        await asyncio.to_thread(until, lambda: "ended the session" in caplog.text)
        assert await way.insert(" two") == TYPED

    with caplog.at_level(logging.INFO, "daemon.desktop.remote_keyboard"):
        with_way(token, scene)
    assert portals[-1].window == "one two"
    assert portals[-1].asked == (1 if end == "session" else 0), "with the token nobody is asked again"
    assert caplog.text.count("ended the session") == 1
    assert portals[-1].down == []
    portals[-1].client.close()


def test_no_key_stays_pressed_when_another_fails(portal: RemotePortal, token: Path) -> None:
    portal.refuses_key = V
    before = portal.clipboard()

    async def scene(way: PortalWay) -> None:
        await way.begin()
        with pytest.raises(TypingError, match="planted"):
            await way.insert("one")
        assert portal.down == []
        assert await asyncio.to_thread(portal.clipboard) == before
        portal.refuses_key = 0
        await typed(way, "two")

    with_way(token, scene)
    assert portal.window == "two"


def test_what_is_cancelled_leaves_no_key_pressed_and_the_clipboard_as_it_was(portal: RemotePortal, token: Path) -> None:
    portal.pastes = False  # so that it waits
    before = portal.clipboard()

    async def scene(way: PortalWay) -> None:
        await way.begin()
        inserting = asyncio.create_task(way.insert("one"))
        await asyncio.to_thread(until, lambda: portal.ours is not None)
        inserting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await inserting
        assert await asyncio.to_thread(portal.clipboard) == before

    with_way(token, scene)
    assert portal.down == []
    assert portal.window == ""


def test_a_window_that_takes_no_paste_is_told(
    portal: RemotePortal, token: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal_way, "FETCHED", 0.2)
    portal.pastes = False

    async def scene(way: PortalWay) -> None:
        await way.begin()
        done = await way.insert("one")
        assert done.fate is Fate.REFUSED
        assert done.why == "the window did not fetch the text"
        assert CONTROL not in portal.down

    with_way(token, scene)


def test_without_a_portal_the_next_way_is_chosen(bus: PrivateBus, token: Path) -> None:
    async def scene(way: PortalWay) -> None:
        assert await way.missing() == "this desktop's portal gives programs no keyboard"
        with pytest.raises(TypingError, match="gives no keyboard"):
            await way.begin()
        # It comes later: a session starts its services in any order.
        late = await asyncio.to_thread(RemotePortal, bus.address)
        assert await way.missing() == ""
        await typed(way, "late")
        assert late.window == "late"
        await asyncio.to_thread(late.client.close)

    with_way(token, scene)


def test_on_x11_nobody_is_asked(portal: RemotePortal, token: Path) -> None:
    async def x11() -> dict[str, str]:
        return {"DISPLAY": ":0"}

    way = PortalWay(RemoteKeyboard(token), lambda line: None, x11)
    assert asyncio.run(way.missing()) == "X11 asks nobody for leave to type"


def test_another_bus_after_the_first_has_gone(token: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(way: PortalWay) -> None:
        for text in ("one", "two"):
            with PrivateBus() as bus:
                monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
                portal = await asyncio.to_thread(RemotePortal, bus.address)
                assert await way.missing() == ""
                await typed(way, text)
                assert portal.window == text
                await asyncio.to_thread(portal.client.close)
            await asyncio.sleep(0.1)

    with_way(token, scene)
