"""What the selections of X11 held before they were borrowed, in memory that outlives the process that borrows them."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from typing import NamedTuple


class Form(NamedTuple):
    """The content of a selection in one form."""

    type: str
    format: int
    """Bits of an item: 8, 16 or 32."""
    content: bytes


Contents = Mapping[str, Form]
"""Target -> form."""
_HEAD = struct.Struct("=QQ")
"""Offset and length of what is kept."""


class Keepsake:
    """A file without a name, which the daemon makes and gives to the process that speaks to X.

    Whoever is killed while writing leaves the old content or the new: the new one is written beside the old, and then the
    head that tells which counts.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, kept: Mapping[str, Contents]) -> None:
        """Replaces what is kept, by selection; nothing leaves nothing."""
        if not kept:
            os.pwrite(self._descriptor, _HEAD.pack(0, 0), 0)
            return
        forms = [(name, target, form) for name, contents in kept.items() for target, form in contents.items()]
        told = {
            "names": [*kept],
            "forms": [[name, target, form.type, form.format, len(form.content)] for name, target, form in forms],
        }
        content = b"\n".join((json.dumps(told).encode(), b"".join(form.content for _, _, form in forms)))
        old, length = self._head()
        at = _HEAD.size if old >= _HEAD.size + len(content) else max(_HEAD.size, old + length)
        os.pwrite(self._descriptor, content, at)
        os.pwrite(self._descriptor, _HEAD.pack(at, len(content)), 0)

    def read(self) -> dict[str, dict[str, Form]]:
        """Returns what is kept, by selection."""
        at, length = self._head()
        if not length:
            return {}
        told, _, content = os.pread(self._descriptor, length, at).partition(b"\n")
        head = json.loads(told)
        kept: dict[str, dict[str, Form]] = {name: {} for name in head["names"]}
        start = 0
        for name, target, kind, bits, size in head["forms"]:
            kept[name][target] = Form(kind, bits, content[start : start + size])
            start += size
        return kept

    @property
    def empty(self) -> bool:
        return self._head()[1] == 0

    def _head(self) -> tuple[int, int]:
        head = os.pread(self._descriptor, _HEAD.size, 0)
        offset, length = _HEAD.unpack(head) if len(head) == _HEAD.size else (0, 0)
        return offset, length
