"""What a responder sends while it answers a turn: the one interface of all tiers. `time` is CLOCK_MONOTONIC seconds."""

from __future__ import annotations

from dataclasses import dataclass

from models.engine import Mark, Transcript


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of the turn, as far as they have been spoken."""

    transcript: Transcript
    time: float


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the answer's text."""

    text: str
    time: float


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause goes to the voice; the Audio items that follow are its sound."""

    text: str
    start: int
    """Where it stands in the answer's text."""
    end: int
    time: float
    places: tuple[int, ...] = ()
    """For each character of `text`, its place in the answer's text; empty where the voice says just what is written."""


@dataclass(frozen=True, slots=True)
class Audio:
    pcm: bytes
    """int16 little-endian, mono."""
    rate: int
    marks: tuple[Mark, ...]
    """Of the words that begin in it; positions count from the first sample of the clause."""
    time: float


@dataclass(frozen=True, slots=True)
class Finished:
    """All has been said and synthesised."""

    time: float
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer cannot be had; one line for the user."""

    message: str
    time: float


Item = Heard | Said | Clause | Audio | Finished | Failed
