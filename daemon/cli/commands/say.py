"""The command `sarai say`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from config.texts import _
from daemon.cli.commands.ask import words
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import call

if TYPE_CHECKING:
    from daemon.cli.answers import SayAnswer


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "say",
        run,
        _("Have the running assistant say something, as soon as nobody is speaking."),
        """
        sarai say "dinner is ready"
        make; sarai say "the build has ended"
        echo "good evening" | sarai say -
        """,
    )
    parser.add_argument("text", nargs="+", metavar=_("TEXT"), help=_("what to say; - reads it from standard input"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    answer: SayAnswer = call("say", {"text": words(args)})
    if args.json:
        print_json(answer)
    return 0
