"""Whose turn it is (`TurnState`), and what the handlers of a conversation share (`Context`)."""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass

from audio import events as sound
from config.settings import Settings
from daemon.control.events import QuestionChanged, StateChanged
from daemon.conversation.activation import Addressing, Microphone
from daemon.conversation.delivery import Delivery
from daemon.conversation.dialogue import Dialogue
from daemon.conversation.partials import PartialTranscripts
from daemon.conversation.ports import Ports
from daemon.conversation.rules.effects import Effects
from daemon.conversation.turn import AUDIBLE, BUSY, Cue, Phase, Turn, transition
from daemon.skills.match import with_tools
from daemon.skills.misheard import understood

log = logging.getLogger(__name__)


class TurnState:
    """The phase of the conversation, and the turns under way."""

    def __init__(self, ports: Ports, delivery: Delivery) -> None:
        self.phase = Phase.OFF
        self.turn: Turn | None = None
        """The turn being heard, thought about or answered."""
        self.over: Turn | None = None
        """Speech over the reply; becomes the turn if it interrupts."""
        self._ports = ports
        self._delivery = delivery
        self._numbers = itertools.count(1)

    @property
    def spoken(self) -> Turn | None:
        """The turn that is being spoken; the one over the reply comes first."""
        return self.over or self.turn

    def go(self, cue: Cue) -> None:
        """Enter the phase that follows. Raises IllegalTransition."""
        before, self.phase = self.phase, transition(self.phase, cue)
        log.debug("%s: %s -> %s", cue.value, before.value, self.phase.value)
        self._ports.busy(self.phase in BUSY)
        self._ports.publish(StateChanged(self.phase.value))

    def new_turn(self, began: int, over_reply: bool = False) -> Turn:
        """A turn that begins at that position. The caller makes it `turn` or `over`."""
        return Turn(next(self._numbers), began, over_reply=over_reply)

    def end(self, cue: Cue, *, listens_on: bool = False) -> None:
        """End the turn before its time, and the speech over its reply. The cue leads to the next phase.

        A reply that has begun is cut, and what was heard of it is kept; any other is withdrawn. The sound worker forgets
        the utterance under way, unless `listens_on`: then it belongs to the next turn.
        """
        if self.phase in AUDIBLE:
            self._delivery.cut()
        else:
            self._delivery.withdraw()
            if self.turn is not None and self.turn.done:
                self._delivery.keep_unheard(self.turn)
        for turn in (self.turn, self.over):
            if turn is not None:
                self._ports.speech.close_utterance(turn)
        self.turn = self.over = None
        if not listens_on:
            self._ports.sound(sound.Forget())
        self.go(cue)


@dataclass(frozen=True, slots=True)
class Context:
    """What the handlers of a conversation share."""

    settings: Settings
    ports: Ports
    dialogue: Dialogue
    state: TurnState
    partials: PartialTranscripts
    delivery: Delivery
    addressing: Addressing
    microphone: Microphone
    effects: Effects

    @classmethod
    def make(cls, settings: Settings, ports: Ports) -> Context:
        dialogue = Dialogue(settings.history.voice_tokens)
        delivery = Delivery(ports, dialogue)
        return cls(
            settings,
            ports,
            dialogue,
            TurnState(ports, delivery),
            PartialTranscripts(ports.speech),
            delivery,
            Addressing(settings.listening),
            Microphone(ports.sound),
            Effects(
                settings,
                ports.act,
                with_tools(
                    lambda text, language: understood(text, language, ports.situation(), ports.known), ports.tools
                ),
                lambda text: ports.publish(QuestionChanged(text)),
            ),
        )
