"""Loads settings from the shipped defaults, the user's file, a given file and the environment; later ones win.

Every error is one line with the place, the key, the fault, and for an unknown key the nearest valid one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from config import paths
from config.errors import SettingsError
from config.settings import SERVER, VARIABLE, Settings
from config.texts import N_, _
from config.yaml_source import Source, parse, parse_scalar

SHIPPED = Path(__file__).with_name("sarai.yaml")
PREFIX = "SARAI_"
"""Form: SARAI_SECTION__KEY=value, the value written as in YAML. An empty value counts as not set."""
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
        _validate(source.values, [source])
        _merge(merged, source.values)
        if number:
            origins.update((key, source.where(key)) for key in _leaves(source.values) if key in ALL_KEYS)
    settings = _validate(merged, sources)
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
        found = [*source.wrong, *_faults(source.values, [source])]
        told += [text for _, text in sorted(found, key=lambda each: each[0])]
        sources.append(source)
        _merge(merged, source.values)
    if not told:
        told += [text for _, text in _faults(merged, sources)]
    return told


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Returns a line for each SARAI_ variable that is no setting, with the nearest one. `load` ignores them: they may be
    somebody else's."""
    names = [each for each in sorted(environ) if each.startswith(PREFIX) and _is_unknown(each)]
    return [
        _(
            "{each}: no setting, so it does nothing; the nearest is {variable_of}",
            each=each,
            variable_of=variable_of(_nearest(each[len(PREFIX) :].lower())),
        )
        for each in names
    ]


def given(key: str, text: str) -> Any:
    """Returns the value that a user has written for a setting, as YAML or, where a word is wanted, as that very word.
    Raises SettingsError for one that the setting cannot have, and for an unknown key."""
    if key in SECTIONS:
        raise SettingsError(
            _("{key} is a section; set one of its keys, such as {key}.{lower}", key=key, lower=_an_example(key).lower())
        )
    if key not in ALL_KEYS:
        raise SettingsError(_("there is no setting {key}; the nearest is {nearest}", key=key, nearest=_nearest(key)))
    problem: SettingsError | None = None
    for read in (partial(parse_scalar, name=key), str):
        try:
            value = read(text)
            _validate(nested(key, value), [Source("", nested(key, value))])
        except SettingsError as err:
            problem = problem or SettingsError(str(err).removeprefix(": "))
        else:
            return value
    assert problem is not None
    raise problem


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
                an_example=_an_example(parts[0]),
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
                variable_of=variable_of(_nearest(key)),
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


# ----------------------------------------------------------------------------------------------------------- validation


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


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # bytes that were no UTF-8 have become halves of surrogate pairs
        return False
    return True


def _an_example(section: str) -> str:
    return next(key for key in ALL_KEYS if key.startswith(f"{section}.")).split(".", 1)[1].upper()


def _nearest(key: str) -> str:
    """The valid key most similar to `key`: within its section first, then by its last word anywhere, then as a
    whole."""
    by_letters = {each.lower(): each for each in [*ALL_KEYS, *SECTIONS]}
    if key.lower() in by_letters:
        return by_letters[key.lower()]
    section, _, leaf = key.rpartition(".")
    siblings = {each.rpartition(".")[2]: each for each in ALL_KEYS if each.rpartition(".")[0] == section}
    anywhere = {each.rpartition(".")[2]: each for each in ALL_KEYS}
    for candidates, word in ((siblings, leaf), (anywhere, leaf)):
        found = get_close_matches(word, candidates, n=1, cutoff=0.65)
        if found:
            return candidates[found[0]]
    return get_close_matches(key, [*ALL_KEYS, *SECTIONS], n=1, cutoff=0.0)[0]


def _validate(values: Mapping[str, Any], sources: list[Source]) -> Settings:
    try:
        return Settings.model_validate(_given(values))
    except ValidationError as err:
        first = min(err.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
        raise SettingsError(_explain(first, sources)[1]) from err


def _faults(values: Mapping[str, Any], sources: list[Source]) -> list[tuple[int, str]]:
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
    if error["type"] == "extra_forbidden":
        return source.line(key), _(
            "{where}: unknown key {key}; the nearest valid key is {nearest}",
            where=source.where(key),
            key=key,
            nearest=_nearest(key),
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
