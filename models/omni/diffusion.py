"""Turns noise into mel frames: the solver, and the diffusion transformer's passes in a quarter of the stock kernels.

Work that depends on the time alone (the modulation of all layers) is done once for each time of the solver. Work that
depends on the window alone (speaker, codes, who may look at whom) is done once for each window. A pass is the rest. The
arithmetic is that of Qwen2_5OmniToken2WavDiTModel.forward with guidance: a layer's modulation is the scale and shift of
its norm, and in the one head that has positions the pairs are turned where they stand, because attention does not
depend on their order.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch.nn.functional import layer_norm, linear, scaled_dot_product_attention

from models.omni.lean import joined
from models.omni.windows import BLOCK, PAST

FAR = 1 << 20
"""Block number of frames that only pad a window; no real frame looks so far."""


@dataclass(frozen=True, slots=True)
class Solver:
    """Settings of the diffusion's integration. Each interval costs four passes of the transformer with rk4, one with
    euler."""

    method: Literal["rk4", "euler"] = "rk4"
    steps: int = 10
    """Points in time: steps - 1 intervals. The stock default is 10 with rk4."""
    guidance: float = 0.5
    sway: float = -1.0

    def times(self) -> list[float]:
        t = torch.linspace(0, 1, self.steps, dtype=torch.float32)
        return [float(each) for each in t + self.sway * (torch.cos(torch.pi / 2 * t) - 1 + t)]

    def integrate(self, f: Callable[[float, torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        """Integrates dx/dt = f(t, x) from t = 0 to 1 in few kernels: on a GPU they take as long as the passes'
        graphs."""
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
    """The noise sequence of one reply, drawn block by block: a cut never depends on how the reply was cut before."""

    def __init__(self, seed: int, mel: int) -> None:
        self._generator = torch.Generator().manual_seed(seed)  # the CPU's, so that a seed means the same everywhere
        self._mel = mel
        self._blocks: list[torch.Tensor] = []
        self._dropped = 0

    def cut(self, start: int, end: int) -> torch.Tensor:
        """Returns the noise of mel frames start..end, float32 [1, end - start, mel]. Starts never go back by more than
        PAST."""
        while (self._dropped + len(self._blocks)) * BLOCK < end:
            self._blocks.append(torch.randn(BLOCK, self._mel, generator=self._generator))
        while (self._dropped + 1) * BLOCK <= start - PAST:
            self._blocks.pop(0)
            self._dropped += 1
        whole = torch.cat(self._blocks)
        offset = self._dropped * BLOCK
        return whole[start - offset : end - offset].unsqueeze(0)


class Diffusion:
    """Wraps `Qwen2_5OmniToken2WavDiTModel` (float32). All that a pass reads stays at a fixed address."""

    def __init__(self, dit: Any, guidance: float, longest: int, *, lean: bool) -> None:
        """`longest`: frames of the longest window that is recorded. `lean`: joins weights; those of the stock modules
        become views."""
        self.dit = dit
        self._guidance = guidance
        first = dit.transformer_blocks[0].attn
        self._heads: int = first.heads
        self._size: int = first.inner_dim // first.heads
        self._eps: float = dit.norm_out.norm.eps
        self._into: list[tuple[torch.Tensor, torch.Tensor]] = []
        if lean:
            for layer in dit.transformer_blocks:
                parts = (layer.attn.to_q, layer.attn.to_k, layer.attn.to_v)
                self._into.append((joined(parts), torch.cat([part.bias for part in parts])))
        device, dim = dit.proj_out.weight.device, dit.hidden_size
        self._state = torch.zeros(1, longest, dit.mel_dim, device=device)
        self._steady = torch.zeros(2, longest, dit.input_embed.proj.in_features - dit.mel_dim, device=device)
        """Inputs that stay the same in all passes of a window: row 0 has speaker and codes, row 1 (for the guidance)
        neither."""
        self._reaches = sorted(
            {(layer.look_backward_block, layer.look_ahead_block) for layer in dit.transformer_blocks}
        )
        self._masks = torch.zeros(len(self._reaches), longest, longest, device=device)
        """Attention masks, one for each reach (how far layers look back and ahead): 0 where a frame may look, else
        -inf."""
        self._turns = torch.zeros(longest, 1, self._size // 2, dtype=torch.complex64, device=device)
        """Rotation of the first head's pairs, by frame."""
        self._turned = 0
        """Frames whose rotation is worked out: none yet, because in low-VRAM mode the model may not be on the device
        now."""
        self._modulation = torch.zeros(len(dit.transformer_blocks) * 6 + 2, dim, device=device)
        """Modulation at the time of this pass: see `_modulated`."""
        self._known: dict[float, torch.Tensor] = {}

    def begin(self, codes: torch.Tensor, frames: int, length: int, speaker: torch.Tensor, voice: torch.Tensor) -> None:
        """Sets up a window of `frames`, padded to `length`. `codes`: int64 [1, frames / 2]. `speaker` [2, size]: the
        encoding of the speaker and that of silence. `voice` [1, size]: the voice's own embedding."""
        dit = self.dit
        if length > self._state.shape[1]:  # of a whole reply in one piece
            self._state = self._state.new_zeros(1, length, self._state.shape[2])
            self._steady = self._steady.new_zeros(2, length, self._steady.shape[2])
            self._masks = self._masks.new_zeros(len(self._masks), length, length)
            self._turns = self._turns.new_zeros(length, *self._turns.shape[1:])
        if self._turned < len(self._turns):
            self._place_turns()
        blocks = torch.arange(length, device=codes.device) // BLOCK
        blocks[frames:] = FAR
        apart = blocks.unsqueeze(0) - blocks.unsqueeze(1)
        for mask, (back, ahead) in zip(self._masks, self._reaches, strict=True):
            mask[:length, :length] = torch.where((apart >= -back) & (apart <= ahead), 0.0, float("-inf"))
        said = torch.cat([dit.text_embed(codes), dit.text_embed(codes, drop_code=True)])
        encoded, text, own = torch.split(self._steady, [speaker.shape[1], said.shape[2], voice.shape[1]], dim=2)
        encoded[:] = speaker.unsqueeze(1)
        text[:, :frames] = said
        text[:, frames:] = 0
        own[0], own[1] = voice, 0

    def place(self, time: float, state: torch.Tensor) -> None:
        """Sets the next pass's time and state [1, length, mel]."""
        if time not in self._known:
            self._known[time] = self._modulated(time)
        self._modulation.copy_(self._known[time])
        self._state[:, : state.shape[1]].copy_(state)

    def run(self, length: int) -> torch.Tensor:
        """Runs a pass and returns the velocity [1, length, mel]."""
        dit, heads, size = self.dit, self._heads, self._size
        hidden = torch.cat([self._state[:, :length].expand(2, -1, -1), self._steady[:, :length]], dim=-1)
        hidden = dit.input_embed.proj(hidden)
        turns = self._turns[:length]
        modulation = iter(self._modulation)
        for index, layer in enumerate(dit.transformer_blocks):
            shift, scale, gate, shift_mlp, scale_mlp, gate_mlp = itertools.islice(modulation, 6)
            mixed = self._projected(index, layer.attn, self._normed(hidden, scale, shift))
            mixed = mixed.view(2, length, 3, heads, size)
            # Only the first head has positions, of queries and keys alike.
            torch.view_as_complex(mixed[:, :, :2, 0].view(2, length, 2, size // 2, 2)).mul_(turns)
            query, key, value = mixed.transpose(1, 3).unbind(2)
            mask = self._masks[self._reaches.index((layer.look_backward_block, layer.look_ahead_block))]
            attended = scaled_dot_product_attention(query, key, value, attn_mask=mask[:length, :length])
            attended = layer.attn.to_out[0](attended.transpose(1, 2).flatten(2))
            hidden = torch.addcmul(hidden, gate, attended)
            within, act, _, out = layer.ff.ff
            hidden = torch.addcmul(hidden, gate_mlp, out(act(within(self._normed(hidden, scale_mlp, shift_mlp)))))
        scale, shift = modulation
        with_voice, without = dit.proj_out(self._normed(hidden, scale, shift)).chunk(2)
        velocity: torch.Tensor = torch.add(with_voice, with_voice - without, alpha=self._guidance)
        return velocity

    def _normed(self, hidden: torch.Tensor, scale: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
        return layer_norm(hidden, (hidden.shape[-1],), scale, shift, self._eps)

    def _projected(self, index: int, attention: Any, hidden: torch.Tensor) -> torch.Tensor:
        """Returns queries, keys and values [2, length, 3 * width]."""
        if self._into:
            return linear(hidden, *self._into[index])
        return torch.cat([attention.to_q(hidden), attention.to_k(hidden), attention.to_v(hidden)], dim=-1)

    def _modulated(self, time: float) -> torch.Tensor:
        """Returns the modulation [6 * layers + 2, width]: of each layer the shift, scale and gate of its attention and
        of its MLP, then the scale and shift of the last norm. One is added to the scales."""
        dit = self.dit
        embedded = dit.time_embed(torch.full((1,), time, device=self._state.device))
        rows = [layer.attn_norm.linear(layer.attn_norm.silu(embedded)).view(6, -1) for layer in dit.transformer_blocks]
        last = dit.norm_out.linear(dit.norm_out.silu(embedded)).view(2, -1)
        found = torch.cat([*rows, last])
        count = len(found) - 2
        found[1:count:6] += 1
        found[4:count:6] += 1
        found[count] += 1
        return found

    def _place_turns(self) -> None:
        self._turned = length = len(self._turns)
        device = self._turns.device
        cos, sin = self.dit.rotary_embed(self._state, torch.arange(length, device=device).unsqueeze(0))
        half = self._size // 2
        self._turns[:, 0] = torch.complex(cos[0, :, :half].contiguous(), sin[0, :, :half].contiguous())
