"""The command `sarai run`."""

from __future__ import annotations

import argparse
import sys

from config.texts import _
from daemon.cli.parser import Subparsers, add_config, add_json, command


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "run",
        run,
        _(
            "Run the assistant in the foreground: speak, and it answers. Ctrl-C ends it. The "
            "systemd service runs this too."
        ),
        _("""
        sarai run                                   talk to it
        sarai run --config quiet.yaml               with settings of its own
        SARAI_SOUND__VOLUME=0.4 sarai run           one setting changed
        """),
    )
    parser.add_argument(
        "--demo-without-sound",
        action="store_true",
        help=_("on a machine without a sound card, run `sarai demo` instead"),
    )
    parser.add_argument(
        "--no-view", action="store_true", help=_("only the log, no live view (none without a terminal)")
    )
    add_config(parser)
    add_json(parser, _("what happens as one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    from config.load import load
    from daemon.cli import launch

    settings = load(args.config)
    if args.json:
        show = launch.show_json
    elif sys.stdout.isatty() and not args.no_view:
        show = launch.show_live
    else:
        show = launch.show_lines
    return launch.run(settings, show, demo_without_sound=args.demo_without_sound)
