"""What is said of our own accord when nobody speaks: timers, `sarai say`, an apology for a turn that failed."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from daemon.conversation.context import Context
from daemon.conversation.turn import IDLE, Cue, Phase

MOST = 8
"""Announcements that wait; one more, and the oldest is dropped. A timer that rings is never dropped."""


class _Announcement(NamedTuple):
    text: str
    language: str
    rings: bool
    """It is a timer or an alarm: relied on, whatever else is silenced."""
    again: bool = False
    """It has failed once."""


class Announcements:
    def __init__(self, parts: Context) -> None:
        self._floor = parts.floor
        self._answer = parts.answer
        self._microphone = parts.microphone
        self._waiting: deque[_Announcement] = deque()
        self._begun: _Announcement | None = None  # of which nothing has been heard yet
        self._in_vain = False  # no sound worker is there to be heard through

    def add(self, text: str, language: str, rings: bool = False) -> None:
        self._waiting.append(_Announcement(text, language, rings))
        others = [each for each in self._waiting if not each.rings]
        if len(others) > MOST:
            self._waiting.remove(others[0])

    def failed(self, language: str | None) -> None:
        """A turn could not be answered: apologise in its language. None: that is not known, or it was an announcement,
        which is tried once more: a voice that has crashed is started again."""
        if language is not None:
            self.add(APOLOGY.get(language, APOLOGY["en"]), language)
        elif self._begun is not None and not self._begun.again:
            self._waiting.appendleft(self._begun._replace(again=True))

    def begin(self) -> None:
        """Say the next one, if nothing is going on and nobody holds the key of push to talk."""
        free = self._floor.phase in IDLE and self._microphone.push is None
        if self._waiting and free and not self._in_vain:
            self._begun = self._waiting.popleft()
            self._floor.turn = turn = self._floor.new_turn(0)
            self._floor.go(Cue.ANNOUNCE)
            self._answer.say(turn, self._begun.text, self._begun.language)

    def postpone(self) -> None:
        """What was about to be said, and of which nothing has been heard, is said later."""
        if self._floor.phase is Phase.THINKING and self._begun is not None:
            self._waiting.appendleft(self._begun)
        self._begun = None

    def hold(self) -> None:
        """Nothing can be heard for now: what is to be said waits."""
        self.postpone()
        self._in_vain = True

    def go_on(self) -> None:
        """From now on it can."""
        self._in_vain = False
        self.begin()

    def heard(self) -> None:
        """The one that was begun can be heard, or is over."""
        self._begun = None

    def clear(self) -> None:
        """Silence was asked for: what rings and has not been heard yet is said nevertheless, nothing else is."""
        if self._begun is not None and self._begun.rings:
            self.postpone()
        self._waiting = deque(each for each in self._waiting if each.rings)


APOLOGY = {"en": "Sorry, I could not answer that.", "es": "Perdona, no he podido responder a eso."}
"""What is said when a turn failed; the reason is shown, and in the log."""
