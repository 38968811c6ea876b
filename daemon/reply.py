"""A reply on its way to the user: its text, its audio, and how much of it has been heard. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.engine import Mark


@dataclass(slots=True)
class Segment:
    """One clause as it was given to the voice."""

    text: str
    start: int
    """Where it begins in the reply's text."""
    end: int
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
    underruns: int = 0
    complete: bool = False
    """The mind and the voice have finished."""
    released: bool = False
    """It may be heard: the turn is over."""
    audible: bool = False
    held: list[bytes] = field(default_factory=list)
    """Audio made before the turn was over."""
    segments: list[Segment] = field(default_factory=list)

    def add_clause(self, text: str, start: int, end: int) -> None:
        self.segments.append(Segment(text, start, end, self.samples))

    def add_audio(self, pcm: bytes, rate: int, marks: tuple[Mark, ...]) -> None:
        """Append audio to the last clause. `marks` count from the clause's first sample."""
        self.rate = rate
        segment = self.segments[-1]
        segment.samples += len(pcm) // 2
        segment.marks.extend(marks)
        self.samples += len(pcm) // 2

    def heard(self) -> str:
        """The words of which at least the beginning was played.

        Whole clauses are given as the mind wrote them; of a clause in which the reply was cut, the words whose marks
        lie before the cut. A word that had begun counts: the listener has heard which one it was going to be.
        """
        if self.complete and self.played >= self.samples:
            return self.text.strip()
        parts: list[str] = []
        for segment in self.segments:
            within = self.played - segment.begins
            if within <= 0:
                break
            if within >= segment.samples and segment is not self.segments[-1]:
                parts.append(self.text[segment.start : segment.end].strip())
                continue
            parts.append(segment.text[: self._cut(segment, within)].strip())
            break
        return " ".join(part for part in parts if part)

    def _cut(self, segment: Segment, within: int) -> int:
        """How many characters of the clause had begun after `within` samples of it."""
        begun = [mark.end for mark in segment.marks if mark.at < within]
        if begun:
            return max(begun)
        if segment.marks or not segment.samples:
            return 0
        # A voice that marks nothing: words in proportion to the time.
        share = len(segment.text) * min(within, segment.samples) // segment.samples
        space = segment.text.find(" ", share)
        return len(segment.text) if space < 0 else space
