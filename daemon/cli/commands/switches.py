"""The commands `sarai toggle`, `listen`, `dictate`, `mute`, `stop`, `tier` and `voice`: one request each."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from config.constants import LANGUAGES
from config.texts import _
from daemon.cli.output import printable
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import call
from daemon.control.protocol import TIERS

if TYPE_CHECKING:
    from daemon.cli.answers import ConsentAnswer, DictateAnswer, ListeningAnswer, StopAnswer, TierAnswer, VoiceAnswer


OPENS = 3.0
"""Seconds that a microphone may take to open before the user is told that none is."""


def add_toggle(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "toggle",
        lambda args: _switch(args, "toggle"),
        _("Start listening, or stop: the microphone is open or closed, with nothing in between. Bind it to a key."),
        """
        sarai toggle
        """,
    )
    add_json(parser)


def add_listen(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "listen",
        lambda args: _switch(args, "listen", **({args.how: True} if args.how else {})),
        _("Start listening."),
        _("""
        sarai listen            until `sarai mute`
        sarai listen --push     for one question, whatever the listening mode (push to talk)
        sarai listen --hold     for a key that is pressed: for one question, which lasts ...
        sarai listen --release  ... until the key is let go
        """),
    )
    ways = parser.add_mutually_exclusive_group()
    for name, meaning in (
        ("push", _("listen to one question, then stop; a reply under way ends")),
        ("hold", _("the same, and no pause ends the question but --release")),
        ("release", _("the question is over; answer it")),
    ):
        ways.add_argument(f"--{name}", dest="how", action="store_const", const=name, help=meaning)
    add_json(parser)


def add_dictate(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "dictate",
        _dictate,
        _("Type what is said into the window that has the focus now, or end that. Bind it to a key."),
        _("""
        sarai dictate             begin; and again: end (the same as --toggle)
        sarai dictate --hold      for a key that is pressed: what is said is typed ...
        sarai dictate --release   ... when the key is let go
        sarai dictate --cancel    end it; what has not been typed yet is lost
        """),
    )
    ways = parser.add_mutually_exclusive_group()
    for name, meaning in (
        ("toggle", _("begin, or end")),
        ("hold", _("begin; what is said is typed once --release says that the key was let go")),
        ("release", _("the key was let go: type what was said")),
        ("stop", _("end it; what was said is still typed")),
        ("cancel", _("end it; what has not been typed yet is lost")),
        ("ask", _("begin, and have the desktop ask once more whether programs may type, where you have said no")),
    ):
        ways.add_argument(f"--{name}", dest="how", action="store_const", const=name, help=meaning)
    add_json(parser)


def add_mute(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(subparsers, "mute", lambda args: _switch(args, "mute"), _("Close the microphone and be silent."))
    add_json(parser)


def add_stop(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers, "stop", _stop, _("Stop speaking at once, end a timer that rings, and go on listening.")
    )
    add_json(parser)


def add_yes(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "yes",
        lambda args: _answer(args, True),
        _(
            "Answer the question that is asked before something dangerous is done, as a spoken "
            "yes does. The tray's menu has it, too."
        ),
        _("""
        sarai yes
        """),
    )
    add_json(parser)


def add_no(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "no",
        lambda args: _answer(args, False),
        _("Have what was asked about not done, as a spoken no does."),
    )
    add_json(parser)


def add_tier(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "tier",
        _tier,
        _(
            "Choose the way of answering, until the assistant ends; without a name, see which it "
            "is. `auto` takes the best that is here and that this machine is quick enough for. "
            "For good: `sarai config set tier fast`."
        ),
        _("""
        sarai tier            which it is now
        sarai tier fast
        sarai tier auto
        """),
    )
    parser.add_argument("name", nargs="?", choices=TIERS, help=_("the way of answering"))
    add_json(parser)


def add_voice(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "voice",
        _voice,
        _(
            "Choose the voice, until the assistant ends; without a name, see which there are. "
            "For good: `sarai config set fast.voice_en piper-en-gb` (`fast.voice_es`), or the "
            "tray's menu."
        ),
        """
        sarai voice
        sarai voice piper-en-gb
        sarai voice espeak --language es
        """,
    )
    parser.add_argument("name", nargs="?", help=_("its catalogue id, or the name of an Omni model's speaker"))
    parser.add_argument("--language", choices=LANGUAGES, default="", help=_("only for that language"))
    add_json(parser)


def _switch(args: argparse.Namespace, method: str, **params: Any) -> int:
    answer: ListeningAnswer = call(method, params)
    if answer["listening"]:
        answer |= _microphone()
    if args.json:
        print_json(answer)
    elif not answer["listening"]:
        print(_("not listening"))
    elif answer.get("microphone"):
        print(_("listening"))
    else:
        print(_("not listening: {why}", why=answer.get("problem") or _("no microphone is open yet")))
    return 0


def _microphone() -> ListeningAnswer:
    """Returns what the daemon listens with, once it has one open or knows why it has none."""
    limit = time.monotonic() + OPENS
    while True:
        status = call("status")
        if status["microphone"] or status["problem"] or time.monotonic() > limit:
            return {
                "listening": status["listening"],
                "microphone": status["microphone"],
                "problem": status["problem"],
            }
        time.sleep(0.05)


def _dictate(args: argparse.Namespace) -> int:
    how = {} if args.how in (None, "toggle") else {args.how: True}
    answer: DictateAnswer = call("dictate", how)
    if args.json:
        print_json(answer)
    elif not answer["dictating"]:
        print(_("not dictating"))
    elif (found := _microphone()).get("microphone"):
        print(_("dictating"))
    else:
        print(_("not dictating: {why}", why=found.get("problem") or _("no microphone is open yet")))
    return 0


def _stop(args: argparse.Namespace) -> int:
    answer: StopAnswer = call("stop")
    if args.json:
        print_json(answer)
    return 0


def _answer(args: argparse.Namespace, yes: bool) -> int:
    answer: ConsentAnswer = call("answer", {"yes": yes})
    if args.json:
        print_json(answer)
    else:
        print(f"{_('yes') if yes else _('no')}: {printable(answer['question'])}")
    return 0


def _tier(args: argparse.Namespace) -> int:
    told: dict[str, Any] = call("status") if args.name is None else call("tier", {"name": args.name})
    answer: TierAnswer = {"tier": told.get("tier", args.name)}
    if "tier_active" in told:
        answer["tier_active"] = told["tier_active"]
    if "note" in told:
        answer["note"] = told["note"]
    if args.json:
        print_json(answer)
        return 0
    chosen, active = answer["tier"], answer.get("tier_active")
    print(chosen if active in (None, chosen) else _("{chosen} (now: {active})", chosen=chosen, active=active))
    if answer.get("note"):
        print(answer["note"])
    return 0


def _voice(args: argparse.Namespace) -> int:
    if args.name is not None:
        call("voice", {"name": args.name, "language": args.language})
    answer: VoiceAnswer = {
        "voices": [each for each in call("status")["voices"] if args.language in ("", each["language"])]
    }
    if args.json:
        print_json(answer)
        return 0
    for each in answer["voices"]:
        print(f"{'*' if each['chosen'] else ' '} {each['language'] or 'omni':5} {each['name']:18} {each['title']}")
    return 0
