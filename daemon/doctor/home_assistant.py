"""Looks at the connection to Home Assistant."""

from __future__ import annotations

import asyncio

from config.texts import _
from daemon.actions.home.client import HomeError
from daemon.actions.home.connection import HomeConnection
from daemon.doctor.finding import Finding, Surroundings, broken, ok

TITLE = "Home Assistant"


def home_assistant(around: Surroundings) -> list[Finding]:
    """One finding; none where the settings name no Home Assistant. Without `quick` it is asked for its devices."""
    settings = around.settings.tools.home_assistant
    if settings is None:
        return []
    connection = HomeConnection(settings, lambda problem: None)
    if around.quick:
        return [ok(TITLE, f"{connection.where}, {_('not connected to by --quick')}")]
    try:
        asyncio.run(connection.refresh())
    except HomeError as err:
        return [broken(TITLE, str(err), f"sarai tools add home-assistant {settings.url}")]
    found = connection.status()
    there = _("{devices} devices in {rooms} rooms", devices=found.devices, rooms=found.rooms)
    return [ok(TITLE, f"{connection.where}, {there}")]
