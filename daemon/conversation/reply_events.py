"""Events of a reply: every tier sends these while it answers a turn. `time` is CLOCK_MONOTONIC seconds."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.skills.actions.intents import ActionIntent
from models.engine import Mark, Transcript


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of the turn so far."""

    transcript: Transcript
    time: float


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the answer's text. Empty where none of it belongs to the sound that has been made: it tells when
    the text began."""

    text: str
    time: float


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause goes to the voice. The Audio items that follow are its sound."""

    text: str
    start: int
    """Position of the clause in the answer's text."""
    end: int
    time: float
    places: tuple[int, ...] = ()
    """Position of each character of `text` in the answer's text; empty where the voice says exactly what is written."""


@dataclass(frozen=True, slots=True)
class Audio:
    """The next audio of the clause that was announced last."""

    pcm: bytes
    """int16 little-endian, mono."""
    rate: int
    marks: tuple[Mark, ...]
    """Marks of the words that begin in this audio; positions count from the first sample of the clause."""
    time: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer has been written and synthesised."""

    time: float
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer failed. `message` is one line for the user."""

    message: str
    time: float


@dataclass(frozen=True, slots=True)
class CallChosen:
    """The mind takes the turn for a request, which it would have carried out. There is no answer."""

    action: ActionIntent
    time: float


@dataclass(frozen=True, slots=True)
class NoCall:
    """The mind was asked, and takes the turn for no request. Its answer follows."""

    time: float


Item = Heard | Said | Clause | Audio | Finished | Failed | CallChosen | NoCall
