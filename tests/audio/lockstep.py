"""A station over WAV files whose time passes only when told."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, TypeVar

from audio.events import Command, Event
from audio.station import Station
from audio.wavbackend import WavBackend
from config.settings import Sound, Turn

E = TypeVar("E", bound=Event)


class Lockstep:
    """Context manager around a station in its own thread. `events` holds all that it emitted."""

    def __init__(
        self,
        sound: Sound | None = None,
        turn: Turn | None = None,
        *,
        output_rate: int = 48_000,
        echo: tuple[float, float] | None = None,
        **settings: Any,
    ) -> None:
        sound = sound or Sound(backend="wav", wav_pace="lockstep", **settings)
        self.events: list[Event] = []
        backend = WavBackend(sound, output_rate=output_rate, echo=echo)
        self.station = Station(sound, turn or Turn(), self.events.append, backend=backend)
        self._thread = threading.Thread(target=self.station.run)

    def __enter__(self) -> Lockstep:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.station.close()
        self._thread.join(5)
        assert not self._thread.is_alive()

    def tell(self, *commands: Command) -> None:
        for command in commands:
            self.station.handle(command)

    def pass_time(self, milliseconds: int) -> list[Event]:
        """Let time pass; returns what was emitted meanwhile."""
        before = len(self.events)
        self.station.advance(milliseconds * 16)
        return self.events[before:]

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def names(self, *without: type[Event]) -> Sequence[str]:
        return [type(event).__name__ for event in self.events if not isinstance(event, without)]
