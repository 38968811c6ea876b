"""The decoder of Qwen2.5-Omni's thinker and talker in a third of the stock modules' kernels, for CUDA graphs: there the
number of kernels sets a step's time.

One product gives queries, keys and values, and one gives both halves of the MLP. The product that computes an update of
the residual stream also adds it. Keys and values are turned and stored together. The weights are not copied: those of
the stock modules become views of the joined ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import linear, rms_norm, scaled_dot_product_attention, silu

from models.omni.decoding import Forward, KVCache, stock


def decoder(transformer: Any) -> Forward:
    """Returns the lean decoder where the weights are plain, else the stock modules."""
    products = (
        product
        for layer in transformer.layers
        for product in (
            *_projections(layer.self_attn),
            layer.self_attn.o_proj,
            *_halves(layer.mlp),
            layer.mlp.down_proj,
        )
    )
    plain = all(type(product) is torch.nn.Linear and product.weight.is_floating_point() for product in products)
    return LeanDecoder(transformer) if plain else stock(transformer)


@dataclass(frozen=True, slots=True)
class _Layer:
    before: Any
    """The norm before attention."""
    into: torch.Tensor
    into_bias: torch.Tensor
    out: torch.Tensor
    between: Any
    """The norm before the MLP."""
    up: torch.Tensor
    down: torch.Tensor


class LeanDecoder:
    """Wraps a `Qwen2_5OmniThinkerTextModel` or a `Qwen2_5OmniTalkerModel`; see models.omni.decoding.Forward."""

    def __init__(self, transformer: Any) -> None:
        self._transformer = transformer
        attention = transformer.layers[0].self_attn
        self._size: int = attention.head_dim
        self._queries = attention.q_proj.out_features // self._size
        self._keys = attention.k_proj.out_features // self._size
        with torch.inference_mode():
            self._layers = [
                _Layer(
                    layer.input_layernorm,
                    joined(_projections(layer.self_attn)),
                    torch.cat([each.bias for each in _projections(layer.self_attn)]),
                    layer.self_attn.o_proj.weight,
                    layer.post_attention_layernorm,
                    joined(_halves(layer.mlp)),
                    layer.mlp.down_proj.weight,
                )
                for layer in transformer.layers
            ]

    def __call__(
        self, embeddings: torch.Tensor, positions: torch.Tensor, mask: torch.Tensor | None, cache: KVCache
    ) -> torch.Tensor:
        queries, keys, n = self._queries, self._keys, embeddings.shape[1]
        turned, across = self._rotary(embeddings, positions)
        half = self._size // 2
        hidden = embeddings[0].clone()  # what is made of it is added in place
        if mask is not None:  # once for all layers, as attention would make it of each
            mask = torch.zeros_like(mask, dtype=hidden.dtype).masked_fill_(mask.logical_not(), float("-inf"))
        for index, layer in enumerate(self._layers):
            joined = linear(_normed(hidden, layer.before), layer.into, layer.into_bias)
            heads = joined.view(1, n, queries + 2 * keys, self._size).transpose(1, 2)
            heads = torch.addcmul(heads * turned, heads.roll(half, -1), across)
            query, stored = heads[:, :queries], cache.store(index, heads[:, queries:])
            key, value = stored[:, :keys], stored[:, keys:]
            if n == 1:
                # The queries that share a key as if they followed each other: nothing is repeated.
                shared = query.reshape(1, keys, queries // keys, self._size)
                attended = scaled_dot_product_attention(shared, key, value, attn_mask=mask).reshape(1, -1)
            else:
                attended = scaled_dot_product_attention(query, key, value, is_causal=True, enable_gqa=True)
                attended = attended.transpose(1, 2).reshape(n, -1)
            hidden.addmm_(attended, layer.out.t())
            gate, up = linear(_normed(hidden, layer.between), layer.up).chunk(2, dim=-1)
            hidden.addmm_(silu(gate) * up, layer.down.t())
        return _normed(hidden, self._transformer.norm).unsqueeze(0)

    def _rotary(self, embeddings: torch.Tensor, positions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns two factors for heads [1, queries + keys + values, n, size]: one for the heads as they are, one for
        the heads rolled by half their size. They leave values unchanged."""
        cos, sin = self._transformer.rotary_emb(embeddings, positions)
        half = self._size // 2
        across = torch.cat([-sin[..., :half], sin[..., half:]], dim=-1)
        shape = (1, self._queries + self._keys, -1, -1)
        still = (1, self._keys, *cos.shape[1:])
        return (
            torch.cat([cos.unsqueeze(1).expand(shape), cos.new_ones(still)], dim=1),
            torch.cat([across.unsqueeze(1).expand(shape), cos.new_zeros(still)], dim=1),
        )


def _normed(hidden: torch.Tensor, norm: Any) -> torch.Tensor:
    return rms_norm(hidden, (hidden.shape[-1],), norm.weight, norm.variance_epsilon)


def _projections(attention: Any) -> tuple[Any, Any, Any]:
    return attention.q_proj, attention.k_proj, attention.v_proj


def _halves(mlp: Any) -> tuple[Any, Any]:
    return mlp.gate_proj, mlp.up_proj


def joined(products: Sequence[Any]) -> torch.Tensor:
    """Joins the products' weights into one tensor; their own weights become views of it."""
    sizes = [product.out_features for product in products]
    weight = torch.cat([product.weight for product in products])
    for product, own in zip(products, torch.split(weight, sizes), strict=True):
        product.weight = torch.nn.Parameter(own, requires_grad=False)
    return weight
