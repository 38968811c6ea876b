"""Who speaks: the phase of the conversation, the turn under way, and what is said over its reply."""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass

from config.settings import Settings
from daemon.conversation.activation import Addressing, Microphone
from daemon.conversation.delivery import Delivery
from daemon.conversation.dialogue import Dialogue
from daemon.conversation.partials import PartialTranscripts
from daemon.conversation.ports import Ports
from daemon.conversation.turn import Cue, Phase, Turn, transition

log = logging.getLogger(__name__)


class TurnState:
    def __init__(self, ports: Ports) -> None:
        self.phase = Phase.OFF
        self.turn: Turn | None = None
        """The turn being heard, thought about or answered."""
        self.over: Turn | None = None
        """What somebody says over the reply; becomes the turn if it interrupts."""
        self._ports = ports
        self._numbers = itertools.count(1)

    @property
    def spoken(self) -> Turn | None:
        """The turn that is being spoken, if any is: the one over the reply comes first."""
        return self.over or self.turn

    def go(self, cue: Cue) -> None:
        before, self.phase = self.phase, transition(self.phase, cue)
        log.debug("%s: %s -> %s", cue.value, before.value, self.phase.value)
        self._ports.publish("state", state=self.phase.value)

    def new_turn(self, began: int, over_reply: bool = False) -> Turn:
        """A turn that begins at that position; whether it becomes `turn` or `over` is the caller's to say."""
        return Turn(next(self._numbers), began, over_reply=over_reply)

    def leave(self) -> None:
        """Nobody has a turn any more."""
        for turn in (self.turn, self.over):
            if turn is not None:
                self._ports.close(turn)
        self.turn = self.over = None


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    ports: Ports
    dialogue: Dialogue
    floor: TurnState
    words: PartialTranscripts
    answer: Delivery
    attention: Addressing
    microphone: Microphone

    @classmethod
    def make(cls, settings: Settings, ports: Ports) -> Context:
        dialogue = Dialogue(settings.history.voice_tokens)
        return cls(
            settings,
            ports,
            dialogue,
            TurnState(ports),
            PartialTranscripts(ports),
            Delivery(ports, dialogue),
            Addressing(settings.listening),
            Microphone(ports),
        )
