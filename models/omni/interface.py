"""What every Omni is to those who ask it: in this process or on a server, Qwen2.5 or Qwen3, with or without its voice."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from models.engine import Cancel, Sampling, Speech, TextDelta, Usage
from models.omni.messages import OmniMessage

Item = TextDelta | Speech | Usage


class Omni(Protocol):
    """Hears, sees, thinks and, if it has a voice, speaks. One reply at a time, from one thread."""

    rate: int
    """Hz of its speech."""
    languages: tuple[str, ...]
    """ISO 639-1 codes of those it speaks, none for a model without its voice; it understands more."""

    def respond(
        self, conversation: Sequence[OmniMessage], sampling: Sampling, cancel: Cancel, *, speak: bool
    ) -> Iterator[Item]:
        """Answer the last user turn: text as it is thought, with `speak` also its sound, one Usage at the end.

        Sound is int16 mono at `rate`; its marks (estimated) count in characters of the joined text and in samples of
        the joined sound. Raises Cancelled soon after `cancel` is set, EngineError when something fails. Closing the
        iterator early is a cancel too.
        """
        ...

    def close(self) -> None: ...


@runtime_checkable
class MultiSpeaker(Protocol):
    """An engine with several speakers to choose from."""

    def set_voice(self, name: str) -> None:
        """Speak with another voice from the next reply on. Raises EngineError for a name that is not there."""
        ...


class LocalOmni(Omni, MultiSpeaker, Protocol):
    """One that runs in this process."""

    progress: Progress
    """What the last reply took."""

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of its speakers, none for a model without its voice."""
        ...

    @property
    def real_time_factor(self) -> float | None:
        """Seconds of work per second of speech, from the replies so far; None before the first."""
        ...

    def warm_up(self, cancel: Cancel | None = None) -> float | None:
        """Speak a short reply to nobody, so that the first is as quick as the others; returns the real-time factor, None
        where it cannot be told."""
        ...


@dataclass(slots=True)
class Progress:
    """What the last reply took; read it after the reply (time.monotonic() seconds, counts)."""

    started: float = 0.0
    first_text: float | None = None
    first_code: float | None = None
    first_piece: float | None = None
    """When the first sound was ready inside the engine."""
    first_audio: float | None = None
    """When sound first left the engine, after it was held for its lead."""
    thought: float | None = None
    """When the thinker had finished."""
    finished: float | None = None
    codes: int = 0
    talker_seconds: float = 0.0
    """From the first code to the last."""
    audio_seconds: float = 0.0
    lead: float = 0.0
    """Seconds of sound that were held back before the first was let go."""

    def coded(self) -> None:
        """The talker made another code."""
        now = time.monotonic()
        if self.first_code is None:
            self.first_code = now
        self.codes += 1
        self.talker_seconds = now - self.first_code
