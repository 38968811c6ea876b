"""Decides when the assistant attends to somebody, when it closes its microphone by itself, and when it sleeps. Pure."""

from __future__ import annotations

from enum import Enum

from daemon.control.events import Event, RingingChanged, StateChanged, Woken

_TO_SOMEBODY = ("thinking", "speaking", "overlap", "held")
_TO_ANYBODY = ("hearing", "paused")
"""In mode `wake` most of what is heard is meant for others."""


class Attending:
    """Whether the assistant attends to somebody, or a timer rings: other players are quiet meanwhile."""

    def __init__(self, wake: bool) -> None:
        """`wake`: only speech that begins with the wake phrase is meant for us."""
        self._wake = wake
        self._called = False  # by the wake phrase alone: what is said next is meant for us
        self._talking = False
        self._ringing = False
        self.on = False

    def update(self, event: Event) -> bool:
        """Takes one event. Returns True when `on` has changed."""
        before = self.on
        match event:
            case Woken():
                self._called = True
            case RingingChanged():
                self._ringing = bool(event.timers)
            case StateChanged(state=state) if state in _TO_ANYBODY:
                self._talking = self._talking or self._called or not self._wake
            case StateChanged(state=state):
                self._called = self._called and state == "listening" and not self._talking
                self._talking = state in _TO_SOMEBODY
        self.on = self._talking or self._ringing
        return self.on != before


class Reason(Enum):
    LOCKED = "locked"
    """The screen is locked."""
    CALL = "call"
    """Another program listens to a microphone."""
    SUSPEND = "suspend"
    """The machine is about to sleep."""


class AutoMute:
    """Closes the microphone with the first reason, and opens it after the last one if it had closed it.

    The user has the last word: a microphone that the user opens or closes while a reason holds stays so.
    The methods return what to do with the microphone: True opens it, False closes it, None leaves it.
    """

    def __init__(self) -> None:
        self._reasons: list[Reason] = []
        self._ours = False

    @property
    def why(self) -> Reason | None:
        """The first reason that holds, if it closed the microphone; else None."""
        return self._reasons[0] if self._ours and self._reasons else None

    def begins(self, reason: Reason, listening: bool) -> bool | None:
        """A reason begins to hold. `listening`: the microphone is open."""
        if reason in self._reasons:
            return None  # told again: who opened it meanwhile wants it open
        self._reasons.append(reason)
        if listening:
            self._ours = True
            return False
        return None

    def ends(self, reason: Reason) -> bool | None:
        """A reason has ceased to hold."""
        if reason in self._reasons:
            self._reasons.remove(reason)
        if self._ours and not self._reasons:
            self._ours = False
            return True
        return None

    def opened(self, by_user: bool) -> bool | None:
        """The user opened the microphone, or (`by_user` False) the daemon at its start."""
        if by_user or not self._reasons:
            self._ours = False
            return None
        self._ours = True
        return False

    def refused(self) -> None:
        """The user wants the microphone closed, whatever reasons come and go."""
        self._ours = False


SPEECH = ("hearing", "thinking", "speaking")
"""States of the conversation that show that somebody is there."""


class IdleSleep:
    """Tells when nobody has spoken for so long that the microphone should close. Times are seconds of a monotonic clock."""

    def __init__(self, minutes: float) -> None:
        """`minutes`: how long nobody has spoken; 0 never sleeps."""
        self._after = minutes * 60
        self._since: float | None = None

    def state(self, state: str, now: float) -> None:
        """The conversation entered a state."""
        if state == "off":
            self._since = None
        elif self._since is None or state in SPEECH:
            self._since = now
        elif state == "listening":
            self._since = now  # the turn that just ended counts as speech to its last word

    @property
    def due(self) -> float | None:
        """When to close the microphone; None while it is closed, and when it never sleeps."""
        return self._since + self._after if self._since is not None and self._after else None
