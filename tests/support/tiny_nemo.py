"""Tiny Canary and Parakeet models: the inputs and outputs of the real ones' ONNX conversions, and tones for words.

Each word is a tone. The encoder averages eight frames of the features around each tone; the decoders write two tokens a
word, as real ones do with their pieces of words. The words of Canary's decoder depend on the language it is told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto

from benchmarks.onnx_graph import Axes, Graph, Tensor

RATE = 16_000
TONES = {"what": 500, "time": 900, "is": 1400, "it": 2000, "stop": 2700, "mumble": 3500, "chorus": 4500}
"""Word -> Hz."""
SPANISH = {
    "what": "qué",
    "time": "hora",
    "is": "es",
    "it": "ya",
    "stop": "no",
    "mumble": "murmullo",
    "chorus": "coro",
}
UNSURE = "mumble"
"""A word of which the decoders are never sure."""
ENDLESS = "chorus"
"""A word that Canary's decoder, once it has come to it, repeats for ever."""
WORD, GAP = 0.25, 0.1
"""Seconds of a tone, and of the silence after it."""
BANDS = 128
FACTOR = 8
"""Frames of 10 ms in one of the encoder's."""
_THRESHOLD, _GAIN, _UNSURE_GAIN, _SELDOM = 1.3, 20.0, 1.5, -100.0
_FIRST = ["▁", "<|startofcontext|>", "<|startoftranscript|>", "<|emo:undefined|>", "<|en|>", "<|es|>", "<|pnc|>"]
SPECIALS = [*_FIRST, "<|noitn|>", "<|notimestamp|>", "<|nodiarize|>", "<|endoftext|>", "<|nospeech|>"]
Samples = npt.NDArray[np.int16]


def say(words: str, *, seed: int = 1, loud: float = 1500, noise: float = 40) -> Samples:
    """Returns the words' tones in soft noise, with 0.3 s before and 0.4 s after them: int16 at 16 kHz."""
    pieces = [np.zeros(int(0.3 * RATE))]
    fade = np.clip(np.minimum(np.arange(int(WORD * RATE)), np.arange(int(WORD * RATE))[::-1]) / (0.02 * RATE), 0, 1)
    for word in words.split():
        tone = np.sin(2 * np.pi * TONES[word] * np.arange(int(WORD * RATE)) / RATE)
        pieces += [loud * fade * tone, np.zeros(int(GAP * RATE))]
    sound = np.concatenate([*pieces, np.zeros(int(0.3 * RATE))])
    return np.asarray(sound + np.random.default_rng(seed).normal(0, noise, len(sound)), np.int16)


def tiny_canary(
    folder: Path,
    *,
    quantised: bool = True,
    specials: Sequence[str] = tuple(SPECIALS),
    fewer: int = 0,
    tells_all: bool = True,
) -> Path:
    """Writes the files of an attention encoder-decoder into `folder` and returns it. With `fewer` tokens in its decoder
    the vocabulary is another model's. `tells_all`: the decoder tells what follows each token it is given, not the last."""
    words = [*TONES, *(SPANISH[word] for word in TONES)]
    vocabulary = [*specials, *(piece for word in words for piece in _pieces(word))]
    decoder = _canary_decoder(len(vocabulary) - fewer, len(specials), tells_all=tells_all)
    graphs = {"encoder": _canary_encoder(), "decoder": decoder}
    return _write(folder, "nemo-conformer-aed", graphs, vocabulary, quantised=quantised)


def tiny_parakeet(folder: Path, *, spanish: bool = False, more_words: int = 0) -> Path:
    """Writes the files of a token-and-duration transducer into `folder` and returns it. With `more_words` the vocabulary
    is another model's."""
    words = [SPANISH[word] for word in TONES] if spanish else list(TONES)
    vocabulary = [piece for word in words for piece in _pieces(word)] + [f"▁x{each}" for each in range(more_words)]
    graphs = {"encoder": _parakeet_encoder(), "decoder_joint": _parakeet_decoder()}
    return _write(folder, "nemo-conformer-tdt", graphs, [*vocabulary, "<blk>"], quantised=True)


def _pieces(word: str) -> tuple[str, str]:
    return "▁" + word[: len(word) // 2], word[len(word) // 2 :]


def _write(folder: Path, kind: str, graphs: dict[str, Any], vocabulary: Sequence[str], *, quantised: bool) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in graphs.items():
        (folder / f"{name}-model{'.int8' * quantised}.onnx").write_bytes(content.SerializeToString())
    (folder / "vocab.txt").write_text("".join(f"{token} {number}\n" for number, token in enumerate(vocabulary)))
    (folder / "config.json").write_text(json.dumps({"model_type": kind, "features_size": BANDS}, indent=4))
    return folder


@cache
def _ears() -> npt.NDArray[np.float32]:
    """Returns the mean of five bands around each tone as a matrix [BANDS, tones], by onnx-asr's own filters."""
    from importlib.resources import as_file, files

    with as_file(files("onnx_asr.preprocessors") / "data" / "fbanks.npz") as path, np.load(path) as data:
        filters = data["nemo128"]
    ears = np.zeros((BANDS, len(TONES)), np.float32)
    for number, hertz in enumerate(TONES.values()):
        middle = int(filters[round(hertz * 512 / RATE)].argmax())
        ears[middle - 2 : middle + 3, number] = 1 / 5
    return ears


def _heard(g: Graph) -> str:
    """Adds the scores of the tones, [1, frames, tones]."""
    pooled = g.node("AveragePool", "audio_signal", kernel_shape=[FACTOR], strides=[FACTOR], ceil_mode=1)
    return g.node("MatMul", g.node("Transpose", pooled, perm=[0, 2, 1]), g.constant(_ears()))


def _frames(g: Graph, output: str = "") -> str:
    """Adds the encoder's count of frames, [1]."""
    before = g.node("Sub", "length", g.whole(1))
    return g.node("Add", g.node("Div", before, g.whole(FACTOR)), g.whole(1), output=output)


def _sound() -> Axes:
    return {"audio_signal": ("float32", ["batch", BANDS, "time"]), "length": ("int64", ["batch"])}


def _parakeet_encoder() -> Any:
    g = Graph()
    g.node("Transpose", _heard(g), perm=[0, 2, 1], output="outputs")
    _frames(g, output="encoded_lengths")
    return g.model(
        _sound(),
        {"outputs": ("float32", ["batch", len(TONES), "frames"]), "encoded_lengths": ("int64", ["batch"])},
    )


def _parakeet_decoder() -> Any:
    """Two tokens a word: the first stays at its frame, the second goes on, and a tone that lasts is one word."""
    tones, tokens = len(TONES), 2 * len(TONES)
    blank = tokens
    after = np.zeros((tokens + 1, tokens + 1), np.float32)  # what is seldom after which token
    after[:, 1:tokens:2] = _SELDOM
    for word in range(tones):
        after[2 * word, 2 * word : 2 * word + 2] = _SELDOM, 0
        after[2 * word + 1, 2 * word : 2 * word + 2] = _SELDOM
    spread = np.zeros((tones, tokens + 1), np.float32)
    for word, gain in enumerate(_gains()):
        spread[word, 2 * word : 2 * word + 2] = gain
    usual = np.zeros(tokens + 1, np.float32)
    usual[blank] = _GAIN * _THRESHOLD

    g = Graph()
    scores = g.node("Reshape", "encoder_outputs", g.whole(1, tones))
    loud = g.node("Clip", scores, g.constant(0.0), g.constant(2.0))
    row = g.node("Gather", g.constant(after), g.node("Reshape", "targets", g.whole(1)), axis=0)
    logits = g.node("Add", g.node("Add", g.node("MatMul", loud, g.constant(spread)), row), g.constant(usual))
    firsts = g.node("Gather", logits, g.whole(*range(0, tokens, 2)), axis=1)
    others = g.node("Gather", logits, g.whole(*range(1, tokens, 2), blank), axis=1)
    stay, go_on = (g.node("ReduceMax", each, axes=[1], keepdims=1) for each in (firsts, others))
    whole = g.node("Concat", logits, stay, go_on, g.constant(np.full((1, 3), _SELDOM)), axis=1)
    g.node("Reshape", whole, g.whole(1, 1, 1, tokens + 6), output="outputs")
    for number in ("1", "2"):
        g.node("Identity", f"input_states_{number}", output=f"output_states_{number}")
    states: dict[str, Tensor] = {f"{{}}put_states_{number}": ("float32", [2, "batch", 4]) for number in ("1", "2")}
    return g.model(
        {
            "encoder_outputs": ("float32", ["batch", tones, "frames"]),
            "targets": ("int32", ["batch", "tokens"]),
            "target_length": ("int32", ["batch"]),
            **{name.format("in"): facts for name, facts in states.items()},
        },
        {
            "outputs": ("float32", ["batch", "frames", "tokens", tokens + 6]),
            **{name.format("out"): facts for name, facts in states.items()},
        },
    )


def _canary_encoder() -> Any:
    g = Graph()
    scores = g.node("Identity", _heard(g), output="encoder_embeddings")
    count = g.node("Gather", g.node("Shape", scores), g.constant(1, "int64"))
    at = g.node("Range", g.constant(0, "int64"), count, g.constant(1, "int64"))
    inside = g.node("Less", g.node("Unsqueeze", at, g.whole(0)), g.node("Unsqueeze", _frames(g), g.whole(1)))
    g.node("Cast", inside, to=TensorProto.INT64, output="encoder_mask")
    return g.model(
        _sound(),
        {
            "encoder_embeddings": ("float32", ["batch", "frames", len(TONES)]),
            "encoder_mask": ("int64", ["batch", "frames"]),
        },
    )


def _canary_decoder(vocabulary: int, specials: int, *, tells_all: bool) -> Any:
    """Finds the words anew at each step, and writes the piece whose turn it is. The states are the tokens so far."""
    tones, names = len(TONES), list(TONES)
    end = SPECIALS.index("<|endoftext|>")
    g = Graph()
    # The word of each frame; `tones` stands for none, -1 for the end.
    floor = g.node("Mul", g.node("Cast", "encoder_mask", to=TensorProto.FLOAT), g.constant(2.0))
    scores = g.node("Sub", g.node("Add", "encoder_embeddings", g.node("Unsqueeze", floor, g.whole(2))), g.constant(2.0))
    silence = g.node(
        "Expand", g.constant([[[_THRESHOLD]]]), g.node("Concat", g.whole(1), g.axis(scores, 1), g.whole(1), axis=0)
    )
    best = g.node("ArgMax", g.node("Concat", scores, silence, axis=2), axis=2, keepdims=0)
    frames = g.node("Reshape", best, g.whole(-1))
    before = g.node("Slice", g.node("Concat", g.whole(tones), frames, axis=0), g.whole(0), g.whole(-1))
    begins = g.node("And", _differ(g, frames, before), _differ(g, frames, g.whole(tones)))
    words = g.node("Concat", g.whole(tones), g.node("Compress", frames, begins, axis=0), axis=0)
    last = g.node("Gather", words, g.whole(-1))
    endless = g.whole(names.index(ENDLESS))
    listed = g.node("Concat", words, g.node("Where", g.node("Equal", last, endless), endless, g.whole(-1)), axis=0)
    # The piece whose turn it is.
    told = g.node("Unsqueeze", g.node("Cast", "input_ids", to=TensorProto.FLOAT), g.whole(0, 3))
    states = g.node("Concat", "decoder_mems", told, axis=2, output="decoder_hidden_states")
    tokens = g.node("Cast", g.node("Reshape", states, g.whole(-1)), to=TensorProto.INT64)
    length, count = g.axis(states, 2), g.axis("input_ids", 1)
    first, after = (g.node("Squeeze", each) for each in (g.node("Sub", length, count), length))
    written = g.node("Sub", g.node("Range", first, after, g.constant(1, "int64")), g.whole(9))
    written = g.node("Max", written if tells_all else g.node("Sub", length, g.whole(10)), g.whole(0))
    turn = g.node("Add", g.node("Div", written, g.whole(2)), g.whole(1))
    turn = g.node("Min", turn, g.node("Sub", g.axis(listed, 0), g.whole(1)))
    word = g.node("Gather", listed, turn)
    spanish = g.node("Cast", g.node("Equal", g.node("Gather", tokens, g.whole(4)), g.whole(5)), to=TensorProto.INT64)
    piece = g.node("Add", g.node("Mul", word, g.whole(2)), g.node("Mod", written, g.whole(2)))
    piece = g.node("Add", piece, g.node("Mul", spanish, g.whole(2 * tones)))
    over = g.node("Equal", word, g.whole(-1))
    token = g.node("Where", over, g.whole(end), g.node("Add", piece, g.whole(specials)))
    gains = g.node("Gather", g.constant([*_gains(), _GAIN, _GAIN]), word)  # -1: the last
    chosen = g.node("OneHot", token, g.whole(vocabulary), g.constant([0.0, 1.0]))
    logits = g.node("LogSoftmax", g.node("Mul", chosen, g.node("Unsqueeze", gains, g.whole(1))), axis=-1)
    g.node("Unsqueeze", logits, g.whole(0), output="logits")
    return g.model(
        {
            "input_ids": ("int64", ["batch", "tokens"]),
            "encoder_embeddings": ("float32", ["batch", "frames", tones]),
            "encoder_mask": ("int64", ["batch", "frames"]),
            "decoder_mems": ("float32", [1, "batch", "before", 1]),
        },
        {
            "logits": ("float32", ["batch", "last", vocabulary]),
            "decoder_hidden_states": ("float32", [1, "batch", "after", 1]),
        },
    )


def _gains() -> list[float]:
    return [_UNSURE_GAIN if word == UNSURE else _GAIN for word in TONES]


def _differ(g: Graph, one: str, other: str) -> str:
    return g.node("Not", g.node("Equal", one, other))
