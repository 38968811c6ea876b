"""What the station needs of a sound system. Two there are: audio.portaudio (devices) and audio.wavbackend (files)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from audio.frames import Pcm
from audio.playback import Playback


class SoundError(Exception):
    """Sound cannot be had as asked. The message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A piece of what the microphone heard."""

    pcm: Pcm
    """Mono at HEARING_RATE, any length."""
    time: float
    """When its first sample reached the microphone (monotonic)."""
    fresh: bool = False
    """The first piece of a newly opened stream: sound may be missing before it."""
    ended_at: int | None = None
    """Only files: the input's last sample lies this many samples into `pcm`."""


@dataclass(frozen=True, slots=True)
class DeviceState:
    """Names of the open devices, empty while there is none, and what is wrong in one line, empty when nothing is."""

    capture: str = ""
    playback: str = ""
    problem: str = ""


class Backend(Protocol):
    """All methods are called by the station's thread; only `wake` is called by the backend's own."""

    def start(self, playback: Playback, wake: Callable[[], None]) -> None:
        """Get ready; open nothing yet. `wake` may be called from any thread when there is something to read.

        Raises SoundError when it never can work.
        """

    def want(self, capture: bool, playback: bool, now: float) -> None:
        """Open or close devices, and see to it that they stay so. Returns at once."""

    def state(self) -> DeviceState:
        """What is open now."""

    def read(self) -> list[Captured]:
        """What was heard since the last call, oldest first."""

    def now(self) -> float:
        """The time: time.monotonic(), or that of a world which only advances when told."""

    def hear(self, path: str) -> None:
        """Only files: the microphone hears this one next. Raises SoundError."""

    def advance(self) -> None:
        """Only in lock step: let one block of time pass."""

    def close(self) -> None:
        """Close everything, quickly."""
