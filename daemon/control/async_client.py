"""Follows the daemon's events through its restarts, for asyncio clients."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

from daemon.control.events import Event, parse
from daemon.control.protocol import LONGEST_REPLY, PROTOCOL

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds between two attempts to reach a daemon that is not there: a connect() that fails costs microseconds."""
BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""Exceptions that end a connection: it broke, or what came is not our protocol."""


class DaemonRefused(Exception):
    """The daemon refuses this client; the text says why."""


async def follow(path: Path, event: Callable[[Event], None], gone: Callable[[str], None]) -> None:
    """Calls `event` with every event, beginning with a snapshot after each connect. Runs until cancelled.

    Calls `gone` after each loss and each failed attempt, with the reason; it is empty where the daemon is simply not there.
    """
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
    """Yields the events until the daemon ends; leaves out those that `parse` does not understand.

    Raises DaemonRefused, and the exceptions in BROKEN.
    """
    reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_REPLY)
    try:
        writer.write(_line(0, "hello", {"protocol": PROTOCOL}) + _line(1, "subscribe", {"levels": levels}))
        while line := await reader.readline():
            message = json.loads(line)
            if isinstance(message.get("error"), dict):
                raise DaemonRefused(" ".join(str(message["error"].get("message")).split()))
            event = parse(message["params"]) if message.get("method") == "event" else None
            if event is not None:
                yield event
    finally:
        writer.close()


def _line(number: int, method: str, params: Mapping[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode() + b"\n"
