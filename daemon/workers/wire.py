"""The framed protocol between the daemon and its worker processes, over a socketpair of its own.

A frame is two little-endian uint32 (length of the head, length of the payload), a JSON object, and raw bytes (PCM).
Daemon to worker: `{"id", "op", ...}` asks; `{"op": "cancel", "id"}` withdraws; `{"op": "ping"}` wants a sign of life. Worker
to daemon: `{"id", "kind"}` with kind `item` (any number), then exactly one of `done`, `cancelled`, `error`;
`{"kind": "pong", "at"}` with what it is at; or `{"kind": "event", ...}` unasked.
stdin and stdout are never used: native libraries print there.
"""

from __future__ import annotations

import dataclasses
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

HEADER = struct.Struct("<II")
MAX_HEAD = 4 << 20
MAX_PAYLOAD = 64 << 20


class ProtocolError(Exception):
    """The other side does not speak this protocol: the connection is of no more use."""


class Frame(NamedTuple):
    head: dict[str, Any]
    payload: bytes = b""


def encode(frame: Frame) -> bytes:
    head = json.dumps(frame.head, ensure_ascii=False, separators=(",", ":")).encode()
    if len(head) > MAX_HEAD or len(frame.payload) > MAX_PAYLOAD:
        raise ProtocolError(f"a message of {len(head)} + {len(frame.payload)} bytes is too large")
    return HEADER.pack(len(head), len(frame.payload)) + head + frame.payload


def lengths(header: bytes) -> tuple[int, int]:
    """Lengths of head and payload that follow these 8 bytes. Raises ProtocolError when they cannot be meant."""
    head, payload = HEADER.unpack(header)
    if head > MAX_HEAD or payload > MAX_PAYLOAD:
        raise ProtocolError(f"a message of {head} + {payload} bytes is too large")
    return head, payload


def decode_head(data: bytes) -> dict[str, Any]:
    try:
        head = json.loads(data)
    except ValueError as err:
        raise ProtocolError("a message head is not JSON") from err
    if not isinstance(head, dict):
        raise ProtocolError("a message head is not an object")
    return head


def read_frame(sock: socket.socket) -> Frame | None:
    """Blocking read of one frame; None at the end of the stream. For workers."""
    header = _read_exactly(sock, HEADER.size)
    if header is None:
        return None
    head_length, payload_length = lengths(header)
    body = _read_exactly(sock, head_length + payload_length)
    if body is None:
        return None
    return Frame(decode_head(body[:head_length]), body[head_length:])


def _read_exactly(sock: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        chunk = sock.recv(count - len(data))
        if not chunk:
            return None
        data += chunk
    return bytes(data)


def pack(message: Any) -> Frame:
    """A dataclass as a frame: `type` names its class, a field `pcm` of bytes travels as the payload."""
    head: dict[str, Any] = {"type": type(message).__name__}
    payload = b""
    for field in dataclasses.fields(message):
        value = getattr(message, field.name)
        if field.name == "pcm":
            payload = value
        else:
            head[field.name] = value
    return Frame(head, payload)


def unpack(frame: Frame, vocabulary: Mapping[str, type]) -> Any:
    """The dataclass that `pack` put into the frame; other keys of the head (id, op, kind) are left out."""
    cls = vocabulary.get(str(frame.head.get("type")))
    if cls is None:
        raise ProtocolError(f"unknown message type {frame.head.get('type')!r}")
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        if field.name == "pcm":
            values["pcm"] = frame.payload
        elif field.name in frame.head:
            values[field.name] = frame.head[field.name]
    try:
        return cls(**values)
    except TypeError as err:
        raise ProtocolError(f"incomplete message {cls.__name__}: {err}") from err


def vocabulary(*unions: Any) -> dict[str, type]:
    """Class by name, for `unpack`, from unions of dataclasses such as audio.events.Event."""
    return {cls.__name__: cls for union in unions for cls in union.__args__}
