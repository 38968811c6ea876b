"""The commands `sarai say` and `sarai read`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from config.texts import _
from daemon.cli.commands.ask import words
from daemon.cli.output import printable
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import call

if TYPE_CHECKING:
    from daemon.cli.answers import ReadAnswer, SayAnswer

WAIT = 15.0
"""Seconds to wait for the selection: the window that it is in may be busy."""


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


def add_read(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "read",
        read,
        _("Have the running assistant read the selected text aloud, or the clipboard where nothing is selected."),
        _("""
        sarai read                  for a hotkey
        sarai read --stop           reads no further
        sarai read --continue       goes on where it was stopped
        """),
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--stop", action="store_true", help=_("read no further"))
    which.add_argument(
        "--continue", action="store_true", dest="go_on", help=_("go on where the last reading was stopped")
    )
    add_json(parser)


def read(args: argparse.Namespace) -> int:
    answer: ReadAnswer = call("read", {"stop": args.stop, "go_on": args.go_on}, WAIT)
    if args.json:
        print_json(answer)
    elif answer["text"]:
        print(printable(answer["text"]))
    return 0
