"""A tiny Piper voice: the inputs and outputs of a real one, and a tone for each phoneme instead of a neural network.

The place of each tone is known exactly, so the tests can tell whether a mark lies where its word begins.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

RATE = 22_050
HOP = 256
FRAMES = 4
"""Frames of HOP samples that a phoneme lasts at speed 1; a pad lasts one."""
LOUD = 0.5


def tone(phoneme_id: int) -> float:
    """Returns a phoneme's frequency in Hz: whole cycles in a frame, so that every phoneme begins at zero."""
    return (phoneme_id % 60 + 2) * RATE / HOP / 2


def tiny_piper(
    folder: Path, *, language: str = "en-us", speakers: int = 1, durations_named: bool = True, name: str = "tiny"
) -> Path:
    """Writes NAME.onnx and NAME.onnx.json into `folder` and returns the former. Without `durations_named` the model
    has no Ceil node, by which Piper's durations are found."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    symbols = 1 + max(number for numbers in DEFAULT_PHONEME_ID_MAP.values() for number in numbers)
    frames = np.full(symbols, float(FRAMES), np.float32)
    frames[DEFAULT_PHONEME_ID_MAP["_"]] = 1
    tones = np.array([tone(number) for number in range(symbols)], np.float32)
    quiet = [number for sign in "_^$ " for number in DEFAULT_PHONEME_ID_MAP[sign]]
    tones[quiet] = 0

    def constant(key: str, value: Any) -> Any:
        return numpy_helper.from_array(np.asarray(value), key)

    constants = [
        constant("frames", frames), constant("tones", tones), constant("one", np.int64(1)),
        constant("first", np.array([0], np.int64)), constant("length", np.array([1], np.int64)),
        constant("zero", np.float32(0)), constant("step", np.float32(1)), constant("hop", np.float32(HOP)),
        constant("turn", np.float32(2 * np.pi / RATE)), constant("loud", np.float32(LOUD)),
        constant("column", np.array([-1, 1], np.int64)), constant("last", np.array([1], np.int64)),
        constant("shape", np.array([1, 1, 1, -1], np.int64)), constant("wide", np.array([1, 1, -1], np.int64)),
        constant("flat", np.array([-1], np.int64)), constant("half", np.float32(0.49)),
    ]  # fmt: skip
    node = helper.make_node
    rounding = (
        [node("Ceil", ["scaled"], ["w_ceil"])]
        if durations_named
        else [node("Add", ["scaled", "half"], ["raised"]), node("Round", ["raised"], ["w_ceil"])]
    )
    nodes = [
        node("Gather", ["frames", "input"], ["wanted"]),
        node("Gather", ["scales", "length"], ["length_scale"]),
        node("Mul", ["wanted", "length_scale"], ["scaled_flat"]),
        node("Reshape", ["scaled_flat", "wide"], ["scaled"]),
        *rounding,
        node("Reshape", ["w_ceil", "flat"], ["each"]),
        node("ReduceSum", ["each"], ["total"], keepdims=0),
        node("CumSum", ["each", "first_axis"], ["ends"]),
        # Sample by sample: which phoneme is it, and how far into the whole are we?
        node("Mul", ["total", "hop"], ["samples"]),
        node("Range", ["zero", "samples", "step"], ["n"]),
        node("Mul", ["ends", "hop"], ["end_samples"]),
        node("Reshape", ["n", "column"], ["n_column"]),
        node("GreaterOrEqual", ["n_column", "end_samples"], ["past"]),
        node("Cast", ["past"], ["past_number"], to=TensorProto.INT64),
        node("ReduceSum", ["past_number", "last"], ["index"], keepdims=0),
        node("Reshape", ["input", "flat"], ["ids"]),
        node("Gather", ["ids", "index"], ["id_at"]),
        node("Gather", ["tones", "id_at"], ["hertz"]),
        node("Mul", ["hertz", "n"], ["cycles"]),
        node("Mul", ["cycles", "turn"], ["phase"]),
        node("Sin", ["phase"], ["wave"]),
        node("Mul", ["wave", "loud"], ["signal"]),
        node("Reshape", ["signal", "shape"], ["output"]),
    ]
    constants.append(constant("first_axis", np.int64(0)))
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])
    graph = helper.make_graph(nodes, "tiny", inputs, [output], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    path = folder / f"{name}.onnx"
    path.write_bytes(model.SerializeToString())
    Path(f"{path}.json").write_text(
        json.dumps(
            {
                "audio": {"sample_rate": RATE},
                "espeak": {"voice": language},
                "language": {"family": language.split("-")[0]},
                "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
                "num_symbols": symbols,
                "num_speakers": speakers,
                "speaker_id_map": {f"speaker{number}": number for number in range(speakers)} if speakers > 1 else {},
                "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
                "hop_length": HOP,
            }
        ),
        "utf-8",
    )
    return path
