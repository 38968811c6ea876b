"""A keyboard of our own for a Wayland compositor of the wlroots family: it has the very characters of the text, so no layout
is in its way and the clipboard is left alone. Blocks for a moment: to be called in a thread.

Protocols: Wayland's wire format; zwp_virtual_keyboard_v1 (virtual-keyboard-unstable-v1.xml). wtype does the same in 4 ms a
letter; its keyboards come and go with their keymaps, after which GTK 3 knows no Backspace of theirs.
"""

from __future__ import annotations

import array
import os
import socket
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from config.paths import runtime_dir

BATCH: Final = 80
"""Characters that a compositor takes in at once: what it reads of a client in one go (4096 bytes), with room to spare."""
_TIMEOUT = 2.0
_DISPLAY = 1
_SEAT, _MANAGER = "wl_seat", "zwp_virtual_keyboard_manager_v1"
_BACKSPACE, _RETURN = 22, 36
"""Keycodes of every PC keyboard (xkb's evdev): programs remember where such keys are."""
_FREE = tuple(code for code in range(10, 250) if code not in (
    _BACKSPACE, 23, _RETURN, 37, 50, 62, 64, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 95, 96, 105, 108, 133, 134,
    *range(110, 120),
))  # fmt: skip
"""Keycodes for characters: none that is Tab, a modifier, a function key or a cursor key elsewhere."""
_ASCII = "".join(map(chr, range(32, 127)))


class KeyboardError(Exception):
    """The compositor cannot be reached, or gives programs no keyboard. The message is one line."""


class VirtualKeyboard:
    """One keyboard, plugged in until `close`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Raises KeyboardError."""
        self._socket = _connect(environ)
        self._unread = b""
        self._last_id = _DISPLAY
        self._time = 0
        self._codes: dict[str, int] = {}
        try:
            self._keyboard = self._plug_in()
            self._learn(_ASCII)
            self._sync()
        except (OSError, struct.error) as err:
            self._socket.close()
            raise KeyboardError(f"the compositor gave no answer: {err}") from err
        except KeyboardError:
            self._socket.close()
            raise

    def type(self, text: str) -> None:
        """Types at most BATCH characters, all in one piece; "\\b" is Backspace and "\\n" Return. Raises KeyboardError."""
        assert len(text) <= BATCH
        try:
            self._learn(text)
            keys = b""
            for letter in text:
                code = {"\b": _BACKSPACE, "\n": _RETURN}.get(letter) or self._codes[letter]
                for state in (1, 0):
                    self._time += 1
                    keys += _message(self._keyboard, 1, struct.pack("=III", self._time, code - 8, state))
            self._socket.sendall(keys)  # whoever is killed has sent press and release, or neither
            self._sync()
        except (OSError, struct.error) as err:
            raise KeyboardError(f"the compositor gave no answer: {err}") from err

    def close(self) -> None:
        """Unplugs it."""
        self._socket.close()

    # -------------------------------------------------------------------------------------------------------- its life

    def _plug_in(self) -> int:
        registry = self._new_id()
        self._send(_DISPLAY, 1, struct.pack("=I", registry))
        names: dict[str, int] = {}
        for sender, opcode, body in self._until_done():
            if (sender, opcode) == (registry, 0):
                name, length = struct.unpack_from("=II", body)
                names.setdefault(body[8 : 8 + length - 1].decode(), name)
        if _SEAT not in names or _MANAGER not in names:
            raise KeyboardError("this compositor gives programs no keyboard")
        seat, manager = (self._bind(registry, names[each], each) for each in (_SEAT, _MANAGER))
        keyboard = self._new_id()
        self._send(manager, 0, struct.pack("=II", seat, keyboard))
        return keyboard

    def _bind(self, registry: int, name: int, interface: str) -> int:
        number = self._new_id()
        told = interface.encode() + b"\0"
        padded = told + bytes(-len(told) % 4)
        self._send(registry, 0, struct.pack("=II", name, len(told)) + padded + struct.pack("=II", 1, number))
        return number

    def _learn(self, text: str) -> None:
        """Gives the characters keys. The keymap is told again only where one is new."""
        new = [each for each in dict.fromkeys(text) if each not in self._codes and each not in "\b\n"]
        if not new:
            return
        if len(self._codes) + len(new) > len(_FREE):
            self._codes.clear()
            new = list(dict.fromkeys(each for each in _ASCII + text if each not in "\b\n"))
        for each in new:
            self._codes[each] = _FREE[len(self._codes)]
        keymap = _keymap(self._codes).encode() + b"\0"
        descriptor = os.memfd_create("sarai-keymap")
        try:
            os.write(descriptor, keymap)
            head = _message(self._keyboard, 0, struct.pack("=II", 1, len(keymap)))
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
            self._socket.sendmsg([head], rights)
        finally:
            os.close(descriptor)
        self._send(self._keyboard, 2, bytes(16))  # no modifier is on

    # ------------------------------------------------------------------------------------------------------ the wire

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _send(self, target: int, opcode: int, body: bytes) -> None:
        self._socket.sendall(_message(target, opcode, body))

    def _sync(self) -> None:
        """Waits until all of it has been taken."""
        self._until_done()

    def _until_done(self) -> list[tuple[int, int, bytes]]:
        """Returns what the compositor has sent until it has come to this point."""
        callback = self._new_id()
        self._send(_DISPLAY, 0, struct.pack("=I", callback))
        events: list[tuple[int, int, bytes]] = []
        while True:
            while len(self._unread) >= 8:
                sender, told = struct.unpack_from("=II", self._unread)
                size = told >> 16
                if len(self._unread) < size:
                    break
                body, self._unread = self._unread[8:size], self._unread[size:]
                if sender == callback:
                    return events
                if sender == _DISPLAY and told & 0xFFFF == 0:
                    raise KeyboardError("the compositor gives us no keyboard")
                events.append((sender, told & 0xFFFF, body))
            came = self._socket.recv(1 << 16)
            if not came:
                raise KeyboardError("the compositor has ended")
            self._unread += came


def _connect(environ: Mapping[str, str]) -> socket.socket:
    name = environ.get("WAYLAND_DISPLAY", "")
    path = Path(environ.get("XDG_RUNTIME_DIR") or runtime_dir(environ).parent) / name  # an absolute name stays
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_TIMEOUT)
    try:
        connection.connect(str(path))
    except OSError as err:
        connection.close()
        raise KeyboardError(f"the compositor cannot be reached: {err.strerror or err}") from err
    return connection


def _message(target: int, opcode: int, body: bytes) -> bytes:
    return struct.pack("=II", target, (8 + len(body)) << 16 | opcode) + body


def _keymap(codes: Mapping[str, int]) -> str:
    """Returns an XKB keymap in which every character has a key of its own."""
    keys = [
        *((code, f"U{ord(letter):04X}") for letter, code in codes.items()),
        (_BACKSPACE, "BackSpace"),
        (_RETURN, "Return"),
    ]
    named = "".join(f"<K{code}> = {code};\n" for code, _ in keys)
    written = "".join(f"key <K{code}> {{ [ {symbol} ] }};\n" for code, symbol in keys)
    return (
        "xkb_keymap {\n"
        f'xkb_keycodes "sarai" {{ minimum = 8; maximum = 255;\n{named}}};\n'
        'xkb_types "sarai" { include "complete" };\n'
        'xkb_compatibility "sarai" { include "complete" };\n'
        f'xkb_symbols "sarai" {{\n{written}}};\n'
        "};\n"
    )
