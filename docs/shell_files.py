"""Writes the man pages and the completions from the texts of `--help`: `python -m docs.shell_files`.

The wheel and `sarai service install` bring them along. The completions are made by shtab, in an environment of its own:

    python -m venv --system-site-packages /tmp/shtab && /tmp/shtab/bin/pip install shtab==1.13.0
    PYTHONPATH=$(echo /tmp/shtab/lib/python*/site-packages) .venv/bin/python -m docs.shell_files
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.texts import _
from daemon.cli.main import COMMANDS, whole_parser

SHIPPED = Path(__file__).parents[1] / "daemon" / "cli" / "shipped"
COMPLETIONS = {"bash": "sarai.bash", "zsh": "_sarai", "fish": "sarai.fish"}
LANGUAGES = {"en": "sarai.1", "es": "sarai.es.1"}
"""Languages of the man page -> its file."""


def _head() -> list[str]:
    command, option = _("COMMAND"), _("OPTION")
    return [
        '.\\" Made from the texts of --help: python -m docs.shell_files',
        f'.TH SARAI 1 "" "SARAi voice" "{_("User Commands")}"',
        f".SH {_('NAME')}",
        f"sarai \\- {_text(_('a spoken conversation with your desktop, all on this machine'))}",
        f".SH {_('SYNOPSIS')}",
        *(".B sarai", f".I {command}", f"[\\fI{option}\\fR]...", ".br"),
        *(".B sarai", f".I {command}", ".B \\-\\-help"),
    ]


def _foot() -> list[str]:
    files = {
        "~/.config/sarai/sarai.yaml": _("Your own settings; `sarai config show --all` explains every one."),
        "~/.local/share/sarai/models": _("Models that `sarai models pull` has fetched."),
        "~/.local/state/sarai": _("The history of the conversation, timers, and what `sarai bench` has measured."),
    }
    variables = {
        "SARAI_SECTION__KEY": _("A setting, such as SARAI_SOUND__VOLUME=0.4; it counts more than those of files."),
        "LANGUAGE, LC_ALL, LC_MESSAGES, LANG": _("The language of the texts: English or Spanish."),
        "NO_COLOR": _("No colours."),
    }
    exits = _(
        "0: done. 1: it failed, with one line on standard error, or with `--json` the key `error`. 2: wrong usage. "
        "3: `sarai tray` found no place for an icon. 130: ended with Ctrl-C."
    )
    lines = [f".SH {_('FILES')}"]
    for name, meaning in files.items():
        lines += [".TP", f".I {name}", _text(meaning)]
    lines.append(f".SH {_('ENVIRONMENT')}")
    for name, meaning in variables.items():
        lines += [".TP", f".B {name}", _text(meaning)]
    return [*lines, f".SH {_('EXIT STATUS')}", _text(exits)]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Has the program's texts come in one language within the block."""
    before = dict(os.environ)
    os.environ.pop("LANGUAGE", None)
    os.environ["LC_ALL"] = {"es": "es_ES.UTF-8"}.get(language, "C")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def manual() -> str:
    """Returns the man page sarai(1), in the language of the locale."""
    parser = whole_parser()
    lines = [*_head(), f".SH {_('DESCRIPTION')}", _text(parser.description), f".SH {_('COMMANDS')}"]
    commands = _below(parser)
    for name, one in commands.items():
        lines += [*_command(name, one, _(COMMANDS[name][1]))]
    lines += [f".SH {_('EXAMPLES')}", *_examples(parser.epilog), *_foot()]
    return "\n".join(lines) + "\n"


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
            vars(action)["complete"] = how  # an attribute that shtab looks for
    for each in _below(parser).values():
        _complete_files(each, how)


def main() -> int:
    for language, name in LANGUAGES.items():
        with speaking(language):
            (SHIPPED / name).write_text(manual(), encoding="utf-8")
    try:
        with speaking("en"):
            made = completions()
    except ModuleNotFoundError:
        print("The man pages are written; the completions need shtab: see the first lines of docs/shell_files.py")
        return 1
    for name, text in made.items():
        (SHIPPED / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
