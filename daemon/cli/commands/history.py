"""The command `sarai history`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from config import paths
from config.errors import UserError
from config.texts import _, ngettext
from daemon.cli.output import printable
from daemon.cli.parser import Subparsers, add_json, command, print_json
from daemon.control.client import NotRunning, call

if TYPE_CHECKING:
    from daemon.cli.answers import ForgottenAnswer, HistoryAnswer


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    parser = command(
        subparsers,
        "history",
        run,
        _("What was said lately: your words, and of each answer what you heard. Kept on this machine only."),
        _("""
        sarai history                       the last 20 turns
        sarai history -n 100 --json         more, for programs
        sarai history forget --last 1       forget the last turn
        sarai history forget --all          forget everything
        """),
    )
    parser.add_argument("action", nargs="?", choices=["show", "forget"], default="show", help=_("default: show"))
    parser.add_argument(
        "-n", "--limit", type=int, default=20, metavar=_("N"), help=_("how many turns (default: %(default)s)")
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help=_("with forget: everything"))
    which.add_argument("--last", type=int, default=0, metavar=_("N"), help=_("with forget: the last N turns"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    return _forget(args) if args.action == "forget" else _show(args)


def _show(args: argparse.Namespace) -> int:
    if args.all or args.last:
        raise UserError(_("--all and --last go with `sarai history forget`"))
    if args.limit < 1:
        raise UserError(_("-n must be at least 1"))
    turns = _turns(args.limit)
    if args.json:
        answer: HistoryAnswer = {"turns": turns}
        print_json(answer)
        return 0
    for turn in turns:
        at = str(turn["at"])[:16].replace("T", " ")
        print(f"{at}  {_('you: {heard}', heard=printable(turn['heard']))}")
        said = printable(turn["said"]) or _("(nothing was heard)")
        print(f"{'':16}  {_('it:  {reply}', reply=said)}{_(' — interrupted') if turn['interrupted'] else ''}")
    if not turns:
        print(_("nothing has been said yet"))
    return 0


def _turns(limit: int) -> list[dict[str, Any]]:
    try:
        turns: list[dict[str, Any]] = call("history", {"limit": limit})
        return turns
    except NotRunning:
        from daemon.app.history.store import History, as_json

        if not paths.history_file().exists():
            return []
        with History(paths.history_file(), problem=_fail) as history:
            return [as_json(turn) for turn in history.recent(limit)]


def _forget(args: argparse.Namespace) -> int:
    if not args.all and args.last < 1:
        raise UserError(_("say what to forget: `sarai history forget --last 1` or `sarai history forget --all`"))
    try:
        result = call("history_forget", {"all": args.all, "last": args.last}, timeout=30.0)
        forgotten: int = result["forgotten"]
    except NotRunning:
        from daemon.app.history.store import History

        forgotten = 0
        if paths.history_file().exists():
            with History(paths.history_file(), problem=_fail) as history:
                forgotten = history.forget(None if args.all else args.last)
    if args.json:
        answer: ForgottenAnswer = {"forgotten": forgotten}
        print_json(answer)
    else:
        print(ngettext("forgotten: {count} turn", "forgotten: {count} turns", forgotten))
    return 0


def _fail(problem: str) -> None:
    raise UserError(problem)
