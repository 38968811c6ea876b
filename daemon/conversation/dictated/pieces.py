"""Dictation: what is said is cut into pieces where the speaker pauses, and each is told in order once its words are known.

A piece is a turn that nobody answers. The next one may begin while the recogniser is still at work on the last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from audio import events as sound
from config.constants import ms, samples
from config.texts import _
from daemon.control.events import ProblemOccurred
from daemon.conversation.activation import ENDS_RING
from daemon.conversation.context import Context
from daemon.conversation.rules.end_of_turn import Habits, silence_for
from daemon.conversation.turn import HEARING, Cue, Phase, Turn
from daemon.conversation.user_turn import TAIL
from daemon.skills.match import match
from models.engine import Transcript


class DictatedPieces:
    """Handles the phases HEARING and PAUSED while the user dictates."""

    def __init__(self, context: Context, habits: Callable[[], Habits], rest: Callable[[], None]) -> None:
        """`habits` returns this user's pauses. `rest` is called when nothing is going on any more."""
        self._settings = context.settings.turn
        self._ports = context.ports
        self._state = context.state
        self._partials = context.partials
        self._addressing = context.addressing
        self._microphone = context.microphone
        self._habits = habits
        self._rest = rest
        self._waiting: deque[Turn] = deque()  # pieces that are over; the first waits for its words
        self._asked: tuple[int, int] | None = None  # the turn and revision whose words were asked for last
        self._ending = False  # the piece under way is the last
        self._closed = False  # the dictation has ended, but for the words that are waited for

    def open(self) -> None:
        """A dictation begins; one whose last words are still being recognised goes on."""
        self._ending = self._closed = False

    def claim(self, turn: Turn) -> None:
        """Somebody speaks as the dictation begins: that is its first piece."""
        turn.addressed = turn.dictated = True

    def end(self, *, at_once: bool = False) -> None:
        """Nothing more is dictated; what has been said is told. `at_once`: nor what is being said behind this moment."""
        turn = self._state.turn
        if turn is None or not turn.dictated or self._state.phase not in HEARING:
            self._close()
        elif self._state.phase is Phase.PAUSED or at_once:
            self._ending = True
            self._ends(turn)
        else:
            self._ending = True
            turn.last = turn.heard_until + TAIL

    def drop(self) -> None:
        """Nothing more is dictated, and what has not been told yet is lost."""
        for turn in self._waiting:
            self._ports.speech.close_utterance(turn)
        self._waiting.clear()
        if self._state.turn is not None and self._state.turn.dictated:
            self._state.end(Cue.NOTHING)
        self._close()

    def closed(self) -> None:
        """The microphone was closed, or the sound lost, and the piece under way with it; what was over before is told."""
        if self._ending or not self._microphone.dictates:
            self._close()

    # --------------------------------------------------------------------------------------------------- sound events

    def begin(self, event: sound.SpeechStarted) -> None:
        """Speech began: a new piece."""
        self._state.turn = turn = self._state.new_turn(event.at)
        self.claim(turn)
        self._state.go(Cue.SPEECH)
        self._partials.open(turn)

    def goes_on(self, turn: Turn) -> None:
        """More of the piece has been heard."""
        if self._state.phase is not Phase.HEARING:
            return
        turn.full = turn.length >= samples(self._settings.max_seconds * 1000)
        if turn.full or (turn.last and turn.heard_until >= turn.last):
            self._ends(turn)
        else:  # after the release a guess for the display would only be in the way of the last words
            self._partials.ask_now_and_then(turn, ending=turn.last > 0)

    def pauses(self, turn: Turn) -> None:
        """The speaker is silent: find out what was said, and how long to wait."""
        self._state.go(Cue.PAUSE)
        self._ask(turn)
        if turn.last:
            self._over(turn)

    def is_silent(self, turn: Turn, event: sound.Silence) -> None:
        """The pause lasts: end the piece when it is long enough."""
        if ms(event.at - event.end) >= silence_for(turn.transcript, self._settings, self._habits()):
            self._over(turn)

    def resumes(self, turn: Turn, at: int) -> None:
        """The speaker goes on after a pause."""
        turn.go_on(at)
        self._state.go(Cue.SPEECH)

    def dropped(self, turn: Turn) -> None:
        """The sound was not speech."""
        if turn.ended:
            turn.stay()
            self._over(turn)
            return
        self._state.end(Cue.NOTHING)
        if self._ending:
            self._close()
        else:
            self._rest()

    # -------------------------------------------------------------------------------------------------- speech reports

    def learns(self, turn: Turn, transcript: Transcript, final: bool) -> None:
        """The recogniser has told the words of the piece under way."""
        if final and self._state.phase is Phase.PAUSED:
            turn.transcript = transcript

    def understood(self, number: int, revision: int, transcript: Transcript, final: bool) -> bool:
        """Takes the words of a piece that is over. Returns whether it waited for them."""
        turn = next((each for each in self._waiting if each.number == number), None)
        if turn is None:
            return False
        if final and turn.revision == revision:
            turn.transcript = transcript
            self._tell()
        return True

    def misheard(self, number: int, message: str) -> bool:
        """The recogniser failed. Returns whether a piece that is over waited for it; the next ones are told all the same."""
        self._asked = None
        turn = next((each for each in self._waiting if each.number == number), None)
        if turn is None:
            return False
        self._waiting.remove(turn)
        self._ports.speech.close_utterance(turn)
        self._ports.publish(ProblemOccurred(_("part of what you dictated is lost: {why}", why=message)))
        self._tell()
        return True

    # ------------------------------------------------------------------------------------------------------ in between

    def _ask(self, turn: Turn) -> None:
        self._asked = (turn.number, turn.revision)
        self._ports.speech.recognise(turn, final=True)

    def _ends(self, turn: Turn) -> None:
        """End the piece here, whether or not the speaker pauses."""
        if not turn.silent:
            turn.end, turn.end_time = self._partials.asked_until, 0.0
        self._over(turn)

    def _over(self, turn: Turn) -> None:
        """The piece has ended; the next may begin."""
        self._waiting.append(turn)
        if turn.transcript is None and self._asked != (turn.number, turn.revision):
            self._ask(turn)
        self._state.turn = None
        self._ports.sound(sound.Forget())
        self._state.go(Cue.NOTHING)
        if self._ending:
            self._close()
        else:
            self._rest()
        self._tell()

    def _tell(self) -> None:
        while self._waiting and (told := self._waiting[0].transcript) is not None:
            turn = self._waiting.popleft()
            self._ports.speech.close_utterance(turn)
            skill = match(told.text, told.language) if self._addressing.rings else None
            if isinstance(skill, ENDS_RING):
                self._ports.carry_out(skill, told.language)
            elif told.text:
                self._ports.dictation.heard(turn.number, told)
        if not self._waiting and self._closed:
            self._closed = False
            self._ports.dictation.over()

    def _close(self) -> None:
        """The microphone is not ours any longer."""
        self._ending, self._closed = False, True
        self._microphone.dictate(False)
        if self._state.phase in (Phase.OFF, Phase.LISTENING):
            self._rest()
        self._tell()
