"""sarai talk"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.errors import UserError
from daemon.cli.output import printable, span, timings_line
from daemon.cli.parser import Subparsers, add_config, add_json, command, print_json
from daemon.control.protocol import TIERS

LONG = 60.0
"""Seconds of a question after which somebody might think that nothing happens."""
UNUSED = 0.5
"""Seconds of a file that may be left over: the silence behind a question."""


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
    from daemon.cli import launch
    from models.engine import EngineError

    settings = load(args.config)
    if args.tier is not None:
        settings = settings.model_copy(update={"tier": args.tier})
    try:
        with patience() as note:
            result = launch.talk(settings, args.question, args.output, note)
    except EngineError as err:
        raise UserError(str(err)) from err
    if result["unused_s"] > UNUSED:
        rest = f"the last {result['unused_s']:.1f} s of {args.question} were not used"
        print(f"sarai: {rest}: one question is answered; put others into files of their own", file=sys.stderr)
    if args.json:
        print_json(result)
        return 0
    print(f"heard   {result['heard'] or '(no words)'}")
    print(f"reply   {result['reply'] or '(nothing)'}")
    print(f"tier    {result['tier']} ({result['language']})")
    print(f"timings {timings_line(result['timings_ms'])}")
    print(f"audio   {args.output}")
    return 0


@contextmanager
def patience() -> Iterator[Callable[[dict[str, Any]], None]]:
    """While a file is heard: a line on the terminal that counts the time; elsewhere, of a long one, a line that tells how
    long it will take. Yields what takes the daemon's events."""
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(
        *columns, console=console, refresh_per_second=1, transient=True, disable=not console.is_terminal
    ) as line:

        def note(event: dict[str, Any]) -> None:
            if event["kind"] == "note":
                console.print(f"sarai: {printable(event['text'])}", markup=False, highlight=False, soft_wrap=True)
            if event["kind"] != "question":
                return
            told = f"hearing {printable(event['file'])} at the speed of time, {span(event['seconds'])}"
            line.add_task(told, total=None)
            if line.disable and event["seconds"] > LONG:
                print(f"sarai: {told}", file=sys.stderr, flush=True)

        yield note
