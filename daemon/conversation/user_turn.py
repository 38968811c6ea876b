"""The user's turn while it is spoken: its partial words, its pauses, and whether it is over."""

from __future__ import annotations

import math

from audio import events as sound
from config.constants import ms, samples
from daemon.conversation.activation import UNCALLED, Push
from daemon.conversation.assistant_turn import AssistantTurn
from daemon.conversation.context import Context
from daemon.conversation.rules.end_of_turn import Habits, required_silence
from daemon.conversation.turn import Cue, Phase, Turn
from models.engine import Transcript

TAIL = samples(120)
"""Push to talk: what is heard so long after the key was let go still counts, for people are early with their fingers."""


class UserTurn:
    """What happens in the phases HEARING and PAUSED."""

    def __init__(self, parts: Context, answering: AssistantTurn) -> None:
        self.habits = Habits()
        self._settings = parts.settings.turn
        self._thrift = SpeculationLimit(self._settings.max_speculations)
        self._ports = parts.ports
        self._floor = parts.floor
        self._words = parts.words
        self._answer = parts.answer
        self._answering = answering
        self._attention = parts.attention
        self._microphone = parts.microphone

    def begin(self, event: sound.SpeechStarted) -> None:
        self._floor.turn = turn = self._floor.new_turn(event.at, over_reply=event.while_playing)
        turn.addressed = self._attention.needs_no_phrase(event.at)
        push = self._microphone.push
        if push is not None:
            self.claim(turn, push)
        self._floor.go(Cue.SPEECH)
        self._words.open(turn)

    def resumes_unanswered(self, turn: Turn, event: sound.SpeechStarted) -> None:
        """The turn seemed over, and not a sound of the reply has been heard."""
        if turn.full or turn.last:
            self._ports.sound(sound.Forget())  # it had its time; what follows may interrupt the answer
        elif self._answering.take_back(turn):
            self._resume(turn, event.at)
        else:
            self.begin(event)

    def dropped(self, turn: Turn) -> None:
        """What began was no speech: the turn is what it was before, if it was anything."""
        if turn.ended:
            turn.stay()
            self._over(turn)
        else:
            self._microphone.not_asked()
            self._answering.nothing()

    def goes_on(self, turn: Turn) -> None:
        """More of it has been heard."""
        if self._floor.phase is not Phase.HEARING:
            return
        if turn.last and turn.heard_until >= turn.last:
            self._ends_speaking(turn)
        elif turn.length >= samples(self._settings.max_seconds * 1000):
            turn.full = True
            self._ends_speaking(turn)
        elif not turn.meant and turn.length >= UNCALLED:
            self._answering.nothing()
        elif self._settings.max_speculations:
            self._words.ask_now_and_then(turn)

    def pauses(self, turn: Turn) -> None:
        """The speaker is silent: prepare the answer, in case the turn is over."""
        self._floor.go(Cue.PAUSE)
        if turn.last:
            self._over(turn)
        elif turn.meant and turn.speculations < self._thrift.limit:
            self._answering.prepare(turn)
        else:
            self._ports.recognise(turn, final=True)

    def is_silent(self, turn: Turn, event: sound.Silence) -> None:
        """The pause lasts: is the turn over?"""
        silent = ms(event.at - event.end)
        if silent >= self._required_silence(turn):
            self._over(turn)
            self._answer.stamps.over = turn.end_time + silent / 1000

    def _required_silence(self, turn: Turn) -> float:
        """Milliseconds of silence that end the turn."""
        if turn.held or (turn.transcript is None and not turn.meant):
            return math.inf
        if turn.called and not turn.text:  # the wake phrase alone: the question may come as a turn of its own
            return self._settings.complete_ms
        words = turn.text if turn.transcript else None
        language = turn.transcript.language if turn.transcript else "en"
        finished = turn.transcript.finished if turn.transcript else None
        return required_silence(words, language, self._settings, self.habits, finished)

    def claim(self, turn: Turn, push: Push) -> None:
        """The turn is the question of this push to talk."""
        turn.addressed = push.asked = True
        turn.held = push.held

    def release(self, turn: Turn) -> None:
        """Push to talk: the key was let go. The turn is over, as soon as what was said before has been heard."""
        turn.held = True  # from now on for no pause either
        if self._floor.phase is Phase.PAUSED:
            self._over(turn)
        else:
            turn.last = turn.heard_until + TAIL

    def resumes(self, turn: Turn, at: int) -> None:
        """The speaker goes on after a pause: what was prepared is stale."""
        self._answer.withdraw()
        self._resume(turn, at)

    def understood(self, turn: Turn, transcript: Transcript, final: bool) -> None:
        """The words so far."""
        if self._floor.phase is Phase.PAUSED and final:
            turn.transcript = transcript
            if turn.text and turn.speculations < self._thrift.limit and not self._answer.is_for(turn):
                self._answering.prepare(turn)
        elif self._floor.phase is Phase.HEARING and not final:
            settled = self._words.settled(transcript.text)
            if settled:
                self._ports.prefill(self._answering.messages(turn, settled))

    def misheard(self, turn: Turn) -> None:
        """The recogniser could not say what the words were. A turn that is meant fails when it is answered."""
        if self._floor.phase is Phase.PAUSED and not turn.meant:
            self._answering.nothing()

    def _ends_speaking(self, turn: Turn) -> None:
        """The turn ends without a pause."""
        turn.end, turn.end_time = turn.heard_until, 0.0
        self._over(turn)

    def _resume(self, turn: Turn, at: int) -> None:
        turn.go_on(at)
        self._floor.go(Cue.SPEECH)

    def _over(self, turn: Turn) -> None:
        if turn.held:
            self._microphone.release()
        if self._answering.turn_is_over(turn):
            self._thrift.learn(len(turn.pauses))
            self.habits = self.habits.learn_turn([ms(pause) for pause in turn.pauses], self._settings.complete_ms)


class SpeculationLimit:
    """How many answers may be prepared ahead in one turn. With a speaker who pauses in every sentence most of them are in
    vain: then there is one try, as long as it is so."""

    WEIGHT = 0.2
    MOST = 2.0
    """Tries a turn, on average, beyond which they are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tries = 1.0

    @property
    def limit(self) -> int:
        return min(1, self._most) if self._tries > self.MOST else self._most

    def learn(self, pauses: int) -> None:
        """A turn is over that had so many pauses inside it: as many tries there would have been in vain."""
        self._tries += self.WEIGHT * (1 + pauses - self._tries)
