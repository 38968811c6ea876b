"""Whether a call of PortAudio hangs: some never return when a device or its server goes."""

from __future__ import annotations

import time

HANGING = 5.0
"""Seconds in one call after which it won't return. Opening a Bluetooth headset takes 2-3 s."""


class Calling:
    """`with` it for every call of PortAudio, by the keeper alone; the station looks whether one hangs. Within another call
    it changes nothing."""

    def __init__(self) -> None:
        self._depth = 0
        self._since: float | None = None

    def __enter__(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._since = None

    @property
    def hangs(self) -> bool:
        since = self._since
        return since is not None and time.monotonic() - since > HANGING
