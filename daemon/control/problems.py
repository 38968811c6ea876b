"""Tells what is wrong right now, from the daemon's events. Some problems stand until they end; others pass with the next
question. Pure."""

from __future__ import annotations

from collections import deque

from daemon.control.events import Devices, Event, ModelState, ProblemOccurred, QuestionHeard, Snapshot, TierChanged

PASSING = 3
"""How many problems of the last turn are remembered."""


class Problems:
    """What is wrong, for one follower of the events. Begins with a snapshot, or with the daemon's first event."""

    def __init__(self) -> None:
        self.device = ""
        self.models: dict[str, str] = {}
        """Models of the tier in use that could not be loaded -> why."""
        self.notice = ""
        """Why the tier that answers does not suit what was chosen."""
        self._passing: deque[str] = deque(maxlen=PASSING)  # a full one drops the oldest

    @property
    def standing(self) -> list[str]:
        """The problems that stand: one line each, the most important first."""
        return list(dict.fromkeys(filter(None, (self.device, *self.models.values(), self.notice))))

    @property
    def all(self) -> list[str]:
        """The problems that stand, then those that pass, the latest first."""
        return [*self.standing, *reversed(self._passing)]

    def update(self, event: Event) -> None:
        """Takes one event. Most kinds change nothing."""
        match event:
            case Snapshot():
                self.device, self.notice = event.problem, event.notice
                self.models.clear()
                self._passing.clear()
                for model in event.models:
                    self._model(model)
            case Devices():
                self.device = event.problem
            case ModelState():
                self._model(event)
            case TierChanged():
                self.notice = event.notice
                self.models.clear()  # it answers in another way now; what fails again is told again
            case ProblemOccurred():
                self._pass(event.text)
            case QuestionHeard():
                self._passing.clear()

    def _model(self, model: ModelState) -> None:
        if model.state == "failed" and model.problem:
            self.models[model.name] = model.problem
        else:
            self.models.pop(model.name, None)

    def _pass(self, text: str) -> None:
        if text not in self.all:  # what stands goes when it ends
            self._passing.append(text)
