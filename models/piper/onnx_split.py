"""Cuts a Piper voice's ONNX graph in two before its vocoder, without the `onnx` package.

A VITS draws the frames of a whole sentence at once. Its vocoder (HiFi-GAN) is made of convolutions that see a few frames to
either side, so it can make the beginning of a sentence's sound before the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.piper.onnx_outputs import fields, part

# Field numbers of onnx.proto: ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto, TypeProto and its Tensor.
_GRAPH = 7
_NODE, _INITIALIZER, _INPUT, _OUTPUT, _VALUE_INFO = 1, 5, 11, 12, 13
_NODE_INPUT, _NODE_OUTPUT, _OP_TYPE = 1, 2, 4
_TENSOR_NAME = 8
_VALUE_NAME, _VALUE_TYPE = 1, 2
_TENSOR_TYPE, _ELEMENT_TYPE, _FLOAT = 1, b"\x08", b"\x01"
_BETWEEN = ("LeakyRelu", "Add")
"""What lies between a vocoder's first convolution and the transposed one behind it."""


@dataclass(frozen=True, slots=True)
class Halves:
    """Two ONNX models that make one voice, one after the other."""

    frames: bytes
    """Has the voice's inputs, and its outputs with `joint` in place of the first."""
    vocoder: bytes
    """Goes from `joint` to the voice's first output."""
    joint: str
    """Name of the value between them: float32, shape (1, channels, frames)."""


@dataclass(frozen=True, slots=True)
class _Node:
    raw: memoryview
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def split(model: bytes) -> Halves | None:
    """Returns the voice in two parts; None where the graph is not that of a VITS with one speaker. Raises ValueError when
    `model` is no protobuf."""
    whole = memoryview(model)
    graph = [each for number, content, _ in fields(whole) if number == _GRAPH for each in fields(content)]
    nodes = [_node(raw, content) for number, content, raw in graph if number == _NODE]
    tensors = {_name(content, _TENSOR_NAME): raw for number, content, raw in graph if number == _INITIALIZER}
    sound, *others = [raw for number, _, raw in graph if number == _OUTPUT]
    joint = _joint(nodes)
    if joint is None:
        return None
    made = {joint}
    frames: list[_Node] = []
    vocoder: list[_Node] = []
    for node in nodes:  # a graph's nodes stand in the order in which they are computed
        if made & set(node.inputs):
            vocoder.append(node)
            made.update(node.outputs)
        else:
            frames.append(node)
    constants = [node for node in frames if not node.inputs]
    known = made | tensors.keys() | {name for node in constants for name in node.outputs}
    if not {name for node in vocoder for name in node.inputs} <= known:
        return None  # it also needs the speaker
    inputs = [raw for number, content, raw in graph if number == _INPUT and _name(content, _VALUE_NAME) not in tensors]
    about = b"".join(raw for number, _, raw in fields(whole) if number != _GRAPH)
    kinds = (_NODE, _INITIALIZER, _INPUT, _OUTPUT, _VALUE_INFO)
    rest = [raw for number, _, raw in graph if number not in kinds]

    def of(chosen: list[_Node], *ports: bytes | memoryview) -> bytes:
        used = dict.fromkeys(name for node in chosen for name in node.inputs)
        weights = [tensors[name] for name in used if name in tensors]
        return about + part(_GRAPH, b"".join([*rest, *(node.raw for node in chosen), *weights, *ports]))

    name = part(_VALUE_NAME, joint.encode())
    floats = part(_VALUE_TYPE, part(_TENSOR_TYPE, _ELEMENT_TYPE + _FLOAT))
    return Halves(
        frames=of(frames, *inputs, part(_OUTPUT, name), *others),
        vocoder=of([*constants, *vocoder], part(_INPUT, name + floats), sound),
        joint=joint,
    )


def _joint(nodes: list[_Node]) -> str | None:
    """Returns what the vocoder is given: the input of the convolution before the first transposed one."""
    maker = {name: node for node in nodes for name in node.outputs}
    node = next((node for node in nodes if node.kind == "ConvTranspose"), None)
    for _ in nodes:  # a broken graph may go in a circle
        if node is None or not node.inputs or not (node.kind in _BETWEEN or node.kind == "ConvTranspose"):
            break
        node = maker.get(node.inputs[0])
    return node.inputs[0] if node is not None and node.inputs and node.kind == "Conv" else None


def _node(raw: memoryview, content: memoryview) -> _Node:
    names: dict[int, list[str]] = {_NODE_INPUT: [], _NODE_OUTPUT: [], _OP_TYPE: []}
    for number, value, _ in fields(content):
        if number in names:
            names[number].append(str(value, "utf-8"))
    inputs = tuple(name for name in names[_NODE_INPUT] if name)
    return _Node(raw, "".join(names[_OP_TYPE]), inputs, tuple(names[_NODE_OUTPUT]))


def _name(content: memoryview, field: int) -> str:
    return next((str(value, "utf-8") for number, value, _ in fields(content) if number == field), "")
