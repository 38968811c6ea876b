"""Writes one setting into the user's settings file and keeps the rest of it, comments included."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from config import paths, small_files
from config.errors import SettingsError
from config.texts import _


def remember(key: str, value: str, file: Path | None = None) -> None:
    """Sets `section.key`, or a key of no section, permanently. `value` is YAML of one line. Raises SettingsError where the
    file's layout cannot be changed safely."""
    section, _dot, leaf = key.rpartition(".")
    where = _("under `{section}:` ", section=section) if section else ""
    _rewrite(file or paths.config_file(), lambda text: edited(text, section, leaf, value), f"{leaf}: {value}", where)


def _rewrite(path: Path, change: Callable[[str], str | None], wanted: str, where: str = "") -> None:
    """Changes the file's text. Raises SettingsError, with what is `wanted` where the change cannot be made."""
    try:
        if path.exists():
            paths.refuse_no_file(path)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        changed = change(text)
        if changed is None:
            raise SettingsError(
                _("please write `{wanted}` {where}in {path} yourself", wanted=wanted, where=where, path=path)
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()  # a link into somebody's collection of dotfiles stays one
        small_files.replace(target, changed, target.stat().st_mode & 0o777 if target.exists() else 0o600)
    except OSError as err:
        raise SettingsError(_("{path}: cannot be written: {why}", path=path, why=err.strerror)) from err
    except UnicodeDecodeError as err:
        raise SettingsError(_("{path}: not UTF-8 text", path=path)) from err


def remember_within(keys: Sequence[str], value: Any, file: Path | None = None) -> None:
    """Sets a value deep within a setting that is a mapping, such as ("tools", "servers", "clock", "allow"), permanently.
    Raises SettingsError where the file's layout cannot be changed safely."""
    _rewrite(
        file or paths.config_file(), lambda text: with_value(text, keys, value), f"{'.'.join(keys)}: {as_yaml(value)}"
    )


def with_value(text: str, keys: Sequence[str], value: Any) -> str | None:
    """Returns the YAML text with one value set at a path of mappings, or None when that cannot be done without a change
    elsewhere. Comments and the layout of all else are kept."""
    try:
        changed = _with_value(text, keys, value)
        old, new = yaml.safe_load(text) or {}, yaml.safe_load(changed)
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
    return changed if new == wanted else None


def _unshared(value: Any) -> Any:
    """Returns a copy in which what was one object by an alias is two."""
    if isinstance(value, dict):
        return {key: _unshared(each) for key, each in value.items()}
    return [_unshared(each) for each in value] if isinstance(value, list) else value


def _with_value(text: str, keys: Sequence[str], value: Any) -> str:
    """Replaces the value's own characters, or adds a line to the innermost mapping that is there."""
    if text and not text.endswith("\n"):
        text += "\n"
    node = yaml.compose(text)
    if node is None:
        return text + _lines(keys, value, 0)
    for depth, key in enumerate(keys):
        if not isinstance(node, yaml.MappingNode):
            raise ValueError("no mapping")
        found = next((pair for pair in node.value if pair[0].value == key), None)
        if found is None:
            rest = keys[depth:]
            if node.flow_style:
                inner = {**yaml.safe_load(text[node.start_mark.index : node.end_mark.index]), **_nested(rest, value)}
                return text[: node.start_mark.index] + as_yaml(inner) + text[node.end_mark.index :]
            at = node.start_mark
            return text[: at.index] + _lines(rest, value, at.column).lstrip(" ") + " " * at.column + text[at.index :]
        name, node = found
        empty = node.start_mark.index == node.end_mark.index
        null = isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")
        if depth == len(keys) - 1 or null:
            end = text.find("\n", name.end_mark.index) if empty else _last_mark(node)
            start = text.index(":", name.end_mark.index) + 1
            written = as_yaml(_nested(keys[depth + 1 :], value))
            comment = text[start:end] if empty else ""
            return f"{text[:start]} {written}{comment.rstrip()}{text[end:]}"
    raise ValueError("no keys")


def _last_mark(node: yaml.Node) -> int:
    """Returns where a value's own characters end: a block's end mark lies behind the comments that follow it."""
    if not isinstance(node, yaml.CollectionNode) or not node.value or node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _last_mark(last[1] if isinstance(last, tuple) else last)


def _lines(keys: Sequence[str], value: Any, indent: int) -> str:
    """Returns the value under its keys as lines of a block."""
    lines = [f"{' ' * (indent + 2 * depth)}{key}:" for depth, key in enumerate(keys)]
    return "\n".join(lines) + f" {as_yaml(value)}\n"


def _nested(keys: Sequence[str], value: Any) -> Any:
    for key in reversed(keys):
        value = {key: value}
    return value


def as_yaml(value: Any) -> str:
    """Returns a value as YAML of one line."""
    text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"))
    return text.removesuffix("...\n").rstrip()


def edited(text: str, section: str, leaf: str, value: str) -> str | None:
    """Returns the YAML text with one value set, or None when a line-by-line edit is not possible. `section` is empty for a
    key of no section."""
    lines = text.splitlines()
    if not section:
        old = next((at for at, line in enumerate(lines) if re.match(rf"{leaf}\s*:", line)), None)
        if old is None:
            lines.append(f"{leaf}: {value}")
        else:
            comment = re.search(r"\s+#.*$", lines[old])
            lines[old] = f"{leaf}: {value}{comment[0] if comment else ''}"
        result = "\n".join(lines) + "\n"
        return result if _differs_by(text, result, section, leaf, value) else None
    begin = next((at for at, line in enumerate(lines) if re.match(rf"{section}\s*:\s*(#.*)?$", line)), None)
    if begin is None:
        lines += [f"{section}:", f"  {leaf}: {value}"]
    else:
        end = next((at for at in range(begin + 1, len(lines)) if re.match(r"[^\s#]", lines[at])), len(lines))
        inside = [at for at in range(begin + 1, end) if re.match(r"\s+[^\s#]", lines[at])]
        first = lines[inside[0]] if inside else "  "
        indent = first[: len(first) - len(first.lstrip())]
        old = next((at for at in inside if re.match(rf"\s+{leaf}\s*:", lines[at])), None)
        if old is None:
            lines.insert(begin + 1, f"{indent}{leaf}: {value}")
        else:
            comment = re.search(r"\s+#.*$", lines[old])
            lines[old] = f"{indent}{leaf}: {value}{comment[0] if comment else ''}"
    result = "\n".join(lines) + "\n"
    return result if _differs_by(text, result, section, leaf, value) else None


def _differs_by(before: str, after: str, section: str, leaf: str, value: str) -> bool:
    """Whether `after` differs from `before` in that one value only."""
    try:
        old, new = yaml.safe_load(before), yaml.safe_load(after)
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    wanted: dict[str, Any] = dict(old) if isinstance(old, dict) else {}
    if old is not None and not isinstance(old, dict):
        return False
    if not section:
        return bool(new == {**wanted, leaf: yaml.safe_load(value)})
    inner = wanted.get(section)
    if inner is not None and not isinstance(inner, dict):
        return False
    wanted[section] = {**(inner or {}), leaf: yaml.safe_load(value)}
    return bool(new == wanted)
