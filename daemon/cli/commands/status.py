"""The command `sarai status`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from config.texts import N_, _
from config.units import size
from daemon.cli.output import MUTED_BY, clipped, doing, hanging, home_words, printable, span, timings_line
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import NotRunning, call

if TYPE_CHECKING:
    from daemon.cli.answers import StatusAnswer

MODES = {"always": N_("to everybody"), "wake": N_("for its name"), "push": N_("while asked to")}
"""`listening.mode` of the settings -> how it listens, in words."""
MODEL_STATES = {
    "stopped": N_("stopped"),
    "starting": N_("starting"),
    "loading": N_("loading"),
    "ready": N_("ready"),
    "failed": N_("failed"),
    "connecting": N_("connecting"),
    "connected": N_("connected"),
}
"""State of a model, or of a connection -> in words."""


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "status",
        run,
        _("What the assistant is doing, with which models and devices, and how quick its last answer was."),
        _("""
        sarai status
        sarai status --explain            and why it answers the way it does
        sarai status --json               for scripts; exit code 1 when it isn't running
        """),
    )
    parser.add_argument("--explain", action="store_true", help=_("tell why it uses the tier it uses"))
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
    yield _(
        "sarai is {doing} (pid {pid}, up {span})",
        doing=doing(status),
        pid=status.get("pid"),
        span=span(status.get("uptime_s", 0)),
    )
    if status.get("problem"):
        yield _row(_("problem"), status["problem"])
    if status.get("notice"):
        yield _row(_("notice"), status["notice"])
    if status.get("question"):
        yield _row(_("asks"), _("{question} (`sarai yes`, `sarai no`)", question=printable(status["question"])))
    for each in status.get("ringing") or []:
        yield _row(_("ringing"), printable(each["text"]))
    if status.get("mode"):
        yield _row(_("listens"), _listens(status))
    tier, active = status.get("tier"), status.get("tier_active")
    yield _row(_("tier"), f"{active} ({tier})" if active and active != tier else tier)
    for number, stand_in in enumerate(status.get("stand_ins") or []):
        yield _row("" if number else _("stand-ins"), stand_in)
    if download := status.get("download"):
        share = download["done"] / max(1, download["total"])
        yield _row(_("download"), _("{share:.0%} of {size}", share=share, size=size(download["total"])))
    for key, label in (("language", _("language")), ("microphone", _("microphone")), ("loudspeaker", _("loudspeaker"))):
        if status.get(key):
            yield _row(label, status[key])
    if home := status.get("home_assistant"):
        yield _row(_("home"), printable(home_words(home)))
    models = status.get("models") or []
    width = max((len(str(model["name"])) for model in models), default=0)
    for number, model in enumerate(models):
        yield _row("" if number else _("models"), f"{model['name']:{width}}  {_model(model)}")
    for number, server in enumerate(status.get("tools") or []):
        yield _row("" if number else _("tools"), _tools(server))
    if status.get("memory"):
        yield _row(_("memory"), _memory(status["memory"]))
    last = status.get("last") or {}
    if last.get("heard"):
        yield _row(_("last"), _("you: {heard}", heard=clipped(last["heard"])))
        yield _row("", _("it:  {reply}", reply=clipped(last.get("reply") or _("(nothing)"))))
    if last.get("timings_ms"):
        yield _row("", timings_line(last["timings_ms"]))
    for number, reason in enumerate(status.get("explain") or []):
        yield _row("" if number else _("why"), reason)


def _row(label: str, value: object) -> str:
    """Returns a line with a label, empty where it goes on with the one above."""
    return f"  {label:12} {hanging(str(value), 15)}"


def _listens(status: dict[str, Any]) -> str:
    """Returns to whom it listens, or why it does not now."""
    mode, muted_by = str(status["mode"]), str(status.get("muted_by") or "")
    if muted_by:
        return _("not now: {reason} (mode {mode})", reason=_(MUTED_BY.get(muted_by, muted_by)), mode=mode)
    if status.get("state") == "off":
        asked = (
            _("it listens while asked to") if mode == "push" else _("the microphone is closed; `sarai listen` opens it")
        )
        return _("not now: {reason} (mode {mode})", reason=asked, mode=mode)
    if not status.get("microphone"):
        return _("not now: {reason} (mode {mode})", reason=_("no microphone"), mode=mode)
    return f"{_(MODES.get(mode, mode))} ({mode})"


def _tools(server: dict[str, Any]) -> str:
    """Returns how a server of tools is."""
    if server["state"] != "ready":
        state = _(MODEL_STATES.get(server["state"], server["state"]))
        return printable(f"{server['name']}  {state}  {server['problem']}").rstrip()
    told = _("connected, {usable} of its {tools} tools allowed", usable=server["usable"], tools=server["tools"])
    return printable(f"{server['name']}  {told}")


def _memory(memory: dict[str, Any]) -> str:
    used, budget = size(memory["used_mb"] * 1e6), size(memory["budget_mb"] * 1e6)
    text = _("models hold {used} of their budget of {budget}", used=used, budget=budget)
    if memory.get("gpu_budget_mb"):
        used, budget = size(memory["gpu_used_mb"] * 1e6), size(memory["gpu_budget_mb"] * 1e6)
        text += "; " + _("on the GPU {used} of {budget}", used=used, budget=budget)
    return text


def _model(model: dict[str, Any]) -> str:
    state = str(model.get("state", ""))
    parts = [_(MODEL_STATES.get(state, state))]
    if model.get("private_mb") is not None:
        parts.append(f"{model['private_mb']:.0f} MB")
    if model.get("mapped_mb"):
        parts.append(_("+ {size:.0f} MB mapped", size=model["mapped_mb"]))
    if model.get("private_mb") and model.get("peak_mb", 0) > 1.2 * model["private_mb"]:
        parts.append(_("(peak {size:.0f} MB)", size=model["peak_mb"]))
    if model.get("gpu_mb"):
        parts.append(_("{size:.0f} MB on the GPU", size=model["gpu_mb"]))
    if model.get("pid"):
        parts.append(f"pid {model['pid']}")
    if model.get("problem"):
        parts.append(str(model["problem"]))
    return "  ".join(parts)
