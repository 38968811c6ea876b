"""The command `sarai tools`: the servers of tools that the settings name, and what they offer."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from config import paths
from config.errors import UserError
from config.texts import N_, _
from daemon.cli.commands.tools import home_assistant
from daemon.cli.output import clipped, home_words, how_to_take_up, printable
from daemon.cli.parser import Subparsers, add_config, add_json, command, print_json

if TYPE_CHECKING:  # `sarai status` must not pay for these
    from config.settings import Tools, ToolServer
    from daemon.cli.answers import ToolsAllowAnswer, ToolsListAnswer, ToolsTestAnswer

PATIENCE = 90.0
"""Seconds that a server has to tell its tools: `npx` may have to fetch it first."""


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "tools",
        run,
        _(
            "Tools of other programs, over the Model Context Protocol (docs/tools.md), and Home "
            "Assistant (docs/home-assistant.md). There are none unless your settings name them, "
            "and no tool is called that you have not allowed."
        ),
        _("""
        sarai tools list
        sarai tools test clock                                       does it connect, and what does it offer?
        sarai tools test clock get_current_time timezone=Asia/Tokyo  call a tool once
        sarai tools allow clock get_current_time --as read
        sarai tools add home-assistant http://homeassistant.local:8123
        """),
    )
    actions = parser.add_subparsers(dest="action", metavar=_("ACTION"), required=True)
    listing = command(
        actions,
        "list",
        run,
        _(
            "Home Assistant and every server of tools in the settings, whether it is connected, and "
            "its tools with their class of effect. Without a running assistant, what the settings say of them."
        ),
        "sarai tools list",
        line=_("servers, and their tools"),
    )
    test = command(
        actions,
        "test",
        run,
        _(
            "Connect to a server, apart from the running assistant, and tell what it offers. "
            "With a TOOL, call it once: what it does is really done."
        ),
        _("""
        sarai tools test clock
        sarai tools test clock get_current_time timezone=Asia/Tokyo
        """),
        line=_("connect to a server, or call a tool once"),
    )
    test.add_argument("server", metavar=_("SERVER"), help=_("its name in the settings"))
    test.add_argument("tool", nargs="?", metavar=_("TOOL"), help=_("the tool to call"))
    test.add_argument("arguments", nargs="*", metavar=_("NAME=VALUE"), help=_("its arguments, each written as in YAML"))
    test.add_argument("-y", "--yes", action="store_true", help=_("call it though it is not of the class `read`"))
    allow = command(
        actions,
        "allow",
        run,
        _(
            "Allow tools of a server, in your settings file. `--as` says what they may do: "
            "`read` and `reversible` are done at once, `dangerous` ones are asked about first, "
            "`off` ones are never called."
        ),
        _("""
        sarai tools allow clock get_current_time --as read
        sarai tools allow clock '*'                        all of its tools
        """),
        line=_("allow tools, and choose their class of effect"),
    )
    allow.add_argument("server", metavar=_("SERVER"), help=_("its name in the settings"))
    allow.add_argument("tools", nargs="+", metavar=_("TOOL"), help=_("names as in `sarai tools list`, or *"))
    allow.add_argument(
        "--as", dest="effect", choices=["read", "reversible", "dangerous", "off"], help=_("their class of effect")
    )
    home_assistant.add(actions)
    for action in (listing, test, allow):
        add_json(action)
        add_config(action)


STATES = {
    "unknown": N_("unknown"),
    "connecting": N_("connecting"),
    "ready": N_("ready"),
    "failed": N_("failed"),
}
"""State of a server -> in words."""


def run(args: argparse.Namespace) -> int:
    """Runs the action. Returns the exit code."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"list": _list, "test": _test, "allow": _allow}
    return actions[args.action](args)


# ---------------------------------------------------------------------------------------------------------------- list


def _list(args: argparse.Namespace) -> int:
    from config.load import load
    from daemon.control.client import NotRunning, call

    home: dict[str, Any] | None
    try:
        servers: list[dict[str, Any]] = call("tools")
        home = call("status").get("home_assistant")
    except NotRunning:
        tools = load(args.config).tools
        servers, home = list(_from_settings(tools)), _home_from_settings(tools)
    if args.json:
        answer: ToolsListAnswer = {"servers": servers, "home_assistant": home}
        print_json(answer)
        return 0
    if home is not None:
        print(printable(home_words(home)))
    if servers:
        print("\n".join(_described(servers)))
    elif home is None:
        print(_("no servers of tools: docs/tools.md tells how to add one"))
    return 0


def _home_from_settings(tools: Tools) -> dict[str, Any] | None:
    from models.remote.io import shown

    if tools.home_assistant is None:
        return None
    problem = _("SARAi is not running; `sarai doctor` tries the connection")
    return {
        "url": shown(tools.home_assistant.url), "state": "unknown", "problem": problem, "devices": 0, "rooms": 0,
    }  # fmt: skip


def _from_settings(tools: Tools) -> Iterator[dict[str, Any]]:
    from daemon.tools.toolbox import where

    for name, server in tools.servers.items():
        problem = _("SARAi is not running; `sarai tools test` connects to it")
        yield {
            "name": name, "state": "unknown", "problem": problem, "product": "", "where": where(server), "tools": [],
        }  # fmt: skip


def _described(servers: list[dict[str, Any]]) -> Iterator[str]:
    for server in servers:
        about = server["product"] or server["where"]
        state = _(STATES.get(server["state"], server["state"]))
        yield printable(f"{server['name']}: {state}, {about}" + _after(server["problem"]))
        yield from _tools(server["tools"], server["name"])


def _tools(tools: list[dict[str, Any]], server: str) -> Iterator[str]:
    width = max((len(each["name"]) for each in tools), default=0)
    for each in tools:
        state = each["effect"] if each["allowed"] else _("not allowed")
        yield printable(f"  {each['name']:{width}}  {state:11}  {clipped(each['description'] or each['title'])}")
        yield from (
            printable(f"  {'':{width}}  {'':11}  {_('say: {phrase}', phrase=phrase)}") for phrase in each["phrases"]
        )
    if tools and not any(each["allowed"] for each in tools):
        command = f"sarai tools allow {server} {tools[0]['name']}"
        yield "  " + _("none of them is allowed yet: {command}", command=command)


def _after(problem: str) -> str:
    return f" ({problem})" if problem else ""


# ---------------------------------------------------------------------------------------------------------------- test


def _server(args: argparse.Namespace) -> ToolServer:
    """Returns the settings of the server that is meant. Raises UserError."""
    from config.load import load

    servers = load(args.config).tools.servers
    if args.server not in servers:
        known = ", ".join(servers) or _("none; docs/tools.md tells how to add one")
        raise UserError(
            _("no server {server} in tools.servers of the settings; there is: {known}", server=args.server, known=known)
        )
    return servers[args.server]


def _test(args: argparse.Namespace) -> int:
    import asyncio

    from daemon.skills.actions.effects import tool_effect

    server = _server(args)
    arguments = _arguments(args)
    if args.tool is not None and not args.yes and (kind := tool_effect(server, args.tool)) != "read":
        called = f"{args.server}.{args.tool}"
        off = _("{tool} is not allowed by your settings; with --yes it is called all the same", tool=called)
        other = _("{tool} is of the class {kind}; with --yes it is called all the same", tool=called, kind=kind)
        raise UserError(off if kind == "off" else other)
    met, result = asyncio.run(_try(args, server, arguments))
    answer: ToolsTestAnswer = {
        "server": args.server,
        "product": met["product"],
        "protocol": met["protocol"],
        "seconds": met["seconds"],
        "tools": met["tools"],
    }
    if result is not None:
        answer["text"], answer["data"] = result["text"], result.get("data")
    if args.json:
        print_json(answer)
    elif result is not None:
        print("\n".join(map(printable, result["text"].splitlines())))
    else:
        product = met["product"] or args.server
        connected = _(
            "connected in {seconds:.1f} s, {product}, protocol {protocol}",
            seconds=met["seconds"],
            product=product,
            protocol=met["protocol"],
        )
        print(printable(f"{args.server}: {connected}"))
        for line in _tools(met["tools"], args.server):
            print(line)
        if met["more"]:
            more = _("{count} more are not offered: too many, or with a name that is none", count=met["more"])
            print(f"  {more}")
    return 0


def _arguments(args: argparse.Namespace) -> dict[str, Any]:
    """Returns the arguments of the call. Raises UserError."""
    from config.yaml_source import parse_scalar

    found: dict[str, Any] = {}
    for each in args.arguments:
        name, sign, value = each.partition("=")
        if not sign or not name:
            raise UserError(_("arguments are written as NAME=VALUE, and this is none: {each}", each=each))
        found[name] = parse_scalar(value, name)
    return found


async def _try(
    args: argparse.Namespace, server: ToolServer, arguments: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    from config.settings import Tools
    from daemon.tools.durations import Durations
    from daemon.tools.toolbox import rows
    from daemon.tools.trial import trying

    async with trying(args.server, server) as trial:
        met = await trial.meet(PATIENCE)
        told = {
            "product": met.product,
            "protocol": met.protocol,
            "seconds": round(met.seconds, 2),
            "more": met.more,
            "tools": list(rows(Tools(servers={args.server: server}), met.offers, Durations(None))),
        }
        return told, await trial.call(args.tool, arguments) if args.tool is not None else None


# --------------------------------------------------------------------------------------------------------------- allow


def _allow(args: argparse.Namespace) -> int:
    from config.remember import remember_within

    server = _server(args)
    file = paths.expanded(args.config) if args.config is not None else paths.config_file()
    allowed = list(dict.fromkeys([*server.allow, *args.tools]))
    effects = {**server.effects, **({each: args.effect for each in args.tools if each != "*"} if args.effect else {})}
    if args.effect and "*" in args.tools:
        raise UserError(_("a class of effect is chosen for each tool by its name, not for *"))
    remember_within(("tools", "servers", args.server, "allow"), allowed, file)
    if effects != server.effects:
        remember_within(("tools", "servers", args.server, "effects"), effects, file)
    if args.json:
        answer: ToolsAllowAnswer = {
            "server": args.server,
            "allow": allowed,
            "effects": dict(effects),
            "file": str(file),
        }
        print_json(answer)
        return 0
    print(_("{server} may be asked for: {tools}  (in {file})", server=args.server, tools=", ".join(allowed), file=file))
    if hint := how_to_take_up():
        print(hint)
    return 0
