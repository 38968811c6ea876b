"""Whatever needs a bus, for as long as there is one: buses come late, go, and come back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from daemon.desktop.bus import Bus, BusError

log = logging.getLogger(__name__)

_RECONNECT = 10.0
"""Seconds between two looks for a bus that isn't there."""


async def stay_connected(address: Callable[[], str], serve: Callable[[Bus, str], Awaitable[None]]) -> None:
    """Serve the bus at `address` whenever there is one, until cancelled. That there is none is said once."""
    said = False
    while True:
        try:
            where = address()
            if where:
                bus = await Bus.connect(where)
                said = False
                try:
                    async with asyncio.TaskGroup() as group:
                        serving = group.create_task(quietly(serve(bus, where)))
                        await bus.lost()
                        serving.cancel()
                finally:
                    await bus.close()
        except (BusError, ImportError) as err:
            if not said:
                log.info("%s", err)
            said = True
        await asyncio.sleep(_RECONNECT)


async def quietly(work: Awaitable[None]) -> None:
    """A service that is not there or fails: one line, and the others go on."""
    try:
        await work
    except BusError as err:
        log.info("%s", err)
