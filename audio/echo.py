"""Echo cancellation and noise suppression by WebRTC's audio processing module (AEC3, NS), from the livekit wheel.

Measured: it removes 29-32 dB of echo at delays up to 300 ms without a hint, and converges in 0.5 s on a synthetic path.
It collapses at 600 ms. It takes frames of exactly 10 ms.
"""

from __future__ import annotations

import numpy as np
from livekit.rtc.apm import AudioProcessingModule
from livekit.rtc.audio_frame import AudioFrame

from audio.frames import Pcm
from config.constants import FRAME, HEARING_RATE, samples

_AEC_DELAY = 128
_NS_DELAY = 96
"""Delay of each stage in samples at 16 kHz (measured by correlation; both work on overlapping blocks)."""


_WARM_UP = 3 * HEARING_RATE
"""Played samples after which the canceller has adapted to the room; echo gets through before (livekit takes 3 s
too)."""

_REFIND = samples(1500)
"""The same after a stream was opened anew: the room is known, the delay may be another one. Measured on a synthetic room
with delays of 5-250 ms: a canceller that goes on as it was lets echo through after 28 of 240 openings. One that begins anew
after none, but after 2 of 80 on a card whose delay stays the same, where the old one is right."""
_MEMORY = samples(100)

_COLD_SURE = 0.85
"""Speech probability required while the canceller is cold. On a real recording, echo in its first second reaches
0.75."""

_ECHO_ONLY = -14.0
"""Drop in dB across the canceller that marks a chunk as pure echo. On real recordings speech over a reply drops by
0-10 dB, echo alone by 20-40 dB."""


def speech_over_reply(probability: float, heard: float, clean: float, warm: bool) -> float:
    """Corrects a speech probability while a reply sounds. `heard`, `clean`: level in dBFS of the chunk before and
    after the canceller; `warm`: whether the canceller has adapted to the room."""
    if clean - heard < _ECHO_ONLY:
        return 0.0
    return probability if warm or probability >= _COLD_SURE else 0.0


_REPLY_LOUD = -35.0
"""Level in dBFS from which a played chunk would be heard if the loudspeaker reached the microphone."""
_MICROPHONE_QUIET = -55.0
_NO_ECHO = samples(700)
"""Duration of loud reply without echo after which none is expected: longer than any device's delay."""

LIKENESS_WINDOW = samples(600)
"""Length of the microphone's sound that is compared with what was played."""
EARLIEST = samples(-40)
LATEST = samples(500)
"""Delays of echo that are considered, in samples: a device's clock may tell too late a time."""
_BAND = (200.0, 4000.0)
"""Frequencies in Hz that are compared: those of speech that small loudspeakers and microphones pass."""
_WHITENING = 0.7
_PERSON_BELOW = 5.5
_ECHO_ABOVE = 9.0
"""Likeness that tells a person from echo, on 600 ms. Measured with 250 drawn rooms (reverberation 0.15-0.8 s, the echo as
loud as or louder than the direct sound in half of them; noise 10 dB below): echo has 6.7 or more in 99 of 100, 16 in the
median; a person over another voice 4.8 in the median, and less than 5.5 in 80 of 100."""
_OVERLAPS = 0.25
"""Delays are compared at which `heard` would meet so much of the most energy that it meets at any. At the others there is
nothing to be alike, which made a person half a second into a reply look like echo: of 150 who wore headphones 49 in 100 were
below 5.5 there, and are 78; of echo in 150 drawn rooms 1 in 100 was, and 2 are, before the level is asked."""


def likeness(heard: Pcm, played: Pcm) -> float:
    """Tells how far one delay stands out among those at which `heard` may be an echo of `played`: the peak of their
    cross-correlation over its root mean square. `played`: from LATEST before the beginning of `heard` to EARLIEST before its
    end. Whitened in part (Knapp and Carter 1976: fully would be their PHAT), which
    bears with reverberation and noise."""
    size = 1 << (len(heard) + len(played) - 1).bit_length()
    spectrum = np.fft.rfft(heard * np.hanning(len(heard)), size) * np.conj(np.fft.rfft(played, size))
    frequencies = np.fft.rfftfreq(size, 1 / HEARING_RATE)
    spectrum[(frequencies < _BAND[0]) | (frequencies > _BAND[1])] = 0.0
    spectrum /= np.maximum(np.abs(spectrum), 1e-9) ** _WHITENING
    total = np.cumsum(np.square(played, dtype=np.float64))
    met = total[len(heard) :] - total[: -len(heard)]
    correlation = np.fft.irfft(spectrum, size)[-np.arange(len(met))][met >= _OVERLAPS * met.max()]
    mean = float(np.sqrt(np.square(correlation).mean()))
    return float(np.abs(correlation).max()) / mean if mean else 0.0


class EchoPath:
    """Detects whether the microphone hears the loudspeaker at all. With headphones it does not. The canceller would
    then only remove the user, because it takes any input of its first seconds for echo."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Resets the detection after a change of device."""
        self.absent = False
        self.present = False
        self._unheard = 0

    def is_person(self, heard: Pcm, played: Pcm) -> bool:
        """Whether the sound heard over a reply is certainly another than what is played (arguments as of `likeness`). Once
        echo has been recognised as such, the canceller is relied on instead."""
        if self.present or not played.any():
            return False
        alike = likeness(heard, played)
        self.present = alike > _ECHO_ABOVE
        return alike < _PERSON_BELOW

    def observe(self, played: float, heard: float, count: int) -> None:
        """Takes the levels of `count` samples in dBFS: as played, and as heard by the microphone meanwhile."""
        if heard > _MICROPHONE_QUIET:
            self._unheard = 0
        elif played > _REPLY_LOUD:
            self._unheard += count
            self.absent = self.absent or self._unheard >= _NO_ECHO


class EchoCanceller:
    """Removes the played sound, and steady noise, from the captured sound."""

    def __init__(self, echo: bool, noise: bool) -> None:
        self.delay = _AEC_DELAY * echo + _NS_DELAY * noise
        """Delay of the output against the input in samples."""
        self._echo, self._noise = echo, noise
        self._learnt = 0
        self._ways = [self._make()]  # a second one while it is open whether the first still fits

    @property
    def warm(self) -> bool:
        """Whether it has heard enough echo to know the path from loudspeaker to microphone."""
        return self._learnt >= _WARM_UP

    def forget_room(self) -> None:
        """Starts adapting anew after a change of device."""
        self._learnt = 0
        self._ways = [self._make()]

    def doubt_delay(self) -> None:
        """Adapts anew beside what is known, after a stream to the same device was opened: its delay may be another one.
        Of the two, the one that leaves less is used."""
        if self._echo and self._learnt:
            self._learnt = min(self._learnt, _WARM_UP - _REFIND)
            self._ways = [min(self._ways, key=lambda way: way.rest), self._make()]

    def process(self, heard: Pcm, played: Pcm) -> Pcm:
        """Takes one FRAME of the microphone and the FRAME played at that time; returns a FRAME of cleaned sound."""
        sounds = self._echo and bool(played.any())
        self._learnt += FRAME if sounds else 0
        cleaned = [way.process(heard, played, sounds) for way in self._ways]
        best = min(range(len(cleaned)), key=lambda index: self._ways[index].rest)
        if len(cleaned) > 1 and self.warm:
            self._ways = [self._ways[best]]
        return cleaned[best]

    def _make(self) -> _Way:
        return _Way(self._echo, self._noise)


class _Way:
    """One adapted module, and how much it leaves of what is heard while something is played."""

    def __init__(self, echo: bool, noise: bool) -> None:
        self._echo = echo
        self._module = AudioProcessingModule(
            echo_cancellation=echo, noise_suppression=noise, high_pass_filter=True, auto_gain_control=False
        )
        self.rest = 0.0
        """Mean power of the output, over the latest _MEMORY."""

    def process(self, heard: Pcm, played: Pcm, sounds: bool) -> Pcm:
        if self._echo:
            self._module.process_reverse_stream(_frame(played))
        frame = _frame(heard)
        self._module.process_stream(frame)
        cleaned = np.frombuffer(frame.data, np.int16)
        if sounds:
            self.rest += (float(np.square(cleaned, dtype=np.float32).mean()) - self.rest) * FRAME / _MEMORY
        return cleaned


def _frame(pcm: Pcm) -> AudioFrame:
    return AudioFrame(bytearray(pcm.tobytes()), HEARING_RATE, 1, FRAME)
