"""The command `sarai status`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from config.units import size
from daemon.cli.output import clipped, doing, printable, span, timings_line
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import NotRunning, call

if TYPE_CHECKING:
    from daemon.cli.answers import StatusAnswer

MODES = {"always": "to everybody", "wake": "for its name", "push": "while asked to"}
"""`listening.mode` of the settings -> how it listens, in words."""
MUTED_BY = {
    "locked": "the screen is locked",
    "call": "another program listens to a microphone",
    "suspend": "the machine is about to sleep",
    "asleep": "nobody has spoken for a long time",
}


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "status",
        run,
        "What the assistant is doing, with which models and devices, and how quick its last answer was.",
        """
        sarai status
        sarai status --explain            and why it answers the way it does
        sarai status --json               for scripts; exit code 1 when it isn't running
        """,
    )
    parser.add_argument("--explain", action="store_true", help="tell why it uses the tier it uses")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    try:
        status = call("status", {"explain": args.explain})
    except NotRunning as err:
        if args.json:
            stopped: StatusAnswer = {"running": False, "error": str(err)}
            print_json(stopped)
            return 1
        raise
    if args.json:
        print_json({"running": True, **status})
    else:
        print("\n".join(describe(status)))
    return 0


def describe(status: dict[str, Any]) -> Iterator[str]:
    """Yields the status for people, line by line."""
    running = f"pid {status.get('pid')}, up {span(status.get('uptime_s', 0))}"
    yield f"sarai is {doing(status)} ({running})"
    if status.get("problem"):
        yield f"  problem      {status['problem']}"
    if status.get("notice"):
        yield f"  notice       {status['notice']}"
    if status.get("question"):
        yield f"  asks         {printable(status['question'])} (`sarai yes`, `sarai no`)"
    for each in status.get("ringing") or []:
        yield f"  ringing      {printable(each['text'])}"
    if status.get("mode"):
        yield f"  listens      {_listens(status)}"
    tier, active = status.get("tier"), status.get("tier_active")
    yield f"  tier         {active} ({tier})" if active and active != tier else f"  tier         {tier}"
    for number, stand_in in enumerate(status.get("stand_ins") or []):
        yield f"  {'' if number else 'stand-ins':12} {stand_in}"
    if download := status.get("download"):
        share = download["done"] / max(1, download["total"])
        yield f"  download     {share:.0%} of {size(download['total'])}"
    for key in ("language", "microphone", "loudspeaker"):
        if status.get(key):
            yield f"  {key:12} {status[key]}"
    if home := status.get("home_assistant"):
        yield f"  home         {_home(home)}"
    models = status.get("models") or []
    width = max((len(str(model["name"])) for model in models), default=0)
    for number, model in enumerate(models):
        yield f"  {'' if number else 'models':12} {model['name']:{width}}  {_model(model)}"
    for number, server in enumerate(status.get("tools") or []):
        yield f"  {'' if number else 'tools':12} {_tools(server)}"
    if status.get("memory"):
        yield f"  memory       {_memory(status['memory'])}"
    last = status.get("last") or {}
    if last.get("heard"):
        yield f"  last         you: {clipped(last['heard'])}"
        yield f"               it:  {clipped(last.get('reply') or '(nothing)')}"
    if last.get("timings_ms"):
        yield f"               {timings_line(last['timings_ms'])}"
    for number, reason in enumerate(status.get("explain") or []):
        yield f"  {'' if number else 'why':12} {reason}"


def _home(home: dict[str, Any]) -> str:
    if home.get("problem"):
        return printable(home["problem"])
    devices = f", {home['devices']} devices in {home['rooms']} rooms" if home.get("state") == "connected" else ""
    return f"Home Assistant at {home['url']}: {home['state']}{devices}"


def _listens(status: dict[str, Any]) -> str:
    """Returns to whom it listens, or why it does not now."""
    mode, muted_by = str(status["mode"]), str(status.get("muted_by") or "")
    if muted_by:
        return f"not now: {MUTED_BY.get(muted_by, muted_by)} (mode {mode})"
    if status.get("state") == "off":
        asked = "it listens while asked to" if mode == "push" else "the microphone is closed; `sarai listen` opens it"
        return f"not now: {asked} (mode {mode})"
    if not status.get("microphone"):
        return f"not now: no microphone (mode {mode})"
    return f"{MODES.get(mode, mode)} ({mode})"


def _tools(server: dict[str, Any]) -> str:
    """Returns how a server of tools is."""
    if server["state"] != "ready":
        return printable(f"{server['name']}  {server['state']}  {server['problem']}").rstrip()
    return printable(f"{server['name']}  connected, {server['usable']} of its {server['tools']} tools allowed")


def _memory(memory: dict[str, Any]) -> str:
    text = f"models hold {size(memory['used_mb'] * 1e6)} of their budget of {size(memory['budget_mb'] * 1e6)}"
    if memory.get("gpu_budget_mb"):
        text += f"; on the GPU {size(memory['gpu_used_mb'] * 1e6)} of {size(memory['gpu_budget_mb'] * 1e6)}"
    return text


def _model(model: dict[str, Any]) -> str:
    parts = [str(model.get("state", ""))]
    if model.get("private_mb") is not None:
        parts.append(f"{model['private_mb']:.0f} MB")
    if model.get("mapped_mb"):
        parts.append(f"+ {model['mapped_mb']:.0f} MB mapped")
    if model.get("private_mb") and model.get("peak_mb", 0) > 1.2 * model["private_mb"]:
        parts.append(f"(peak {model['peak_mb']:.0f} MB)")
    if model.get("gpu_mb"):
        parts.append(f"{model['gpu_mb']:.0f} MB on the GPU")
    if model.get("pid"):
        parts.append(f"pid {model['pid']}")
    if model.get("problem"):
        parts.append(str(model["problem"]))
    return "  ".join(parts)
