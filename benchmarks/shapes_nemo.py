"""Canary and Parakeet at the shapes of the real ones with random weights, as onnx-asr reads them: a folder.

FastConformer, Transformer decoder and TDT's decoder have the layers of NeMo's own code, quantised as ONNX Runtime's dynamic
quantisation does it; masks of padding, which cost nothing, are left out. The decoders run for as many steps as speech
has tokens, and write nonsense (Canary) or nothing (Parakeet).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from benchmarks.onnx_graph import ONNXRUNTIME, Axes, Graph, Tensor

BANDS: Final = 128
FACTOR: Final = 8
TOKENS_PER_FRAME: Final = 0.4
"""Tokens of Canary in 80 ms: five a second, as in speech."""
PROMPT: Final = 10
_SPECIALS: Final = (
    "▁ <|startofcontext|> <|startoftranscript|> <|emo:undefined|> <|en|> <|es|> <|de|> <|fr|> <|pnc|> <|noitn|> "
    "<|notimestamp|> <|nodiarize|> <|endoftext|> <|nospeech|>"
).split()
_SURE: Final = 1000.0


@dataclass(frozen=True, slots=True)
class NemoShape:
    """Sizes of a model, from NVIDIA's configurations."""

    name: str
    decoder: Literal["aed", "tdt"]
    width: int
    layers: int
    tokens: int
    heads: int = 8
    channels: int = 256
    positions: int = 5000
    """Frames before and after a frame that have an encoding of their distance."""
    states: int = 1024
    """Width of Canary's decoder, or of Parakeet's LSTM."""
    decoder_layers: int = 4
    durations: int = 5


NEMOS: Final = {
    "canary-180m": NemoShape("canary-180m-flash", "aed", 512, 17, 5248),
    "parakeet-0.6b": NemoShape("parakeet-tdt-0.6b", "tdt", 1024, 24, 8193, states=640, decoder_layers=2),
    "toy-canary": NemoShape("toy-canary", "aed", 32, 1, 64, 2, 8, 500, 32, 1),
    "toy-parakeet": NemoShape("toy-parakeet", "tdt", 32, 1, 64, 2, 8, 500, 16, 2),
}
"""The models by name; the toys are none of NVIDIA's and are small enough for tests."""


def write_nemo(shape: NemoShape, folder: Path, seed: int = 0) -> None:
    """Writes the model, int8, with a vocabulary of the right size. Needs `onnx`."""
    folder.mkdir(parents=True, exist_ok=True)
    aed = shape.decoder == "aed"
    _save(_encoder(shape, seed), folder / "encoder-model.int8.onnx")
    if aed:
        _save(_transformer(shape, seed + 1), folder / "decoder-model.int8.onnx")
        vocabulary = _SPECIALS + [f"▁w{number}" for number in range(shape.tokens - len(_SPECIALS))]
    else:
        _save(_transducer(shape, seed + 1), folder / "decoder_joint-model.int8.onnx")
        vocabulary = [f"▁w{number}" for number in range(shape.tokens - 1)] + ["<blk>"]
    (folder / "vocab.txt").write_text("".join(f"{token} {number}\n" for number, token in enumerate(vocabulary)))
    facts = {"model_type": f"nemo-conformer-{shape.decoder}", "features_size": BANDS, "subsampling_factor": FACTOR}
    (folder / "config.json").write_text(json.dumps(facts, indent=4))


def _save(model: Any, path: Path) -> None:
    path.write_bytes(model.SerializeToString())


class _Int8(Graph):
    """A graph whose products are of eight bits, quantised at run time; sequences are [1, time, width]."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._quantised: dict[str, tuple[str, str, str]] = {}

    def table(self, name: str, *shape: int, fan_in: int) -> tuple[str, str, str]:
        """Adds random weights with their scale and zero."""
        import numpy as np

        self.weights[name] = self._random.integers(0, 256, shape, np.uint8)
        return name, self.constant(1 / (74 * fan_in**0.5)), self.constant(128, "uint8")  # 74: a byte's deviation

    def linear(self, x: str, name: str, before: int, after: int) -> str:
        weight, scale, zero = self.table(f"{name}.weight", before, after, fan_in=before)
        sound, of_x, zero_of_x = self._dynamic(x)
        product = self.node("MatMulInteger", sound, weight, zero_of_x, zero)
        return self._real(product, of_x, scale, self.weight(f"{name}.bias", after, fan_in=10_000))

    def conv(
        self, x: str, name: str, wide: tuple[int, int], kernel: list[int], *, groups: int = 1, stride: int = 1
    ) -> str:
        """Adds a convolution; `wide`: channels in and out."""
        import numpy as np

        before, after = wide
        within = before // groups
        weight, scale, zero = self.table(f"{name}.weight", after, within, *kernel, fan_in=within * int(np.prod(kernel)))
        sound, of_x, zero_of_x = self._dynamic(x)
        pads = [size // 2 for size in kernel] * 2
        product = self.node(
            "ConvInteger", sound, weight, zero_of_x, zero, group=groups, pads=pads, strides=[stride] * len(kernel)
        )
        bias = self.constant(self._random.standard_normal((1, after, *([1] * len(kernel)))) / 100)
        return self._real(product, of_x, scale, bias)

    def _dynamic(self, x: str) -> tuple[str, str, str]:
        if x not in self._quantised:
            sound, scale, zero = self.split("DynamicQuantizeLinear", [x], ["", "", ""])
            self._quantised[x] = sound, scale, zero
        return self._quantised[x]

    def _real(self, product: str, one: str, other: str, bias: str) -> str:
        scaled = self.node("Mul", self.node("Cast", product, to=1), self.node("Mul", one, other))
        return self.node("Add", scaled, bias)

    def swish(self, x: str) -> str:
        return self.node("Mul", x, self.node("Sigmoid", x))

    def heads(self, x: str, heads: int, width: int) -> str:
        """[1, time, width] -> [1, heads, time, width / heads]"""
        return self.node(
            "Transpose", self.node("Reshape", x, self.whole(1, -1, heads, width // heads)), perm=[0, 2, 1, 3]
        )

    def joined(self, x: str, width: int) -> str:
        """The way back."""
        return self.node("Reshape", self.node("Transpose", x, perm=[0, 2, 1, 3]), self.whole(1, -1, width))

    def part(self, x: str, start: str, end: str, axis: int) -> str:
        return self.node("Slice", x, start, end, self.whole(axis))


def _encoder(shape: NemoShape, seed: int) -> Any:
    g = _Int8(seed)
    x = _subsampled(g, shape)
    frames = g.axis(x, 1)
    middle = g.whole(shape.positions - 1)
    table = g.constant(g._random.standard_normal((1, 2 * shape.positions - 1, shape.width)))
    first, end = (g.node(kind, middle, frames) for kind in ("Sub", "Add"))
    positions = g.part(table, g.node("Add", first, g.whole(1)), end, 1)
    for layer in range(shape.layers):
        x = _conformer(g, x, f"layers.{layer}", shape, positions, frames)
    before = g.node("Div", g.node("Sub", "length", g.whole(1)), g.whole(FACTOR))
    lengths = g.node("Add", before, g.whole(1))
    inputs: Axes = {"audio_signal": ("float32", ["batch", BANDS, "time"]), "length": ("int64", ["batch"])}
    if shape.decoder == "tdt":
        g.node("Transpose", x, perm=[0, 2, 1], output="outputs")
        g.node("Identity", lengths, output="encoded_lengths")
        made: Axes = {
            "outputs": ("float32", ["batch", shape.width, "frames"]), "encoded_lengths": ("int64", ["batch"])
        }  # fmt: skip
        return g.model(inputs, made)
    g.node("Identity", g.linear(x, "projection", shape.width, shape.states), output="encoder_embeddings")
    g.node("Expand", g.constant([[1]], "int64"), g.node("Concat", g.whole(1), frames, axis=0), output="encoder_mask")
    made = {
        "encoder_embeddings": ("float32", ["batch", "frames", shape.states]),
        "encoder_mask": ("int64", ["batch", "frames"]),
    }
    return g.model(inputs, made)


def _subsampled(g: _Int8, shape: NemoShape) -> str:
    """Adds the convolutions that make one frame of eight."""
    wide = shape.channels
    x = g.node("Unsqueeze", g.node("Transpose", "audio_signal", perm=[0, 2, 1]), g.whole(1))
    x = g.node("Relu", g.conv(x, "before.0", (1, wide), [3, 3], stride=2))
    for step in (1, 2):
        x = g.conv(x, f"before.{step}.depth", (wide, wide), [3, 3], groups=wide, stride=2)
        x = g.node("Relu", g.conv(x, f"before.{step}.point", (wide, wide), [1, 1]))
    flat = wide * BANDS // FACTOR
    x = g.node("Reshape", g.node("Transpose", x, perm=[0, 2, 1, 3]), g.whole(1, -1, flat))
    return g.linear(x, "before.out", flat, shape.width)


def _conformer(g: _Int8, x: str, name: str, shape: NemoShape, positions: str, frames: str) -> str:
    width, half = shape.width, g.constant(0.5)
    x = g.node("Add", x, g.node("Mul", _feed_forward(g, x, f"{name}.first", width), half))
    x = g.node("Add", x, _relative_attention(g, g.layer_norm(x, width), name, shape, positions, frames))
    across = g.node("Transpose", g.layer_norm(x, width), perm=[0, 2, 1])
    value, gate = g.split("Split", [g.conv(across, f"{name}.conv.in", (width, 2 * width), [1])], ["", ""], axis=1)
    gated = g.node("Mul", value, g.node("Sigmoid", gate))
    deep = g.swish(g.conv(gated, f"{name}.conv.depth", (width, width), [9], groups=width))
    x = g.node("Add", x, g.node("Transpose", g.conv(deep, f"{name}.conv.out", (width, width), [1]), perm=[0, 2, 1]))
    x = g.node("Add", x, g.node("Mul", _feed_forward(g, x, f"{name}.second", width), half))
    return g.layer_norm(x, width)


def _feed_forward(g: _Int8, x: str, name: str, width: int) -> str:
    hidden = g.swish(g.linear(g.layer_norm(x, width), f"{name}.up", width, 4 * width))
    return g.linear(hidden, f"{name}.down", 4 * width, width)


def _relative_attention(g: _Int8, x: str, name: str, shape: NemoShape, positions: str, frames: str) -> str:
    width, heads = shape.width, shape.heads
    query, key, value, places = (
        g.heads(g.linear(each, f"{name}.{part}", width, width), heads, width)
        for part, each in (("query", x), ("key", x), ("value", x), ("position", positions))
    )
    by_content, by_place = (
        g.node("Add", query, g.weight(f"{name}.{part}", heads, 1, width // heads, fan_in=100)) for part in "uv"
    )
    scores = g.node("MatMul", by_content, g.node("Transpose", key, perm=[0, 1, 3, 2]))
    far = g.node("MatMul", by_place, g.node("Transpose", places, perm=[0, 1, 3, 2]))
    # The scores of each frame are moved by its place (Transformer-XL's relative shift).
    padded = g.node("Pad", far, g.whole(0, 0, 0, 1, 0, 0, 0, 0))
    turned = g.node("Reshape", padded, g.node("Concat", g.whole(1, heads, -1), frames, axis=0))
    cut = g.part(turned, g.whole(1), g.whole(1 << 30), 2)
    moved = g.node("Reshape", cut, g.node("Concat", g.whole(1, heads), frames, g.whole(-1), axis=0))
    scores = g.node("Add", scores, g.part(moved, g.whole(0), frames, 3))
    shares = g.node("Softmax", g.node("Mul", scores, g.constant((width // heads) ** -0.5)), axis=-1)
    return g.linear(g.joined(g.node("MatMul", shares, value), width), f"{name}.attended", width, width)


def _transformer(shape: NemoShape, seed: int) -> Any:
    """Canary's decoder. Its states are each layer's inputs, so that a step computes keys and values of all again; it ends
    after TOKENS_PER_FRAME of the sound."""
    g = _Int8(seed)
    width = shape.states
    memories = shape.decoder_layers + 1
    before = g.axis("decoder_mems", 2)
    count = g.axis("input_ids", 1)
    length = g.node("Add", before, count)
    embedded, scale, zero = g.table("tokens", shape.tokens, width, fan_in=width)
    x = g.node("DequantizeLinear", g.node("Gather", embedded, "input_ids"), scale, zero)
    places = g.part(g.constant(g._random.standard_normal((1, 1024, width))), before, length, 1)
    x = g.layer_norm(g.node("Add", x, places), width)
    causal = _causal(g, before, length)
    kept = [x]
    old = g.split("Split", ["decoder_mems"], [""] * memories, axis=0)
    for layer in range(shape.decoder_layers):
        name = f"layers.{layer}"
        memory = g.node("Concat", g.node("Squeeze", old[layer], g.whole(0)), x, axis=1)
        normal = g.layer_norm(memory, width)
        now = g.part(normal, before, length, 1)
        x = g.node("Add", x, _attention(g, now, normal, f"{name}.self", shape, causal))
        seen = _attention(g, g.layer_norm(x, width), "encoder_embeddings", f"{name}.cross", shape)
        x = g.node("Add", x, seen)
        hidden = g.node("Relu", g.linear(g.layer_norm(x, width), f"{name}.up", width, 4 * width))
        x = g.node("Add", x, g.linear(hidden, f"{name}.down", 4 * width, width))
        kept.append(x)
    new = g.node("Concat", *(g.node("Unsqueeze", each, g.whole(0)) for each in kept), axis=0)
    g.node("Concat", "decoder_mems", new, axis=2, output="decoder_hidden_states")
    logits = g.linear(g.layer_norm(x, width), "classifier", width, shape.tokens)
    spoken = g.node("Mul", g.node("Cast", g.axis("encoder_mask", 1), to=1), g.constant(TOKENS_PER_FRAME))
    over = g.node("GreaterOrEqual", g.node("Cast", length, to=1), g.node("Add", spoken, g.constant(float(PROMPT))))
    ends = g.node("Where", over, g.constant(_SURE), g.constant(-_SURE))
    only = g.constant([float(token == _SPECIALS.index("<|endoftext|>")) for token in range(shape.tokens)])
    g.node("LogSoftmax", g.node("Add", logits, g.node("Mul", ends, only)), axis=-1, output="logits")
    states: Tensor = ("float32", [memories, "batch", "before", width])
    return g.model(
        {
            "input_ids": ("int64", ["batch", "tokens"]),
            "encoder_embeddings": ("float32", ["batch", "frames", width]),
            "encoder_mask": ("int64", ["batch", "frames"]),
            "decoder_mems": states,
        },
        {
            "logits": ("float32", ["batch", "tokens", shape.tokens]),
            "decoder_hidden_states": ("float32", [memories, "batch", "after", width]),
        },
    )


def _causal(g: _Int8, before: str, length: str) -> str:
    """Adds what keeps a token from those after it, [tokens, all of them]."""
    zero, one = g.constant(0, "int64"), g.constant(1, "int64")
    scalar = [g.node("Squeeze", each) for each in (before, length)]
    rows = g.node("Unsqueeze", g.node("Range", scalar[0], scalar[1], one), g.whole(1))
    columns = g.node("Unsqueeze", g.node("Range", zero, scalar[1], one), g.whole(0))
    return g.node("Where", g.node("Greater", columns, rows), g.constant(-_SURE), g.constant(0.0))


def _attention(g: _Int8, x: str, over: str, name: str, shape: NemoShape, mask: str = "") -> str:
    width, heads = shape.states, shape.heads
    query, key, value = (
        g.heads(g.linear(each, f"{name}.{part}", width, width), heads, width)
        for part, each in (("query", x), ("key", over), ("value", over))
    )
    scores = g.node("MatMul", query, g.node("Transpose", key, perm=[0, 1, 3, 2]))
    scores = g.node("Mul", scores, g.constant((width // heads) ** -0.5))
    shares = g.node("Softmax", g.node("Add", scores, mask) if mask else scores, axis=-1)
    return g.linear(g.joined(g.node("MatMul", shares, value), width), f"{name}.out", width, width)


def _transducer(shape: NemoShape, seed: int) -> Any:
    """Parakeet's prediction network and joint network. It finds no token and goes on by one frame."""
    g = _Int8(seed)
    width, layers, outputs = shape.states, shape.decoder_layers, shape.tokens + shape.durations
    table, scale, zero = g.table("tokens", shape.tokens, width, fan_in=1)
    embedded = g.node("DequantizeLinear", g.node("Gather", table, "targets"), scale, zero)
    x = g.node("Transpose", embedded, perm=[1, 0, 2])
    states: dict[str, list[str]] = {"1": [], "2": []}
    old = {number: g.split("Split", [f"input_states_{number}"], [""] * layers, axis=0) for number in states}
    for layer in range(layers):
        weights = [g.table(f"lstm.{layer}.{part}", 1, width, 4 * width, fan_in=width) for part in "wr"]
        bias = g.weight(f"lstm.{layer}.b", 1, 8 * width, fan_in=10_000)
        scales = [g.node("Unsqueeze", each, g.whole(0)) for _, *facts in weights for each in facts]
        every, hidden, cell = g.split(
            "DynamicQuantizeLSTM",
            [x, weights[0][0], weights[1][0], bias, "", old["1"][layer], old["2"][layer], "", *scales],
            ["", "", ""],
            hidden_size=width,
            domain=ONNXRUNTIME,
        )
        x = g.node("Squeeze", every, g.whole(1))
        states["1"].append(hidden)
        states["2"].append(cell)
    for number, each in states.items():
        g.node("Concat", *each, axis=0, output=f"output_states_{number}")
    spoken = g.linear(g.node("Transpose", "encoder_outputs", perm=[0, 2, 1]), "joint.encoder", shape.width, width)
    said = g.linear(g.node("Transpose", x, perm=[1, 0, 2]), "joint.prediction", width, width)
    both = g.node("Add", g.node("Unsqueeze", spoken, g.whole(2)), g.node("Unsqueeze", said, g.whole(1)))
    chances = g.linear(g.node("Relu", both), "joint.out", width, outputs)
    usual = [_SURE * (each in (shape.tokens - 1, shape.tokens + 1)) for each in range(outputs)]
    g.node("Add", chances, g.constant(usual), output="outputs")
    facts: Tensor = ("float32", [layers, "batch", width])
    return g.model(
        {
            "encoder_outputs": ("float32", ["batch", shape.width, "frames"]),
            "targets": ("int32", ["batch", "tokens"]),
            "target_length": ("int32", ["batch"]),
            "input_states_1": facts,
            "input_states_2": facts,
        },
        {
            "outputs": ("float32", ["batch", "frames", "tokens", outputs]),
            "output_states_1": facts,
            "output_states_2": facts,
        },
    )
