"""Why the microphone is closed though its user wants it open, and when it has been silent for too long. Pure."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    LOCKED = "locked"
    """The screen is locked."""
    CALL = "call"
    """Another program listens to a microphone."""
    SUSPEND = "suspend"
    """The machine is about to sleep."""


class Quiet:
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


class Drowsiness:
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
