"""Sound through WAV files: the microphone reads one file after another, and the loudspeaker is recorded into another.

Time passes whether or not anybody listens: a file that plays while capture is closed is missed. The recording holds
everything since the hearing timeline began, silence included, so its sample k lies at position k * HEARING_RATE / rate.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from audio.backend import Captured, DeviceState, SoundError
from audio.frames import Pcm
from audio.playback import Playback
from audio.ring_buffer import History
from audio.wavefile import WavError, WavWriter, read_wav
from config.constants import HEARING_RATE, samples
from config.settings import Sound
from config.texts import _

BLOCK = samples(20)
APART = BLOCK // 2
"""Offset of the loudspeaker's blocks: half-way between two of the microphone. The streams of a sound card are not in
step, and in step every answer to the latest sound would just miss its block."""
LATENCY = samples(40)
"""Latency of the simulated loudspeaker, the same as PulseAudio's ALSA plugin has. Sound is taken 20-40 ms before it
is heard."""
_BACKLOG = 500
"""Blocks (10 s) buffered for a station that doesn't read; then the oldest are lost, as with a real microphone."""


class WavBackend:
    """Backend over files, paced by the clock in a thread of its own (`real`) or advanced on request (`lockstep`)."""

    def __init__(self, sound: Sound, *, output_rate: int = 48_000, echo: tuple[float, float] | None = None) -> None:
        """`echo`: (delay in ms, gain) of the loudspeaker's sound in the microphone; None: no echo."""
        self._sound = sound
        self._rate = output_rate
        self._lockstep = sound.wav_pace == "lockstep"
        self._ahead = LATENCY if self._lockstep else LATENCY + APART
        self._echo = echo
        self._lock = threading.Lock()
        self._inputs: deque[Pcm] = deque()
        self._heard = 0  # samples of inputs[0] already heard
        self._captured: deque[Captured] = deque(maxlen=_BACKLOG)
        self._capturing = False
        self._fresh = True
        self._position = 0
        self._zero = time.monotonic()
        self._begun = False
        self._writer: WavWriter | None = None
        self._problem = ""
        self._played = History(2 * HEARING_RATE)  # at HEARING_RATE, for the echo
        self._pacer: threading.Thread | None = None
        self._closing = threading.Event()
        self.late = 0.0
        """Largest delay of the pacer in seconds: beyond 0.04 the paced times can't be trusted."""

    def start(self, playback: Playback, wake: Callable[[], None]) -> None:
        self._playback, self._wake = playback, wake
        if self._sound.wav_input is not None:
            self.hear(str(self._sound.wav_input))
        if self._sound.wav_output is not None:
            try:
                self._writer = WavWriter(self._sound.wav_output, self._rate)
            except OSError as err:
                raise SoundError(f"{self._sound.wav_output}: {err.strerror or err}") from err
        playback.attach(self._rate)
        self._record(np.zeros(self._ahead * self._rate // HEARING_RATE, np.int16))

    def want(self, capture: bool, playback: bool, now: float) -> None:
        with self._lock:
            if capture and not self._capturing:
                self._fresh = True
            self._capturing = capture
            if not self._begun:
                self._begun = True
                self._zero = now
                if not self._lockstep:
                    self._pacer = threading.Thread(target=self._pace, name="wav-pacer", daemon=True)
                    self._pacer.start()

    def state(self) -> DeviceState:
        capture = str(self._sound.wav_input or "wav") if self._capturing else ""
        return DeviceState(capture, str(self._sound.wav_output or "wav"), self._problem)

    def read(self) -> list[Captured]:
        with self._lock:
            pieces = list(self._captured)
            self._captured.clear()
        return pieces

    def now(self) -> float:
        return self._zero + self._position / HEARING_RATE if self._lockstep else time.monotonic()

    def hear(self, path: str) -> None:
        try:
            pcm = read_wav(Path(path))
        except WavError as err:
            raise SoundError(str(err)) from err
        with self._lock:
            self._inputs.append(pcm)

    def advance(self) -> None:
        self._play(self._position)
        self._capture()

    def close(self) -> None:
        self._closing.set()
        if self._pacer is not None:
            self._pacer.join(1.0)
        self._end_recording()

    # ---------------------------------------------------------------------------------------------------- the world

    def _pace(self) -> None:
        while self._wait_until(self._position + BLOCK):
            at = self._position
            self._capture()
            self._wake()
            if not self._wait_until(self._position + APART):
                return
            self._play(at)

    def _wait_until(self, position: int) -> bool:
        """Waits until `position`. Returns False when the backend is closing."""
        wait = self._zero + position / HEARING_RATE - time.monotonic()
        if self._closing.wait(max(0.0, wait)):
            return False
        self.late = max(self.late, -wait)
        return True

    def _play(self, at: int) -> None:
        """Takes the block that is heard `_ahead` samples after `at`."""
        out = np.zeros(BLOCK * self._rate // HEARING_RATE, np.int16)
        self._playback.fill(out, self._zero + (at + self._ahead) / HEARING_RATE)
        self._record(out)

    def _capture(self) -> None:
        began = self._zero + self._position / HEARING_RATE
        with self._lock:
            pcm, ended_at = self._listen()
            if self._capturing:
                self._captured.append(Captured(pcm, began, self._fresh, ended_at))
                self._fresh = False
            elif ended_at is not None:
                self._captured.append(Captured(pcm[:0], began, False, ended_at))
        self._position += BLOCK

    def _listen(self) -> tuple[Pcm, int | None]:
        """Returns the microphone's next block, and where in it the input ended."""
        pcm = np.zeros(BLOCK, np.int16)
        at = 0
        ended_at = None
        while self._inputs and at < BLOCK:
            piece = self._inputs[0][self._heard : self._heard + BLOCK - at]
            pcm[at : at + len(piece)] = piece
            at += len(piece)
            self._heard += len(piece)
            if self._heard == len(self._inputs[0]):
                self._inputs.popleft()
                self._heard = 0
                ended_at = at if not self._inputs else None
        if self._echo is not None:
            delay_ms, gain = self._echo
            first = self._position - samples(delay_ms)
            echo = np.zeros(BLOCK, np.float32)
            heard = self._played.slice(max(0, first), max(0, first + BLOCK))
            echo[BLOCK - len(heard) :] = heard
            pcm = np.clip(pcm + gain * echo, -32768, 32767).astype(np.int16)
        return pcm, ended_at

    def _record(self, out: Pcm) -> None:
        if self._echo is not None:  # the mean of neighbours is low-pass enough for a simulated room
            count = len(out) * HEARING_RATE // self._rate
            self._played.append(out.reshape(count, -1).mean(axis=1).astype(np.int16))
        if self._writer is not None:
            try:
                self._writer.write(out)
            except OSError as err:  # the world goes on without being recorded
                self._problem = _(
                    "{wav_output}: {why}; nothing more is recorded",
                    wav_output=self._sound.wav_output,
                    why=err.strerror or err,
                )
                self._end_recording()

    def _end_recording(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(OSError):  # what can't be written any more has been told
                writer.close()
