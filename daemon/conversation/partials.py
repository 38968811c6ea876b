"""Partial transcripts of the utterance being spoken: when to ask for one, and which of its words are settled."""

from __future__ import annotations

from array import array

from audio import events as sound
from config.constants import samples
from daemon.conversation.ports import SpeechPort
from daemon.conversation.turn import Turn

PARTIAL_EVERY = samples(500)
"""Audio between two partial transcripts, at HEARING_RATE: as often as a display needs, and the cores belong to the rest."""
OVER_REPLY_EVERY = samples(240)
"""The same over a reply: "okay" can be told from other words by then, and the reply is to pause soon or not at all."""
SHARE = 3
"""A slow recogniser is asked again after this many times the time it took: the mind's prefill needs the cores, too."""
PREFILL_EVERY_WORDS = 2
"""New settled words that are worth another prefill."""
BREATH = samples(60)
"""Softness that may be the end of the speech: in 126 s of speech (32 recordings and synthesised questions) there are 0.8 a
second that last so long, and the sound's decay takes the first 60 ms of it (median; 100 at most in nine of ten). A
transcript asked for now is there when the pause is long enough to be believed."""
DIP = samples(30)
"""Softness in which no transcript is begun for the display alone: it would be in the way of the one at the breath."""
SOFT = 0.06
"""Threshold relative to the utterance's loudest sample (-24 dB); voiced speech is louder."""
FAINT = 0.008
"""Threshold relative to the loudest sample (-42 dB); softer sound is not part of the speech (as in `audio.endpointing`)."""
DECAY = samples(20)
"""Speech that a recogniser's answer may lack at the end: Whisper's worker keeps an answer that lacks twice as much."""


class PartialTranscripts:
    """The utterance under way, on its way to the recogniser. Positions are samples at HEARING_RATE."""

    def __init__(self, speech: SpeechPort) -> None:
        self._speech = speech
        self._begin(0, PARTIAL_EVERY)

    def _begin(self, at: int, every: int) -> None:
        self._stable = StablePrefix()
        self._prefilled = 0  # words
        self._read = ""  # the last that sounded complete
        self._last_asked = at  # position on the hearing timeline
        self._heard_until = at
        self._waiting = False
        self._least = self._every = every
        self._loudest = 0
        self._soft_since = at
        self._faint_since = at
        self._breath_asked = False
        self._whole = False  # the transcript under way is of all the words, if the speech has ended

    def open(self, turn: Turn) -> None:
        """A new utterance begins."""
        self._begin(turn.began, OVER_REPLY_EVERY if turn.over_reply else PARTIAL_EVERY)
        self._speech.open_utterance(turn)

    @property
    def sounding(self) -> bool:
        """Whether the speaker is audible now, and not about to end."""
        return not self._loudest or self._heard_until - self._soft_since < BREATH

    def feed(self, turn: Turn, event: sound.Heard) -> None:
        """More of the utterance has been heard."""
        turn.heard_until = self._heard_until = event.at + len(event.pcm) // 2
        self._weigh(event.pcm)
        self._speech.feed_utterance(turn, event.pcm)

    def _weigh(self, pcm: bytes) -> None:
        values = array("h", pcm)
        level = max(max(values), -min(values)) if values else 0
        self._loudest = max(self._loudest, level)
        if level > FAINT * self._loudest:
            self._faint_since = self._heard_until
        if level > SOFT * self._loudest:
            self._soft_since = self._heard_until
            self._breath_asked = False

    @property
    def asked_until(self) -> int:
        """Position up to which a transcript was asked for as the speaker fell silent, who has been so since; else that up to
        which sound has been heard."""
        return self._last_asked if self._breath_asked else self._heard_until

    def ask_now_and_then(self, turn: Turn, *, ending: bool = False) -> None:
        """Ask for a partial transcript when one is due or the speaker may have ended, unless one is under way. `ending`: the
        turn is about to end, and only the latter is worth it."""
        if self._waiting:
            return
        told = self._breath_asked or self._faint_since - self._last_asked <= DECAY  # asked about all of it
        soft = self._heard_until - self._soft_since
        breath = bool(self._loudest) and not told and soft >= BREATH
        due = not ending and self._heard_until - self._last_asked >= self._every and not DIP <= soft < BREATH
        if breath or due:
            self._breath_asked |= breath
            self._whole = breath
            self._waiting = True
            self._last_asked = self._heard_until
            self._speech.recognise(turn, final=False)

    def answered(self) -> None:
        """The recogniser has answered, or failed."""
        if self._waiting:
            self._every = max(self._least, SHARE * (self._heard_until - self._last_asked))
        self._waiting = False

    def settled(self, partial: str, complete: bool = False) -> str:
        """The words that are worth a prefill: those settled, when enough of them are new; all of them, when the speaker
        may have ended, or they sound `complete`: a wrong one costs only its own prefill. Else ""."""
        settled = self._stable.update(partial)
        if complete:
            before, self._read = self._read, partial
            return partial if partial != before else ""
        stable = partial if self._whole else settled
        count = len(stable.split())
        if count < self._prefilled + (1 if self._whole else PREFILL_EVERY_WORDS):
            return ""
        self._prefilled = count
        return stable


class StablePrefix:
    """LocalAgreement-2: words on which two successive partial transcripts agree are settled.

    Liu et al. 2020, "Low-Latency Sequence-to-Sequence Speech Recognition and Translation by Partial Hypothesis Selection".
    """

    def __init__(self) -> None:
        self._previous: list[str] = []
        self._stable: list[str] = []

    def update(self, partial: str) -> str:
        """Take the next partial transcript. Returns the settled words so far, never fewer than before."""
        now = partial.split()
        agreed = 0
        for old, new in zip(self._previous, now, strict=False):
            if old.casefold().strip(".,;:!?…") != new.casefold().strip(".,;:!?…"):
                break
            agreed += 1
        if agreed > len(self._stable):
            self._stable = now[:agreed]
        self._previous = now
        return " ".join(self._stable)
