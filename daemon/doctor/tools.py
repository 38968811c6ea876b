"""Checks the servers of tools that the settings name."""

from __future__ import annotations

import asyncio
import shutil
from importlib.util import find_spec

from config.errors import UserError
from config.settings import ToolServer
from daemon.doctor.finding import Finding, Surroundings, broken, ok, warning
from daemon.tools.sentences import compiled
from daemon.tools.toolbox import MISSING
from daemon.tools.trial import trying
from models.engine import EngineError
from models.remote.io import read_key

PATIENCE = 30.0
"""Seconds that a server has to tell its tools."""


def tools(around: Surroundings) -> list[Finding]:
    """One finding for each server; none where the settings name none. Without `quick`, each is connected to."""
    servers = around.settings.tools.servers
    if servers and find_spec("mcp") is None:
        return [broken("tools", MISSING, "pip install 'sarai-voice[tools]'")]
    _, wrong = compiled(around.settings.tools)
    unread = [broken("tools", each, "sarai config edit") for each in wrong]
    return [*unread, *(_server(name, server, quick=around.quick) for name, server in servers.items())]


def _server(name: str, server: ToolServer, *, quick: bool) -> Finding:
    title = f"tools of {name}"
    try:
        read_key(server.key)
    except EngineError as err:
        return broken(title, str(err), "sarai config edit")
    if server.command and shutil.which(server.command[0]) is None:
        return broken(title, f"its program {server.command[0]} is not here", "install it, or mend tools.servers")
    if quick:
        return _allowed(title, name, server, "not connected to by --quick")
    try:
        offered, product = asyncio.run(_meet(name, server))
    except UserError as err:
        return broken(title, str(err), f"sarai tools test {name}")
    if strange := [each for each in server.allow if each != "*" and each not in offered]:
        detail = (
            f"it has no tool {', '.join(strange)}, which the settings allow; it has {', '.join(sorted(offered)[:5])}"
        )
        return warning(title, detail, f"sarai tools test {name}")
    return _allowed(title, name, server, f"connected, {product or 'unnamed'}, {len(offered)} tools")


def _allowed(title: str, name: str, server: ToolServer, detail: str) -> Finding:
    if not server.allow:
        return warning(title, f"{detail}; none of its tools is allowed", f"sarai tools allow {name} TOOL")
    return ok(title, detail)


async def _meet(name: str, server: ToolServer) -> tuple[set[str], str]:
    async with trying(name, server) as trial:
        met = await trial.meet(PATIENCE)
        return {each.tool for each in met.offers}, met.product
