"""Checks what can be had of the windows: the selected text, and a picture of the screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from importlib.util import find_spec

from config.texts import N_, _
from daemon.doctor.finding import Finding, Surroundings, ok, warning
from daemon.routing.facts import NoRoute, TurnInput
from daemon.routing.on_disk import facts_on_disk
from daemon.routing.table import route
from models.store.places import places_here

_CAMERAS = {"wayland": ("grim", "spectacle", "gnome-screenshot"), "x11": ("maim", "import", "spectacle", "scrot")}


def selection(around: Surroundings) -> list[Finding]:
    """Checks whether the selected text can be read here."""
    return judge_selection(os.environ)


def judge_selection(environ: Mapping[str, str]) -> list[Finding]:
    name = N_("selection")
    display = _display(environ)
    if not display:
        return []
    readers = ("wl-paste",) if display == "wayland" else ("xclip", "xsel")
    found = next(filter(shutil.which, readers), "")
    if found:
        return [ok(name, _("read by {found} (docs/selection.md)", found=found))]
    package = "wl-clipboard" if display == "wayland" else "xclip"
    text = _("the selected text cannot be read aloud, for want of {package}", package=package)
    return [warning(name, text, f"sudo apt-get install {package}")]


def screen(around: Surroundings) -> list[Finding]:
    """Checks whether the screen can be photographed, and whether a model here sees."""
    name = N_("screen")
    display = _display(os.environ)
    if not display:
        return []
    camera = next(filter(shutil.which, _CAMERAS[display]), "")
    if not camera and display == "x11" and find_spec("Xlib") is not None:
        camera = "python-xlib"
    portal = _("through the desktop's portal")
    seen = _("{portal}, else by {camera}", portal=portal, camera=camera) if camera else portal
    try:
        facts = facts_on_disk(around.settings, places_here(tuple(around.settings.models.folders)))
        mind = route(TurnInput("image", ""), facts).engines[-1]
    except NoRoute as err:
        why, _sign, remedy = str(err).partition("; ")
        return [ok(name, f"{seen}; {why} ({remedy})")]
    return [ok(name, _("{seen}; {mind} sees it", seen=seen, mind=mind))]


def _display(environ: Mapping[str, str]) -> str:
    return "wayland" if environ.get("WAYLAND_DISPLAY") else "x11" if environ.get("DISPLAY") else ""
