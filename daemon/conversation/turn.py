"""The phases of a conversation: one enum, one transition function. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from models.engine import Transcript


class Phase(Enum):
    OFF = "off"
    """The microphone is closed."""
    LISTENING = "listening"
    """Nobody speaks."""
    HEARING = "hearing"
    """The user speaks."""
    PAUSED = "paused"
    """The user is silent; the turn may be over, and its answer is prepared unheard."""
    THINKING = "thinking"
    """The turn is over; nothing is audible yet."""
    SPEAKING = "speaking"
    """The reply is audible."""
    OVERLAP = "overlap"
    """Somebody speaks over the reply, which plays on softly."""
    HELD = "held"
    """The reply is paused, with all its samples kept, while the words spoken over it are recognised."""


HEARING = (Phase.HEARING, Phase.PAUSED)
"""The user has the turn."""
OVER_REPLY = (Phase.OVERLAP, Phase.HELD)
"""Somebody speaks over the reply."""
AUDIBLE = (Phase.SPEAKING, *OVER_REPLY)
"""Something of the reply has been heard."""
IDLE = (Phase.OFF, Phase.LISTENING)
"""Nothing is going on."""


class Cue(Enum):
    LISTEN = "listen"
    CLOSE = "close"
    SPEECH = "speech"
    """Speech began (or went on after a pause)."""
    PAUSE = "pause"
    """The speaker fell silent."""
    NOTHING = "nothing"
    """What was heard was no speech, or had no words, or asked for nothing."""
    OVER = "over"
    """The turn is over: its answer may be heard."""
    AUDIBLE = "audible"
    """The reply can be heard."""
    HOLD = "hold"
    """The speech over the reply goes on: pause the reply."""
    YIELD = "yield"
    """It is an interruption: the reply ends, the speaker has the turn."""
    DISMISS = "dismiss"
    """It is none: the reply plays on."""
    DONE = "done"
    """The reply has come to its end."""
    ANNOUNCE = "announce"
    """Something is to be said that nobody asked for just now: a timer, a message."""
    FAILED = "failed"
    """The turn could not be answered."""


class IllegalTransition(Exception):
    """A cue that cannot come in this phase: a bug in the conversation."""


_TABLE: dict[tuple[Phase, Cue], Phase] = {
    (Phase.OFF, Cue.LISTEN): Phase.LISTENING,
    (Phase.OFF, Cue.ANNOUNCE): Phase.THINKING,
    (Phase.LISTENING, Cue.ANNOUNCE): Phase.THINKING,
    (Phase.LISTENING, Cue.SPEECH): Phase.HEARING,
    (Phase.HEARING, Cue.PAUSE): Phase.PAUSED,
    (Phase.HEARING, Cue.NOTHING): Phase.LISTENING,
    (Phase.HEARING, Cue.OVER): Phase.THINKING,  # the longest permitted turn has been reached
    (Phase.PAUSED, Cue.SPEECH): Phase.HEARING,
    (Phase.PAUSED, Cue.OVER): Phase.THINKING,
    (Phase.PAUSED, Cue.NOTHING): Phase.LISTENING,
    (Phase.THINKING, Cue.AUDIBLE): Phase.SPEAKING,
    (Phase.THINKING, Cue.SPEECH): Phase.HEARING,  # the user goes on before anything was heard: one question
    (Phase.THINKING, Cue.NOTHING): Phase.LISTENING,
    (Phase.THINKING, Cue.DONE): Phase.LISTENING,  # an answer without sound
    (Phase.SPEAKING, Cue.SPEECH): Phase.OVERLAP,
    (Phase.SPEAKING, Cue.DONE): Phase.LISTENING,
    (Phase.OVERLAP, Cue.HOLD): Phase.HELD,
    (Phase.OVERLAP, Cue.YIELD): Phase.HEARING,
    (Phase.OVERLAP, Cue.DISMISS): Phase.SPEAKING,
    (Phase.OVERLAP, Cue.DONE): Phase.HEARING,  # the reply ended under the speech, which is now the turn
    (Phase.HELD, Cue.YIELD): Phase.HEARING,
    (Phase.HELD, Cue.DISMISS): Phase.SPEAKING,
    (Phase.HELD, Cue.DONE): Phase.HEARING,
    **{(phase, Cue.NOTHING): Phase.LISTENING for phase in (Phase.SPEAKING, Phase.OVERLAP, Phase.HELD)},
    **{(phase, Cue.CLOSE): Phase.OFF for phase in Phase if phase is not Phase.OFF},
    **{(phase, Cue.FAILED): Phase.LISTENING for phase in Phase if phase not in (Phase.OFF, Phase.LISTENING)},
}


def transition(phase: Phase, cue: Cue) -> Phase:
    """The phase that follows. Raises IllegalTransition for a pair that cannot be."""
    try:
        return _TABLE[phase, cue]
    except KeyError:
        raise IllegalTransition(f"{cue.value} in phase {phase.value}") from None


@dataclass(slots=True)
class Turn:
    """What the user says, from the first syllable to the end of the turn."""

    number: int
    began: int
    """Where the speech begins on the hearing timeline."""
    over_reply: bool = False
    """It began while a reply was audible: echo, a cough or "mhm" until its words say otherwise."""
    addressed: bool = True
    """It is meant for the assistant whatever its words are: no wake phrase is needed now."""
    called: bool = False
    """The wake phrase is in its words, as far as they are known."""
    held: bool = False
    """Push to talk: a key is held down, and no pause ends the turn."""
    last: int = 0
    """Push to talk: where the turn ends, the key having been let go; 0 while that is not known."""
    revision: int = 0
    """Counts up whenever the speaker goes on after a pause: what belongs to an older one is stale."""
    end: int = 0
    """Acoustic end of the speech; 0 while it goes on."""
    ended: int = 0
    """The same of the last pause after which the speaker went on."""
    end_time: float = 0.0
    """CLOCK_MONOTONIC seconds at which `end` reached the microphone."""
    noticed: int = 0
    """How far the timeline had come when the last pause was noticed."""
    heard_until: int = 0
    """How far its audio has been received."""
    prefix: str = ""
    """Words of an earlier turn that this one continues."""
    transcript: Transcript | None = None
    """Its words at the last pause; None while they are not known."""
    full: bool = False
    """It reached the longest permitted length and was ended without a pause."""
    acted: bool = False
    """A skill has had its effect: what is said next is another turn."""
    speculations: int = 0
    """How many answers have been prepared for it."""
    pauses: list[int] = field(default_factory=list)
    """Lengths in samples of the pauses inside the turn: what this speaker's habits are learned from."""

    @property
    def silent(self) -> bool:
        """Its speaker has paused and not gone on."""
        return self.end > 0

    @property
    def meant(self) -> bool:
        """It is for the assistant, as far as is known."""
        return self.addressed or self.called

    @property
    def length(self) -> int:
        """How long it has been heard for, in samples."""
        return self.heard_until - self.began

    def go_on(self, at: int) -> None:
        """The speaker went on after a pause: what was made of the turn is stale."""
        self.pauses.append(at - self.end)
        self.revision += 1
        self.transcript = None
        self.ended, self.end = self.end, 0

    def stay(self) -> None:
        """It only seemed to go on: it has ended where it paused."""
        self.pauses.pop()
        self.end = self.ended

    @property
    def text(self) -> str:
        """All its words, those of the turn that it continues first."""
        words = self.transcript.text if self.transcript else ""
        return f"{self.prefix} {words}".strip()
