"""Makes an inner value of an ONNX model an output, without the `onnx` package.

An ONNX file is one protobuf message, and messages may be concatenated: singular parts merge, repeated ones are
appended. So a few bytes after a model's own bytes add an output to its graph. Its nodes are read to find the value's
name.
"""

from __future__ import annotations

from collections.abc import Iterator

# Field numbers of onnx.proto: ModelProto.graph; GraphProto.node, .output; NodeProto.output, .op_type; ValueInfoProto.name.
_GRAPH, _NODE, _OUTPUT, _NODE_OUTPUT, _OP_TYPE, _NAME = 7, 1, 12, 2, 4, 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def outputs_of(model: bytes, op_type: str) -> list[str]:
    """Returns the names of the values that nodes of type `op_type` compute. Raises ValueError when `model` is no
    protobuf."""
    names = []
    for graph in _parts(memoryview(model), _GRAPH):
        for node in _parts(graph, _NODE):
            if any(bytes(kind) == op_type.encode() for kind in _parts(node, _OP_TYPE)):
                names += [str(name, "utf-8") for name in _parts(node, _NODE_OUTPUT)]
    return names


def graph_outputs(model: bytes) -> list[str]:
    """Returns the names of the model's outputs. Raises ValueError when `model` is no protobuf."""
    graphs = _parts(memoryview(model), _GRAPH)
    return [str(name, "utf-8") for g in graphs for value in _parts(g, _OUTPUT) for name in _parts(value, _NAME)]


def with_output(model: bytes, name: str) -> bytes:
    """Returns `model` with the value `name` as one more output."""
    return model + part(_GRAPH, part(_OUTPUT, part(_NAME, name.encode())))


def part(field: int, content: bytes) -> bytes:
    """Returns a length-delimited field of a message."""
    return bytes([field << 3 | _BYTES]) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    """Returns the number at `at`, and the position after it."""
    value = 0
    for shift in range(0, 64, 7):
        if at >= len(message):
            break
        value |= (message[at] & 0x7F) << shift
        at += 1
        if message[at - 1] < 0x80:
            return value, at
    raise ValueError("no protobuf message")


def _parts(message: memoryview, wanted: int) -> Iterator[memoryview]:
    """Yields the contents of each length-delimited field number `wanted`."""
    return (content for field, content, _ in fields(message) if field == wanted and content)


def fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """Yields the number of each field, its content where that is length-delimited (else an empty one), and the whole field.
    Raises ValueError when `message` is no protobuf."""
    at = 0
    while at < len(message):
        begin = at
        key, at = _read_varint(message, at)
        kind, content = key & 7, message[:0]
        if kind == _VARINT:
            _, at = _read_varint(message, at)
        elif kind in (_FIXED64, _FIXED32):
            at += 8 if kind == _FIXED64 else 4
        elif kind == _BYTES:
            size, at = _read_varint(message, at)
            content = message[at : at + size]
            at += size
        else:
            raise ValueError("no protobuf message")
        if at > len(message):
            raise ValueError("no protobuf message")
        yield key >> 3, content, message[begin:at]
