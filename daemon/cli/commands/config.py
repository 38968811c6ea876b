"""The command `sarai config`."""

from __future__ import annotations

import argparse

from config import paths
from daemon.cli.parser import Subparsers, add_config, add_json, command, print_json


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "config",
        run,
        "The settings: shipped defaults, then your file, then --config, then SARAI_SECTION__KEY in the environment.",
        """
        sarai config show            the settings in force, and where each comes from
        sarai config show --all      every setting, with its meaning
        sarai config check           is there a mistake in them?
        sarai config path            where your settings file is, or would be
        """,
    )
    parser.add_argument("action", choices=["show", "check", "path"], help="what to do")
    parser.add_argument("--all", action="store_true", help="with show: explain every setting")
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    file = paths.config_file()
    if args.action == "path":
        if args.json:
            print_json({"file": str(file), "exists": file.exists()})
        else:
            print(file)
        return 0
    from config.load import load_with_origins

    loaded = load_with_origins(args.config)
    if args.action == "check":
        if args.json:
            print_json({"right": True, "set": loaded.origins, "file": str(file), "exists": file.exists()})
            return 0
        print(
            f"the settings are right ({len(loaded.origins)} set; your file: {file}{'' if file.exists() else ', not there'})"
        )
        return 0
    if args.json:
        print_json(loaded.settings.model_dump(mode="json"))
        return 0
    from config.document import document

    def note(key: str) -> str | None:
        return loaded.origins.get(key)

    print(document(loaded.settings, head="", note=note, comments=args.all), end="")
    return 0
