"""Checks how dictation is typed on this desktop, and what would make it better."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from config.texts import N_, _
from daemon.desktop.programs import desktop_environment
from daemon.doctor.finding import Finding, Surroundings, ok, warning
from daemon.typing.choice import WayChoice, choose
from daemon.typing.ways import ways

HOW = {
    "portal": N_("through the desktop's portal, by a paste; the clipboard gets back what it held"),
    "wlroots": N_("by a keyboard of its own, any letter on any layout; Sway tells which window has the focus"),
    "xtest": N_(
        "by X11's XTEST; what the layout's keys cannot write is pasted, and the clipboard gets back what it held"
    ),
}
"""Way -> how it types."""
BETTER = {
    "gnome": N_("GNOME 45 and later let programs type, after asking you once: update, or use an X11 session"),
    "kde": N_("Plasma 6 lets programs type, after asking you once: update, or use an X11 session"),
    "sway": N_("this Sway gives programs no keyboard, or cannot be asked: start it anew, or a newer one"),
    "": N_("use a desktop that lets programs type: docs/dictation.md has a table"),
}
"""Desktop, as XDG_CURRENT_DESKTOP names it -> what would make it better where nothing can be typed."""


def typing(around: Surroundings) -> list[Finding]:
    """Checks which way is used. Types nothing, and asks the user nothing."""
    choice, environ = asyncio.run(_chosen())
    return judge(choice, environ)


async def _chosen() -> tuple[WayChoice, Mapping[str, str]]:
    environ = await desktop_environment()
    async with asyncio.TaskGroup() as group:
        desktop = ways(group, lambda line: None)
        choice = await choose(desktop.ways)
        for way in desktop.ways:
            await way.close()
    return choice, environ


def judge(choice: WayChoice, environ: Mapping[str, str] = os.environ) -> list[Finding]:
    """Tells how dictation is typed."""
    if not environ.get("WAYLAND_DISPLAY") and not environ.get("DISPLAY"):
        return [ok(N_("typing"), _("no desktop session here, so nothing to dictate into"))]
    why = "; ".join(f"{name}: {each}" for name, each in choice.passed)
    if choice.way is not None and choice.way.name in HOW:
        return [ok(N_("typing"), _("dictation is typed {how}", how=_(HOW[choice.way.name])))]
    better = _(BETTER[_desktop(environ)])
    if choice.way is None:
        return [warning(N_("typing"), _("dictation can go nowhere ({why})", why=why), better)]
    return [warning(N_("typing"), _("dictation goes into the clipboard, for you to paste ({why})", why=why), better)]


def _desktop(environ: Mapping[str, str]) -> str:
    named = environ.get("XDG_CURRENT_DESKTOP", "").lower()
    if environ.get("SWAYSOCK"):
        return "sway"
    return next((each for each in BETTER if each and each in named), "")
