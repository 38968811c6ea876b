"""Tells what the tray shows of the daemon, from its events. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from daemon.control.events import Event, Snapshot, VoiceOption
from daemon.control.state import DaemonState


class Face(Enum):
    """What the icon shows."""

    STOPPED = "stopped"
    """The daemon is not running."""
    OFF = "off"
    """The microphone is closed."""
    LISTENING = "listening"
    HEARING = "hearing"
    THINKING = "thinking"
    SPEAKING = "speaking"
    LOADING = "loading"
    """Models are being loaded: a question would have to wait."""
    ERROR = "error"


_PHASES = {
    "off": Face.OFF,
    "listening": Face.LISTENING,
    "hearing": Face.HEARING,
    "paused": Face.HEARING,  # it waits whether the user goes on
    "thinking": Face.THINKING,
    "speaking": Face.SPEAKING,
    "overlap": Face.SPEAKING,
    "held": Face.HEARING,
}
RESTING = (Face.OFF, Face.LISTENING)
"""Faces that give way to LOADING and ERROR. During a conversation the icon shows the conversation."""


@dataclass(slots=True)
class TrayModel:
    """The tray's view of the daemon. Each tray has one."""

    running: bool = False
    """The daemon answers: set by its first snapshot, cleared by `gone`."""
    starting: bool = False
    """The user has asked for the daemon to start."""
    coming: int | None = None
    """Percent that has come of the models that the user has asked for; None while none are being fetched."""
    phase: Face = Face.OFF
    """The state of the conversation. A state that is unknown here changes nothing."""
    daemon: DaemonState = field(default_factory=DaemonState)

    @property
    def tier(self) -> str:
        """The tier that was chosen."""
        return self.daemon.tier or "auto"

    @property
    def tier_active(self) -> str:
        """The tier that answers; empty where none can."""
        return self.daemon.tier_active

    @property
    def language(self) -> str:
        """The language that was chosen: "auto", "en" or "es"."""
        return self.daemon.language or "auto"

    @property
    def voices(self) -> tuple[VoiceOption, ...]:
        return self.daemon.voices

    @property
    def heard(self) -> str:
        """The latest question; empty where there is none."""
        return self.daemon.last.heard if self.daemon.last is not None else ""

    @property
    def reply(self) -> str:
        """The reply to the latest question; empty until it has ended."""
        last = self.daemon.last
        return last.reply if last is not None and last.done else ""

    @property
    def problem(self) -> str:
        """What the user should know, in one line; empty when all is well."""
        return next(iter(self.daemon.problems.all), "")

    @property
    def face(self) -> Face:
        """What the icon shows."""
        if not self.running:
            return Face.LOADING if self.starting else Face.STOPPED
        if self.phase in RESTING:
            # With the microphone off nobody waits for a model; but the sound itself loads before it can be on.
            if self.loading and (self.phase is Face.LISTENING or "sound" in self.loading):
                return Face.LOADING
            if self.problem:
                return Face.ERROR
            if self.phase is Face.LISTENING and not self.daemon.devices.capture:
                return Face.OFF  # none is open yet
        return self.phase

    @property
    def listening(self) -> bool:
        """Whether the microphone is open."""
        return self.running and self.phase is not Face.OFF

    @property
    def loading(self) -> list[str]:
        """Names of the models that are being loaded."""
        return [name for name, state in self.daemon.models.items() if state == "loading"]

    def gone(self) -> None:
        """The connection has ended: only the choices and the last exchange are still known."""
        self.running = False
        self.phase = Face.OFF
        self.daemon.lost()

    def update(self, event: Event) -> None:
        """Takes one event."""
        self.daemon.update(event)
        if isinstance(event, Snapshot):
            self.running, self.starting = True, False
        self.phase = _PHASES.get(self.daemon.state, self.phase)
