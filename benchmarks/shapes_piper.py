"""A Piper voice of a real one's shape with random weights: VITS as an ONNX graph, built node by node.

Text encoder, duration predictor, flow and vocoder have the layers of Piper's own training code (vits/models.py,
vits/modules.py). Relative positions and the predictor's splines, which cost nothing, are left out. Each phoneme lasts
70 ms, as in speech: with random weights the predictor's own durations would be of no length at all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.onnx_graph import Axes, Graph

RATE: Final = 22_050
HOP: Final = 256
PHONEME, PAD = 4.0, 2.0
"""Frames of HOP samples that a phoneme and the pad after it last."""
LOUD: Final = 0.15
"""Standard deviation of the sound; full scale is 1."""


@dataclass(frozen=True, slots=True)
class PiperShape:
    """Sizes of a voice, by the qualities of Piper's training."""

    name: str
    upsample: tuple[tuple[int, int], ...]
    """Stride and kernel of each transposed convolution."""
    initial: int
    blocks: tuple[tuple[int, tuple[int, ...]], ...]
    """Kernel and dilations of the residual blocks after each transposed convolution."""
    twice: bool
    """Has two convolutions to each dilation (ResBlock1) instead of one (ResBlock2)."""
    width: int = 192
    inner: int = 768
    layers: int = 6


_MEDIUM = ((3, (1, 2)), (5, (2, 6)), (7, (3, 12)))
PIPERS: Final = {
    "medium": PiperShape("piper-medium", ((8, 16), (8, 16), (4, 8)), 256, _MEDIUM, False),
    "high": PiperShape(
        "piper-high", ((8, 16), (8, 16), (2, 4), (2, 4)), 512, tuple((k, (1, 3, 5)) for k in (3, 7, 11)), True
    ),
    "toy": PiperShape("piper-toy", ((8, 16), (8, 16), (4, 8)), 32, ((3, (1,)),), False, 32, 64, 1),
}
"""The voices by name; `toy` is none of Piper's and is small enough for tests."""


def write_piper(shape: PiperShape, path: Path, seed: int = 0) -> None:
    """Writes `path` and `path`.json. Needs `onnx`."""
    graph = _Graph(seed)
    _vits(graph, shape)
    graph.scale("vocoder.post.weight", LOUD / _loudness(graph))
    path.write_bytes(graph.voice().SerializeToString())
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    config = {
        "audio": {"sample_rate": RATE, "quality": shape.name},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US", "family": "en"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": 1,
        "speaker_id_map": {},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "hop_length": HOP,
    }
    Path(f"{path}.json").write_text(json.dumps(config))


class _Graph(Graph):
    """A voice's graph; sequences are [1, channels, time]."""

    def scale(self, name: str, factor: float) -> None:
        self.weights[name] = (self.weights[name] * factor).astype("float32")

    def conv(
        self, x: str, name: str, wide: tuple[int, int], kernel: int = 1, dilation: int = 1, groups: int = 1
    ) -> str:
        """Adds a convolution. `wide`: channels in and out; the time keeps its length."""
        before, after = wide
        weight = self.weight(f"{name}.weight", after, before // groups, kernel, fan_in=before // groups * kernel)
        bias = self.weight(f"{name}.bias", after, fan_in=10_000)
        pad = dilation * (kernel - 1) // 2
        return self.node("Conv", x, weight, bias, dilations=[dilation], group=groups, pads=[pad, pad])

    def norm(self, x: str, width: int) -> str:
        """Adds a normalisation over the channels."""
        across = self.layer_norm(self.node("Transpose", x, perm=[0, 2, 1]), width)
        return self.node("Transpose", across, perm=[0, 2, 1])

    def voice(self) -> Any:
        """Returns the model."""
        inputs: Axes = {
            "input": ("int64", [1, "phonemes"]), "input_lengths": ("int64", [1]), "scales": ("float32", [3])
        }  # fmt: skip
        return self.model(inputs, {"output": ("float32", [1, 1, 1, "samples"])}, "vits")


def _vits(g: _Graph, shape: PiperShape) -> None:
    width = shape.width
    table = g.weight("embedding", 256, width, fan_in=1)
    x = g.node("Transpose", g.node("Gather", table, "input"), perm=[0, 2, 1])
    for layer in range(shape.layers):
        x = _encoder_layer(g, x, f"encoder.{layer}", width, shape.inner)
    mean = g.conv(x, "encoder.mean", (width, width))
    spread = g.conv(x, "encoder.spread", (width, width))
    frames = _durations(g, x, width)
    z = g.node("Add", _stretched(g, mean, frames), _noise(g, _stretched(g, spread, frames)))
    for flow in range(4):
        z = _coupling(g, z, f"flow.{flow}", width)
    sound = _vocoder(g, z, shape)
    g.node("Reshape", sound, g.constant([1, 1, 1, -1], "int64"), output="output")


def _encoder_layer(g: _Graph, x: str, name: str, width: int, inner: int) -> str:
    heads = 2
    split = g.constant([heads, width // heads, -1], "int64")
    query, key, value = (
        g.node("Reshape", g.conv(x, f"{name}.{part}", (width, width)), split) for part in ("query", "key", "value")
    )
    scores = g.node("MatMul", g.node("Transpose", query, perm=[0, 2, 1]), key)
    scaled = g.node("Mul", scores, g.constant((width // heads) ** -0.5))
    seen = g.node("MatMul", value, g.node("Transpose", g.node("Softmax", scaled, axis=-1), perm=[0, 2, 1]))
    joined = g.node("Reshape", seen, g.constant([1, width, -1], "int64"))
    x = g.norm(g.node("Add", x, g.conv(joined, f"{name}.out", (width, width))), width)
    hidden = g.node("Relu", g.conv(x, f"{name}.up", (width, inner), 3))
    return g.norm(g.node("Add", x, g.conv(hidden, f"{name}.down", (inner, width), 3)), width)


def _durations(g: _Graph, x: str, width: int) -> str:
    """Returns the frames of each phoneme, [1, 1, phonemes]; the predictor's work is done, but hardly changes them."""
    import numpy as np
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    for part in range(5):  # the condition, and four flows
        for layer in range(3):
            name = f"durations.{part}.{layer}"
            y = g.conv(x, f"{name}.depth", (width, width), 3, 3**layer, groups=width)
            y = _gelu(g, g.norm(y, width))
            y = _gelu(g, g.norm(g.conv(y, f"{name}.point", (width, width)), width))
            x = g.node("Add", x, y)
    logarithm = g.conv(x, "durations.out", (width, 1))
    table = np.full(256, PHONEME)
    table[DEFAULT_PHONEME_ID_MAP["_"]] = PAD
    usual = g.node("Unsqueeze", g.node("Gather", g.constant(table), "input"), g.constant([1], "int64"))
    pace = g.node("Gather", "scales", g.constant([1], "int64"))
    wanted = g.node("Mul", g.node("Sub", usual, g.constant(0.1)), pace)
    slight = g.node("Mul", g.node("Tanh", logarithm), g.constant(1e-3))
    return g.node("Ceil", g.node("Add", wanted, slight))


def _gelu(g: _Graph, x: str) -> str:
    gate = g.node("Erf", g.node("Mul", x, g.constant(0.5**0.5)))
    return g.node("Mul", g.node("Mul", x, g.constant(0.5)), g.node("Add", gate, g.constant(1.0)))


def _stretched(g: _Graph, x: str, frames: str) -> str:
    """Repeats each phoneme's column as many times as it has frames."""
    ends = g.node("CumSum", g.node("Reshape", frames, g.constant([-1], "int64")), g.constant(0, "int64"))
    total = g.node("ReduceSum", frames, keepdims=0)
    at = g.node("Range", g.constant(0.0), total, g.constant(1.0))
    past = g.node("GreaterOrEqual", g.node("Reshape", at, g.constant([-1, 1], "int64")), ends)
    number = g.node("ReduceSum", g.node("Cast", past, to=7), g.constant([1], "int64"), keepdims=0)
    return g.node("Gather", x, number, axis=2)


def _noise(g: _Graph, spread: str) -> str:
    loudness = g.node("Gather", "scales", g.constant([0], "int64"))
    drawn = g.node("Mul", g.node("RandomNormalLike", spread), g.node("Exp", g.node("Tanh", spread)))
    return g.node("Mul", drawn, loudness)


def _coupling(g: _Graph, z: str, name: str, width: int) -> str:
    """Adds a residual coupling layer with its WaveNet, halves swapped."""
    half = width // 2
    g.split("Split", [z], [f"{name}.kept", f"{name}.changed"], axis=1)
    x = g.conv(f"{name}.kept", f"{name}.pre", (half, width))
    total = ""
    for layer in range(4):
        both = g.conv(x, f"{name}.{layer}.in", (width, 2 * width), 5)
        g.split("Split", [both], [f"{name}.{layer}.a", f"{name}.{layer}.b"], axis=1)
        gated = g.node("Mul", g.node("Tanh", f"{name}.{layer}.a"), g.node("Sigmoid", f"{name}.{layer}.b"))
        if layer < 3:
            out = g.conv(gated, f"{name}.{layer}.out", (width, 2 * width))
            g.split("Split", [out], [f"{name}.{layer}.more", f"{name}.{layer}.skip"], axis=1)
            x, skip = g.node("Add", x, f"{name}.{layer}.more"), f"{name}.{layer}.skip"
        else:
            skip = g.conv(gated, f"{name}.{layer}.out", (width, width))
        total = g.node("Add", total, skip) if total else skip
    changed = g.node("Sub", f"{name}.changed", g.conv(total, f"{name}.post", (width, half)))
    return g.node("Concat", changed, f"{name}.kept", axis=1)


def _vocoder(g: _Graph, z: str, shape: PiperShape) -> str:
    """Adds HiFi-GAN's generator."""
    x, wide = g.conv(z, "vocoder.pre", (shape.width, shape.initial), 7), shape.initial
    for stage, (stride, kernel) in enumerate(shape.upsample):
        name = f"vocoder.up.{stage}"
        weight = g.weight(f"{name}.weight", wide, wide // 2, kernel, fan_in=wide * kernel // stride)
        pad = (kernel - stride) // 2
        x = g.node("LeakyRelu", x, alpha=0.1)
        x = g.node("ConvTranspose", x, weight, strides=[stride], pads=[pad, pad])
        wide //= 2
        blocks = [
            _block(g, x, f"{name}.block.{number}", wide, each, shape.twice) for number, each in enumerate(shape.blocks)
        ]
        x = g.node("Mul", g.node("Sum", *blocks), g.constant(1 / len(blocks)))
    out = g.conv(g.node("LeakyRelu", x, alpha=0.01), "vocoder.post", (wide, 1), 7)
    return g.node("Tanh", out)


def _block(g: _Graph, x: str, name: str, wide: int, block: tuple[int, Sequence[int]], twice: bool) -> str:
    kernel, dilations = block
    for dilation in dilations:
        y = g.conv(g.node("LeakyRelu", x, alpha=0.1), f"{name}.{dilation}", (wide, wide), kernel, dilation)
        if twice:
            y = g.conv(g.node("LeakyRelu", y, alpha=0.1), f"{name}.{dilation}.again", (wide, wide), kernel)
        x = g.node("Mul", g.node("Add", x, y), g.constant(0.5**0.5))
    return x


def _loudness(graph: _Graph) -> float:
    """Returns nearly the standard deviation of the input of the last tanh."""
    import numpy as np
    import onnxruntime

    content = graph.voice().SerializeToString()
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    phonemes = np.arange(1, 41, dtype=np.int64)[None]
    feeds = {"input": phonemes, "input_lengths": np.array([40]), "scales": np.array([0.667, 1, 0.8], np.float32)}
    (sound,) = session.run(None, feeds)
    return float(np.arctanh(np.clip(sound, -0.999, 0.999)).std())
