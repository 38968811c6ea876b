"""The action `sarai models pull`: fetches the set for this machine or the named models, and settles their settings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from config.errors import UserError
from daemon.cli.parser import print_json

if TYPE_CHECKING:  # the tray asks for little of this
    from config.settings import Settings
    from models.store.places import Places
    from models.store.staging import Report

    Reports = Callable[[str], Report]


def pull(args: argparse.Namespace, settings: Settings, places: Places) -> int:
    """Runs `sarai models pull`. Returns the exit code. Raises UserError."""
    from config.catalogue import catalogue
    from daemon.cli.commands.models_view import bars, progress_lines, show_recommendation
    from daemon.routing.recommended import recommended

    wanted: list[str] = []
    goes_with: Mapping[str, str] = {}
    for model_id in args.ids or [RECOMMENDED]:
        if model_id != RECOMMENDED:
            wanted.append(catalogue()[model_id].id)  # every id is checked before the first byte comes
            continue
        recommendation, todo = recommended(settings, places)
        goes_with = recommendation.settings
        if not args.json:
            show_recommendation(recommendation, todo)
            if not todo:
                print("All of it is here.")
            elif not args.yes and sys.stdin.isatty() and not _agreed():
                return 1
        wanted += todo
    shown = progress_lines() if args.json and args.progress else bars(silent=args.json)
    results, failed = _pull_all(list(dict.fromkeys(wanted)), places, shown, as_json=args.json)
    if not all(each.get("already_here", True) for each in results):
        tell_daemon()
    _tell_of_packages([str(each["id"]) for each in results if "error" not in each])
    chosen = _remember(goes_with, args) if not failed else {}
    if args.json:
        print_json({"pulled": results, "settings": chosen})
    return 1 if failed else 0


def _tell_of_packages(pulled: list[str]) -> None:
    """Warns about models that need more Python packages than are installed."""
    from config.catalogue import catalogue
    from models.omni.checkpoint import lacks_packages

    lacks = lacks_packages()
    for model_id in pulled:
        if lacks and catalogue()[model_id].engine == "transformers":
            print(f"sarai: {model_id}: {lacks}", file=sys.stderr)


def _remember(wanted: Mapping[str, str], args: argparse.Namespace) -> dict[str, str]:
    """Writes the set's settings into the settings file, except those that the user has decided otherwise. Returns what was
    written. Raises SettingsError."""
    from config import paths
    from config.load import load_with_origins
    from config.remember import remember

    decided = load_with_origins(args.config).origins
    new = {key: value for key, value in wanted.items() if key not in decided}
    for key, value in new.items():
        remember(key, value)
        if not args.json:
            print(f"{paths.config_file()}: {key} is {value} now; it counts from SARAi's next start on.")
    return new


def _pull_all(
    wanted: list[str], places: Places, shown: AbstractContextManager[Reports], *, as_json: bool
) -> tuple[list[dict[str, Any]], int]:
    """Pulls one model after the other, also after one has failed. `shown` shows the progress of each."""
    import logging

    from config.catalogue import catalogue
    from models.store.find import resolve
    from models.store.places import Located
    from models.store.pull import Down, pull

    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # its retries are ours to tell of
    results: list[dict[str, Any]] = []
    failed = 0
    down: Down = {}
    origin = said = ""

    def tell(where: str, why: str) -> None:
        nonlocal origin, said
        origin = where
        if why not in ("", said):
            said = why
            print(f"sarai: {why}; {where} is asked instead", file=sys.stderr)

    with shown as report:
        for model_id in wanted:
            model = catalogue()[model_id]
            here = isinstance(resolve(model_id, places), Located)
            if not here and model.sources and all(type(source) in down for source in model.sources):
                failed += 1  # that they do not answer has been said
                results.append({"id": model_id, "error": "; ".join(str(down[type(it)]) for it in model.sources)})
                continue
            try:
                located = pull(model_id, places, report(model_id), tell=tell, down=down)
            except UserError as err:
                failed += 1
                results.append({"id": model_id, "error": str(err)})
                print(f"sarai: {err}", file=sys.stderr)
                continue
            except KeyboardInterrupt:
                print(f"\nStopped; `sarai models pull {model_id}` goes on from there.", file=sys.stderr)
                raise
            came = {} if here else {"from": origin, "licence": model.licence}
            told = {"path": str(located.path), "source": located.source, "already_here": here}
            results.append({"id": model_id, **told, **came})
            if not as_json:
                how = "is already here" if here else f"ready, from {origin}; licence: {model.licence}"
                print(f"{model_id}: {how} ({located.path})")
    return results, failed


def _agreed() -> bool:
    try:
        return input("Pull them now? [Y/n] ").strip().lower() in ("", "y", "yes", "s", "si", "sí")
    except EOFError:
        return False


RECOMMENDED = "recommended"


# -------------------------------------------------------------------------------------------------------------- shared


def tell_daemon() -> None:
    """Has a running daemon choose again among the models and voices that are here now."""
    from contextlib import suppress

    from daemon.control.client import call

    with suppress(UserError):
        call("tier", {"name": call("status")["tier"]}, timeout=30.0)
