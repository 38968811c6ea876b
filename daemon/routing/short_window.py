"""Whether Whisper encodes only as much as was said, instead of the 30 s it was trained on.

That is several times as fast, and models that were not made for it mishear. So `auto` does it where the catalogue says that
a model was made for it, or where `sarai bench stt --windows` has found on this machine that the words stay the same.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from config.catalogue import catalogue
from config.settings import Switch
from daemon.routing.measured import Kept, latest, subject_of
from models.store.machine import version_of

BENCH = "stt --windows"
"""Under this name the results of the comparison are kept."""
FEWEST = 20
"""Utterances that must have been understood alike: fewer show too little."""
PACKAGES = ("sarai-voice", "faster-whisper", "ctranslate2")
"""Other versions of these may hear otherwise."""
_BLOCKS, _BLOCK = 16, 1 << 16


def decide(wanted: Switch, made_for_it: bool, result: Kept | None, ears: str) -> bool:
    """Whether to take the short window. Pure.

    `wanted`: the setting fast.short_window.
    `made_for_it`: the catalogue's word about the model.
    `result`: the newest result of the comparison that was kept of a model of this name on this machine.
    `ears`: what `ears_of` tells of the model now; a result of others does not count.
    """
    if wanted != "auto":
        return wanted
    return made_for_it or (result is not None and _unchanged(result, ears))


def hears_short(wanted: Switch, model: str, folder: Path) -> bool:
    """The same for a model here: by its catalogue id or path, and its folder. Never fails."""
    known = catalogue()
    made_for_it = model in known and known[model].short_window
    result = latest(BENCH, subject_of(model)) if wanted == "auto" and not made_for_it else None
    return decide(wanted, made_for_it, result, ears_of(folder) if result is not None else "")


def ears_of(folder: Path) -> str:
    """What must be the same for a result to count: the weights in a Whisper folder, and what runs them. "" where there are
    none.

    Reads a megabyte from all over the file: a fine-tuned model has the size of the one it was made from, and other numbers
    everywhere."""
    try:
        with (folder / "model.bin").open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            digest = hashlib.sha256(str(size).encode())
            for block in range(_BLOCKS):
                file.seek(size * block // _BLOCKS)
                digest.update(file.read(_BLOCK))
    except OSError:
        return ""
    return " ".join([digest.hexdigest()[:16], *(f"{package}-{version_of(package)}" for package in PACKAGES)])


def _unchanged(result: Kept, ears: str) -> bool:
    chosen = result.conditions.get("settings")
    if not isinstance(chosen, Mapping) or not ears or chosen.get("ears") != ears:
        return False
    return result.value("changed") == 0 and (result.value("utterances") or 0) >= FEWEST
