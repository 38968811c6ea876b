"""Which settings there are: their dotted keys, their environment variables, and the key nearest to a misspelt one. Pure."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from config.settings import Settings

PREFIX = "SARAI_"
"""Form of a variable: SARAI_SECTION__KEY=value, the value written as in YAML. An empty value counts as not set."""
ELSEWHERE = frozenset({"SARAI_STARTER_SET", "SARAI_REAL", "SARAI_RECORDINGS"})
"""Variables of the set-up and of the tests, which are no settings."""
ANY = "*"
"""The name that stands for all names a mapping may have."""


def _keys(model: type[BaseModel], prefix: str = "") -> Iterable[tuple[str, bool]]:
    """Yields every dotted key of the schema, and whether it is a section."""
    for name, info in model.model_fields.items():
        inner = info.annotation
        is_section = isinstance(inner, type) and issubclass(inner, BaseModel)
        yield prefix + name, is_section
        if is_section:
            assert isinstance(inner, type)
            yield from _keys(inner, f"{prefix}{name}.")


SECTIONS = frozenset(key for key, is_section in _keys(Settings) if is_section)
ALL_KEYS = tuple(key for key, is_section in _keys(Settings) if not is_section)
FLAT = {key.replace(".", "_"): key for key in ALL_KEYS if "." in key}
"""Keys misspelt with one underscore instead of a dot -> the valid key."""


def variable_of(key: str) -> str:
    """Returns the environment variable of a setting."""
    return PREFIX + key.upper().replace(".", "__")


def an_example(section: str) -> str:
    """Returns the first key of a section, without the section."""
    return next(key for key in ALL_KEYS if key.startswith(f"{section}.")).split(".", 1)[1]


def setting_around(key: str) -> str | None:
    """Returns the setting that a key is, or is a part of, as `tools.servers.clock.url` is of `tools.servers`."""
    return next((each for each in ALL_KEYS if f"{key}.".startswith(f"{each}.")), None)


def is_known(key: str) -> bool:
    """Returns whether the key is a setting, or has a place within one that is a mapping."""
    return setting_around(key) is not None and _known_part(key)[0] == key


def nearest(key: str) -> str:
    """Returns the valid key most similar to `key`: within its section first, then by its last word anywhere, then as a
    whole."""
    if key.startswith(PREFIX):
        key = key.removeprefix(PREFIX).lower().replace("__", ".")
    by_letters = {each.lower(): each for each in [*ALL_KEYS, *SECTIONS]}
    if key.lower() in by_letters:
        return by_letters[key.lower()]
    if setting_around(key) is not None:
        known, names = _known_part(key)
        close = get_close_matches(key.removeprefix(f"{known}.").split(".")[0], names, n=1)
        return f"{known}.{close[0]}" if close else known
    section, _, leaf = key.rpartition(".")
    siblings = {each.rpartition(".")[2]: each for each in ALL_KEYS if each.rpartition(".")[0] == section}
    anywhere = {each.rpartition(".")[2]: each for each in ALL_KEYS}
    for candidates, word in ((siblings, leaf), (anywhere, leaf)):
        found = get_close_matches(word, candidates, n=1, cutoff=0.65)
        if found:
            return candidates[found[0]]
    return get_close_matches(key, [*ALL_KEYS, *SECTIONS], n=1, cutoff=0.0)[0]


def _known_part(key: str) -> tuple[str, list[str]]:
    """Returns how much of a key the schema knows, from its beginning, and the names that it knows behind that."""
    known: list[str] = []
    inside = _inside(Settings)
    for part in key.split("."):
        if part not in inside and ANY not in inside:
            break
        inside = _inside(inside.get(part, inside.get(ANY)))
        known.append(part)
    return ".".join(known), [each for each in inside if each != ANY]


def _inside(kind: Any) -> Mapping[str, Any]:
    """Returns the names that a value of this type has within it, each with its type; none for what is no mapping."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return next(filter(None, map(_inside, arguments)), {})
    if origin is dict:
        names, value = arguments
        return dict.fromkeys(typing.get_args(names) if typing.get_origin(names) is typing.Literal else [ANY], value)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {name: info.annotation for name, info in kind.model_fields.items()}
    return {}
