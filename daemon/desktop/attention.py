"""Whether the assistant attends to somebody: while it does, other players are quiet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TO_SOMEBODY = ("thinking", "speaking", "overlap", "held")
_TO_ANYBODY = ("hearing", "paused")
"""In mode `wake` most of what is heard is meant for others."""


class Attention:
    def __init__(self, wake: bool) -> None:
        """`wake`: only what begins with the wake phrase is meant for us."""
        self._wake = wake
        self._called = False  # by the wake phrase alone: what is said next is meant for us
        self.on = False

    def update(self, event: Mapping[str, Any]) -> bool:
        """Take an event of the daemon. Returns whether `on` has changed."""
        before = self.on
        if event["kind"] == "wake":
            self._called = True
        elif event["kind"] == "state":
            state = event["state"]
            if state in _TO_ANYBODY:
                self.on = self.on or self._called or not self._wake
            else:
                self._called = self._called and state == "listening" and not self.on
                self.on = state in _TO_SOMEBODY
        return self.on != before
