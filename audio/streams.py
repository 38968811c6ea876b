"""One open PortAudio stream: its callback, clock and rate. The callbacks only copy."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from audio.backend import Captured, SoundError
from audio.devices import Device
from audio.frames import downmix
from audio.playback import STALLED, Playback
from audio.resample import StreamResampler
from audio.ring_buffer import History
from config.constants import HEARING_RATE
from config.texts import _

PLAYBACK_RATE = 48_000
_OTHER_RATES = (48_000, 44_100, 32_000, 96_000, 88_200, 192_000, 24_000, 22_050, 16_000, 8_000)
_CAPTURE_BLOCK = 0.02
_PLAYBACK_BLOCK = 0.01
_STALE = 0.5
"""Seconds without a callback after which a stream is lost; callbacks come every 10-40 ms."""
_FIRST = 2.0
"""The same for the first callback: headsets are slow to start."""
_PROOF = 0.3
"""Seconds of callbacks that prove that a stream works."""
_BUFFERED = 2.0
"""Seconds of capture buffered for the station; if it stops for longer, the oldest are lost."""


class _Clock:
    """Converts PortAudio's stream times into time.monotonic(). A callback can only be late, so the smallest offset
    is right."""

    def __init__(self) -> None:
        self._offset: float | None = None

    def convert(self, now: float, current: float, stamp: float, fallback: float) -> float:
        """Returns `stamp` (device time) as monotonic time, or `fallback` when the device gives none. `current` is
        the device time at which the callback was invoked, `now` the monotonic time read in it."""
        if stamp <= 0 or current <= 0:
            return fallback
        offset = now - current
        # Lets the offset creep up by 10 us a block, should the two clocks drift.
        self._offset = offset if self._offset is None else min(offset, self._offset + 1e-5)
        return stamp + self._offset


class CaptureStream:
    """An open microphone."""

    def __init__(self, sounddevice: ModuleType, index: int | None, name: str, wake: Callable[[], None]) -> None:
        """Opens and starts the stream. Raises SoundError."""
        self.name = name
        self._wake = wake
        self._clock = _Clock()
        self._stamps: deque[tuple[int, float]] = deque(
            maxlen=1
        )  # (sample index, time) of the latest block's first sample
        self._read = 0  # interleaved samples taken by the station
        self._delivered = 0  # samples given to the station at HEARING_RATE
        self._due: float | None = None  # when the next sample should reach the microphone
        self.fresh = True
        self.rate, self.channels, self._stream = _open(
            sounddevice.RawInputStream, index, HEARING_RATE, _CAPTURE_BLOCK, self._prepare, self._on_samples
        )
        self.called = self._opened = time.monotonic()
        _start(self._stream)

    def _prepare(self, rate: int, channels: int) -> None:
        self._channels, self._rate = channels, rate
        self._ring = History(int(rate * channels * _BUFFERED))
        self._resampler = StreamResampler(rate, HEARING_RATE, "LQ")

    def _on_samples(self, data: Any, frames: int, info: Any, _status: Any) -> None:
        now = time.monotonic()
        first = self._ring.end // self._channels
        stamp = self._clock.convert(
            now, info.currentTime, info.inputBufferAdcTime, now - frames / self._rate - _CAPTURE_BLOCK
        )
        self._ring.append(np.frombuffer(data, np.int16))
        self._stamps.append((first, stamp))
        self.called = now
        self._wake()

    def read(self) -> Captured | None:
        """Returns the audio since the last call (station's thread)."""
        end = self._ring.end
        if end == self._read or not self._stamps:
            return None
        index, stamp = self._stamps[-1]
        raw = self._ring.slice(self._read, end)
        if len(raw) < end - self._read:  # the station slept for longer than the ring is: silence where sound was lost
            raw = np.concatenate([np.zeros(end - self._read - len(raw), np.int16), raw])
        self._read = end
        pcm = self._resampler.process(downmix(raw, self._channels))
        if not len(pcm):
            return None
        began = stamp - index / self._rate + self._delivered / HEARING_RATE
        self._delivered += len(pcm)
        stalled = self._due is not None and began - self._due > STALLED
        self._due = began + len(pcm) / HEARING_RATE
        piece = Captured(pcm, began, self.fresh or stalled)
        self.fresh = False
        return piece

    @property
    def alive(self) -> bool:
        """Whether the last callback is recent."""
        return self._ring.end > 0 and time.monotonic() - self.called < _STALE

    @property
    def stale(self) -> bool:
        """Whether callbacks have stopped, or never came."""
        return time.monotonic() - self.called > (_STALE if self._ring.end > 0 else _FIRST)

    @property
    def proven(self) -> bool:
        """Whether callbacks have continued for a while: a suspended device only fills its buffer."""
        return self.called - self._opened > _PROOF

    def close(self) -> None:
        _close(self._stream)


class PlaybackStream:
    """An open loudspeaker, fed from the playback queue."""

    def __init__(self, sounddevice: ModuleType, index: int | None, name: str, playback: Playback) -> None:
        """Opens and starts the stream. Raises SoundError."""
        self.name = name
        self._playback = playback
        self._began = False  # the device has called
        self._clock = _Clock()
        self.rate, self.channels, self._stream = _open(
            sounddevice.RawOutputStream, index, PLAYBACK_RATE, _PLAYBACK_BLOCK, self._prepare, self._on_demand
        )
        playback.attach(self.rate)
        self.called = self._opened = time.monotonic()
        _start(self._stream)

    def _prepare(self, rate: int, channels: int) -> None:
        self._channels, self._rate = channels, rate
        self._mono = np.zeros(rate, np.int16)
        self._latency = 0.05

    def _on_demand(self, data: Any, frames: int, info: Any, _status: Any) -> None:
        now = time.monotonic()
        stamp = self._clock.convert(now, info.currentTime, info.outputBufferDacTime, now + self._latency)
        out = np.frombuffer(data, np.int16)
        if self._channels == 1:
            self._playback.fill(out, stamp)
        else:
            mono = self._mono[:frames]
            self._playback.fill(mono, stamp)
            out.reshape(frames, self._channels)[:] = mono[:, None]
        self.called = now
        self._began = True

    @property
    def alive(self) -> bool:
        """Whether the last callback is recent."""
        return self._began and time.monotonic() - self.called < _STALE

    @property
    def stale(self) -> bool:
        """Whether callbacks have stopped, or never came."""
        return time.monotonic() - self.called > (_STALE if self._began else _FIRST)

    @property
    def proven(self) -> bool:
        """Whether callbacks have continued for a while: a suspended device only fills its buffer."""
        return self.called - self._opened > _PROOF

    def close(self) -> None:
        self._playback.detach(time.monotonic())
        _close(self._stream)


def _open(
    kind: Any,
    index: int | None,
    preferred: int,
    block: float,
    prepare: Callable[[int, int], None],
    callback: Callable[[Any, int, Any, Any], None],
) -> tuple[int, int, Any]:
    """Returns (rate, channels, stream) of the first combination that the device accepts, preferably mono at the
    preferred rate."""
    problem = _("no rate fits")
    for rate in (preferred, *(rate for rate in _OTHER_RATES if rate != preferred)):
        for channels in (1, 2):
            prepare(rate, channels)
            try:
                stream = kind(
                    samplerate=rate,
                    blocksize=int(rate * block),
                    device=index,
                    channels=channels,
                    dtype="int16",
                    latency="low",
                    callback=callback,
                )
            except Exception as err:
                problem = str(err).splitlines()[0]
                if "sample rate" not in problem.lower() and "channels" not in problem.lower():
                    raise SoundError(problem) from err
            else:
                return rate, channels, stream
    raise SoundError(problem)


def _start(stream: Any) -> None:
    try:
        stream.start()
    except Exception as err:
        _close(stream)
        raise SoundError(str(err).splitlines()[0]) from err


def _close(stream: Any) -> None:
    stream.abort(ignore_errors=True)
    stream.close(ignore_errors=True)


def reach(sounddevice: ModuleType, device: Device, variable: str) -> int | None:
    """Returns PortAudio's number for a device. A device of the sound server is reached through the ALSA plugin
    `pulse` (or `default`, which leads to the server too); the plugin takes the device's name from the environment."""
    if device.index is not None:
        return device.index
    os.environ[variable] = device.name
    names = [str(entry["name"]) for entry in sounddevice.query_devices()]
    for name in ("pulse", "pipewire", "default"):
        if name in names:
            return names.index(name)
    raise SoundError(_("ALSA has no way to the sound server: apt-get install libasound2-plugins (or pipewire-alsa)"))
