"""Schemas of foreign servers: what becomes of them, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.engine import EngineError, Tool
from models.llama.bindings import NativeModel
from models.llama.call_grammar import MOST_BYTES, json_grammar, pythonic_grammar, read_json, read_pythonic
from tests.support.tiny_gguf import write_tiny

TOOLS = Path(__file__).parents[2] / "data" / "choice" / "tools.yaml"


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeModel]:
    path = write_tiny(tmp_path_factory.mktemp("gguf") / "m.gguf")
    native = NativeModel(
        path, context=256, sequences=1, batch=16, threads=1, batch_threads=1, gpu_layers=0, mmap=True, repack=False,
        kv_type="f16",
    )  # fmt: skip
    yield native
    native.close()


def accepts(native: NativeModel, grammar: str, text: str) -> bool:
    """Whether a text is one of the grammar's, to its end."""
    import numpy as np

    held = native.grammar(grammar)
    try:
        for token in [*native.tokenize(text), native.eos()]:
            logits = np.full(native.logits().shape, -1, np.float32)
            logits[token] = 1
            if held.best(logits) != token:
                return False
            held.accept(token)
    finally:
        held.close()
    return True


@pytest.fixture(scope="module", autouse=True)
def decoded(native: NativeModel) -> None:
    native.decode([1], 0, 0, logits=True)


def tool(**properties: Any) -> Tool:
    return Tool("x", "", {"type": "object", "properties": properties, "required": list(properties)})


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"type": "string"}, 'Él "and" \n 5', 5),
        ({"type": "boolean"}, True, "true"),
        ({"type": ["integer", "null"]}, None, 1.5),
        ({"enum": ["a\\b", "c"]}, "c", "d"),
        ({"type": "array", "items": {"type": "number"}, "minItems": 1}, [1, 2.5], []),
        ({"type": "string", "maxLength": 3}, "abc", "abcd"),
        ({"type": "string", "maxLength": 100_000}, "abc" * 99, 1),  # left to the check of the arguments
        ({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"}, "12:30", "noon"),
        ({"type": "string", "pattern": "(a+)+$"}, "anything", 1),
        ({"type": "string", "format": "date"}, "2026-11-30", "today"),
        ({"type": "string", "format": "uri"}, "https://example.org/", 1),
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}, None, 1),
        ({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"a": 1}, {"b": 1}),
        ({"description": "anything"}, "yes", None),
        ({}, 5, None),
    ],
)
def test_a_grammar_holds_to_its_schema(native: NativeModel, schema: dict[str, Any], right: Any, wrong: Any) -> None:
    grammar = json_grammar(tool(value=schema))
    assert accepts(native, grammar, json.dumps({"value": right}, ensure_ascii=False))
    assert not accepts(native, grammar, json.dumps({"value": wrong}))


def test_python_arguments_have_a_grammar_too(native: NativeModel) -> None:
    given = Tool(
        "x",
        "",
        {
            "properties": {"a": {"type": "string"}, "b": {"type": "boolean"}, "c": {"type": ["integer", "null"]}},
            "required": ["b"],
        },
    )
    grammar = pythonic_grammar(given)
    for text, meant in {
        "b=True)": {"b": True},
        'b=False, a="x) (", c=None)': {"b": False, "a": "x) (", "c": None},
        "b=True, c=5)": {"b": True, "c": 5},
    }.items():
        assert accepts(native, grammar, text)
        assert read_pythonic(text) == meant
    assert read_pythonic('b=False, a="x)') is None
    for text in ("b=true)", "a=1)", "b=__import__('os'))"):
        assert not accepts(native, grammar, text)
    optional = pythonic_grammar(Tool("x", "", {"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}))
    assert [accepts(native, optional, text) for text in (")", "a=1)", "b=1)", "a=1, b=2)", ",b=1)")] == [True] * 4 + [
        False
    ]


def test_definitions_are_followed(native: NativeModel) -> None:
    schema = {
        "properties": {"colour": {"$ref": "#/$defs/Colour"}},
        "required": ["colour"],
        "$defs": {"Colour": {"enum": ["red", "blue"]}},
    }
    grammar = json_grammar(Tool("x", "", schema))
    assert accepts(native, grammar, '{"colour": "red"}')
    assert not accepts(native, grammar, '{"colour": "green"}')


def test_all_twenty_tools_of_the_set_have_grammars(native: NativeModel) -> None:
    for each in yaml.safe_load(TOOLS.read_text(encoding="utf-8")):
        for make in (json_grammar, pythonic_grammar):
            native.grammar(make(Tool(**each))).close()


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "array", "items": {}}, "does not describe an object"),
        (nested(40), "nested more than"),
        (nested(5000), "it is no JSON"),
        ({"properties": {f"p{number}": {"type": "string"} for number in range(1500)}}, "more than"),
        ({"properties": {"a": {"description": "x" * MOST_BYTES}}}, "bytes, more than"),
        ({"properties": {"a": {"$ref": "https://example.org/schema.json"}}}, "not allowed"),
        ({"properties": {"a": {"$ref": "file:///etc/passwd"}}}, "Unsupported ref"),
        ({"properties": {"a": {"$ref": "#/nowhere"}}}, "Error resolving ref"),
        ({"properties": {"a": {"type": "frobnicate"}}}, "Unrecognized schema"),
        ({"properties": {"a": {"minLength": 9, "maxLength": 2, "type": "string"}}}, "minLength exceeds maxLength"),
        ({"properties": {"a": {"enum": {1: 2}}}, "required": 5}, "converter does not understand it"),
        ({"properties": {"a": {1, 2}}}, "it is no JSON"),
        ({"properties": {"": {"type": "string"}}}, "an argument has no name"),
    ],
)
def test_a_schema_that_cannot_be_followed_is_refused_in_a_line(schema: dict[str, Any], why: str) -> None:
    for make in (json_grammar, pythonic_grammar):
        with pytest.raises(EngineError, match=why) as err:
            make(Tool("x", "", schema))
        assert str(err.value).startswith("the tool 'x' cannot be called: ")
        assert "\n" not in str(err.value)


def multiplied(levels: int, each: int) -> dict[str, Any]:
    """A small schema that can be read in each ** levels ways."""
    below = [{"type": "array", "items": {"$ref": f"#/$defs/L{level + 1}"}} for level in range(levels)]
    definitions: dict[str, Any] = {f"L{level}": {"anyOf": [below[level]] * each} for level in range(levels)}
    definitions[f"L{levels}"] = {"type": "string"}
    return {"properties": {"a": {"$ref": "#/$defs/L0"}}, "$defs": definitions}


def test_references_neither_multiply_nor_go_round() -> None:
    json_grammar(Tool("x", "", multiplied(2, 3)))
    with pytest.raises(EngineError, match="it can be followed in more than 1000 ways"):
        json_grammar(Tool("x", "", multiplied(6, 12)))
    for definition in ({"$ref": "#/$defs/A"}, {"type": "array", "items": {"$ref": "#/$defs/A"}}):
        with pytest.raises(EngineError, match="it refers to itself"):
            json_grammar(Tool("x", "", {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": definition}}))


@pytest.mark.parametrize("name", ['"', "\\", '\\"', "\n", "a]\nroot ::= .*", "é😀", "root", "string", "::="])
def test_names_and_values_of_any_letters_stay_what_they_are(native: NativeModel, name: str) -> None:
    grammar = json_grammar(tool(**{name: {"enum": [name, "x"]}}))
    assert accepts(native, grammar, f"{{{json.dumps(name)}: {json.dumps(name, ensure_ascii=False)}}}")
    assert not accepts(native, grammar, f'{{{json.dumps(name)}: "y"}}')
    assert not accepts(native, grammar, "anything")


def test_a_call_may_hold_no_name_that_python_does_not_have() -> None:
    with pytest.raises(EngineError, match="is no name of an argument"):
        pythonic_grammar(tool(**{"a b": {"type": "string"}}))


def test_json_is_complete_when_its_object_is() -> None:
    assert read_json(' {"a": {"b": "}"') is None
    assert read_json(' {"a": {"b": "}"}} ') == {"a": {"b": "}"}}
    assert read_json("[1]") is None
