"""The interface between the station and a sound system. Implementations: audio.portaudio (devices) and
audio.wavbackend (files)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from audio.frames import Pcm
from audio.playback import Playback


class SoundError(Exception):
    """Sound is not available as requested. The message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A block of captured audio."""

    pcm: Pcm
    """Mono at HEARING_RATE, any length."""
    time: float
    """Time at which the first sample reached the microphone (monotonic)."""
    fresh: bool = False
    """The first piece of a newly opened stream: sound may be missing before it."""
    ended_at: int | None = None
    """Only files: the input ends this many samples into `pcm`."""


@dataclass(frozen=True, slots=True)
class DeviceState:
    """Names of the open devices (empty: none), and the problem in one line (empty: none)."""

    capture: str = ""
    playback: str = ""
    problem: str = ""


class Backend(Protocol):
    """A sound system. The station's thread calls all methods; only `wake` is called from the backend's own thread."""

    def start(self, playback: Playback, wake: Callable[[], None]) -> None:
        """Prepares the backend and opens no device. The backend may call `wake` from any thread when there is something
        to read.

        Raises SoundError when it can never work.
        """

    def want(self, capture: bool, playback: bool, now: float) -> None:
        """Opens or closes devices and keeps them so. Returns at once."""

    def state(self) -> DeviceState:
        """Returns the devices that are open now."""

    def read(self) -> list[Captured]:
        """Returns the audio captured since the last call, oldest first."""

    def now(self) -> float:
        """Returns the time: time.monotonic(), or that of a simulated world that advances only on request."""

    def hear(self, path: str) -> None:
        """Only files: makes this file the microphone's next input. Raises SoundError."""

    def advance(self) -> None:
        """Only in lock step: lets one block of time pass."""

    def close(self) -> None:
        """Closes everything quickly."""
