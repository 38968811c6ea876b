"""Speech over a reply, in three steps: the reply is ducked at once; speech that goes on pauses it, with its samples kept;
then the words decide whether the reply ends or resumes at the same sample."""

from __future__ import annotations

from audio import events as sound
from config.constants import samples
from daemon.conversation.assistant_turn import AssistantTurn
from daemon.conversation.context import Context
from daemon.conversation.turn import Cue, Phase, Turn
from daemon.skills.match import match
from models.engine import Transcript


class Overlap:
    """Handles the phases OVERLAP and HELD, up to the verdict."""

    def __init__(self, context: Context, assistant: AssistantTurn) -> None:
        self._settings = context.settings.turn
        self._ports = context.ports
        self._state = context.state
        self._partials = context.partials
        self._delivery = context.delivery
        self._assistant = assistant

    def begin(self, at: int) -> None:
        """Speech began at that position, while the reply is audible."""
        self._state.over = turn = self._state.new_turn(at, over_reply=True)
        self._ports.sound(sound.Duck(True))
        self._state.go(Cue.SPEECH)
        self._partials.open(turn)

    def goes_on(self, turn: Turn) -> None:
        """More of the speech has been heard."""
        if self._state.phase is Phase.OVERLAP and turn.length >= samples(self._settings.barge_in_ms):
            self._ports.sound(sound.Pause())
            self._state.go(Cue.HOLD)
        self._partials.ask_now_and_then(turn)

    def pauses(self, turn: Turn) -> None:
        """The speaker is silent: ask for the words."""
        self._ports.speech.recognise(turn, final=True)

    def dismiss(self) -> None:
        """Not an interruption: resume the reply at the sample where it was paused."""
        if self._state.over is not None:
            self._delivery.goes_on(self._state.over.heard_until)
            self._ports.speech.close_utterance(self._state.over)
            self._state.over = None
        self._ports.sound(sound.Forget())
        self._ports.sound(sound.Resume())
        self._state.go(Cue.DISMISS)

    def yield_to(self, turn: Turn, transcript: Transcript, final: bool) -> None:
        """An interruption: cut the reply, and give the speaker the turn.

        Right after the reply's beginning, the old question and the new words are joined into one question.
        """
        old, reply = self._state.turn, self._delivery.reply
        heard_ms = reply.played / reply.rate * 1000 if reply is not None and reply.rate else 0.0
        is_command = match(transcript.text, transcript.language, self._ports.known) is not None
        unfinished = old is not None and bool(old.text) and not old.acted
        continues = unfinished and heard_ms < self._settings.reopen_ms and not is_command
        self._delivery.cut(forget=continues)
        if old is not None:
            turn.prefix = old.text if continues else ""
            self._ports.speech.close_utterance(old)
        self._state.turn, self._state.over = turn, None
        turn.over_reply = False  # judged
        self._state.go(Cue.YIELD)
        if turn.silent:  # its pause has been reported already, over the reply
            turn.transcript = transcript if final else None
            self._state.go(Cue.PAUSE)
            self._assistant.prepare(turn)
