"""Loads settings from the shipped defaults, the user's file, a given file and the environment; later ones win."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from config import paths
from config.errors import SettingsError
from config.faults import faults, validate
from config.keys import (
    ALL_KEYS,
    ELSEWHERE,
    FLAT,
    PREFIX,
    SECTIONS,
    an_example,
    is_known,
    nearest,
    setting_around,
    variable_of,
)
from config.settings import Settings
from config.texts import _
from config.yaml_source import Source, parse, parse_scalar

SHIPPED = Path(__file__).with_name("sarai.yaml")
LARGEST = 1 << 20
"""Upper bound of a settings file in bytes. No real one is that long, but a file named by mistake may be."""


@dataclass(frozen=True)
class Loaded:
    settings: Settings
    origins: dict[str, str]
    """Dotted key -> where its value comes from; only keys that differ from the shipped defaults."""


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Returns the effective settings. `path` is the file of `--config`. Raises SettingsError."""
    return load_with_origins(path, environ).settings


def load_with_origins(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Loaded:
    """Like `load`, with the origin of each value that differs from the shipped defaults."""
    sources = [read() for read in _sources(path, environ)]
    merged: dict[str, Any] = {}
    origins: dict[str, str] = {}
    settings = Settings()
    for number, source in enumerate(sources):
        # Validated one by one: a mistake in a file is told even where something later hides it, and by the right name.
        if source.wrong:
            raise SettingsError(source.wrong[0][1])
        validate(source.values, [source])
        _merge(merged, source.values)
        if number:
            origins.update((key, source.where(key)) for key in _leaves(source.values) if key in ALL_KEYS)
    settings = validate(merged, sources)
    return Loaded(settings, origins)


def mistakes(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Returns every mistake in the settings, one line each: source by source, in a file from its first line to its last."""
    told: list[str] = []
    sources = []
    merged: dict[str, Any] = {}
    for read in _sources(path, environ):
        try:
            source = read()
        except SettingsError as err:
            told.append(str(err))
            continue
        found = [*source.wrong, *faults(source.values, [source])]
        told += [text for _, text in sorted(found, key=lambda each: each[0])]
        sources.append(source)
        _merge(merged, source.values)
    if not told:
        told += [text for _, text in faults(merged, sources)]
    return told


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Returns a line for each SARAI_ variable that is no setting, with the nearest one. `load` ignores them: they may be
    somebody else's."""
    names = [
        each for each in sorted(environ) if each.startswith(PREFIX) and each not in ELSEWHERE and _is_unknown(each)
    ]
    return [
        _(
            "{each}: no setting, so it does nothing; the nearest is {variable_of}",
            each=each,
            variable_of=variable_of(nearest(each[len(PREFIX) :].lower())),
        )
        for each in names
    ]


def given(key: str, text: str, file: Path | None = None) -> Any:
    """Returns the value that a user has written for a setting, as YAML or, where a word is wanted, as that very word. The
    key may be of a part of a setting, such as `actions.effects.screenshot`; `file` has the other parts. Raises
    SettingsError for a value that the setting cannot have, and for an unknown key."""
    if key in SECTIONS:
        raise SettingsError(
            _("{key} is a section; set one of its keys, such as {key}.{lower}", key=key, lower=an_example(key))
        )
    setting = setting_around(key)
    if setting is None or not is_known(key):
        raise SettingsError(_("there is no setting {key}; the nearest is {nearest}", key=key, nearest=nearest(key)))
    parts = key.removeprefix(setting).split(".")[1:]
    present = _value(_file(file, must_exist=False).values, setting.split(".")) if parts and file is not None else None
    problem: SettingsError | None = None
    for value in _readings(text):
        whole = nested(setting, _with_part(present, parts, value))
        try:
            validate(whole, [Source("", whole)])
        except SettingsError as err:
            problem = problem or SettingsError(str(err).removeprefix(": "))
        else:
            return value
    assert problem is not None
    raise problem


def _readings(text: str) -> Iterator[Any]:
    """Yields what a text on the command line can mean, what is likelier first: YAML, or its very words."""
    with suppress(SettingsError):
        value = parse_scalar(text, "")
        plain = isinstance(value, str) and value and text.lstrip().startswith(value)
        yield text.strip() if plain else value  # "C # minor": nobody means a comment there
    yield text


def _value(values: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        values = values.get(key) if isinstance(values, Mapping) else None
    return values


def _with_part(whole: Any, parts: Sequence[str], value: Any) -> Any:
    """Returns a mapping with one of its parts changed."""
    if not parts:
        return value
    known = whole if isinstance(whole, Mapping) else {}
    return {**known, parts[0]: _with_part(known.get(parts[0]), parts[1:], value)}


def nested(key: str, value: Any) -> dict[str, Any]:
    """Returns the mapping in which one dotted key has this value."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return dict(value)


# -------------------------------------------------------------------------------------------------------------- sources


def _sources(path: Path | None, environ: Mapping[str, str]) -> list[Callable[[], Source]]:
    """Returns what reads each source, those that count more last."""
    given = [] if path is None else [partial(_file, paths.expanded(path), must_exist=True)]
    return [
        partial(_file, SHIPPED, must_exist=True),
        partial(_file, paths.config_file(environ), must_exist=False),
        *given,
        partial(_environment, environ),
    ]


def _file(path: Path, must_exist: bool) -> Source:
    try:
        if os.path.realpath(path) != os.devnull:  # that one is a way to say "nothing set"
            paths.refuse_no_file(path)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as err:
        if not must_exist:
            return Source(str(path))
        raise SettingsError(_("{path}: there is no such file", path=path)) from err
    except OSError as err:
        raise SettingsError(_("{path}: cannot be read: {why}", path=path, why=err.strerror)) from err
    if len(data) > LARGEST:
        raise SettingsError(_("{path}: too long for a settings file (more than 1 MiB)", path=path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise SettingsError(_("{path}, line {line}: not UTF-8 text", path=path, line=line)) from err
    return parse(text, str(path))


def _environment(environ: Mapping[str, str]) -> Source:
    """Settings from variables such as SARAI_TIER and SARAI_SOUND__VOLUME. Other SARAI_ variables without a double
    underscore are not settings."""
    source = Source(_("the environment"))
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or not environ[variable].strip() or _is_unknown(variable):
            continue
        try:
            key, value = _of_variable(variable, environ[variable])
        except SettingsError as err:
            source.wrong.append((0, str(err)))
            continue
        section = source.values
        *sections, last = key.split(".")
        for part in sections:
            section = section.setdefault(part, {})
        section[last] = value
        source.variables[key] = variable
    return source


def _of_variable(variable: str, text: str) -> tuple[str, Any]:
    """Returns the dotted key that a variable sets, and its value. Raises SettingsError."""
    parts = variable[len(PREFIX) :].lower().split("__")
    if len(parts) == 1 and parts[0] in SECTIONS:
        raise SettingsError(
            _(
                "{variable}: {parts} is a section; set one of its keys as {variable}__{an_example}=...",
                variable=variable,
                parts=parts[0],
                an_example=an_example(parts[0]).upper(),
            )
        )
    if len(parts) == 1 and parts[0] in FLAT:
        raise SettingsError(
            _(
                "{variable}: written with two underscores, {variable_of}=...",
                variable=variable,
                variable_of=variable_of(FLAT[parts[0]]),
            )
        )
    key = ".".join(parts)
    if key not in ALL_KEYS:
        raise SettingsError(
            _(
                "{variable}: no such setting as {key}; the nearest is {variable_of}",
                variable=variable,
                key=key,
                variable_of=variable_of(setting_around(key) or nearest(key)),
            )
        )
    if not text.isascii() and not _is_text(text):
        raise SettingsError(_("{variable}: not UTF-8 text", variable=variable))
    return key, parse_scalar(text, variable)


def _is_unknown(variable: str) -> bool:
    """Returns whether a variable that begins with SARAI_ is none of ours, nor a setting misspelt."""
    name = variable[len(PREFIX) :].lower()
    return "__" not in name and name not in SECTIONS and name not in FLAT and name not in ALL_KEYS


def _merge(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterable[str]:
    for key, value in values.items():
        if isinstance(value, Mapping) and prefix + key in SECTIONS:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # bytes that were no UTF-8 have become halves of surrogate pairs
        return False
    return True
