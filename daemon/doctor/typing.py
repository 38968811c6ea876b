"""Checks how dictation is typed on this desktop, and what would make it better."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from config.texts import N_, _
from daemon.desktop.programs import desktop_environment
from daemon.doctor.finding import Finding, Surroundings, ok, warning
from daemon.typing.choice import WayChoice, choose
from daemon.typing.portal_way import REFUSED
from daemon.typing.ways import ways

HOW = {
    "portal": N_("through the desktop's portal, by a paste; the clipboard gets back what it held"),
    "wlroots": N_("by a keyboard of its own, any letter on any layout; Sway tells which window has the focus"),
    "xtest": N_(
        "by X11's XTEST; what the layout's keys cannot write is pasted, and the clipboard gets back what it held"
    ),
    "ydotool": N_(
        "by ydotool, by a paste with Shift+Insert; the clipboard gets back what it held. Nothing tells whether the window"
        " took the text"
    ),
}
"""Way -> how it types."""
BETTER = {
    "gnome": N_("GNOME 45 and later let programs type, after asking you once: update, or use an X11 session"),
    "kde": N_("Plasma 6 lets programs type, after asking you once: update, or use an X11 session"),
    "sway": N_("this Sway gives programs no keyboard, or cannot be asked: start it anew, or a newer one"),
    "x11": N_("install the project again: python-xlib is missing"),
    "": N_("use a desktop that lets programs type: docs/dictation.md has a table"),
}
"""Desktop -> what would make it better where nothing can be typed."""
YDOTOOL = N_("{better}, or install ydotool 1.0 or later and start its daemon, ydotoold (docs/dictation.md)")
ASK_AGAIN = N_("`sarai dictate --ask` has the desktop ask you again")


def typing(around: Surroundings) -> list[Finding]:
    """Checks which way is used. Types nothing, and asks the user nothing."""
    return asyncio.run(_examined())


async def _examined() -> list[Finding]:
    async with asyncio.TaskGroup() as group:
        desktop = ways(group, lambda line: None)
        choice = await choose(desktop.ways)
        lost = await desktop.clipboard.missing()
        for way in desktop.ways:
            await way.close()
    return judge(choice, lost, await desktop_environment())


def judge(choice: WayChoice, lost: str = "", environ: Mapping[str, str] = os.environ) -> list[Finding]:
    """Tells how dictation is typed. `lost`: why what has lost its window cannot go into the clipboard."""
    name = N_("typing")
    if not environ.get("WAYLAND_DISPLAY") and not environ.get("DISPLAY"):
        return [ok(name, _("no desktop session here, so nothing to dictate into"))]
    here = _named(environ)
    refused = any(each.why == _(REFUSED) for each in choice.passed)
    better = _(ASK_AGAIN) if refused else _(BETTER[_kind(environ)])
    if choice.way is not None and choice.way.name in HOW:
        typed = _("{desktop}: dictation is typed {how}", desktop=here, how=_(HOW[choice.way.name]))
        if lost:
            lost = _("{typed}. What has lost its window is lost", typed=typed)
            return [warning(name, lost, "sudo apt-get install wl-clipboard")]
        if choice.way.name == "ydotool":
            typed = _("{typed}. Better: {better}", typed=typed, better=better)
        return [ok(name, typed)]
    why = "; ".join(f"{passed}: {each}" for passed, each in choice.passed)
    if not refused and environ.get("WAYLAND_DISPLAY"):
        better = _(YDOTOOL, better=better)
    if choice.way is None:
        return [warning(name, _("{desktop}: dictation can go nowhere ({why})", desktop=here, why=why), better)]
    kept = _("{desktop}: dictation goes into the clipboard, for you to paste ({why})", desktop=here, why=why)
    return [warning(name, kept, better)]


def _named(environ: Mapping[str, str]) -> str:
    """Returns what the desktop is called: "GNOME, Wayland"."""
    named = environ.get("XDG_CURRENT_DESKTOP", "").rsplit(":", maxsplit=1)[-1]
    kind = "Wayland" if environ.get("WAYLAND_DISPLAY") else "X11"
    return f"{named}, {kind}" if named else kind


def _kind(environ: Mapping[str, str]) -> str:
    if not environ.get("WAYLAND_DISPLAY"):
        return "x11"
    if environ.get("SWAYSOCK"):
        return "sway"
    named = environ.get("XDG_CURRENT_DESKTOP", "").lower()
    return next((each for each in BETTER if each and each in named), "")
