"""Helpers of the commands' modules: parsers with examples, common options, JSON answers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, Protocol

from config.texts import N_, _

Subparsers = argparse._SubParsersAction  # argparse has no public name for it
Run = Callable[[argparse.Namespace], int]


class Options(Protocol):
    """A parser, or a group of its options."""

    def add_argument(self, *names: str, **settings: Any) -> argparse.Action: ...


_EXAMPLES = N_("examples:")


class Help(argparse.HelpFormatter):
    """Wraps descriptions to the terminal, paragraph by paragraph. Examples keep their lines."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith(_(_EXAMPLES)):
            return text
        return "\n\n".join(super(Help, self)._fill_text(each, width, indent) for each in text.strip().split("\n\n"))


def command(
    subparsers: Subparsers[argparse.ArgumentParser],
    name: str,
    run: Run,
    description: str,
    examples: str = "",
    line: str = "",
) -> argparse.ArgumentParser:
    """Adds a subparser that runs `run`. Its help shows `examples` under the options; its parent's help shows `line`."""
    lines = [_(_EXAMPLES), *(f"  {each.strip()}" for each in examples.strip().splitlines())]
    listed: dict[str, Any] = {"help": line} if line else {}
    parser = subparsers.add_parser(
        name,
        description=description,
        epilog="\n".join(lines) if examples else None,
        formatter_class=Help,
        **listed,
    )
    parser.set_defaults(run=run, parser=parser)
    return parser


class Parser(argparse.ArgumentParser):
    """A parser that tells a program of wrong usage as it tells it of every failure."""

    for_programs = False
    """Whether the command line has --json."""

    def add_argument(self, *names: str, **settings: Any) -> argparse.Action:
        """Like argparse's. Errors call a positional argument by its choices, as the usage does, and by no English name."""
        action = super().add_argument(*names, **settings)
        if not action.option_strings and action.choices is not None and action.metavar is None:
            action.metavar = "{" + ",".join(map(str, action.choices)) + "}"
        return action

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Like argparse's, with the nearest of the choices, or all of them."""
        if action.choices is None or value in action.choices:
            return
        choices = [*map(str, action.choices)]
        close = get_close_matches(str(value), choices, n=1)
        told = (
            _("invalid choice: {value!r}; did you mean {close}?", value=value, close=close[0])
            if close
            else _("invalid choice: {value!r}; choose from {choices}", value=value, choices=", ".join(choices))
        )
        raise argparse.ArgumentError(action if action.option_strings else None, told)

    def error(self, message: str) -> NoReturn:
        if not Parser.for_programs:
            super().error(message)
        print_json_line({"error": f"{self.prog}: {message}"})
        raise SystemExit(2)


def add_json(parser: Options, what: str = "") -> None:
    """Adds --json. daemon/cli/answers.py has what each command prints."""
    parser.add_argument(
        "--json",
        action="store_true",
        help=_(
            "print {what}, for programs; a failure has the key `error`",
            what=(what or _("one JSON object")).replace("%", "%%"),
        ),
    )


def add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        metavar=_("FILE"),
        help=_("settings that count more than those of your own settings file"),
    )


def print_json(answer: Mapping[str, object]) -> None:
    """Prints a command's answer."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    print()


def print_json_line(answer: Mapping[str, object]) -> None:
    """Prints one of many objects, or a failure, which may come in the place of one."""
    print(json.dumps(answer, ensure_ascii=False), flush=True)
