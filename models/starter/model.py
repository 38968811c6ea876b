"""A Qwen3-architecture decoder in plain PyTorch, small enough to train on two CPU cores.

Architecture as in Qwen3 (Yang et al. 2025, arXiv:2505.09388): pre-norm RMSNorm, grouped-query attention with
RMSNorm on queries and keys, rotary positions that turn the two halves of a head (NeoX order), SwiGLU, no biases.
Embeddings and output head are tied. Shapes: B dialogues, T tokens, D hidden, H heads, K key-value heads, E head size.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    """The sizes of a model; all matrix widths divide by 32, the block of Q8_0."""

    vocab: int = 2048
    hidden: int = 256
    layers: int = 5
    heads: int = 4
    kv_heads: int = 2
    head_size: int = 64
    feed_forward: int = 640
    context: int = 512
    rope_base: float = 10_000.0
    epsilon: float = 1e-6


class RMSNorm(nn.Module):
    """x / rms(x) * weight over the last axis (Zhang and Sennrich 2019, arXiv:1910.07467)."""

    def __init__(self, size: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x.float(), (x.shape[-1],), self.weight, self.epsilon)


def rotary(length: int, shape: Shape) -> tuple[Tensor, Tensor]:
    """Returns cosines and sines [T, E] of rotary position embedding (Su et al. 2021, arXiv:2104.09864)."""
    half = torch.arange(0, shape.head_size, 2, dtype=torch.float32) / shape.head_size
    angles = torch.outer(torch.arange(length, dtype=torch.float32), shape.rope_base**-half)
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotates x [B, H, T, E] by its positions."""
    a, b = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-b, a), dim=-1) * sin


class Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.q = nn.Linear(shape.hidden, shape.heads * shape.head_size, bias=False)
        self.k = nn.Linear(shape.hidden, shape.kv_heads * shape.head_size, bias=False)
        self.v = nn.Linear(shape.hidden, shape.kv_heads * shape.head_size, bias=False)
        self.out = nn.Linear(shape.heads * shape.head_size, shape.hidden, bias=False)
        self.q_norm = RMSNorm(shape.head_size, shape.epsilon)
        self.k_norm = RMSNorm(shape.head_size, shape.epsilon)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        batch, length, _ = x.shape
        size = self.shape.head_size
        q = rotate(self.q_norm(self.q(x).view(batch, length, -1, size)).transpose(1, 2), cos, sin)
        k = rotate(self.k_norm(self.k(x).view(batch, length, -1, size)).transpose(1, 2), cos, sin)
        v = self.v(x).view(batch, length, -1, size).transpose(1, 2)
        groups = self.shape.heads // self.shape.kv_heads
        k, v = k.repeat_interleave(groups, dim=1), v.repeat_interleave(groups, dim=1)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        out: Tensor = self.out(mixed.transpose(1, 2).reshape(batch, length, -1))
        return out


class Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = RMSNorm(shape.hidden, shape.epsilon)
        self.attention = Attention(shape)
        self.feed_norm = RMSNorm(shape.hidden, shape.epsilon)
        self.gate = nn.Linear(shape.hidden, shape.feed_forward, bias=False)
        self.up = nn.Linear(shape.hidden, shape.feed_forward, bias=False)
        self.down = nn.Linear(shape.feed_forward, shape.hidden, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x), cos, sin)
        h = self.feed_norm(x)
        fed: Tensor = self.down(F.silu(self.gate(h)) * self.up(h))
        return x + fed


class Decoder(nn.Module):
    """Maps token ids [B, T] to hidden states [B, T, D]; `logits` maps those to the vocabulary."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocab, shape.hidden)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = RMSNorm(shape.hidden, shape.epsilon)
        nn.init.normal_(self.embedding.weight, std=0.02)
        for block in self.blocks:
            assert isinstance(block, Block)
            # Blocks start as the identity: the residual stream is the embedding until something is learnt.
            nn.init.zeros_(block.attention.out.weight)
            nn.init.zeros_(block.down.weight)

    def forward(self, tokens: Tensor) -> Tensor:
        cos, sin = rotary(tokens.shape[1], self.shape)
        cos, sin = cos.to(tokens.device), sin.to(tokens.device)
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x, cos, sin)
        hidden: Tensor = self.norm(x)
        return hidden

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.embedding.weight)
