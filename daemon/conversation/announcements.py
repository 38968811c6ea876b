"""Announcements: what is said unasked when nobody speaks. Timers, `sarai say`, an apology for a turn that failed."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from daemon.conversation.context import Context
from daemon.conversation.turn import IDLE, Cue, Phase

MOST = 8
"""Announcements that may wait; one more drops the oldest. A timer that rings is never dropped."""


class _Announcement(NamedTuple):
    text: str
    language: str
    rings: bool
    """A timer or an alarm: relied on, whatever else is silenced."""
    again: bool = False
    """It has failed once."""


class Announcements:
    """The queue of announcements, and the one under way."""

    def __init__(self, context: Context) -> None:
        self._state = context.state
        self._delivery = context.delivery
        self._microphone = context.microphone
        self._waiting: deque[_Announcement] = deque()
        self._begun: _Announcement | None = None  # under way, and not heard yet
        self._in_vain = False  # there is no sound worker to be heard through

    def add(self, text: str, language: str, rings: bool = False) -> None:
        self._waiting.append(_Announcement(text, language, rings))
        others = [each for each in self._waiting if not each.rings]
        if len(others) > MOST:
            self._waiting.remove(others[0])

    def failed(self, language: str | None, answer: str = "") -> None:
        """A turn failed: apologise in its language, or say `answer` again, which a skill has given to it.

        None: the language is not known, or the turn was an announcement. An announcement is tried once more, because a
        voice that has crashed is started again.
        """
        if language is not None:
            self.add(answer or APOLOGY.get(language, APOLOGY["en"]), language)
        elif self._begun is not None and not self._begun.again:
            self._waiting.appendleft(self._begun._replace(again=True))

    def begin(self) -> None:
        """Say the next one, if nothing is going on and no push to talk is under way."""
        free = self._state.phase in IDLE and self._microphone.push is None
        if self._waiting and free and not self._in_vain:
            self._begun = self._waiting.popleft()
            self._state.turn = turn = self._state.new_turn(0)
            self._state.go(Cue.ANNOUNCE)
            self._delivery.deliver(turn, self._begun.text, self._begun.language)

    def postpone(self) -> None:
        """Put the one under way back into the queue, unless it has been heard."""
        if self._state.phase is Phase.THINKING and self._begun is not None:
            self._waiting.appendleft(self._begun)
        self._begun = None

    def hold(self) -> None:
        """Nothing can be heard for now: all announcements wait."""
        self.postpone()
        self._in_vain = True

    def go_on(self) -> None:
        """Announcements can be heard again."""
        self._in_vain = False
        self.begin()

    def heard(self) -> None:
        """The one under way has become audible, or is over."""
        self._begun = None

    def clear(self) -> None:
        """The user asked for silence: drop all but timers and alarms that have not been heard yet."""
        if self._begun is not None and self._begun.rings:
            self.postpone()
        self._waiting = deque(each for each in self._waiting if each.rings)


APOLOGY = {"en": "Sorry, I could not answer that.", "es": "Perdona, no he podido responder a eso."}
"""Said when a turn failed. The reason is shown, and in the log."""
