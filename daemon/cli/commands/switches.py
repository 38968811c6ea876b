"""The commands `sarai toggle`, `listen`, `mute`, `stop`, `tier` and `voice`: one request each."""

from __future__ import annotations

import argparse
from typing import Any

from config.constants import LANGUAGES
from daemon.cli.parser import Subparsers, command
from daemon.control.client import call
from daemon.control.protocol import TIERS


def add_toggle(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    command(
        subparsers,
        "toggle",
        lambda args: _switch("toggle"),
        "Start listening, or stop: the microphone is open or closed, with nothing in between. Bind it to a key.",
        """
        sarai toggle
        """,
    )


def add_listen(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "listen",
        lambda args: _switch("listen", **({args.how: True} if args.how else {})),
        "Start listening.",
        """
        sarai listen            until `sarai mute`
        sarai listen --push     for one question, whatever the listening mode (push to talk)
        sarai listen --hold     for a key that is pressed: for one question, which lasts ...
        sarai listen --release  ... until the key is let go
        """,
    )
    ways = parser.add_mutually_exclusive_group()
    for name, meaning in (
        ("push", "listen to one question, then stop; a reply under way ends"),
        ("hold", "the same, and no pause ends the question but --release"),
        ("release", "the question is over; answer it"),
    ):
        ways.add_argument(f"--{name}", dest="how", action="store_const", const=name, help=meaning)


def add_mute(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    command(subparsers, "mute", lambda args: _switch("mute"), "Close the microphone and be silent.")


def add_stop(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    command(subparsers, "stop", lambda args: _switch("stop"), "Stop speaking at once, and go on listening.")


def add_tier(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "tier",
        _tier,
        "Choose the way of answering, until the assistant ends; without a name, see which it is. `auto` takes the best that "
        "is here and that this machine is quick enough for. For good: `tier` in the settings.",
        """
        sarai tier            which it is now
        sarai tier fast
        sarai tier auto
        """,
    )
    parser.add_argument("name", nargs="?", choices=TIERS, help="the way of answering")


def add_voice(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "voice",
        _voice,
        "Choose the voice, until the assistant ends; without a name, see which there are. For good: `fast.voice_en` and "
        "`fast.voice_es` of the settings, or the tray's menu.",
        """
        sarai voice
        sarai voice piper-en-gb
        sarai voice espeak --language es
        """,
    )
    parser.add_argument("name", nargs="?", help="its catalogue id, or the name of an Omni model's speaker")
    parser.add_argument("--language", choices=LANGUAGES, default="", help="only for that language")


def _switch(method: str, **params: Any) -> int:
    result = call(method, params)
    if isinstance(result, dict) and "listening" in result:
        print("listening" if result["listening"] else "not listening")
    return 0


def _tier(args: argparse.Namespace) -> int:
    result = call("status") if args.name is None else call("tier", {"name": args.name})
    told: dict[str, Any] = result if isinstance(result, dict) else {}
    chosen, active = told.get("tier", args.name), told.get("tier_active")
    print(chosen if active in (None, chosen) else f"{chosen} (now: {active})")
    if told.get("note"):
        print(told["note"])
    return 0


def _voice(args: argparse.Namespace) -> int:
    if args.name is not None:
        call("voice", {"name": args.name, "language": args.language})
    for each in call("status")["voices"]:
        if args.language in ("", each["language"]):
            print(f"{'*' if each['chosen'] else ' '} {each['language'] or 'omni':5} {each['name']:18} {each['title']}")
    return 0
