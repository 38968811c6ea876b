"""Echo cancellation and noise suppression by WebRTC's audio processing module (AEC3, NS), from the livekit wheel.

Measured: 29-32 dB of echo removed up to 300 ms of delay without a hint, 0.5 s to converge on a synthetic path; it collapses
at 600 ms. It takes frames of exactly 10 ms.
"""

from __future__ import annotations

import numpy as np
from livekit.rtc.apm import AudioProcessingModule
from livekit.rtc.audio_frame import AudioFrame

from audio.frames import Pcm
from config.constants import FRAME, HEARING_RATE, samples

_AEC_DELAY = 128
_NS_DELAY = 96
"""Samples by which each stage delays the signal at 16 kHz (measured by correlation; both work on overlapping blocks)."""


_WARM_UP = 3 * HEARING_RATE
"""Played samples after which the canceller has learnt the room; before that, echo gets through (livekit takes 3 s too)."""

_COLD_SURE = 0.85
"""Speech probability that counts while the canceller is cold. On a real recording, echo in its first second reaches 0.75."""

_ECHO_ONLY = -14.0
"""dB by which a chunk fell in the canceller when there was nothing but echo in it. On real recordings speech over a reply
falls by 0-10 dB, echo alone by 20-40 dB."""


def speech_over_reply(probability: float, heard: float, clean: float, warm: bool) -> float:
    """What is left of a speech probability while a reply sounds. `heard`, `clean`: level in dBFS of the chunk before and
    after the canceller; `warm`: whether the canceller has learnt the room."""
    if clean - heard < _ECHO_ONLY:
        return 0.0
    return probability if warm or probability >= _COLD_SURE else 0.0


_REPLY_LOUD = -35.0
"""Level in dBFS from which a played chunk would be heard, were there a way from the loudspeaker to the microphone."""
_MICROPHONE_QUIET = -55.0
_NO_ECHO = samples(700)
"""Loud reply that has left the microphone quiet, after which nothing of it will come: longer than any device delays."""


class EchoPath:
    """Whether the microphone hears the loudspeaker at all. With headphones it does not; there is nothing to learn then, and
    the canceller, which takes whatever comes in its first seconds for echo, would only remove the user."""

    def __init__(self) -> None:
        self.absent = False
        self._unheard = 0

    def forget(self) -> None:
        """Another device."""
        self.absent = False
        self._unheard = 0

    def observe(self, played: float, heard: float, count: int) -> None:
        """`count` samples: level in dBFS of what was played, and of what the microphone heard meanwhile."""
        if heard > _MICROPHONE_QUIET:
            self._unheard = 0
        elif played > _REPLY_LOUD:
            self._unheard += count
            self.absent = self.absent or self._unheard >= _NO_ECHO


class EchoCanceller:
    """Removes what was played, and steady noise, from what was heard."""

    def __init__(self, echo: bool, noise: bool) -> None:
        self.delay = _AEC_DELAY * echo + _NS_DELAY * noise
        """Samples by which the output lags behind the input."""
        self._echo = echo
        self._learnt = 0
        self._module = AudioProcessingModule(
            echo_cancellation=echo, noise_suppression=noise, high_pass_filter=True, auto_gain_control=False
        )

    @property
    def warm(self) -> bool:
        """Whether it has heard enough echo to know the way from loudspeaker to microphone."""
        return self._learnt >= _WARM_UP

    def forget_room(self) -> None:
        """Another device: there is a new way to learn."""
        self._learnt = 0

    def process(self, heard: Pcm, played: Pcm) -> Pcm:
        """One FRAME of microphone and the FRAME that left the loudspeaker at that time -> FRAME of cleaned sound."""
        if self._echo:
            self._module.process_reverse_stream(_frame(played))
            self._learnt += FRAME if played.any() else 0
        frame = _frame(heard)
        self._module.process_stream(frame)
        return np.frombuffer(frame.data, np.int16)


def _frame(pcm: Pcm) -> AudioFrame:
    return AudioFrame(bytearray(pcm.tobytes()), HEARING_RATE, 1, FRAME)
