"""The conversation: what the sound worker and the responder report goes in, what they shall do comes out.

Synchronous and without a clock: one event is handled to its end before the next, so that nothing is ever half done, and
time is what the events carry. All effects go through `Ports`. Drawn in ARCHITECTURE.md.

Here: the switches, and who gets which event. What is done with it is said in `question` (the user speaks or pauses),
`overlap` (somebody speaks over the reply) and `answering` (thinking and speaking); all of them share one `Floor`.
"""

from __future__ import annotations

from audio import events as sound
from config.settings import Settings
from daemon.conversation import reply_events
from daemon.conversation.activation import Push
from daemon.conversation.announcements import Announcements
from daemon.conversation.assistant_turn import AssistantTurn
from daemon.conversation.context import Context
from daemon.conversation.overlap import Overlap
from daemon.conversation.ports import Ports
from daemon.conversation.rules.end_of_turn import Habits
from daemon.conversation.turn import AUDIBLE, HEARING, IDLE, OVER_REPLY, Cue, Phase
from daemon.conversation.user_turn import UserTurn
from models.engine import Transcript


class Conversation:
    def __init__(self, settings: Settings, ports: Ports) -> None:
        self.settings = settings
        self.ports = ports
        parts = Context.make(settings, ports)
        self.dialogue = parts.dialogue
        self._floor = parts.floor
        self._answer = parts.answer
        self._words = parts.words
        self._microphone = parts.microphone
        self._attention = parts.attention
        self._announcements = Announcements(parts)
        self._answering = AssistantTurn(parts, self._rest, self._announcements.failed)
        self._question = UserTurn(parts, self._answering)
        self._overlap = Overlap(parts, self._answering)

    @property
    def phase(self) -> Phase:
        return self._floor.phase

    @property
    def habits(self) -> Habits:
        """This user's pauses."""
        return self._question.habits

    @habits.setter
    def habits(self, habits: Habits) -> None:
        self._question.habits = habits

    @property
    def hears(self) -> bool:
        """Whether the microphone is open."""
        return self._microphone.open

    @property
    def pushed(self) -> bool:
        """Whether the microphone is open for one question, and closed for all others."""
        return self._microphone.push is not None and not self._microphone.switched_on

    # ------------------------------------------------------------------------------------------------------- switches

    def listen(self, on: bool) -> None:
        """Switch the microphone on or off. Off ends the turn and the reply; what is still to be announced is."""
        self._microphone.switch(on)
        if on and self.phase is Phase.OFF:
            self._floor.go(Cue.LISTEN)
            self._read_ahead()
        elif not on and self.phase is not Phase.OFF:
            self._announcements.postpone()
            self._drop()
            self._floor.go(Cue.CLOSE)
            self._announcements.begin()

    def push(self, hold: bool = False) -> Push:
        """Push to talk: listen to one question, whatever the listening mode. A reply under way ends. With `hold` no pause
        ends the question, only `release`; the microphone is closed again (unless it was open before) when the question
        has been asked, without `hold` when it has been answered."""
        push = self._microphone.push
        if hold and push is not None and push.held:
            return push  # the key repeats
        if self._microphone.open:  # otherwise the change of state tells it
            self.ports.publish("wake", reason="push", seconds=self.settings.listening.wake_seconds)
        self._announcements.postpone()
        push = self._microphone.press(hold)
        if self.phase not in HEARING:
            self._fall_silent()
        if self.phase is Phase.OFF:
            self._floor.go(Cue.LISTEN)
        elif self._floor.turn is not None:
            self._question.claim(self._floor.turn, push)
        return push

    def release(self) -> bool:
        """The key of a push was let go: the question is over. False when there was none."""
        if self._microphone.push is None:
            return False
        self._microphone.push.waits = False
        if self._floor.turn is not None and self.phase in HEARING:
            self._question.release(self._floor.turn)
            return True
        self._microphone.release()
        if self.phase is Phase.LISTENING:
            self._rest()
        return True

    def give_up(self, push: Push) -> None:
        """If nobody has spoken since that push, no longer wait for it."""
        push.waits = False
        if self._microphone.push is push and not push.asked:
            self.release()

    def stop(self) -> None:
        """Be silent now; keep listening. A timer or an alarm of which nothing has been heard still rings."""
        self._announcements.clear()
        self._fall_silent()

    def _fall_silent(self) -> None:
        if self.phase in AUDIBLE:
            self._drop()
            self._floor.go(Cue.NOTHING)
            self._rest()
        elif self.phase in (Phase.THINKING, Phase.PAUSED):
            self._answering.nothing()

    def announce(self, text: str, language: str, rings: bool = False) -> None:
        """Say something of our own accord, as soon as nobody speaks. `rings`: it is a timer or an alarm."""
        self._announcements.add(text, language, rings)
        self._announcements.begin()

    def forget(self) -> None:
        """Begin a new conversation: what was said is no longer part of it."""
        self.dialogue.clear()

    def end(self) -> None:
        """The daemon ends: nobody is heard any more, nothing more is said, and what was heard of a reply is kept."""
        self._announcements.hold()
        self.listen(False)
        self._answer.settle()

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
                if self._floor.turn is not None and self.phase is Phase.PAUSED:
                    self._question.is_silent(self._floor.turn, event)
            case sound.SpeechResumed():
                self._speech_goes_on(event.at)
            case sound.SpeechDropped():
                self._speech_dropped()
            case sound.PlaybackStarted():
                if self._answering.playback_started(event):
                    self._announcements.heard()
            case sound.PlaybackProgress():
                self._answer.progressed(event)
            case sound.PlaybackEnded():
                self._answering.playback_ended(event)
            case sound.DeviceChanged():
                self.ports.publish("device", capture=event.capture, playback=event.playback, problem=event.problem)
            case sound.Level():
                self.ports.publish("level", dbfs=event.dbfs, speech=event.speech)
            case sound.InputEnded():
                self.ports.publish("input_ended", at=event.at)

    def _speech_started(self, event: sound.SpeechStarted) -> None:
        if self.phase is Phase.LISTENING:
            self._question.begin(event)
        elif self.phase is Phase.THINKING and self._floor.turn is not None:
            self._announcements.postpone()
            self._question.resumes_unanswered(self._floor.turn, event)
        elif self.phase is Phase.SPEAKING:
            self._overlap.begin(event.at)
        else:
            # The pause was so long that the sound worker knows nothing of a turn any more.
            self._speech_goes_on(event.at)

    def _heard(self, event: sound.Heard) -> None:
        turn = self._floor.spoken
        if turn is None or self.phase not in (*HEARING, *OVER_REPLY):
            return
        self._words.feed(turn, event)
        if self.phase in OVER_REPLY:
            self._overlap.goes_on(turn)
        else:
            self._question.goes_on(turn)

    def _speech_paused(self, event: sound.SpeechPaused) -> None:
        turn = self._floor.spoken
        if turn is None or self.phase not in (Phase.HEARING, *OVER_REPLY):
            return
        turn.end, turn.end_time, turn.noticed = event.end, event.end_time, event.at
        if self.phase is Phase.HEARING:
            self._question.pauses(turn)
        else:
            self._overlap.pauses(turn)

    def _speech_goes_on(self, at: int) -> None:
        turn = self._floor.spoken
        if turn is None:
            return
        if self.phase is Phase.PAUSED:
            self._question.resumes(turn, at)
        elif self.phase in OVER_REPLY and turn.silent:
            turn.go_on(at)

    def _speech_dropped(self) -> None:
        if self.phase in OVER_REPLY:
            self._overlap.dismiss()
        elif self.phase in HEARING and self._floor.turn is not None:
            self._question.dropped(self._floor.turn)

    def sound_lost(self) -> None:
        """The sound worker ended: what was being said or played is lost. What was to be announced waits for another one."""
        self._announcements.hold()
        self._microphone.not_asked()
        self._drop()
        self._answer.settle()
        self._attention.forget()  # the next worker counts from 0 again
        if self.phase not in IDLE:
            self._floor.go(Cue.FAILED)
        self._rest()

    def sound_back(self) -> None:
        """A new sound worker is ready: it knows nothing yet."""
        self._microphone.tell_again()
        self._announcements.go_on()

    # ------------------------------------------------------------------------------------------ what the responder says

    def on_item(self, number: int, revision: int, item: reply_events.Item) -> None:
        """An item of the responder's answer to that (turn, revision)."""
        self._answering.on_item(number, revision, item)

    def on_words(self, number: int, revision: int, transcript: Transcript, final: bool) -> None:
        """An answer to `recognise`. What belongs to an older turn or revision is dropped here."""
        self._words.answered()
        turn = self._floor.spoken
        if turn is None or (turn.number, turn.revision) != (number, revision):
            return
        meant = self._attention.meant(turn, transcript)
        if turn.meant:
            self.ports.publish("partial", turn=number, text=f"{turn.prefix} {meant.text}".strip())
        if self.phase not in OVER_REPLY:
            self._question.understood(turn, meant, final)
        elif not self._answering.interrupts_nobody(transcript.text):  # the wake phrase alone does interrupt
            self._overlap.yield_to(turn, meant, final)
        elif final:
            self._overlap.dismiss()

    def on_played(self, number: int, said: str) -> None:
        """An answer to `listen_back`: so much was heard of that turn's reply."""
        self._answer.mend(number, said)

    def words_failed(self, number: int, message: str) -> None:
        """The recogniser could not say: speech over a reply counts as none, a turn fails when it is answered. Of a turn
        that is over nobody needs to know."""
        self._words.answered()
        turn = self._floor.spoken
        if turn is None or turn.number != number:
            return
        if turn is self._floor.over:
            self._overlap.dismiss()
        else:
            self._question.misheard(turn)
        self.ports.publish("problem", text=message)

    # ---------------------------------------------------------------------------------------------------- in between

    def _rest(self) -> None:
        """Nothing is going on: the time for housekeeping."""
        if self._microphone.push is not None and self._microphone.push.asked:
            self._microphone.release()
        if self.phase is Phase.LISTENING and not self._microphone.open:
            self._floor.go(Cue.CLOSE)
        self._announcements.heard()
        self.dialogue.trim()
        self._read_ahead()
        self._announcements.begin()

    def _read_ahead(self) -> None:
        """The mind reads what the next question will follow: in the beginning its instructions, after a trim everything."""
        if self.phase is Phase.LISTENING:
            self.ports.prefill(self._answering.beginning())

    def _drop(self) -> None:
        """Give up whatever is under way. What has been heard of a reply is kept."""
        if self.phase in AUDIBLE:
            self._answer.cut()
        else:
            self._answer.withdraw()
        self._floor.leave()
        self.ports.sound(sound.Forget())
