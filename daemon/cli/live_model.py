"""What a live view shows, built from events. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from daemon.control.problems import Problems

TURNS = 4
"""Finished turns that stay in view."""


@dataclass(slots=True)
class ShownExchange:
    """One question and its answer."""

    turn: int = 0
    heard: str = ""
    reply: str = ""
    interrupted: bool = False
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class LiveModel:
    state: str = "starting"
    tier: str = ""
    language: str = ""
    microphone: str = ""
    loudspeaker: str = ""
    dbfs: float | None = None
    speech: float = 0.0
    """Probability of speech, 0..1."""
    partial: str = ""
    """What the user is saying."""
    current: ShownExchange = field(default_factory=ShownExchange)
    """The turn that is being answered."""
    done: deque[ShownExchange] = field(default_factory=lambda: deque(maxlen=TURNS))  # the oldest turn leaves the view
    problems: Problems = field(default_factory=Problems)
    missed: int = 0
    """Events lost because the view was too slow."""

    def update(self, event: Mapping[str, Any]) -> None:
        """Take one event; an unknown kind changes nothing."""
        self.problems.update(event)
        match event.get("kind"):
            case "snapshot":
                self._snapshot(event)
            case "lagged":
                self.missed += int(event.get("missed", 0))
            case "state":
                self._state(str(event["state"]))
            case "level":
                self.dbfs, self.speech = float(event["dbfs"]), float(event["speech"])
            case "partial":
                self.partial = str(event["text"])
            case "heard":
                self._exchange(event)
                self.current.heard, self.current.reply = str(event["text"]), ""
                self.language = str(event.get("language", ""))
                self.partial = ""
            case "reply":
                self._exchange(event)
                self.current.reply += str(event["delta"])
            case "reply_done":
                self._exchange(event)
                self.current.reply = str(event["text"])
                self.current.interrupted = bool(event.get("interrupted"))
                self.done.append(self.current)
                self.current = ShownExchange()
            case "reply_mended":
                for exchange in self.done:
                    if exchange.turn == event["turn"]:
                        exchange.reply = str(event["text"])
            case "timings":
                self._timings(event)
            case "device":
                self.microphone, self.loudspeaker = str(event.get("capture", "")), str(event.get("playback", ""))
            case "tier":
                self.tier = str(event["name"])
            case "language":
                self.language = str(event["name"])
            case "forgotten":
                self.done.clear()

    def _snapshot(self, event: Mapping[str, Any]) -> None:
        self._state(str(event.get("state", self.state)))
        self.tier = str(event.get("tier_active") or event.get("tier") or "")
        self.language = str(event.get("language") or self.language)
        self.microphone = str(event.get("microphone") or "")
        self.loudspeaker = str(event.get("loudspeaker") or "")
        if self.state in ("off", "listening"):
            self._settle(event.get("last") or {})

    def _settle(self, last: Mapping[str, Any]) -> None:
        """Nobody is being answered: the end of the turn in view was among the events that were missed."""
        if self.current.heard or self.current.reply:
            if self.current.turn == last.get("turn"):
                self.current.reply = str(last.get("reply") or "")
            self.done.append(self.current)
            self.current = ShownExchange()

    def _state(self, state: str) -> None:
        self.state = state
        if state == "off":
            self.dbfs, self.speech = None, 0.0
        if state in ("off", "listening"):
            self.partial = ""
        if state == "hearing" and self.current.heard and not self.current.reply:
            self.current = ShownExchange()  # the speaker went on: the words are about to change

    def _exchange(self, event: Mapping[str, Any]) -> None:
        """Make `current` the turn the event belongs to."""
        turn = int(event.get("turn", self.current.turn))
        if turn != self.current.turn:
            if self.current.heard or self.current.reply:
                self.done.append(self.current)
            self.current = ShownExchange(turn)

    def _timings(self, event: Mapping[str, Any]) -> None:
        given = event.get("ms", event)
        timings = {name: float(value) for name, value in given.items() if isinstance(value, int | float)}
        timings.pop("turn", None)
        turn = event.get("turn", self.current.turn)
        for exchange in (self.current, *self.done):
            if exchange.turn == turn:
                exchange.timings = timings
                return
