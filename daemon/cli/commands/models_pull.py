"""The action `sarai models pull`: fetches the set for this machine or the named models, and settles their settings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from config.errors import UserError
from config.texts import _
from daemon.cli.parser import print_json

if TYPE_CHECKING:  # the tray asks for little of this
    from config.settings import Settings
    from daemon.cli.answers import ModelsPullAnswer
    from models.store.places import Places


def pull(args: argparse.Namespace, settings: Settings, places: Places) -> int:
    """Runs `sarai models pull`. Returns the exit code. Raises UserError."""
    from config.catalogue import catalogue
    from daemon.cli.commands.models_view import show_recommendation
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
                print(_("All of it is here."))
        if todo and not args.yes and not _agreed(args, todo):
            return 1
        wanted += todo
    notes: list[str] = []

    def tell(note: str) -> None:
        notes.append(note)
        if not args.json:
            print(f"sarai: {note}", file=sys.stderr)

    results, failed = _pull_all(list(dict.fromkeys(wanted)), places, tell, as_json=args.json, percent=args.progress)
    if not all(each.get("already_here", True) for each in results):
        tell_daemon()
    _tell_of_packages([str(each["id"]) for each in results if "error" not in each], tell)
    chosen = _remember(goes_with, args) if not failed else {}
    if args.json:
        answer: ModelsPullAnswer = {"pulled": results, "settings": chosen, "notes": notes}
        if failed:
            answer["error"] = failures(results)
        print_json(answer)
    return 1 if failed else 0


def failures(results: list[dict[str, Any]]) -> str:
    """Returns in one line what went wrong with models."""
    return "; ".join(str(each["error"]) for each in results if "error" in each)


def _tell_of_packages(pulled: list[str], tell: Callable[[str], None]) -> None:
    """Warns about models that need more Python packages than are installed."""
    from config.catalogue import catalogue
    from models.omni.checkpoint import lacks_packages

    lacks = lacks_packages()
    for model_id in pulled:
        if lacks and catalogue()[model_id].engine == "transformers":
            tell(f"{model_id}: {lacks}")


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
            print(
                _(
                    "{config_file}: {key} is {value} now; it counts from SARAi's next start on.",
                    config_file=paths.config_file(),
                    key=key,
                    value=value,
                )
            )
    return new


def _pull_all(
    wanted: list[str], places: Places, tell: Callable[[str], None], *, as_json: bool, percent: bool = False
) -> tuple[list[dict[str, Any]], int]:
    """Pulls one model after the other, also after one has failed. `tell` takes what the user should know meanwhile."""
    import logging

    from config.catalogue import catalogue
    from daemon.cli.commands.models_view import bars, percentages
    from models.store.find import resolve
    from models.store.places import Located
    from models.store.pull import Down, pull

    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # its retries are ours to tell of
    results: list[dict[str, Any]] = []
    failed = 0
    down: Down = {}
    origin = said = ""

    def other_source(where: str, why: str) -> None:
        nonlocal origin, said
        origin = where
        if why not in ("", said):
            said = why
            tell(_("{why}; {where} is asked instead", why=why, where=where))

    with percentages(wanted) if percent else bars(silent=as_json) as report:
        for model_id in wanted:
            model = catalogue()[model_id]
            here = isinstance(resolve(model_id, places), Located)
            if not here and model.sources and all(type(source) in down for source in model.sources):
                failed += 1  # that they do not answer has been said
                results.append({"id": model_id, "error": "; ".join(str(down[type(it)]) for it in model.sources)})
                continue
            try:
                located = pull(model_id, places, report(model_id), tell=other_source, down=down)
            except UserError as err:
                failed += 1
                results.append({"id": model_id, "error": str(err)})
                if not as_json:
                    print(f"sarai: {err}", file=sys.stderr)
                continue
            except KeyboardInterrupt:
                print(
                    "\n" + _("Stopped; `sarai models pull {model_id}` goes on from there.", model_id=model_id),
                    file=sys.stderr,
                )
                raise
            came = {} if here else {"from": origin, "licence": model.licence, "licence_note": model.licence_note}
            told = {"path": str(located.path), "source": located.source, "already_here": here}
            results.append({"id": model_id, **told, **came})
            if not as_json:
                how = (
                    _("is already here")
                    if here
                    else _("ready, from {origin}; licence: {terms}", origin=origin, terms=model.terms)
                )
                print(f"{model_id}: {how} ({located.path})")
    return results, failed


def _agreed(args: argparse.Namespace, todo: list[str]) -> bool:
    """Asks the user about the download. Raises UserError where nobody can be asked."""
    from config.catalogue import catalogue
    from config.units import size

    if args.json or not sys.stdin.isatty():
        coming = size(sum(catalogue()[model_id].size for model_id in todo))
        raise UserError(
            _("nobody can be asked here whether to download {coming}: `sarai models pull -y` does it", coming=coming)
        )
    try:
        return input(_("Pull them now? [Y/n] ")).strip().lower() in ("", "y", "yes", "s", "si", "sí")
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
