"""Writes one setting into the user's settings file and keeps all else of it: comments, order, line ends."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import yaml

from config import paths, small_files
from config.errors import SettingsError
from config.texts import _
from config.yaml_source import compose, parse, read

BOM = "\ufeff"
_LINE_ENDS = ("\n", "\r", "\x85", "\u2028", "\u2029")
_LINE_END = re.compile("\r\n|" + "|".join(_LINE_ENDS))
_ALIAS = re.compile(r"\s*\*[^\s,\]}]+")


def remember(key: str, value: Any, file: Path | None = None) -> None:
    """Sets a dotted key permanently. Raises SettingsError where the file is no YAML, or laid out so that nothing safe can be
    done."""
    remember_within(key.split("."), value, file)


def remember_within(keys: Sequence[str], value: Any, file: Path | None = None) -> None:
    """Like `remember`, for a path whose names may have dots in them."""
    path = file or paths.config_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.parent):
            there = os.path.lexists(path)
            if there:
                paths.refuse_no_file(path)
            text = path.read_bytes().decode() if there else ""
            changed = with_value(text, keys, value)
            if changed is None:
                _refuse(path, text, keys, value)
            target = path.resolve()  # a link into somebody's collection of dotfiles stays one
            mode = target.stat().st_mode & 0o777 if there else 0o600
            if not mode & 0o200:
                raise SettingsError(_("{path}: write-protected; `chmod u+w` lets it be changed", path=path))
            small_files.replace(target, changed, mode)
    except OSError as err:
        raise SettingsError(_("{path}: cannot be written: {why}", path=path, why=err.strerror)) from err
    except UnicodeDecodeError as err:
        raise SettingsError(_("{path}: not UTF-8 text", path=path)) from err


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keeps other writers of settings out, where the file system can: the tray and a command may write at once. Raises
    OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # NFS locks no folder
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse(path: Path, text: str, keys: Sequence[str], value: Any) -> NoReturn:
    """Raises SettingsError, with what is wrong in the file, or else with what the user may write there."""
    wrong = parse(text.removeprefix(BOM), str(path)).wrong
    if wrong:
        raise SettingsError(wrong[0][1])
    *sections, leaf = keys
    where = _("under `{section}:` ", section=".".join(sections)) if sections else ""
    wanted = f"{leaf}: {as_yaml(value)}"
    raise SettingsError(_("please write `{wanted}` {where}in {path} yourself", wanted=wanted, where=where, path=path))


def with_value(text: str, keys: Sequence[str], value: Any) -> str | None:
    """Returns the YAML text with one value set at a path of mappings, or None when that cannot be done without a change
    elsewhere. Comments, line ends and the layout of all else are kept."""
    mark, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    try:
        changed = _with_value(text, keys, value)
        old, new = read(text) or {}, read(changed)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(old, dict):
        return None
    wanted = _unshared(old)
    inner: Any = wanted
    for key in keys[:-1]:
        if inner.get(key) is None:
            inner[key] = {}
        inner = inner[key]
        if not isinstance(inner, dict):
            return None
    inner[keys[-1]] = value
    return mark + changed if new == wanted else None


def _unshared(value: Any) -> Any:
    """Returns a copy in which what was one object by an alias is two."""
    if isinstance(value, dict):
        return {key: _unshared(each) for key, each in value.items()}
    return [_unshared(each) for each in value] if isinstance(value, list) else value


def _with_value(text: str, keys: Sequence[str], value: Any) -> str:
    """Replaces the value's own characters, or adds lines to the innermost mapping that is there. Raises ValueError, and
    yaml.YAMLError, where there is no place for it."""
    node = compose(text)
    if node is None:
        return _with_lines(text, len(text), keys, value, 0)
    for depth, key in enumerate(keys):
        if not isinstance(node, yaml.MappingNode):
            raise ValueError("no mapping")
        pairs = [pair for pair in node.value if pair[0].value == key]
        if not pairs:
            return _with_entry(text, node, keys[depth:], value)
        if len(pairs) > 1:
            raise ValueError("given twice")
        name, node = pairs[0]
        if depth == len(keys) - 1 or _is_null(node):
            return _with_replaced(text, name, node, keys[depth + 1 :], value)
    raise ValueError("no keys")


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and str(node.tag).endswith(":null")


def _with_replaced(text: str, name: yaml.Node, node: yaml.Node, rest: Sequence[str], value: Any) -> str:
    """Puts the value in the place of the one that `name` has. `rest` are keys between it and the value."""
    start = text.index(":", name.end_mark.index) + 1
    alias = _ALIAS.match(text, start)
    if alias:  # its node is what it refers to, in another place
        return f"{text[:start]} {as_yaml(_nested(rest, value))}{text[alias.end() :]}"
    if node.start_mark.index == node.end_mark.index:  # nothing was given
        if rest:
            return _with_lines(text, start, rest, value, name.start_mark.column + 2)
        return f"{text[:start]} {as_yaml(value)}{text[start:]}"
    comments = text[start : node.start_mark.index].rstrip()  # between the key and a value that begins in another line
    return f"{text[:start]} {as_yaml(_nested(rest, value))}{comments}{text[_end(text, node) :]}"


def _with_entry(text: str, node: yaml.MappingNode, keys: Sequence[str], value: Any) -> str:
    """Adds what the mapping lacks behind its last entry."""
    if not node.flow_style:
        name, last = node.value[-1]
        end = max(_end(text, last), name.end_mark.index)  # of an alias, the node lies before its name
        return _with_lines(text, end, keys, value, node.value[0][0].start_mark.column)
    inside = text[: node.end_mark.index - 1].rstrip()
    comma = ", " if node.value and not inside.endswith(",") else ""
    key, *rest = keys
    entry = f"{as_yaml(key)}: {as_yaml(_nested(rest, value))}"
    return f"{inside}{comma}{entry}{text[node.end_mark.index - 1 :]}"


def _end(text: str, node: yaml.Node) -> int:
    """Returns where a value's own characters end: the end mark of a block lies behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    return len(text[: node.end_mark.index].rstrip())


def _with_lines(text: str, at: int, keys: Sequence[str], value: Any, indent: int) -> str:
    """Adds the value under its keys as lines of a block, below the line in which `at` lies."""
    newline = "\r\n" if "\r\n" in text else "\n"
    line_end = _LINE_END.search(text, at)
    end = line_end.end() if line_end is not None else len(text)
    before, after = text[:end], text[end:]
    if before and not before.endswith(_LINE_ENDS):
        before += newline
    lines = [f"{' ' * (indent + 2 * depth)}{as_yaml(key)}:" for depth, key in enumerate(keys)]
    return f"{before}{newline.join(lines)} {as_yaml(value)}{newline}{after}"


def _nested(keys: Sequence[str], value: Any) -> Any:
    for key in reversed(keys):
        value = {key: value}
    return value


def as_yaml(value: Any) -> str:
    """Returns a value as YAML of one line."""
    text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
    return text.removesuffix("...\n").rstrip()
