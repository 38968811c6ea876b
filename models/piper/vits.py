"""A VITS on ONNX Runtime whose vocoder is run a stretch at a time: the beginning of a sentence has sound before the rest.

Each stretch is computed with the frames around it that the vocoder's convolutions see, so the pieces are the very sound that
the whole graph makes. Frames of two drawings can be put one behind the other: the vocoder makes one sound of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.piper.onnx_split import split

if TYPE_CHECKING:
    import numpy.typing as npt

    from models.engine import Pcm

    Floats = npt.NDArray[np.float32]

FIRST: Final = 40
"""Frames of the first stretch, mostly of 256 samples: 0.46 s at 22.05 kHz."""
GROWS: Final = 6
"""How many times as long as all before it a stretch may be. A vocoder takes a fiftieth of its sound's length."""
AROUND: Final = 16
"""Frames before and behind a stretch that its sound depends on. Of the layers of HiFi-GAN's published sizes, Piper's medium
ones see 11, its high ones 14."""
_SAME: Final = 1e-3
"""Largest difference of a sample, full scale being 1, between the whole sound and its pieces: convolutions add up in another
order at other lengths."""
_LOUDEST: Final = 32767


class Vits:
    """One voice, in the place of an onnxruntime session of its model.

    `threads`: of each of its sessions, which do not spin while they wait (spinning starves the other engines). Raises
    whatever onnxruntime raises.
    """

    def __init__(self, model: bytes, threads: int) -> None:
        halves = split(model)
        self._frames = _session(model if halves is None else halves.frames, threads)
        self._vocoder = None if halves is None else _session(halves.vocoder, threads)
        self._joint = "" if halves is None else halves.joint
        self.hop = 0
        """Samples of a frame; 0: not known yet."""
        self.in_pieces = halves is not None
        """Whether the sound of a stretch of frames is the same as in the whole."""
        self.frames: Floats = np.zeros((1, 1, 0), np.float32)
        """The sentence drawn last: float32, shape (1, channels, frames). The sound itself where the graph was not cut."""
        self.inputs = {value.name for value in self._frames.get_inputs()}
        """Names of the model's inputs."""

    def run(self, _outputs: None, inputs: Mapping[str, Any]) -> list[Any]:
        """Draws the frames of a sentence. Called by Piper, in place of the session's own `run`: returns silence as long as
        the sound, and the model's other outputs."""
        self.frames, *others = self._frames.run(None, dict(inputs))
        if self._vocoder is None:
            return [np.zeros(self.frames.size, np.float32), *others]
        if not self.hop:
            self._compare()
        return [np.zeros(self.frames.shape[-1] * self.hop, np.float32), *others]

    def sound(self, frames: Floats, begin: int = 0, end: int | None = None) -> Iterator[Pcm]:
        """Yields the sound of frames from `begin` to `end` (the last), piece by piece."""
        if self._vocoder is None:
            yield _pcm(frames.reshape(-1))
            return
        end = frames.shape[-1] if end is None else end
        for first, last in stretches(end - begin) if self.in_pieces else [(0, end - begin)]:
            yield _pcm(self._stretch(frames, begin + first, begin + last))

    def _compare(self) -> None:
        """Learns how long a frame is, and whether the pieces of a sound are the same as the whole."""
        frames = np.tile(self.frames, 1 + 3 * FIRST // self.frames.shape[-1])
        count = frames.shape[-1]
        whole = self._vocode(frames)
        self.hop = len(whole) // count
        pieces = np.concatenate([self._stretch(frames, begin, end) for begin, end in stretches(count)])
        self.in_pieces = len(pieces) == len(whole) and float(np.abs(pieces - whole).max()) <= _SAME

    def _stretch(self, frames: Floats, begin: int, end: int) -> Floats:
        first = max(0, begin - AROUND)
        sound = self._vocode(frames[..., first : end + AROUND])
        return sound[(begin - first) * self.hop : (end - first) * self.hop]

    def _vocode(self, frames: Floats) -> Floats:
        assert self._vocoder is not None
        sound: Floats = self._vocoder.run(None, {self._joint: frames})[0].reshape(-1)
        return sound


def stretches(frames: int) -> Iterator[tuple[int, int]]:
    """Yields the stretches (begin, end) in which so many frames get their sound: each at most GROWS times as long as all
    before it, for its computation shall be over before those have been heard."""
    begin, end = 0, FIRST
    while begin < frames:
        if frames - end < FIRST // 2:
            end = frames
        yield begin, end
        begin, end = end, end * (1 + GROWS)


def _pcm(sound: Floats) -> Pcm:
    """Returns it as int16; full scale is 1."""
    return np.clip(sound * _LOUDEST, -_LOUDEST, _LOUDEST).astype(np.int16)


def _session(model: bytes, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
