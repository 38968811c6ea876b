"""Speech over a reply, in three steps: the reply is ducked at once; speech that goes on pauses it, with its samples kept;
then the words decide whether the reply ends or resumes at the same sample."""

from __future__ import annotations

from audio import events as sound
from config.constants import samples
from daemon.conversation.assistant_turn import AssistantTurn
from daemon.conversation.context import Context
from daemon.conversation.rules.interruption import hesitates
from daemon.conversation.turn import Cue, Phase, Turn
from daemon.skills.match import match
from models.engine import Transcript

TRUSTED = samples(600)
"""Speech from which its partial words may end the reply. Of less a recogniser makes words that were not said: "bye bye" of a
quarter of a second of "right". They may pause the reply, which the final words undo."""
ASSENT = samples(400)
"""Further speech for which partial words of assent keep the reply from pausing: newer words are due by then."""


class Overlap:
    """Handles the phases OVERLAP and HELD, up to the verdict.

    A reply that pauses for a "mhm" has been interrupted, for whoever listens. So it goes on softly while the first words
    are recognised, and pauses when they interrupt, or when they are not known in time.
    """

    def __init__(self, context: Context, assistant: AssistantTurn) -> None:
        self._settings = context.settings.turn
        self._ports = context.ports
        self._state = context.state
        self._partials = context.partials
        self._delivery = context.delivery
        self._assistant = assistant
        self._assented = 0  # length of the speech up to which known words interrupt nobody

    def begin(self, at: int) -> None:
        """Speech began at that position, while the reply is audible."""
        self._state.over = turn = self._state.new_turn(at, over_reply=True)
        self._assented = 0
        self._ports.sound(sound.Duck(True))
        self._state.go(Cue.SPEECH)
        self._partials.open(turn)

    def goes_on(self, turn: Turn) -> None:
        """More of the speech has been heard."""
        due = turn.length >= max(samples(self._settings.barge_in_ms), self._assented)
        if due and self._partials.sounding:
            self._hold()
        self._partials.ask_now_and_then(turn)

    def _hold(self) -> None:
        if self._state.phase is Phase.OVERLAP:
            self._ports.sound(sound.Pause())
            self._state.go(Cue.HOLD)

    def understood(self, turn: Turn, heard: Transcript, meant: Transcript, final: bool) -> None:
        """The recogniser has told the words so far: as `heard`, and as the question that they may be (`meant`)."""
        nobody = self._assistant.interrupts_nobody(heard.text)  # the wake phrase alone does interrupt
        if not nobody and (final or turn.length >= TRUSTED):
            self.yield_to(turn, meant, final)
        elif final:
            self.dismiss()
        elif not nobody:
            self._hold()
        elif not hesitates(heard.text):  # of some voices' first words a recogniser makes none, or "eh"
            self._assented = turn.length + ASSENT

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

        Right after the reply's beginning, the old question and the new words are joined into one question. It is recognised
        anew as a whole: half a sentence alone is often misheard ("ask not" as "yes, no").
        """
        old, reply = self._state.turn, self._delivery.reply
        heard_ms = reply.played / reply.rate * 1000 if reply is not None and reply.rate else 0.0
        is_command = match(transcript.text, transcript.language, self._ports.known) is not None
        unfinished = old is not None and bool(old.text) and not old.acted
        continues = unfinished and heard_ms < self._settings.reopen_ms and not is_command
        self._delivery.cut(forget=continues)
        joined = old is not None and continues and self._ports.speech.join_utterances(old, turn)
        if joined:
            turn.revision += 1  # what is recognised of the new words alone is stale
        elif old is not None:
            turn.prefix = old.text if continues else ""
            self._ports.speech.close_utterance(old)
        self._state.turn, self._state.over = turn, None
        turn.over_reply = False  # judged
        self._state.go(Cue.YIELD)
        if turn.silent:  # its pause has been reported already, over the reply
            turn.transcript = transcript if final and not joined else None
            self._state.go(Cue.PAUSE)
            self._assistant.prepare(turn)
