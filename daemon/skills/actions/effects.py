"""Classes of effect: what an action may do to the world decides whether it is asked about first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from config.settings import Settings, ToolServer
from daemon.skills.actions.intents import ActionIntent, ToolCall

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
    "lists_read": "read",
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
    "home_light": "reversible",
    "home_switch": "reversible",
    "home_fan": "reversible",
    "home_media": "reversible",
    "home_climate": "reversible",
    "home_scene": "reversible",
    "home_vacuum": "reversible",
    "home_cover": "reversible",
    "home_door": "dangerous",
    "home_lock": "dangerous",
    "home_alarm": "dangerous",
    "home_script": "dangerous",
    "home_question": "reversible",  # it is put to another machine
    "home_unknown": "read",
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


TOOLS: Mapping[str, Mapping[str, Effect]] = {
    "mcp-server-time": {"get_current_time": "read", "convert_time": "read"},
    "mcp-server-fetch": {"fetch": "reversible"},  # a read over the network tells others what is asked
    "server-filesystem": {
        "read_file": "read",
        "read_text_file": "read",
        "read_media_file": "read",
        "read_multiple_files": "read",
        "list_directory": "read",
        "list_directory_with_sizes": "read",
        "directory_tree": "read",
        "search_files": "read",
        "get_file_info": "read",
        "list_allowed_directories": "read",
        "create_directory": "reversible",
    },
    "server-everything": {
        "echo": "read",
        "get-sum": "read",
        "get-tiny-image": "read",
        "get-structured-content": "read",
    },
}
"""A program that the user starts as a server -> tool -> class. What a server at an address is, nobody can know from here."""
_PROGRAMS = {name.replace("-", "_"): tools for name, tools in TOOLS.items()}


def effect(action: ActionIntent, settings: Settings) -> Effect:
    """Returns the class of what a turn asks for."""
    if not isinstance(action, ToolCall):
        return effect_of(action.name, settings.actions.effects)
    server = settings.tools.servers.get(action.server)
    if server is None:
        return "off"
    return tool_effect(server, action.tool, destructive=action.destructive, writes=action.writes)


def tool_effect(server: ToolServer, tool: str, *, destructive: bool = False, writes: bool = False) -> Effect:
    """Returns the class of a tool: the user's word, else our table's, else `dangerous`. One that is not allowed is off.

    What the server says of it (`destructive`, `writes`) may only tighten what the table has: never loosen, and not against
    the user's own word.
    """
    if not allowed(server, tool):
        return "off"
    if (chosen := server.effects.get(tool)) is not None:
        return chosen
    known = _of_program(server).get(tool, "dangerous")
    if destructive:
        return "dangerous"
    return "reversible" if known == "read" and writes else known


def allowed(server: ToolServer, tool: str) -> bool:
    """Returns whether the user's settings allow the tool."""
    return tool in server.allow or "*" in server.allow


def _of_program(server: ToolServer) -> Mapping[str, Effect]:
    """Returns the table's classes for the tools of a server's program, by any word of its command."""
    for word in server.command[:4]:
        name = word.rpartition("/")[2].partition("@")[0]  # of a path, and of an npm package with its scope and version
        plain = name.replace("-", "_")
        found = _PROGRAMS.get(plain) or _PROGRAMS.get(plain.removeprefix("mcp_"))  # npm's packages install it as that
        if found is not None:
            return found
    return {}
