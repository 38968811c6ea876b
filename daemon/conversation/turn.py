"""The phases of a conversation (`Phase`), their transitions, and the `Turn` that goes through them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from daemon.skills.intent import Intent
from models.engine import Transcript


class Phase(Enum):
    OFF = "off"
    """The microphone is closed."""
    LISTENING = "listening"
    """Nobody speaks."""
    HEARING = "hearing"
    """The user speaks."""
    PAUSED = "paused"
    """The user is silent. The turn may be over, and its answer is prepared unheard."""
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
"""Part of the reply has been heard."""
IDLE = (Phase.OFF, Phase.LISTENING)
"""Nothing is going on."""
BUSY = (*HEARING, Phase.THINKING, *OVER_REPLY)
"""Somebody speaks, or waits for a reply: the cores belong to this turn, and typed turns give way."""


class Cue(Enum):
    LISTEN = "listen"
    CLOSE = "close"
    SPEECH = "speech"
    """Speech began, or went on after a pause."""
    PAUSE = "pause"
    """The speaker fell silent."""
    NOTHING = "nothing"
    """The sound was not speech, or had no words, or asked for nothing."""
    OVER = "over"
    """The turn is over: its answer may be heard."""
    AUDIBLE = "audible"
    """The reply can be heard."""
    HOLD = "hold"
    """Speech over the reply goes on: the reply is paused."""
    YIELD = "yield"
    """The speech over the reply is an interruption: the reply ends, the speaker has the turn."""
    DISMISS = "dismiss"
    """The speech over the reply is no interruption: the reply plays on."""
    DONE = "done"
    """The reply has come to its end."""
    ANNOUNCE = "announce"
    """The assistant speaks unasked: a timer, a message."""
    FAILED = "failed"
    """The turn could not be answered."""


class IllegalTransition(Exception):
    """The cue is impossible in this phase: a bug in the conversation."""


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
    """The phase that follows. Raises IllegalTransition for a pair that is not in the table."""
    try:
        return _TABLE[phase, cue]
    except KeyError:
        raise IllegalTransition(f"{cue.value} in phase {phase.value}") from None


@dataclass(slots=True)
class Turn:
    """What the user says, from the first syllable to the end of the turn. Positions are samples at HEARING_RATE."""

    number: int
    began: int
    """Position on the hearing timeline at which the speech begins."""
    over_reply: bool = False
    """The turn began while a reply was audible: it counts as echo, a cough or "mhm" until its words say otherwise."""
    addressed: bool = True
    """The turn is for the assistant whatever its words are: it needs no wake phrase."""
    called: bool = False
    """The words known so far contain the wake phrase."""
    held: bool = False
    """Push to talk: a key is held down, and no pause ends the turn."""
    last: int = 0
    """Push to talk: position at which the turn ends after the key was released; 0 while that is not known."""
    revision: int = 0
    """Counts up when the speaker goes on after a pause. Results for an older revision are stale."""
    end: int = 0
    """Acoustic end of the speech; 0 while it goes on."""
    ended: int = 0
    """`end` of the last pause after which the speaker went on."""
    end_time: float = 0.0
    """CLOCK_MONOTONIC seconds at which `end` reached the microphone."""
    noticed: int = 0
    """Position of the hearing timeline when the last pause was noticed."""
    heard_until: int = 0
    """Position up to which its audio has been received."""
    prefix: str = ""
    """Words of an earlier turn that this one continues."""
    transcript: Transcript | None = None
    """The words at the last pause; None while they are not known."""
    dictated: bool = False
    """It is to be written down for the user, and answered by nobody."""
    full: bool = False
    """The turn reached the longest permitted length and was ended without a pause."""
    acted: bool = False
    """A skill answers it, or an action was begun for it: further speech is another turn."""
    lost: bool = False
    """The sound failed while its action was under way: how that ended is announced."""
    shown: str = ""
    """The words that displays have been told."""
    answer: str = ""
    """What is said by a skill or about an action; empty where the mind answers."""
    done: str = ""
    """What an action has changed in the world."""
    clicked: bool = False
    """A click has answered the question that was its reply: what became of that is told when nobody speaks."""
    filler: str = ""
    """What is said before a slow action ends; empty where nothing is."""
    source: str = ""
    """Who wrote `answer`, where that was neither we nor the user."""
    chosen: Intent | None = None
    """What the mind takes these words for, where no rule knows them; None: talk. It may be `refusal`, then for good."""
    refusal: Intent | None = None
    """What is told of these words unless the mind takes them for a request: nothing of ours can do that."""
    speculations: int = 0
    """Number of answers prepared for the turn."""
    pauses: list[int] = field(default_factory=list)
    """Lengths in samples of the pauses inside the turn; `rules.end_of_turn.Habits` learns from them."""

    judged: bool = False
    """It was asked how finished the voice sounds in the pause under way."""
    silence: float = 0.0
    """Length of the pause under way, in milliseconds, as last reported."""

    @property
    def silent(self) -> bool:
        """Whether the speaker has paused and not gone on."""
        return self.end > 0

    @property
    def meant(self) -> bool:
        """Whether the turn is for the assistant, as far as is known."""
        return self.addressed or self.called

    @property
    def length(self) -> int:
        """Samples heard so far."""
        return self.heard_until - self.began

    def go_on(self, at: int) -> None:
        """The speaker went on after a pause: results so far are stale."""
        self.pauses.append(at - self.end)
        self.revision += 1
        self.transcript = self.chosen = self.refusal = None
        self.ended, self.end = self.end, 0
        self.judged, self.silence = False, 0.0

    def stay(self) -> None:
        """The speaker only seemed to go on: the turn has ended where it paused."""
        self.pauses.pop()
        self.end = self.ended

    @property
    def words(self) -> Transcript | None:
        """The transcript with all words, after those of the turn that this one continues."""
        return replace(self.transcript, text=self.text) if self.transcript is not None else None

    @property
    def text(self) -> str:
        """All words, after those of the turn that this one continues."""
        words = self.transcript.text if self.transcript else ""
        return f"{self.prefix} {words}".strip()
