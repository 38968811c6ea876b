"""Reads YAML for settings: plain booleans only, no duplicate keys, and the line of every key for error messages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from config.errors import SettingsError
from config.texts import _

# libyaml's parser where PyYAML was built with it: ten times as fast.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """Reads `off`, `no` and `on` as words. YAML 1.1 makes booleans of them, which turns `gpu: off` into false; the
    schema understands the words where it wants a switch."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """As PyYAML's own, which raises all kinds of errors for values such as `2026-13-01` or a number of 5000 digits."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as err:
            problem = _("{kind} cannot be read", kind=_kind(node))
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from err


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF")


@dataclass(frozen=True)
class Source:
    """One place settings come from."""

    name: str
    """Name in messages: a file's path, or "the environment"."""
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Dotted key -> line, where the source has lines."""
    variables: dict[str, str] = field(default_factory=dict)
    """Dotted key -> environment variable."""
    wrong: list[tuple[int, str]] = field(default_factory=list)
    """What is wrong before any meaning is looked at: the line, 0 where there are none, and the words for the user.
    `values` lacks it."""

    def where(self, key: str) -> str:
        """The most exact known place of `key`, for a message."""
        path = key
        while path:
            if path in self.lines:
                return _("{name}, line {lines}", name=self.name, lines=self.lines[path])
            if path in self.variables:
                return self.variables[path]
            path = path.rpartition(".")[0]
        return self.name

    def line(self, key: str) -> int:
        """Returns the line of `key`, or of the nearest section around it that has one; 0 where there is none."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 0)


def read(text: str) -> Any:
    """Returns what the YAML says, as settings are read. Raises yaml.YAMLError."""
    return yaml.load(text, _Loader)


def compose(text: str) -> yaml.Node | None:
    """Returns the tree of the YAML, with the place of each value in the text. Raises yaml.YAMLError."""
    node: yaml.Node | None = yaml.compose(text, _Loader)
    return node


def parse_scalar(text: str, name: str) -> Any:
    """Parses a value from outside a file, such as an environment variable, written as in YAML."""
    try:
        return read(text)
    except (yaml.YAMLError, RecursionError) as err:
        raise SettingsError(_("{name}: not valid YAML: {why}", name=name, why=_problem(err))) from err


def parse(text: str, name: str) -> Source:
    """Parses the settings in a file's text. Raises SettingsError for what is no mapping of YAML at all."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Source(name)
        if not isinstance(node, yaml.MappingNode):
            raise SettingsError(
                _("{name}: settings are written as `key: value`, but this is {kind}", name=name, kind=_kind(node))
            )
        lines: dict[str, int] = {}
        wrong: list[tuple[int, str]] = []
        _walk(node, "", name, lines, wrong)
        return Source(name, loader.construct_document(node), lines, wrong=wrong)
    except yaml.YAMLError as err:
        mark = getattr(err, "problem_mark", None)
        where = _(", line {line}", line=mark.line + 1) if mark is not None else ""
        raise SettingsError(
            _("{name}{where}: not valid YAML: {why}", name=name, where=where, why=_problem(err))
        ) from err
    except RecursionError as err:
        raise SettingsError(_("{name}: nested too deeply, or an alias that refers to itself", name=name)) from err
    finally:
        loader.dispose()


def _walk(node: yaml.MappingNode, prefix: str, name: str, lines: dict[str, int], wrong: list[tuple[int, str]]) -> None:
    """Notes every key's line, and takes out what no key can be. A duplicate key is an error, because it is unclear which one
    should count."""
    kept = []
    for key_node, value in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
            wrong.append(
                (
                    line,
                    _(
                        "{name}, line {line}: a key must be a word, not {kind}",
                        name=name,
                        line=line,
                        kind=_kind(key_node),
                    ),
                )
            )
            continue
        key = prefix + key_node.value
        if key in lines:
            wrong.append(
                (
                    line,
                    _(
                        "{name}, line {line}: {key} is given twice (first in line {lines})",
                        name=name,
                        line=line,
                        key=key,
                        lines=lines[key],
                    ),
                )
            )
            continue
        kept.append((key_node, value))
        lines[key] = line
        if isinstance(value, yaml.MappingNode):
            _walk(value, key + ".", name, lines, wrong)
    node.value = kept


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return _("a list")
    if isinstance(node, yaml.MappingNode):
        return _("a mapping")
    return _("the value {value!r}", value=node.value[:40])


def _problem(err: Exception) -> str:
    text = getattr(err, "problem", None) or str(err)
    context = getattr(err, "context", None)
    return " ".join(f"{text} {context}".split() if context else text.split())
