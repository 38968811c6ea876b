"""From the JSON schema of a tool's arguments to a grammar that a model's text is held to.

The schema is a foreign server's: its size, depth and references are checked, and only what llama-cpp-python's converter
understands is passed on. What a grammar cannot express within reason (ranges, long patterns, large counts) is left out: the
arguments are validated against the whole schema by whoever makes the call.
"""

from __future__ import annotations

import ast
import json
import keyword
import re
from collections.abc import Mapping
from typing import Any, Final

from config.texts import _
from models.engine import EngineError, Tool

MOST_BYTES: Final = 32_768
"""Bytes of a schema as JSON. The longest of the reference servers has 2,000."""
MOST_DEPTH: Final = 24
"""Levels of objects and lists in a schema; each level of the arguments takes two or three."""
MOST_NODES: Final = 2_000
MOST_WAYS: Final = 1_000
"""Ways in which the same text may be read by a schema."""
MOST_GRAMMAR: Final = 262_144
"""Characters of a grammar."""
_MOST_COUNT: Final = 64
"""Largest repetition that is written out; a grammar has a rule for each."""
_MOST_ITEMS: Final = 8
"""Items of a list whose schema names no limit: a small model finds no end of it."""
_COUNTS: Final = ("minLength", "maxLength", "minItems", "maxItems")
_KEPT: Final = ("$ref", "const", "enum", "format", "required", "type")
_FORMATS: Final = re.compile(r"uuid[1-5]?|date|time|date-time")
_SIMPLE: Final = re.compile(r"\^(?:(?:[A-Za-z0-9_ :/-]|\[[A-Za-z0-9_ :/-]+\])(?:[+*?]|\{\d(?:,\d)?\})?){1,20}\$")
"""Patterns that are written out: dates, times, codes. Of others the converter makes what llama.cpp does not read."""
_STRUCTURE: Final = frozenset(("properties", "allOf", "anyOf", "oneOf", "$ref"))
_CHARACTER: Final = r'[^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F])'
"""A character of a string. The converter's own lets line breaks through, which JSON does not, and "\\/", of which Python
keeps the stroke."""


def json_grammar(tool: Tool) -> str:
    """Returns a GBNF grammar of the arguments as a JSON object. Raises EngineError, one line, where there is none."""
    return _converted(tool, pythonic=False)


def pythonic_grammar(tool: Tool) -> str:
    """Returns a GBNF grammar of the arguments as Python writes them: `city="Rome", days=3)`, up to the parenthesis.
    Raises EngineError, one line, where there is none."""
    return _converted(tool, pythonic=True)


def read_json(text: str) -> dict[str, Any] | None:
    """Returns the arguments that a text of `json_grammar` begins with; None while it is not complete."""
    try:
        found, _end = json.JSONDecoder().raw_decode(text.lstrip())
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def read_pythonic(text: str) -> dict[str, Any] | None:
    """As `read_json`, for `pythonic_grammar`."""
    if not text.rstrip().endswith(")"):
        return None
    try:
        call = ast.parse(f"f({text.strip()}", mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            return None
        return {each.arg: ast.literal_eval(each.value) for each in call.keywords if each.arg is not None}
    except (SyntaxError, ValueError):  # the parenthesis stood in a string
        return None


def _converted(tool: Tool, *, pythonic: bool) -> str:
    schema = checked(tool)
    try:
        converter = _converter()
        resolved = converter.resolve_refs(schema, "schema")
        if pythonic:
            _python_call(converter, resolved)
        else:
            converter.visit(resolved, "")
        if "char" in converter._rules:
            converter._rules["char"] = _CHARACTER
        grammar = str(converter.format_grammar())
    # The converter checks little, and by assertions.
    except (AssertionError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as err:
        why = " ".join(str(err).split())[:120] or type(err).__name__
        raise refused(tool, f"llama.cpp's converter does not understand it ({why})") from err
    if len(grammar) > MOST_GRAMMAR:
        raise refused(tool, "the grammar of its arguments is too long")
    return grammar


def _converter() -> Any:
    """Returns llama-cpp-python's converter; its own literals leave strokes as they are, and write "é" as a code."""
    from llama_cpp.llama_grammar import SchemaConverter

    class Converter(SchemaConverter):  # type: ignore[misc, unused-ignore]  # the library has no types
        def _format_literal(self, literal: str) -> str:
            for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
                literal = literal.replace(plain, escaped)
            return f'"{literal}"'

        def _generate_constant_rule(self, value: Any) -> str:
            return self._format_literal(json.dumps(value, ensure_ascii=False))

    return Converter(prop_order={}, allow_fetch=False, dotall=False, raw_pattern=False)


def checked(tool: Tool) -> dict[str, Any]:
    """Returns what the converter is given of the tool's schema. Raises EngineError, one line."""
    try:
        size = len(json.dumps(tool.parameters))
    except (TypeError, ValueError, RecursionError) as err:
        raise refused(tool, "it is no JSON") from err
    if size > MOST_BYTES:
        raise refused(tool, f"it has {size} bytes, more than {MOST_BYTES}")
    nodes = _count(tool.parameters, MOST_DEPTH)
    if nodes < 0:
        raise refused(tool, f"it is nested more than {MOST_DEPTH} deep")
    if nodes > MOST_NODES:
        raise refused(tool, f"it has {nodes} parts, more than {MOST_NODES}")
    if tool.parameters.get("type", "object") != "object":
        raise refused(tool, "it does not describe an object")
    more = tool.parameters.get("additionalProperties")
    if not tool.parameters.keys() & _STRUCTURE and not isinstance(more, Mapping):
        return {"type": "object", "properties": {}}  # it takes no arguments
    try:
        schema = _kept(tool.parameters)
        ways = _ways(schema, schema, frozenset())
    except (AttributeError, TypeError, ValueError) as err:
        raise refused(tool, " ".join(str(err).split())[:120]) from err
    if ways > MOST_WAYS:
        raise refused(tool, f"it can be followed in more than {MOST_WAYS} ways at once")
    return schema


def _count(value: Any, depth: int) -> int:
    """Returns the number of values in a JSON document; a negative one where it is too deep."""
    if depth < 0:
        return -1
    if not isinstance(value, Mapping | list | tuple):
        return 1
    total = 1
    for each in value.values() if isinstance(value, Mapping) else value:
        found = _count(each, depth - 1)
        if found < 0:
            return found
        total += found
    return total


def _kept(schema: Any) -> dict[str, Any]:
    """Returns the part of a schema that the converter understands."""
    if not isinstance(schema, Mapping):
        return {}  # `true`: anything
    types = schema.get("type")
    if isinstance(types, list):
        return {"anyOf": [_kept({**schema, "type": each}) for each in types]}
    kept = {key: schema[key] for key in _KEPT if key in schema}
    if not _FORMATS.fullmatch(str(kept.get("format", ""))):
        kept.pop("format", None)
    for key in _COUNTS:
        if isinstance(schema.get(key), int) and 0 < schema[key] <= _MOST_COUNT:
            kept[key] = schema[key]
    for least, most in (("minLength", "maxLength"), ("minItems", "maxItems")):
        if kept.get(least, 0) > kept.get(most, _MOST_COUNT):
            raise ValueError(f"{least} exceeds {most}")
    if isinstance(pattern := schema.get("pattern"), str) and _SIMPLE.fullmatch(pattern):
        kept["pattern"] = pattern
    if isinstance(properties := schema.get("properties"), Mapping):
        if "" in properties:
            raise ValueError("an argument has no name")
        kept["properties"] = {str(name): _kept(each) for name, each in properties.items()}
        return kept | _definitions(schema)  # conditions beside them say which go together
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        if isinstance(schema.get(key), list):
            kept[key] = [_kept(each) for each in schema[key]]
    if "items" in schema:
        items = schema["items"]
        kept["items"] = [_kept(each) for each in items] if isinstance(items, list) else _kept(items)
        kept.setdefault("maxItems", max(_MOST_ITEMS, kept.get("minItems", 0)))
    if isinstance(more := schema.get("additionalProperties"), Mapping):
        kept["additionalProperties"] = _kept(more)
    if not kept.keys() - {"format"} and "type" not in schema:
        kept = {"anyOf": [{"type": each} for each in ("string", "number", "boolean")]}
    return kept | _definitions(schema)


def _ways(schema: Any, root: Mapping[str, Any], within: frozenset[str]) -> int:
    """Returns in how many ways a text may be read by the schema, at the most: llama.cpp follows all of them at once, and
    references multiply them. `within`: the references that have led here. Raises ValueError for one that leads back."""
    if isinstance(schema, list):
        return min(MOST_WAYS + 1, sum(_ways(each, root, within) for each in schema))
    if not isinstance(schema, Mapping):
        return 1
    if isinstance(reference := schema.get("$ref"), str):
        if reference in within:
            raise ValueError("it refers to itself")
        return _ways(_target(reference, root), root, within | {reference})
    found = [
        _ways(schema[key], root, within) for key in ("anyOf", "oneOf", "allOf", "items", "prefixItems") if key in schema
    ]
    properties = schema.get("properties", {})
    found += [_ways(each, root, within) for each in (*properties.values(), schema.get("additionalProperties"))]
    enum = schema.get("enum")
    return min(MOST_WAYS + 1, max(1, sum(found) - 1, len(enum) if isinstance(enum, list) else 1))


def _target(reference: str, root: Any) -> Any:
    """Returns what a reference leads to; None where that is nothing, which the converter tells of."""
    for step in reference.removeprefix("#").split("/")[1:]:
        root = root.get(step) if isinstance(root, Mapping) else None
    return root


def _definitions(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: {str(name): _kept(each) for name, each in schema[key].items()}
        for key in ("$defs", "definitions")
        if isinstance(schema.get(key), Mapping)
    }


def _python_call(converter: Any, schema: dict[str, Any]) -> None:
    """Adds the rules of a call's keyword arguments, as the model was trained to write them."""
    properties, required = schema.get("properties", {}), schema.get("required", [])
    for name in properties:
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ValueError(f"{name!r} is no name of an argument")
    words = {}
    for name, each in properties.items():
        rule = converter.visit(each, f"value-{name}")
        words[name] = converter._add_rule(f"word-{name}", f'"{name}=" {rule}')
    needed = [words[name] for name in properties if name in required]
    optional = [words[name] for name in properties if name not in required]
    more = [f'("," space {each})?' for each in optional]
    if needed:
        inside = ' "," space '.join(needed) + "".join(f" {each}" for each in more)
    else:
        inside = " | ".join(" ".join([each, *more[at + 1 :]]) for at, each in enumerate(optional))
        inside = f"({inside})?" if inside else ""
    converter._rules["root"] = f'{inside} ")"'.strip()
    python = {"boolean": '("True" | "False") space', "null": '"None" space'}
    converter._rules |= {name: rule for name, rule in python.items() if name in converter._rules}


def refused(tool: Tool, why: str) -> EngineError:
    """Returns the error that tells of a tool which cannot be called."""
    return EngineError(
        _(
            "the tool {name!r} cannot be called: the schema of its arguments is refused, {why}; leave the tool out",
            name=tool.name[:64],
            why=why,
        )
    )
