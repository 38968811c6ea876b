"""Following a daemon from asyncio: through its end, and through what this version does not understand."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from daemon.control import async_client
from daemon.control.async_client import follow
from daemon.control.events import Event, Snapshot, StateChanged


def lines(*told: dict[str, Any]) -> bytes:
    notifications = ({"jsonrpc": "2.0", "method": "event", "params": each} for each in told)
    return b"".join(
        json.dumps(each).encode() + b"\n" for each in ({"jsonrpc": "2.0", "id": 1, "result": {}}, *notifications)
    )


NEWER = lines(
    {"kind": "snapshot", "state": "off", "mood": "new"},
    {"kind": "mood", "is": "new"},  # a kind of a newer daemon
    {"kind": "state"},  # damaged
    {"kind": "state", "state": "listening", "since": 7},
)


@pytest.mark.parametrize(
    ("said", "understood", "reason"),
    [
        (NEWER, [Snapshot.of({"state": "off", "mood": "new"}), StateChanged("listening")], ""),
        (b"no JSON at all\n", [], ""),
        (b'{"jsonrpc": "2.0", "method": "event"}\n', [], ""),
        (b'{"error": {"message": "another\\nprotocol"}}\n', [], "another protocol"),
    ],
    ids=["newer", "no JSON", "no params", "refused"],
)
def test_what_is_not_understood_is_left_out_and_a_broken_connection_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes, understood: list[Event], reason: str
) -> None:
    monkeypatch.setattr(async_client, "RETRY", 0.01)

    async def main() -> None:
        got: list[Event] = []
        gone: list[str] = []
        twice = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for _ in ("hello", "subscribe"):
                await reader.readline()
            writer.write(said)
            await writer.drain()
            writer.close()

        def lost(why: str) -> None:
            gone.append(why)
            if len(gone) == 2:
                twice.set()

        path = tmp_path / "socket"
        async with await asyncio.start_unix_server(serve, path):
            following = asyncio.ensure_future(follow(path, got.append, lost))
            await asyncio.wait_for(twice.wait(), 20)
            following.cancel()
        assert got[: 2 * len(understood)] == understood * 2
        assert gone[:2] == [reason] * 2

    asyncio.run(main())
