"""The command `sarai ask`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from config.errors import UserError
from config.paths import expanded
from config.texts import _
from daemon.cli.output import printable
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import Client

WAIT = 900.0
"""Seconds to wait for a sign of life: a large model from a cold disk takes minutes to load."""


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "ask",
        run,
        _("Ask the running assistant in writing. The answer appears as it is thought of; Ctrl-C ends it."),
        _("""
        sarai ask "why is the sky blue?"
        sarai ask and at sunset                 the conversation goes on
        sarai ask --new --speak hello           begin anew, and answer aloud as well
        git diff | sarai ask -                  the question comes from standard input
        sarai ask --image cat.jpg what is this  about a picture
        sarai ask --audio talk.mp3 sum it up    about a recording; --video FILE: about a film, sound included
        sarai ask --model deep "prove it"       tiny, deep, expert, another model's id, or a GGUF file
        """),
    )
    parser.add_argument("text", nargs="+", metavar=_("TEXT"), help=_("the question; - reads it from standard input"))
    parser.add_argument("--new", action="store_true", help=_("begin a new conversation"))
    parser.add_argument("--speak", action="store_true", help=_("say the answer as well"))
    parser.add_argument(
        "--model", metavar=_("NAME"), help=_("who is to answer: tiny, deep, expert, a model's id or file")
    )
    parser.add_argument(
        "--image", type=Path, metavar=_("FILE"), help=_("a picture that the question is about (PNG, JPEG)")
    )
    parser.add_argument("--audio", type=Path, metavar=_("FILE"), help=_("a recording that the question is about"))
    parser.add_argument("--video", type=Path, metavar=_("FILE"), help=_("a film that the question is about"))
    add_json(parser)


def words(args: argparse.Namespace) -> str:
    """Returns the text of the command line or, for "-", of standard input. Raises UserError where that is no text."""
    piped = args.text == ["-"]
    try:
        text = sys.stdin.read() if piped else " ".join(args.text)
        text.encode()
    except UnicodeError as err:
        raise UserError(
            _("standard input is not text in this locale's encoding")
            if piped
            else _("what you wrote is not text in this locale's encoding")
        ) from err
    if not text.strip():
        raise UserError(_("there is no text"))
    return text.strip()


def printable_lines(text: str) -> str:
    """Returns the text without control characters other than its line ends."""
    return "\n".join(printable(line) for line in text.split("\n"))


def run(args: argparse.Namespace) -> int:
    pieces: list[str] = []
    notes: list[str] = []
    params = {"text": words(args), "new": args.new, "speak": args.speak, "model": model(args.model)}
    for kind in ("image", "audio", "video"):
        if (file := getattr(args, kind)) is not None:
            params[kind] = str(expanded(file).absolute())
    with Client() as daemon:
        answer = daemon.stream("ask", params, WAIT)
        while True:
            try:
                piece = next(answer)
            except StopIteration as end:
                result = end.value
                break
            if "note" in piece:  # beside the answer, which a program may be reading
                notes.append(piece["note"])
                if not args.json:
                    print(f"[{printable(piece['note'])}]", file=sys.stderr, flush=True)
                continue
            pieces.append(str(piece["text"]))
            if not args.json:
                print(printable_lines(pieces[-1]), end="", flush=True)
    if args.json:
        print_json({"text": "".join(pieces), "notes": notes, **(result if isinstance(result, dict) else {})})
    elif pieces and not pieces[-1].endswith("\n"):
        print()
    return 0


def model(wanted: str | None) -> str:
    """Returns the model to ask the daemon for; a path to a file is made absolute."""
    if wanted is not None and ("/" in wanted or wanted.startswith("~") or wanted.endswith(".gguf")):
        return str(expanded(Path(wanted)).absolute())
    return wanted or ""
