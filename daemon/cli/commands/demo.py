"""The command `sarai demo`."""

from __future__ import annotations

import argparse
from pathlib import Path

from config.errors import UserError
from config.texts import _
from daemon.cli.parser import Subparsers, add_config, add_json, command


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "demo",
        run,
        _(
            "Answer three recorded questions aloud, through the same steps as a live "
            "conversation, on whatever models are there. Writes the answers as WAV files and "
            "prints what was heard and how long each step took."
        ),
        """
        sarai demo
        sarai demo -o /tmp/answers
        """,
    )
    parser.add_argument(
        "-o",
        "--out",
        type=Path,
        default=Path("out"),
        metavar=_("DIR"),
        help=_("where the WAV files go (default: %(default)s)"),
    )
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from config.load import load
    from daemon.cli import launch
    from models.engine import EngineError

    try:
        return launch.demo(load(args.config), args.out, as_json=args.json)
    except EngineError as err:
        raise UserError(str(err)) from err
