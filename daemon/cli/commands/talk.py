"""The command `sarai talk`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UserError
from config.texts import _
from daemon.cli.output import printable, span, timings_line
from daemon.cli.parser import Subparsers, add_config, add_json, command, print_json
from daemon.control.protocol import TIERS

if TYPE_CHECKING:
    from daemon.app.offline import Listener
    from daemon.control.events import Event

LONG = 60.0
"""Seconds of a question from which on the user is told how long it takes."""
UNUSED = 0.5
"""Seconds at the end of a file that may go unused without a word: the silence after a question."""


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "talk",
        run,
        _(
            "One spoken turn: the question is heard from a WAV file at the speed of time, the "
            "answer is written as another."
        ),
        """
        sarai talk question.wav -o answer.wav
        sarai talk question.wav -o answer.wav --tier fast --json
        """,
    )
    parser.add_argument("question", type=Path, metavar=_("QUESTION.wav"), help=_("the question"))
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar=_("REPLY.wav"), help=_("where the answer goes")
    )
    parser.add_argument("--tier", choices=TIERS, help=_("the way of answering, for this turn"))
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
        with patience(silent=args.json) as note:
            result = launch.talk(settings, args.question, args.output, note)
    except EngineError as err:
        raise UserError(str(err)) from err
    if args.json:
        print_json(result)
        return 0
    if result["unused_s"] > UNUSED:
        told = _(
            "the last {seconds:.1f} s of {file} were not used: one question is answered; put others into files of their own",
            seconds=result["unused_s"],
            file=args.question,
        )
        print(f"sarai: {told}", file=sys.stderr)
    for label, value in (
        (_("heard"), result["heard"] or _("(no words)")),
        (_("reply"), result["reply"] or _("(nothing)")),
        (_("tier"), f"{result['tier']} ({result['language']})"),
        (_("timings"), timings_line(result["timings_ms"])),
        (_("audio"), args.output),
    ):
        print(f"{label:7} {value}")
    return 0


@contextmanager
def patience(silent: bool) -> Iterator[Listener]:
    """Tells the user how long a file takes to be heard: on a terminal a line counts the time; elsewhere a long file gets a
    line in advance. Yields the function that takes the events."""
    if silent:  # the answer has the notes
        yield lambda event: None
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    from daemon.app.offline import QuestionPlayed, RecordingNote

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(
        *columns, console=console, refresh_per_second=1, transient=True, disable=not console.is_terminal
    ) as line:

        def note(event: Event | RecordingNote | QuestionPlayed) -> None:
            if isinstance(event, RecordingNote):
                console.print(f"sarai: {printable(event.text)}", markup=False, highlight=False, soft_wrap=True)
            if not isinstance(event, QuestionPlayed):
                return
            told = _(
                "hearing {file} at the speed of time, {span}", file=printable(event.file), span=span(event.seconds)
            )
            line.add_task(told, total=None)
            if line.disable and event.seconds > LONG:
                print(f"sarai: {told}", file=sys.stderr, flush=True)

        yield note
