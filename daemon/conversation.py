"""The conversation: what the sound worker and the responder report goes in, what they shall do comes out.

Synchronous and without a clock: one event is handled to its end before the next, so that nothing is ever half done, and
time is what the events carry. All effects go through `Ports`. Drawn in ARCHITECTURE.md.
"""

from __future__ import annotations

import itertools
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audio import events as sound
from config.constants import ms, samples
from config.settings import Settings
from daemon import items
from daemon.barge_in import Verdict, judge
from daemon.dialogue import Dialogue, Exchange
from daemon.prompts import SPOKEN_STYLE
from daemon.reply import Reply
from daemon.skills import Skill, match
from daemon.speculation import StablePrefix
from daemon.stamps import Stamps
from daemon.turn import Cue, Phase, Turn, transition
from daemon.turn_taking import Habits, required_silence
from models.engine import Message, Transcript

log = logging.getLogger(__name__)

PARTIAL_EVERY = samples(300)
"""Audio between two partial transcripts, at HEARING_RATE: as often as a display needs; a busy recogniser skips some."""
PREFILL_EVERY_WORDS = 2
"""Settled words that are worth another prefill."""


@dataclass(frozen=True, slots=True)
class Record:
    """A finished exchange, for the history and for displays."""

    turn: int
    language: str
    heard: str
    said: str
    """What was played of the reply."""
    said_full: str
    interrupted: bool
    timings_ms: dict[str, float]


class Ports(Protocol):
    """Everything the conversation can do to the world. None of these waits; answers come back as events and items,
    stamped with the (turn, revision) that they belong to."""

    def sound(self, command: sound.Command) -> None: ...
    def open(self, turn: Turn) -> None: ...
    def feed(self, turn: Turn, pcm: bytes) -> None: ...
    def close(self, turn: Turn) -> None: ...
    def recognise(self, turn: Turn, final: bool) -> None: ...
    def prefill(self, messages: Sequence[Message]) -> None: ...
    def respond(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None: ...
    def say(self, turn: Turn, text: str, language: str) -> None: ...
    def cancel(self) -> None: ...
    def carry_out(self, skill: Skill, language: str) -> str: ...
    def publish(self, kind: str, **facts: Any) -> None: ...
    def record(self, record: Record) -> None: ...


class Conversation:
    def __init__(self, settings: Settings, ports: Ports) -> None:
        self.settings = settings
        self.ports = ports
        self.phase = Phase.OFF
        self.turn: Turn | None = None
        """The turn being heard, thought about or answered."""
        self.over: Turn | None = None
        """What somebody says over the reply; becomes the turn if it interrupts."""
        self.reply: Reply | None = None
        self.habits = Habits()
        self.dialogue = Dialogue(settings.history.voice_tokens)
        self._listening = False
        self._numbers = itertools.count(1)
        self._answering: tuple[int, int] | None = None  # (turn, revision) the responder works on
        self._skill: Skill | None = None
        self._stamps = Stamps()
        self._stable = StablePrefix()
        self._prefilled_words = 0
        self._last_partial = 0
        self._asked_for_words = False
        self._cut: dict[int, tuple[Reply, Turn]] = {}  # flushed replies whose end the loudspeaker has not reported yet
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

    def stop(self) -> None:
        """Be silent now; keep listening."""
        self._announcements.clear()
        if self.phase in (Phase.SPEAKING, Phase.OVERLAP, Phase.HELD):
            self._dismiss_overlap()
            self._cut_reply()
            self._go(Cue.DONE)
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
                self._playback_started(event)
            case sound.PlaybackProgress():
                if self.reply is not None and self.reply.number == event.reply:
                    self.reply.played = event.played
                    self.reply.underruns = event.underruns
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
        self.ports.sound(sound.Volume(self.settings.sound.volume))
        self.ports.sound(sound.Listen(self._listening))

    def _speech_started(self, event: sound.SpeechStarted) -> None:
        if self.phase is Phase.SPEAKING:
            self.over = Turn(next(self._numbers), event.at, over_reply=True)
            self.ports.sound(sound.Duck(True))
            self._go(Cue.SPEECH)
            self._open(self.over)
        elif self.phase is Phase.THINKING and self.turn is not None:
            # Not a sound of the reply has been heard: the question goes on.
            if self.turn.full:
                self.ports.sound(sound.Forget())  # it had its time; what follows may interrupt the answer
                return
            self._withdraw_reply()
            if self._skill is None and self.turn.end:
                self.turn.pauses.append(event.at - self.turn.end)
                self.turn.revision += 1
                self.turn.transcript = None
                self._go(Cue.SPEECH)
            else:
                self._nothing()
                self._begin_turn(event)
        elif self.phase is Phase.LISTENING:
            self._begin_turn(event)
        else:
            log.debug("speech began in phase %s: nothing to do", self.phase.value)

    def _begin_turn(self, event: sound.SpeechStarted) -> None:
        self.turn = Turn(next(self._numbers), event.at, over_reply=event.while_playing)
        self._go(Cue.SPEECH)
        self._open(self.turn)

    def _open(self, turn: Turn) -> None:
        self._stable = StablePrefix()
        self._prefilled_words = 0
        self._last_partial = turn.began
        self._asked_for_words = False
        self.ports.open(turn)

    def _heard_audio(self, event: sound.Heard) -> None:
        turn = self.over or self.turn
        if turn is None or self.phase not in (Phase.HEARING, Phase.PAUSED, Phase.OVERLAP, Phase.HELD):
            return
        turn.heard_until = event.at + len(event.pcm) // 2
        self.ports.feed(turn, event.pcm)
        spoken = turn.heard_until - turn.began
        if self.phase is Phase.OVERLAP and spoken >= samples(self.settings.turn.barge_in_ms):
            self.ports.sound(sound.Pause())
            self._go(Cue.HOLD)
        if self.phase is Phase.HEARING and spoken >= self.settings.turn.max_seconds * samples(1000):
            turn.full = True
            turn.end = turn.heard_until
            self._turn_is_over()
        elif self.phase is not Phase.PAUSED and turn.heard_until - self._last_partial >= PARTIAL_EVERY:
            self._ask_for_words(turn)

    def _ask_for_words(self, turn: Turn) -> None:
        if not self._asked_for_words:
            self._asked_for_words = True
            self._last_partial = turn.heard_until
            self.ports.recognise(turn, final=False)

    def _speech_paused(self, event: sound.SpeechPaused) -> None:
        turn = self.over or self.turn
        if turn is None:
            return
        turn.end, turn.end_time = event.end, event.end_time
        if self.phase is Phase.HEARING:
            self._go(Cue.PAUSE)
            if turn.speculations < self.settings.turn.max_speculations:
                self._respond(turn)
            else:
                self.ports.recognise(turn, final=True)
        elif self.phase in (Phase.OVERLAP, Phase.HELD):
            self.ports.recognise(turn, final=True)

    def _silence(self, event: sound.Silence) -> None:
        if self.phase is not Phase.PAUSED or self.turn is None:
            return
        silent = ms(event.at - event.end)
        words = self.turn.text if self.turn.transcript else None
        language = self.turn.transcript.language if self.turn.transcript else "en"
        if silent >= required_silence(words, language, self.settings.turn, self.habits):
            self._stamps.over = self.turn.end_time + silent / 1000
            self._turn_is_over()

    def _speech_resumed(self, event: sound.SpeechResumed) -> None:
        turn = self.over or self.turn
        if turn is None:
            return
        if self.phase is Phase.PAUSED:
            turn.pauses.append(event.at - turn.end)
            self._abandon_answer()
            self._go(Cue.SPEECH)
        if self.phase in (Phase.HEARING, Phase.OVERLAP, Phase.HELD):
            turn.revision += 1
            turn.transcript = None

    def _speech_dropped(self) -> None:
        if self.phase in (Phase.OVERLAP, Phase.HELD):
            self._resume_reply()
        elif self.phase in (Phase.HEARING, Phase.PAUSED):
            self._nothing()

    # ------------------------------------------------------------------------------------------------- the turn's end

    def _respond(self, turn: Turn) -> None:
        """Have the turn answered as it stands; what comes is held back until the turn is over."""
        turn.speculations += 1
        self._skill = None
        self._answering = (turn.number, turn.revision)
        self._stamps = Stamps(
            end_of_speech=turn.end_time,
            paused=turn.end_time + ms(max(0, turn.heard_until - turn.end)) / 1000,
        )
        language = turn.transcript.language if turn.transcript else ""
        self.reply = Reply(turn.number, turn.number, turn.revision, language)
        self.ports.respond(turn, lambda words: self._messages(f"{turn.prefix} {words}".strip()))

    def _messages(self, question: str) -> list[Message]:
        prompt = self.settings.speaking.system_prompt
        return self.dialogue.messages(SPOKEN_STYLE if prompt is None else prompt, question)

    def _turn_is_over(self) -> None:
        turn = self.turn
        assert turn is not None
        self.ports.sound(sound.Forget())
        if turn.transcript is not None and self._refuse(turn):
            return
        for pause in turn.pauses:
            self.habits = self.habits.learn(ms(pause))
        self._go(Cue.OVER)
        if self._skill is not None:
            self._do_skill(turn)
            return
        if self._answering != (turn.number, turn.revision):
            self._respond(turn)
        self._release()

    def _refuse(self, turn: Turn) -> bool:
        """Whether the words (known by now) ask for no answer; then the turn ends here."""
        if turn.text and not (turn.over_reply and self._is_no_interruption(turn.text)):
            return False
        self._nothing()
        return True

    def _release(self) -> None:
        """The turn is over: what has been made is heard, and what comes is heard as it comes."""
        reply = self.reply
        if reply is None:
            return
        reply.released = True
        if reply.text:
            self.ports.publish("reply", turn=reply.turn, delta=reply.text)
        for pcm in reply.held:
            self.ports.sound(sound.Play(reply.number, reply.rate, pcm, last=False))
        reply.held.clear()
        if reply.complete:
            self._close_reply(reply)

    def _close_reply(self, reply: Reply) -> None:
        if reply.samples:
            self.ports.sound(sound.Play(reply.number, reply.rate, b"", last=True))
        elif self.phase is Phase.THINKING:  # nothing to play: the text was all
            self._finish(reply, interrupted=False)
            self._go(Cue.DONE)
            self._rest()

    def _do_skill(self, turn: Turn) -> None:
        skill = self._skill
        assert skill is not None
        language = turn.transcript.language if turn.transcript else "en"
        answer = self.ports.carry_out(skill, language)
        if self.phase is not Phase.THINKING:
            return  # the skill itself changed the phase (muted, stopped)
        if not answer:
            self._nothing()
            return
        self._say(turn, answer, language)

    def _say(self, turn: Turn, text: str, language: str) -> None:
        self._answering = (turn.number, turn.revision)
        self.reply = Reply(turn.number, turn.number, turn.revision, language, released=True)
        self.ports.say(turn, text, language)

    def _nothing(self) -> None:
        """The turn asks for no answer."""
        self._abandon_answer()
        if self.turn is not None:
            self.ports.close(self.turn)
        self.turn = None
        self.ports.sound(sound.Forget())
        self._go(Cue.NOTHING)
        self._rest()

    # ----------------------------------------------------------------------------------------------------------- words

    def on_words(self, number: int, revision: int, transcript: Transcript, final: bool) -> None:
        """An answer to `recognise`."""
        self._asked_for_words = False
        turn = self.over or self.turn
        if turn is None or (turn.number, turn.revision) != (number, revision):
            return
        turn.partial = transcript.text
        self.ports.publish("partial", turn=number, text=f"{turn.prefix} {transcript.text}".strip())
        if self.phase in (Phase.OVERLAP, Phase.HELD):
            self._judge_overlap(transcript, final)
        elif self.phase is Phase.PAUSED and final:
            turn.transcript = transcript
        elif self.phase is Phase.HEARING and not final:
            self._prefill(turn, transcript.text)

    def words_failed(self, number: int, message: str) -> None:
        """The recogniser could not say: speech over a reply counts as none, a turn fails when it is answered."""
        self._asked_for_words = False
        if self.over is not None and self.over.number == number:
            self._resume_reply()
        self.ports.publish("problem", text=message)

    def _prefill(self, turn: Turn, text: str) -> None:
        stable = self._stable.update(text)
        count = len(stable.split())
        if count >= self._prefilled_words + PREFILL_EVERY_WORDS:
            self._prefilled_words = count
            self.ports.prefill(self._messages(f"{turn.prefix} {stable}".strip()))

    # ------------------------------------------------------------------------------------------------ over the reply

    def _is_no_interruption(self, text: str) -> bool:
        spoken = self.reply.text if self.reply is not None else ""
        return judge(text, spoken or self._last_said(), self.settings.turn.backchannels) is Verdict.DISMISSED

    def _last_said(self) -> str:
        return self.dialogue.exchanges[-1].said if self.dialogue.exchanges else ""

    def _judge_overlap(self, transcript: Transcript, final: bool) -> None:
        turn = self.over
        assert turn is not None
        if not self._is_no_interruption(transcript.text):
            self._yield_to(turn, transcript, final)
        elif final:
            self._resume_reply()

    def _yield_to(self, turn: Turn, transcript: Transcript, paused: bool) -> None:
        """The reply ends here; the speaker has the turn."""
        reply, old = self.reply, self.turn
        continues = (
            reply is not None
            and old is not None
            and reply.rate > 0
            and reply.played / reply.rate * 1000 < self.settings.turn.reopen_ms
            and bool(old.text)
            and match(transcript.text, transcript.language) is None
        )
        self._cut_reply(forget=continues)
        if continues and old is not None:
            turn.prefix = old.text
        self.turn, self.over = turn, None
        turn.over_reply = False  # judged
        self._go(Cue.YIELD)
        if paused:
            turn.transcript = transcript
            self._go(Cue.PAUSE)
            self._respond(turn)

    def _resume_reply(self) -> None:
        """It was no interruption: play on from the very sample."""
        self._dismiss_overlap()
        self.ports.sound(sound.Forget())
        self.ports.sound(sound.Resume())
        self._go(Cue.DISMISS)

    def _dismiss_overlap(self) -> None:
        if self.over is not None:
            self.ports.close(self.over)
            self.over = None

    def _cut_reply(self, forget: bool = False) -> None:
        """Silence at once. What was heard is known exactly when the loudspeaker has reported."""
        reply, turn = self.reply, self.turn
        self.reply = None
        self._abandon_answer()
        if reply is None or turn is None:
            return
        self.ports.close(turn)
        self.ports.sound(sound.Flush(reply.number))
        if not forget:
            self._cut[reply.number] = (reply, turn)
            if turn.text:
                self.dialogue.add(Exchange(turn.number, turn.text, reply.heard(), reply.language))

    # ------------------------------------------------------------------------------------------------------- the reply

    def on_item(self, number: int, revision: int, item: items.Item) -> None:
        """An item of the responder's answer. What belongs to an older turn or revision is dropped here."""
        turn, reply = self.turn, self.reply
        if turn is None or reply is None or self._answering != (number, revision):
            return
        match item:
            case items.Heard():
                self._words_known(turn, item)
            case items.Said():
                self._stamps.first_token = self._stamps.first_token or item.time
                reply.text += item.text
                if reply.released:
                    self.ports.publish("reply", turn=number, delta=item.text)
            case items.Clause():
                self._stamps.first_clause = self._stamps.first_clause or item.time
                reply.add_clause(item.text, item.start, item.end)
            case items.Audio():
                self._stamps.first_audio = self._stamps.first_audio or item.time
                reply.add_audio(item.pcm, item.rate, item.marks)
                if reply.released:
                    self.ports.sound(sound.Play(reply.number, item.rate, item.pcm, last=False))
                else:
                    reply.held.append(item.pcm)
            case items.Finished():
                reply.complete = True
                if reply.released:
                    self._close_reply(reply)
            case items.Failed():
                self._failed(reply, item.message)

    def _words_known(self, turn: Turn, item: items.Heard) -> None:
        assert self.reply is not None
        self._stamps.heard = item.time
        turn.transcript = item.transcript
        self.reply.language = item.transcript.language
        self.ports.publish("heard", turn=turn.number, text=turn.text, language=item.transcript.language)
        self._skill = match(item.transcript.text, item.transcript.language)
        if self._skill is not None:
            self._abandon_answer()  # a skill answers at once, and only when the turn is over
        if self.phase is Phase.THINKING and not self._refuse(turn) and self._skill is not None:
            self._do_skill(turn)

    def _failed(self, reply: Reply, message: str) -> None:
        self.ports.publish("problem", text=message)
        if reply.samples and reply.released:
            reply.complete = True  # what there is will be heard
            self._close_reply(reply)
        elif self.phase is Phase.PAUSED:
            self._answering = None  # tried again when the turn is over
        else:
            self._drop_turn()
            self._go(Cue.FAILED)
            self._rest()

    def _playback_started(self, event: sound.PlaybackStarted) -> None:
        reply = self.reply
        if reply is None or reply.number != event.reply or self.phase is not Phase.THINKING:
            return
        reply.audible = True
        self._stamps.audible = event.audible_time
        self._go(Cue.AUDIBLE)
        self.ports.publish("timings", turn=reply.turn, ms=self._stamps.milliseconds())

    def _playback_ended(self, event: sound.PlaybackEnded) -> None:
        if event.reply in self._cut:
            reply, turn = self._cut.pop(event.reply)
            reply.played, reply.underruns = event.played, event.underruns
            self.dialogue.amend(turn.number, reply.heard())
            self._publish_done(reply, turn, interrupted=True)
            return
        reply_now = self.reply
        if reply_now is None or reply_now.number != event.reply:
            return
        reply_now.played, reply_now.underruns = event.played, event.underruns
        if self.phase is Phase.THINKING:  # too short to have been reported as audible
            self._go(Cue.AUDIBLE)
        self._finish(reply_now, interrupted=False)
        overlapping = self.over
        self._go(Cue.DONE)
        if overlapping is None:
            self._rest()
            return
        self.turn, self.over = overlapping, None
        if overlapping.end:  # it is silent already
            self._go(Cue.PAUSE)
            self._respond(overlapping)

    def _finish(self, reply: Reply, interrupted: bool) -> None:
        turn = self.turn
        self._answering = None
        if turn is None:
            return
        self.ports.close(turn)
        if turn.text:
            self.dialogue.add(Exchange(turn.number, turn.text, reply.heard(), reply.language))
        self._publish_done(reply, turn, interrupted)
        self.turn = None

    def _publish_done(self, reply: Reply, turn: Turn, interrupted: bool) -> None:
        said = reply.heard()
        timings = self._stamps.milliseconds()
        self.ports.publish(
            "reply_done",
            turn=turn.number,
            text=said,
            interrupted=interrupted,
            underruns=reply.underruns,
            played=reply.played,
            rate=reply.rate,
        )
        if turn.text:
            self.ports.record(
                Record(turn.number, reply.language, turn.text, said, reply.text.strip(), interrupted, timings)
            )

    # -------------------------------------------------------------------------------------------------------- helpers

    def _go(self, cue: Cue) -> None:
        before, self.phase = self.phase, transition(self.phase, cue)
        log.debug("%s: %s -> %s", cue.value, before.value, self.phase.value)
        self.ports.publish("state", state=self.phase.value)

    def _rest(self) -> None:
        """Nothing is going on: the time for housekeeping."""
        if self.phase is Phase.LISTENING and not self._listening:
            self._go(Cue.CLOSE)
        self.dialogue.trim()
        self._next_announcement()

    def _next_announcement(self) -> None:
        if self._announcements and self.phase in (Phase.LISTENING, Phase.OFF):
            text, language = self._announcements.popleft()
            self.turn = Turn(next(self._numbers), 0)
            self._go(Cue.ANNOUNCE)
            self._stamps = Stamps()
            self._say(self.turn, text, language)

    def _abandon_answer(self) -> None:
        if self._answering is not None:
            self.ports.cancel()
        self._answering = None

    def _withdraw_reply(self) -> None:
        """Take back a reply of which nothing has been heard."""
        self._abandon_answer()
        if self.reply is not None and self.reply.released:
            self.ports.sound(sound.Flush(self.reply.number))
        self.reply = None

    def _drop_turn(self) -> None:
        """Give up whatever is under way."""
        self._dismiss_overlap()
        if self.reply is not None and self.reply.released:
            self.ports.sound(sound.Flush(self.reply.number))
        self._abandon_answer()
        if self.turn is not None:
            self.ports.close(self.turn)
        self.turn = self.reply = None
        self.ports.sound(sound.Forget())
