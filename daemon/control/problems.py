"""What is wrong right now, from the daemon's events: what stands until it ends, and what passes with the next question.
Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

PASSING = 3
"""Problems of the last turn that are remembered."""


class Problems:
    """One for each who wants to know. Begins with a snapshot, or with the daemon's first event."""

    def __init__(self) -> None:
        self.device = ""
        self.models: dict[str, str] = {}
        """Models of the tier in use that could not be loaded -> why."""
        self.notice = ""
        """Why the tier that answers does not suit what was chosen."""
        self._passing: deque[str] = deque(maxlen=PASSING)  # a full one drops the oldest

    @property
    def standing(self) -> list[str]:
        """One line each, what matters most first."""
        return list(dict.fromkeys(filter(None, (self.device, *self.models.values(), self.notice))))

    @property
    def all(self) -> list[str]:
        """What stands, then what passes, the latest first."""
        return [*self.standing, *reversed(self._passing)]

    def update(self, event: Mapping[str, Any]) -> None:
        """Take one event; an unknown kind changes nothing."""
        match event.get("kind"):
            case "snapshot":
                self.device, self.notice = str(event.get("problem") or ""), str(event.get("notice") or "")
                self.models.clear()
                self._passing.clear()
                for model in event.get("models") or []:
                    self._model(model)
            case "device":
                self.device = str(event.get("problem") or "")
            case "model":
                self._model(event)
            case "tier":
                self.notice = str(event.get("notice") or "")
                self.models.clear()  # it answers in another way now; what fails again is told again
            case "problem":
                self._pass(str(event["text"]))
            case "heard":
                self._passing.clear()

    def _model(self, told: Mapping[str, Any]) -> None:
        name, problem = str(told["name"]), str(told.get("problem") or "")
        if told["state"] == "failed" and problem:
            self.models[name] = problem
        else:
            self.models.pop(name, None)

    def _pass(self, text: str) -> None:
        if text not in self.all:  # what stands goes when it ends
            self._passing.append(text)
