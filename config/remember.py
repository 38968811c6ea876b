"""Writes one setting into the user's settings file and keeps the rest of it, comments included."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from config import paths, small_files
from config.errors import SettingsError
from config.texts import _


def remember(key: str, value: str, file: Path | None = None) -> None:
    """Sets `section.key`, or a key of no section, permanently. `value` is YAML of one line. Raises SettingsError where the
    file's layout cannot be changed safely."""
    path = file or paths.config_file()
    section, _dot, leaf = key.rpartition(".")
    try:
        if path.exists():
            paths.refuse_no_file(path)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        changed = edited(text, section, leaf, value)
        if changed is None:
            where = _("under `{section}:` ", section=section) if section else ""
            raise SettingsError(
                _(
                    "please write `{leaf}: {value}` {where}in {path} yourself",
                    leaf=leaf,
                    value=value,
                    where=where,
                    path=path,
                )
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()  # a link into somebody's collection of dotfiles stays one
        small_files.replace(target, changed, target.stat().st_mode & 0o777 if target.exists() else 0o600)
    except OSError as err:
        raise SettingsError(_("{path}: cannot be written: {why}", path=path, why=err.strerror)) from err
    except UnicodeDecodeError as err:
        raise SettingsError(_("{path}: not UTF-8 text", path=path)) from err


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
    except yaml.YAMLError:
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
