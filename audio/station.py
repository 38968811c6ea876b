"""The sound worker: takes commands and emits events; one thread does all the work."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from audio.backend import Backend, Captured, SoundError
from audio.capture import Hearing
from audio.events import Command, DeviceChanged, Event, Forget, Hear, InputEnded, Listen, Meter, SpeechStarted
from audio.playback import STALLED, Playback
from audio.playout import Speaking
from audio.reference import Reference
from audio.timeline import Timeline
from audio.wavbackend import BLOCK, WavBackend
from config.constants import HEARING_RATE
from config.settings import Sound, Turn

__all__ = ["SoundError", "Station"]

_TICK = 0.02
"""Seconds between two checks of a reply that plays."""
_IDLE_TICK = 0.25
"""The same while idle; captured sound and commands wake the station anyway."""
_RELAXED_BLOCKS = 3
"""Captured blocks (20 ms) read at once in silence: one wake-up instead of three saves most of the idle CPU time. The
first syllable is noticed up to 40 ms later and not lost; pauses and interruptions are watched block by block."""
_NICE = -11
"""Nice value, the same as sound servers': engines that keep every core busy must not starve the sound."""
_BEHIND = 0.1
"""Seconds by which silence lags behind the clock without a microphone: a stream that opens must not be ahead of it."""
_GONE = 3.0
"""Seconds after which it is silent for certain: whoever speaks then is heard."""
_REJOIN = 2 * HEARING_RATE
"""Longest gap in capture that is filled with silence, so that an utterance goes on; a longer one is skipped."""


@dataclass(slots=True)
class _Advance:
    samples: int
    done: threading.Event = field(default_factory=threading.Event)


class _Wake:
    """Wakes the station to read its inputs."""


class Station:
    """Microphone and loudspeaker. Emits events from the thread that runs run()."""

    def __init__(
        self, sound: Sound, turn: Turn, emit: Callable[[Event], None], *, backend: Backend | None = None
    ) -> None:
        self._emit_out = emit
        self._backend = backend or _backend(sound)
        self._inbox: queue.SimpleQueue[Command | _Advance | _Wake] = queue.SimpleQueue()
        self._closing = threading.Event()
        self.rounds = 0
        """Loop count of the station's thread: it grows several times a second unless the thread hangs. Any thread
        may read it."""
        self._wake_pending = False
        self._relaxed = False  # nothing goes on: not every captured block is worth a wake-up
        self._unread = 0
        self._timeline = Timeline()
        self._playback = Playback(sound.volume, sound.duck_db)
        self._reference = Reference(self._timeline)
        self._speaking = Speaking(self._playback, self._reference, self._emit)
        self._hearing = Hearing(sound, turn, self._timeline, self._reference, self._emit)
        self._listening = False
        self._device = DeviceChanged("", "", "")
        self._names = ("", "")  # the devices last open, whose echo the canceller knows
        self._begun = 0  # the beginning of playback that the canceller knows of, by number

    # ---------------------------------------------------------------------------------------------------- any thread

    def handle(self, command: Command) -> None:
        """Queues a command, carried out soon and in order. Returns at once."""
        self._inbox.put(command)

    def close(self) -> None:
        """Makes run() return."""
        self._closing.set()
        self._inbox.put(_Wake())

    def advance(self, count: int) -> None:
        """Only in lock step: lets `count` samples of hearing time pass (rounded up to blocks of 20 ms) and returns
        when all their events have been emitted."""
        step = _Advance(count)
        self._inbox.put(step)
        while not step.done.wait(0.1):
            if self._closing.is_set():
                return

    def _wake(self) -> None:
        self._unread += 1
        if not self._wake_pending and not (self._relaxed and self._unread < _RELAXED_BLOCKS):
            self._wake_pending = True
            self._inbox.put(_Wake())

    # ------------------------------------------------------------------------------------------------ the one thread

    def run(self) -> None:
        """Works until close(). Raises SoundError when it cannot start."""
        with suppress(OSError):  # few users may; the threads that sound is made in inherit it
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        self._backend.start(self._playback, self._wake)
        try:
            while not self._closing.is_set():
                self._turn()
        finally:
            self._closing.set()
            self._backend.close()

    def _turn(self) -> None:
        self.rounds += 1
        try:
            item = self._inbox.get(timeout=_TICK if self._speaking.waiting else _IDLE_TICK)
        except queue.Empty:
            item = _Wake()
        match item:
            case _Wake():
                self._wake_pending = False
                self._unread = 0
                self._tick()
                self._relaxed = self._hearing.idle and not self._speaking.waiting
            case _Advance():
                self._timeline.begin(self._backend.now())
                for _ in range(-(-item.samples // BLOCK)):
                    self._open_what_is_needed()
                    self._backend.advance()
                    self._tick()
                item.done.set()
            case _:
                self._obey(item)

    def _obey(self, command: Command) -> None:
        now = self._backend.now()
        match command:
            case Listen(on):
                if self._listening and not on:
                    self._hear()  # what was heard before the command counts
                    self._hearing.stop()
                self._listening = on
            case Meter(on):
                self._hearing.meter = on
            case Forget():
                self._hearing.forget()
            case Hear(path):
                try:
                    self._backend.hear(path)
                except SoundError as err:
                    self._emit(DeviceChanged(self._device.capture, self._device.playback, str(err)))
            case _:
                self._speaking.handle(command, now)
        self._open_what_is_needed()

    def _tick(self) -> None:
        self.rounds += 1
        self._speaking.tick(self._backend.now())
        if self._begun != self._playback.beginnings:
            self._begun = self._playback.beginnings
            self._hearing.stream_opened()
        if STALLED < self._playback.overdue(self._backend.now()) < _GONE:
            self._hearing.echo_unknown()
        self._hear()
        self._playback.be_wary(self._hearing.wary)
        self._open_what_is_needed()
        state = self._backend.state()
        device = DeviceChanged(state.capture, state.playback, state.problem)
        if device != self._device:
            self._device = device
            self._emit(device)
            names = (device.capture or self._names[0], device.playback or self._names[1])
            if names != self._names:
                self._names = names
                self._hearing.device_changed()

    def _open_what_is_needed(self) -> None:
        now = self._backend.now()
        capture, playback = self._listening, self._speaking.wants_device(now)
        if capture or playback:
            self._timeline.begin(now)
        if self._timeline.begun:
            self._backend.want(capture, playback, now)

    def _hear(self) -> None:
        for piece in self._backend.read():
            if piece.fresh:
                self._join(piece)
            if self._listening and len(piece.pcm):
                self._timeline.stamp(self._hearing.position, piece.time)
                self._hearing.process(piece.pcm, not self._playback.idle)
            if piece.ended_at is not None:
                self._emit(InputEnded(self._timeline.due(piece.time) + piece.ended_at))
        if self._listening and not self._backend.state().capture:
            missing = self._timeline.due(self._backend.now() - _BEHIND) - self._hearing.position
            if missing > 0:
                self._skip(missing)

    def _join(self, piece: Captured) -> None:
        """Joins a new stream: counts the time before it through, and trusts its clock."""
        self._hearing.stream_opened()
        missing = self._timeline.due(piece.time) - self._hearing.position
        if missing > 0:
            self._skip(missing)
        self._timeline.set_stamp(self._hearing.position, piece.time)

    def _skip(self, count: int) -> None:
        if count <= _REJOIN:
            self._hearing.process(np.zeros(count, np.int16), not self._playback.idle)
        else:
            self._hearing.skip_to(self._hearing.position + count)

    def _emit(self, event: Event) -> None:
        if isinstance(event, SpeechStarted):
            self._speaking.expect(self._backend.now())
        self._emit_out(event)


def _backend(sound: Sound) -> Backend:
    if sound.backend == "wav":
        return WavBackend(sound)
    from audio.portaudio import PortAudioBackend

    return PortAudioBackend(sound)
