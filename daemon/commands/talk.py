"""sarai talk"""

from __future__ import annotations

import argparse
from pathlib import Path

from config.errors import UserError
from daemon.commands.shape import Subparsers, add_config, add_json, command, print_json
from daemon.commands.texts import timings_line
from daemon.protocol import TIERS


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "talk",
        run,
        "One spoken turn: the question is heard from a WAV file at the speed of time, the answer is written as another.",
        """
        sarai talk question.wav -o answer.wav
        sarai talk question.wav -o answer.wav --tier fast --json
        """,
    )
    parser.add_argument("question", type=Path, metavar="QUESTION.wav", help="the question")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="REPLY.wav", help="where the answer goes")
    parser.add_argument("--tier", choices=TIERS, help="the way of answering, for this turn")
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from config.load import load
    from daemon import launch
    from models.engine import EngineError

    settings = load(args.config)
    if args.tier is not None:
        settings = settings.model_copy(update={"tier": args.tier})
    try:
        result = launch.talk(settings, args.question, args.output)
    except EngineError as err:
        raise UserError(str(err)) from err
    if args.json:
        print_json(result)
        return 0
    print(f"heard   {result['heard'] or '(no words)'}")
    print(f"reply   {result['reply'] or '(nothing)'}")
    print(f"tier    {result['tier']} ({result['language']})")
    print(f"timings {timings_line(result['timings_ms'])}")
    print(f"audio   {args.output}")
    return 0
