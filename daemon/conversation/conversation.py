"""The conversation: reports of the sound worker and of speech go in, commands come out through `Ports`.

Synchronous and without a clock: each event is handled to its end before the next, so nothing is ever half done, and time is
what the events carry. ARCHITECTURE.md draws the phases.

This module holds the switches and passes each event on: `UserTurn` handles it while the user speaks or pauses, `Overlap`
while somebody speaks over the reply, `AssistantTurn` while the assistant thinks or speaks. They share one `Context`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from audio import events as sound
from config.constants import LANGUAGES
from config.settings import Settings
from config.texts import N_, _
from daemon.control.events import Devices, InputFinished, LevelMeasured, PartialHeard, ProblemOccurred, Woken
from daemon.conversation import reply_events
from daemon.conversation.activation import Push
from daemon.conversation.announcements import Announcements
from daemon.conversation.assistant_turn import AssistantTurn
from daemon.conversation.context import Context
from daemon.conversation.dictated.pieces import DictatedPieces
from daemon.conversation.overlap import Overlap
from daemon.conversation.ports import Ports
from daemon.conversation.rules.end_of_turn import Habits
from daemon.conversation.turn import AUDIBLE, HEARING, IDLE, OVER_REPLY, Cue, Phase, Turn
from daemon.conversation.user_turn import UserTurn
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.recital import Recital
from models.engine import Transcript

DEAF_FOR = 1.5
"""Seconds without a sound worker that are told: a question may have been asked meanwhile."""


class Conversation:
    """Implements `ports.SpeechReports` and `ports.ActionReports`."""

    def __init__(self, settings: Settings, ports: Ports) -> None:
        context = Context.make(settings, ports)
        self.dialogue = context.dialogue
        self._wake_seconds = settings.listening.wake_seconds
        self._language = settings.speaking.language
        self.ports = ports
        self._state = context.state
        self._delivery = context.delivery
        self._partials = context.partials
        self._microphone = context.microphone
        self._addressing = context.addressing
        self._effects = context.effects
        self._announcements = Announcements(context)
        self._assistant = AssistantTurn(context, self._rest, self._announcements.failed)
        self._user = UserTurn(context, self._assistant)
        self._pieces = DictatedPieces(context, lambda: self._user.habits, self._rest)
        self._overlap = Overlap(context, self._assistant)

    @property
    def phase(self) -> Phase:
        return self._state.phase

    @property
    def habits(self) -> Habits:
        """This user's pauses."""
        return self._user.habits

    @habits.setter
    def habits(self, habits: Habits) -> None:
        self._user.habits = habits

    @property
    def hears(self) -> bool:
        """Whether the microphone is open."""
        return self._microphone.open

    @property
    def reciting(self) -> bool:
        """Whether a text is being read aloud."""
        return self._delivery.reply is not None and self._delivery.reply.recital is not None

    def stop_reciting(self) -> None:
        """Read no further; all else that waits to be said is said."""
        if self.reciting:
            self._fall_silent()

    @property
    def pushed(self) -> bool:
        """Whether the microphone is open for one question, or a dictation, only."""
        return self._microphone.given and not self._microphone.switched_on

    @property
    def dictates(self) -> bool:
        """Whether what is heard is dictation."""
        return self._microphone.dictates

    # ------------------------------------------------------------------------------------------------------- switches

    def listen(self, on: bool) -> None:
        """Switch the microphone on or off. Off ends the turn and the reply; announcements that wait are still made."""
        dictated = self._microphone.dictates and not on
        self._microphone.switch(on)
        self._effects.forget()
        if on and self.phase is Phase.OFF:
            self._state.go(Cue.LISTEN)
            self._read_ahead()
        elif not on and self.phase is not Phase.OFF:
            self._announcements.postpone()
            self._state.end(Cue.CLOSE)
            if dictated:
                self._pieces.closed()
            self._announcements.begin()

    def push(self, hold: bool = False) -> Push:
        """Push to talk: listen to one question, whatever the listening mode. A reply under way ends.

        With `hold`, only `release` ends the question, and the microphone closes (unless it was open before) once the
        question has been asked. Without, a pause ends it, and the microphone closes once it has been answered.
        """
        push = self._microphone.push
        if hold and push is not None and push.held:
            return push  # the key repeats
        if self._microphone.dictates:
            self._pieces.end(at_once=True)
        if self._microphone.open:  # otherwise the change of state tells it
            self.ports.publish(Woken("push", self._wake_seconds))
        self._announcements.postpone()
        push = self._microphone.press(hold)
        if self.phase not in HEARING:
            self._fall_silent()
        if self.phase is Phase.OFF:
            self._state.go(Cue.LISTEN)
        elif self._state.turn is not None:
            self._user.claim(self._state.turn, push)
        return push

    def release(self) -> bool:
        """The push-to-talk key was released: the question is over. Returns False when no push was under way."""
        if self._microphone.push is None:
            return False
        self._microphone.push.waits = False
        if self._state.turn is not None and self.phase in HEARING:
            self._user.release(self._state.turn)
            return True
        self._microphone.release()
        if self.phase is Phase.LISTENING:
            self._rest()
        return True

    def give_up(self, push: Push) -> None:
        """Stop waiting for the question of that push, unless it has begun."""
        push.waits = False
        if self._microphone.push is push and not push.asked:
            self.release()

    def dictate(self) -> None:
        """Begin a dictation: whatever the listening mode, what is said from now on is told to the port for dictation, in
        pieces, and answered by nobody. A reply under way ends."""
        if self._microphone.dictates:
            return
        self._announcements.postpone()
        self._effects.forget()
        self._microphone.dictate(True)
        self._pieces.open()
        if self.phase is Phase.OFF:
            self._state.go(Cue.LISTEN)
        elif self.phase is Phase.HEARING and self._state.turn is not None:
            self._pieces.claim(self._state.turn)
        else:
            self._fall_silent()

    def end_dictation(self, drop: bool = False) -> bool:
        """End the dictation: what is being said is its last piece, or with `drop` is lost. Returns False when none was
        under way."""
        if not self._microphone.dictates:
            return False
        if drop:
            self._pieces.drop()
        else:
            self._pieces.end()
        return True

    def stop(self) -> None:
        """Be silent now; keep listening, and writing down what is dictated. A timer or an alarm that has not been heard yet
        still rings."""
        self._announcements.clear()
        self._effects.forget()
        self._fall_silent()

    def _fall_silent(self) -> None:
        if self._state.turn is not None and self._state.turn.dictated:
            return
        if self.phase in (*AUDIBLE, Phase.THINKING, Phase.PAUSED):
            self._assistant.nothing()

    def announce(
        self, text: str | Recital, language: str, rings: bool = False, told: Callable[[], None] | None = None
    ) -> None:
        """Say something unasked, as soon as nobody speaks. `rings`: it is a timer or an alarm. `told` is called when it
        becomes audible."""
        self._announcements.add(text, language, rings, told)
        self._announcements.begin()

    def tone(self, gain: float) -> bool:
        """Sound the tone of a timer, softly over a reply, and not while the user speaks. Returns whether nothing else is
        audible."""
        quiet = self.phase in IDLE and not self._microphone.given
        between = self.phase is Phase.LISTENING and self._microphone.dictates  # two pieces of a dictation
        if quiet or between or self.phase in (Phase.THINKING, Phase.SPEAKING):
            self.ports.sound(sound.Earcon("ring", gain if quiet else 1.0))
        return quiet

    def rings(self, on: bool) -> None:
        """A timer has begun to ring, or the last one has ended: meanwhile "stop" needs no wake phrase."""
        self._addressing.rings = on

    def hush(self) -> None:
        """Say no more of the timers that ring."""
        if self._announcements.hush():
            self._fall_silent()

    def forget(self) -> None:
        """Begin a new conversation, without the exchanges so far."""
        self.dialogue.clear()
        self._effects.forget()

    def answer(self, yes: bool) -> bool:
        """A click answers the question before something dangerous, in place of words. Returns False where none is open."""
        answered = self._assistant.click(yes)
        if answered is not None and answered[0]:
            self.announce(*answered)
        return answered is not None

    def lapse(self) -> None:
        """No answer to an open question is waited for any more."""
        self._effects.lapse()

    def end(self) -> None:
        """The daemon ends: the microphone closes, nothing more is said, and what was heard of a reply is kept."""
        self._announcements.hold()
        self.listen(False)
        self._delivery.settle()

    # --------------------------------------------------------------------------------------------------- sound events

    def on_sound(self, event: sound.Event) -> None:
        match event:
            case sound.SpeechStarted():
                self._speech_started(event)
            case sound.Heard():
                self._heard(event)
            case sound.SpeechPaused():
                self._speech_paused(event)
            case sound.Silence():
                if self._state.turn is not None and self.phase is Phase.PAUSED:
                    self._handler(self._state.turn).is_silent(self._state.turn, event)
            case sound.SpeechResumed():
                self._speech_goes_on(event.at)
            case sound.SpeechDropped():
                self._speech_dropped()
            case sound.PlaybackStarted():
                if self._assistant.playback_started(event):
                    self._announcements.heard()
            case sound.PlaybackProgress():
                self._delivery.progressed(event)
            case sound.PlaybackEnded():
                self._assistant.playback_ended(event)
            case sound.DeviceChanged():
                self.ports.publish(Devices(event.capture, event.playback, event.problem))
            case sound.Level():
                self.ports.publish(LevelMeasured(event.dbfs, event.speech))
            case sound.InputEnded():
                self.ports.publish(InputFinished(event.at))

    def _handler(self, turn: Turn) -> UserTurn | DictatedPieces:
        """Who handles what the user says in that turn."""
        return self._pieces if turn.dictated else self._user

    def _speech_started(self, event: sound.SpeechStarted) -> None:
        if self.phase is Phase.LISTENING:
            (self._pieces if self._microphone.dictates else self._user).begin(event)
        elif self.phase is Phase.THINKING and self._state.turn is not None:
            self._announcements.postpone()
            self._user.resumes_unanswered(self._state.turn, event)
        elif self.phase is Phase.SPEAKING:
            self._overlap.begin(event.at)
        else:
            # The pause was so long that the sound worker has closed the utterance; the turn is still open here.
            self._speech_goes_on(event.at)

    def _heard(self, event: sound.Heard) -> None:
        turn = self._state.spoken
        if turn is None or self.phase not in (*HEARING, *OVER_REPLY):
            return
        self._partials.feed(turn, event)
        if self.phase in OVER_REPLY:
            self._overlap.goes_on(turn)
        else:
            self._handler(turn).goes_on(turn)

    def _speech_paused(self, event: sound.SpeechPaused) -> None:
        turn = self._state.spoken
        if turn is None or self.phase not in (Phase.HEARING, *OVER_REPLY):
            return
        turn.end, turn.end_time, turn.noticed = event.end, event.end_time, event.at
        if self.phase is Phase.HEARING:
            self._handler(turn).pauses(turn)
        else:
            self._overlap.pauses(turn)

    def _speech_goes_on(self, at: int) -> None:
        turn = self._state.spoken
        if turn is None:
            return
        if self.phase is Phase.PAUSED:
            self._handler(turn).resumes(turn, at)
        elif self.phase in OVER_REPLY and turn.silent:
            turn.go_on(at)

    def _speech_dropped(self) -> None:
        if self.phase in OVER_REPLY:
            self._overlap.dismiss()
        elif self.phase in HEARING and self._state.turn is not None:
            self._handler(self._state.turn).dropped(self._state.turn)

    def sound_lost(self) -> None:
        """The sound worker ended: the turn and the reply are lost, which the user is told. Announcements wait for the next
        worker."""
        lost = self._asked_by_user()
        again = self._delivery.given if lost is not None and lost.acted else ""
        self._announcements.hold()
        self._microphone.not_asked()
        if self.phase not in IDLE:
            self._state.end(Cue.FAILED)
        if self._microphone.dictates:
            self._pieces.closed()
        self._delivery.settle()
        self._addressing.forget()  # the next worker counts from 0 again
        self._effects.lapse()
        if lost is not None and self._effects.waits(lost):
            lost.lost = True  # how its action ends is told then
        elif lost is not None:
            self._tell_lost(lost, again)
        self._rest()

    def _asked_by_user(self) -> Turn | None:
        """The turn under way, where the user has said something to the assistant and waits, or listens to the answer."""
        turn = self._state.spoken
        if turn is None or not turn.heard_until or not turn.meant or (turn.transcript is not None and not turn.text):
            return None
        return turn

    def _tell_lost(self, turn: Turn, again: str) -> None:
        """Say that the turn was lost, or say `again`, the answer to a command that has been carried out."""
        if turn.dictated:
            self.ports.publish(ProblemOccurred(_("sound failed while you dictated: say the last words again")))
            return
        failed = _("sound failed in the middle of a turn")
        self.ports.publish(ProblemOccurred(failed if again else _("{problem}: ask again", problem=failed)))
        if self._microphone.push is None:  # else the question is being waited for
            self._announcements.lost(self._language_of(turn), again)

    def _language_of(self, turn: Turn) -> str:
        chosen = self._language if self._language in LANGUAGES else LANGUAGES[0]
        before = next((each.language for each in reversed(self.dialogue.exchanges) if each.language), chosen)
        return turn.transcript.language if turn.transcript is not None else before

    def sound_back(self, missed: float = 0.0) -> None:
        """A new sound worker is ready, and knows nothing yet. There was none for `missed` seconds: what was said meanwhile
        nobody has heard, which the user is told."""
        self._microphone.tell_again()
        if missed >= DEAF_FOR and self._microphone.open:
            text = N_("sound failed, and for {missed:.0f} s nothing was heard: say again what you said meanwhile")
            self.ports.publish(ProblemOccurred(_(text, missed=missed)))
        self._announcements.go_on()

    # ------------------------------------------------------------------------------------------------- speech reports

    def on_item(self, number: int, revision: int, item: reply_events.Item) -> None:
        self._assistant.on_item(number, revision, item)
        self._user.answer_comes()

    def on_words(self, number: int, revision: int, transcript: Transcript, final: bool) -> None:
        """Words for an older turn or revision are dropped here."""
        self._partials.answered()
        if self._pieces.understood(number, revision, transcript, final):
            return
        turn = self._state.spoken
        if turn is None or (turn.number, turn.revision) != (number, revision):
            return
        meant = transcript if turn.dictated else self._addressing.meant(turn, transcript)
        if turn.meant:
            self.ports.publish(PartialHeard(number, f"{turn.prefix} {meant.text}".strip()))
        if turn.dictated:
            self._pieces.learns(turn, transcript, final)
        elif self.phase in OVER_REPLY:
            self._overlap.understood(turn, transcript, meant, final)
        else:
            self._user.understood(turn, meant, final)

    def on_melody(self, number: int, revision: int, finished: float | None) -> None:
        turn = self._state.spoken
        if turn is not None and (turn.number, turn.revision) == (number, revision) and turn.transcript is not None:
            turn.transcript = replace(turn.transcript, finished=finished, melody_follows=False)

    def on_words_failed(self, number: int, message: str) -> None:
        """Speech over a reply then counts as no interruption; any other turn fails when it is answered. A turn that is over
        is not concerned."""
        self._partials.answered()
        if self._pieces.misheard(number, message):
            return
        turn = self._state.spoken
        if turn is None or turn.number != number:
            return
        if turn is self._state.over:
            self._overlap.dismiss()
        elif not turn.dictated:
            self._user.misheard(turn)
        self.ports.publish(ProblemOccurred(message))

    def on_played(self, number: int, said: str) -> None:
        self._delivery.mend(number, said)

    # ------------------------------------------------------------------------------------------------ action reports

    def on_outcome(self, number: int, outcome: Outcome) -> None:
        if not self._assistant.on_outcome(number, outcome):
            told = partial(self._delivery.tell, number, outcome.said, outcome.source)
            self._announcements.add(outcome.said, outcome.language, told=told)
            self._announcements.begin()

    def on_filler(self, number: int, text: str) -> None:
        self._assistant.on_filler(number, text)

    # ---------------------------------------------------------------------------------------------------- in between

    def _rest(self) -> None:
        """Nothing is going on: the time for housekeeping."""
        if self._microphone.push is not None and self._microphone.push.asked:
            self._microphone.release()
        if self.phase is Phase.LISTENING and not self._microphone.open:
            self._state.go(Cue.CLOSE)
        self._announcements.over()
        self.dialogue.trim()
        self._read_ahead()
        self._announcements.begin()

    def _read_ahead(self) -> None:
        """Let the mind read what the next question will follow: at first its instructions, after a trim everything."""
        if self.phase is Phase.LISTENING and not self._microphone.dictates:
            self.ports.speech.prefill(self._assistant.beginning())
