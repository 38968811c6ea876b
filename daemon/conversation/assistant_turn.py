"""The assistant's turn: the answer is prepared unheard, heard once the user's turn is over, or carried out as a skill."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from audio import events as sound
from daemon.control.events import ProblemOccurred, QuestionHeard, Woken
from daemon.conversation import reply_events
from daemon.conversation.context import Context
from daemon.conversation.dialogue import SPOKEN_STYLE
from daemon.conversation.rules.effects import Asked
from daemon.conversation.rules.interruption import Verdict, judge, says_nothing
from daemon.conversation.turn import Cue, Phase, Turn
from daemon.skills.actions import wording
from daemon.skills.actions.intents import ActionIntent
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.questions import Consented, Declined
from daemon.skills.intent import Intent, refuses
from daemon.skills.missing.question import missing
from models.engine import Message, Transcript


class TellFailure(Protocol):
    """Implemented by announcements.Announcements.failed."""

    def __call__(self, language: str | None, answer: str = "", *, begun: bool = False) -> None: ...


class AssistantTurn:
    """Handles the phases THINKING and SPEAKING, and the speculation in PAUSED."""

    def __init__(self, context: Context, rest: Callable[[], None], failed: TellFailure) -> None:
        """`rest` is called when nothing is going on any more; `failed` when a turn has failed, with its language if that is
        known."""
        self._settings = context.settings
        self._ports = context.ports
        self._state = context.state
        self._delivery = context.delivery
        self._dialogue = context.dialogue
        self._addressing = context.addressing
        self._effects = context.effects
        self._rest = rest
        self._tell_failure = failed

    # ------------------------------------------------------------------------------------------------------- the turn

    def prepare(self, turn: Turn) -> None:
        """Have the turn answered as it stands. The answer is held back until the turn is over."""
        self._delivery.prepare(turn, lambda words: self._asked(turn, words))

    def _asked(self, turn: Turn, words: str) -> list[Message]:
        """The mind's input, once the words have been recognised."""
        meant = turn.transcript or self._addressing.meant(turn, Transcript(words, ""))
        return self.messages(turn, meant.text)

    def messages(self, turn: Turn, words: str) -> list[Message]:
        """The mind's input for a turn with these words."""
        return self._dialogue.messages(self._style, f"{turn.prefix} {words}".strip())

    def beginning(self) -> list[Message]:
        """The mind's input before the words of the next question."""
        return self._dialogue.messages(self._style, "")

    @property
    def _style(self) -> str:
        prompt = self._settings.speaking.system_prompt
        return SPOKEN_STYLE if prompt is None else prompt

    def turn_is_over(self, turn: Turn) -> bool:
        """Let the answer be heard. Returns False when the words ask for none."""
        self._ports.sound(sound.Forget())
        if turn.transcript is not None and self._refuse(turn):
            return False
        self._addressing.conversing(turn.end)
        self._state.go(Cue.OVER)
        skill = self._settled(turn, self._effects.take(turn, turn.transcript))
        if skill is not None:
            self._do_skill(turn, skill)
            return True
        if not self._delivery.is_for(turn):
            self.prepare(turn)
        if self._delivery.release():
            self.ends()
        return True

    def take_back(self, turn: Turn) -> bool:
        """The speaker goes on though the turn seemed over; nothing of the answer has been heard.

        Returns False, and ends the turn, when it is too late: a skill has taken effect, or the turn is an announcement,
        which answers nobody.
        """
        if turn.silent and not turn.acted:
            self._delivery.withdraw()
            return True
        self._state.end(Cue.NOTHING, listens_on=True)
        return False

    def nothing(self) -> None:
        """The turn gets no answer, or no more of it."""
        self._state.end(Cue.NOTHING)
        self._rest()

    def _refuse(self, turn: Turn) -> bool:
        """Whether the words, known by now, ask for no answer; then the turn ends here."""
        if not says_nothing(turn.text) and not (turn.over_reply and self._answers_nobody(turn)):
            return False
        if turn.called and not turn.text:
            self._ports.publish(Woken("phrase", self._addressing.called(turn)))
        self.nothing()
        return True

    def interrupts_nobody(self, text: str) -> bool:
        """Whether words spoken over the reply do not interrupt it: no word at all, "mhm", or the reply's own echo."""
        return judge(text, self._delivery.spoken, self._settings.turn.backchannels) is Verdict.DISMISSED

    def _answers_nobody(self, turn: Turn) -> bool:
        """As `interrupts_nobody`, for a turn that began over the end of a reply: if the reply asked something, "yes" is an
        answer. Words that go on after the reply's end are no echo: "good morning" may be said back."""
        spoken = self._delivery.spoken
        assents = () if spoken.rstrip().endswith("?") else self._settings.turn.backchannels
        echo = spoken if self._delivery.may_echo(turn.end) else ""
        return judge(turn.text, echo, assents) is Verdict.DISMISSED

    def _do_skill(self, turn: Turn, skill: Asked) -> None:
        if turn.acted:
            return  # once a turn, whatever is reported again
        turn.acted = True
        if turn.transcript is not None and turn.shown != turn.text:  # recognised without an answer being prepared
            self._show(turn, turn.transcript)
        language = _language(turn)
        if isinstance(skill, ActionIntent | Consented):
            if refused := self._effects.admit(turn, skill, language):
                self._say(turn, refused, language)
            return  # else it is said how it ended
        if isinstance(skill, Declined):
            self._say(turn, wording.declined(skill, language), language)
            return
        if (lacks := missing(skill, language, self._ports.situation())) is not None:
            self._say(turn, self._effects.ask(turn, lacks), language)
            return
        answer = self._ports.carry_out(skill, language)
        if self._state.turn is not turn:
            return  # the skill itself ended the turn: muted
        if answer:
            self._say(turn, answer, language)
        else:
            self.nothing()

    def _say(self, turn: Turn, answer: str, language: str) -> None:
        turn.answer = answer
        self._delivery.deliver(turn, answer, language)

    def on_outcome(self, number: int, outcome: Outcome) -> bool:
        """An action has ended: tell the user, and keep what was done.

        Returns False where it is yet to be told: it failed and the user has gone on speaking meanwhile, or sound failed.
        """
        turn = self._effects.ended(number)
        if turn is None:
            return True
        turn.answer, turn.done, turn.source = outcome.said, outcome.done, outcome.source
        if self._state.turn is turn and self._state.phase is Phase.THINKING:
            if turn.filler:  # not heard yet: it is not needed any more
                self._delivery.withdraw()
            if outcome.question is not None:
                self._effects.ask(turn, outcome.question)
            if outcome.recital is not None:
                turn.answer = ""
                self._delivery.deliver(turn, outcome.recital, _language(turn))
            elif outcome.said:
                self._say(turn, outcome.said, _language(turn))
            else:
                self.nothing()
            return True
        if self._state.turn is turn:  # the filler is being heard
            return not outcome.said
        kept = (bool(turn.filler) or turn.clicked) and self._delivery.did(turn)
        if turn.done and not kept:
            self._delivery.keep_unheard(turn)
        return not (outcome.failed or turn.lost or ((kept or turn.clicked) and outcome.said))

    def click(self, yes: bool) -> tuple[str, str] | None:
        """A click answers the question before a dangerous action. Returns what is said at once, "" where the action is
        begun, and its language; None where no question is open."""
        answered = self._effects.clicked(yes)
        if answered is None:
            return None
        turn, what = answered
        if self._state.turn is turn:
            self.nothing()  # the question need not be heard to its end
        if isinstance(what, Declined):
            return wording.declined(what, _language(turn)), _language(turn)
        turn.clicked = True
        return self._effects.admit(turn, what, _language(turn)), _language(turn)

    def on_filler(self, number: int, text: str) -> None:
        """The turn's action will take long: say so, unless it ends before that is heard."""
        turn = self._state.turn
        if turn is None or turn.number != number or not self._effects.waits(turn) or turn.filler:
            return
        if self._state.phase is Phase.THINKING:
            turn.filler = text
            self._delivery.deliver(turn, text, _language(turn))

    # ------------------------------------------------------------------------------------------------------ its answer

    def on_item(self, number: int, revision: int, item: reply_events.Item) -> None:
        """Take the next item of the answer. Items for an older turn or revision are dropped here."""
        turn = self._state.turn
        if turn is None or not self._delivery.expects(number, revision):
            return
        if isinstance(item, reply_events.Heard):
            self._delivery.stamps.heard = item.time
            self._words_known(turn, turn.transcript or self._addressing.meant(turn, item.transcript))
        elif isinstance(item, reply_events.CallChosen):
            self._chosen(turn, item.action)
        elif turn.refusal is not None and not turn.acted:  # the mind takes it for none, or does not look after all
            self._chosen(turn, turn.refusal)
        elif isinstance(item, reply_events.NoCall):
            return
        elif isinstance(item, reply_events.Failed):
            self._failed(turn, item.message)
        elif self._delivery.take(item) and self._state.phase is Phase.THINKING:
            self.ends()

    def _words_known(self, turn: Turn, transcript: Transcript) -> None:
        turn.transcript = transcript
        if self._delivery.reply is not None:
            self._delivery.reply.language = transcript.language
        if turn.meant and (turn.text or not turn.called):  # the wake phrase alone is told as such
            self._show(turn, transcript)
        skill = self._settled(turn, self._effects.asked(turn, transcript))
        if skill is not None or says_nothing(turn.text):
            self._delivery.abandon()  # a skill answers at once, and only when the turn is over; fillers get no answer
        if self._state.phase is Phase.THINKING and not self._refuse(turn):
            self._effects.take(turn, transcript)
            if skill is not None:
                self._do_skill(turn, skill)

    def _settled(self, turn: Turn, asked: Asked | None) -> Asked | None:
        """Returns what the turn asks for, as far as that is settled. A refusal waits for the mind to look for a tool."""
        if asked is not None and not refuses(asked):
            return asked
        if turn.chosen is not None or asked is None:
            return turn.chosen
        words = turn.transcript
        waits = words is not None and self._ports.may_choose(words.text, words.language)
        turn.refusal = asked if waits else None
        return None if waits else asked

    def _chosen(self, turn: Turn, action: Intent) -> None:
        """The mind takes the words for a request, or for none of those that would be refused else. That is carried out as
        any other is: when the turn is over."""
        turn.chosen = action
        self._delivery.abandon()
        if self._state.phase is Phase.THINKING:
            self._do_skill(turn, action)

    def _show(self, turn: Turn, transcript: Transcript) -> None:
        turn.shown = turn.text
        self._ports.publish(QuestionHeard(turn.number, turn.text, transcript.language))

    def _failed(self, turn: Turn, message: str) -> None:
        if self._state.phase is Phase.PAUSED:
            self._delivery.abandon()
            return  # tried again when the turn is over, and told then
        self._ports.publish(ProblemOccurred(message))
        if self._delivery.end_early():
            return  # the part that exists is heard, and then an apology
        self._state.end(Cue.FAILED)
        self._tell_failure(turn.transcript.language if turn.transcript is not None else None, turn.answer)
        self._rest()

    def playback_started(self, event: sound.PlaybackStarted) -> bool:
        """Returns whether the answer under way became audible, and not an older one."""
        ours = self._delivery.started(event)
        if ours and self._state.phase is Phase.THINKING:
            self._state.go(Cue.AUDIBLE)
        return ours

    def playback_ended(self, event: sound.PlaybackEnded) -> None:
        if not self._delivery.ended(event):
            return
        if self._state.phase is Phase.THINKING:  # too short to have been reported as audible
            self._state.go(Cue.AUDIBLE)
        self.ends()

    def ends(self) -> None:
        """The answer has been heard to its end. Somebody may be speaking over its last words."""
        waiting, turn = self._state.over, self._state.turn
        if turn is not None and turn.transcript is not None and waiting is None and self._delivery.broken:
            self._tell_failure(turn.transcript.language, turn.answer, begun=True)
        if self._state.turn is not None:
            self._ports.speech.close_utterance(self._state.turn)
        heard = self._delivery.audible
        position = self._delivery.finish()
        self._effects.heard(self._state.turn, position if heard else 0)
        self._addressing.conversing(position)
        self._state.go(Cue.DONE)
        self._state.turn, self._state.over = waiting, None
        if waiting is None:
            self._rest()
            return
        self._ports.sound(sound.Resume())  # the ended reply was ducked or about to be paused; the next one must not be
        if waiting.silent:
            self._state.go(Cue.PAUSE)
            self.prepare(waiting)


def _language(turn: Turn) -> str:
    return turn.transcript.language if turn.transcript else "en"
