"""A keyboard and a clipboard through the desktop's portal for remote desktops, for desktops (Wayland) on which programs may
not type into each other's windows.

The desktop asks the user once, and gives a token with which it does not ask again. One session is kept for as long as it
lasts: its keys are released by the desktop when it ends, so a crash leaves none pressed.
Interfaces: org.freedesktop.portal.RemoteDesktop (version 2 for the token) and Clipboard, as documented by
xdg-desktop-portal.
"""

from __future__ import annotations

import asyncio
import logging
import os
import select
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from config import small_files
from config.errors import UserError
from daemon.desktop.bus import Bus, BusError, Signal, session_address
from daemon.desktop.portal import PATH, PORTAL, START, Portal, PortalRefused

log = logging.getLogger(__name__)

REMOTE_DESKTOP = "org.freedesktop.portal.RemoteDesktop"
CLIPBOARD = "org.freedesktop.portal.Clipboard"
KEYBOARD = 1
"""The device type."""
UNTIL_REVOKED = 2
"""The persist mode."""
BACKSPACE, CONTROL, V = 0xFF08, 0xFFE3, 0x76
"""X keysyms, as the portal takes them."""
TEXT_TYPES = ("text/plain;charset=utf-8", "UTF8_STRING", "text/plain")
"""Names of text in UTF-8."""
NOT_TO_KEEP = "x-kde-passwordManagerHint"
"""A type by which managers of the clipboard are told to leave something alone; its data is "secret"."""
_USUAL = (TEXT_TYPES[0], "image/png", "text/html")
"""Types that are asked for where the desktop has not told which there are: some tell of changes only."""
MOST_BYTES = 32 << 20
"""The most that is kept of a clipboard, to be put back."""
_TRANSFER = 2.0
"""Seconds for the other program to give or take a clipboard."""

Contents = Mapping[str, bytes]
"""A clipboard: MIME type -> data."""


class RemoteKeyboard:
    """The session with the portal, made when it is first wanted and anew when the desktop has ended it.

    Its methods raise BusError, and PortalRefused when the user does not allow it: they are asked once, until `ask_again`,
    and after a restart neither.
    """

    def __init__(self, token_file: Path) -> None:
        """`token_file`: where the desktop's permission is kept, readable by this user alone."""
        self._token_file = token_file
        self._refusal = token_file.with_suffix(".refused")
        self._portal: Portal | None = None
        self._session = ""
        self._opening = asyncio.Lock()
        # Types of the clipboard that another program owns; None until the desktop tells.
        self._offered: tuple[str, ...] | None = None
        self._ours: Contents | None = None  # the clipboard that we own
        self._given: asyncio.Queue[None] = asyncio.Queue()  # one for each time that ours was fetched
        self._serving: set[asyncio.Task[None]] = set()
        self.has_clipboard = False
        """Whether the session may use the clipboard."""

    @property
    def refused(self) -> bool:
        """Whether the user has said no."""
        return self._refusal.exists()

    def ask_again(self) -> None:
        """The user wants it after all: the desktop may ask the next time."""
        self._refusal.unlink(missing_ok=True)

    # ------------------------------------------------------------------------------------------------------ the session

    async def open(self) -> None:
        """Has a session; asks the user where the desktop wants that, which takes as long as it takes."""
        async with self._opening:
            if self.refused:
                raise PortalRefused("typing was refused in the desktop's dialog")
            portal = await self.reach()
            if self._session:
                return
            token = await asyncio.to_thread(self._read_token)
            try:
                await self._begin(portal, token)
            except BusError as err:
                await self._drop(portal)
                if token:
                    await asyncio.to_thread(self._keep_token, "")  # it is worth nothing
                if isinstance(err, PortalRefused) or not token:
                    await asyncio.to_thread(self._note_refusal, err)
                    raise
                log.info("the desktop did not take its permission back, and is asked anew: %s", err)
                await self._begin_anew(portal)

    async def _begin_anew(self, portal: Portal) -> None:
        try:
            await self._begin(portal, "")
        except BusError as err:
            await self._drop(portal)
            await asyncio.to_thread(self._note_refusal, err)
            raise

    async def close(self) -> None:
        """Ends the session and leaves the bus."""
        for task in self._serving:
            task.cancel()
        portal, self._portal = self._portal, None
        if portal is not None:
            await self._drop(portal)
            await portal.bus.close()

    async def reach(self) -> Portal:
        """Returns the portal on a bus that is connected. Asks the user nothing."""
        if self._portal is not None and not self._portal.bus.connected:
            self._portal = None
            self._ended()
        if self._portal is None:
            if not (address := session_address()):
                raise BusError("no desktop is reachable from here")
            bus = await Bus.connect(address)
            try:
                portal = Portal(bus)
                await portal.open()
                await portal.version(REMOTE_DESKTOP)
                await portal.register()
                await bus.watch(f"sender='{PORTAL}',interface='{CLIPBOARD}'", self._received)
            except BaseException:
                await bus.close()
                raise
            self._portal = portal
        return self._portal

    async def _begin(self, portal: Portal, token: str) -> None:
        from dbus_fast import Variant

        session = await portal.create_session(REMOTE_DESKTOP, self._ended)
        self._session = session
        wanted = {"types": Variant("u", KEYBOARD), "persist_mode": Variant("u", UNTIL_REVOKED)}
        if token:
            wanted["restore_token"] = Variant("s", token)
        await portal.request(REMOTE_DESKTOP, "SelectDevices", "oa{sv}", [session, wanted], START)
        with suppress(BusError):  # a portal without a clipboard
            await portal.bus.call(PORTAL, PATH, CLIPBOARD, "RequestClipboard", "oa{sv}", [session, {}])
        begun = await portal.request(REMOTE_DESKTOP, "Start", "osa{sv}", [session, "", {}])
        if not int(begun.get("devices", 0)) & KEYBOARD:
            raise PortalRefused("the desktop gives no keyboard")
        if not self._session:
            raise BusError("the desktop has ended the session")
        self.has_clipboard = bool(begun.get("clipboard_enabled", False))
        await asyncio.to_thread(self._keep_token, str(begun.get("restore_token", "")))

    async def _drop(self, portal: Portal) -> None:
        session, self._session = self._session, ""
        self._forget()
        if session:
            await portal.close_session(session)

    def _ended(self) -> None:
        """The desktop has ended the session, or the portal is gone."""
        if self._session:
            log.info("typing: the desktop has ended the session; the next one is made when it is wanted")
        self._session = ""
        self._forget()

    def _forget(self) -> None:
        self.has_clipboard = False
        self._offered, self._ours = None, None

    def _read_token(self) -> str:
        try:
            return small_files.read(self._token_file).decode("ascii").strip()
        except (OSError, ValueError):
            return ""

    def _keep_token(self, token: str) -> None:
        """Keeps the token of the next session: each is good for one."""
        try:
            if token.isascii() and token:
                small_files.write(self._token_file, token)
            else:
                self._token_file.unlink(missing_ok=True)
        except (OSError, UserError) as err:
            log.info("the desktop will ask again after a restart: %s", err)

    def _note_refusal(self, err: BusError) -> None:
        if isinstance(err, PortalRefused):
            try:
                small_files.write(self._refusal, "")
            except (OSError, UserError) as trouble:
                log.info("the desktop will ask again: %s", trouble)

    async def _call(self, interface: str, member: str, signature: str, *body: Any) -> list[Any]:
        """Calls a method whose first argument is the session. A session that the portal does not know is over."""
        portal, session = self._portal, self._session
        if portal is None or not session:
            raise BusError("the desktop has ended the session")
        try:
            return await portal.bus.call(PORTAL, PATH, interface, member, f"o{signature}", [session, *body])
        except BusError:
            if not await portal.bus.owner(PORTAL):
                self._ended()
            raise

    # --------------------------------------------------------------------------------------------------------- the keys

    async def press(self, *keysyms: int) -> None:
        """Presses keys together and releases them, whatever happens in between."""
        down: list[int] = []
        try:
            for keysym in keysyms:
                down.append(keysym)
                await self._key(keysym, True)
        finally:
            await asyncio.shield(self._release(down))

    async def _release(self, keysyms: Sequence[int]) -> None:
        for keysym in reversed(keysyms):
            with suppress(BusError):  # without a session the desktop has released them
                await self._key(keysym, False)

    async def _key(self, keysym: int, down: bool) -> None:
        await self._call(REMOTE_DESKTOP, "NotifyKeyboardKeysym", "a{sv}iu", {}, keysym, int(down))

    # ---------------------------------------------------------------------------------------------------- the clipboard

    async def contents(self) -> Contents:
        """Returns what is in the clipboard, of every type; empty where nothing is."""
        if self._ours is not None:
            return self._ours
        found: dict[str, bytes] = {}
        room = MOST_BYTES
        for kind in _USUAL if self._offered is None else self._offered:
            try:
                (handle,) = await self._call(CLIPBOARD, "SelectionRead", "s", kind)
                found[kind] = await asyncio.to_thread(_read, handle, room)
                room -= len(found[kind])
            except (BusError, OSError) as err:
                log.debug("the clipboard's %s was not given: %s", kind, err)
        return found

    async def offer(self, contents: Contents) -> None:
        """Puts something into the clipboard, where it is until another program copies something or the session ends."""
        from dbus_fast import Variant

        self._ours = dict(contents)
        await self._call(CLIPBOARD, "SetSelection", "a{sv}", {"mime_types": Variant("as", list(contents))})
        while not self._given.empty():
            self._given.get_nowait()

    async def fetched(self, seconds: float) -> bool:
        """Waits until a program has fetched what we offer. Returns False where none did."""
        try:
            async with asyncio.timeout(seconds):
                await self._given.get()
        except TimeoutError:
            return False
        return True

    def _received(self, signal: Signal) -> None:
        if signal.interface != CLIPBOARD or not signal.body or signal.body[0] != self._session:
            return
        if signal.member == "SelectionOwnerChanged":
            told = {name: value.value for name, value in signal.body[1].items()}
            if not told.get("session_is_owner", False):
                self._ours = None
                kinds = told.get("mime_types", ())
                # GNOME's portal wraps the list in a structure of one member, as its documentation once said.
                if len(kinds) == 1 and isinstance(kinds[0], list):
                    kinds = kinds[0]
                self._offered = tuple(map(str, kinds))
        elif signal.member == "SelectionTransfer":
            task = asyncio.get_running_loop().create_task(self._give(str(signal.body[1]), int(signal.body[2])))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)

    async def _give(self, kind: str, serial: int) -> None:
        """Another program fetches the clipboard that we own."""
        data = (self._ours or {}).get(kind)
        try:
            done = False
            if data is not None:
                (handle,) = await self._call(CLIPBOARD, "SelectionWrite", "u", serial)
                done = await asyncio.to_thread(_write, handle, data)
            await self._call(CLIPBOARD, "SelectionWriteDone", "ub", serial, done)
        except BusError as err:
            log.debug("the clipboard was not given: %s", err)
            return
        if done and self._given.empty():
            self._given.put_nowait(None)


def as_text(text: str) -> Contents:
    """Returns a text as the contents of a clipboard, which passes through it and is not to be kept."""
    return {**dict.fromkeys(TEXT_TYPES, text.encode()), NOT_TO_KEEP: b"secret"}


def _read(handle: int, most: int) -> bytes:
    """Reads a pipe to its end and closes it. Raises OSError, also for more than `most` bytes or too slow a writer."""
    with os.fdopen(handle, "rb", buffering=0) as pipe:
        data = bytearray()
        until = time.monotonic() + _TRANSFER
        while _ready(handle, select.POLLIN, until):
            piece = pipe.read(1 << 16)
            if not piece:
                return bytes(data)
            data += piece
            if len(data) > most:
                raise OSError("it is too much to keep")
        raise OSError("it did not come in time")


def _write(handle: int, data: bytes) -> bool:
    """Writes all data into a pipe and closes it. Returns False where nobody takes it."""
    with os.fdopen(handle, "wb", buffering=0) as pipe:
        os.set_blocking(handle, False)
        rest = memoryview(data)
        until = time.monotonic() + _TRANSFER
        try:
            while rest and _ready(handle, select.POLLOUT, until):
                rest = rest[pipe.write(rest) or 0 :]
        except OSError as err:
            log.debug("the clipboard was not taken: %s", err)
        return not rest


def _ready(handle: int, event: int, until: float) -> bool:
    waiting = select.poll()
    waiting.register(handle, event)
    return bool(waiting.poll(max(0.0, 1000 * (until - time.monotonic()))))
