"""The command `sarai dictate`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import call

if TYPE_CHECKING:
    from daemon.cli.answers import DictateAnswer


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "dictate",
        run,
        "Type what is said into the window that has the focus now, or end that. Bind it to a key.",
        """
        sarai dictate             begin; and again: end (the same as --toggle)
        sarai dictate --hold      for a key that is pressed: what is said is typed ...
        sarai dictate --release   ... when the key is let go
        sarai dictate --cancel    end it; what has not been typed yet is lost
        """,
    )
    ways = parser.add_mutually_exclusive_group()
    for name, meaning in (
        ("toggle", "begin, or end"),
        ("hold", "begin; what is said is typed once --release says that the key was let go"),
        ("release", "the key was let go: type what was said"),
        ("stop", "end it; what was said is still typed"),
        ("cancel", "end it; what has not been typed yet is lost"),
        ("ask", "begin, and have the desktop ask once more whether programs may type, where you have said no"),
    ):
        ways.add_argument(f"--{name}", dest="how", action="store_const", const=name, help=meaning)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    how = {} if args.how in (None, "toggle") else {args.how: True}
    answer: DictateAnswer = call("dictate", how)
    if args.json:
        print_json(answer)
    else:
        print("dictating" if answer["dictating"] else "not dictating")
    return 0
