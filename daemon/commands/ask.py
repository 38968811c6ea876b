"""sarai ask"""

from __future__ import annotations

import argparse
import sys

from config.errors import UserError
from daemon.client import Client
from daemon.commands.shape import Subparsers, add_json, command, print_json
from daemon.commands.texts import printable


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "ask",
        run,
        "Ask the running assistant in writing. The answer appears as it is thought of; Ctrl-C ends it.",
        """
        sarai ask "why is the sky blue?"
        sarai ask and at sunset                 the conversation goes on
        sarai ask --new --speak hello           begin anew, and answer aloud as well
        git diff | sarai ask -                  the question comes from standard input
        """,
    )
    parser.add_argument("text", nargs="+", metavar="TEXT", help="the question; - reads it from standard input")
    parser.add_argument("--new", action="store_true", help="begin a new conversation")
    parser.add_argument("--speak", action="store_true", help="say the answer as well")
    add_json(parser)


def words(args: argparse.Namespace) -> str:
    """The text of the command line or, for "-", of standard input."""
    text = sys.stdin.read() if args.text == ["-"] else " ".join(args.text)
    if not text.strip():
        raise UserError("there is no text")
    return text.strip()


def printable_lines(text: str) -> str:
    """The text with its line ends, and without other control characters."""
    return "\n".join(printable(line) for line in text.split("\n"))


def run(args: argparse.Namespace) -> int:
    pieces: list[str] = []
    with Client() as daemon:
        answer = daemon.stream("ask", {"text": words(args), "new": args.new, "speak": args.speak})
        while True:
            try:
                piece = str(next(answer)["text"])
            except StopIteration as end:
                result = end.value
                break
            pieces.append(piece)
            if not args.json:
                print(printable_lines(piece), end="", flush=True)
    if args.json:
        print_json({"text": "".join(pieces), **(result if isinstance(result, dict) else {})})
    elif pieces and not pieces[-1].endswith("\n"):
        print()
    return 0
