"""Log-mel features as in Whisper's extractor, for a whole recording or a stream.

16 kHz, a frame of 25 ms every 10 ms, 80 or 128 bands on Slaney's scale. Sources: OpenAI's Whisper, audio.py;
Transformers' WhisperFeatureExtractor.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from models.engine import Pcm

    Floats = npt.NDArray[np.float32]

RATE: Final = 16000
HOP: Final = 160
WINDOW: Final = 400
_FLOOR: Final = 1e-10
_RANGE: Final = 8.0
"""Dynamic range of 80 dB: softer bands are raised to that far below the loudest one."""


def log_mel(sound: Floats, bands: int) -> Floats:
    """Returns features of a whole recording, float32 [bands, samples / HOP], about -1..1.5. `sound`: float32 at 16
    kHz."""
    import numpy as np

    power = _log_power(np.pad(sound, WINDOW // 2, mode="reflect"), bands)[:, :-1]
    return np.asarray((np.maximum(power, power.max() - _RANGE) + 4) / 4, np.float32)


class MelStream:
    """Takes samples and returns frames. The loudest band so far sets the floor of all later frames, so the result
    differs from a recording processed at once where something much louder comes later (see `frames`)."""

    def __init__(self, bands: int) -> None:
        import numpy as np

        self._bands = bands
        self._pieces = [np.zeros(0, np.int16)]
        self._taken = 0
        self._loudest = float(np.log10(_FLOOR))

    def __len__(self) -> int:
        """Number of samples taken."""
        return self._taken

    def feed(self, pcm: Pcm) -> None:
        """Takes int16 mono samples at 16 kHz."""
        self._pieces.append(pcm)
        self._taken += pcm.size

    @property
    def whole_frames(self) -> int:
        """Number of frames that no later sample will change."""
        return max(0, (len(self) - WINDOW // 2) // HOP + 1)

    @property
    def all_frames(self) -> int:
        """Number of frames of all samples taken, followed by silence."""
        return -(-len(self) // HOP)

    def frames(self, first: int, last: int) -> Floats:
        """Returns frames `first` up to `last`, float32 [bands, frames], about -1..1.5."""
        import numpy as np

        power = _log_power(self._reach(first, last), self._bands)
        self._loudest = max(self._loudest, float(power.max(initial=self._loudest)))
        return ((np.maximum(power, self._loudest - _RANGE) + 4) / 4).astype(np.float32)

    def _reach(self, first: int, last: int) -> Floats:
        """Returns the samples under the frames: mirrored before the beginning, silence after the end."""
        import numpy as np

        self._pieces = [np.concatenate(self._pieces)]
        taken = self._pieces[0]
        start, end = first * HOP - WINDOW // 2, (last - 1) * HOP + WINDOW // 2
        samples = taken[max(0, start) : max(0, end)]
        if start < 0:
            mirrored = taken[1 : 1 - start][::-1]
            samples = np.concatenate([np.zeros(-start - mirrored.size, np.int16), mirrored, samples])
        return np.asarray(np.pad(samples, (0, end - start - samples.size)) / 32768, np.float32)


def _log_power(samples: Floats, bands: int) -> npt.NDArray[np.float64]:
    import numpy as np

    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    window = np.hanning(WINDOW + 1)[:-1]
    power = np.abs(np.fft.rfft(frames * window)) ** 2
    return np.asarray(np.log10(np.maximum(_filters(bands) @ power.T, _FLOOR)))


@cache
def _filters(bands: int) -> npt.NDArray[np.float64]:
    """Triangles of equal area, float64 [bands, WINDOW // 2 + 1]."""
    import numpy as np

    edges = _hertz(np.linspace(0, _mel(RATE / 2), bands + 2))
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE)
    widths = np.diff(edges)
    slopes = edges[:, None] - bins[None, :]
    rising, falling = -slopes[:-2] / widths[:-1, None], slopes[2:] / widths[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    return np.asarray(triangles * (2 / (edges[2:] - edges[:-2]))[:, None])


_LINEAR: Final = 200 / 3
"""Hertz per mel below 1 kHz; above it, 27 mels are a factor of 6.4 (Slaney's Auditory Toolbox, 1998)."""


def _mel(hertz: float) -> float:
    import numpy as np

    return float(hertz / _LINEAR if hertz < 1000 else 15 + np.log(hertz / 1000) * 27 / np.log(6.4))


def _hertz(mels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    return np.where(mels < 15, mels * _LINEAR, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))
