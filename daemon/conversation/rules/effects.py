"""Effects: what the words of a turn ask for, and the gate through which every action goes.

An action is begun when its turn is over, once for each turn. A dangerous one is asked about first; only an exact yes that
begins after the question was heard to its end, and within `actions.answer_seconds`, lets it through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.constants import samples
from config.settings import Settings
from daemon.conversation.turn import Turn
from daemon.skills.actions import wording
from daemon.skills.actions.effects import effect as effect_of
from daemon.skills.actions.intents import ActionIntent
from daemon.skills.actions.questions import ActionQuestion, Answered, Consented, Declined
from daemon.skills.intent import Intent
from daemon.skills.missing.question import PartQuestion
from models.engine import Transcript

Asked = Intent | Answered
"""What a turn asks for."""


@dataclass(slots=True)
class _Open:
    """A question that waits for its answer."""

    question: ActionQuestion | PartQuestion
    turn: Turn
    """The turn that it is the reply to."""
    heard: int = 0
    """Position on the hearing timeline at which it had been heard to its end; 0 before that."""
    lapsed: bool = False
    """Something else was said since: a yes might be meant for that."""


class Effects:
    """The one owner of the open question and of the actions under way."""

    def __init__(
        self,
        settings: Settings,
        act: Callable[[int, ActionIntent, str], None],
        understand: Callable[[str, str], Intent | None],
        show: Callable[[str], None] = lambda text: None,
    ) -> None:
        """`act` begins an action for a turn, in a language. `understand` returns what words of a language ask for. `show`
        is told the question that a click may answer, "" when there is none any more."""
        self._settings = settings
        self._act = act
        self._understand = understand
        self._show = show
        self._shown = ""
        self._open: _Open | None = None
        self._under_way: dict[int, Turn] = {}

    # ----------------------------------------------------------------------------------------------- what is asked for

    def asked(self, turn: Turn, transcript: Transcript | None) -> Asked | None:
        """Returns what the words ask for; None while they are not known, and for talk. Changes nothing."""
        if transcript is None:
            return None
        answered = self._answered(turn, transcript)
        return answered or self._understand(transcript.text, transcript.language)

    def _answered(self, turn: Turn, transcript: Transcript) -> Asked | None:
        waiting = self._open
        answered = waiting.question.answer(transcript.text, transcript.language) if waiting is not None else None
        if waiting is None or answered is None or isinstance(answered, Declined):
            return answered
        if isinstance(waiting.question, PartQuestion):
            late = waiting.heard and turn.began > waiting.heard + self._patience
            return None if waiting.lapsed or late else answered
        if waiting.lapsed:
            return Declined("late")
        early = not waiting.heard or turn.began < waiting.heard
        if early and waiting.question.consent is not None:
            return Declined("early")
        if waiting.heard and turn.began > waiting.heard + self._patience:
            return Declined("late")
        return answered

    @property
    def _patience(self) -> int:
        """Samples within which an answer is waited for."""
        return samples(self._settings.actions.answer_seconds * 1000)

    def take(self, turn: Turn, transcript: Transcript | None) -> Asked | None:
        """Returns what a turn that is over asks for. Its words are the answer to the open question, whatever they are."""
        asked = self.asked(turn, transcript)
        self._set(None)
        return asked

    def _set(self, question: _Open | None) -> None:
        self._open = question
        self._tell()

    def _tell(self) -> None:
        """Clients show the question while a click can answer it."""
        waiting = self._open
        clickable = waiting is not None and not waiting.lapsed and waiting.question.consent is not None
        text = waiting.question.text if waiting is not None and clickable else ""
        if text != self._shown:
            self._shown = text
            self._show(text)

    def clicked(self, yes: bool) -> tuple[Turn, Answered] | None:
        """Returns what a click answers, and the turn that had asked for it; None where no question is shown.

        A click counts before the question was heard to its end: it was read, and no echo clicks.
        """
        waiting = self._open
        if waiting is None or not self._shown or waiting.question.consent is None:
            return None
        self._set(None)
        return waiting.turn, Consented(waiting.question.consent) if yes else Declined()

    # ------------------------------------------------------------------------------------------------------- the gate

    def admit(self, turn: Turn, action: ActionIntent | Consented, language: str) -> str:
        """Begins the action of a turn that is over. Returns what is said instead if it is not begun, else ""."""
        if isinstance(action, ActionIntent):
            effect = effect_of(action, self._settings)
            if effect == "off":
                return wording.off(language)
            if effect == "dangerous":
                return self.ask(turn, wording.consent(action, language))
        else:
            action = action.action
        self._under_way[turn.number] = turn
        self._act(turn.number, action, language)
        return ""

    def ended(self, number: int) -> Turn | None:
        """Returns the turn whose action has ended; None when it has been told before."""
        return self._under_way.pop(number, None)

    # -------------------------------------------------------------------------------------------------- the question

    def ask(self, turn: Turn, question: ActionQuestion | PartQuestion) -> str:
        """Opens a question, which is the reply to the turn. Returns its text."""
        self._set(_Open(question, turn))
        return question.text

    def heard(self, turn: Turn | None, position: int) -> None:
        """The reply to a turn was heard to its end, at that position of the hearing timeline.

        After any other reply than the question no answer to that is waited for.
        """
        if self._open is None:
            return
        if self._open.turn is not turn:
            self.lapse()
        elif position > 0:
            self._open.heard = position
        else:
            self._set(None)

    def lapse(self) -> None:
        """No answer is waited for any more; a yes is told so."""
        if self._open is not None:
            self._open.lapsed = True
            self._tell()

    def waits(self, turn: Turn) -> bool:
        """Whether the turn's action is under way."""
        return turn.number in self._under_way

    def forget(self) -> None:
        """Nobody waits for an answer any more."""
        self._set(None)
