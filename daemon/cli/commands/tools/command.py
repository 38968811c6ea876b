"""The command `sarai tools`: the servers of tools that the settings name, and what they offer."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from daemon.cli.commands.tools import home_assistant
from daemon.cli.parser import Subparsers, add_config, add_json, command


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "tools",
        run,
        "Tools of other programs, over the Model Context Protocol (docs/tools.md). There are none unless your settings name "
        "servers, and none is called that you have not allowed.",
        """
        sarai tools list
        sarai tools add home-assistant http://homeassistant.local:8123
        """,
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = command(
        actions,
        "list",
        run,
        "Every server of tools in the settings, whether it is connected, and its tools with their class of effect.",
        "sarai tools list",
        line="servers, and their tools",
    )
    home_assistant.add(actions)
    for action in (listing,):
        add_json(action)
        add_config(action)


def run(args: argparse.Namespace) -> int:
    """Runs the action. Returns the exit code."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"list": _list}
    return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from config.load import load

    servers = load(args.config).tools.servers
    if not servers:
        print("no servers of tools: docs/tools.md tells how to add one")
    for name, server in servers.items():
        print(f"{name}  {server.url or ' '.join(server.command)}")
    return 0
