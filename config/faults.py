"""What is wrong with settings, in words for a user who knows YAML and no Python. Pure.

Every fault is one line with the place, the key, what is wrong, and for an unknown key the nearest valid one.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from config.errors import SettingsError
from config.keys import ALL_KEYS, SECTIONS, nearest
from config.settings import SERVER, VARIABLE, Settings
from config.texts import N_, _
from config.yaml_source import Source


def validate(values: Mapping[str, Any], sources: list[Source]) -> Settings:
    """Returns the settings that the values of the sources make together. Raises SettingsError for the first fault."""
    try:
        return Settings.model_validate(_given(values))
    except ValidationError as err:
        first = min(err.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
        raise SettingsError(_explain(first, sources)[1]) from err


def faults(values: Mapping[str, Any], sources: list[Source]) -> list[tuple[int, str]]:
    """Returns every fault of the values: the line, 0 where there is none, and the words. One for each key."""
    try:
        Settings.model_validate(_given(values))
    except ValidationError as err:
        found: dict[str, tuple[int, str]] = {}
        for each in err.errors(include_url=False):
            key = ".".join(_within(each["loc"], values) or [str(each["loc"])])
            if each["type"] == "extra_forbidden":
                key = str(each["loc"])
            found.setdefault(key, _explain(each, sources))  # of a union's branches the first one tells it
        return [*found.values()]
    return []


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    # A section with nothing under it (all its keys commented out) is read as null, and means its defaults.
    return {key: {} if v is None and key in SECTIONS else v for key, v in values.items()}


def _known_part(location: tuple[Any, ...]) -> list[str]:
    """Returns the keys of a fault's location. Pydantic adds the branch of a union to the path."""
    parts = [str(part) for part in location if not isinstance(part, int)]
    while parts and ".".join(parts) not in ALL_KEYS and ".".join(parts) not in SECTIONS:
        parts.pop()
    return parts


def _within(location: tuple[Any, ...], values: Any) -> list[str]:
    """Returns the keys of a fault's location: those of a setting, and of what was given within it, as in
    `tools.servers`."""
    known = _known_part(location)
    deep = []
    for part in location:
        if not isinstance(values, Mapping) or part not in values:
            break
        deep.append(str(part))
        values = values[part]
    return deep if len(deep) > len(known) else known


def _explain(error: Any, sources: list[Source]) -> tuple[int, str]:
    """Returns the line of a fault, 0 where there is none, and its words with the place."""
    key = ".".join(str(part) for part in error["loc"] if not isinstance(part, int))
    source = next((each for each in reversed(sources) if _holds(each.values, error["loc"])), sources[-1])
    if error["type"] == "extra_forbidden" and key in ALL_KEYS:
        section, _dot, leaf = key.partition(".")
        words = _(
            "{where}: {key} is written as `{leaf}:` within the section `{section}:`",
            where=source.where(key),
            key=key,
            leaf=leaf,
            section=section,
        )
        return source.line(key), words
    unnamed = error["loc"][-1:] == ("[key]",) and error["type"] == "literal_error"  # a name of a mapping that has few
    if unnamed:
        key = key.removesuffix(".[key]")
    if error["type"] == "extra_forbidden" or unnamed:
        return source.line(key), _(
            "{where}: unknown key {key}; the nearest valid key is {nearest}",
            where=source.where(key),
            key=key,
            nearest=nearest(key),
        )
    key = ".".join(_within(error["loc"], source.values)) or key
    place = source.where(key)
    return source.line(key), f"{place}: {key} {_complaint(error)}" if key else f"{place}: {_complaint(error)}"


def _holds(values: Any, location: tuple[Any, ...]) -> bool:
    for part in location:
        if not isinstance(values, Mapping) or part not in values:
            return not isinstance(values, Mapping)
        values = values[part]
    return True


PATTERN = N_("must have a letter or a digit in it, not {given}")
PATTERNS = {
    SERVER: N_("must be a name of lower-case letters, digits, - and _ that begins with a letter, not {given}"),
    VARIABLE: N_("must be the name of a variable, of letters, digits and _, not {given}"),
}
"""Pattern of a text -> what it demands, in words."""


def _complaint(error: Any) -> str:
    """Describes the fault of a value for a user who knows YAML and no Python."""
    kind: str = error["type"]
    context: dict[str, Any] = error.get("ctx", {})
    given = _shown(error["input"])
    limits = {"greater_than_equal": (_("at least"), "ge"), "less_than_equal": (_("at most"), "le")}
    limits |= {"greater_than": (_("more than"), "gt"), "less_than": (_("less than"), "lt")}
    if kind in limits:
        words, name = limits[kind]
        return _("must be {limit} {figure:.10g}, not {given}", limit=words, figure=context[name], given=given)
    if kind == "literal_error":
        choices = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        choices = [{"True": "true", "False": "false"}.get(each, each) for each in choices]  # as YAML writes them
        by_letters = {each.lower(): each for each in choices}
        close = get_close_matches(str(error["input"]).lower(), by_letters, n=1)
        hint = _("; did you mean {by_letters}?", by_letters=by_letters[close[0]]) if close else ""
        return _("must be one of {choices}, not {given}{hint}", choices=", ".join(choices), given=given, hint=hint)
    if kind == "string_pattern_mismatch":
        return _(PATTERNS.get(context["pattern"], PATTERN), given=given)
    wanted = {
        "int": _("a whole number"),
        "float": _("a number"),
        "bool": _("true or false"),
        "string": _("text"),
        "list": _("a list, such as [one, two]"),
        "path": _("the path of a file"),
        "model": _("a section with keys under it"),
        "finite": _("a finite number"),
        "dict": _("a section with keys under it"),
    }
    found = wanted.get(kind.split("_")[0])
    if found:
        return _("must be {found}, not {given}", found=found, given=given)
    told = error["msg"].removeprefix("Value error, ")
    if isinstance(error["input"], dict):  # the keys of a section, which do not go together
        return _("is not right: {told}", told=told)
    return _("cannot be {given}: {told}", given=given, told=told)


def _shown(value: Any) -> str:
    if value is None:
        return _("empty")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return _("a list") if isinstance(value, list) else _("a mapping")
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
