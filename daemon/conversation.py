"""The conversation: what the sound worker and the responder report goes in, what they shall do comes out.

Synchronous and without a clock: one event is handled to its end before the next, so that nothing is ever half done, and
time is what the events carry. All effects go through `Ports`. Drawn in ARCHITECTURE.md.
"""

from __future__ import annotations

import itertools
import logging
from collections import deque

from audio import events as sound
from config.constants import ms, samples
from config.settings import Settings
from daemon import items
from daemon.answer import Answer, Ports
from daemon.barge_in import Verdict, judge
from daemon.dialogue import Dialogue
from daemon.hearing import Words
from daemon.prompts import APOLOGY, SPOKEN_STYLE
from daemon.skills import Skill, match
from daemon.turn import Cue, Phase, Turn, transition
from daemon.turn_taking import Habits, required_silence
from models.engine import Message, Transcript

log = logging.getLogger(__name__)


class Conversation:
    def __init__(self, settings: Settings, ports: Ports) -> None:
        self.settings = settings
        self.ports = ports
        self.phase = Phase.OFF
        self.turn: Turn | None = None
        """The turn being heard, thought about or answered."""
        self.over: Turn | None = None
        """What somebody says over the reply; becomes the turn if it interrupts."""
        self.habits = Habits()
        self.dialogue = Dialogue(settings.history.voice_tokens)
        self._answer = Answer(ports, self.dialogue)
        self._words = Words(ports)
        self._skill: Skill | None = None
        self._listening = False
        self._once = False  # the microphone closes after this turn
        self._numbers = itertools.count(1)
        # What is to be said when nobody speaks: timers, `sarai say`. A full queue drops the oldest.
        self._announcements: deque[tuple[str, str]] = deque(maxlen=8)

    # ------------------------------------------------------------------------------------------------------- switches

    def listen(self, on: bool) -> None:
        """Open or close the microphone. Closing ends the turn and the reply."""
        if on == self._listening:
            return
        self._listening = on
        self.ports.sound(sound.Listen(on))
        if on:
            if self.phase is Phase.OFF:
                self._go(Cue.LISTEN)
            return
        self._drop_turn()
        if self.phase is not Phase.OFF:
            self._go(Cue.CLOSE)

    def listen_once(self) -> None:
        """Open the microphone for one turn: push to talk."""
        self._once = True
        self.listen(True)

    def stop(self) -> None:
        """Be silent now; keep listening."""
        self._announcements.clear()
        if self.phase in (Phase.SPEAKING, Phase.OVERLAP, Phase.HELD):
            self._close_turns()
            self._answer.cut()
            self.ports.sound(sound.Forget())
            self._go(Cue.NOTHING)
            self._rest()
        elif self.phase in (Phase.THINKING, Phase.PAUSED):
            self._nothing()

    def announce(self, text: str, language: str) -> None:
        """Say something of our own accord, as soon as nobody speaks."""
        self._announcements.append((text, language))
        self._next_announcement()

    def forget(self) -> None:
        """Begin a new conversation: what was said is no longer part of it."""
        self.dialogue.clear()

    # --------------------------------------------------------------------------------------------------- sound events

    def on_sound(self, event: sound.Event) -> None:
        match event:
            case sound.SpeechStarted():
                self._speech_started(event)
            case sound.Heard():
                self._heard_audio(event)
            case sound.SpeechPaused():
                self._speech_paused(event)
            case sound.Silence():
                self._silence(event)
            case sound.SpeechResumed():
                self._speech_resumed(event)
            case sound.SpeechDropped():
                self._speech_dropped()
            case sound.PlaybackStarted():
                if self._answer.started(event) and self.phase is Phase.THINKING:
                    self._go(Cue.AUDIBLE)
            case sound.PlaybackProgress():
                self._answer.progressed(event)
            case sound.PlaybackEnded():
                self._playback_ended(event)
            case sound.DeviceChanged():
                self.ports.publish("device", capture=event.capture, playback=event.playback, problem=event.problem)
            case sound.Level():
                self.ports.publish("level", dbfs=event.dbfs, speech=event.speech)
            case sound.InputEnded():
                self.ports.publish("input_ended", at=event.at)

    def sound_lost(self) -> None:
        """The sound worker ended: what was being said or played is lost."""
        self._drop_turn()
        if self.phase not in (Phase.OFF, Phase.LISTENING):
            self._go(Cue.FAILED)

    def sound_back(self) -> None:
        """A new sound worker is ready: it knows nothing yet."""
        self.ports.sound(sound.Listen(self._listening))

    def _speech_started(self, event: sound.SpeechStarted) -> None:
        if self.phase is Phase.SPEAKING:
            self.over = Turn(next(self._numbers), event.at, over_reply=True)
            self.ports.sound(sound.Duck(True))
            self._go(Cue.SPEECH)
            self._words.open(self.over)
        elif self.phase is Phase.THINKING and self.turn is not None:
            self._question_goes_on(self.turn, event)
        elif self.phase is Phase.LISTENING:
            self._begin_turn(event)
        else:
            log.debug("speech began in phase %s: nothing to do", self.phase.value)

    def _begin_turn(self, event: sound.SpeechStarted) -> None:
        self.turn = Turn(next(self._numbers), event.at, over_reply=event.while_playing)
        self._go(Cue.SPEECH)
        self._words.open(self.turn)

    def _question_goes_on(self, turn: Turn, event: sound.SpeechStarted) -> None:
        """The turn seemed over, and not a sound of the reply has been heard."""
        if turn.full:
            self.ports.sound(sound.Forget())  # it had its time; what follows may interrupt the answer
            return
        self._answer.withdraw()
        if self._skill is None and turn.end:
            turn.go_on(event.at)
            self._go(Cue.SPEECH)
        else:  # a skill has had its effect, an announcement is nobody's question
            self._nothing()
            self._begin_turn(event)

    def _heard_audio(self, event: sound.Heard) -> None:
        turn = self.over or self.turn
        if turn is None or self.phase not in (Phase.HEARING, Phase.PAUSED, Phase.OVERLAP, Phase.HELD):
            return
        self._words.feed(turn, event)
        spoken = turn.heard_until - turn.began
        if self.phase is Phase.OVERLAP and spoken >= samples(self.settings.turn.barge_in_ms):
            self.ports.sound(sound.Pause())
            self._go(Cue.HOLD)
        if self.phase is Phase.HEARING and spoken >= samples(self.settings.turn.max_seconds * 1000):
            turn.full = True
            turn.end = turn.heard_until
            self._turn_is_over(turn)
        elif self.phase is not Phase.PAUSED:
            self._words.ask_now_and_then(turn)

    def _speech_paused(self, event: sound.SpeechPaused) -> None:
        turn = self.over or self.turn
        if turn is None:
            return
        if self.phase is Phase.HEARING:
            turn.end, turn.end_time = event.end, event.end_time
            self._go(Cue.PAUSE)
            if turn.speculations < self.settings.turn.max_speculations:
                self._respond(turn)
            else:
                self.ports.recognise(turn, final=True)
        elif self.phase in (Phase.OVERLAP, Phase.HELD):
            turn.end, turn.end_time = event.end, event.end_time
            self.ports.recognise(turn, final=True)

    def _silence(self, event: sound.Silence) -> None:
        if self.phase is not Phase.PAUSED or self.turn is None:
            return
        silent = ms(event.at - event.end)
        words = self.turn.text if self.turn.transcript else None
        language = self.turn.transcript.language if self.turn.transcript else "en"
        if silent >= required_silence(words, language, self.settings.turn, self.habits):
            self._answer.stamps.over = self.turn.end_time + silent / 1000
            self._turn_is_over(self.turn)

    def _speech_resumed(self, event: sound.SpeechResumed) -> None:
        turn = self.over or self.turn
        if turn is None:
            return
        if self.phase is Phase.PAUSED:
            self._answer.withdraw()
            turn.go_on(event.at)
            self._go(Cue.SPEECH)
        elif self.phase in (Phase.OVERLAP, Phase.HELD):
            turn.go_on(event.at)

    def _speech_dropped(self) -> None:
        if self.phase in (Phase.OVERLAP, Phase.HELD):
            self._resume_reply()
        elif self.phase in (Phase.HEARING, Phase.PAUSED):
            self._nothing()

    def _playback_ended(self, event: sound.PlaybackEnded) -> None:
        if not self._answer.ended(event):
            return
        if self.phase is Phase.THINKING:  # too short to have been reported as audible
            self._go(Cue.AUDIBLE)
        self._answer_ends()

    # ------------------------------------------------------------------------------------------------- the turn's end

    def _respond(self, turn: Turn) -> None:
        """Have the turn answered as it stands; what comes is held back until the turn is over."""
        self._skill = None
        self._answer.prepare(turn, lambda words: self._messages(f"{turn.prefix} {words}".strip()))

    def _messages(self, question: str) -> list[Message]:
        prompt = self.settings.speaking.system_prompt
        return self.dialogue.messages(SPOKEN_STYLE if prompt is None else prompt, question)

    def _turn_is_over(self, turn: Turn) -> None:
        self.ports.sound(sound.Forget())
        if turn.transcript is not None and self._refuse(turn):
            return
        for pause in turn.pauses:
            self.habits = self.habits.learn(ms(pause))
        self._go(Cue.OVER)
        if self._skill is not None:
            self._do_skill(turn, self._skill)
            return
        if not self._answer.is_for(turn):
            self._respond(turn)
        if self._answer.release():
            self._answer_ends()

    def _refuse(self, turn: Turn) -> bool:
        """Whether the words (known by now) ask for no answer; then the turn ends here."""
        if turn.text and not (turn.over_reply and self._is_no_interruption(turn.text)):
            return False
        self._nothing()
        return True

    def _do_skill(self, turn: Turn, skill: Skill) -> None:
        language = turn.transcript.language if turn.transcript else "en"
        answer = self.ports.carry_out(skill, language)
        if self.phase is not Phase.THINKING:
            return  # the skill itself changed the phase: muted, stopped
        if answer:
            self._answer.say(turn, answer, language)
        else:
            self._nothing()

    def _nothing(self) -> None:
        """The turn asks for no answer."""
        self._answer.withdraw()
        self._close_turns()
        self.ports.sound(sound.Forget())
        self._go(Cue.NOTHING)
        self._rest()

    def _answer_ends(self) -> None:
        """It has been heard to its end. Somebody may be speaking over its last words."""
        waiting = self.over
        if self.turn is not None:
            self.ports.close(self.turn)
        self._answer.finish()
        self._go(Cue.DONE)
        self.turn, self.over = waiting, None
        if waiting is None:
            self._rest()
        elif waiting.silent:
            self._go(Cue.PAUSE)
            self._respond(waiting)

    # ----------------------------------------------------------------------------------------------------------- words

    def on_words(self, number: int, revision: int, transcript: Transcript, final: bool) -> None:
        """An answer to `recognise`."""
        self._words.answered()
        turn = self.over or self.turn
        if turn is None or (turn.number, turn.revision) != (number, revision):
            return
        self.ports.publish("partial", turn=number, text=f"{turn.prefix} {transcript.text}".strip())
        if self.phase in (Phase.OVERLAP, Phase.HELD):
            if not self._is_no_interruption(transcript.text):
                self._yield_to(turn, transcript, final)
            elif final:
                self._resume_reply()
        elif self.phase is Phase.PAUSED and final:
            turn.transcript = transcript
        elif self.phase is Phase.HEARING and not final:
            settled = self._words.settled(transcript.text)
            if settled:
                self.ports.prefill(self._messages(f"{turn.prefix} {settled}".strip()))

    def words_failed(self, number: int, message: str) -> None:
        """The recogniser could not say: speech over a reply counts as none, a turn fails when it is answered."""
        self._words.answered()
        if self.over is not None and self.over.number == number:
            self._resume_reply()
        self.ports.publish("problem", text=message)

    # ------------------------------------------------------------------------------------------------ over the reply

    def _is_no_interruption(self, text: str) -> bool:
        spoken = self._answer.reply.text if self._answer.reply is not None else ""
        if not spoken and self.dialogue.exchanges:
            spoken = self.dialogue.exchanges[-1].said
        return judge(text, spoken, self.settings.turn.backchannels) is Verdict.DISMISSED

    def _yield_to(self, turn: Turn, transcript: Transcript, final: bool) -> None:
        """The reply ends here; the speaker has the turn. Right after its beginning, both halves are one question."""
        old, reply = self.turn, self._answer.reply
        heard_ms = reply.played / reply.rate * 1000 if reply is not None and reply.rate else 0.0
        is_command = match(transcript.text, transcript.language) is not None
        continues = old is not None and bool(old.text) and heard_ms < self.settings.turn.reopen_ms and not is_command
        self._answer.cut(forget=continues)
        if old is not None:
            turn.prefix = old.text if continues else ""
            self.ports.close(old)
        self.turn, self.over = turn, None
        turn.over_reply = False  # judged
        self._go(Cue.YIELD)
        if turn.silent:  # its pause has been reported already, over the reply
            turn.transcript = transcript if final else None
            self._go(Cue.PAUSE)
            self._respond(turn)

    def _resume_reply(self) -> None:
        """It was no interruption: play on from the very sample."""
        if self.over is not None:
            self.ports.close(self.over)
            self.over = None
        self.ports.sound(sound.Forget())
        self.ports.sound(sound.Resume())
        self._go(Cue.DISMISS)

    # ------------------------------------------------------------------------------------------------------- the reply

    def on_item(self, number: int, revision: int, item: items.Item) -> None:
        """An item of the responder's answer. What belongs to an older turn or revision is dropped here."""
        turn = self.turn
        if turn is None or not self._answer.expects(number, revision):
            return
        if isinstance(item, items.Heard):
            self._words_known(turn, item)
        elif isinstance(item, items.Failed):
            self._failed(item.message)
        elif self._answer.take(item) and self.phase is Phase.THINKING:
            self._answer_ends()

    def _words_known(self, turn: Turn, item: items.Heard) -> None:
        self._answer.stamps.heard = item.time
        turn.transcript = item.transcript
        if self._answer.reply is not None:
            self._answer.reply.language = item.transcript.language
        self.ports.publish("heard", turn=turn.number, text=turn.text, language=item.transcript.language)
        self._skill = match(item.transcript.text, item.transcript.language)
        if self._skill is not None:
            self._answer.abandon()  # a skill answers at once, and only when the turn is over
        if self.phase is Phase.THINKING and not self._refuse(turn) and self._skill is not None:
            self._do_skill(turn, self._skill)

    def _failed(self, message: str) -> None:
        self.ports.publish("problem", text=message)
        if self._answer.end_early():
            return  # what there is will be heard
        self._answer.abandon()
        if self.phase is Phase.PAUSED:
            return  # tried again when the turn is over
        turn = self.turn
        self._drop_turn()
        self._go(Cue.FAILED)
        if (
            turn is not None and turn.transcript is not None
        ):  # not for announcements: the voice itself may be what failed
            language = turn.transcript.language
            self._announcements.append((APOLOGY.get(language, APOLOGY["en"]), language))
        self._rest()

    # -------------------------------------------------------------------------------------------------------- helpers

    def _go(self, cue: Cue) -> None:
        before, self.phase = self.phase, transition(self.phase, cue)
        log.debug("%s: %s -> %s", cue.value, before.value, self.phase.value)
        self.ports.publish("state", state=self.phase.value)

    def _rest(self) -> None:
        """Nothing is going on: the time for housekeeping."""
        if self._once:
            self._once = False
            self.listen(False)
        if self.phase is Phase.LISTENING and not self._listening:
            self._go(Cue.CLOSE)  # something was announced while the microphone was closed
        self.dialogue.trim()
        self._next_announcement()

    def _next_announcement(self) -> None:
        if self._announcements and self.phase in (Phase.LISTENING, Phase.OFF):
            text, language = self._announcements.popleft()
            self.turn = Turn(next(self._numbers), 0)
            self._go(Cue.ANNOUNCE)
            self._answer.say(self.turn, text, language)

    def _close_turns(self) -> None:
        for turn in (self.turn, self.over):
            if turn is not None:
                self.ports.close(turn)
        self.turn = self.over = None

    def _drop_turn(self) -> None:
        """Give up whatever is under way."""
        self._answer.withdraw()
        self._close_turns()
        self.ports.sound(sound.Forget())
