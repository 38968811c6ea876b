"""What is said for an argument of a tool, as a value of its JSON Schema. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from daemon.skills.match import normalise
from daemon.skills.numbers import number

_YES = {"on", "yes", "true", "encendido", "si", "verdadero"}
_NO = {"off", "no", "false", "apagado", "falso"}
_BETWEEN = re.compile(r"\s*,\s*(?:and |y )?|\s+(?:and|y)\s+")
ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?|https?://\S+")


def value_of(words: str, name: str, schema: object, language: str) -> Any:
    """Returns the value that `words`, as they were written, stand for; None where they stand for none.

    `schema` is that of the argument `name`. A time zone may be said by its city.
    """
    known = schema if isinstance(schema, Mapping) else {}
    if isinstance(choices := known.get("enum"), list):
        plain = normalise(words)
        return next((each for each in choices if normalise(str(each)) == plain), None)
    match _type(known):
        case "integer" | "number" as kind:
            value = number(normalise(words), language)
            whole = value is not None and value == round(value)
            return None if value is None or (kind == "integer" and not whole) else round(value) if whole else value
        case "boolean":
            plain = normalise(words)
            return True if plain in _YES else False if plain in _NO else None
        case "array":
            inner = known.get("items")
            values = [value_of(each, name, inner, language) for each in _BETWEEN.split(words) if each]
            return values if values and None not in values else None
        case "string":
            if re.search(r"(?:time_?zone|(?:^|_)tz)$", name, re.IGNORECASE):
                return _zone(words)
            if known.get("format") in ("uri", "url") or re.search(r"(?:^|_)ur[il]$", name, re.IGNORECASE):
                address = re.sub(r"\s+(?:dot|punto)\s+", ".", words).replace(" ", "")
                fits = ADDRESS.fullmatch(address) is not None
                return (address if "://" in address else f"https://{address}") if fits else None
            return words or None
    return None


def is_free(name: str, schema: object) -> bool:
    """Returns whether any words at all fit the argument."""
    known = schema if isinstance(schema, Mapping) else {}
    return value_of("no such words", name, known, "en") is not None


def _type(schema: Mapping[str, Any]) -> str:
    """Returns the first type that the schema allows, `null` aside."""
    for one in (schema, *(each for key in ("anyOf", "oneOf") for each in _list(schema.get(key)))):
        kinds = one.get("type") if isinstance(one, Mapping) else None
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            if isinstance(kind, str) and kind != "null":
                return kind
    return "string" if not schema else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _zone(words: str) -> str | None:
    return zones().get(normalise(words).replace("/", " "))


@cache
def zones() -> dict[str, str]:
    """Time zone by the words of its name, and by its city alone where only one has it."""
    from zoneinfo import available_timezones

    whole: dict[str, str] = {}
    cities: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        words = zone.replace("_", " ").replace("/", " ").lower()
        whole[normalise(words)] = zone
        if zone.startswith(("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
                            "Pacific/")):  # fmt: skip
            cities.setdefault(normalise(zone.rpartition("/")[2].replace("_", " ")), zone)
    return cities | whole
