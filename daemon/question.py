"""The user's turn while it is spoken: its partial words, its pauses, and whether it is over."""

from __future__ import annotations

from audio import events as sound
from config.constants import ms, samples
from config.settings import Turn as TurnSettings
from daemon.answer import Answer, Ports
from daemon.answering import Answering
from daemon.floor import Floor
from daemon.hearing import Words
from daemon.turn import Cue, Phase, Turn
from daemon.turn_taking import Habits, required_silence
from models.engine import Transcript


class Question:
    """What happens in the phases HEARING and PAUSED."""

    def __init__(
        self, settings: TurnSettings, ports: Ports, floor: Floor, words: Words, answer: Answer, answering: Answering
    ) -> None:
        self.habits = Habits()
        self._settings = settings
        self._ports = ports
        self._floor = floor
        self._words = words
        self._answer = answer
        self._answering = answering

    def begin(self, event: sound.SpeechStarted) -> None:
        self._floor.turn = turn = self._floor.new_turn(event.at, over_reply=event.while_playing)
        self._floor.go(Cue.SPEECH)
        self._words.open(turn)

    def resumes_unanswered(self, turn: Turn, event: sound.SpeechStarted) -> None:
        """The turn seemed over, and not a sound of the reply has been heard."""
        if turn.full:
            self._ports.sound(sound.Forget())  # it had its time; what follows may interrupt the answer
        elif self._answering.take_back(turn):
            self._resume(turn, event.at)
        else:
            self._answering.nothing()
            self.begin(event)

    def goes_on(self, turn: Turn) -> None:
        """More of it has been heard."""
        if self._floor.phase is not Phase.HEARING:
            return
        if turn.length >= samples(self._settings.max_seconds * 1000):
            turn.full = True
            turn.end = turn.heard_until
            self._over(turn)
        else:
            self._words.ask_now_and_then(turn)

    def pauses(self, turn: Turn) -> None:
        """The speaker is silent: prepare the answer, in case the turn is over."""
        self._floor.go(Cue.PAUSE)
        if turn.speculations < self._settings.max_speculations:
            self._answering.prepare(turn)
        else:
            self._ports.recognise(turn, final=True)

    def is_silent(self, turn: Turn, event: sound.Silence) -> None:
        """The pause lasts: is the turn over?"""
        silent = ms(event.at - event.end)
        words = turn.text if turn.transcript else None
        language = turn.transcript.language if turn.transcript else "en"
        if silent >= required_silence(words, language, self._settings, self.habits):
            self._answer.stamps.over = turn.end_time + silent / 1000
            self._over(turn)

    def resumes(self, turn: Turn, at: int) -> None:
        """The speaker goes on after a pause: what was prepared is stale."""
        self._answer.withdraw()
        self._resume(turn, at)

    def understood(self, turn: Turn, transcript: Transcript, final: bool) -> None:
        """The words so far."""
        if self._floor.phase is Phase.PAUSED and final:
            turn.transcript = transcript
        elif self._floor.phase is Phase.HEARING and not final:
            settled = self._words.settled(transcript.text)
            if settled:
                self._ports.prefill(self._answering.messages(f"{turn.prefix} {settled}".strip()))

    def _resume(self, turn: Turn, at: int) -> None:
        turn.go_on(at)
        self._floor.go(Cue.SPEECH)

    def _over(self, turn: Turn) -> None:
        if self._answering.turn_is_over(turn):
            for pause in turn.pauses:
                self.habits = self.habits.learn(ms(pause))
