"""Latency: when the stages of one answer happened (`Stamps`), and P50, P90, P99 over the last turns (`Window`). Pure."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields


@dataclass(slots=True)
class Stamps:
    """Times of one answer's stages in CLOCK_MONOTONIC seconds; 0 means that the stage has not happened."""

    end_of_speech: float = 0.0
    """Acoustic end: the last sample of speech reached the microphone."""
    paused: float = 0.0
    """The engines had all their input, at the end of the provisional pause."""
    heard: float = 0.0
    """The words were known."""
    first_token: float = 0.0
    first_clause: float = 0.0
    """The first clause went to the voice."""
    first_audio: float = 0.0
    """The first audio of the reply existed; it is held back while the turn may go on."""
    over: float = 0.0
    """The turn was found to be over."""
    audible: float = 0.0
    """The first audible sample left the loudspeaker."""

    def milliseconds(self) -> dict[str, float]:
        """The turn's timings in ms; a stage that did not happen is left out.

        `endpoint` and `voice_to_voice` count from the acoustic end of the speech. `stt`, `first_token`, `first_clause`
        and `engine_first_audio` count from the moment the engines had their whole input, one after the other included.
        """
        spans = {
            "endpoint": (self.end_of_speech, self.over),
            "stt": (self.paused, self.heard),
            "first_token": (self.paused, self.first_token),
            "first_clause": (self.paused, self.first_clause),
            "engine_first_audio": (self.paused, self.first_audio),
            "voice_to_voice": (self.end_of_speech, self.audible),
        }
        return {name: round((end - start) * 1000, 1) for name, (start, end) in spans.items() if start and end}


WINDOW = 100
"""Turns that are summarised; older ones are dropped."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Latencies of one turn in milliseconds; None where a stage did not happen."""

    endpoint: float | None = None
    """Acoustic end of speech -> the turn was found to be over."""
    stt: float | None = None
    """The engines have their whole input -> the words are known. The next three count from the same moment."""
    first_token: float | None = None
    first_clause: float | None = None
    engine_first_audio: float | None = None
    voice_to_voice: float | None = None
    """Acoustic end of speech -> first audible sample of the reply."""

    @classmethod
    def of(cls, milliseconds: Mapping[str, float]) -> Timings:
        """From a `timings` event's figures. Unknown names are left out."""
        return cls(**{name: float(milliseconds[name]) for name in METRICS if name in milliseconds})

    def as_json(self) -> dict[str, float]:
        return {name: value for name in METRICS if (value := getattr(self, name)) is not None}


METRICS = tuple(each.name for each in fields(Timings))


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest measured value that at least `share` (0..1) of all values don't exceed: the nearest-rank percentile.

    Raises ValueError when there are no values, or `share` is out of range.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    if not 0 <= share <= 1:
        raise ValueError("share must be 0 to 1")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True, slots=True)
class Summary:
    """Percentiles of one metric in milliseconds."""

    count: int
    p50: float
    p90: float
    p99: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Summary:
        return cls(len(values), percentile(values, 0.5), percentile(values, 0.9), percentile(values, 0.99))

    def as_json(self) -> dict[str, float]:
        return {"count": self.count, "p50": self.p50, "p90": self.p90, "p99": self.p99}


class Window:
    """Timings of the last turns."""

    def __init__(self, size: int = WINDOW) -> None:
        self._turns: deque[Timings] = deque(maxlen=size)  # a full window drops the oldest turn

    def add(self, timings: Timings | Mapping[str, float]) -> None:
        self._turns.append(timings if isinstance(timings, Timings) else Timings.of(timings))

    def __len__(self) -> int:
        return len(self._turns)

    def summary(self) -> dict[str, dict[str, float]]:
        """Metric -> count, p50, p90, p99 in ms. A metric that was never measured is left out."""
        result = {}
        for name in METRICS:
            values = [value for turn in self._turns if (value := getattr(turn, name)) is not None]
            if values:
                result[name] = Summary.of(values).as_json()
        return result
