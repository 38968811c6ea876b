"""Writes the documented defaults from the schema: `python -m config.document > config/sarai.yaml`.

Users read the file; the schema is authoritative. A test holds them equal.
"""

from __future__ import annotations

import inspect
import textwrap
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.settings import Settings

WIDTH = 110
HEAD = """\
Everything that can be set, with its default. This file is generated from config/settings.py; don't edit it.

Your own settings go into ~/.config/sarai/sarai.yaml (see `sarai config path`): only what differs, for example

    tier: fast
    sound:
      microphone: [Yeti, USB]

A file given with `sarai run --config FILE` counts more, and the environment most: SARAI_TIER=fast,
SARAI_SOUND__VOLUME=0.5, SARAI_SOUND__MICROPHONE='[Yeti, USB]'. `sarai config check` tells what is wrong."""


def document(
    settings: Settings | None = None,
    head: str = HEAD,
    note: Callable[[str], str | None] = lambda key: None,
    comments: bool = True,
) -> str:
    """Returns the settings as YAML (the defaults, unless given), each key below its description. `note` may add a
    remark to a key."""
    lines = [*_comment(head, ""), ""] if head else []
    lines += _section(settings or Settings(), "", note)
    if not comments:
        lines = [line for line in lines if not line.lstrip().startswith("#")]
    return "\n".join(lines).strip() + "\n"


def _section(section: BaseModel, prefix: str, note: Callable[[str], str | None]) -> Iterator[str]:
    indent = "  " * prefix.count(".")
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        key = prefix + name
        if isinstance(value, BaseModel):
            yield ""
            meaning = type(value).__doc__
            yield from _comment(inspect.cleandoc(meaning) if meaning and meaning != BaseModel.__doc__ else "", indent)
            yield f"{indent}{name}:"
            yield from _section(value, f"{key}.", note)
            continue
        default = info.get_default(call_default_factory=True)
        shown = _value(default)
        if len(shown) > 40:
            shown = "as shipped"
        yield from _comment(f"{info.description or ''} ({'; '.join([*_domain(info), f'default {shown}'])})", indent)
        remark = note(key)
        yield from _assign(indent, name, value, f"  # {remark}" if remark else "")


def _assign(indent: str, name: str, value: Any, remark: str) -> Iterator[str]:
    line = f"{indent}{name}: {_value(value)}"
    if not isinstance(value, list) or len(line) <= WIDTH:
        yield line + remark
        return
    yield f"{indent}{name}:{remark}"
    yield from (f"{indent}  - {_value(each)}" for each in value)


def _value(value: Any) -> str:
    if isinstance(value, Path):
        value = str(value)
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000)
    return text.removesuffix("\n").removesuffix("\n...")


def _domain(info: FieldInfo) -> Iterator[str]:
    """The values that a key takes: type, choices, bounds."""
    options = [*_alternatives(info.annotation)]
    yield " or ".join(options)
    bounds: dict[str, Any] = {}
    for constraint in info.metadata:
        bounds.update(
            {name: getattr(constraint, name) for name in ("ge", "gt", "le", "lt") if hasattr(constraint, name)}
        )
    if "ge" in bounds and "le" in bounds:
        yield f"{bounds['ge']:.10g} to {bounds['le']:.10g}"
        return
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    yield from (f"{words[name]} {bounds[name]:.10g}" for name in words if name in bounds)


KINDS: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Path: "path of a file",
    type(None): "null",
}


def _alternatives(annotation: Any) -> Iterator[str]:
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        choices = typing.get_args(annotation)
        yield ", ".join(str(each).lower() if isinstance(each, bool) else str(each) for each in choices)
    elif origin is typing.Annotated:
        yield from _alternatives(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for each in typing.get_args(annotation):
            yield from _alternatives(each)
    elif origin is list:
        yield "list"
    elif origin is dict:
        yield f"names with, each, {' or '.join(_alternatives(typing.get_args(annotation)[1]))}"
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield ", ".join(f"`{name}`" for name in annotation.model_fields)
    else:
        yield KINDS[annotation]


def _comment(text: str, indent: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith(" ") or not line:
            yield f"{indent}# {line}".rstrip()
        else:
            yield from (f"{indent}# {part}" for part in textwrap.wrap(line, WIDTH, break_on_hyphens=False))


if __name__ == "__main__":
    print(document(), end="")
