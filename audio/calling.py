"""Detects calls of PortAudio that hang: some never return when a device or its server disappears."""

from __future__ import annotations

import time

HANGING = 5.0
"""Seconds after which a call is taken to hang. Opening a Bluetooth headset takes 2-3 s."""


class Calling:
    """Context manager for every call of PortAudio. Only the keeper enters it; the station checks whether a call
    hangs. A nested use has no effect."""

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
