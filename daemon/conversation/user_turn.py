"""The user's turn while it is spoken: its partial words, its pauses, and whether it is over."""

from __future__ import annotations

import math
from dataclasses import replace

from audio import events as sound
from config.constants import ms, samples
from daemon.conversation.activation import UNCALLED, Push
from daemon.conversation.assistant_turn import AssistantTurn
from daemon.conversation.context import Context
from daemon.conversation.rules.completeness import Completeness, completeness
from daemon.conversation.rules.end_of_turn import Habits, silence_by_words, silence_for
from daemon.conversation.turn import Cue, Phase, Turn
from models.engine import Transcript

TAIL = samples(120)
"""Push to talk: speech this long after the key's release still counts, because people release early."""


class UserTurn:
    """Handles the phases HEARING and PAUSED."""

    def __init__(self, context: Context, assistant: AssistantTurn) -> None:
        self.habits = Habits()
        self._settings = context.settings.turn
        self._speculation = SpeculationLimit(self._settings.max_speculations)
        self._ports = context.ports
        self._state = context.state
        self._partials = context.partials
        self._delivery = context.delivery
        self._assistant = assistant
        self._addressing = context.addressing
        self._microphone = context.microphone

    def begin(self, event: sound.SpeechStarted) -> None:
        """Speech began: a new turn."""
        self._state.turn = turn = self._state.new_turn(event.at, over_reply=event.while_playing)
        turn.addressed = self._addressing.needs_no_phrase(event.at)
        push = self._microphone.push
        if push is not None:
            self.claim(turn, push)
        self._state.go(Cue.SPEECH)
        self._partials.open(turn)

    def resumes_unanswered(self, turn: Turn, event: sound.SpeechStarted) -> None:
        """Speech began after the turn seemed over, and before any of the reply was heard."""
        if turn.full or turn.last:
            self._ports.sound(sound.Forget())  # the turn had its time; further speech may interrupt the answer
        elif self._assistant.take_back(turn):
            self._resume(turn, event.at)
        else:
            self.begin(event)

    def dropped(self, turn: Turn) -> None:
        """The sound was not speech: restore the turn as it was before it."""
        if turn.ended:
            turn.stay()
            self._over(turn)
        else:
            self._microphone.not_asked()
            self._assistant.nothing()

    def goes_on(self, turn: Turn) -> None:
        """More of the turn has been heard."""
        if self._state.phase is not Phase.HEARING:
            return
        if turn.last and turn.heard_until >= turn.last:
            self._ends_speaking(turn)
        elif turn.length >= samples(self._settings.max_seconds * 1000):
            turn.full = True
            self._ends_speaking(turn)
        elif not turn.meant and turn.length >= UNCALLED:
            self._assistant.nothing()
        elif self._settings.max_speculations:
            self._partials.ask_now_and_then(turn)

    def pauses(self, turn: Turn) -> None:
        """The speaker is silent: prepare the answer, in case the turn is over."""
        self._state.go(Cue.PAUSE)
        if turn.last:
            self._over(turn)
        elif turn.meant and turn.speculations < self._speculation.limit:
            self._assistant.prepare(turn)
        else:
            self._ports.speech.recognise(turn, final=True)

    def is_silent(self, turn: Turn, event: sound.Silence) -> None:
        """The pause lasts: end the turn when it is long enough."""
        turn.silence = ms(event.at - event.end)
        self._end_after_silence(turn)

    def answer_comes(self) -> None:
        """More of the answer is there: the turn may have waited for its sound alone. What has an effect has no sound before
        the turn is over, and waits for the next report of silence."""
        turn = self._state.turn
        if self._state.phase is Phase.PAUSED and turn is not None and self._delivery.has_sound_for(turn):
            self._end_after_silence(turn)

    def _end_after_silence(self, turn: Turn) -> None:
        """End the turn if it has been silent for long enough. While its answer has no sound, nothing is lost by waiting for
        as long as the bare words ask for."""
        silent = turn.silence
        if silent < self._required_silence(turn):
            return
        if turn.transcript is not None and turn.text and self._delivery.makes_sound_for(turn):
            language = turn.transcript.language
            if silent < silence_by_words(turn.text, language, self._settings, self.habits):
                return
        self._over(turn)
        self._delivery.stamps.over = turn.end_time + silent / 1000

    def _required_silence(self, turn: Turn) -> float:
        """Milliseconds of silence that end the turn."""
        if turn.held or (turn.transcript is None and not turn.meant):
            return math.inf
        if turn.called and not turn.text:  # the wake phrase alone: the question may come as a turn of its own
            return self._settings.complete_ms
        words = replace(turn.transcript, text=turn.text) if turn.transcript is not None else None
        return silence_for(words, self._settings, self.habits)

    def claim(self, turn: Turn, push: Push) -> None:
        """The turn is the question of this push to talk."""
        turn.addressed = push.asked = True
        turn.held = push.held

    def release(self, turn: Turn) -> None:
        """The push-to-talk key was released: the turn is over once the speech before the release has been heard."""
        turn.held = True  # no pause ends it from now on, for a push without hold either
        if self._state.phase is Phase.PAUSED:
            self._over(turn)
        else:
            turn.last = turn.heard_until + TAIL

    def resumes(self, turn: Turn, at: int) -> None:
        """The speaker goes on after a pause: the prepared answer is stale."""
        self._delivery.withdraw()
        self._resume(turn, at)

    def understood(self, turn: Turn, transcript: Transcript, final: bool) -> None:
        """The recogniser has told the words so far."""
        if self._state.phase is Phase.PAUSED and final:
            turn.transcript = transcript
            if turn.text and turn.speculations < self._speculation.limit and not self._delivery.is_for(turn):
                self._assistant.prepare(turn)
        elif self._state.phase is Phase.HEARING and not final:
            complete = completeness(transcript.text, transcript.language) is Completeness.COMPLETE
            words = self._partials.settled(transcript.text, complete)
            if words:
                self._ports.speech.prefill(self._assistant.messages(turn, words), complete)

    def misheard(self, turn: Turn) -> None:
        """The recogniser failed. A turn for the assistant fails when it is answered; any other ends here."""
        if self._state.phase is Phase.PAUSED and not turn.meant:
            self._assistant.nothing()

    def _ends_speaking(self, turn: Turn) -> None:
        """End the turn without a pause."""
        turn.end, turn.end_time = turn.heard_until, 0.0
        self._over(turn)

    def _resume(self, turn: Turn, at: int) -> None:
        turn.go_on(at)
        self._state.go(Cue.SPEECH)

    def _over(self, turn: Turn) -> None:
        if turn.held:
            self._microphone.release()
        if self._assistant.turn_is_over(turn):
            self._speculation.learn(len(turn.pauses))
            self.habits = self.habits.learn_turn([ms(pause) for pause in turn.pauses], self._settings.complete_ms)


class SpeculationLimit:
    """Number of answers that may be prepared ahead in one turn.

    With a speaker who pauses in every sentence, most of them are wasted: then one is allowed, until the habit changes.
    """

    WEIGHT = 0.2
    MOST = 2.0
    """Average tries a turn beyond which only one is allowed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tries = 1.0

    @property
    def limit(self) -> int:
        return min(1, self._most) if self._tries > self.MOST else self._most

    def learn(self, pauses: int) -> None:
        """A turn with so many pauses inside it is over: that many tries would have been wasted."""
        self._tries += self.WEIGHT * (1 + pauses - self._tries)
