"""A reply on its way to the user: its text, its audio, and how much of it has been heard. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.constants import samples
from models.clauses import Clause
from models.engine import Mark


@dataclass(slots=True)
class Segment:
    """The sound of one clause."""

    clause: Clause
    begins: int
    """Sample of the reply at which its audio begins."""
    samples: int = 0
    marks: list[Mark] = field(default_factory=list)


@dataclass(slots=True)
class Reply:
    """What is said in answer to one revision of a turn."""

    number: int
    turn: int
    revision: int
    language: str
    text: str = ""
    """All the mind has said so far."""
    rate: int = 0
    samples: int = 0
    """Audio there is, in samples at `rate`."""
    played: int = 0
    """Samples that have left the loudspeaker."""
    anchor: tuple[int, int] = (0, 0)
    """A position on the hearing timeline, and how many samples had been played there."""
    underruns: int = 0
    complete: bool = False
    """The mind and the voice have finished."""
    released: bool = False
    """It may be heard: the turn is over."""
    audible: bool = False
    held: list[bytes] = field(default_factory=list)
    """Audio made before the turn was over."""
    segments: list[Segment] = field(default_factory=list)

    def add_clause(self, text: str, start: int, end: int, places: tuple[int, ...] = ()) -> None:
        """Begin a clause: `text` is what the voice is given for `start` to `end` of the reply's text, and `places` says
        for each of its characters where it stands there."""
        clause = Clause(text, start, end, places or tuple(range(start, start + len(text))))
        self.segments.append(Segment(clause, self.samples))

    def add_audio(self, pcm: bytes, rate: int, marks: tuple[Mark, ...]) -> None:
        """Append audio to the last clause. `marks` count from the clause's first sample."""
        self.rate = rate
        segment = self.segments[-1]
        segment.samples += len(pcm) // 2
        segment.marks.extend(marks)
        self.samples += len(pcm) // 2

    @property
    def position(self) -> int:
        """Where on the hearing timeline `played` was reached, nearly."""
        at, played = self.anchor
        return at + (samples((self.played - played) * 1000 / self.rate) if self.rate else 0)

    def heard(self) -> str:
        """The reply, as the mind wrote it, up to the last word of which at least the beginning was played.

        A word that had begun counts: the listener has heard which one it was going to be.
        """
        if self.complete and self.played >= self.samples:
            return self.text.strip()
        end = 0
        for segment in self.segments:
            within = self.played - segment.begins
            begun = self._begun(segment, within) if within > 0 else 0
            if begun:
                end = segment.clause.source(begun)
        return self.text[:end].strip()

    def _begun(self, segment: Segment, within: int) -> int:
        """How many characters of the clause had begun after `within` samples of it."""
        if segment is not self.segments[-1] and within >= segment.samples:
            return len(segment.clause.text)
        begun = [mark.end for mark in segment.marks if mark.at < within]
        if begun:
            return max(begun)
        if segment.marks or not segment.samples:
            return 0
        # A voice that marks nothing: words in proportion to the time.
        text = segment.clause.text
        space = text.find(" ", len(text) * min(within, segment.samples) // segment.samples)
        return len(text) if space < 0 else space
