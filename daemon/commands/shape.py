"""What the commands' modules share: how a command is described, and how programs are answered."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

Subparsers = argparse._SubParsersAction  # argparse has no public name for it
Run = Callable[[argparse.Namespace], int]


def command(
    subparsers: Subparsers[argparse.ArgumentParser], name: str, run: Run, description: str, examples: str = ""
) -> argparse.ArgumentParser:
    """A subparser that runs `run`; `examples` are shown under its options."""
    epilog = (
        "examples:\n" + "\n".join(f"  {line.strip()}" for line in examples.strip().splitlines()) if examples else None
    )
    parser = subparsers.add_parser(
        name, description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(run=run)
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer with JSON, for programs")


def add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings that count more than those of your own settings file"
    )


def print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()
