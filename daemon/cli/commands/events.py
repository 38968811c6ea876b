"""The command `sarai events`."""

from __future__ import annotations

import argparse

from config.errors import UserError
from config.texts import _
from daemon.cli.parser import Subparsers, add_json, command, print_json_line
from daemon.control.client import Client


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "events",
        run,
        _("Follow what happens in the running assistant, until Ctrl-C."),
        _("""
        sarai events                    a line for each thing that happens
        sarai events --watch            the live view, with a level meter
        sarai events --json             one JSON object a line, for programs
        sarai events --json --levels    with the microphone's level, ten times a second
        """),
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--watch", action="store_true", help=_("show a live view"))
    add_json(form, _("one JSON object a line"))
    parser.add_argument("--levels", action="store_true", help=_("with --json: the microphone's level as well"))


def run(args: argparse.Namespace) -> int:
    if args.levels and not args.json:
        raise UserError(_("--levels goes with --json; `sarai events --watch` shows the level as a meter"))
    with Client() as daemon:
        if args.json:
            for event in daemon.events(levels=args.levels):
                if event is not None:
                    print_json_line(event)
            return 0
        if args.watch:
            from daemon.cli.live import watch
            from daemon.control.events import parse

            watch(map(parse, daemon.events(levels=True, idle=0.1)))
            return 0
        from daemon.cli.live_lines import EventLines
        from daemon.control.events import parse

        lines = EventLines()
        for happened in map(parse, daemon.events()):
            text = lines.take(happened) if happened is not None else None
            if text is not None:
                print(text, flush=True)
    return 0
