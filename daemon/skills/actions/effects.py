"""Classes of effect: what an action may do to the world decides whether it is asked about first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Effect = Literal["read", "reversible", "dangerous", "off"]
"""`read` changes nothing and stays on this machine. `reversible` is done at once. `dangerous` is announced and takes a
yes. `off` is never done."""

EFFECTS: Mapping[str, Effect] = {
    "undo": "reversible",
    "note_add": "reversible",
    "notes_read": "read",
    "note_drop": "reversible",
    "notes_delete": "dangerous",
    "list_add": "reversible",
    "list_read": "read",
    "list_tick": "reversible",
    "list_drop": "reversible",
    "list_clear": "reversible",
    "better_model": "read",  # it asks by itself, because the question names the size
    "media": "reversible",
    "media_what": "read",
    "loudness_to": "reversible",
    "loudness": "reversible",
    "loudness_mute": "reversible",
    "app_open": "reversible",
    "page_open": "reversible",
    "web_search": "reversible",
    "copy_reply": "reversible",
    "clipboard_read": "read",
    "screen_lock": "reversible",
    "brightness_to": "reversible",
    "brightness": "reversible",
    "screenshot": "reversible",
    "do_not_disturb": "reversible",
    "selection_read": "read",
    "reading_go_on": "read",
    "selection_rewrite": "read",  # by a mind on this machine; it asks before it changes anything
    "selection_replace": "dangerous",
    "screen_look": "read",
}
"""Name of an intent -> class. Nobody but this table and the user's settings decides: no server, no model."""


def effect_of(name: str, chosen: Mapping[Any, Effect]) -> Effect:
    """Returns the class of an action. `chosen`: the user's settings, which come first. What nobody knows is dangerous."""
    return chosen.get(name) or EFFECTS.get(name, "dangerous")
