"""A reply on its way to the user: its text, its audio, and how much of it has been heard. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.constants import samples
from daemon.conversation.rules.heard_words import PlayedAudio
from daemon.skills.actions.recital import Recital
from models.engine import Mark
from models.text.clauses import Clause

SHORT = 400
"""Characters of a reply that counts as echo as a whole."""
LISTEN_BACK_S = 8
"""Seconds at the end of a cut reply that are recognised again, to learn where it was cut."""


@dataclass(slots=True)
class Segment:
    """The audio of one clause."""

    clause: Clause
    begins: int
    """Sample of the reply at which the clause's audio begins."""
    samples: int = 0
    marks: list[Mark] = field(default_factory=list)


@dataclass(slots=True)
class Reply:
    """The answer to one revision of a turn. Sample counts are at `rate`."""

    number: int
    turn: int
    revision: int
    language: str
    recital: Recital | None = None
    """What is read aloud, where it is not the assistant's answer."""
    text: str = ""
    """The mind's text so far."""
    rate: int = 0
    samples: int = 0
    """Samples of audio made so far."""
    played: int = 0
    """Samples that have left the loudspeaker."""
    anchor: tuple[int, int] = (0, 0)
    """A position on the hearing timeline, and how many samples had been played there."""
    underruns: int = 0
    complete: bool = False
    """The mind and the voice have finished."""
    broken: bool = False
    """The mind or the voice failed on the way: the audio made so far is played, the rest of the text is never said."""
    released: bool = False
    """The turn is over: the reply may be heard."""
    held: list[bytes] = field(default_factory=list)
    """Audio made before the turn was over."""
    sound: bytearray = field(default_factory=bytearray)
    """All audio, while the words' positions are estimates: kept to be listened back to."""
    exact: bool = False
    """The voice tells the exact positions of its words."""
    segments: list[Segment] = field(default_factory=list)

    def add_clause(self, text: str, start: int, end: int, places: tuple[int, ...] = ()) -> None:
        """Begin a clause: the voice is given `text` for `start` to `end` of the reply's text.

        `places` maps each character of `text` to its place in the reply's text; empty where both are the same.
        """
        clause = Clause(text, start, end, places or tuple(range(start, start + len(text))))
        self.segments.append(Segment(clause, self.samples))

    def add_audio(self, pcm: bytes, rate: int, marks: tuple[Mark, ...]) -> None:
        """Append audio to the last clause. `pcm`: int16 little-endian, mono. `marks` count from the clause's start."""
        self.rate = rate
        segment = self.segments[-1]
        segment.samples += len(pcm) // 2
        segment.marks.extend(marks)
        self.samples += len(pcm) // 2
        self.exact = self.exact or any(mark.exact for mark in marks)
        if self.exact or self.recital is not None:  # which nobody listens back to
            self.sound.clear()
        else:
            self.sound += pcm

    @property
    def position(self) -> int:
        """Approximate position on the hearing timeline at which `played` was reached."""
        at, played = self.anchor
        return at + (samples((self.played - played) * 1000 / self.rate) if self.rate else 0)

    def heard(self) -> str:
        """The reply, as the mind wrote it, up to the last word whose beginning was played.

        A word that had begun counts: the listener has heard which one it was going to be.
        """
        return self.text[: self._heard_to()].strip()

    def to_listen_to(self) -> PlayedAudio | None:
        """The last stretch that was played, to be recognised; None where positions are exact, or all was heard."""
        if self.exact or not self.played or self._whole or self.recital is not None:
            return None
        begin = max(0, self.played - LISTEN_BACK_S * self.rate)
        pcm = bytes(self.sound[2 * begin : 2 * self.played])
        return PlayedAudio(self.text, self._heard_to(), pcm, self.rate, self.language, whole=begin == 0)

    @property
    def ahead(self) -> float:
        """Seconds of sound that have been made and not been heard."""
        return (self.samples - self.played) / self.rate if self.rate else 0.0

    def sounding(self) -> str:
        """The text that may be heard now, or come back as echo: of a long reply, the clause being played and its neighbours.

        Of all the words of a long text, nearly every sentence has most in the same order."""
        if len(self.text) <= SHORT:
            return self.text
        now = max((at for at, each in enumerate(self.segments) if each.begins <= self.played), default=0)
        around = self.segments[max(0, now - 1) : now + 2]
        return self.text[around[0].clause.source_start : around[-1].clause.source_end] if around else ""

    def goes_on_at(self) -> int:
        """Where the reply would go on if it stopped now: the beginning of the clause that is being heard."""
        if self._whole:
            return len(self.text)
        end = 0
        for segment in self.segments:
            if self.played <= segment.begins:
                break
            over = self.played >= segment.begins + segment.samples and segment is not self.segments[-1]
            end = segment.clause.source_end if over else segment.clause.source_start
        return end

    @property
    def _whole(self) -> bool:
        return self.complete and not self.broken and self.played >= self.samples

    def _heard_to(self) -> int:
        if self._whole:
            return len(self.text)
        end = 0
        for segment in self.segments:
            within = self.played - segment.begins
            begun = self._begun(segment, within) if within > 0 else 0
            if begun:
                end = segment.clause.source(begun)
        return end

    def _begun(self, segment: Segment, within: int) -> int:
        """Number of characters of the clause that had begun after `within` samples of it."""
        if segment is not self.segments[-1] and within >= segment.samples:
            return len(segment.clause.text)
        begun = [mark.end for mark in segment.marks if mark.at < within]
        if begun:
            return max(begun)
        if segment.marks or not segment.samples:
            return 0
        # The voice gives no marks: estimate the words in proportion to the time.
        text = segment.clause.text
        space = text.find(" ", len(text) * min(within, segment.samples) // segment.samples)
        return len(text) if space < 0 else space
