"""The desktop's buses, opened for one action: every failure is one sentence for the user."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from daemon.actions.doer import CannotDo
from daemon.actions.texts import say
from daemon.desktop.bus import Bus, BusError, BusTimeout, session_address, system_address

log = logging.getLogger(__name__)


class NoAnswer(CannotDo):
    """Nobody knows whether it was done: it must not be tried in another way."""


@asynccontextmanager
async def session_bus(language: str) -> AsyncIterator[Bus]:
    """The bus of the user's desktop. Raises CannotDo where there is none, and for a BusError within the block."""
    async with _bus(session_address(), language) as bus:
        yield bus


@asynccontextmanager
async def system_bus(language: str) -> AsyncIterator[Bus]:
    """The machine's bus, likewise."""
    async with _bus(system_address(), language) as bus:
        yield bus


@asynccontextmanager
async def _bus(address: str, language: str) -> AsyncIterator[Bus]:
    if not address:
        raise CannotDo(say("no_bus", language))
    try:
        bus = await Bus.connect(address)
        try:
            yield bus
        finally:
            await bus.close()
    except BusTimeout as err:
        log.info("%s", err)
        raise NoAnswer(say("too_long", language)) from err
    except (BusError, ImportError) as err:
        log.info("%s", err)
        raise CannotDo(say("bus_trouble", language)) from err
