"""Shows what `sarai models` knows: tables and progress bars for people, plain values for programs."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from config.catalogue import Kind, Model, catalogue
from config.texts import N_, _
from config.units import size
from daemon.cli.output import colourful, hanging, has_screen
from models.store.find import Inventory
from models.store.places import Located, Missing, OnServer
from models.store.recommend import Recommendation
from models.store.staging import Progress

if TYPE_CHECKING:
    from daemon.cli.answers import ModelsListAnswer

_GROUPS: dict[Kind, str] = {
    "recogniser": N_("Ears"),
    "mind": N_("Minds"),
    "omni": N_("Ears and mind in one"),
    "projector": N_("Eyes and ears of minds"),
    "voice": N_("Voices"),
    "turn_detector": N_("Turn taking"),
}
_STATES = {
    "installed": N_("installed"),
    "on a server": N_("on a server"),
    "damaged": N_("damaged"),
    "available": N_("available"),
    "missing": N_("missing"),
}
"""State of a model in the answer for programs -> in the table."""
_PLACES = {
    "yours": N_("yours"),
    "store": N_("store"),
    "hub cache": N_("hub cache"),
    "ollama": "ollama",
    "shipped": N_("shipped"),
}
"""The same for the places of models that are here."""


def document(inventory: Inventory, budget_mb: int) -> ModelsListAnswer:
    """Returns everything that was found, for JSON."""
    return {
        "budget_mb": budget_mb,
        "models": [_row(model, inventory.models[model.id], budget_mb) for model in catalogue()],
        "ollama": [
            {"id": f"ollama:{model.name}", "size": model.size, "path": str(model.path), "problem": model.problem}
            for model in inventory.ollama
        ],
        "yours": [{"path": str(located.path), "size": located.size} for located in inventory.yours],
        "problems": list(inventory.problems),
    }


def _row(model: Model, found: Located | OnServer | Missing, budget_mb: int) -> dict[str, Any]:
    path = where = None
    if isinstance(found, Located):
        state, path, where = "installed", str(found.path), str(found.source)
    elif isinstance(found, OnServer):
        state, where = "on a server", f"{found.engine}: {found.name}"
    elif found.damaged:
        state, where = "damaged", found.reason
    elif model.sources:
        state = "available"
    else:
        state, where = "missing", found.reason
    return {
        "id": model.id, "kind": model.kind, "engine": model.engine, "title": model.title, "state": state, "where": where,
        "path": path, "size": model.size, "ram_mb": model.ram_mb,
        "fits": (model.ram_4bit_mb or model.ram_mb) <= budget_mb,
        "languages": list(model.languages), "licence": model.licence, "licence_note": model.licence_note,
    }  # fmt: skip


def show(found: ModelsListAnswer) -> None:
    """Prints the table of `sarai models list`."""
    colours = colourful()
    width = shutil.get_terminal_size().columns if has_screen() else 1000  # in a pipe, a line is a model
    column = max((len(row["id"]) for row in found["models"]), default=0)
    for kind, heading in _GROUPS.items():
        print(f"\033[1m{_(heading)}\033[0m" if colours else _(heading))
        for row in (row for row in found["models"] if row["kind"] == kind):
            notes = [_(row["title"]), _(row["licence"])]
            if row["where"] not in (None, "builtin"):
                notes.insert(0, _(_PLACES.get(row["where"], row["where"])))
            if not row["fits"]:
                notes.insert(0, _("does not fit the memory budget"))
            ram = _("{size} RAM", size=size(row["ram_mb"] * 1_000_000)) if row["ram_mb"] else ""
            disk = size(row["size"]) if row["size"] else ""
            line, told = f"  {row['id']:{column}} {_(_STATES[row['state']]):11} {disk:>7} {ram:>11}", "; ".join(notes)
            fits = len(line) + 2 + len(told) <= width
            line = f"{line}  {told}" if fits else f"{line.rstrip()}\n      {hanging(told, 6)}"
            colour = {"installed": 32, "damaged": 31, "missing": 31}.get(row["state"], 0) if colours else 0
            print(f"\033[{colour}m{line}\033[0m" if colour else line)
        for note, ids in _licence_notes(found["models"], kind).items():
            told = f"{', '.join(ids)}: {_(note)}"
            print(f"  {hanging(told, 2)}")
        print()
    for other in found["ollama"]:
        note = other["problem"] or _("--model {id} uses it", id=other["id"])
        print(f"{other['id']}  {size(other['size'])}  {note}")
    for other in found["yours"]:
        print(f"{other['path']}  {size(other['size'])}  {_('yours')}")
    print(_("Memory budget: {budget:.1f} GB.", budget=found["budget_mb"] / 1000))
    print(_("`sarai models pull recommended` gets the set for this machine."))


def _licence_notes(rows: list[dict[str, Any]], kind: Kind) -> dict[str, list[str]]:
    """Returns what publishers tell beside their licences -> ids of the models it holds for."""
    noted: dict[str, list[str]] = {}
    for row in rows:
        if row["kind"] == kind and row["licence_note"]:
            noted.setdefault(row["licence_note"], []).append(row["id"])
    return noted


def show_recommendation(recommendation: Recommendation, todo: list[str]) -> None:
    """Prints the set for this machine, with the reasons."""
    known = catalogue()
    for pick in recommendation.picks:
        mark = size(known[pick.model_id].size) if pick.model_id in todo else _("here")
        print(f"  {pick.model_id:20} {mark:>8}  {pick.why}")
    for pick in recommendation.left_out:
        print(f"  {pick.model_id:20} {_('not'):>8}  {pick.why}")
    download = sum(known[model_id].size for model_id in todo)
    used, budget = recommendation.ram_mb / 1000, recommendation.budget_mb / 1000
    coming = _("{size} to download", size=size(download)) if download else _("Nothing to download")
    in_use = _("{used:.1f} of {budget:.1f} GB of memory in use all the time.", used=used, budget=budget)
    print(f"\n{coming}; {in_use}")
    for key, value in recommendation.settings.items():
        print(
            _(
                "Goes with it, and is written into the settings file unless you decided otherwise "
                "there: {key}: {value}",
                key=key,
                value=value,
            )
        )


Reports = Callable[[str], Callable[[Progress], None]]
"""Returns the function that takes a model's progress, by the model's id."""


@contextmanager
def percentages(wanted: list[str]) -> Iterator[Reports]:
    """Writes how much of all the models has come, by their sizes in the catalogue, to stderr: a line of JSON for each
    percent."""
    known = catalogue()
    whole = sum(known[model_id].size for model_id in wanted) or 1
    told = -1

    def report(model_id: str) -> Callable[[Progress], None]:
        before = sum(known[each].size for each in wanted[: wanted.index(model_id)])  # they come one after the other
        came: dict[str, int] = {}

        def take(progress: Progress) -> None:
            nonlocal told
            if progress.stage == "download":
                came[progress.file] = progress.done
            done = before + min(sum(came.values()), known[model_id].size)
            if (percent := done * 100 // whole) > told:
                told = percent
                print(json.dumps({"percent": percent}), file=sys.stderr, flush=True)

        return take

    yield report


@contextmanager
def bars(*, silent: bool) -> Iterator[Reports]:
    """Shows a progress bar for each file; none for programs, and none without a terminal."""
    if silent or not sys.stderr.isatty():
        yield lambda model_id: lambda progress: None
        return
    from rich import progress as rich
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[tuple[str, str, str], TaskID] = {}

        def report(model_id: str) -> Callable[[Progress], None]:
            def show(progress: Progress) -> None:
                key = (model_id, progress.file, progress.stage)
                if key not in tasks:
                    what = {"unpack": N_("unpacking {file}"), "check": N_("checking {file}")}.get(
                        progress.stage, "{file}"
                    )
                    tasks[key] = shown.add_task(_(what, file=progress.file), total=progress.total)
                shown.update(tasks[key], completed=progress.done, visible=progress.done < progress.total)

            return show

        yield report
