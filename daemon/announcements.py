"""What is said of our own accord when nobody speaks: timers, `sarai say`, an apology for a turn that failed."""

from __future__ import annotations

from collections import deque

from daemon.parts import Parts
from daemon.prompts import APOLOGY
from daemon.turn import IDLE, Cue, Phase


class Announcements:
    def __init__(self, parts: Parts) -> None:
        self._floor = parts.floor
        self._answer = parts.answer
        self._microphone = parts.microphone
        self._waiting: deque[tuple[str, str]] = deque(maxlen=8)  # a full queue drops the oldest
        self._begun: tuple[str, str] | None = None  # of which nothing has been heard yet

    def add(self, text: str, language: str) -> None:
        self._waiting.append((text, language))

    def apologise(self, language: str) -> None:
        self.add(APOLOGY.get(language, APOLOGY["en"]), language)

    def begin(self) -> None:
        """Say the next one, if nothing is going on and nobody holds the key of push to talk."""
        if self._waiting and self._floor.phase in IDLE and self._microphone.push is None:
            self._begun = text, language = self._waiting.popleft()
            self._floor.turn = turn = self._floor.new_turn(0)
            self._floor.go(Cue.ANNOUNCE)
            self._answer.say(turn, text, language)

    def postpone(self) -> None:
        """What was about to be said, and of which nothing has been heard, is said later."""
        if self._floor.phase is Phase.THINKING and self._begun is not None:
            self._waiting.appendleft(self._begun)
        self._begun = None

    def heard(self) -> None:
        """The one that was begun can be heard, or is over."""
        self._begun = None

    def clear(self) -> None:
        self._waiting.clear()
