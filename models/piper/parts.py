"""A sentence that is spoken part by part while it is being written. Pure.

Each part is drawn together with all that precedes it, and its frames are put behind those that have been spoken. The
vocoder, which sees a few frames to either side, makes one sound of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from models.engine import Mark

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

HELD: Final = 6
"""Frames at a part's end that are left to the next one, for their sound depends on what follows. With Piper's Joe the fifth
from the end may differ by a sixth of full scale, the seventh by a hundredth."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sentence's frames, and its words that are still to be spoken."""

    frames: Floats
    """float32, shape (1, channels, frames)."""
    marks: tuple[Mark, ...]
    """Their samples count from frame `begin`."""
    begin: int = 0
    """The frames before it have been spoken."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a drawing that can be spoken though the text goes on."""

    end: int
    """One past its last frame."""
    words_end: int
    """One past the last frame of its last word."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """What has been spoken of a text."""

    text: str
    speed: float
    frames: Floats
    """All frames of its words."""
    spoken: int
    """Number of them that have been spoken."""

    def leads_to(self, text: str, said: int, speed: float) -> bool:
        """Whether it is the beginning of a text, of which `said` characters have been spoken."""
        return self.speed == speed and text[:said].rstrip() == self.text

    def joined(self, drawn: Drawing, said: int, hop: int) -> Drawing | None:
        """Returns the drawing with what has been spoken in the place of its own beginning; None where nobody knows at
        which frame the first word after `said` characters begins. `hop`: samples of a frame."""
        left = [mark for mark in drawn.marks if mark.start >= said]
        if not left or not left[0].exact:
            return None
        seam = left[0].at // hop
        moved = (self.frames.shape[-1] - self.spoken - seam) * hop
        return Drawing(
            np.concatenate([self.frames, drawn.frames[..., seam:]], axis=-1),
            tuple(replace(mark, start=mark.start - said, end=mark.end - said, at=mark.at + moved) for mark in left),
            self.spoken,
        )


def first_part(drawn: Drawing, hop: int) -> Part | None:
    """Returns the words up to the last one whose beginning is known, which only tells how they sound; None where that
    leaves none."""
    index = next((index for index in range(len(drawn.marks) - 1, 0, -1) if drawn.marks[index].exact), 0)
    words_end = drawn.begin + drawn.marks[index].at // hop
    end = words_end - HELD
    return Part(end, words_end, drawn.marks[:index]) if index and end > drawn.begin else None
