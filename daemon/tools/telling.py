"""How the result of a tool is told: as the settings say, or in its own words, cut to what can be listened to. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from daemon.skills.wording import clock
from daemon.tools.texts import say

SPOKEN = 500
"""Characters of a result that are spoken; in writing it is told whole."""
MOST_VALUES = 8
"""Values of structured data that are told where the settings do not say how."""
_PLACE = re.compile(r"\{([^{}]+)\}")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def told(text: str, data: Any, template: str, language: str) -> tuple[str, str]:
    """Returns what is said of a result, and what is written of it.

    `template`: the settings' words with the result's keys in braces; "" for none.
    """
    found = data if data is not None else _json(text)
    if template and isinstance(found, Mapping) and (filled := _filled(template, found, language)):
        return filled, filled
    if isinstance(found, Mapping | list):
        leaves = list(_leaves(found))
        if len(leaves) == 1 and isinstance(only := leaves[0][1], str) and " " in only:
            return _spoken(only, language), only  # a text that its server has put into a field
        lines = [f"{name}: {_value(value, language)}" if name else _value(value, language) for name, value in leaves]
        listed = ", ".join(lines[:MOST_VALUES]) + ("." if len(lines) <= MOST_VALUES else ", ...")
        return (_spoken(listed, language) if lines else say("nothing", language)), text or listed
    return (_spoken(text, language), text) if text else (say("nothing", language),) * 2


def _filled(template: str, data: Mapping[str, Any], language: str) -> str:
    """Returns the template with the result's values; "" where the result has not all of them."""
    missing = False

    def place(found: re.Match[str]) -> str:
        nonlocal missing
        value: Any = data
        for key in found[1].strip().split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        missing = missing or value is None or isinstance(value, Mapping)
        return _value(value, language)

    result = _PLACE.sub(place, template)
    return "" if missing else result


def _json(text: str) -> Any:
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _leaves(data: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yields the values with the words of their keys."""
    if isinstance(data, Mapping) and depth < 4:
        for key, value in data.items():
            yield from _leaves(value, re.sub(r"[_\-.]+", " ", str(key)), depth + 1)
    elif isinstance(data, list) and depth < 4:
        for value in data:
            yield from _leaves(value, "" if isinstance(value, Mapping | list) else name, depth + 1)
    elif data is not None and not isinstance(data, Mapping | list):
        yield name, data


def _value(value: Any, language: str) -> str:
    """Returns a value in words; an ISO 8601 time as a time of day."""
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if isinstance(value, list):
        return ", ".join(_value(each, language) for each in value[:MOST_VALUES])
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", text):
        try:
            return clock(datetime.fromisoformat(text), language)
        except ValueError:
            return text
    return text


def _spoken(text: str, language: str) -> str:
    """Returns the first sentences of a text, up to SPOKEN characters, and that there is more."""
    if len(text) <= SPOKEN:
        return text
    kept = ""
    for sentence in _SENTENCE.split(text):
        if len(kept) + len(sentence) > SPOKEN:
            break
        kept = f"{kept} {sentence}".strip()
    return f"{kept or text[:SPOKEN].rpartition(' ')[0]} {say('more', language)}"
