"""The command `sarai say`."""

from __future__ import annotations

import argparse

from daemon.cli.commands.ask import words
from daemon.cli.parser import Subparsers, command
from daemon.control.client import call


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "say",
        run,
        "Have the running assistant say something, as soon as nobody is speaking.",
        """
        sarai say "dinner is ready"
        make; sarai say "the build has ended"
        echo "good evening" | sarai say -
        """,
    )
    parser.add_argument("text", nargs="+", metavar="TEXT", help="what to say; - reads it from standard input")


def run(args: argparse.Namespace) -> int:
    call("say", {"text": words(args)})
    return 0
