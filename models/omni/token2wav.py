"""Turns codec codes into sound while they arrive: diffusion in windows, then the vocoder, with inaudible seams.

One code is two mel frames, one mel frame 240 samples at 24 kHz. The diffusion transformer attends in blocks of 24
frames: within a block everywhere, one block back in two layers, one block ahead in one. So a window that starts on a
block boundary and carries two blocks of past and one of future gives its middle the same mel as the whole sequence. The
exception is information that travels further through the steps of the solver (measured ~1e-4 of the signal). All
windows are cut from one noise sequence. BigVGAN sees about 25 frames to each side. The frames of the window's future
block serve as its right context a little away from where they begin (GUARD), so a first chunk of 24 frames needs 24
codes.

On a GPU a pass of the transformer is one CUDA graph for each length of window, in whole blocks. A shorter window is
padded, and the padding lies in a block of its own that no frame looks at. The vocoder's lengths are those of the
successive chunks. The last window is given more of the past, which changes nothing, until it has one of those lengths.

Sampler after F5-TTS (sway sampling, classifier-free guidance) as in the stock Qwen2_5OmniToken2WavDiTModel.sample.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch

from models.omni.diffusion import Diffusion, Noise, Solver
from models.omni.graphs import Graphed, GraphRecorder
from models.omni.voices import OmniVoice
from models.omni.windows import BLOCK, CHUNKS, CODE_FRAMES, FRAME, OVERLAP, DecodeWindow, WindowPlan

log = logging.getLogger(__name__)

KEPT = 8 * BLOCK
"""Mel frames kept after they were heard, as context of the vocoder."""
TF32_ERROR = 3e-3
"""Most that multiplying in tf32 may change, as a share of the sound's peak."""
Tf32 = Literal["auto", "on", "off"]

Samples = npt.NDArray[np.float32]


class Token2Wav:
    """Wraps `Qwen2_5OmniToken2WavModel` (float32)."""

    def __init__(
        self,
        model: Any,
        solver: Solver | None = None,
        chunks: Sequence[int] = CHUNKS,
        recorder: GraphRecorder | None = None,
        *,
        recorded: bool = False,
        lean: bool = False,
        tf32: Tf32 = "auto",
    ) -> None:
        """`chunks`: mel frames of the successive chunks; the last repeats. Small chunks are heard sooner, large ones
        cost less: each carries up to 72 frames of context. All but the first are multiples of 24. The first is even;
        where it is no multiple of 24, the next chunk brings the windows back to the blocks. `recorded`: works in
        padded lengths, each a graph of `recorder` where there is a GPU. `lean`: runs with joined weights. `tf32`:
        multiplies float32 in that format on a GPU; with `auto` only where it changes no more than TF32_ERROR of the
        sound's peak."""
        if not chunks or any(c <= 0 or c % BLOCK for c in chunks[1:]) or chunks[0] <= 0 or chunks[0] % CODE_FRAMES:
            raise ValueError(
                f"chunks must be positive multiples of {BLOCK} mel frames, the first of {CODE_FRAMES}, not {tuple(chunks)}"
            )
        if len(chunks) == 1 and chunks[0] % BLOCK:
            raise ValueError(f"a chunk that repeats must be a multiple of {BLOCK} mel frames, not {chunks[0]}")
        self.model = model
        self.solver = solver or Solver()
        self.chunks = tuple(chunks)
        self.dit = model.code2wav_dit_model
        self.vocoder = model.code2wav_bigvgan_model
        if self.dit.block_size != BLOCK or self.dit.repeats != CODE_FRAMES:
            raise ValueError(f"a model with blocks of {self.dit.block_size} frames is not known here")
        self._recorded = recorded
        self._tf32 = tf32
        self.tf32_error: float | None = None
        """Measured change by tf32 as a share of the peak; None where it was not measured."""
        plan = WindowPlan(self.chunks)
        self._windows, self._contexts = plan.windows, plan.contexts
        device = self.device
        pool = (recorder or GraphRecorder(device)).pool("sound")
        self._diffusion = Diffusion(self.dit, self.solver.guidance, self._windows[-1], lean=lean)
        self._heard = torch.zeros(1, self.dit.mel_dim, self._contexts[-1], device=device)
        self._passes = Graphed(pool, self._diffusion.run)
        self._voicings = Graphed(pool, self._vocode)
        self._speaker: tuple[OmniVoice, torch.Tensor] | None = None

    @property
    def device(self) -> torch.device:
        """The device it works on."""
        return torch.device(self.dit.proj_out.weight.device)

    @property
    def graphs(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Lengths of windows and of the vocoder's contexts, in mel frames, that are graphs."""
        return self._passes.shapes, self._voicings.shapes

    def warm(self, voice: OmniVoice) -> None:
        """Records the graphs ahead of need, and works out the voice's encoding."""
        with torch.inference_mode():
            self._encoded(voice)
            self._choose_precision(voice)
            if self._recorded:
                for frames in self._windows:
                    self._passes.record(frames)
                for frames in self._contexts:
                    self._voicings.record(frames)

    def _choose_precision(self, voice: OmniVoice) -> None:
        """Decides for or against tf32, for the whole process: PyTorch has no other switch. All else on a GPU is in
        half precision."""
        if self.device.type != "cuda":
            return
        frames = 2 * BLOCK
        codes, noise = torch.arange(frames // CODE_FRAMES).unsqueeze(0), Noise(1, self.dit.mel_dim).cut(0, frames)
        exact = None
        torch.set_float32_matmul_precision("highest")
        if self._tf32 == "auto":
            exact = self.voice_mel(self.mel(codes, noise, voice, lambda: None))
        if self._tf32 != "off":
            torch.set_float32_matmul_precision("high")
        if exact is not None:
            quick = self.voice_mel(self.mel(codes, noise, voice, lambda: None))
            self.tf32_error = float(np.abs(quick - exact).max() / max(float(np.abs(exact).max()), 1e-9))
            good = self.tf32_error < TF32_ERROR
            torch.set_float32_matmul_precision("high" if good else "highest")
            log.info("tf32 changes %.1e of the peak: %s", self.tf32_error, "taken" if good else "not taken")

    def mel(
        self, codes: torch.Tensor, noise: torch.Tensor, voice: OmniVoice, check: Callable[[], None]
    ) -> torch.Tensor:
        """Returns the mel frames float32 [1, frames, mel] of codes int64 [1, frames / 2] and noise [1, frames, mel].

        `check` is called before every pass of the transformer and may raise.
        """
        frames = noise.shape[1]
        with torch.inference_mode():
            length = self._window(frames)
            speaker, condition = self._encoded(voice), voice.condition.to(self.device)
            self._diffusion.begin(codes.to(self.device), frames, length, speaker, condition)
            state = torch.nn.functional.pad(noise.to(self.device), (0, 0, 0, length - frames))

            def velocity(time: float, state: torch.Tensor) -> torch.Tensor:
                check()
                self._diffusion.place(time, state)
                passed = self._passes(length)
                return passed.clone() if self._recorded else passed  # the next pass writes over it

            return self.solver.integrate(velocity, state)[:, :frames]

    def voice_mel(self, mel: torch.Tensor) -> Samples:
        """Returns the sound of mel [1, frames, mel]: float32 [frames * 240] in -1..1."""
        frames = mel.shape[1]
        with torch.inference_mode():
            if frames > self._heard.shape[2]:
                self._heard = self._heard.new_zeros(1, self.dit.mel_dim, frames)
            self._heard[..., :frames] = self.vocoder.process_mel_spectrogram(mel.transpose(1, 2))
            sound = self._voicings(frames).reshape(-1)
        return np.array(sound.cpu().numpy(), dtype=np.float32)  # a copy: the next call writes over it

    def more_context(self, frames: int) -> int:
        """Returns the best context length for the vocoder, in mel frames: at least `frames`, with more of the past
        included."""
        if not self._recorded:
            return frames
        return next((length for length in self._contexts if length >= frames), frames)

    def _vocode(self, frames: int) -> torch.Tensor:
        """Runs BigVGAN's forward from the normalised spectrogram on, which stays on the device."""
        model = self.vocoder
        sound = model.conv_pre(self._heard[..., :frames])
        kernels = model.num_residual_blocks
        for layer in range(model.num_upsample_layers):
            sound = model.ups[layer][0](sound)
            sound = sum(model.resblocks[layer * kernels + i](sound) for i in range(kernels)) / kernels
        made: torch.Tensor = model.conv_post(model.activation_post(sound)).clamp(-1.0, 1.0)
        return made

    def _window(self, frames: int) -> int:
        """Returns the padded length for a window of `frames`."""
        if not self._recorded:
            return frames
        return next((length for length in self._windows if length >= frames), frames)

    def _encoded(self, voice: OmniVoice) -> torch.Tensor:
        """Returns the speaker's encoding of the voice and that of silence, [2, size]. It is computed once for each
        voice; the stock model does so in every pass."""
        if self._speaker is None or self._speaker[0] is not voice:
            reference = voice.reference_mel.to(self.device)
            both = torch.cat([reference, torch.zeros_like(reference)])
            self._speaker = voice, self.dit.input_embed.spk_encoder(both)
        return self._speaker[1]

    def stream(self, voice: OmniVoice, seed: int, check: Callable[[], None] = lambda: None) -> WaveStream:
        """Begins a reply."""
        return WaveStream(self, voice, seed, check)


class WaveStream:
    """Decodes the codes of one reply into sound as they come."""

    def __init__(self, engine: Token2Wav, voice: OmniVoice, seed: int, check: Callable[[], None]) -> None:
        self._engine = engine
        self._plan = WindowPlan(engine.chunks)
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
        """Whether all codes so far have been handed out as sound."""
        return self._voiced == len(self._codes) * CODE_FRAMES

    def feed(self, code: int) -> Iterator[Samples]:
        """Takes the next code; yields the sound that has become ready, float32 in -1..1."""
        self._codes.append(code)
        window = self._plan.window(self._chunk, self._solved)
        if len(self._codes) * CODE_FRAMES >= window.ahead:
            yield self._made(window)

    def finish(self) -> Iterator[Samples]:
        """Yields the rest of the sound; no more codes follow."""
        total = len(self._codes) * CODE_FRAMES
        while self._voiced < total:
            yield self._made(self._plan.window(self._chunk, self._solved, total))

    def _made(self, window: DecodeWindow) -> Samples:
        """Solves the window, and voices all of it that has context enough."""
        start, end, ahead = window.start, window.end, window.ahead
        codes = torch.tensor([self._codes[start // CODE_FRAMES : ahead // CODE_FRAMES]])
        solved = self._engine.mel(codes, self._noise.cut(start, ahead), self._voice, self._check)
        fresh = solved[:, self._solved - start : end - start]
        self._mel = torch.cat([self._mel.to(fresh.device), fresh], dim=1)
        self._solved = end
        self._chunk += 1
        self._check()

        right = min(window.voiced + OVERLAP, ahead)
        left = max(0, self._voiced - OVERLAP)
        # More of the past changes nothing, and may be a length that is worked at its best.
        left = max(self._mel_from, right - self._engine.more_context(right - left), 0)
        context = torch.cat([self._mel[:, left - self._mel_from :], solved[:, end - start :]], dim=1)
        sound = self._engine.voice_mel(context[:, : right - left])
        sound = sound[(self._voiced - left) * FRAME : (window.voiced - left) * FRAME]
        self._voiced = window.voiced
        keep = max(self._mel_from, self._voiced - KEPT)
        self._mel = self._mel[:, keep - self._mel_from :]
        self._mel_from = keep
        return sound


def whole(engine: Token2Wav, codes: Sequence[int], voice: OmniVoice, seed: int) -> Samples:
    """Returns the same reply made in one piece: the yardstick for the stream (tests, benchmarks)."""
    frames = len(codes) * CODE_FRAMES
    noise = Noise(seed, engine.dit.mel_dim).cut(0, frames)
    return engine.voice_mel(engine.mel(torch.tensor([list(codes)]), noise, voice, lambda: None))
