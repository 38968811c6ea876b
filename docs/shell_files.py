"""Writes the man page and the shells' completions from the texts of `--help`: `python -m docs.shell_files`.

The wheel and `sarai service install` bring them along. The completions are made by shtab, in an environment of its own:

    python -m venv --system-site-packages /tmp/shtab && /tmp/shtab/bin/pip install shtab==1.13.0
    PYTHONPATH=$(echo /tmp/shtab/lib/python*/site-packages) .venv/bin/python -m docs.shell_files
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from daemon.cli.main import COMMANDS, whole_parser

SHIPPED = Path(__file__).parents[1] / "daemon" / "cli" / "shipped"
COMPLETIONS = {"bash": "sarai.bash", "zsh": "_sarai", "fish": "sarai.fish"}
HEAD = """\
.\\" Made from the texts of --help: python -m docs.shell_files
.TH SARAI 1 "" "SARAi voice" "User Commands"
.SH NAME
sarai \\- a spoken conversation with your desktop, all on this machine
.SH SYNOPSIS
.B sarai
.I COMMAND
[\\fIOPTION\\fR]...
.br
.B sarai
.I COMMAND
.B \\-\\-help
"""
FOOT = """\
.SH FILES
.TP
.I ~/.config/sarai/sarai.yaml
Your own settings; \\fBsarai config show \\-\\-all\\fR explains every one.
.TP
.I ~/.local/share/sarai/models
Models that \\fBsarai models pull\\fR has fetched.
.TP
.I ~/.local/state/sarai
The history of the conversation, timers, and what \\fBsarai bench\\fR has measured.
.SH ENVIRONMENT
.TP
.B SARAI_SECTION__KEY
A setting, such as SARAI_SOUND__VOLUME=0.4; it counts more than those of files.
.TP
.B NO_COLOR
No colours.
.SH EXIT STATUS
0: done. 1: it failed, with one line on standard error, or with \\fB\\-\\-json\\fR the key \\fBerror\\fR. 2: wrong usage.
3: \\fBsarai tray\\fR found no place for an icon. 130: ended with Ctrl\\-C.
"""


def manual() -> str:
    """Returns the man page sarai(1)."""
    parser = whole_parser()
    lines = [HEAD + ".SH DESCRIPTION", _text(parser.description), ".SH COMMANDS"]
    commands = _below(parser)
    for name, one in commands.items():
        lines += [*_command(name, one, COMMANDS[name][1])]
    lines += [".SH EXAMPLES", *_examples(parser.epilog)]
    return "\n".join(lines) + "\n" + FOOT


def _command(name: str, parser: argparse.ArgumentParser, line: str) -> Iterator[str]:
    yield f".SS {_text(f'sarai {name}')}"
    yield _text(parser.description if parser.description else line)
    below = _below(parser)
    for action in parser._actions:
        if (
            action.help in (None, argparse.SUPPRESS)
            or isinstance(action, argparse._HelpAction)
            or (below and not action.option_strings)
        ):
            continue
        yield ".TP"
        yield _names(action, parser)
        yield _text(parser._get_formatter()._expand_help(action))
    yield from _examples(parser.epilog)
    for word, each in below.items():
        yield from _command(f"{name} {word}", each, "")


def _below(parser: argparse.ArgumentParser) -> dict[str, Any]:
    found = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found[0].choices) if found else {}


def _names(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    """Returns an option or an argument as `--help` of Python 3.13 writes it."""
    formatter = parser._get_formatter()
    if not action.option_strings:
        words = formatter._metavar_formatter(action, action.dest)(1)[0]
    else:
        words = ", ".join(action.option_strings)
        if action.nargs != 0:
            words += f" {formatter._format_args(action, action.dest.upper())}"
    return f"\\fB{_text(words)}\\fR"


def _examples(epilog: str | None) -> Iterator[str]:
    if epilog:
        for line in epilog.splitlines():
            if line.startswith("  "):
                yield from (".PP", ".nf", f"\\&    {_text(line.strip())}", ".fi")


def _text(text: str | None) -> str:
    """Returns text in which no letter is a command of roff's."""
    escaped = (text or "").replace("\\", "\\e").replace("-", "\\-").strip()
    return "\n".join(
        f"\\&{line.strip()}" if line.startswith((".", "'")) else line.strip() for line in escaped.splitlines()
    )


def completions() -> dict[str, str]:
    """Returns the completion of each shell, by the name of its file. Needs shtab."""
    import shtab

    parser = whole_parser()
    _complete_files(parser, shtab.FILE)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):  # shtab takes what is not listed in `--help` for hidden
            action._choices_actions = [
                action._ChoicesPseudoAction(name, (), COMMANDS[name][1]) for name in action.choices
            ]
    return {name: shtab.complete(parser, shell) for shell, name in COMPLETIONS.items()}


def _complete_files(parser: argparse.ArgumentParser, how: object) -> None:
    for action in parser._actions:
        if action.type is Path or action.dest in ("image", "audio", "video"):
            setattr(action, "complete", how)  # noqa: B010 - an attribute of shtab's
    for each in _below(parser).values():
        _complete_files(each, how)


def main() -> int:
    (SHIPPED / "sarai.1").write_text(manual(), encoding="utf-8")
    try:
        made = completions()
    except ModuleNotFoundError:
        print("The man page is written; the completions need shtab: see the first lines of docs/shell_files.py")
        return 1
    for name, text in made.items():
        (SHIPPED / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
