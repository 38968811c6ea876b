"""The command `sarai tray`."""

from __future__ import annotations

import argparse
import sys

from config.errors import UserError
from config.texts import _
from daemon.cli.parser import Subparsers, add_json, command, print_json_line

NO_TRAY = 3
"""Exit code when this desktop shows no icons. Another attempt would not help, so systemd makes none."""


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "tray",
        run,
        _(
            "An icon in the desktop's tray: its colour and sign tell what the assistant does, a "
            "click turns listening on and off, and its menu has the rest. `sarai service "
            "install` has it appear with your desktop session."
        ),
        _("""
        sarai tray                     until you remove the icon
        sarai tray --wait 0            don't wait for a panel that is still starting
        """),
    )
    parser.add_argument(
        "--wait", type=float, default=20.0, metavar=_("SECONDS"), help=_("for a panel to appear (default: %(default)s)")
    )
    add_json(parser, _("nothing but failures, as JSON"))


def run(args: argparse.Namespace) -> int:
    try:
        from daemon.tray.entry import NoTray, main
    except ModuleNotFoundError as err:
        if (err.name or "").split(".")[0] in ("daemon", "config"):
            raise
        raise UserError(
            _(
                "the tray needs {name}, which comes with the extra `tray`: pipx install "
                "'sarai-voice[tray]', or pip install 'sarai-voice[tray]'",
                name=err.name,
            )
        ) from err
    try:
        return main(args.wait)
    except NoTray as err:
        if args.json:
            print_json_line({"error": str(err)})
        else:
            print(f"sarai: {err}", file=sys.stderr)
        return NO_TRAY
