"""Codec codes to sound while they arrive: diffusion in windows, then the vocoder, with seams that cannot be heard.

One code is two mel frames, one mel frame 240 samples at 24 kHz. The diffusion transformer attends in blocks of 24
frames: within a block everywhere, one block back in two layers, one block ahead in one. So a window that starts on a
block boundary and carries two blocks of past and one of future gives its middle the same mel as the whole sequence does,
but for what travels further through the steps of the solver (measured ~1e-4 of the signal). All windows are cut from one
noise sequence. BigVGAN sees about 25 frames to each side. The frames of the window's future block are good enough as its
right context a little away from where they begin (GUARD), so a first chunk of 24 frames needs 24 codes.

On a GPU a pass of the transformer is one CUDA graph for each length of window, in whole blocks: a shorter window is padded,
and what pads it lies in a block of its own that no frame looks at. The vocoder's lengths are those of the successive chunks;
the last window is given more of the past, which changes nothing, until it has one of them.

Sampler after F5-TTS (sway sampling, classifier-free guidance) as in the stock Qwen2_5OmniToken2WavDiTModel.sample.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch

from models.omni.graphs import Graphed, Recorder
from models.omni.voices import OmniVoice

log = logging.getLogger(__name__)

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

KEPT = 8 * BLOCK
"""Mel frames that are kept after they were heard, as context of the vocoder."""
FAR = 1 << 20
"""The block of frames that only pad a window: no real frame looks so far."""
CHUNKS = (BLOCK, BLOCK, 2 * BLOCK, 4 * BLOCK)
"""Mel frames of the successive chunks."""
QUICK_CHUNKS = (BLOCK, BLOCK, BLOCK, 2 * BLOCK, 4 * BLOCK)
"""Those of a machine on which a window takes hardly longer than its codes: the next piece is never far."""
TF32_ERROR = 3e-3
"""Share of the sound's peak that multiplying in tf32 may change."""
Tf32 = Literal["auto", "on", "off"]

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Solver:
    """How the diffusion is integrated. Each interval costs four passes of the transformer with rk4, one with euler."""

    method: Literal["rk4", "euler"] = "rk4"
    steps: int = 10
    """Points in time: steps - 1 intervals. The stock default is 10 with rk4."""
    guidance: float = 0.5
    sway: float = -1.0

    def times(self) -> list[float]:
        t = torch.linspace(0, 1, self.steps, dtype=torch.float32)
        return [float(each) for each in t + self.sway * (torch.cos(torch.pi / 2 * t) - 1 + t)]

    def integrate(self, f: Callable[[float, torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        """Follow dx/dt = f(t, x) from t = 0 to 1, in few kernels: on a GPU they take as long as the passes' graphs."""
        for start, end in itertools.pairwise(self.times()):
            step = end - start
            k1 = f(start, x)
            if self.method == "euler":
                x = x.add(k1, alpha=step)
                continue
            # The 3/8 rule, as in the stock RungeKutta4ODESolver.
            k2 = f(start + step / 3, x.add(k1, alpha=step / 3))
            k3 = f(start + step * 2 / 3, x.add(k2, alpha=step).add_(k1, alpha=-step / 3))
            k4 = f(end, x.add(k1, alpha=step).add_(k2, alpha=-step).add_(k3, alpha=step))
            x = x.add(k1.add(k2.add(k3), alpha=3).add_(k4), alpha=step / 8)
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
        chunks: Sequence[int] = CHUNKS,
        recorder: Recorder | None = None,
        *,
        recorded: bool = False,
        tf32: Tf32 = "auto",
    ) -> None:
        """`chunks`: mel frames of the first, second ... chunk; the last repeats. Small chunks are heard sooner, large ones
        cost less: each carries up to 72 frames of context. All but the first are multiples of 24; the first is even, and
        where it is no multiple what follows brings the windows back to the blocks. `recorded`: works in padded lengths,
        each a graph of `recorder` where there is a GPU. `tf32`: on a GPU float32 is multiplied in that format, with `auto`
        where it changes no more than TF32_ERROR of the sound's peak."""
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
        """Share of the peak that tf32 changes, where that was measured."""
        plan = Plan(self.chunks)
        self._windows, self._contexts = plan.windows, plan.contexts
        device = self.device
        stage = (recorder or Recorder(device)).stage("sound")
        longest = self._windows[-1]
        self._state = torch.zeros(1, longest, self.dit.mel_dim, device=device)
        self._time = torch.zeros((), device=device)
        self._blocks = torch.zeros(longest, dtype=torch.long, device=device)
        """Of each frame of the window."""
        self._steady = torch.zeros(2, longest, self.dit.input_embed.proj.in_features - self.dit.mel_dim, device=device)
        """What stays the same in all passes of a window: speaker and codes; and neither, for the guidance."""
        self._heard = torch.zeros(1, self.dit.mel_dim, self._contexts[-1], device=device)
        self._passes = Graphed(stage, self._pass)
        self._voicings = Graphed(stage, self._vocode)
        self._speaker: tuple[OmniVoice, torch.Tensor] | None = None

    @property
    def device(self) -> torch.device:
        """Where it works."""
        return torch.device(self.dit.proj_out.weight.device)

    @property
    def graphs(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Lengths of windows and of the vocoder's contexts, in mel frames, that are graphs."""
        return self._passes.shapes, self._voicings.shapes

    def warm(self, voice: OmniVoice) -> None:
        """Record what is recorded, ahead of need, and get to know the voice."""
        with torch.inference_mode():
            self._encoded(voice)
            self._choose_precision(voice)
            if self._recorded:
                for frames in self._windows:
                    self._passes.record(frames)
                for frames in self._contexts:
                    self._voicings.record(frames)

    def _choose_precision(self, voice: OmniVoice) -> None:
        """For the whole process: PyTorch knows no other way. All else that it multiplies on a GPU is in half precision."""
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
        """float32 [1, frames, mel] from codes int64 [1, frames / 2] and noise [1, frames, mel].

        `check` is called before every pass of the transformer and may raise.
        """
        frames = noise.shape[1]
        with torch.inference_mode():
            length = self._window(frames)
            self._place_window(codes.to(self.device), frames, length, voice)
            state = torch.nn.functional.pad(noise.to(self.device), (0, 0, 0, length - frames))

            def velocity(time: float, state: torch.Tensor) -> torch.Tensor:
                check()
                self._time.fill_(time)
                self._state[:, :length].copy_(state)
                passed = self._passes(length)
                return passed.clone() if self._recorded else passed  # the next pass writes over it

            return self.solver.integrate(velocity, state)[:, :frames]

    def voice_mel(self, mel: torch.Tensor) -> Samples:
        """float32 [frames * 240] in -1..1 from mel [1, frames, mel]."""
        frames = mel.shape[1]
        with torch.inference_mode():
            if frames > self._heard.shape[2]:
                self._heard = self._heard.new_zeros(1, self.dit.mel_dim, frames)
            self._heard[..., :frames] = self.vocoder.process_mel_spectrogram(mel.transpose(1, 2))
            sound = self._voicings(frames).reshape(-1)
        return np.array(sound.cpu().numpy(), dtype=np.float32)  # a copy: the next call writes over it

    def more_context(self, frames: int) -> int:
        """Mel frames of a context of at least so many that the vocoder works at its best with, more of the past included."""
        if not self._recorded:
            return frames
        return next((length for length in self._contexts if length >= frames), frames)

    # ------------------------------------------------------------------------------- what is recorded, over fixed tensors

    def _pass(self, frames: int) -> torch.Tensor:
        """One pass of the transformer, as its forward does it with guidance: the velocity [1, frames, mel]."""
        dit = self.dit
        state, steady, blocks = self._state[:, :frames], self._steady[:, :frames], self._blocks[:frames]
        time = dit.time_embed(self._time.expand(2))
        hidden = dit.input_embed.proj(torch.cat([state.expand(2, -1, -1), steady], dim=-1))
        rotary = dit.rotary_embed(hidden, torch.arange(frames, device=hidden.device).expand(2, -1))
        apart = (blocks.unsqueeze(0) - blocks.unsqueeze(1)).expand(2, dit.num_attention_heads, -1, -1)
        for layer in dit.transformer_blocks:
            hidden = layer(hidden, time, position_embeddings=rotary, block_diff=apart)
        with_voice, without = dit.proj_out(dit.norm_out(hidden, time)).chunk(2)
        velocity: torch.Tensor = with_voice + (with_voice - without) * self.solver.guidance
        return velocity

    def _vocode(self, frames: int) -> torch.Tensor:
        """BigVGAN's forward from the normalised spectrogram on, which stays on the device."""
        model = self.vocoder
        sound = model.conv_pre(self._heard[..., :frames])
        kernels = model.num_residual_blocks
        for layer in range(model.num_upsample_layers):
            sound = model.ups[layer][0](sound)
            sound = sum(model.resblocks[layer * kernels + i](sound) for i in range(kernels)) / kernels
        made: torch.Tensor = model.conv_post(model.activation_post(sound)).clamp(-1.0, 1.0)
        return made

    # ----------------------------------------------------------------------------------------------------- and its parts

    def _window(self, frames: int) -> int:
        """The length in which a window of so many frames is worked."""
        if not self._recorded:
            return frames
        return next((length for length in self._windows if length >= frames), frames)

    def _place_window(self, codes: torch.Tensor, frames: int, length: int, voice: OmniVoice) -> None:
        """Fill the fixed tensors with what stays the same in all passes of a window."""
        if length > self._state.shape[1]:  # of a whole reply in one piece
            self._state = self._state.new_zeros(1, length, self._state.shape[2])
            self._blocks = self._blocks.new_zeros(length)
            self._steady = self._steady.new_zeros(2, length, self._steady.shape[2])
        self._blocks[:frames] = torch.arange(frames, device=self.device) // BLOCK
        self._blocks[frames:] = FAR
        dit, steady = self.dit, self._steady
        who = self._encoded(voice)
        said = torch.cat([dit.text_embed(codes), dit.text_embed(codes, drop_code=True)])
        condition = voice.condition.to(self.device)
        widths = [who.shape[1], said.shape[2], condition.shape[1]]
        encoded, text, speaker = torch.split(steady, widths, dim=2)
        encoded[:] = who.unsqueeze(1)
        text[:, :frames] = said
        text[:, frames:] = 0
        speaker[0], speaker[1] = condition, 0

    def _encoded(self, voice: OmniVoice) -> torch.Tensor:
        """[2, size]: the speaker's encoding of the voice, and of silence. Worked out once for each voice, where the stock
        model does so in every pass."""
        if self._speaker is None or self._speaker[0] is not voice:
            reference = voice.reference_mel.to(self.device)
            both = torch.cat([reference, torch.zeros_like(reference)])
            self._speaker = voice, self.dit.input_embed.spk_encoder(both)
        return self._speaker[1]

    def stream(self, voice: OmniVoice, seed: int, check: Callable[[], None] = lambda: None) -> WaveStream:
        """Begin a reply."""
        return WaveStream(self, voice, seed, check)


@dataclass(frozen=True, slots=True)
class Window:
    """What is solved and voiced at one go, in mel frames since the reply began."""

    start: int
    """First frame of the diffusion's window, on a block boundary."""
    end: int
    """Up to here the mel is finished with it."""
    ahead: int
    """End of the diffusion's window."""
    voiced: int
    """Up to here it is heard with it."""


class Plan:
    """How replies are cut, by the sizes of their chunks. Pure."""

    def __init__(self, chunks: Sequence[int]) -> None:
        self.chunks = tuple(chunks)

    def window(self, chunk: int, solved: int, total: int | None = None) -> Window:
        """The chunk of that number, with `solved` frames finished. `total`: frames of the reply, where it is over."""
        end = solved + self.chunks[min(chunk, len(self.chunks) - 1)]
        if solved or end % BLOCK == 0:
            end = -(-end // BLOCK) * BLOCK
        start = max(0, (solved - PAST) // BLOCK * BLOCK)
        if total is not None and total - end < FUTURE:
            return Window(start, total, total, total)  # one whose future would be a stump takes the stump along
        # Off the grid the frames behind the end belong to the same block: they are what those before it are.
        return Window(start, end, end + FUTURE, end - (GUARD if end % BLOCK == 0 else 0))

    def successive(self) -> list[Window]:
        """Of a long reply, until they repeat."""
        found: list[Window] = []
        solved = 0
        for chunk in range(len(self.chunks) + 3):
            found.append(self.window(chunk, solved))
            solved = found[-1].end
        return found

    @property
    def seconds(self) -> tuple[float, ...]:
        """Of the successive pieces of sound; the last repeats."""
        ends = [0, *(window.voiced for window in self.successive())]
        return tuple((b - a) * FRAME / RATE for a, b in itertools.pairwise(ends))

    @property
    def ahead(self) -> float:
        """Seconds of codes that must be there beyond a piece of sound, at most."""
        return max(window.ahead - window.voiced for window in self.successive()) * FRAME / RATE

    @property
    def windows(self) -> tuple[int, ...]:
        """All lengths of the diffusion's windows, in whole blocks: the last one of a reply may have any."""
        longest = max(window.ahead - window.start for window in self.successive())
        return tuple(range(BLOCK, longest + 1, BLOCK))

    @property
    def contexts(self) -> tuple[int, ...]:
        """Lengths of what the vocoder is given, the last one of a reply included: it is given more of the past."""
        lengths, voiced, longest = set[int](), 0, 0
        for window in self.successive():
            left = max(0, voiced - OVERLAP)
            lengths.add(min(window.voiced + OVERLAP, window.ahead) - left)
            longest = max(longest, window.end + FUTURE - CODE_FRAMES - left)
            voiced = window.voiced
        return (*sorted(lengths), longest)


class WaveStream:
    """One reply on its way from codes to sound."""

    def __init__(self, engine: Token2Wav, voice: OmniVoice, seed: int, check: Callable[[], None]) -> None:
        self._engine = engine
        self._plan = Plan(engine.chunks)
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
        window = self._plan.window(self._chunk, self._solved)
        if len(self._codes) * CODE_FRAMES >= window.ahead:
            yield self._made(window)

    def finish(self) -> Iterator[Samples]:
        """No more codes follow: yields the rest."""
        total = len(self._codes) * CODE_FRAMES
        while self._voiced < total:
            yield self._made(self._plan.window(self._chunk, self._solved, total))

    def _made(self, window: Window) -> Samples:
        """Solve the window, and voice all of it that has context enough."""
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
    """The same reply in one piece: the yardstick for the stream (tests, benchmarks)."""
    frames = len(codes) * CODE_FRAMES
    noise = Noise(seed, engine.dit.mel_dim).cut(0, frames)
    return engine.voice_mel(engine.mel(torch.tensor([list(codes)]), noise, voice, lambda: None))
