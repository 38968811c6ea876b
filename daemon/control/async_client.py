"""The daemon's events, followed through its restarts."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

from daemon.control.client import LONGEST_REPLY
from daemon.control.protocol import PROTOCOL

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds between two tries to reach a daemon that isn't there: a connect() that fails costs microseconds."""
BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What a connection ends with that breaks, or that carries something else than our protocol."""

Event = Mapping[str, Any]


class DaemonRefused(Exception):
    """The daemon does not want this client; the text says why."""


async def follow(path: Path, event: Callable[[Event], None], gone: Callable[[str], None]) -> None:
    """Tell every event, beginning with a snapshot after each connect; `gone` with the reason, empty where the daemon
    simply is not there, after each loss and each try in vain. Until cancelled."""
    while True:
        reason = ""
        try:
            async with aclosing(events(path)) as stream:
                async for each in stream:
                    event(each)
        except DaemonRefused as err:
            reason = str(err)
        except BROKEN as err:
            log.debug("no events: %s", err)
        gone(reason)
        await asyncio.sleep(RETRY)


async def events(path: Path, levels: bool = False) -> AsyncGenerator[Event, None]:
    """What happens in the daemon until it ends. Raises Refused, and one of BROKEN."""
    reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_REPLY)
    try:
        writer.write(_line(0, "hello", {"protocol": PROTOCOL}) + _line(1, "subscribe", {"levels": levels}))
        while line := await reader.readline():
            message = json.loads(line)
            if isinstance(message.get("error"), dict):
                raise DaemonRefused(" ".join(str(message["error"].get("message")).split()))
            if message.get("method") == "event":
                yield message["params"]
    finally:
        writer.close()


def _line(number: int, method: str, params: Mapping[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode() + b"\n"
