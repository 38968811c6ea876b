"""The daemon's events, followed through its restarts."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from daemon.client import LONGEST_REPLY
from daemon.protocol import PROTOCOL

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds between two tries to reach a daemon that isn't there: a connect() that fails costs microseconds."""
_SUBSCRIBE = "".join(
    json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n"
    for number, (method, params) in enumerate((("hello", {"protocol": PROTOCOL}), ("subscribe", {})))
)


class Refused(Exception):
    """The daemon does not want this client; the text says why."""


async def follow(path: Path, event: Callable[[Mapping[str, Any]], None], gone: Callable[[str], None]) -> None:
    """Tell every event, beginning with a snapshot after each connect; `gone` with the reason, empty where the daemon
    simply is not there, after each loss and each try in vain. Until cancelled."""
    while True:
        reason = ""
        try:
            await _follow_once(path, event)
        except Refused as err:
            reason = str(err)
        except (OSError, ValueError, KeyError, TypeError, asyncio.LimitOverrunError) as err:
            log.debug("no events: %s", err)
        gone(reason)
        await asyncio.sleep(RETRY)


async def _follow_once(path: Path, event: Callable[[Mapping[str, Any]], None]) -> None:
    reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_REPLY)
    try:
        writer.write(_SUBSCRIBE.encode())
        while line := await reader.readline():
            message = json.loads(line)
            if isinstance(message.get("error"), dict):
                raise Refused(" ".join(str(message["error"].get("message")).split()))
            if message.get("method") == "event":
                event(message["params"])
    finally:
        writer.close()
