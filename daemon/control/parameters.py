"""Derives the table of control methods, with the checks of their parameters, from the methods' own signatures.

Imports pydantic: for the daemon's side only.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import ErrorDetails, PydanticCustomError

from daemon.control.connection import Method
from daemon.control.protocol import InvalidParams


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must not be empty")
    return text


Words = Annotated[str, AfterValidator(_not_blank)]
"""Text with more than white space in it. As long as a message may be: whoever takes it bounds the work at one time."""
Name = Annotated[Words, Field(max_length=200)]
Place = Annotated[str, Field(max_length=4096)]
"""A path, of at most PATH_MAX characters, or something else of that length."""

_KINDS: dict[object, str] = {str: "text", int: "a whole number", bool: "true or false"}
_PROBLEMS = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
}


def method_table(owner: object) -> dict[str, Method]:
    """Returns every public coroutine or async generator function of `owner` by name, as a checked method."""
    functions = inspect.getmembers(
        owner, lambda each: inspect.iscoroutinefunction(each) or inspect.isasyncgenfunction(each)
    )
    return {name: checked(name, function) for name, function in functions if not name.startswith("_")}


def checked(name: str, function: Callable[..., Any]) -> Method:
    """Returns the function as a method that checks its parameters against the function's signature."""
    model = parameters(name, function)

    def method(given: dict[str, Any]) -> Awaitable[object] | AsyncGenerator[object, None]:
        answer: Awaitable[object] | AsyncGenerator[object, None] = function(**check(model, given))
        return answer

    return method


def check(model: type[BaseModel], given: dict[str, Any]) -> dict[str, Any]:
    """Returns the parameters of a request with defaults filled in. Raises InvalidParams.

    Types are strict: `true` is no number, `1` is no text.
    """
    unknown = next((name for name in given if name not in model.model_fields), None)
    if unknown is not None:
        valid = ", ".join(model.model_fields) or "none"
        raise InvalidParams(f"{model.__name__}: unknown parameter {unknown[:40]!r}; valid: {valid}")
    try:
        params = model.model_validate(given)
    except ValidationError as err:
        raise InvalidParams(f"{model.__name__}: {_problem(model, err)}") from err
    for name, value in given.items():
        if isinstance(value, str) and not _is_unicode(value):
            raise InvalidParams(f"{model.__name__}: {name} is not valid Unicode text")
    return dict(params)


def parameters(name: str, function: Callable[..., Any]) -> type[BaseModel]:
    """Returns a model of that name whose fields are the function's parameters. Those without a default are required."""
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        default = ... if parameter.default is parameter.empty else parameter.default
        fields[parameter.name] = (hints[parameter.name], default)
    return create_model(name, __config__=ConfigDict(strict=True), **fields)


def _problem(model: type[BaseModel], err: ValidationError) -> str:
    """Returns the first thing that is wrong, in one line."""
    first = err.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0])
    annotation = model.model_fields[name].annotation
    choices = get_args(annotation) if get_origin(annotation) is Literal else ()
    if first["type"] == "missing":
        kind: Any = type(choices[0]) if choices else annotation
        return f"{name} is missing ({_KINDS[kind]})"
    return f"{name} {_must(first, choices)}"


def _is_unicode(text: str) -> bool:
    """Returns False for text with half a surrogate pair: legal JSON, and no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _must(error: ErrorDetails, choices: tuple[object, ...]) -> str:
    if choices:
        return f"must be one of {', '.join(map(str, choices))}"
    if error["type"] == "string_too_long":
        return f"must not be longer than {error['ctx']['max_length']} characters"
    if error["type"] == "greater_than_equal":
        return f"must be at least {error['ctx']['ge']}"
    return _PROBLEMS.get(error["type"]) or " ".join(error["msg"].split())
