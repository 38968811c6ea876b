"""The command `sarai devices`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from config.texts import _
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import call

if TYPE_CHECKING:
    from daemon.cli.answers import DevicesAnswer


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "devices",
        run,
        _(
            "The microphones and loudspeakers the running assistant could use, and those it "
            "uses. To choose one, put its name, or a part of it, under sound.microphone or "
            "sound.loudspeaker in your settings."
        ),
        """
        sarai devices
        SARAI_SOUND__MICROPHONE='[Yeti]' sarai run
        """,
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    devices = call("devices", timeout=15.0)
    if args.json:
        answer: DevicesAnswer = {"devices": devices}
        print_json(answer)
        return 0
    for title, kind in ((_("microphones"), "microphone"), (_("loudspeakers"), "loudspeaker")):
        print(f"{title}:")
        names = [device for device in devices if device.get("kind") == kind]
        for device in names:
            print(f"  {_line(device)}")
        if not names:
            print("  " + _("(none)"))
    return 0


def _line(device: dict[str, Any]) -> str:
    remarks = [
        words for key, words in (("in_use", _("in use")), ("default", _("the system's default"))) if device.get(key)
    ]
    return f"{device['name']}  ({', '.join(remarks)})" if remarks else str(device["name"])
