"""What the tray knows of the daemon, built from its events. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from daemon.control.problems import Problems


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
"""Faces that may give way to `loading` and `error`: in a conversation, the conversation is shown."""


@dataclass(slots=True)
class TrayModel:
    """One per tray. `running` is the connection's to tell, everything else comes with events."""

    running: bool = False
    starting: bool = False
    """Somebody has asked for the daemon to start."""
    phase: Face = Face.OFF
    tier: str = "auto"
    """The tier that was chosen."""
    tier_active: str = ""
    """The tier that answers."""
    language: str = "auto"
    """What it speaks: auto, en, es."""
    voices: tuple[tuple[str, str, str, bool], ...] = ()
    """Those there are to choose from: language, name, title, chosen."""
    heard: str = ""
    reply: str = ""
    problems: Problems = field(default_factory=Problems)
    _turn: int | None = None
    """The number of the turn that `heard` and `reply` belong to."""
    _models: dict[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> str:
        """What the user should know, in one line; empty when all is well."""
        return next(iter(self.problems.all), "")

    @property
    def face(self) -> Face:
        if not self.running:
            return Face.LOADING if self.starting else Face.STOPPED
        if self.phase in RESTING:
            # With the microphone off nobody waits for a model; but the sound itself loads before it can be on.
            if self.loading and (self.phase is Face.LISTENING or "sound" in self.loading):
                return Face.LOADING
            if self.problem:
                return Face.ERROR
        return self.phase

    @property
    def listening(self) -> bool:
        return self.running and self.phase is not Face.OFF

    @property
    def loading(self) -> list[str]:
        """Names of the models that are being loaded."""
        return [name for name, state in self._models.items() if state == "loading"]

    def gone(self) -> None:
        """The connection has ended: nothing that was known holds any more, but for the last exchange."""
        self.running = False
        self.phase = Face.OFF
        self._models.clear()
        self.problems = Problems()

    def update(self, event: Mapping[str, Any]) -> None:
        """Take one event; an unknown kind changes nothing."""
        self.problems.update(event)
        match event.get("kind"):
            case "snapshot":
                self._snapshot(event)
            case "state":
                self._enter(str(event["state"]))
            case "model":
                self._models[str(event["name"])] = str(event["state"])
            case "tier":
                self.tier = str(event.get("chosen") or event["name"])
                self.tier_active = str(event["name"])
            case "language":
                self.language = str(event["name"])
            case "voices":
                self.voices = _voices(event["voices"])
            case "heard":
                self.heard, self.reply, self._turn = str(event["text"]), "", event.get("turn")
            case "reply_done" | "reply_mended" if event.get("turn") == self._turn:  # an announcement answers nothing
                self.reply = str(event["text"])
            case "forgotten":
                self.heard = self.reply = ""

    def _snapshot(self, event: Mapping[str, Any]) -> None:
        self.running, self.starting = True, False
        self._enter(str(event.get("state", "off")))
        self.tier = str(event.get("tier") or self.tier)
        self.tier_active = str(event.get("tier_active") or "")
        self.language = str(event.get("language") or "auto")
        self.voices = _voices(event.get("voices") or [])
        self._models.clear()
        self._models.update((str(each["name"]), str(each["state"])) for each in event.get("models") or [])
        last = event.get("last") or {}
        self._turn = last.get("turn")
        self.heard, self.reply = str(last.get("heard") or ""), str(last.get("reply") or "")

    def _enter(self, state: str) -> None:
        self.phase = _PHASES.get(state, self.phase)


def _voices(told: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str, str, bool], ...]:
    return tuple((str(each["language"]), str(each["name"]), str(each["title"]), bool(each["chosen"])) for each in told)
