"""Codec codes to sound while they arrive: diffusion in windows, then the vocoder, with seams that cannot be heard.

One code is two mel frames, one mel frame 240 samples at 24 kHz. The diffusion transformer attends in blocks of 24
frames: within a block everywhere, one block back in two layers, one block ahead in one. So a window that starts on a
block boundary and carries two blocks of past and one of future gives its middle the same mel as the whole sequence does,
but for what travels further through the steps of the solver (measured ~1e-4 of the signal). All windows are cut from one
noise sequence. BigVGAN sees about 25 frames to each side. The frames of the window's future block are good enough as its
right context a little away from where they begin (GUARD), so the first packet needs 24 codes.

Sampler after F5-TTS (sway sampling, classifier-free guidance) as in the stock Qwen2_5OmniToken2WavDiTModel.sample.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch

from models.omni.voices import OmniVoice

RATE = 24_000
"""Samples per second of the speech."""
FRAME = 240
"""Samples in a mel frame."""
CODE_FRAMES = 2
"""Mel frames in a code."""
CODE = FRAME * CODE_FRAMES
"""Samples in a code: 20 ms."""
BLOCK = 24
"""Mel frames in a block of the diffusion transformer."""
PAST = 2 * BLOCK
FUTURE = BLOCK
OVERLAP = 26
"""Mel frames of context that the vocoder is given on each side."""
GUARD = 14
"""Mel frames before the window's future block that are voiced only with the next window: to the vocoder the frames of
the future block, which lack a future of their own, are good enough as context from this distance on (measured: 8 frames
leave 7e-4 of the peak, 14 leave 1e-4)."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Solver:
    """How the diffusion is integrated. Each interval costs four passes of the transformer with rk4, one with euler."""

    method: Literal["rk4", "euler"] = "rk4"
    steps: int = 10
    """Points in time: steps - 1 intervals. The stock default is 10 with rk4."""
    guidance: float = 0.5
    sway: float = -1.0

    def times(self, device: torch.device) -> torch.Tensor:
        t = torch.linspace(0, 1, self.steps, device=device, dtype=torch.float32)
        return t + self.sway * (torch.cos(torch.pi / 2 * t) - 1 + t)

    def integrate(self, f: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        """Follow dx/dt = f(t, x) from t = 0 to 1."""
        times = self.times(x.device)
        for start, end in itertools.pairwise(times):
            step = end - start
            k1 = f(start, x)
            if self.method == "euler":
                x = x + step * k1
                continue
            # The 3/8 rule, as in the stock RungeKutta4ODESolver.
            k2 = f(start + step / 3, x + step * k1 / 3)
            k3 = f(start + step * (2 / 3), x + step * (k2 - k1 / 3))
            k4 = f(end, x + step * (k1 - k2 + k3))
            x = x + (k1 + 3 * (k2 + k3) + k4) * step / 8
        return x


class Noise:
    """The reply's one noise sequence, drawn block by block: what is cut out never depends on how it was cut."""

    def __init__(self, seed: int, mel: int) -> None:
        self._generator = torch.Generator().manual_seed(seed)  # the CPU's, so that a seed means the same everywhere
        self._mel = mel
        self._blocks: list[torch.Tensor] = []
        self._dropped = 0

    def cut(self, start: int, end: int) -> torch.Tensor:
        """float32 [1, end - start, mel]: the noise of mel frames start..end. Starts never go back by more than PAST."""
        while (self._dropped + len(self._blocks)) * BLOCK < end:
            self._blocks.append(torch.randn(BLOCK, self._mel, generator=self._generator))
        while (self._dropped + 1) * BLOCK <= start - PAST:
            self._blocks.pop(0)
            self._dropped += 1
        whole = torch.cat(self._blocks)
        offset = self._dropped * BLOCK
        return whole[start - offset : end - offset].unsqueeze(0)


class Token2Wav:
    """Wraps `Qwen2_5OmniToken2WavModel` (float32)."""

    def __init__(
        self,
        model: Any,
        solver: Solver | None = None,
        chunks: Sequence[int] = (BLOCK, BLOCK, 2 * BLOCK, 4 * BLOCK),
    ) -> None:
        """`chunks`: mel frames of the first, second ... chunk, multiples of 24; the last repeats. Small chunks are heard
        sooner, large ones cost less: each carries up to 72 frames of context."""
        if not chunks or any(c <= 0 or c % BLOCK for c in chunks):
            raise ValueError(f"chunks must be positive multiples of {BLOCK} mel frames, not {tuple(chunks)}")
        self.model = model
        self.solver = solver or Solver()
        self.chunks = tuple(chunks)
        self.dit = model.code2wav_dit_model
        self.vocoder = model.code2wav_bigvgan_model
        if self.dit.block_size != BLOCK or self.dit.repeats != CODE_FRAMES:
            raise ValueError(f"a model with blocks of {self.dit.block_size} frames is not known here")

    def mel(
        self, codes: torch.Tensor, noise: torch.Tensor, voice: OmniVoice, check: Callable[[], None]
    ) -> torch.Tensor:
        """float32 [1, frames, mel] from codes int64 [1, frames / 2] and noise [1, frames, mel].

        `check` is called before every pass of the transformer and may raise.
        """
        device = next(self.dit.parameters()).device
        codes, x = codes.to(device), noise.to(device)
        reference = voice.reference_mel.to(device)
        speaker = voice.condition.to(device).unsqueeze(1).expand(-1, x.shape[1], -1)
        guidance = self.solver.guidance

        def velocity(time: torch.Tensor, state: torch.Tensor) -> torch.Tensor:
            check()
            guided: torch.Tensor = self.dit(
                hidden_states=state,
                quantized_code=codes,
                speaker_embedding=speaker,
                condition_vector=reference,
                time_step=time,
                apply_cfg=guidance > 0,
            )
            if guidance <= 0:
                return guided
            with_voice, without = guided.chunk(2)
            return with_voice + (with_voice - without) * guidance

        with torch.inference_mode():
            return self.solver.integrate(velocity, x)

    def voice_mel(self, mel: torch.Tensor) -> Samples:
        """float32 [frames * 240] in -1..1 from mel [1, frames, mel]."""
        with torch.inference_mode():
            sound = self.vocoder(mel.transpose(1, 2)).float().reshape(-1)
        return np.asarray(sound.cpu().numpy(), dtype=np.float32)

    def stream(self, voice: OmniVoice, seed: int, check: Callable[[], None] = lambda: None) -> WaveStream:
        """Begin a reply."""
        return WaveStream(self, voice, seed, check)


class WaveStream:
    """One reply on its way from codes to sound."""

    def __init__(self, engine: Token2Wav, voice: OmniVoice, seed: int, check: Callable[[], None]) -> None:
        self._engine = engine
        self._voice = voice
        self._check = check
        self._noise = Noise(seed, engine.dit.mel_dim)
        self._codes: list[int] = []
        self._mel = torch.zeros(1, 0, engine.dit.mel_dim)
        """Finished mel frames from `_mel_from` on."""
        self._mel_from = 0
        self._solved = 0
        """Mel frames that are finished."""
        self._voiced = 0
        """Mel frames that have been handed out as sound."""
        self._chunk = 0

    @property
    def done(self) -> bool:
        """All codes so far have been handed out as sound."""
        return self._voiced == len(self._codes) * CODE_FRAMES

    def feed(self, code: int) -> Iterator[Samples]:
        """Take the next code; yields the sound that has become ready, float32 in -1..1."""
        self._codes.append(code)
        size = self._size()
        if len(self._codes) * CODE_FRAMES >= self._solved + size + FUTURE:
            yield self._window(self._solved + size, last=False)

    def finish(self) -> Iterator[Samples]:
        """No more codes follow: yields the rest."""
        total = len(self._codes) * CODE_FRAMES
        while self._voiced < total:
            end = min(total, self._solved + self._size())
            # A window whose future would be a stump takes the stump along.
            yield self._window(total if total - end < FUTURE else end, last=True)

    def _size(self) -> int:
        chunks = self._engine.chunks
        return chunks[min(self._chunk, len(chunks) - 1)]

    def _window(self, end: int, *, last: bool) -> Samples:
        """Solve the mel frames up to `end` and voice all that has context enough."""
        total = len(self._codes) * CODE_FRAMES
        start = max(0, self._solved - PAST)
        ahead = min(total, end + FUTURE)
        codes = torch.tensor([self._codes[start // CODE_FRAMES : ahead // CODE_FRAMES]])
        solved = self._engine.mel(codes, self._noise.cut(start, ahead), self._voice, self._check)
        fresh = solved[:, self._solved - start : end - start]
        self._mel = torch.cat([self._mel.to(fresh.device), fresh], dim=1)
        self._solved = end
        self._chunk += 1
        self._check()

        until = total if last and end == total else end - GUARD
        left = max(0, self._voiced - OVERLAP)
        context = torch.cat([self._mel[:, left - self._mel_from :], solved[:, end - start :]], dim=1)
        right = min(until + OVERLAP, ahead)
        sound = self._engine.voice_mel(context[:, : right - left])
        sound = sound[(self._voiced - left) * FRAME : (until - left) * FRAME]
        self._voiced = until
        keep = max(self._mel_from, until - OVERLAP)
        self._mel = self._mel[:, keep - self._mel_from :]
        self._mel_from = keep
        return sound


def whole(engine: Token2Wav, codes: Sequence[int], voice: OmniVoice, seed: int) -> Samples:
    """The same reply in one piece: the yardstick for the stream (tests, benchmarks)."""
    frames = len(codes) * CODE_FRAMES
    noise = Noise(seed, engine.dit.mel_dim).cut(0, frames)
    return engine.voice_mel(engine.mel(torch.tensor([list(codes)]), noise, voice, lambda: None))
