"""The interface of every Omni: in this process or on a server, Qwen2.5 or Qwen3, with or without its voice."""

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
    """Sample rate of its speech in Hz."""
    languages: tuple[str, ...]
    """ISO 639-1 codes of the languages it speaks; empty for a model without its voice. It understands more."""

    def respond(
        self, conversation: Sequence[OmniMessage], sampling: Sampling, cancel: Cancel, *, speak: bool
    ) -> Iterator[Item]:
        """Answers the last user turn: yields text as it is generated, with `speak` also its sound, and one Usage at the
        end.

        Sound is int16, mono, at `rate`. Marks (estimated) count characters of the joined text and samples of the joined
        sound. Raises Cancelled soon after `cancel` is set, and EngineError when something fails. Closing the iterator
        early cancels, too.
        """
        ...

    def close(self) -> None: ...


@runtime_checkable
class MultiSpeaker(Protocol):
    """An engine with several speakers to choose from."""

    def set_voice(self, name: str) -> None:
        """Speaks with another voice from the next reply on. Raises EngineError for an unknown name."""
        ...


class LocalOmni(Omni, MultiSpeaker, Protocol):
    """An Omni that runs in this process."""

    progress: Progress
    """Times and counts of the last reply."""

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of its speakers; empty for a model without its voice."""
        ...

    @property
    def real_time_factor(self) -> float | None:
        """Seconds of work per second of speech, from the replies so far; None before the first."""
        ...

    def warm_up(self, cancel: Cancel | None = None) -> float | None:
        """Generates a short reply that nobody hears, so that the first real one is as quick as the others. Returns the
        real-time factor; None where it cannot be told."""
        ...


@dataclass(slots=True)
class Progress:
    """Times (time.monotonic() seconds) and counts of the last reply; read it after the reply."""

    started: float = 0.0
    first_text: float | None = None
    first_code: float | None = None
    first_piece: float | None = None
    """Time when the first sound was ready inside the engine."""
    first_audio: float | None = None
    """Time when sound first left the engine, after it was held for its lead."""
    thought: float | None = None
    """Time when the thinker had finished."""
    finished: float | None = None
    codes: int = 0
    talker_seconds: float = 0.0
    """Seconds from the first code to the last."""
    audio_seconds: float = 0.0
    lead: float = 0.0
    """Seconds of sound that were held back before the first was released."""

    def coded(self) -> None:
        """Counts another code of the talker."""
        now = time.monotonic()
        if self.first_code is None:
            self.first_code = now
        self.codes += 1
        self.talker_seconds = now - self.first_code
