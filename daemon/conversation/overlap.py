"""Speech over a reply, in steps: the reply is softer at once; speech that goes on pauses it with its buffer kept; then the
words decide whether it ends or plays on from the very sample."""

from __future__ import annotations

from audio import events as sound
from config.constants import samples
from daemon.conversation.assistant_turn import AssistantTurn
from daemon.conversation.context import Context
from daemon.conversation.turn import Cue, Phase, Turn
from daemon.skills.match import match
from models.engine import Transcript


class Overlap:
    """What happens in the phases OVERLAP and HELD, up to the verdict."""

    def __init__(self, parts: Context, answering: AssistantTurn) -> None:
        self._settings = parts.settings.turn
        self._ports = parts.ports
        self._floor = parts.floor
        self._words = parts.words
        self._answer = parts.answer
        self._answering = answering

    def begin(self, at: int) -> None:
        self._floor.over = turn = self._floor.new_turn(at, over_reply=True)
        self._ports.sound(sound.Duck(True))
        self._floor.go(Cue.SPEECH)
        self._words.open(turn)

    def goes_on(self, turn: Turn) -> None:
        """More of it has been heard."""
        if self._floor.phase is Phase.OVERLAP and turn.length >= samples(self._settings.barge_in_ms):
            self._ports.sound(sound.Pause())
            self._floor.go(Cue.HOLD)
        self._words.ask_now_and_then(turn)

    def pauses(self, turn: Turn) -> None:
        """The speaker is silent: what were the words?"""
        self._ports.recognise(turn, final=True)

    def dismiss(self) -> None:
        """It was no interruption: play on from the very sample."""
        if self._floor.over is not None:
            self._answer.goes_on(self._floor.over.heard_until)
            self._ports.close(self._floor.over)
            self._floor.over = None
        self._ports.sound(sound.Forget())
        self._ports.sound(sound.Resume())
        self._floor.go(Cue.DISMISS)

    def yield_to(self, turn: Turn, transcript: Transcript, final: bool) -> None:
        """It is an interruption: the reply ends here. Right after its beginning, both halves are one question."""
        old, reply = self._floor.turn, self._answer.reply
        heard_ms = reply.played / reply.rate * 1000 if reply is not None and reply.rate else 0.0
        is_command = match(transcript.text, transcript.language) is not None
        unfinished = old is not None and bool(old.text) and not old.acted
        continues = unfinished and heard_ms < self._settings.reopen_ms and not is_command
        self._answer.cut(forget=continues)
        if old is not None:
            turn.prefix = old.text if continues else ""
            self._ports.close(old)
        self._floor.turn, self._floor.over = turn, None
        turn.over_reply = False  # judged
        self._floor.go(Cue.YIELD)
        if turn.silent:  # its pause has been reported already, over the reply
            turn.transcript = transcript if final else None
            self._floor.go(Cue.PAUSE)
            self._answering.prepare(turn)
