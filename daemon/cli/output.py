"""Makes texts and tables that several commands print."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from config import paths
from config.texts import N_, _, ngettext

ORDER = ("endpoint", "stt", "first_token", "first_clause", "engine_first_audio", "voice_to_voice")
"""The stages in their order; the user feels the last one."""


def timings_table(turns: Sequence[dict[str, Any]]) -> str:
    """Returns the question of each turn, then a line for each stage with a column of milliseconds for each turn."""
    lines = [f"{number}  {clipped(turn['heard'], 70)}" for number, turn in enumerate(turns, 1)]
    lines += ["", " " * 22 + "".join(f"{number:>10}" for number in range(1, len(turns) + 1))]
    for stage in ORDER:
        timings = [turn["timings_ms"].get(stage) for turn in turns]
        lines.append(
            f"{_(STAGES[stage]):22}" + "".join("         -" if ms is None else f"{ms:7.0f} ms" for ms in timings)
        )
    return "\n".join(lines)


STAGES = {
    "voice_to_voice": N_("voice to voice"),
    "endpoint": N_("end of turn"),
    "stt": N_("understood"),
    "first_token": N_("first token"),
    "first_clause": N_("first clause"),
    "engine_first_audio": N_("engines' first audio"),
}


def timings_line(timings: Mapping[str, Any]) -> str:
    """Returns the stages of a turn in one line, the most important first; "none" where there are none."""
    parts = [f"{_(words)} {timings[name]:.0f} ms" for name, words in STAGES.items() if timings.get(name) is not None]
    return ", ".join(parts) or _("none")


def span(seconds: float) -> str:
    """Returns a duration in words, rounded."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return ngettext("{count} day", "{count} days", minutes // 1440)


def colourful() -> bool:
    """Returns whether the reader can see colours and has not refused them (no-color.org)."""
    return has_screen() and not os.environ.get("NO_COLOR")


def has_screen() -> bool:
    """Returns whether output goes to a terminal that can be drawn on."""
    return sys.stdout.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def hanging(text: str, indent: int) -> str:
    """Returns the text that stands behind `indent` columns, going on under its beginning where the terminal ends."""
    if not has_screen():
        return text
    width = max(20, shutil.get_terminal_size().columns - indent)
    return f"\n{' ' * indent}".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)) or text


def clipped(text: str, width: int = 100) -> str:
    """Returns `printable` text of at most `width` characters, with single spaces."""
    text = " ".join(printable(text).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def printable(text: str) -> str:
    """Returns one line without control characters: a model's words must not command the terminal."""
    return "".join(each if each.isprintable() else " " for each in text)


STATES = {
    "off": N_("not listening"),
    "listening": N_("listening"),
    "deaf": N_("waiting for a microphone"),
    "hearing": N_("hearing you"),
    "paused": N_("waiting whether you go on"),
    "thinking": N_("thinking"),
    "speaking": N_("speaking"),
    "overlap": N_("speaking, and hearing you"),
    "held": N_("holding its reply while you speak"),
}

MUTED_BY = {
    "locked": N_("the screen is locked"),
    "call": N_("another program listens to a microphone"),
    "suspend": N_("the machine is about to sleep"),
    "asleep": N_("nobody has spoken for a long time"),
}
"""Why the microphone is closed -> in words."""


def doing(status: dict[str, Any]) -> str:
    """Returns in words what the daemon is doing, from its status."""
    state = felt(str(status.get("state", "")), str(status.get("microphone") or ""))
    return _(STATES.get(state, state))


def felt(state: str, microphone: str) -> str:
    """Returns the key into STATES that the user would choose: without an open microphone it does not listen."""
    return "deaf" if state == "listening" and not microphone else state


HOME_STATES = {
    "unknown": N_("unknown"),
    "connecting": N_("connecting"),
    "connected": N_("connected"),
    "failed": N_("failed"),
}
"""State of the connection to Home Assistant -> in words."""


def home_words(home: Mapping[str, Any]) -> str:
    """Returns how the connection to Home Assistant is, from the status' `home_assistant`."""
    if home["problem"] and home["state"] == "failed":
        return str(home["problem"])
    at = _("Home Assistant at {url}: {state}", url=home["url"], state=_(HOME_STATES.get(home["state"], home["state"])))
    if home["state"] == "connected":
        at += ", " + _("{devices} devices in {rooms} rooms", devices=home["devices"], rooms=home["rooms"])
    return at + (f" ({home['problem']})" if home["problem"] else "")


def how_to_take_up() -> str:
    """Returns what has a running assistant take up changed settings; "" where none runs."""
    if not paths.control_socket().exists():
        return ""
    from daemon.control import systemd

    try:
        is_service = systemd.service_state().active == "active"
    except systemd.NoManager:
        is_service = False
    if is_service:
        return _("to have the running assistant take it up: systemctl --user restart sarai")
    return _("to have the running assistant take it up: end it, and start it again")
