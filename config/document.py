"""Writes the documented defaults from the schema: `python -m config.document > config/sarai.yaml`.

Users read the file; the schema is authoritative. A test holds them equal. The file is English; `sarai config show --all`
explains the settings in the user's language.
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
from config.texts import N_

WIDTH = 110
HEAD = """\
Everything that can be set, with its default. This file is generated from config/settings.py; don't edit it.

Your own settings go into ~/.config/sarai/sarai.yaml (see `sarai config path`): only what differs, for example

    tier: fast
    sound:
      microphone: [Yeti, USB]

A file given with `sarai run --config FILE` counts more, and the environment most: SARAI_TIER=fast,
SARAI_SOUND__VOLUME=0.5, SARAI_SOUND__MICROPHONE='[Yeti, USB]'. `sarai config check` tells what is wrong."""


Translate = Callable[[str], str]
"""An English message -> the same in the language that is shown."""


def document(
    settings: Settings | None = None,
    head: str = HEAD,
    note: Callable[[str], str | None] = lambda key: None,
    comments: bool = True,
    translate: Translate = str,
) -> str:
    """Returns the settings as YAML (the defaults, unless given), each key below its description. `note` may add a
    remark to a key; `translate` words the comments below the head in another language."""
    lines = [*_comment(head, ""), ""] if head else []
    lines += _section(settings or Settings(), "", note, translate)
    if not comments:
        lines = [line for line in lines if not line.lstrip().startswith("#")]
    return "\n".join(lines).strip() + "\n"


def descriptions(section: type[BaseModel] = Settings) -> Iterator[str]:
    """Yields the descriptions of the sections and keys that a document shows, for the catalogues of translations."""
    for info in section.model_fields.values():
        within = _within(info.annotation)
        if within is not None:
            yield _meaning(within)
            yield from descriptions(within)
        if within is None or not isinstance(info.annotation, type):  # a key that need not be a section
            yield info.description or ""


def _within(annotation: Any) -> type[BaseModel] | None:
    """Returns the section that a key is, or may be."""
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    for each in typing.get_args(annotation) if union else (annotation,):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None


def _meaning(section: type[BaseModel]) -> str:
    meaning = section.__doc__
    return inspect.cleandoc(meaning) if meaning and meaning != BaseModel.__doc__ else ""


def _section(section: BaseModel, prefix: str, note: Callable[[str], str | None], translate: Translate) -> Iterator[str]:
    indent = "  " * prefix.count(".")
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        key = prefix + name
        if isinstance(value, BaseModel):
            yield ""
            yield from _comment(translate(_meaning(type(value))), indent)
            yield f"{indent}{name}:"
            yield from _section(value, f"{key}.", note, translate)
            continue
        domain = "; ".join([*_domain(info, translate), _default(info, translate)])
        yield from _comment(f"{translate(info.description or '')} ({domain})", indent)
        remark = note(key)
        yield from _assign(indent, name, value, f"  # {remark}" if remark else "")


def _default(info: FieldInfo, translate: Translate) -> str:
    if info.is_required():
        return translate(N_("no default"))
    shown = _value(info.get_default(call_default_factory=True))
    if len(shown) > 40:
        return translate(N_("default as shipped"))
    return translate(N_("default {value}")).format(value=shown)


def _assign(indent: str, name: str, value: Any, remark: str) -> Iterator[str]:
    line = f"{indent}{name}: {_value(value)}"
    if not isinstance(value, list) or len(line) <= WIDTH:
        yield line + remark
        return
    yield f"{indent}{name}:{remark}"
    yield from (f"{indent}  - {_value(each)}" for each in value)


def _value(value: Any) -> str:
    text = yaml.safe_dump(_plain(value), default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return text.removesuffix("\n").removesuffix("\n...")


def _plain(value: Any) -> Any:
    """Returns what YAML has a form for; of a section within a list or a mapping, the keys that were given."""
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, BaseModel):
        return {name: _plain(each) for name, each in value if name in value.model_fields_set}
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _domain(info: FieldInfo, translate: Translate) -> Iterator[str]:
    """The values that a key takes: type, choices, bounds."""
    yield _either(info.annotation, translate)
    bounds: dict[str, Any] = {}
    for constraint in info.metadata:
        bounds.update(
            {name: getattr(constraint, name) for name in ("ge", "gt", "le", "lt") if hasattr(constraint, name)}
        )
    if "ge" in bounds and "le" in bounds:
        yield translate(N_("{least} to {most}")).format(least=f"{bounds['ge']:.10g}", most=f"{bounds['le']:.10g}")
        return
    yield from (f"{translate(word)} {bounds[name]:.10g}" for name, word in BOUNDS.items() if name in bounds)


BOUNDS = {"ge": N_("at least"), "gt": N_("more than"), "le": N_("at most"), "lt": N_("less than")}
KINDS: Mapping[Any, str] = {
    str: N_("text"),
    int: N_("whole number"),
    float: N_("number"),
    bool: N_("true or false"),
    Path: N_("path of a file"),
    type(None): "null",
}


def _either(annotation: Any, translate: Translate) -> str:
    """The alternatives that a type has, in words."""
    return translate(N_(" or ")).join(_alternatives(annotation, translate))


def _alternatives(annotation: Any, translate: Translate) -> Iterator[str]:
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        choices = typing.get_args(annotation)
        yield ", ".join(str(each).lower() if isinstance(each, bool) else str(each) for each in choices)
    elif origin is typing.Annotated:
        yield from _alternatives(typing.get_args(annotation)[0], translate)
    elif origin in (typing.Union, types.UnionType):
        for each in typing.get_args(annotation):
            yield from _alternatives(each, translate)
    elif origin is list:
        yield translate(N_("list"))
    elif origin is dict:
        each = _either(typing.get_args(annotation)[1], translate)
        yield translate(N_("names with, each, {what}")).format(what=each)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield ", ".join(f"`{name}`" for name in annotation.model_fields)
    else:
        yield translate(KINDS[annotation])


def _comment(text: str, indent: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith(" ") or not line:
            yield f"{indent}# {line}".rstrip()
        else:
            yield from (f"{indent}# {part}" for part in textwrap.wrap(line, WIDTH, break_on_hyphens=False))


if __name__ == "__main__":
    print(document(), end="")
