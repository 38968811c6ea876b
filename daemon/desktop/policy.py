"""When the assistant attends to somebody, closes its microphone by itself, and may sleep. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

_TO_SOMEBODY = ("thinking", "speaking", "overlap", "held")
_TO_ANYBODY = ("hearing", "paused")
"""In mode `wake` most of what is heard is meant for others."""


class Attending:
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


class Reason(Enum):
    LOCKED = "locked"
    """The screen is locked."""
    CALL = "call"
    """Another program listens to a microphone."""
    SUSPEND = "suspend"
    """The machine is about to sleep."""


class AutoMute:
    """Reasons come and go; the microphone is closed with the first and opened after the last, if it was we who closed it.

    The user has the last word: a microphone opened while a reason holds stays open, one closed then stays closed.
    Every method returns what to do with the microphone: True open, False close, None nothing.
    """

    def __init__(self) -> None:
        self._reasons: list[Reason] = []
        self._ours = False

    @property
    def why(self) -> Reason | None:
        """The first reason for which we closed it; None when we didn't."""
        return self._reasons[0] if self._ours and self._reasons else None

    def begins(self, reason: Reason, listening: bool) -> bool | None:
        if reason in self._reasons:
            return None  # told again: who opened it meanwhile wants it open
        self._reasons.append(reason)
        if listening:
            self._ours = True
            return False
        return None

    def ends(self, reason: Reason) -> bool | None:
        if reason in self._reasons:
            self._reasons.remove(reason)
        if self._ours and not self._reasons:
            self._ours = False
            return True
        return None

    def opened(self, by_user: bool) -> bool | None:
        """Somebody else opened the microphone: the user, or the daemon at its start."""
        if by_user or not self._reasons:
            self._ours = False
            return None
        self._ours = True
        return False

    def refused(self) -> None:
        """The user wants it closed, whatever we shall find."""
        self._ours = False


SPEECH = ("hearing", "thinking", "speaking")
"""States of the conversation that show somebody is there."""


class IdleSleep:
    """Says when nobody has spoken for so long that the microphone should close. Seconds of any clock that only goes on."""

    def __init__(self, minutes: float) -> None:
        """0 minutes never sleeps."""
        self._after = minutes * 60
        self._since: float | None = None

    def state(self, state: str, now: float) -> None:
        """The conversation went into a state."""
        if state == "off":
            self._since = None
        elif self._since is None or state in SPEECH:
            self._since = now
        elif state == "listening":
            self._since = now  # the turn that just ended counts as speech to its last word

    @property
    def due(self) -> float | None:
        """When to close it; None while it is closed, or never."""
        return self._since + self._after if self._since is not None and self._after else None
