"""The command `sarai config`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from config import paths
from config.texts import _
from daemon.cli.output import how_to_take_up
from daemon.cli.parser import Subparsers, add_config, add_json, command, print_json

if TYPE_CHECKING:
    from daemon.cli.answers import ConfigCheckAnswer, ConfigPathAnswer, ConfigSetAnswer


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "config",
        run,
        _("The settings: shipped defaults, then your file, then --config, then SARAI_SECTION__KEY in the environment."),
        _("""
        sarai config show                   the settings in force, and where each comes from
        sarai config show --all             every setting, with its meaning
        sarai config set sound.volume 0.4   write one into your settings file
        sarai config edit                   open that file in your editor, then check it
        sarai config check                  are there mistakes in them?
        sarai config path                   where your settings file is, or would be
        """),
    )
    parser.add_argument("action", choices=["show", "set", "edit", "check", "path"], help=_("what to do"))
    parser.add_argument("key", nargs="?", metavar=_("KEY"), help=_("with set: the setting, such as sound.volume"))
    parser.add_argument("value", nargs="?", metavar=_("VALUE"), help=_("with set: its value, written as in YAML"))
    parser.add_argument("--all", action="store_true", help=_("with show: explain every setting"))
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.action == "set":
        return _set(args)
    if args.key is not None:
        args.parser.error(
            _(
                "`sarai config {action}` takes no KEY; `sarai config set {key} VALUE` does",
                action=args.action,
                key=args.key,
            )
        )
    actions = {"path": _path, "edit": _edit, "check": _check, "show": _show}
    return actions[args.action](args)


def _set(args: argparse.Namespace) -> int:
    from config.load import given
    from config.remember import as_yaml, remember

    if args.value is None:
        args.parser.error(_("`sarai config set` takes a KEY and a VALUE: sarai config set sound.volume 0.4"))
    file: Path = paths.expanded(args.config) if args.config is not None else paths.config_file()
    value = given(args.key, args.value, file)
    remember(args.key, value, file)
    if args.json:
        answer: ConfigSetAnswer = {
            "key": args.key,
            "value": value,
            "file": str(file),
            "hidden_by": _hidden_by(args.key),
        }
        print_json(answer)
        return 0
    print(_("{key}: {value}  (in {file})", key=args.key, value=as_yaml(value), file=file))
    if variable := _hidden_by(args.key):
        print(_("not in force here: {variable} counts more", variable=variable))
    elif hint := how_to_take_up():
        print(hint)
    return 0


def _hidden_by(key: str) -> str:
    """Returns the environment variable that hides the setting of a file; empty where none does."""
    from config.keys import variable_of

    return variable_of(key) if os.environ.get(variable_of(key), "").strip() else ""


def _edit(args: argparse.Namespace) -> int:
    from daemon.cli import opening

    file = opening.settings_file()
    if opening.edit(file):
        return _check(args)
    if args.json:
        answer: ConfigPathAnswer = {"file": str(file), "exists": True}
        print_json(answer)
    else:
        print(_("opened: {file}; `sarai config check` tells whether it is right", file=file))
    return 0


def _path(args: argparse.Namespace) -> int:
    file = paths.config_file()
    if args.json:
        answer: ConfigPathAnswer = {"file": str(file), "exists": file.exists()}
        print_json(answer)
    else:
        print(file)
    return 0


def _check(args: argparse.Namespace) -> int:
    from config.load import load_with_origins, mistakes, unknown_variables

    file = paths.config_file()
    wrong, unknown = mistakes(args.config), unknown_variables()
    origins = {} if wrong else load_with_origins(args.config).origins
    if args.json:
        answer: ConfigCheckAnswer = {
            "right": not wrong,
            "mistakes": wrong,
            "unknown_variables": unknown,
            "set": origins,
            "file": str(file),
            "exists": file.exists(),
        }
        if wrong:
            answer["error"] = "; ".join(wrong)
        print_json(answer)
        return 1 if wrong else 0
    for line in (*wrong, *unknown):
        print(f"sarai: {line}", file=sys.stderr)
    if not wrong:
        there = str(file) if file.exists() else _("{file}, not there", file=file)
        print(
            _(
                "the settings are right ({count} set; your file: {file})",
                count=len(origins),
                file=there,
            )
        )
    return 1 if wrong else 0


def _show(args: argparse.Namespace) -> int:
    from config.document import document
    from config.load import load_with_origins

    loaded = load_with_origins(args.config)
    if args.json:
        print_json(loaded.settings.model_dump(mode="json"))
        return 0

    def note(key: str) -> str | None:
        return loaded.origins.get(key)

    print(document(loaded.settings, head="", note=note, comments=args.all, translate=_), end="")
    return 0
