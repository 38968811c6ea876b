"""Announcements: what is said unasked when nobody speaks. Timers, `sarai say`, an apology for a turn that failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from daemon.conversation.context import Context
from daemon.conversation.turn import AUDIBLE, IDLE, Cue, Phase, Turn
from daemon.skills.actions.recital import Recital

MOST = 8
"""Announcements that may wait; one more drops the oldest. A timer that rings is never dropped."""


class _Announcement(NamedTuple):
    text: str | Recital
    language: str
    rings: bool
    """A timer or an alarm: relied on, whatever else is silenced."""
    told: Callable[[], None] | None = None
    """Called when it becomes audible."""
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
        self._audible: tuple[_Announcement, Turn] | None = None  # begun to be heard, and its turn
        self._ringing: Turn | None = None  # of the last one that was a timer or an alarm
        self._in_vain = False  # there is no sound worker to be heard through

    def add(
        self, text: str | Recital, language: str, rings: bool = False, told: Callable[[], None] | None = None
    ) -> None:
        """Queue one. A timer that rings is queued once, however often it comes meanwhile."""
        if rings and any(each.rings and each.text == text for each in (*self._waiting, self._begun) if each):
            return
        self._waiting.append(_Announcement(text, language, rings, told))
        others = [each for each in self._waiting if not each.rings]
        if len(others) > MOST:
            self._waiting.remove(others[0])

    def failed(self, language: str | None, answer: str = "", *, begun: bool = False) -> None:
        """A turn failed: apologise in its language, or say `answer` again, which a skill has given to it. `begun`: after
        a part of its answer.

        None: the language is not known, or the turn was an announcement. An announcement is tried once more, because a
        voice that has crashed is started again.
        """
        if language is not None:
            texts = BROKEN_OFF if begun else APOLOGY
            self.add(answer or texts.get(language, texts["en"]), language)
        elif self._begun is not None and not self._begun.again:
            self._waiting.appendleft(self._begun._replace(again=True))

    def lost(self, language: str, again: str) -> None:
        """A turn was lost with the sound worker: ask for it once more, or say its answer `again`, once there is sound."""
        self.add(again or LOST.get(language, LOST["en"]), language)

    def begin(self) -> None:
        """Say the next one, if nothing is going on, and no push to talk or dictation is under way."""
        free = self._state.phase in IDLE and not self._microphone.given
        if self._waiting and free and not self._in_vain:
            self._begun = self._waiting.popleft()
            self._state.turn = turn = self._state.new_turn(0)
            self._ringing = turn if self._begun.rings else None
            self._state.go(Cue.ANNOUNCE)
            self._delivery.deliver(turn, self._begun.text, self._begun.language)

    def postpone(self) -> None:
        """Put the one under way back into the queue, unless it has been heard."""
        if self._state.phase is Phase.THINKING and self._begun is not None:
            self._waiting.appendleft(self._begun)
        self._begun = None

    def hold(self) -> None:
        """Nothing can be heard for now: all announcements wait. One that is cut short is made anew."""
        self.postpone()
        if self._audible is not None and self._state.turn is self._audible[1] and self._state.phase in AUDIBLE:
            cut = self._audible[0]._replace(told=None)
            if isinstance(cut.text, Recital):  # of a text that is read aloud, the user chooses how much
                cut = cut._replace(text=LOST.get(cut.language, LOST["en"]))
            self._waiting.appendleft(cut)
        self._audible = None
        self._in_vain = True

    def go_on(self) -> None:
        """Announcements can be heard again."""
        self._in_vain = False
        self.begin()

    def heard(self) -> None:
        """The one under way has become audible."""
        if self._begun is not None and self._state.turn is not None:
            self._audible = self._begun, self._state.turn
            if self._begun.told is not None:
                self._begun.told()
        self._begun = None

    def over(self) -> None:
        """Nothing is under way any more."""
        self._begun = self._audible = None

    def hush(self) -> bool:
        """What rings was ended: it waits no more. Returns whether it is being said."""
        self._waiting = deque(each for each in self._waiting if not each.rings)
        ours = self._ringing is not None and self._ringing is self._state.turn
        if ours:
            self._begun = None
        return ours

    def clear(self) -> None:
        """The user asked for silence: drop all but timers and alarms that have not been heard yet."""
        if self._begun is not None and self._begun.rings:
            self.postpone()
        self._waiting = deque(each for each in self._waiting if each.rings)


APOLOGY = {"en": "Sorry, I could not answer that.", "es": "Perdona, no he podido responder a eso."}
"""Said when a turn failed. The reason is shown, and in the log."""
BROKEN_OFF = {"en": "Sorry, I could not finish that.", "es": "Perdona, no he podido terminar."}
"""Said after the part of an answer that could be given."""
LOST = {
    "en": "Sorry, my sound failed for a moment. Please ask me again.",
    "es": "Perdona, el sonido ha fallado un momento. Pregúntamelo otra vez, por favor.",
}
"""Said when there is sound again after it failed in the middle of a turn."""
