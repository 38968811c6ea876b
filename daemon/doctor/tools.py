"""Checks the tools of others that the settings name: servers, and Home Assistant."""

from __future__ import annotations

import asyncio
import shutil
from importlib.util import find_spec

from config.errors import UserError
from config.settings import ToolServer
from config.texts import N_, _
from daemon.actions.home.client import HomeError
from daemon.actions.home.connection import HomeConnection
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning
from daemon.tools.sentences import compiled
from daemon.tools.toolbox import MISSING
from daemon.tools.trial import trying
from models.engine import EngineError
from models.remote.io import read_key

HOME = "Home Assistant"
PATIENCE = 30.0
"""Seconds that a server has to tell its tools."""


def tools(around: Surroundings) -> list[Finding]:
    """One finding for each server; none where the settings name none. Without `quick`, each is connected to."""
    servers = around.settings.tools.servers
    if servers and find_spec("mcp") is None:
        return [broken(N_("tools"), _(MISSING), "pip install 'sarai-voice[tools]'")]
    _sentences, wrong = compiled(around.settings.tools)
    unread = [broken(N_("tools"), each, "sarai config edit") for each in wrong]
    return [*unread, *(_server(name, server, quick=around.quick) for name, server in servers.items())]


def _server(name: str, server: ToolServer, *, quick: bool) -> Finding:
    title = N_("tools of {server}")
    try:
        read_key(server.key)
    except EngineError as err:
        return broken(title, str(err), "sarai config edit", server=name)
    if server.command and shutil.which(server.command[0]) is None:
        detail = _("its program {program} is not here", program=server.command[0])
        return broken(title, detail, _("install it, or mend tools.servers"), server=name)
    if quick:
        return _allowed(title, name, server, _("not connected to by --quick"))
    try:
        offered, product = asyncio.run(_meet(name, server))
    except UserError as err:
        return broken(title, str(err), f"sarai tools test {name}", server=name)
    if strange := [each for each in server.allow if each != "*" and each not in offered]:
        detail = _(
            "it has no tool {strange}, which the settings allow; it has {offered}",
            strange=", ".join(strange),
            offered=", ".join(sorted(offered)[:5]),
        )
        return warning(title, detail, f"sarai tools test {name}", server=name)
    there = _("connected, {product}, {count} tools", product=product or _("unnamed"), count=len(offered))
    return _allowed(title, name, server, there)


def _allowed(title: str, name: str, server: ToolServer, detail: str) -> Finding:
    if not server.allow:
        none = _("{detail}; none of its tools is allowed", detail=detail)
        return warning(title, none, f"sarai tools allow {name} TOOL", server=name)
    return ok(title, detail, server=name)


async def _meet(name: str, server: ToolServer) -> tuple[set[str], str]:
    async with trying(name, server) as trial:
        met = await trial.meet(PATIENCE)
        return {each.tool for each in met.offers}, met.product


def home_assistant(around: Surroundings) -> list[Finding]:
    """One finding; none where the settings name no Home Assistant. Without `quick` it is asked for its devices."""
    settings = around.settings.tools.home_assistant
    if settings is None:
        return []
    connection = HomeConnection(settings, lambda problem: None)
    if around.quick:
        return [ok(HOME, f"{connection.where}, {_('not connected to by --quick')}")]
    try:
        asyncio.run(connection.refresh())
    except HomeError as err:
        return [broken(HOME, str(err), f"sarai tools add home-assistant {settings.url}")]
    found = connection.status()
    there = _("{devices} devices in {rooms} rooms", devices=found["devices"], rooms=found["rooms"])
    return [ok(HOME, f"{connection.where}, {there}")]
